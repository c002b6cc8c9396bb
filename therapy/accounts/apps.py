"""The Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of `therapy.accounts`."""

    name = "therapy.accounts"

    def ready(self) -> None:
        """Connect what records signing in and out."""
        from therapy.accounts import signals  # noqa: F401, PLC0415  needs the models
