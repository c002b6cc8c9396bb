"""Recordings: created, answered, and asked to be tried again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pose.stream import FACTS_SCHEMA
from pose.wire import check_model_is_published, facts_from_json, facts_to_json
from scoring.version import SCORING_VERSION
from therapy.accounts.permissions import check_can_treat_patient
from therapy.assessments import queue, selectors
from therapy.assessments.enums import RecordingState
from therapy.assessments.models import Recording
from therapy.assessments.services.creation import create_once
from therapy.assessments.services.sittings import assessment_item, recording_to_change
from therapy.assessments.services.states import check_transition, move
from therapy.audit.actors import Actor
from therapy.audit.services import audit_record
from therapy.care.selectors import check_care_consent
from therapy.common.errors import Conflict, InvalidTransition, NotFound


@transaction.atomic
def recording_create(
    *,
    recording_id: UUID,
    assessment_id: UUID,
    item_id: UUID,
    set_number: int,
    facts: Any,
    by: Actor,
) -> tuple[Recording, bool]:
    """Announce a set's recording with its facts, once; whether it is new.

    Parameters
    ----------
    facts
        `plumbline.facts/1` as parsed JSON.

    Raises
    ------
    PoseFormatError
        If the facts are wrong, naming the field.
    NotFound
        If the patient has no such assessment or item, or the id is somebody else's.
    PermissionDenied
        Without consent to the current text (`consent_needed`).
    Conflict
        If the id is there already with other facts (`other_facts`).
    """
    parsed = facts_from_json(facts)
    check_model_is_published(parsed)
    stored_facts = facts_to_json(parsed)
    assessment, item = assessment_item(assessment_id=assessment_id, item_id=item_id, by=by)
    check_care_consent(patient_id=assessment.patient_id)
    recording, is_new = create_once(
        Recording(
            id=recording_id,
            clinic_id=assessment.clinic_id,
            patient_id=assessment.patient_id,
            assessment=assessment,
            item=item,
            protocol=item.exercise_version.protocol,
            side=item.side,
            set_number=set_number,
            facts=stored_facts,
            state_changed_at=timezone.now(),
        )
    )
    if recording.patient_id != assessment.patient_id:
        raise NotFound(_("There is no such recording."))
    if not _is_same(recording, assessment.id, item.id, set_number, stored_facts):
        raise Conflict(
            _("This recording was announced before with other facts."), code="other_facts"
        )
    if is_new:
        audit_record(
            by=by,
            action="recording.create",
            patient_id=recording.patient_id,
            obj=recording,
            detail={"protocol": recording.protocol, "facts_schema": FACTS_SCHEMA},
        )
    return recording, is_new


def _is_same(
    recording: Recording, assessment_id: UUID, item_id: UUID, set_number: int, facts: dict[str, Any]
) -> bool:
    """Whether the row says what was sent, but for what is known only at the end."""
    late = {"dropped_frames": None, "uncertain_spans_us": None}
    return (
        recording.assessment_id == assessment_id
        and recording.item_id == item_id
        and recording.set_number == set_number
        and {**recording.facts, **late} == {**facts, **late}
    )


@transaction.atomic
def answers_store(
    *,
    recording_id: UUID,
    pain: int | None,
    effort: int | None,
    felt_wrong: Sequence[str],
    note: str,
    by: Actor,
) -> Recording:
    """Keep what the patient answered after a set; the latest answer counts.

    Raises
    ------
    NotFound
        If the patient has no such recording.
    """
    recording = recording_to_change(recording_id=recording_id, by=by)
    answers = {"pain": pain, "effort": effort, "felt_wrong": list(felt_wrong), "note": note}
    if recording.answered_at is not None and all(
        getattr(recording, name) == value for name, value in answers.items()
    ):
        return recording
    for name, value in {**answers, "answered_at": timezone.now()}.items():
        setattr(recording, name, value)
    recording.save(update_fields=[*answers, "answered_at"])
    audit_record(by=by, action="recording.answer", patient_id=recording.patient_id, obj=recording)
    return recording


@transaction.atomic
def recording_requeue(*, recording_id: UUID, by: Actor) -> Recording:
    """Ask for a recording to be scored again: one set aside, or one with an older version's result.

    Raises
    ------
    NotFound
        If there is none that `by` may see.
    InvalidTransition
        If its state does not allow it, or this scoring version's result is there already.
    """
    recording = selectors.recording_get(recording_id=recording_id, by=by, lock=True)
    check_can_treat_patient(by, recording.patient)
    if recording.state in {RecordingState.RECEIVING, RecordingState.ABANDONED}:
        raise InvalidTransition(_("This recording has not arrived whole yet."))
    before = RecordingState(recording.state)
    check_transition(before, RecordingState.QUEUED)
    if recording.results.filter(scoring_version=SCORING_VERSION).exists():
        raise InvalidTransition(
            _("This recording has a result of the current scoring version already."),
            code="scored_already",
        )
    left = {"from": before, "park_reason": recording.park_reason}
    move(recording, before, RecordingState.QUEUED, attempts=0, park_reason="")
    audit_record(
        by=by,
        action="recording.requeue",
        patient_id=recording.patient_id,
        obj=recording,
        detail=left,
    )
    queue.nudge_after_commit(recording.id)
    return recording
