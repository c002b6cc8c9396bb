"""Losses by hand."""

from typing import Any

import numpy as np
import pytest

from pose.keypoints import N_KEYPOINTS

pytestmark = pytest.mark.tensorflow

LEAST = 1e-4


def focal(probability: list[float], wanted: list[float], known: list[float]) -> float:
    from pose.movenet.training.losses import focal_loss  # noqa: PLC0415 - loads TensorFlow

    maps = (
        np.array(v, dtype=np.float32).reshape(1, 1, -1, 1) for v in (probability, wanted, known)
    )
    return float(focal_loss(*maps))


def test_a_peak_that_is_found_costs_little_and_one_that_is_missed_much():
    # -(1 - p)^2 log p: for 0.9, 0.01 x 0.1054; for 0.1, 0.81 x 2.3026.
    assert focal([0.9, 0], [1, 0], [1, 1]) == pytest.approx(0.01 * -np.log(0.9), rel=1e-3)
    assert focal([0.1, 0], [1, 0], [1, 1]) == pytest.approx(0.81 * -np.log(0.1), rel=1e-3)


def test_a_false_peak_costs_less_close_to_a_true_one():
    # -(1 - wanted)^4 p^2 log(1 - p), with p 0.5 and wanted 0 or 0.6.
    at_peak = (1 - 0.9999) ** 2
    far = focal([1, 0.5], [1, 0], [1, 1])
    close = focal([1, 0.5], [1, 0.6], [1, 1])
    assert far == pytest.approx(0.25 * np.log(2) + at_peak, rel=1e-3)
    assert close == pytest.approx(0.4**4 * 0.25 * np.log(2) + at_peak, rel=1e-3)


def test_where_nothing_is_known_a_false_peak_costs_nothing_but_a_true_one_counts():
    assert focal([1, 0.5], [1, 0], [1, 0]) == pytest.approx(0, abs=1e-6)
    assert focal([0.1, 0], [1, 0], [0, 1]) == pytest.approx(0.81 * -np.log(0.1), rel=1e-3)


def test_the_loss_is_for_each_peak_and_finite_for_certain_mistakes():
    one = focal([0.1, 0], [1, 0], [1, 1])
    assert focal([0.1, 0.1], [1, 1], [1, 1]) == pytest.approx(one, rel=1e-3)
    assert np.isfinite(focal([0, 1], [1, 0], [1, 1]))
    # Without any peak, it is not divided by 0.
    assert focal([0.5], [0], [1]) == pytest.approx(0.25 * np.log(2), rel=1e-3)


def test_distances_count_where_they_are_taught_alone():
    from pose.movenet.training.losses import distance_loss  # noqa: PLC0415 - loads TensorFlow

    found = np.zeros((1, 1, 2, 2 * N_KEYPOINTS), dtype=np.float32)
    wanted = np.zeros((1, 1, 2, N_KEYPOINTS, 2), dtype=np.float32)
    weights = np.zeros((1, 1, 2, N_KEYPOINTS), dtype=np.float32)
    found[0, 0, 0, 6:8] = (1.0, 3.0)  # of keypoint 3: off by 1 and 3, 2 in the mean
    weights[0, 0, 0, 3] = 1.0
    weights[0, 0, 1, 4] = 0.5  # right
    found[0, 0, 1, 10:12] = 99.0  # not taught
    assert float(distance_loss(found, wanted, weights)) == pytest.approx(2 / 1.5)
    assert float(distance_loss(found, wanted, 0 * weights)) == 0


def test_the_total_is_weighted():
    from pose.movenet.training.losses import total_loss  # noqa: PLC0415 - loads TensorFlow

    losses: dict[str, Any] = {
        "centre": 1.0,
        "keypoint_heatmaps": 2.0,
        "keypoint_offsets": 4.0,
        "keypoint_regression": 30.0,
    }
    assert float(total_loss(losses)) == pytest.approx(1 + 2 + 4 + 3)
