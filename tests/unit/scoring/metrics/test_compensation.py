"""Trunk, pelvis and knees that help a limb along: known leans, hikes and ratios."""

from dataclasses import replace

import numpy as np
import pytest

from pose.synthesis import Imperfections
from pose.view import View
from scoring.metrics.compensation import (
    hip_hike_metric,
    knee_valgus_metric,
    largest_changes,
    trunk_lean_metric,
)
from scoring.movement import Movement
from scoring.pipeline import score_recording
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS
from scoring.repetitions import Repetition
from tests.builders.motion import FRONT, SIDE, squats, with_points
from tests.builders.movements import trial
from tests.builders.reports import code_of, known

STEADY = Imperfections(noise_px=0.5)
WHOLE = (Repetition(40, 60, 110),)


def movement_of(stream=None) -> Movement:
    return prepared(stream or squats(FRONT, n_reps=1), PROTOCOLS["squat"], None)


def test_the_largest_change_is_from_where_the_repetition_began_whichever_way():
    values = np.concatenate([np.full(20, 5.0), np.full(20, 17.0), np.full(20, -9.0)])
    ones = (Repetition(0, 20, 40), Repetition(0, 30, 60))
    assert largest_changes(values, ones) == pytest.approx([12.0, 14.0])
    assert np.isnan(largest_changes(np.full(60, np.nan), ones)).all()


@pytest.mark.parametrize("lean_deg", [0.0, 10.0, 20.0])
def test_a_trunk_that_leans_aside_is_told_in_degrees(lean_deg):
    report = trial("hip_abduction", trunk_lean_deg=lean_deg, flaws=STEADY).scored()
    metric = known(report, "trunk_lean_deg")
    assert metric.value == pytest.approx(lean_deg, abs=1.5)
    assert metric.low <= lean_deg <= metric.high


@pytest.mark.parametrize("lean_deg", [0.0, 15.0])
def test_a_trunk_that_leans_back_under_a_lifted_arm_is_told_from_the_side(lean_deg):
    report = trial("shoulder_flexion", trunk_lean_deg=lean_deg, flaws=STEADY).scored()
    metric = known(report, "trunk_lean_deg")
    assert metric.value == pytest.approx(lean_deg, abs=2.0)


@pytest.mark.parametrize("hike_deg", [0.0, 8.0, 15.0])
def test_a_hip_that_is_hitched_up_is_told_in_degrees(hike_deg):
    report = trial("hip_abduction", hip_hike_deg=hike_deg, flaws=STEADY).scored()
    metric = known(report, "hip_hike_deg", "left")
    assert metric.value == pytest.approx(hike_deg, abs=2.0)
    # Hitching is not abduction.
    assert known(report, "hip_abduction_deg", "left").value == pytest.approx(35.0, abs=2.0)


def test_a_view_that_is_neither_front_nor_side_tells_no_lean():
    movement = movement_of()
    oblique = replace(movement, view=replace(movement.view, view=View.OBLIQUE))
    assert trunk_lean_metric(oblique, WHOLE) == []


def test_hikes_and_knees_need_a_view_from_the_front():
    movement = movement_of(squats(SIDE, n_reps=1))
    (hike,) = hip_hike_metric(movement, WHOLE, "left")
    (knees,) = knee_valgus_metric(movement, WHOLE)
    assert code_of(hike) == code_of(knees) == "view_cannot_measure"
    assert hike.side == "left"
    assert knees.side is None


def test_what_was_not_seen_is_not_told():
    movement = movement_of()
    hidden = replace(movement, xy_px=np.full_like(movement.xy_px, np.nan))
    assert trunk_lean_metric(hidden, WHOLE) == []
    assert hip_hike_metric(hidden, WHOLE, "left") == []
    assert knee_valgus_metric(hidden, WHOLE) == []


@pytest.mark.parametrize("share", [1.0, 0.8, 0.6])
def test_knees_that_come_together_are_told_by_their_distance(share):
    stream = squats(FRONT, n_reps=4)
    xy = stream.xy_px.copy()
    knees, ankles = xy[:, [13, 14], 0], xy[:, [15, 16], 0]
    middle = knees.mean(axis=1, keepdims=True)
    hips = xy[:, [11, 12], 1].mean(axis=1)
    depth = (hips - hips.min()) / np.ptp(hips)
    knees = middle + (1 - (1 - share) * depth[:, None]) * (knees - middle)
    xy[:, [13, 14], 0] = knees
    report = score_recording(with_points(stream, xy), "squat")
    metric = known(report, "knee_valgus_ratio")
    # The definition on the exact points: the least distance of the knees over the ankles'.
    expected = float(((knees[:, 0] - knees[:, 1]) / (ankles[:, 0] - ankles[:, 1])).min())
    assert metric.value == pytest.approx(expected, abs=0.02)
    assert metric.low < expected < metric.high


def test_fewer_degrees_than_noise_are_held_by_an_interval_from_nothing():
    report = trial("squat", camera=FRONT, flaws=Imperfections(noise_px=2.0)).scored()
    lean = known(report, "trunk_lean_deg")
    assert lean.low == 0.0
    assert lean.value < 3.0
