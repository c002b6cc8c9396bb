"""The words of assessments: states of a recording, what may follow what, and the limits."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordingState(models.TextChoices):
    """Where a recording stands.  The row's state is the truth; a message is only a nudge."""

    RECEIVING = "receiving", _("receiving")
    QUEUED = "queued", _("queued")
    SCORING = "scoring", _("being scored")
    SCORED = "scored", _("scored")
    REFUSED = "refused", _("could not be scored")
    PARKED = "parked", _("set aside")
    ABANDONED = "abandoned", _("abandoned")


ALLOWED: Final[dict[RecordingState, dict[RecordingState, str]]] = {
    RecordingState.RECEIVING: {
        RecordingState.QUEUED: "every chunk is here and the digests agree",
        RecordingState.ABANDONED: "no chunk for 24 hours",
    },
    RecordingState.QUEUED: {
        RecordingState.SCORING: "claimed by a worker, with a lease",
    },
    RecordingState.SCORING: {
        RecordingState.SCORED: "report stored",
        RecordingState.REFUSED: "an honest refusal stored",
        RecordingState.QUEUED: "attempt failed or its lease ran out",
        RecordingState.PARKED: "third attempt failed",
    },
    RecordingState.SCORED: {
        RecordingState.QUEUED: "asked to score again under a new scoring version",
    },
    RecordingState.REFUSED: {
        RecordingState.QUEUED: "asked to score again under a new scoring version",
    },
    RecordingState.PARKED: {
        RecordingState.QUEUED: "asked to try again",
    },
    RecordingState.ABANDONED: {
        RecordingState.RECEIVING: "the device came back with a chunk",
        RecordingState.QUEUED: "every chunk is here and the digests agree",
    },
}
"""What may follow what, and why.  `docs/reference/assessment-states.md` is drawn from this."""


class StopReason(models.TextChoices):
    """Why a set ended."""

    FINISHED = "finished", _("finished")
    TIME = "time", _("time was up")
    PATIENT = "patient", _("stopped by the patient")
    PAIN = "pain", _("pain")
    DIZZY = "dizzy", _("dizziness")
    TIRED = "tired", _("tiredness")
    UNWELL = "unwell", _("felt unwell")
    PROBLEM = "problem", _("something did not work")
    INTERRUPTED = "interrupted", _("interrupted")


MAX_ATTEMPTS: Final = 3
MAX_RECORDING_BYTES: Final = 2_000_000
MAX_DURATION_US: Final = 600_000_000
LEASE_S: Final = 20
SOFT_LIMIT_S: Final = 12
HARD_LIMIT_S: Final = 15
"""A scoring ends before its lease does, so that no two workers score one recording at once."""
REQUEUE_AFTER_S: Final = 15
ABANDON_AFTER_S: Final = 24 * 3600
MAX_PAIN: Final = 10
MAX_EFFORT: Final = 10
