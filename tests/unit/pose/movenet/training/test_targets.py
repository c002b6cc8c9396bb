"""The maps that labels ask for, by hand; decoding them gives the labels back."""

import numpy as np
import pytest

from pose.keypoints import INDEX, N_KEYPOINTS
from pose.movenet.training.samples import Sample
from pose.movenet.training.targets import Targets, targets_of

SIDE_PX = 64
NOSE, WRIST = INDEX["nose"], INDEX["left_wrist"]


def sample(
    *people: dict[int, tuple[float, float]], boxes: list[list[float]] | None = None
) -> Sample:
    xy_px = np.zeros((len(people), N_KEYPOINTS, 2))
    is_labelled = np.zeros((len(people), N_KEYPOINTS), dtype=bool)
    for index, person in enumerate(people):
        for keypoint, place in person.items():
            xy_px[index, keypoint] = place
            is_labelled[index, keypoint] = True
    rgb = np.zeros((SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
    return Sample(rgb, xy_px, is_labelled, np.array(boxes or []).reshape(-1, 4))


def test_a_keypoint_raises_a_peak_of_one_cell_where_it_lies():
    # x 22, y 33 px: row 8.25, column 5.5 in cells of 4 px.
    targets = targets_of(sample({WRIST: (22, 33)}))
    peak = targets.heatmaps[..., WRIST]
    assert peak.shape == (16, 16)
    assert peak[8, 5] == 1
    assert peak[8, 6] == pytest.approx(np.exp(-0.5))
    assert peak[7, 4] == pytest.approx(np.exp(-1))
    assert targets.heatmaps[..., NOSE].max() == 0


def test_the_offset_leads_from_every_cell_around_to_the_keypoint():
    targets = targets_of(sample({WRIST: (22, 33)}))
    np.testing.assert_allclose(targets.offsets[8, 5, WRIST], [0.25, 0.5])
    np.testing.assert_allclose(targets.offsets[7, 7, WRIST], [1.25, -1.5])
    assert targets.offsets_wanted[8, 5, WRIST] == 1
    assert targets.offsets_wanted[8, 8, WRIST] == 0
    assert targets.offsets_wanted[..., NOSE].max() == 0


def test_the_middle_is_the_mean_of_the_labelled_and_leads_to_each():
    # Rows 2 and 10, columns 3 and 5: the middle is (6, 4).
    targets = targets_of(sample({NOSE: (12, 8), WRIST: (20, 40)}))
    assert targets.centre[6, 4, 0] == 1
    np.testing.assert_allclose(targets.regression[6, 4, NOSE], [-4, -1])
    np.testing.assert_allclose(targets.regression[6, 4, WRIST], [4, 1])
    np.testing.assert_allclose(targets.regression[7, 4, WRIST], [3, 1])
    assert targets.regression_wanted[6, 4, INDEX["left_hip"]] == 0


def test_a_keypoint_outside_has_no_peak_but_is_where_the_middle_leads():
    targets = targets_of(sample({NOSE: (32, 20), WRIST: (32, -4)}))
    assert targets.heatmaps[..., WRIST].max() == 0
    assert targets.centre[2, 8, 0] == 1
    np.testing.assert_allclose(targets.regression[2, 8, WRIST], [-3, 0])
    outside = targets_of(sample({NOSE: (32, -40)}))
    assert outside.centre.max() == 0
    assert outside.regression_wanted.max() == 0


def test_of_two_people_close_together_the_nearer_one_is_taught():
    # Wrists in columns 4 and 7 of row 8: cell 5 belongs to the first, cell 6 to the second.
    targets = targets_of(sample({WRIST: (18, 34)}, {WRIST: (30, 34)}))
    np.testing.assert_allclose(targets.offsets[8, 5, WRIST], [0.5, -0.5])
    np.testing.assert_allclose(targets.offsets[8, 6, WRIST], [0.5, 1.5])
    np.testing.assert_array_equal(targets.heatmaps[8, [4, 7], WRIST], [1, 1])


def test_where_people_are_not_labelled_nothing_is_known():
    targets = targets_of(sample({NOSE: (32, 32)}, boxes=[[-10, 9, 7, 16]]))
    assert targets.known[2:4, 0:2].max() == 0
    assert targets.known.sum() == 16 * 16 - 4


def as_maps(targets: Targets) -> dict[str, np.ndarray]:
    side = targets.centre.shape[0]
    return {
        "centre": targets.centre[np.newaxis],
        "keypoint_heatmaps": targets.heatmaps[np.newaxis],
        "keypoint_offsets": targets.offsets.reshape(1, side, side, -1),
        "keypoint_regression": targets.regression.reshape(1, side, side, -1),
    }


@pytest.mark.tensorflow
def test_decoding_what_is_wanted_gives_the_labels_back():
    from pose.movenet.network.decoding import decode  # noqa: PLC0415 - loads TensorFlow

    random = np.random.default_rng(2)
    places = random.uniform(12, 52, (N_KEYPOINTS, 2))
    # Somebody else in a corner, labelled alike, does not disturb.
    other = dict.fromkeys(range(N_KEYPOINTS), (2.0, 2.0))
    targets = targets_of(sample(dict(enumerate(map(tuple, places))), other))
    found = decode(as_maps(targets)).numpy()[0, 0]
    np.testing.assert_allclose(found[:, 1::-1] * SIDE_PX, places, atol=1e-4)
    np.testing.assert_allclose(found[:, 2], 1)
