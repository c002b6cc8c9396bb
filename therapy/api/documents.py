"""Rows as the JSON documents that are answered."""

from typing import Any

from therapy.assessments.models import Assessment, ManualEntry, Recording, Result
from therapy.assessments.wording import refusal_for_patient
from therapy.care.models import Patient

_HEADLINES = ("hold_s", "repetitions")


def patient_document(patient: Patient) -> dict[str, Any]:
    """Return a patient as the staff and other systems see one."""
    return {
        "id": str(patient.id),
        "given_name": patient.given_name,
        "family_name": patient.family_name,
        "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex,
        "height_cm": patient.height_cm,
        "is_synthetic": patient.is_synthetic,
    }


def assessment_document(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment without its recordings."""
    finished_at = assessment.finished_at
    return {
        "id": str(assessment.id),
        "patient": str(assessment.patient_id),
        "prescription": str(assessment.prescription_id),
        "started_at": utc_text(assessment.started_at),
        "finished_at": None if finished_at is None else utc_text(finished_at),
    }


def assessment_detail_document(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment with its recordings, their reports, and manual entries."""
    return {
        **assessment_document(assessment),
        "recordings": [_recording(recording) for recording in assessment.recordings.all()],
        "manual_entries": [_manual_entry(entry) for entry in assessment.manual_entries.all()],
    }


def done_document(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as the patient's page *Done* shows it."""
    return {
        "id": str(assessment.id),
        "recordings": [_done_recording(recording) for recording in assessment.recordings.all()],
    }


def utc_text(moment: Any) -> str:
    """Return a time in UTC with ``Z``."""
    return str(moment.isoformat()).replace("+00:00", "Z")


def _newest(recording: Recording) -> Result | None:
    return next(iter(recording.results.all()), None)


def _recording(recording: Recording) -> dict[str, Any]:
    newest = _newest(recording)
    return {
        "id": str(recording.id),
        "item": str(recording.item_id),
        "protocol": recording.protocol,
        "side": recording.side,
        "set_number": recording.set_number,
        "state": recording.state,
        "stop_reason": recording.stop_reason or None,
        "pain": recording.pain,
        "effort": recording.effort,
        "felt_wrong": recording.felt_wrong,
        "note": recording.note,
        "facts": recording.facts,
        "report": None if newest is None else newest.report,
    }


def _manual_entry(entry: ManualEntry) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "item": str(entry.item_id),
        "set_number": entry.set_number,
        "repetitions": entry.repetitions,
        "seconds": entry.seconds,
        "pain": entry.pain,
        "reason": entry.reason,
    }


def _done_recording(recording: Recording) -> dict[str, Any]:
    newest = _newest(recording)
    report = {} if newest is None else newest.report
    return {
        "id": str(recording.id),
        "item": str(recording.item_id),
        "set_number": recording.set_number,
        "state": recording.state,
        "headline": _headline(report.get("metrics", [])),
        "refusal": refusal_for_patient(report.get("refusal")),
    }


def _headline(metrics: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the number that a patient understands at once: a hold, or a count."""
    given = [metric for metric in metrics if metric["value"] is not None]
    for key in _HEADLINES:
        for metric in given:
            if metric["key"] == key:
                return {name: metric[name] for name in ("key", "value", "unit", "side")}
    return None
