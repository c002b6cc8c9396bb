"""Angles that the view does not show: refused without a lift, marked estimates with one."""

from dataclasses import replace

import numpy as np
import pytest

from pose.lift.bounds import Widening
from pose.lift.model import Lift, trained_lift
from pose.synthesis import (
    Camera,
    Movement,
    elbow_flexion,
    glute_bridge,
    shoulder_abduction,
    squat,
    synthesize,
)
from scoring.change import NOT_COMPARABLE, change_between
from scoring.metrics.course import symmetry_metric
from scoring.pipeline import score_recording
from scoring.readable import readable
from scoring.report import FAIR, GEOMETRY, GOOD, LIFTED, POOR, Metric, Report


def scored(
    movement: Movement,
    protocol: str,
    yaw: float,
    lift: Lift | None,
    *,
    side: str | None = None,
    noise_px: float = 0.0,
) -> Report:
    stream, _ = synthesize(movement, Camera(yaw_deg=yaw), fps=30.0)
    rng = np.random.default_rng(2)
    noisy = stream.xy_px + noise_px * rng.standard_normal(stream.xy_px.shape)
    return score_recording(replace(stream, xy_px=noisy), protocol, side=side, lift=lift)


def peaks(report: Report, key: str) -> list[Metric]:
    return [metric for metric in report.metrics if metric.key == key]


def wider(lift: Lift, times: float) -> Lift:
    known = lift.widening
    factors = known.factors * np.float32(times)
    return replace(lift, widening=Widening(known.movements, factors, known.between_deg))


@pytest.mark.parametrize("yaw", [0.0, 40.0])
def test_a_knee_seen_from_the_wrong_side_is_refused_without_a_lift_and_estimated_with_one(yaw):
    movement, protocol = squat(n_reps=4), "squat"
    without = scored(movement, protocol, yaw, None)
    for one in peaks(without, "knee_flexion_deg"):
        assert one.refusal is not None
        assert one.refusal.code == "view_cannot_measure"
    estimates = peaks(scored(movement, protocol, yaw, trained_lift()), "knee_flexion_deg")
    assert estimates
    for one in estimates:
        assert one.method == LIFTED
        assert one.refusal is None
        assert one.n == 4
        assert one.value is not None
        assert one.low is not None
        assert one.high is not None
        assert one.low < one.value < one.high
        assert one.quality in {FAIR, POOR}
        assert not one.norms
        assert "lift" in one.source
        assert "90%" in one.interval


def test_a_drawn_squat_is_within_the_bounds_from_every_view_in_front():
    for yaw in (0.0, 30.0, 45.0):
        report = scored(squat(n_reps=4, peak_deg=95.0), "squat", yaw, trained_lift(), noise_px=2.0)
        for one in peaks(report, "knee_flexion_deg"):
            assert one.low is not None
            assert one.high is not None
            assert one.low <= 95.0 <= one.high, (yaw, one.low, one.value, one.high)


def test_what_the_view_measures_stays_measured():
    for movement, protocol, yaw, side in (
        (squat(n_reps=4), "squat", 90.0, None),
        (shoulder_abduction(n_reps=4), "shoulder_abduction", 0.0, "left"),
    ):
        without = scored(movement, protocol, yaw, None, side=side).to_json()
        with_lift = scored(movement, protocol, yaw, trained_lift(), side=side).to_json()
        assert without == with_lift
        assert {metric["method"] for metric in without["metrics"]} == {GEOMETRY}


@pytest.mark.parametrize(
    ("movement", "protocol", "yaw"),
    [
        (elbow_flexion(n_reps=4), "elbow_flexion", 0.0),
        (glute_bridge(n_reps=4), "glute_bridge", 0.0),
    ],
)
def test_movements_that_nobody_was_measured_doing_are_never_lifted(movement, protocol, yaw):
    without = scored(movement, protocol, yaw, None).to_json()
    assert scored(movement, protocol, yaw, trained_lift()).to_json() == without


def test_bounds_that_say_nothing_are_a_refusal():
    far = wider(trained_lift(), 100.0)
    for one in peaks(scored(squat(n_reps=4), "squat", 0.0, far), "knee_flexion_deg"):
        assert one.method == GEOMETRY
        assert one.refusal is not None


def test_an_estimate_is_not_compared_with_a_measurement_nor_with_the_other_side():
    front = scored(squat(n_reps=4), "squat", 0.0, trained_lift())
    estimate = peaks(front, "knee_flexion_deg")[0]
    measured = replace(estimate, method=GEOMETRY)
    change = change_between(measured, estimate, None, protocols=("squat", "squat"))
    assert change.verdict == NOT_COMPARABLE
    assert "method" in (change.reason or "")
    symmetry = symmetry_metric(estimate, measured, "knee flexion")
    assert symmetry.value is None
    assert symmetry.refusal is not None
    assert symmetry_metric(measured, measured, "knee flexion").quality in {GOOD, FAIR}


def test_the_terminal_says_which_numbers_are_estimates():
    text = readable(scored(squat(n_reps=4), "squat", 0.0, trained_lift()))
    lines = [line for line in text.splitlines() if "estimated by the lift" in line]
    assert lines
    assert all("flexion" in line for line in lines)
