"""A patient who acts through a link, a sitting, and recordings in every state."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tests.builders.recordings import FACTS, chunks_of, still_records
from tests.builders.uploads import upload
from therapy.assessments import services
from therapy.assessments.models import Recording
from therapy.audit.actors import Actor
from therapy.audit.enums import ActorKind
from therapy.care.enums import CONSENT_TEXT_VERSION, ConsentPurpose
from therapy.care.models import PrescriptionItem
from therapy.care.services import consent_record


@pytest.fixture
def patient_actor(patient: Any) -> Actor:
    """The patient as the one who acts."""
    return Actor(ActorKind.PATIENT, str(uuid4()), patient.clinic_id, patient.id)


@pytest.fixture
def sitting(
    in_clinic: None, patient: Any, prescription: Any, patient_actor: Actor
) -> SimpleNamespace:
    """A started assessment, with consent, of a prescription whose first item is a squat."""
    consent_record(
        by=patient_actor,
        patient=patient,
        purpose=ConsentPurpose.CARE,
        text_version=CONSENT_TEXT_VERSION,
        granted=True,
    )
    assessment, _is_new = services.assessment_start(
        assessment_id=uuid4(),
        prescription_id=prescription.id,
        started_at=timezone.now(),
        by=patient_actor,
    )
    items = list(PrescriptionItem.objects.filter(prescription=prescription).order_by("position"))
    squat = next(item for item in items if item.exercise_version.protocol == "squat")
    return SimpleNamespace(
        assessment=assessment, items=items, item=squat, by=patient_actor, prescription=prescription
    )


@pytest.fixture
def announce(sitting: SimpleNamespace) -> Callable[[], Recording]:
    """Announce one more recording of the squat."""

    def make(recording_id: UUID | None = None) -> Recording:
        recording, _is_new = services.recording_create(
            recording_id=recording_id or uuid4(),
            assessment_id=sitting.assessment.id,
            item_id=sitting.item.id,
            set_number=1,
            facts=FACTS,
            by=sitting.by,
        )
        return recording

    return make


@pytest.fixture
def queued(announce: Callable[[], Recording], sitting: SimpleNamespace) -> Callable[[], Recording]:
    """Send one more recording whole; it is queued and nobody was nudged."""

    def make() -> Recording:
        recording = announce()
        upload(recording.id, chunks_of(still_records(90)), by=sitting.by)
        recording.refresh_from_db()
        return recording

    return make
