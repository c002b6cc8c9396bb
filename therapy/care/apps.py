"""The Django application."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Configuration of `therapy.care`."""

    name = "therapy.care"
