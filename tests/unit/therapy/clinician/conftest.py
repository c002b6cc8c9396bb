"""A signed-in therapist, and assessments whose recordings really went through scoring."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from pose.lift.model import trained_lift
from pose.synthesis import MOVEMENTS, Camera, Imperfections, synthesize
from scoring.person import Person
from scoring.pipeline import score_recording
from therapy.assessments.enums import RecordingState
from therapy.assessments.models import Assessment, Recording, Result
from therapy.audit.models import AuditEvent
from therapy.care.models import PrescriptionItem
from therapy.common.tenancy import clinic_scope

YAW_DEG = {"squat": 90.0, "shoulder_abduction": 0.0, "single_leg_stance": 0.0}


@cache
def scored(
    protocol: str,
    *,
    yaw_deg: float | None = None,
    fps: float = 30.0,
    lift: bool = False,
    **choices: Any,
) -> Any:
    """Return report and signals, as JSON, of a synthetic recording."""
    side = choices.get("side")
    make: Any = MOVEMENTS[protocol]
    movement = make(**choices)
    camera = Camera(yaw_deg=YAW_DEG[protocol] if yaw_deg is None else yaw_deg)
    stream, _truth = synthesize(movement, camera, fps=fps, imperfections=Imperfections(noise_px=1))
    chosen = trained_lift() if lift else None
    report = score_recording(stream, protocol, Person(height_cm=162), side=side, lift=chosen)
    return report.to_json(), report.signals.to_json()


@pytest.fixture
def page(client: Client, therapist: Any) -> Client:
    """A browser in which the therapist is signed in."""
    client.force_login(therapist)
    return client


@pytest.fixture
def other_page(other_therapist: Any) -> Client:
    """A browser in which the other clinic's therapist is signed in."""
    client = Client()
    client.force_login(other_therapist)
    return client


@pytest.fixture
def assess(prescription: Any) -> Callable[..., Assessment]:
    """Begin an assessment some days ago."""

    def make(*, days_ago: float = 0.0, finished: bool = True, of: Any = None) -> Assessment:
        chosen = of or prescription
        at = timezone.now() - timedelta(days=days_ago, minutes=5)
        with clinic_scope(chosen.clinic_id):
            return Assessment.objects.create(
                clinic_id=chosen.clinic_id,
                patient=chosen.patient,
                prescription=chosen,
                started_at=at,
                finished_at=at if finished else None,
            )

    return make


@pytest.fixture
def record() -> Callable[..., Recording]:
    """Add a recording in some state; with `outcome`, the report and signals it was given."""

    def make(
        assessment: Assessment,
        state: str = RecordingState.SCORED,
        *,
        outcome: Any = None,
        protocol: str = "squat",
        **fields: Any,
    ) -> Recording:
        now = timezone.now()
        incomplete = state in {RecordingState.RECEIVING, RecordingState.ABANDONED}
        with clinic_scope(assessment.clinic_id):
            item = PrescriptionItem.objects.filter(
                prescription=assessment.prescription, exercise_version__protocol=protocol
            ).first()
            assert item is not None
            recording = Recording.objects.create(
                clinic_id=assessment.clinic_id,
                patient_id=assessment.patient_id,
                assessment=assessment,
                item=item,
                protocol=protocol,
                side=item.side,
                state=state,
                state_changed_at=now,
                completed_at=None if incomplete else now,
                lease_token=uuid4() if state == RecordingState.SCORING else None,
                lease_until=now if state == RecordingState.SCORING else None,
                **{"facts": {}, "set_number": 1, **fields},
            )
            if outcome is not None:
                result_of(recording, outcome)
        return recording

    return make


def result_of(recording: Recording, outcome: Any, *, version: str | None = None) -> Result:
    """Store a report and its signals as a recording's result."""
    report, signals = outcome
    return Result.objects.create(
        recording=recording,
        scoring_version=version or report["scoring_version"],
        report=report,
        signals=signals,
        scored_at=timezone.now(),
        worker="test",
        elapsed_ms=1,
    )


@pytest.fixture
def audited(clinic: Any) -> Callable[[str], list[AuditEvent]]:
    """Read the clinic's audit rows of one action."""

    def rows(action: str) -> list[AuditEvent]:
        with clinic_scope(clinic.id):
            return list(AuditEvent.objects.filter(action=action))

    return rows
