"""Kinds of actors."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    """Who can act."""

    USER = "user", _("user")
    PATIENT = "patient", _("patient")
    API_KEY = "api_key", _("API key")
    SYSTEM = "system", _("system")
