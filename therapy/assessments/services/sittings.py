"""Assessments and sets entered by hand."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from therapy.accounts.permissions import check_can_answer_for_patient
from therapy.assessments import selectors
from therapy.assessments.models import Assessment, ManualEntry, Recording
from therapy.assessments.services.creation import create_once
from therapy.audit.actors import Actor
from therapy.audit.services import audit_record
from therapy.care.models import PrescriptionItem
from therapy.care.selectors import prescription_get
from therapy.common.errors import Conflict, NotFound


@transaction.atomic
def assessment_start(
    *, assessment_id: UUID, prescription_id: UUID, started_at: datetime, by: Actor
) -> tuple[Assessment, bool]:
    """Start a sitting of a patient, once; whether it is new.

    Raises
    ------
    NotFound
        If the patient has no such prescription, or the id is somebody else's.
    Conflict
        If the id is there already with another prescription.
    """
    prescription = prescription_get(prescription_id=prescription_id)
    patient = prescription.patient
    if by.patient_id not in {None, patient.id}:
        raise NotFound(_("There is no such prescription."))
    check_can_answer_for_patient(by, patient)
    assessment, is_new = create_once(
        Assessment(
            id=assessment_id,
            clinic_id=prescription.clinic_id,
            patient=patient,
            prescription=prescription,
            started_at=started_at,
        )
    )
    if assessment.patient_id != patient.id:
        raise NotFound(_("There is no such assessment."))
    if assessment.prescription_id != prescription_id:
        raise Conflict(
            _("This assessment was started for another prescription."), code="other_prescription"
        )
    if is_new:
        audit_record(by=by, action="assessment.start", patient_id=patient.id, obj=assessment)
    return assessment, is_new


def assessment_item(
    *, assessment_id: UUID, item_id: UUID, by: Actor
) -> tuple[Assessment, PrescriptionItem]:
    """Return an assessment of `by` and an item of what it is an assessment of.

    Raises
    ------
    NotFound
        If there is no such assessment, or its prescription has no such item.
    """
    visible = selectors.assessment_list(by=by).select_related("patient")
    assessment = visible.filter(id=assessment_id).first()
    if assessment is None:
        raise NotFound(_("There is no such assessment."))
    check_can_answer_for_patient(by, assessment.patient)
    item = (
        PrescriptionItem.objects.filter(id=item_id, prescription_id=assessment.prescription_id)
        .select_related("exercise_version")
        .first()
    )
    if item is None:
        raise NotFound(_("There is no such exercise in this prescription."))
    return assessment, item


@transaction.atomic
def manual_entry_create(
    *,
    entry_id: UUID,
    assessment_id: UUID,
    item_id: UUID,
    set_number: int,
    repetitions: int | None,
    seconds: int | None,
    pain: int | None,
    reason: str,
    by: Actor,
) -> tuple[ManualEntry, bool]:
    """Keep a set that was done without the camera, once; whether it is new.

    Raises
    ------
    NotFound
        If the patient has no such assessment or item, or the id is somebody else's.
    Conflict
        If the id is there already with other content.
    """
    assessment, item = assessment_item(assessment_id=assessment_id, item_id=item_id, by=by)
    sent = {
        "item_id": item.id,
        "set_number": set_number,
        "repetitions": repetitions,
        "seconds": seconds,
        "pain": pain,
        "reason": reason,
    }
    entry, is_new = create_once(ManualEntry(id=entry_id, assessment=assessment, **sent))
    if entry.assessment_id != assessment.id:
        raise NotFound(_("There is no such entry."))
    if any(getattr(entry, name) != value for name, value in sent.items()):
        raise Conflict(_("This entry was sent before with other content."), code="other_entry")
    if is_new:
        audit_record(
            by=by,
            action="manual_entry.create",
            patient_id=assessment.patient_id,
            obj=entry,
            clinic_id=assessment.clinic_id,
            detail={"assessment": str(assessment.id), "set_number": set_number},
        )
        assessment_finish_if_whole(assessment)
    return entry, is_new


def recording_to_change(*, recording_id: UUID, by: Actor) -> Recording:
    """Return a recording that `by` sends or answers for, its row held.

    Raises
    ------
    NotFound
        If there is none that `by` may see.
    PermissionDenied
        If `by` is neither its patient nor the system.
    """
    recording = selectors.recording_get(recording_id=recording_id, by=by, lock=True)
    if by.patient_id != recording.patient_id:
        check_can_answer_for_patient(by, recording.patient)
    return recording


def assessment_finish_if_whole(assessment: Assessment) -> None:
    """Note when the last prescribed set arrived; the caller holds the transaction."""
    if assessment.finished_at is not None:
        return
    items = PrescriptionItem.objects.filter(prescription_id=assessment.prescription_id)
    wanted = {
        (item_id, number)
        for item_id, sets in items.values_list("id", "sets")
        for number in range(1, sets + 1)
    }
    if wanted <= selectors.sets_of_assessment(assessment=assessment):
        Assessment.objects.filter(id=assessment.id, finished_at__isnull=True).update(
            finished_at=timezone.now()
        )
