"""The patient's pages as a Django app."""

from django.apps import AppConfig


class PatientConfig(AppConfig):
    """Templates and views of the patient's pages; no models."""

    name = "therapy.patient"
    label = "patient"
