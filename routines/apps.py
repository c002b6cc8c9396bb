"""The Django application."""

from django.apps import AppConfig


class RoutinesConfig(AppConfig):
    """Configuration of `routines`."""

    name = "routines"
