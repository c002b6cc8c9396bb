"""Words of the therapist's pages."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why a patient is on the worklist, the most urgent first."""

    PAIN = "pain", _("pain")
    STOPPED = "stopped", _("stopped")
    WORSE = "worse", _("getting worse")
    MISSED = "missed", _("missed days")
    REFUSED = "refused", _("not scorable")
    PARKED = "parked", _("set aside")
    RESULT = "result", _("new results")


URGENCY: Final[dict[Reason, int]] = {
    reason: len(Reason) - rank for rank, reason in enumerate(Reason)
}
"""Higher is more urgent: the order in which `Reason` names them."""


class Verdict(models.TextChoices):
    """What a therapist says of a result."""

    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
