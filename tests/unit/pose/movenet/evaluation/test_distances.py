"""Shares of correct keypoints and distances from an exact truth, by hand."""

import numpy as np
import pytest

from pose.keypoints import INDEX, MIRROR_ORDER, N_KEYPOINTS
from pose.movenet.evaluation.correct_keypoints import correct_share, distances_torso
from pose.movenet.evaluation.distances import (
    errors_percent,
    exchanged,
    groups_of,
    spread_of,
    sure_and_far,
)

ALL = np.ones(N_KEYPOINTS, dtype=bool)


def body() -> np.ndarray:
    """Left side at x 100, right side at x 60; shoulder to hip 80 px lower, 30 px across."""
    xy_px = np.zeros((N_KEYPOINTS, 2))
    for name, index in INDEX.items():
        xy_px[index] = (100.0 if name.startswith("left") else 60.0, 5.0 * index)
    xy_px[INDEX["left_shoulder"]] = (100.0, 50.0)
    xy_px[INDEX["right_hip"]] = (70.0, 90.0)
    return xy_px


def test_a_torso_is_from_the_left_shoulder_to_the_right_hip():
    # 30 px across and 40 px down: 50 px.  A wrist 5 px off is a tenth of it.
    found_px = body()
    found_px[INDEX["left_wrist"]] += (3.0, 4.0)
    distances = distances_torso(found_px, body(), ALL)
    assert distances is not None
    assert distances[INDEX["left_wrist"]] == pytest.approx(0.1)
    assert distances.sum() == pytest.approx(0.1)
    assert correct_share([distances], 0.05) == pytest.approx(16 / 17)
    assert correct_share([distances], 0.11) == 1.0


def test_only_labels_count_and_without_a_torso_there_is_no_measure():
    some = ~ALL
    some[[INDEX["left_shoulder"], INDEX["right_hip"], INDEX["nose"]]] = True
    distances = distances_torso(body(), body(), some)
    assert distances is not None
    assert distances.shape == (3,)
    some[INDEX["right_hip"]] = False
    assert distances_torso(body(), body(), some) is None


def test_all_keypoints_of_somebody_who_is_not_found_are_wrong():
    missed = distances_torso(None, body(), ALL)
    right = distances_torso(body(), body(), ALL)
    assert missed is not None
    assert right is not None
    assert correct_share([missed, right], 0.2) == 0.5


def test_errors_are_percentages_of_the_height():
    found_px = np.stack([body(), body()])
    found_px[1, INDEX["nose"]] += (6.0, 8.0)
    errors = errors_percent(found_px, np.stack([body()] * 2), 500.0)
    assert errors[1, INDEX["nose"]] == pytest.approx(2.0)
    assert errors.sum() == pytest.approx(2.0)


def test_a_spread_is_the_median_and_the_95th_percentile():
    spread = spread_of(np.arange(101.0))
    assert (spread.median_percent, spread.high_percent, spread.count) == (50.0, 95.0, 101)
    assert np.isnan(spread_of(np.zeros(0)).median_percent)


@pytest.mark.parametrize("near_side", [None, "left", "right"])
def test_every_keypoint_is_in_one_group(near_side):
    groups = groups_of(near_side)
    assert sorted(index for group in groups.values() for index in group) == list(range(N_KEYPOINTS))
    if near_side is None:
        assert groups["hidden side"] == []
    else:
        assert INDEX[f"{near_side}_knee"] in groups["leg"]
        assert len(groups["hidden side"]) == 6


def test_exchanged_legs_are_seen_and_arms_alone_are_not_legs():
    true_px = np.stack([body()] * 3)
    found_px = true_px.copy()
    found_px[1] = found_px[1][list(MIRROR_ORDER)]
    arms = [INDEX[f"{side}_wrist"] for side in ("left", "right")]
    found_px[2, arms] = found_px[2, arms[::-1]]
    assert exchanged(found_px, true_px, ("knee", "ankle")).tolist() == [False, True, False]


def test_only_sure_keypoints_can_be_sure_and_far():
    errors = np.array([[6.0, 6.0, 1.0, 4.9]])
    assert sure_and_far(errors, np.array([[0.9, 0.1, 0.9, 0.9]])) == pytest.approx(1 / 3)
    assert np.isnan(sure_and_far(errors, np.zeros((1, 4))))
