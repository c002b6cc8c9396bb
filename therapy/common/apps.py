"""The Django application."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Configuration of `therapy.common`."""

    name = "therapy.common"
