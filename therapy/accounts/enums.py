"""Roles of the people of a clinic."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is in their clinic."""

    THERAPIST = "therapist", _("therapist")
    CLINIC_ADMIN = "clinic_admin", _("clinic administrator")
