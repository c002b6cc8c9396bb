"""The Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of `therapy.accounts`."""

    name = "therapy.accounts"
