"""The Django application."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Configuration of `therapy.audit`."""

    name = "therapy.audit"
