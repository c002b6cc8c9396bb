"""Each step of decoding, by hand."""

from typing import Any

import numpy as np
import pytest

from pose.keypoints import INDEX, N_KEYPOINTS

pytestmark = pytest.mark.tensorflow

WRIST = INDEX["left_wrist"]


def tensor(values: Any) -> Any:
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415 - loads TensorFlow

    return tf.constant(np.asarray(values, dtype=np.float32))


def decoding() -> Any:
    from pose.movenet.network import decoding  # noqa: PLC0415 - loads TensorFlow

    return decoding


def test_the_person_in_the_middle_is_chosen_over_a_likelier_one_at_the_edge():
    # 8 x 8: the middle is (4, 4).  At (4, 5), distance 1: 0.5 / 2.8 = 0.179; at (0, 4),
    # distance 4: 0.9 / 5.8 = 0.155.
    centre = np.zeros((8, 8))
    centre[0, 4], centre[4, 5] = 0.9, 0.5
    np.testing.assert_array_equal(decoding().person_centre(tensor(centre)), [4, 5])
    # Nearly certain there, hardly likely here: 0.99 / 5.8 = 0.171 against 0.3 / 2.8 = 0.107.
    centre[0, 4], centre[4, 5] = 0.99, 0.3
    np.testing.assert_array_equal(decoding().person_centre(tensor(centre)), [0, 4])


def test_the_weights_of_the_middle_are_the_published_graphs_own():
    from pose.movenet.reference import read_published  # noqa: PLC0415 - loads TensorFlow
    from pose.published_models import LIGHTNING, THUNDER  # noqa: PLC0415
    from tests.unit.pose.movenet.published import published_folder  # noqa: PLC0415

    for model, unlike in ((LIGHTNING, 0), (THUNDER, 8)):
        graph = read_published(model, published_folder())
        name = "ConstantFolding/StatefulPartitionedCall/truediv_2_recip"
        published = graph.weights[name][..., 0]
        ours = decoding().centre_weights(model.input_side_px // 4)
        # The last bit of a float16 in eight of Thunder's 4096 cells, where a half is rounded.
        assert (published != ours).sum() == unlike
        np.testing.assert_allclose(ours, published, rtol=2**-10)


def test_the_middle_predicts_y_and_x_of_each_keypoint_from_its_own_cell():
    regression = np.zeros((8, 8, 2 * N_KEYPOINTS))
    regression[4, 5, 2 * WRIST : 2 * WRIST + 2] = (-1.5, 2.25)
    rough = decoding().rough_keypoints(tensor(regression), np.array([4, 5], dtype=np.int32))
    assert rough.shape == (N_KEYPOINTS, 2)
    np.testing.assert_allclose(rough[WRIST], [2.5, 7.25])
    np.testing.assert_allclose(rough[0], [4, 5])


def test_a_keypoint_close_to_where_it_should_be_is_chosen_over_a_likelier_one_far_off():
    # Expected at (2, 2).  (2, 3), distance 1: 0.4 / 2.8 = 0.143.  (6, 5), distance 5:
    # 0.9 / 6.8 = 0.132.
    heatmaps = np.zeros((8, 8, N_KEYPOINTS))
    heatmaps[2, 3, WRIST], heatmaps[6, 5, WRIST] = 0.4, 0.9
    rough = np.full((N_KEYPOINTS, 2), 2.0)
    near = decoding().heatmaps_near(tensor(rough), tensor(heatmaps)).numpy()
    assert near[2, 3, WRIST] == pytest.approx(0.4 / 2.8, rel=2e-4)
    assert near[6, 5, WRIST] == pytest.approx(0.9 / 6.8, rel=2e-4)
    assert near[..., WRIST].max() == near[2, 3, WRIST]
    assert near[..., 0].max() == 0


def test_the_best_cell_gives_its_own_offset_and_its_unweighted_score():
    near, heatmaps = np.zeros((2, 8, 8, N_KEYPOINTS))
    offsets = np.full((8, 8, 2 * N_KEYPOINTS), 9.0)
    near[2, 3, WRIST], heatmaps[2, 3, WRIST] = 0.143, 0.4
    offsets[2, 3, 2 * WRIST : 2 * WRIST + 2] = (0.5, -0.25)
    yx, scores = decoding().refined_keypoints(*map(tensor, (near, heatmaps, offsets)))
    np.testing.assert_allclose(yx[WRIST], [2.5, 2.75])
    np.testing.assert_allclose(scores[WRIST], 0.4)
    # Nothing seen of the others: of equal cells the first, and its score.
    np.testing.assert_allclose(yx[0], [9, 9])
    assert scores[0] == 0


def test_the_steps_together_give_units_of_the_pictures_side():
    maps = {
        "centre": np.zeros((1, 8, 8, 1)),
        "keypoint_heatmaps": np.zeros((1, 8, 8, N_KEYPOINTS)),
        "keypoint_offsets": np.zeros((1, 8, 8, 2 * N_KEYPOINTS)),
        "keypoint_regression": np.zeros((1, 8, 8, 2 * N_KEYPOINTS)),
    }
    maps["centre"][0, 4, 5] = 0.9
    maps["keypoint_regression"][0, 4, 5, 2 * WRIST] = -2.0
    maps["keypoint_heatmaps"][0, 2, 5, WRIST] = 0.7
    maps["keypoint_offsets"][0, 2, 5, 2 * WRIST : 2 * WRIST + 2] = (0.4, 0.2)
    keypoints = decoding().decode({name: tensor(values) for name, values in maps.items()})
    assert keypoints.shape == (1, 1, N_KEYPOINTS, 3)
    np.testing.assert_allclose(keypoints[0, 0, WRIST], [2.4 / 8, 5.2 / 8, 0.7], rtol=1e-6)


def test_rows_and_columns_are_read_as_pages_are():
    found = decoding().row_and_column(np.array([0, 7, 8, 63], dtype=np.int32), 8)
    np.testing.assert_array_equal(found, [[0, 0], [0, 7], [1, 0], [7, 7]])
