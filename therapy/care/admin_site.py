"""The admin as the product's own site."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PlumblineAdminSite(AdminSite):
    """The admin: prescribing, patients and, for administrators, people and keys."""

    site_header = _("Plumbline")
    site_title = _("Plumbline")
    index_title = _("Clinic")
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this person may use the admin: active staff of a clinic, or an operator."""
        user: Any = request.user
        return bool(
            user.is_active and user.is_staff and (user.is_operator or user.clinic_id is not None)
        )


class PlumblineAdminConfig(AdminConfig):
    """Puts `PlumblineAdminSite` in place of Django's own."""

    default_site = "therapy.care.admin_site.PlumblineAdminSite"
