"""Each step of MultiPose's decoding, by hand."""

from typing import Any

import numpy as np
import pytest

from pose.keypoints import INDEX, N_KEYPOINTS

pytestmark = pytest.mark.tensorflow

WRIST = INDEX["left_wrist"]


def tensor(values: Any) -> Any:
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415 - loads TensorFlow

    return tf.constant(np.asarray(values, dtype=np.float32))


def cells(*pairs: tuple[int, int]) -> Any:
    """Return six cells: the given ones, then the last of them again."""
    six = [*pairs, *[pairs[-1]] * (6 - len(pairs))]
    return np.array(six, dtype=np.int32)


def people() -> Any:
    from pose.movenet.network import people  # noqa: PLC0415 - loads TensorFlow

    return people


def test_peaks_come_best_first_and_what_lies_beside_a_peak_is_none():
    centre = np.zeros((16, 16))
    centre[3, 3], centre[3, 5], centre[10, 12] = 0.6, 0.5, 0.9
    peaks, found = people().person_centres(tensor(centre))
    np.testing.assert_allclose(peaks, [0.9, 0.6, 0, 0, 0, 0])
    np.testing.assert_array_equal(found[:2], [[10, 12], [3, 3]])
    # Three cells apart, it is a peak of its own: the neighbourhood is 5 x 5.
    centre[3, 6] = 0.5
    peaks, found = people().person_centres(tensor(centre))
    np.testing.assert_allclose(peaks[:3], [0.9, 0.6, 0.5])
    np.testing.assert_array_equal(found[2], [3, 6])


def test_a_box_lies_around_its_middle_and_ends_with_the_map():
    scale, offset = np.zeros((2, 16, 16, 2))
    scale[4, 5], offset[4, 5] = (6.0, 4.0), (0.5, -0.5)
    scale[14, 2] = (6.0, -3.0)
    found = people().boxes(cells((4, 5), (14, 2)), tensor(scale), tensor(offset))
    np.testing.assert_allclose(found[0], [1.5, 2.5, 7.5, 6.5])
    # The bottom is cut at 16; a width below 0 is none.
    np.testing.assert_allclose(found[1], [11, 2, 16, 2])


def test_each_cell_predicts_its_own_persons_keypoints():
    regression = np.zeros((16, 16, 2 * N_KEYPOINTS))
    regression[4, 5, 2 * WRIST : 2 * WRIST + 2] = (1.5, -2.0)
    rough = people().rough_keypoints(tensor(regression), cells((4, 5), (9, 9)))
    np.testing.assert_allclose(rough[0, WRIST], [5.5, 3])
    np.testing.assert_allclose(rough[1, WRIST], [9, 9])


def test_what_is_far_from_the_expected_place_or_outside_the_box_counts_little_or_nothing():
    heatmaps = np.full((16, 16, N_KEYPOINTS), 0.5)
    rough = np.full((6, N_KEYPOINTS, 2), 4.0)
    box = np.tile([2.0, 2.0, 8.0, 6.5], (6, 1))
    near = people().heatmaps_near(tensor(rough), tensor(box), tensor(heatmaps)).numpy()
    # The Gaussian's divisor is 0.3 x 16 = 4.8: three rows away, exp(-9 / 4.8) = 0.153.
    assert near[4, 4, 0, WRIST] == pytest.approx(0.5)
    assert near[7, 4, 0, WRIST] == pytest.approx(0.5 * np.exp(-9 / 4.8), rel=1e-3)
    assert near[7, 5, 0, WRIST] == pytest.approx(0.5 * np.exp(-10 / 4.8), rel=1e-3)
    # From 2 to below 8, and from 2 to below 6.5.
    inside = near[:, :, 0, WRIST] > 0
    assert inside[2:8, 2:7].all()
    assert inside.sum() == 6 * 5


def test_two_peaks_in_one_body_share_the_better_score():
    near = np.zeros((16, 16, 6, N_KEYPOINTS))
    near[4, 4, 0, WRIST], near[4, 4, 1, WRIST] = 0.7, 0.2
    near[9, 9, 2, WRIST] = 0.3
    offsets = np.zeros((16, 16, 2 * N_KEYPOINTS))
    offsets[4, 4, 2 * WRIST : 2 * WRIST + 2] = (0.25, 0.5)
    yx, scores = people().refined_keypoints(tensor(near), tensor(offsets))
    np.testing.assert_allclose(yx[0, WRIST], [4.25, 4.5])
    np.testing.assert_allclose(yx[1, WRIST], [4.25, 4.5])
    np.testing.assert_allclose(scores[:3, WRIST], [0.7, 0.7, 0.3])


def test_a_person_is_as_likely_as_the_peak_times_the_mean_of_likely_keypoints():
    scores = np.zeros((6, N_KEYPOINTS))
    scores[0, :4] = (0.8, 0.6, 0.12, 0.1)
    found = people().person_scores(tensor([0.5, 0.9, 0, 0, 0, 0]), tensor(scores))
    # 0.12 and 0.1 are below 0.127; of the second person no keypoint is likely.
    np.testing.assert_allclose(found, [0.5 * 0.7, 0, 0, 0, 0, 0], rtol=1e-6)


@pytest.mark.parametrize("side", [16, 48, 64])
def test_the_gaussians_width_survives_float16(side):
    published = float(np.float16(0.3))
    inner, outer = people()._float16_factors(1 / (side * published))
    assert np.float16(inner) == inner
    assert np.float16(outer) == outer
    assert inner**2 * outer == pytest.approx(1 / (side * published), rel=1e-6)
