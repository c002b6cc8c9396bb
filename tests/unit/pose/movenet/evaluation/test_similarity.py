"""Object keypoint similarity: hand arithmetic and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.keypoints import INDEX, N_KEYPOINTS
from pose.movenet.evaluation.similarity import (
    FALL_OFFS,
    keypoint_similarity,
    similarity_to_place,
)

ALL = np.ones(N_KEYPOINTS, dtype=bool)
TRUE_PX = np.stack([10.0 * np.arange(N_KEYPOINTS), 5.0 * np.arange(N_KEYPOINTS)], axis=1)


def moved(name: str, by_px: tuple[float, float]) -> np.ndarray:
    found_px = TRUE_PX.copy()
    found_px[INDEX[name]] += by_px
    return found_px


def only(*names: str) -> np.ndarray:
    labelled = np.zeros(N_KEYPOINTS, dtype=bool)
    labelled[[INDEX[name] for name in names]] = True
    return labelled


def test_the_fall_offs_are_cocos():
    # Twice COCO's published standard deviations, in its order of keypoints.
    published = [26, 25, 25, 35, 35, 79, 79, 72, 72, 62, 62, 107, 107, 87, 87, 89, 89]
    np.testing.assert_allclose(FALL_OFFS, 2 * np.array(published) / 1000)


def test_a_person_is_wholly_alike_to_their_own_label():
    assert keypoint_similarity(TRUE_PX, TRUE_PX, ALL, 10_000.0) == 1.0


def test_one_keypoint_by_hand():
    # An eye: k 0.05; area 100 x 100 px, so s k = 5 px; 3-4-5 px off: exp(-25 / (2 * 25)).
    found_px = moved("left_eye", (3.0, -4.0))
    eye = keypoint_similarity(found_px, TRUE_PX, only("left_eye"), 10_000.0)
    assert eye == pytest.approx(np.exp(-0.5))
    both = keypoint_similarity(found_px, TRUE_PX, only("left_eye", "right_eye"), 10_000.0)
    assert both == pytest.approx((np.exp(-0.5) + 1) / 2)


def test_the_same_distance_costs_less_at_the_hip_than_at_the_eye():
    hip, eye = (
        keypoint_similarity(moved(name, (5.0, 0.0)), TRUE_PX, only(name), 10_000.0)
        for name in ("left_hip", "left_eye")
    )
    # s k of the hip is 21.4 px: exp(-25 / (2 * 457.96)).
    assert hip == pytest.approx(np.exp(-25 / (2 * 21.4**2)))
    assert hip > eye


def test_what_is_not_labelled_does_not_matter():
    found_px = moved("nose", (500.0, 0.0))
    assert keypoint_similarity(found_px, TRUE_PX, only("left_hip"), 900.0) == 1.0


@given(scale=st.floats(0.1, 10.0), away_px=st.floats(0.0, 50.0))
def test_a_larger_picture_of_the_same_changes_nothing(scale, away_px):
    found_px = moved("left_knee", (away_px, 0.0))
    once = keypoint_similarity(found_px, TRUE_PX, ALL, 2_500.0)
    assert 0 < once <= 1
    larger = keypoint_similarity(scale * found_px, scale * TRUE_PX, ALL, scale**2 * 2_500.0)
    assert larger == pytest.approx(once)


@given(near_px=st.floats(0.0, 100.0), more_px=st.floats(0.1, 100.0))
def test_farther_is_never_more_alike(near_px, more_px):
    near, far = (
        keypoint_similarity(moved("nose", (away, 0.0)), TRUE_PX, ALL, 2_500.0)
        for away in (near_px, near_px + more_px)
    )
    assert far <= near


@pytest.mark.parametrize("area_px2", [0.0, -1.0, float("nan")])
def test_without_an_area_or_a_label_there_is_no_similarity(area_px2):
    with pytest.raises(ValueError, match="an area of"):
        keypoint_similarity(TRUE_PX, TRUE_PX, ALL, area_px2)
    with pytest.raises(ValueError, match="without a labelled keypoint"):
        keypoint_similarity(TRUE_PX, TRUE_PX, ~ALL, 1.0)


def test_inside_a_place_widened_by_its_own_size_everything_is_alike():
    # A box of 10 x 20 px at (50, 60) reaches from (40, 40) to (70, 100).
    box = np.array([50.0, 60.0, 60.0, 80.0])
    corner = np.tile([40.0, 100.0], (N_KEYPOINTS, 1))
    assert similarity_to_place(corner, box, 200.0) == 1.0
    # Ten pixels to the left of it, all keypoints: as far off as that.
    outside = corner - (10.0, 0.0)
    expected = np.exp(-100 / (2 * 200.0 * FALL_OFFS**2)).mean()
    assert similarity_to_place(outside, box, 200.0) == pytest.approx(expected)
