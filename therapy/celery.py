"""The Celery application: it only nudges, the database row is the truth about a job."""

import os

from celery import Celery

from therapy import file_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "therapy.settings")

file_broker.register()
app = Celery("plumbline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
