"""Angles against hand arithmetic, and laws that every angle must keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose import angles
from pose.keypoints import INDEX, N_KEYPOINTS
from pose.smoothing import MOTION_CUTOFF_HZ
from pose.synthesis import Imperfections
from tests.benchmarks.angle_accuracy import (
    flaws_of_the_table,
    quick_peak_error_deg,
    seen_otherwise,
    squat_error_deg,
)
from tests.benchmarks.real_angles import errors_deg

coordinate = st.floats(-500.0, 500.0)


def track(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, dtype=float)


def test_a_right_angle_is_ninety_degrees():
    # From the joint, one segment points up and one to the right.
    angle = angles.included_angle_deg(track((0, -5)), track((0, 0)), track((7, 0)))
    assert angle == pytest.approx([90.0])


def test_a_straight_limb_is_one_hundred_and_eighty_degrees_and_no_flexion():
    xy = np.full((1, N_KEYPOINTS, 2), np.nan)
    for row, part in enumerate(("hip", "knee", "ankle")):
        xy[0, INDEX[f"left_{part}"]] = (10.0, 100.0 * row)
    assert angles.knee_flexion_deg(xy, "left") == pytest.approx([0.0])
    assert np.isnan(angles.knee_flexion_deg(xy, "right")).all()


def test_a_knee_bent_by_a_known_angle_has_that_flexion():
    # Thigh straight down, shank 60 degrees from straight down: flexion 60.
    xy = np.full((1, N_KEYPOINTS, 2), np.nan)
    xy[0, INDEX["right_hip"]] = (0.0, 0.0)
    xy[0, INDEX["right_knee"]] = (0.0, 10.0)
    shank = np.radians(60.0)
    xy[0, INDEX["right_ankle"]] = (10 * np.sin(shank), 10 + 10 * np.cos(shank))
    assert angles.knee_flexion_deg(xy, "right") == pytest.approx([60.0])


def test_a_missing_point_or_a_segment_without_length_has_no_angle():
    joint = track((0, 0), (0, 0))
    ends = track((0, 1), (np.nan, 1))
    assert np.isnan(angles.included_angle_deg(joint, joint, ends)).all()


def test_tracks_of_different_shape_are_refused():
    with pytest.raises(ValueError, match="three"):
        angles.included_angle_deg(np.zeros((3, 2)), np.zeros((2, 2)), np.zeros((3, 2)))


def test_leaning_right_is_positive_and_upright_is_zero():
    lower = track((0, 0), (0, 0), (0, 0))
    upper = track((0, -10), (10, -10), (-10, -10))
    assert angles.inclination_deg(lower, upper) == pytest.approx([0.0, 45.0, -45.0])


def test_removing_a_roll_makes_a_leaning_line_upright():
    lean = np.radians(12.0)
    line = np.zeros((1, 2, 2))
    line[0, 1] = (np.sin(lean), -np.cos(lean))
    upright = angles.rotated(line, 12.0)
    assert upright[0, 1] == pytest.approx([0.0, -1.0])


def test_the_middle_of_a_pair_is_the_seen_one_where_the_other_is_hidden():
    xy = np.full((2, N_KEYPOINTS, 2), np.nan)
    xy[:, INDEX["left_hip"]] = (10.0, 20.0)
    xy[0, INDEX["right_hip"]] = (30.0, 40.0)
    assert angles.midpoint(xy, "hip") == pytest.approx(np.array([[20.0, 30.0], [10.0, 20.0]]))


@given(
    st.tuples(coordinate, coordinate),
    st.tuples(coordinate, coordinate),
    st.floats(0.1, 10.0),
    st.floats(-180.0, 180.0),
)
def test_an_included_angle_keeps_under_scale_turn_mirror_and_shift(first, second, scale, turn):
    ends = np.array([first, second])
    if np.hypot(*ends.T).min() < 1.0:
        return
    joint = np.zeros((1, 2))
    angle = angles.included_angle_deg(ends[:1], joint, ends[1:])
    changed = angles.rotated(ends * scale, turn) * np.array([-1.0, 1.0]) + 77.0
    same = angles.included_angle_deg(changed[:1], joint + 77.0, changed[1:])
    assert same == pytest.approx(angle, abs=1e-6)
    assert 0.0 <= angle[0] <= 180.0


def test_an_elbow_at_a_right_angle_is_flexed_by_ninety_degrees():
    xy = np.full((1, N_KEYPOINTS, 2), np.nan)
    places = {"shoulder": (0.0, 0.0), "elbow": (0.0, 10.0), "wrist": (8.0, 10.0)}
    for part, place in places.items():
        xy[0, INDEX[f"left_{part}"]] = place
    assert angles.elbow_flexion_deg(xy, "left") == pytest.approx([90.0])
    assert np.isnan(angles.elbow_flexion_deg(xy, "right")).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_knee_of_a_noisy_squat_is_right_within_a_degree(seed):
    assert squat_error_deg(lambda _movement, _seed: Imperfections(noise_px=2.0), seed) <= 1.0


@pytest.mark.parametrize("seed", range(4))
def test_the_knee_of_a_squat_full_of_faults_is_right_within_a_degree_and_a_half(seed):
    assert squat_error_deg(flaws_of_the_table, seed) <= 1.5


@pytest.mark.parametrize("noise_px", [0.0, 2.0, 4.0])
def test_quick_squats_keep_their_peak_as_with_six_hertz(noise_px):
    for seed in range(3):
        chosen = quick_peak_error_deg(noise_px, seed)
        usual = quick_peak_error_deg(noise_px, seed, MOTION_CUTOFF_HZ)
        assert abs(chosen) <= abs(usual) + 0.5


def test_one_movement_seen_otherwise_has_the_same_angles_within_half_a_degree():
    for way, difference in seen_otherwise().items():
        assert max(difference.values()) <= 0.5, way


@pytest.mark.parametrize("noise_px", [2.0, 4.0])
def test_noise_and_faults_add_less_than_a_degree_to_the_error_of_real_knees_and_shoulders(noise_px):
    perfect, faulty = errors_deg(0.0), errors_deg(noise_px)
    assert faulty.keys() == perfect.keys()
    for angle, error in faulty.items():
        assert error <= perfect[angle] + 1.0, angle
