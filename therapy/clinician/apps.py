"""The Django application."""

from django.apps import AppConfig


class ClinicianConfig(AppConfig):
    """Configuration of `therapy.clinician`."""

    name = "therapy.clinician"
    label = "clinician"
