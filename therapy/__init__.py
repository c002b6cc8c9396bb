"""The product: people, clinics, prescriptions, assessments, pages, API, jobs and settings."""

from therapy.celery import app as celery_app

__all__ = ["celery_app"]
