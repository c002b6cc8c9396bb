"""The REST interface as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Views, serializers and authentication of `/api/v1/`; no models."""

    name = "therapy.api"
    label = "api"
