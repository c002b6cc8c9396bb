"""Reading patients' data through the interface: what was read is in the audit log."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import models, transaction

from pose import wire
from therapy.accounts.permissions import check_can_view_patient
from therapy.api.documents import assessment_detail_document, done_document, patient_document
from therapy.api.today import patient_today
from therapy.assessments import selectors
from therapy.assessments.models import Assessment, Recording
from therapy.audit.actors import Actor
from therapy.audit.services import audit_record, audit_record_each
from therapy.care.models import Patient, PatientLink
from therapy.care.selectors import link_get_usable, patient_get
from therapy.common.errors import DomainError
from therapy.common.tenancy import clinic_scope


def session_read(*, link_id: str | None, mark: str) -> dict[str, Any]:
    """Return ``signed_out``, or ``open`` with what the patient has to do today.

    Parameters
    ----------
    link_id
        The link that the browser's session holds; None when it holds none.
    mark
        What tells the browser whether the session belongs to the link in its address.
    """
    link = None if link_id is None else _usable_link(UUID(link_id))
    if link is None:
        return {"state": "signed_out"}
    with clinic_scope(link.clinic_id):
        today = today_read(link=link, by=Actor.from_link(link))
    return {"state": "open", "link_mark": mark, **today}


def _usable_link(link_id: UUID) -> PatientLink | None:
    try:
        return link_get_usable(link_id=link_id)
    except DomainError:
        return None


@transaction.atomic
def today_read(*, link: PatientLink, by: Actor) -> dict[str, Any]:
    """Return what a patient has to do today."""
    document = patient_today(link=link, by=by)
    audit_record(by=by, action="patient.read_today", patient_id=link.patient_id, obj=link.patient)
    return document


@transaction.atomic
def done_read(*, assessment_id: UUID, by: Actor) -> dict[str, Any]:
    """Return one of a patient's assessments for their page *Done*."""
    assessment = selectors.assessment_get(assessment_id=assessment_id, by=by)
    _note(assessment, "assessment.read", by)
    return done_document(assessment)


@transaction.atomic
def recording_status_read(*, recording_id: UUID, by: Actor) -> dict[str, Any]:
    """Return where a recording stands and which chunks have arrived."""
    recording = selectors.recording_get(recording_id=recording_id, by=by)
    received, size = selectors.recording_progress(recording=recording)
    _note(recording, "recording.read_status", by)
    return {
        "id": str(recording.id),
        "state": recording.state,
        "received": received,
        "bytes": size,
    }


@transaction.atomic
def patients_note_listed(*, patients: Sequence[Patient], by: Actor) -> None:
    """Note that a page of patients was read."""
    audit_record_each(
        by=by,
        action="patient.list",
        clinic_by_patient={patient.id: patient.clinic_id for patient in patients},
        detail={"where": "api"},
    )


@transaction.atomic
def patient_read(*, patient_id: UUID, by: Actor) -> dict[str, Any]:
    """Return one patient."""
    patient = _patient(patient_id, by)
    audit_record(by=by, action="patient.read", patient_id=patient.id, obj=patient)
    return patient_document(patient)


def assessments_of(*, patient_id: UUID | None, by: Actor) -> models.QuerySet[Assessment]:
    """Return the assessments of one patient, or of all that `by` may see.

    Raises
    ------
    NotFound
        If there is no such patient in the clinic.
    """
    if patient_id is not None:
        _patient(patient_id, by)
    return selectors.assessment_list(by=by, patient_id=patient_id)


@transaction.atomic
def assessments_note_listed(*, assessments: Sequence[Assessment], by: Actor) -> None:
    """Note that a page of assessments was read."""
    audit_record_each(
        by=by,
        action="assessment.list",
        clinic_by_patient={one.patient_id: one.clinic_id for one in assessments},
        detail={"where": "api", "assessments": [str(one.id) for one in assessments]},
    )


@transaction.atomic
def assessment_read(*, assessment_id: UUID, by: Actor) -> dict[str, Any]:
    """Return one assessment with each recording's newest report."""
    assessment = selectors.assessment_get(assessment_id=assessment_id, by=by)
    _note(assessment, "assessment.read", by)
    return assessment_detail_document(assessment)


@transaction.atomic
def report_read(*, recording_id: UUID, by: Actor) -> Any:
    """Return a recording's newest report, `plumbline.report/1`."""
    recording = selectors.recording_get(recording_id=recording_id, by=by)
    result = selectors.result_latest(recording=recording)
    _note(recording, "recording.read_report", by)
    return result.report


@transaction.atomic
def signals_read(*, recording_id: UUID, by: Actor) -> Any:
    """Return a recording's newest signals for drawing, `plumbline.signals/1`."""
    recording = selectors.recording_get(recording_id=recording_id, by=by)
    result = selectors.result_latest(recording=recording)
    _note(recording, "recording.read_signals", by)
    return result.signals


@transaction.atomic
def keypoints_read(*, recording_id: UUID, by: Actor) -> str:
    """Return all keypoints that have arrived, with the facts, as a JSON text."""
    recording = selectors.recording_get(recording_id=recording_id, by=by)
    records = selectors.recording_records(recording=recording)
    _note(recording, "recording.read_keypoints", by)
    return wire.recording_to_json(records, wire.facts_from_json(recording.facts))


def _patient(patient_id: UUID, by: Actor) -> Patient:
    patient = patient_get(patient_id=patient_id)
    check_can_view_patient(by, patient)
    return patient


def _note(row: Assessment | Recording, action: str, by: Actor) -> None:
    audit_record(by=by, action=action, patient_id=row.patient_id, obj=row)
