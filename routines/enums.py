"""Words that the catalogue uses."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class View(models.TextChoices):
    """From where the camera looks."""

    FRONT = "front", _("from the front")
    SIDE = "side", _("from the side")


class Side(models.TextChoices):
    """Which side of the patient; no side at all is stored as NULL."""

    LEFT = "left", _("left")
    RIGHT = "right", _("right")
    BOTH = "both", _("both")


class DoseKind(models.TextChoices):
    """What one set is counted in."""

    REPETITIONS = "repetitions", _("repetitions")
    SECONDS = "seconds", _("seconds")


class Posture(models.TextChoices):
    """How the patient is placed."""

    STANDING = "standing", _("standing")
    SITTING = "sitting", _("sitting")
    LYING = "lying", _("lying")
