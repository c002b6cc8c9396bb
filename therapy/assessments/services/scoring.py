"""Scoring a queued recording: claim, score, store.  Safe to call any number of times at once."""

import logging
import socket
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pose import wire
from pose.lift.model import trained_lift
from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.report import Report
from therapy.assessments import selectors
from therapy.assessments.enums import LEASE_S, MAX_ATTEMPTS, RecordingState
from therapy.assessments.models import Recording, Result
from therapy.assessments.services.states import NO_LEASE, check_transition, move
from therapy.audit.actors import Actor
from therapy.audit.services import audit_record
from therapy.care.clinic_time import clinic_today, years_between
from therapy.care.enums import Sex
from therapy.common.tenancy import all_clinics

logger = logging.getLogger(__name__)

SEX_OF_NORMS: Final[Mapping[str, str]] = {Sex.FEMALE: "F", Sex.MALE: "M"}
"""Norms are published for women and for men; for anybody else those that need no sex apply."""


class Claim(NamedTuple):
    """A recording that this worker alone may score until its lease runs out."""

    recording: Recording
    token: UUID


def recording_score(*, recording_id: UUID, by: Actor) -> None:
    """Score one queued recording.  Does nothing when another worker has it or it is not queued.

    A failure is logged without patient data; the recording is queued again for the sweeper,
    or set aside after `MAX_ATTEMPTS`.
    """
    with all_clinics("a worker scores the recordings of every clinic"):
        claim = recording_claim(recording_id=recording_id, by=by)
        if claim is None:
            return
        started_s = time.perf_counter()
        try:
            report = _score(claim.recording)
            elapsed_ms = round((time.perf_counter() - started_s) * 1000)
            _store(claim, report, elapsed_ms=elapsed_ms, by=by)
        except Exception as error:  # noqa: BLE001  a bad recording must not stop the queue
            reason = type(error).__name__
            # The message and the frames' values may hold a patient's data; names do not.
            logger.error("recording %s: attempt failed: %s", recording_id, _where(error))  # noqa: TRY400
            recording_give_back(recording=claim.recording, token=claim.token, reason=reason, by=by)


def recording_claim(*, recording_id: UUID, by: Actor) -> Claim | None:
    """Claim a queued recording with a lease by one conditional UPDATE; None when it is not ours.

    The attempt is counted before anything is tried, so that a recording that kills its
    worker cannot be tried for ever.
    """
    check_transition(RecordingState.QUEUED, RecordingState.SCORING)
    now = timezone.now()
    token = uuid4()
    claimed = Recording.objects.filter(
        id=recording_id, state=RecordingState.QUEUED, attempts__lt=MAX_ATTEMPTS
    ).update(
        state=RecordingState.SCORING,
        state_changed_at=now,
        attempts=F("attempts") + 1,
        lease_token=token,
        lease_until=now + timedelta(seconds=LEASE_S),
    )
    if claimed != 1:
        return None
    return Claim(selectors.recording_get(recording_id=recording_id, by=by), token)


def recording_give_back(*, recording: Recording, token: UUID, reason: str, by: Actor) -> bool:
    """End a failed attempt: queue the recording again, or set it aside after the last one.

    Returns
    -------
    changed
        False when the lease is no longer `token`'s: somebody else has decided already.
    """
    is_last = recording.attempts >= MAX_ATTEMPTS
    after = RecordingState.PARKED if is_last else RecordingState.QUEUED
    changes = {**NO_LEASE, "park_reason": reason[:200]} if is_last else NO_LEASE
    with transaction.atomic():
        if not move(
            recording, RecordingState.SCORING, after, only_if={"lease_token": token}, **changes
        ):
            return False
        audit_record(
            by=by,
            action="recording.park" if is_last else "recording.retry",
            patient_id=recording.patient_id,
            obj=recording,
            detail={"reason": reason, "attempts": recording.attempts},
        )
    if is_last:
        logger.error("recording %s set aside after %d attempts", recording.id, recording.attempts)
    return True


def _score(recording: Recording) -> Report:
    """Return the report of a recording from its chunks: the pure part."""
    records = selectors.recording_records(recording=recording)
    stream = wire.stream_from_records(records, wire.facts_from_json(recording.facts))
    clinic = recording.patient.clinic
    return score_recording(
        stream,
        recording.protocol,
        _person(recording),
        side=recording.side,
        lift=trained_lift() if clinic.estimates_angles else None,
    )


def _person(recording: Recording) -> Person:
    """Return what scoring may know of the patient: stature, and age and sex for norms."""
    patient = recording.patient
    day = clinic_today(patient.clinic, now=recording.created_at)
    return Person(
        height_cm=patient.height_cm,
        age_years=years_between(patient.birth_date, day),
        sex=SEX_OF_NORMS.get(patient.sex),
    )


def _store(claim: Claim, report: Report, *, elapsed_ms: int, by: Actor) -> None:
    """Keep result, state and audit row together, if the lease is still ours."""
    recording = claim.recording
    after = RecordingState.SCORED if report.refusal is None else RecordingState.REFUSED
    result = Result(
        recording=recording,
        scoring_version=report.scoring_version,
        report=report.to_json(),
        signals=report.signals.to_json(),
        scored_at=timezone.now(),
        worker=socket.gethostname(),
        elapsed_ms=elapsed_ms,
    )
    ours = {"lease_token": claim.token}
    with transaction.atomic():
        if not move(recording, RecordingState.SCORING, after, only_if=ours, **NO_LEASE):
            logger.warning("recording %s: lease lost, result dropped", recording.id)
            return
        result.save(force_insert=True)
        audit_record(
            by=by,
            action="recording.score",
            patient_id=recording.patient_id,
            obj=recording,
            detail={"status": report.status, "scoring_version": report.scoring_version},
        )


def _where(error: BaseException) -> str:
    """Return an error's type and the functions it passed through, without any value."""
    names = [type(error).__name__]
    step = error.__traceback__
    while step is not None:
        names.append(f"{step.tb_frame.f_code.co_name}:{step.tb_lineno}")
        step = step.tb_next
    return " < ".join(names)
