"""What can be done with assessments; every function takes `by`, who does it."""

from therapy.assessments.services.recordings import (
    answers_store,
    recording_create,
    recording_requeue,
)
from therapy.assessments.services.scoring import (
    recording_claim,
    recording_give_back,
    recording_score,
)
from therapy.assessments.services.sittings import assessment_start, manual_entry_create
from therapy.assessments.services.sweeping import recordings_sweep
from therapy.assessments.services.upload import chunk_store, recording_complete

__all__ = [
    "answers_store",
    "assessment_start",
    "chunk_store",
    "manual_entry_create",
    "recording_claim",
    "recording_complete",
    "recording_create",
    "recording_give_back",
    "recording_requeue",
    "recording_score",
    "recordings_sweep",
]
