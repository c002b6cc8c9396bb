"""Puts the product's own admin site in place of Django's."""

from django.contrib.admin.apps import AdminConfig


class PlumblineAdminConfig(AdminConfig):
    """Names `PlumblineAdminSite`, which is imported once the models are loaded."""

    default_site = "therapy.care.admin_site.PlumblineAdminSite"
