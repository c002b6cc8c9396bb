"""Assessments as a Django app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Recordings, their chunks, states and results."""

    name = "therapy.assessments"
    label = "assessments"
