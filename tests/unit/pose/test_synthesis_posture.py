"""Parts of bodies in any posture: knees inwards, legs that reach, angles of 17 points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pose.synthesis import POINT_NAMES, Body, squat, truth_of
from pose.synthesis.body import vector
from pose.synthesis.camera import Camera
from pose.synthesis.movement import joint_angles_deg
from pose.synthesis.posture import (
    Trunk,
    axes_leaning,
    leg_to_ankle,
    standing_ankle,
    standing_pelvis,
)
from pose.synthesis.segments import segment_angles_deg


@given(st.floats(0.3, 1.4), st.floats(70.0, 120.0))
@settings(max_examples=15, deadline=None)
def test_knees_come_as_near_as_asked_and_bend_as_before(ratio, peak_deg):
    movement = squat(n_reps=1, peak_deg=peak_deg, knee_valgus_ratio=ratio)
    straight = squat(n_reps=1, peak_deg=peak_deg)
    times_s = np.arange(0.0, movement.duration_s, 0.02)
    body, plain = movement.points_at(times_s), straight.points_at(times_s)
    at_peak = movement.points_at(np.array([movement.repetitions[0].peak_s]))[0]

    def apart_m(name: str) -> float:
        ends = [at_peak[POINT_NAMES.index(f"{side}_{name}"), 0] for side in ("left", "right")]
        return float(ends[0] - ends[1])

    assert apart_m("knee") / apart_m("ankle") == pytest.approx(ratio)
    np.testing.assert_allclose(
        joint_angles_deg(body)["left_knee_bend_deg"],
        joint_angles_deg(plain)["left_knee_bend_deg"],
        atol=1e-5,
    )
    for start, end, fraction in (("hip", "knee", 0.245), ("knee", "ankle", 0.246)):
        ends = [body[:, POINT_NAMES.index(f"right_{name}")] for name in (start, end)]
        length_m = np.linalg.norm(ends[0] - ends[1], axis=1)
        np.testing.assert_allclose(length_m, fraction * 1.70, rtol=1e-9)


def test_knees_that_hardly_bend_do_not_come_together():
    movement = squat(n_reps=1, peak_deg=20.0, knee_valgus_ratio=0.0)
    with pytest.raises(ValueError, match="knees"):
        movement.points_at(np.array([movement.repetitions[0].peak_s]))


def test_a_foot_out_of_reach_is_refused():
    body = Body()
    pelvis = standing_pelvis(body, 1)
    far = standing_ankle(body, "left", 1) + np.array((0.0, 0.0, 0.5))
    with pytest.raises(ValueError, match="further"):
        leg_to_ankle(body, pelvis, far)


@given(st.floats(-170.0, 170.0), st.floats(-60.0, 60.0))
def test_axes_show_their_inclinations_in_either_plane_and_are_square(forward_deg, left_deg):
    axes = axes_leaning(np.array([forward_deg]), np.array([left_deg]))
    (up,) = axes.up
    turn = np.stack((axes.left[0], axes.up[0], axes.ahead[0]))
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1.0)
    assert np.degrees(np.arctan2(up[2], up[1])) == pytest.approx(forward_deg, abs=1e-6)
    assert up[0] == pytest.approx(np.tan(np.radians(left_deg)) * up[1], abs=1e-9)


def test_lying_bodies_look_up_or_down():
    prone, supine = (Trunk(np.array([lean]), np.zeros(1)).axes.ahead[0] for lean in (90.0, -90.0))
    np.testing.assert_allclose(prone, [0.0, -1.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(supine, [0.0, 1.0, 0.0], atol=1e-12)


def test_seventeen_points_tell_all_but_the_foot():
    movement = squat(n_reps=1)
    points = movement.points_at(np.array([0.0]))
    whole, keypoints = segment_angles_deg(points), segment_angles_deg(points[:, :17])
    assert set(whole) - set(keypoints) == {"left_foot_toes_down_deg", "right_foot_toes_down_deg"}
    for name, angle in keypoints.items():
        np.testing.assert_array_equal(angle, whole[name])


def test_inclinations_of_a_squat_are_those_it_is_made_of():
    movement = squat(n_reps=1, peak_deg=90.0)
    truth = truth_of(movement, Camera(), np.array([movement.repetitions[0].peak_s]))
    angles = {name: float(value[0]) for name, value in truth.angles_deg.items()}
    # The shank takes 36 tanh(0.38 * 90 / 36) = 26.63 degrees, the thigh the rest.
    assert angles["left_shank_forward_deg"] == pytest.approx(26.63, abs=0.01)
    assert angles["left_thigh_forward_deg"] == pytest.approx(90.0 - 26.63, abs=0.01)
    # 0.42 for each of 86 degrees; the shoulders are a little above the trunk's own end.
    assert angles["trunk_forward_deg"] == pytest.approx(0.42 * 86.0, abs=0.02)
    assert angles["trunk_left_deg"] == pytest.approx(0.0, abs=1e-9)
    assert angles["pelvis_left_up_deg"] == pytest.approx(0.0, abs=1e-9)


def test_an_angle_of_points_in_one_place_is_none():
    points = np.zeros((1, 17, 3))
    points[:, :, 1] = 1.0
    angles = joint_angles_deg(points + vector(0.0, 0.0, 0.0, 1)[:, None, :])
    assert all(np.isnan(angle).all() for angle in angles.values())
