"""What a patient has to do today, as their browser shows it."""

import math
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from therapy.assessments.selectors import sets_done
from therapy.audit.actors import Actor
from therapy.care.clinic_time import clinic_today
from therapy.care.enums import CONSENT_TEXT_VERSION, ConsentPurpose
from therapy.care.models import PatientLink, Prescription, PrescriptionItem
from therapy.care.selectors import consent_latest, prescription_current, prescription_item_list

SECONDS_PER_REPETITION: Final = 4
SECONDS_TO_GET_READY: Final = 45


def patient_today(*, link: PatientLink, by: Actor) -> dict[str, Any]:
    """Return patient, clinic, consent, and what is prescribed for the clinic's day."""
    today = clinic_today(link.clinic)
    prescription = prescription_current(patient=link.patient, on=today)
    items = [] if prescription is None else list(prescription_item_list(prescription=prescription))
    starts_at = datetime.combine(today, time.min, ZoneInfo(link.clinic.time_zone))
    done = sets_done(
        by=by,
        item_ids=[item.id for item in items],
        since=starts_at,
        until=datetime.combine(today + timedelta(days=1), time.min, starts_at.tzinfo),
    )
    return {
        "patient": {
            "given_name": link.patient.given_name,
            "is_synthetic": link.patient.is_synthetic,
        },
        "clinic": clinic_contact(link),
        "consent": _consent(link),
        "today": today.isoformat(),
        "prescription": None if prescription is None else _prescription(prescription),
        "items": [_item(item, done[item.id]) for item in items],
    }


def clinic_contact(link: PatientLink) -> dict[str, str]:
    """Return whom to call."""
    return {"name": link.clinic.name, "phone": link.clinic.phone}


def _consent(link: PatientLink) -> dict[str, Any]:
    latest = consent_latest(patient_id=link.patient_id)
    answers = {
        str(purpose): None if consent is None else consent.granted
        for purpose in ConsentPurpose
        for consent in (latest[purpose],)
    }
    return {"text_version": CONSENT_TEXT_VERSION, **answers}


def _prescription(prescription: Prescription) -> dict[str, Any]:
    return {
        "id": _text(prescription.id),
        "title": prescription.title,
        "pain_stop_limit": prescription.pain_stop_limit,
        "starts_on": _text(prescription.starts_on),
        "ends_on": _text(prescription.ends_on),
        "times_per_week": prescription.times_per_week,
    }


def _item(item: PrescriptionItem, done: int) -> dict[str, Any]:
    exercise = item.exercise_version
    return {
        "id": _text(item.id),
        "position": item.position,
        "protocol": exercise.protocol,
        "title": exercise.title,
        "view": exercise.view,
        "posture": exercise.posture,
        "side": item.side,
        "sets": item.sets,
        "sets_done": min(done, item.sets),
        "repetitions": item.repetitions,
        "seconds": item.seconds,
        "rest_s": item.rest_s,
        "needs_support": exercise.needs_support,
        "instruction": exercise.instruction,
        "steps": exercise.steps,
        "setup": exercise.setup,
        "safety": exercise.safety,
        "minutes": minutes_of(item),
    }


def minutes_of(item: PrescriptionItem) -> int:
    """Return about how long an item takes, in whole minutes, with getting ready and rests."""
    seconds_per_set = item.seconds or (item.repetitions or 0) * SECONDS_PER_REPETITION
    work_s = item.sets * seconds_per_set + (item.sets - 1) * item.rest_s
    return math.ceil((SECONDS_TO_GET_READY + work_s) / 60)


def _text(value: UUID | date) -> str:
    return str(value)
