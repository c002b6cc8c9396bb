"""What a lift sees: laws of the windows, on bodies and on chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.keypoints import INDEX, MIRROR_ORDER, N_KEYPOINTS
from pose.lift.windows import (
    FEATURES,
    STEPS_S,
    can_be_lifted,
    from_the_right,
    windows,
    without_arms,
)
from pose.synthesis import Camera, squat, synthesize

FRAMES = 90


def body(seed: int = 0, missing: float = 0.0) -> np.ndarray:
    """A squat seen at an angle, at the grid's rate, with chance about every point."""
    stream, _ = synthesize(squat(n_reps=1), Camera(yaw_deg=35.0), fps=30.0)
    rng = np.random.default_rng(seed)
    xy = stream.xy_px[:FRAMES] + rng.normal(0, 2, (FRAMES, N_KEYPOINTS, 2))
    xy[rng.random((FRAMES, N_KEYPOINTS)) < missing] = np.nan
    return xy


def mirrored(xy: np.ndarray) -> np.ndarray:
    return xy[:, MIRROR_ORDER] * (-1.0, 1.0)


def test_a_window_has_one_row_a_frame_and_is_finite():
    rows = windows(body(missing=0.2))
    assert rows.shape == (FRAMES, FEATURES)
    assert np.isfinite(rows).all()


def test_some_frames_have_the_windows_that_they_have_among_all():
    xy, frames = body(missing=0.1), np.array([0, 7, 44, FRAMES - 1])
    np.testing.assert_array_equal(windows(xy, frames), windows(xy)[frames])


@given(
    scale=st.floats(0.2, 5.0),
    aside=st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
    missing=st.sampled_from([0.0, 0.15]),
)
def test_neither_size_nor_place_in_the_picture_changes_a_window(scale, aside, missing):
    xy = body(seed=3, missing=missing)
    np.testing.assert_allclose(windows(xy * scale + aside), windows(xy), atol=1e-4)


@given(seed=st.integers(0, 20), missing=st.sampled_from([0.0, 0.1, 0.3]))
def test_the_right_side_is_the_left_one_in_a_mirror(seed, missing):
    xy = body(seed, missing)
    np.testing.assert_allclose(from_the_right(windows(xy)), windows(mirrored(xy)), atol=1e-5)


@given(seed=st.integers(0, 20), missing=st.sampled_from([0.0, 0.2]))
def test_windows_without_arms_are_those_of_a_body_whose_arms_were_not_seen(seed, missing):
    xy = body(seed, missing)
    hidden = xy.copy()
    for part in ("elbow", "wrist"):
        hidden[:, [INDEX[f"left_{part}"], INDEX[f"right_{part}"]]] = np.nan
    np.testing.assert_array_equal(without_arms(windows(xy)), windows(hidden))


def test_a_mirror_in_a_mirror_is_what_it_was():
    rows = windows(body(missing=0.1))
    np.testing.assert_array_equal(from_the_right(from_the_right(rows)), rows)


def test_keypoints_are_torso_lengths_from_the_hips_with_y_up():
    # Shoulders 100 px above the hips, the left wrist 50 px to the right and 25 px below them.
    xy = np.zeros((5, N_KEYPOINTS, 2))
    for name in ("left_shoulder", "right_shoulder"):
        xy[:, INDEX[name], 1] = -100
    xy[:, INDEX["left_wrist"]] = (50, 25)
    now = windows(xy)[2].reshape(-1)[: len(STEPS_S) * N_KEYPOINTS * 2]
    at = now.reshape(len(STEPS_S), N_KEYPOINTS, 2)[STEPS_S.index(0.0)]
    np.testing.assert_allclose(at[INDEX["left_wrist"]], [0.5, -0.25], atol=1e-6)
    np.testing.assert_allclose(at[INDEX["left_shoulder"]], [0, 1], atol=1e-6)


@pytest.mark.parametrize(
    ("hidden", "can"),
    [
        (["left_hip"], True),
        (["left_hip", "right_hip"], False),
        (["left_shoulder", "right_shoulder"], False),
        (["nose", "left_ankle", "right_ankle"], True),
    ],
)
def test_a_hip_and_a_shoulder_must_be_seen(hidden, can):
    xy = body()
    xy[10, [INDEX[name] for name in hidden]] = np.nan
    assert can_be_lifted(xy)[10] == can
    assert can_be_lifted(xy)[11]


def test_a_body_of_which_nothing_is_seen_gives_finite_windows():
    assert np.isfinite(windows(np.full((4, N_KEYPOINTS, 2), np.nan))).all()
