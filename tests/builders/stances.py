"""Stances, stages and reaches with known answers, for scoring tests.

Feet are where a plan puts them; everything above follows.  Places on the floor are
fractions of stature: to the patient's left, and ahead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from pose.stream import KeypointStream
from pose.synthesis import CLEAN, Body, Camera, Movement, synthesize
from pose.synthesis.body import SIDES, Arm, FloatArray, Leg, assemble, knee_between, vector
from pose.synthesis.movement import Cycle, curve, smooth_step
from scoring.findings import Findings
from scoring.kinds.hold import score_hold
from scoring.kinds.phases import score_phases
from scoring.kinds.reach import score_reach
from scoring.kinds.stages import score_stages
from scoring.kinds.stance import score_stance
from scoring.person import ANYBODY, Person
from scoring.pipeline import (
    check_is_long_and_fast_enough,
    check_is_one_whole_person,
    check_person_is_seen,
    check_view,
)
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS, Kind
from scoring.refusals import Refusal, ScoringError
from scoring.report import Event, Metric

Place = tuple[float, float]
Feet = dict[str, Place]

APART: Feet = {"left": (0.062, 0.0), "right": (-0.062, 0.0)}
TOGETHER: Feet = {"left": (0.026, 0.0), "right": (-0.026, 0.0)}
SEMI_TANDEM: Feet = {"left": (0.024, 0.04), "right": (-0.024, -0.04)}
TANDEM: Feet = {"left": (0.003, 0.077), "right": (-0.003, -0.077)}
STEP_S = 0.5
SCORERS = {
    Kind.HOLD: score_hold,
    Kind.STANCE: score_stance,
    Kind.STAGES: score_stages,
    Kind.REACH: score_reach,
    Kind.PHASES: score_phases,
}


@dataclass(frozen=True)
class Step:
    """One foot goes to a place."""

    side: str
    start_s: float
    to: Place
    duration_s: float = STEP_S

    @property
    def end_s(self) -> float:
        return self.start_s + self.duration_s


@dataclass(frozen=True)
class Lift:
    """One foot is off the floor for a while."""

    side: str
    start_s: float
    end_s: float
    lift_s: float = 0.6


def steps_to(feet: Feet, start_s: float) -> tuple[Step, Step]:
    """Return a step of the left and then of the right foot."""
    return (
        Step("left", start_s, feet["left"]),
        Step("right", start_s + STEP_S, feet["right"]),
    )


def standing(
    *,
    start: Feet,
    duration_s: float,
    steps: Sequence[Step] = (),
    lifts: Sequence[Lift] = (),
    sway_rms_mm: float = 5.0,
    lean_deg: Sequence[Cycle] = (),
    protocol: str = "quiet_stance",
    hold: tuple[float, float] | None = None,
    seed: int = 0,
    body: Body | None = None,
) -> Movement:
    """Return somebody whose feet follow a plan; ``lean_deg`` leans the trunk to the left."""
    who = body or Body()
    rng = np.random.default_rng(seed)
    hz, phase = rng.uniform(0.2, 0.9, (2, 8)), rng.uniform(0.0, 2 * np.pi, (2, 8))

    def points_at(times_s: FloatArray) -> FloatArray:
        waves = [np.sin(2 * np.pi * times_s[:, None] * hz[i] + phase[i]).sum(1) for i in (0, 1)]
        sway = [wave * sway_rms_mm / 2000.0 for wave in waves]
        ankles = {side: _ankle(who, side, times_s, start, steps, lifts) for side in SIDES}
        return _standing_on(who, ankles, sway, np.radians(curve(times_s, lean_deg, 0.0)))

    return Movement(protocol, None, duration_s, who, points_at, hold=hold)


def _ankle(
    body: Body,
    side: str,
    times_s: FloatArray,
    start: Feet,
    steps: Sequence[Step],
    lifts: Sequence[Lift],
) -> FloatArray:
    place = np.tile(np.array(start[side], dtype=float), (len(times_s), 1))
    up = np.zeros(len(times_s))
    for step in (one for one in steps if one.side == side):
        gone = smooth_step((times_s - step.start_s) / step.duration_s)
        place += gone[:, None] * (np.array(step.to) - place)
        up += 0.03 * (4 * gone * (1 - gone))
    for lift in (one for one in lifts if one.side == side):
        rise = Cycle(lift.start_s, lift.lift_s, lift.end_s - lift.start_s - 2 * lift.lift_s,
                     lift.lift_s, 1.0)  # fmt: skip
        lifted = curve(times_s, (rise,), 0.0)
        up += 0.12 * lifted
        place[:, 1] -= 0.10 * lifted
    return body.height_m * vector(place[:, 0], body.ankle_height + up, place[:, 1], len(times_s))


def _standing_on(
    body: Body, ankles: dict[str, FloatArray], sway_m: Sequence[FloatArray], lean: FloatArray
) -> FloatArray:
    n = len(lean)
    lowest = np.minimum(ankles["left"][:, 1], ankles["right"][:, 1])
    on_left = np.clip(0.5 + (ankles["right"] - ankles["left"])[:, 1] / 0.1, 0.0, 1.0)[:, None]
    base = on_left * ankles["left"] + (1 - on_left) * ankles["right"]
    pelvis = vector(base[:, 0] + sway_m[0], 0.0, base[:, 2] + sway_m[1], n)
    apart = np.hypot(*(ankles["left"] - ankles["right"])[:, [0, 2]].T) / 2
    leg_m = body.leg_m(6.0)
    pelvis[:, 1] = lowest + np.sqrt(leg_m**2 - np.minimum(apart, 0.3) ** 2) - 0.004
    legs = {}
    for side, sign in SIDES.items():
        hip = pelvis + vector(sign * body.metres(body.hip_half_width), 0.0, 0.0, n)
        legs[side] = Leg(knee_between(body, hip, ankles[side]), ankles[side], np.zeros(n))
    arm = Arm(np.full(n, 10.0), np.zeros(n), np.full(n, 10.0))
    points = assemble(body, pelvis, np.zeros(n), {"left": arm, "right": arm}, legs)
    return _leant(points, pelvis, lean)


def _leant(points: FloatArray, pelvis: FloatArray, lean: FloatArray) -> FloatArray:
    """Return the points with everything above the hips turned to the left about the pelvis."""
    above = points[:, :, 1] > pelvis[:, None, 1] + 0.05
    x, y = points[:, :, 0] - pelvis[:, None, 0], points[:, :, 1] - pelvis[:, None, 1]
    cos, sin = np.cos(lean)[:, None], np.sin(lean)[:, None]
    turned = points.copy()
    turned[:, :, 0] = np.where(above, pelvis[:, None, 0] + x * cos + y * sin, points[:, :, 0])
    turned[:, :, 1] = np.where(above, pelvis[:, None, 1] + y * cos - x * sin, points[:, :, 1])
    return turned


def filmed(movement: Movement, camera: Camera | None = None, *, fps=30.0, flaws=CLEAN, seed=0):
    """Return the recording of a movement."""
    stream, _ = synthesize(movement, camera, fps=fps, imperfections=flaws, seed=seed)
    return stream


def scored(
    stream: KeypointStream, key: str, person: Person = ANYBODY, side: str | None = None
) -> Findings:
    """Return what a protocol's own kind finds in a recording, after the pipeline's checks."""
    protocol = PROTOCOLS[key]
    movement = prepared(stream.unmirrored(), protocol, side)
    check_person_is_seen(movement)
    check_is_long_and_fast_enough(movement, protocol)
    check_is_one_whole_person(movement, protocol)
    check_view(movement, protocol)
    return SCORERS[protocol.kind](movement, protocol, person, side)


def metric(findings: Findings, key: str, side: str | None = None) -> Metric:
    """Return the metric called ``key``; fail where there is none."""
    return next(one for one in findings.metrics if (one.key, one.side) == (key, side))


def value(findings: Findings, key: str, side: str | None = None) -> float:
    """Return a metric's number; fail where it was refused."""
    found = metric(findings, key, side).value
    assert found is not None
    return found


def holds(metric_: Metric, truth: float) -> bool:
    """Whether a metric's interval holds the truth."""
    assert metric_.low is not None
    assert metric_.high is not None
    return metric_.low <= truth <= metric_.high


def width(metric_: Metric) -> float:
    """Return how wide a metric's interval is; fail where it has none."""
    assert metric_.low is not None
    assert metric_.high is not None
    return metric_.high - metric_.low


def events(findings: Findings, kind: str) -> list[Event]:
    """Return the events of one kind."""
    return [event for event in findings.events if event.kind == kind]


def refusal_of(score: Callable[[], Findings]) -> Refusal:
    """Return why a recording was refused; fail where it was scored."""
    with pytest.raises(ScoringError) as refused:
        score()
    return refused.value.refusal
