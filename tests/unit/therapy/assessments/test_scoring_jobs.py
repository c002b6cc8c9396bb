"""Jobs: claims, leases, attempts, parking, the sweeper, and one result each."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.utils import timezone

from scoring.pipeline import score_recording
from scoring.version import SCORING_VERSION
from tests.builders.recordings import chunks_of, synthetic_records
from tests.builders.uploads import store, upload
from therapy.assessments import queue, services, tasks
from therapy.assessments.enums import (
    ABANDON_AFTER_S,
    HARD_LIMIT_S,
    LEASE_S,
    MAX_ATTEMPTS,
    REQUEUE_AFTER_S,
    SOFT_LIMIT_S,
    RecordingState,
)
from therapy.assessments.models import Chunk, Recording, Result
from therapy.assessments.services import scoring
from therapy.audit.actors import Actor
from therapy.audit.models import AuditEvent
from therapy.common.errors import InvalidTransition
from therapy.common.tenancy import all_clinics, no_clinic

pytestmark = pytest.mark.django_db

Make = Callable[[], Recording]
SYSTEM = Actor.system("tests")


def aged(recording: Recording, seconds: float, **changes: Any) -> None:
    """Let a recording have been in its state for so long."""
    then = timezone.now() - timedelta(seconds=seconds)
    Recording.objects.filter(id=recording.id).update(state_changed_at=then, **changes)


def actions_of(recording: Recording) -> list[str]:
    events = AuditEvent.objects.filter(object_id=str(recording.id)).order_by("at")
    return list(events.values_list("action", flat=True))


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The ids of recordings for which a nudge was sent."""
    sent: list[Any] = []

    def send(recording_id: Any) -> bool:
        sent.append(recording_id)
        return True

    monkeypatch.setattr(queue, "nudge", send)
    return sent


def test_two_claims_give_one(queued: Make) -> None:
    recording = queued()
    claims = [services.recording_claim(recording_id=recording.id, by=SYSTEM) for _ in range(2)]
    assert [claim is not None for claim in claims] == [True, False]
    recording.refresh_from_db()
    assert recording.state == RecordingState.SCORING
    assert recording.attempts == 1
    assert claims[0] is not None
    assert recording.lease_token == claims[0].token
    assert recording.lease_until is not None
    assert recording.lease_until > timezone.now() + timedelta(seconds=HARD_LIMIT_S)


def test_what_is_not_queued_cannot_be_claimed(announce: Make) -> None:
    assert services.recording_claim(recording_id=announce().id, by=SYSTEM) is None
    assert services.recording_claim(recording_id=uuid4(), by=SYSTEM) is None


def test_scoring_ends_before_its_lease() -> None:
    assert SOFT_LIMIT_S < HARD_LIMIT_S < LEASE_S


def test_a_recording_is_scored_once_however_often_it_is_nudged(
    announce: Make, sitting: SimpleNamespace
) -> None:
    recording = announce()
    upload(recording.id, chunks_of(synthetic_records("squat", n_reps=3)), by=sitting.by)
    with no_clinic():
        for _ in range(3):
            tasks.recording_score(str(recording.id))
    recording.refresh_from_db()
    assert recording.state == RecordingState.SCORED
    assert recording.lease_token is None
    (result,) = Result.objects.filter(recording=recording)
    assert result.scoring_version == SCORING_VERSION
    counts = [m["value"] for m in result.report["metrics"] if m["key"] == "repetitions"]
    assert counts == [3]
    assert result.signals is not None
    assert result.signals["schema"] == "plumbline.signals/1"
    assert actions_of(recording).count("recording.score") == 1


@pytest.mark.parametrize("method", ["geometry", "lift"])
def test_angles_are_estimated_only_in_a_clinic_that_switched_it_on(
    announce: Make, sitting: SimpleNamespace, method: str
) -> None:
    switched_on = method == "lift"
    recording = announce()
    clinic = recording.patient.clinic
    clinic.estimates_angles = switched_on
    clinic.save()
    seen = synthetic_records("squat", yaw_deg=0.0, n_reps=3)
    upload(recording.id, chunks_of(seen), by=sitting.by)
    services.recording_score(recording_id=recording.id, by=SYSTEM)
    metrics = Result.objects.get(recording=recording).report["metrics"]
    knees = [metric for metric in metrics if metric["key"] == "knee_flexion_deg"]
    assert {metric["method"] for metric in knees} == {method}
    assert all((metric["value"] is not None) == switched_on for metric in knees)


def test_a_refusal_is_stored_as_one(queued: Make) -> None:
    recording = queued()
    services.recording_score(recording_id=recording.id, by=SYSTEM)
    recording.refresh_from_db()
    assert recording.state == RecordingState.REFUSED
    assert Result.objects.get(recording=recording).report["refusal"]["advice"]
    assert actions_of(recording)[-1] == "recording.score"


def test_an_empty_recording_is_refused_and_not_parked(
    announce: Make, sitting: SimpleNamespace
) -> None:
    recording = announce()
    upload(recording.id, [], by=sitting.by)
    services.recording_score(recording_id=recording.id, by=SYSTEM)
    recording.refresh_from_db()
    assert recording.state == RecordingState.REFUSED


@pytest.mark.parametrize("error", [RuntimeError("knee of Rosa Ferrari"), SoftTimeLimitExceeded()])
def test_a_failing_recording_is_tried_three_times_and_then_set_aside(
    queued: Make,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    recording = queued()

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(scoring, "score_recording", fail)
    states = []
    with caplog.at_level(logging.INFO):
        for _ in range(MAX_ATTEMPTS + 1):
            services.recording_score(recording_id=recording.id, by=SYSTEM)
            recording.refresh_from_db()
            states.append(recording.state)
    assert states == ["queued", "queued", "parked", "parked"]
    assert recording.attempts == MAX_ATTEMPTS
    assert recording.park_reason == type(error).__name__
    assert not Result.objects.filter(recording=recording).exists()
    assert actions_of(recording)[-3:] == ["recording.retry", "recording.retry", "recording.park"]
    assert str(recording.id) in caplog.text
    assert "Rosa" not in caplog.text


def test_a_result_that_cannot_be_stored_is_a_failed_attempt(
    queued: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = queued()

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise IntegrityError

    with monkeypatch.context() as patch:
        patch.setattr(Result, "save", refuse)
        services.recording_score(recording_id=recording.id, by=SYSTEM)
    recording.refresh_from_db()
    assert (recording.state, recording.attempts) == (RecordingState.QUEUED, 1)
    assert actions_of(recording)[-1] == "recording.retry"
    services.recording_score(recording_id=recording.id, by=SYSTEM)
    assert Result.objects.filter(recording=recording).count() == 1


def test_a_lost_lease_drops_the_result(queued: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = queued()
    score = scoring._score

    def slow(claimed: Recording) -> Any:
        # The sweeper gives the recording to another worker while this one still scores.
        Recording.objects.filter(id=claimed.id).update(lease_token=uuid4())
        return score(claimed)

    monkeypatch.setattr(scoring, "_score", slow)
    services.recording_score(recording_id=recording.id, by=SYSTEM)
    recording.refresh_from_db()
    assert recording.state == RecordingState.SCORING
    assert not Result.objects.filter(recording=recording).exists()
    assert "recording.score" not in actions_of(recording)


def test_a_failure_after_the_lease_was_lost_changes_nothing(queued: Make) -> None:
    recording = queued()
    claim = services.recording_claim(recording_id=recording.id, by=SYSTEM)
    assert claim is not None
    Recording.objects.filter(id=recording.id).update(lease_token=uuid4())
    given_back = services.recording_give_back(
        recording=claim.recording, token=claim.token, reason="late", by=SYSTEM
    )
    assert not given_back
    assert actions_of(recording)[-1] == "recording.complete"


def test_the_database_keeps_one_result_per_version(queued: Make) -> None:
    recording = queued()
    services.recording_score(recording_id=recording.id, by=SYSTEM)
    result = Result.objects.get(recording=recording)
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.create(
            recording=recording,
            scoring_version=result.scoring_version,
            report={},
            scored_at=timezone.now(),
            worker="tests",
            elapsed_ms=1,
        )


def test_a_lease_that_ran_out_is_given_back_and_nudged(queued: Make, nudged: list[Any]) -> None:
    recording = queued()
    services.recording_claim(recording_id=recording.id, by=SYSTEM)
    assert services.recordings_sweep(by=SYSTEM).leases_ended == 0
    aged(recording, LEASE_S + 1, lease_until=timezone.now() - timedelta(seconds=1))
    with no_clinic():
        tasks.recordings_sweep()
    recording.refresh_from_db()
    assert (recording.state, recording.attempts) == (RecordingState.QUEUED, 1)
    assert nudged == [recording.id]
    assert actions_of(recording)[-1] == "recording.retry"


def test_a_recording_that_kills_its_worker_is_set_aside(queued: Make, nudged: list[Any]) -> None:
    recording = queued()
    for _ in range(MAX_ATTEMPTS):
        assert services.recording_claim(recording_id=recording.id, by=SYSTEM) is not None
        aged(recording, LEASE_S + 1, lease_until=timezone.now() - timedelta(seconds=1))
        services.recordings_sweep(by=SYSTEM)
    recording.refresh_from_db()
    assert recording.state == RecordingState.PARKED
    assert recording.park_reason == "the worker did not finish in time"
    assert len(nudged) == MAX_ATTEMPTS - 1


def test_what_waits_too_long_is_nudged_again(queued: Make, nudged: list[Any]) -> None:
    fresh, old = queued(), queued()
    aged(old, REQUEUE_AFTER_S + 1)
    assert services.recordings_sweep(by=SYSTEM).nudged == 1
    assert nudged == [old.id]
    assert fresh.state == RecordingState.QUEUED


def test_the_sweeper_stops_nudging_when_the_broker_is_away(
    queued: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def refuse(recording_id: Any) -> bool:
        asked.append(recording_id)
        return False

    monkeypatch.setattr(queue, "nudge", refuse)
    for _ in range(3):
        aged(queued(), REQUEUE_AFTER_S + 1)
    assert services.recordings_sweep(by=SYSTEM).nudged == 0
    assert len(asked) == 1


def test_a_device_that_sends_nothing_for_a_day_is_given_up(
    announce: Make, sitting: SimpleNamespace
) -> None:
    silent, busy, fresh = announce(), announce(), announce()
    for recording in (silent, busy):
        aged(recording, ABANDON_AFTER_S + 1)
    (body,) = chunks_of(synthetic_records("squat", n_reps=1)[:30])
    store(busy.id, 0, body, by=sitting.by)
    assert services.recordings_sweep(by=SYSTEM).abandoned == 1
    states = {
        r.id: r.state for r in Recording.objects.filter(id__in=[silent.id, busy.id, fresh.id])
    }
    assert states == {
        silent.id: RecordingState.ABANDONED,
        busy.id: RecordingState.RECEIVING,
        fresh.id: RecordingState.RECEIVING,
    }
    assert Chunk.objects.filter(recording=busy).count() == 1
    assert actions_of(silent)[-1] == "recording.abandon"


def test_staff_may_ask_for_a_parked_recording_again(
    queued: Make, therapist: Any, nudged: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    recording = queued()
    aged(recording, 0, state=RecordingState.PARKED, attempts=3, park_reason="RuntimeError")
    by = Actor.from_user(therapist)
    with django_capture_on_commit_callbacks(execute=True):
        services.recording_requeue(recording_id=recording.id, by=by)
    recording.refresh_from_db()
    assert (recording.state, recording.attempts, recording.park_reason) == ("queued", 0, "")
    assert nudged == [recording.id]
    event = AuditEvent.objects.get(action="recording.requeue")
    assert event.detail == {"from": "parked", "park_reason": "RuntimeError"}
    assert services.recording_claim(recording_id=recording.id, by=SYSTEM) is not None


def test_a_scored_recording_is_scored_again_only_under_a_new_version(
    queued: Make, therapist: Any
) -> None:
    recording = queued()
    services.recording_score(recording_id=recording.id, by=SYSTEM)
    by = Actor.from_user(therapist)
    with pytest.raises(InvalidTransition) as refused:
        services.recording_requeue(recording_id=recording.id, by=by)
    assert refused.value.code == "scored_already"
    with all_clinics("an older version's result"):
        Result.objects.filter(recording=recording).update(scoring_version="0.9.0")
    services.recording_requeue(recording_id=recording.id, by=by)
    services.recording_score(recording_id=recording.id, by=SYSTEM)
    versions = Result.objects.filter(recording=recording).values_list("scoring_version", flat=True)
    assert sorted(versions) == ["0.9.0", SCORING_VERSION]


def test_what_has_not_arrived_cannot_be_asked_again(announce: Make, therapist: Any) -> None:
    with pytest.raises(InvalidTransition):
        services.recording_requeue(recording_id=announce().id, by=Actor.from_user(therapist))


def test_a_nudge_that_the_broker_does_not_take_is_logged_and_harmless(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise ConnectionRefusedError("redis://secret@host")

    monkeypatch.setattr(queue, "signature", refuse)
    assert queue.nudge(uuid4()) is False
    assert "not sent: ConnectionRefusedError" in caplog.text
    assert "secret" not in caplog.text


def test_complete_succeeds_while_the_broker_is_away(
    queued: Make, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise ConnectionRefusedError

    monkeypatch.setattr(queue, "signature", refuse)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert queued().state == RecordingState.QUEUED
    assert len(callbacks) == 1


def test_norms_are_for_the_patients_age_on_the_day_of_the_recording_and_sex(
    queued: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    score = score_recording

    def remembering(stream: Any, protocol: Any, person: Any, **choices: Any) -> Any:
        asked.append(person)
        return score(stream, protocol, person, **choices)

    monkeypatch.setattr(scoring, "score_recording", remembering)
    recording = queued()
    with all_clinics("a test writes for any clinic"):
        patient = recording.patient
        # Seventy on the day after the recording: still 69.
        made_at = datetime(2026, 3, 1, 12, tzinfo=UTC)
        Recording.objects.filter(id=recording.id).update(created_at=made_at)
        patient.birth_date = date(1956, 3, 2)
        patient.sex = "female"
        patient.save()
    services.recording_score(recording_id=recording.id, by=SYSTEM)
    assert [(person.age_years, person.sex) for person in asked] == [(69, "F")]
