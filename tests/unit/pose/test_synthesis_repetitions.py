"""Every movement in repetitions: exact where it is measured, whole, still where it stands."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pose.keypoints import INDEX, MIRROR_ORDER
from pose.stream import FloatArray
from pose.synthesis import MOVEMENTS, POINT_NAMES, Body, Camera, Movement, synthesize, truth_of
from pose.synthesis.movement import joint_angles_deg

LEFT_VIEW = 90.0


@dataclass(frozen=True)
class Case:
    """One maker of movements, and what holds of it."""

    key: str
    lowest_deg: float
    highest_deg: float
    sides: tuple[str | None, ...] = ("left", "right", "both")
    seen_from_side: bool = True
    still: tuple[str, ...] = ("left_ankle", "right_ankle")

    def make(self, **choices: Any) -> Movement:
        return MOVEMENTS[self.key](**choices)


FEET = tuple(f"{side}_{name}" for side in ("left", "right") for name in ("ankle", "heel", "toe"))
ONE_LEG = ("left", "right", "alternating")
CASES = (
    Case("shoulder_flexion", 30.0, 180.0),
    Case("shoulder_extension", 10.0, 75.0),
    Case("shoulder_scaption", 30.0, 178.0, seen_from_side=False),
    Case("elbow_flexion", 20.0, 155.0),
    Case("seated_knee_extension", 2.0, 60.0, ONE_LEG, still=("left_hip", "right_hip")),
    Case("hip_abduction", 8.0, 60.0, ONE_LEG, seen_from_side=False, still=()),
    Case("hip_flexion", 12.0, 120.0, ONE_LEG, still=()),
    Case("hip_extension", 6.0, 45.0, ONE_LEG, seen_from_side=False, still=()),
    Case("knee_flexion", 25.0, 150.0, ONE_LEG, still=()),
    Case("trunk_lateral_flexion", 5.0, 50.0, ONE_LEG, seen_from_side=False, still=FEET),
    Case("forward_lunge", 55.0, 100.0, ONE_LEG, still=()),
    Case("side_lunge", 45.0, 110.0, ONE_LEG, seen_from_side=False, still=()),
    Case("glute_bridge", 3.0, 44.0, (None,), still=(*FEET, "left_shoulder", "right_shoulder")),
    Case("push_up", 25.0, 110.0, (None,), still=(*FEET, "left_wrist", "right_hand")),
)
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)


def times(movement: Movement, step_s: float = 0.02) -> FloatArray:
    return np.arange(0.0, movement.duration_s, step_s)


def measured(movement: Movement, side: str | None, times_s: Any) -> FloatArray:
    """Return the angle that a repetition's peak means."""
    assert movement.measured is not None
    angles = truth_of(movement, Camera(), np.asarray(times_s, dtype=float)).angles_deg
    named = movement.measured
    return angles[named] if named in angles else angles[f"{side or 'left'}_{named}"]


@each_case
@settings(max_examples=8, deadline=None)
@given(share=st.floats(0.0, 1.0), height_m=st.floats(1.4, 2.1), number=st.integers(0, 2))
def test_each_repetition_reaches_exactly_the_peak_that_was_asked_for(case, share, height_m, number):
    peak_deg = case.lowest_deg + share * (case.highest_deg - case.lowest_deg)
    side = case.sides[number % len(case.sides)]
    choices = {} if side is None else {"side": side}
    movement = case.make(n_reps=2, peak_deg=peak_deg, body=Body(height_m=height_m), **choices)
    assert movement.repetitions
    for repetition in movement.repetitions:
        assert repetition.peak_deg == pytest.approx(peak_deg)
        whole_s = np.linspace(repetition.start_s, repetition.end_s, 201)
        angle = measured(movement, repetition.side, whole_s)
        at_peak = measured(movement, repetition.side, [repetition.peak_s])[0]
        assert at_peak == pytest.approx(peak_deg, abs=1e-5)
        # It goes from rest to the peak and back, and nowhere else.
        low, high = sorted((angle[0], at_peak))
        assert angle[-1] == pytest.approx(angle[0], abs=1e-5)
        assert angle.min() >= low - 1e-5
        assert angle.max() <= high + 1e-5


@each_case
def test_bones_keep_their_lengths(case):
    body = Body(height_m=1.62)
    for side in case.sides:
        choices = {} if side is None else {"side": side}
        movement = case.make(n_reps=2, body=body, **choices)
        points = movement.points_at(times(movement))
        for one in ("left", "right"):
            for start, end, fraction in (
                ("hip", "knee", body.thigh),
                ("knee", "ankle", body.shank),
                ("shoulder", "elbow", body.upper_arm),
                ("elbow", "wrist", body.forearm),
                ("wrist", "hand", body.hand),
            ):
                ends = [points[:, POINT_NAMES.index(f"{one}_{name}")] for name in (start, end)]
                length_m = np.linalg.norm(ends[0] - ends[1], axis=1)
                np.testing.assert_allclose(length_m, fraction * 1.62, rtol=1e-9)
        hips = [points[:, INDEX[f"{one}_hip"]] for one in ("left", "right")]
        width_m = np.linalg.norm(hips[0] - hips[1], axis=1)
        np.testing.assert_allclose(width_m, 2 * body.hip_half_width * 1.62, rtol=1e-9)


@each_case
def test_nothing_jumps_and_nothing_goes_through_the_floor(case):
    movement = case.make(n_reps=2)
    points = movement.points_at(times(movement, 0.01))
    assert np.linalg.norm(np.diff(points, axis=0), axis=2).max() < 0.06
    assert points[..., 1].min() > -0.01


@each_case
def test_what_stands_or_sits_does_not_move(case):
    movement = case.make(n_reps=2)
    points = movement.points_at(times(movement))
    still = case.still
    if not still:
        movement = case.make(n_reps=2, side="left")
        points = movement.points_at(times(movement))
        # The toes alone stay where the heel behind is lifted.
        still = ("right_toe",) if case.key == "forward_lunge" else FEET[3:]
    for name in still:
        assert np.ptp(points[:, POINT_NAMES.index(name)], axis=0).max() < 1e-9


@each_case
def test_repetitions_follow_the_plan(case):
    movement = case.make(
        n_reps=4,
        rise_s=1.5,
        peak_pause_s=0.5,
        fall_s=1.0,
        rest_s=0.8,
        extra_rest_s=(2.0,),
        incomplete=(1,),
        incomplete_ratio=0.3,
        still_before_s=2.0,
        still_after_s=1.0,
    )
    sides = {repetition.side for repetition in movement.repetitions}
    first_side = min(sides, key=str)
    if "both" in case.sides or None in case.sides or len(sides) == 1:
        repetitions = [one for one in movement.repetitions if one.side == first_side]
    else:
        repetitions = list(movement.repetitions)
    # Each lasts 3.0 s, 0.8 s apart, with 2.0 s more after the first.
    starts = [2.0, 7.8, 11.6, 15.4]
    assert [one.start_s for one in repetitions] == pytest.approx(starts)
    assert [one.end_s for one in repetitions] == pytest.approx([start + 3.0 for start in starts])
    assert [one.peak_s for one in repetitions] == pytest.approx([start + 1.75 for start in starts])
    assert [one.complete for one in repetitions] == [True, False, True, True]
    assert movement.duration_s == pytest.approx(15.4 + 3.0 + 1.0)
    rest_deg = measured(movement, repetitions[1].side, [0.0])[0]
    for repetition in repetitions[:2]:
        seen = measured(movement, repetition.side, [repetition.peak_s])[0]
        assert seen == pytest.approx(repetition.peak_deg, abs=1e-5)
    whole_deg = repetitions[0].peak_deg - rest_deg
    assert repetitions[1].peak_deg - rest_deg == pytest.approx(0.3 * whole_deg, abs=1e-5)


@each_case
def test_spreads_are_drawn_within_their_bounds_and_again_the_same(case):
    low_deg, high_deg = case.lowest_deg + 0.5, case.highest_deg - 0.5
    middle_deg = (low_deg + high_deg) / 2
    choices = {
        "n_reps": 6,
        "peak_deg": middle_deg,
        "peak_spread_deg": 5.0,
        "tempo_spread_ratio": 0.2,
        "rise_s": 1.0,
        "fall_s": 1.0,
        "peak_pause_s": 0.0,
    }
    movement = case.make(**choices, seed=3)
    peaks = np.array([one.peak_deg for one in movement.repetitions])
    lasted_s = np.array([one.end_s - one.start_s for one in movement.repetitions])
    assert np.abs(peaks - middle_deg).max() <= 5.0
    assert np.ptp(peaks) > 1.0
    assert np.abs(lasted_s - 2.0).max() <= 0.4
    assert np.ptp(lasted_s) > 0.05
    assert case.make(**choices, seed=3).repetitions == movement.repetitions
    assert case.make(**choices, seed=4).repetitions != movement.repetitions


@pytest.mark.parametrize(
    "case", [case for case in CASES if "left" in case.sides], ids=lambda case: case.key
)
def test_one_side_is_the_mirror_image_of_the_other(case):
    left, right = (case.make(n_reps=1, side=side) for side in ("left", "right"))
    streams = [synthesize(movement, Camera(), fps=10.0)[0].xy_px for movement in (left, right)]
    mirrored = streams[0][:, MIRROR_ORDER].copy()
    mirrored[..., 0] = 1280 - mirrored[..., 0]
    np.testing.assert_allclose(mirrored, streams[1], atol=1e-6)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.seen_from_side], ids=lambda case: case.key
)
def test_an_angle_of_three_points_shows_exactly_from_the_side(case):
    movement = case.make(n_reps=1)
    for yaw_deg in (LEFT_VIEW, -LEFT_VIEW):
        stream, truth = synthesize(movement, Camera(yaw_deg=yaw_deg, perspective=False), fps=10.0)
        name = (movement.measured or "").replace("shoulder_extension", "shoulder_flexion")
        named = f"{movement.repetitions[0].side or 'left'}_{name}"
        seen = joint_angles_deg(stream.xy_px)[named]
        np.testing.assert_allclose(seen, truth.angles_deg[named], atol=2e-5)


@each_case
def test_peaks_out_of_reach_and_unknown_sides_are_refused(case):
    with pytest.raises(ValueError, match="reach"):
        case.make(peak_deg=case.highest_deg + 60.0)
    if case.sides != (None,):
        with pytest.raises(ValueError, match="side"):
            case.make(side="middle")


@each_case
def test_no_repetition_is_quiet_time(case):
    movement = case.make(n_reps=0, still_before_s=1.0, still_after_s=2.0)
    assert movement.repetitions == ()
    assert movement.duration_s == 3.0
    points = movement.points_at(times(movement))
    assert np.ptp(points, axis=0).max() < 1e-12


# --- compensation -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["shoulder_flexion", "shoulder_extension", "elbow_flexion"])
def test_a_leaning_trunk_leaves_the_angle_between_arm_and_trunk(key):
    movement = MOVEMENTS[key](n_reps=1, trunk_lean_deg=12.0)
    (repetition,) = movement.repetitions
    truth = truth_of(movement, Camera(), np.array([repetition.peak_s]))
    forward_deg = 12.0 if key == "shoulder_extension" else -12.0
    assert truth.angles_deg["trunk_forward_deg"][0] == pytest.approx(forward_deg)
    assert measured(movement, "left", [repetition.peak_s])[0] == pytest.approx(
        repetition.peak_deg, abs=1e-5
    )


def test_a_raised_arm_stands_back_by_what_the_trunk_leans():
    movement = MOVEMENTS["shoulder_flexion"](n_reps=1, peak_deg=120.0, trunk_lean_deg=12.0)
    truth = truth_of(movement, Camera(), np.array([movement.repetitions[0].peak_s]))
    assert truth.angles_deg["left_upper_arm_forward_deg"][0] == pytest.approx(132.0)


@pytest.mark.parametrize(("side", "left_up_deg"), [("left", 8.0), ("right", -8.0)])
def test_a_hiked_hip_adds_to_the_thigh_and_not_to_the_abduction(side, left_up_deg):
    movement = MOVEMENTS["hip_abduction"](
        n_reps=1, side=side, peak_deg=30.0, hip_hike_deg=8.0, trunk_lean_deg=10.0
    )
    truth = truth_of(movement, Camera(), np.array([movement.repetitions[0].peak_s]))
    assert truth.angles_deg["pelvis_left_up_deg"][0] == pytest.approx(left_up_deg)
    assert truth.angles_deg[f"{side}_thigh_outward_deg"][0] == pytest.approx(38.0)
    assert truth.angles_deg[f"{side}_hip_abduction_deg"][0] == pytest.approx(30.0)
    # Away from the lifted leg: to the right where the left one is lifted.
    assert truth.angles_deg["trunk_left_deg"][0] == pytest.approx(-1.25 * left_up_deg)


@pytest.mark.parametrize(
    ("key", "peak_deg", "thigh_deg"), [("hip_flexion", 60.0, 65.0), ("hip_extension", 20.0, -25.0)]
)
def test_a_leaning_trunk_adds_to_the_thigh_and_not_to_the_hip(key, peak_deg, thigh_deg):
    # Back with flexion, forward with extension: 5 degrees of the thigh's are the trunk's.
    movement = MOVEMENTS[key](n_reps=1, peak_deg=peak_deg, trunk_lean_deg=5.0)
    peak_s = movement.repetitions[0].peak_s
    truth = truth_of(movement, Camera(), np.array([peak_s]))
    assert truth.angles_deg["left_thigh_forward_deg"][0] == pytest.approx(thigh_deg)
    assert measured(movement, "left", [peak_s])[0] == pytest.approx(peak_deg, abs=1e-5)


def test_a_high_knee_is_bent_and_a_straight_leg_is_not():
    for knee_deg in (4.0, 80.0):
        movement = MOVEMENTS["hip_flexion"](n_reps=1, peak_deg=80.0, knee_deg=knee_deg)
        truth = truth_of(movement, Camera(), np.array([movement.repetitions[0].peak_s]))
        assert truth.angles_deg["left_knee_flexion_deg"][0] == pytest.approx(knee_deg, abs=1e-5)


def test_arms_may_have_peaks_of_their_own():
    movement = MOVEMENTS["shoulder_flexion"](
        n_reps=2, side="both", peak_deg=160.0, right_peak_deg=110.0
    )
    told = [(one.side, one.peak_deg) for one in movement.repetitions]
    assert sorted(told) == [("left", 160.0)] * 2 + [("right", 110.0)] * 2


def test_legs_in_turn_begin_with_the_left():
    movement = MOVEMENTS["hip_abduction"](n_reps=4, side="alternating")
    assert [one.side for one in movement.repetitions] == ["left", "right", "left", "right"]
