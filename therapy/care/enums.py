"""Words of care."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """Administrative sex, in the words of hospital records; norms of some tests depend on it."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("not known")


class ConsentPurpose(models.TextChoices):
    """What a patient agrees to, one at a time."""

    CARE = "care", _("care")
    RESEARCH = "research", _("research")


# The consent text that is shown today; a new text asks everybody again.
CONSENT_TEXT_VERSION = "2026-11"
