"""Starting the product on one machine, and the demo clinic."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Commands for people who run the product; no models."""

    name = "therapy.operations"
    label = "operations"
