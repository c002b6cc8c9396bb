"""Angles against hand arithmetic, and laws that every angle must keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose import angles
from pose.keypoints import INDEX, N_KEYPOINTS

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
