"""Reading labels in COCO's keypoint format."""

import numpy as np
import pytest

from pose.keypoints import INDEX, N_KEYPOINTS
from pose.movenet.errors import ModelError
from pose.movenet.training.coco import read_labels
from tests.unit.pose.movenet.training.labelled import (
    annotation,
    keypoints_at,
    write_labels,
    write_pictures,
)

NOBODY = [0] * 3 * N_KEYPOINTS


def test_a_label_is_the_middle_of_its_pixel_and_hidden_keypoints_count(tmp_path):
    keypoints = keypoints_at(100, 50)
    hidden = 3 * INDEX["left_knee"] + 2
    keypoints[hidden] = 1
    write_pictures(tmp_path, 1)
    (picture,) = read_labels(tmp_path, write_labels(tmp_path, [annotation(0, keypoints)], 1))
    assert picture.path == tmp_path / "0.png"
    np.testing.assert_array_equal(picture.xy_px[0, INDEX["nose"]], [196.5, 86.5])
    assert picture.is_labelled[0, INDEX["left_knee"]]
    assert not picture.is_labelled[0, INDEX["left_eye"]]
    np.testing.assert_array_equal(picture.xy_px[0, INDEX["left_eye"]], [0, 0])


def test_people_without_keypoints_and_crowds_are_places_where_nothing_is_known(tmp_path):
    write_pictures(tmp_path, 1)
    labels = [
        annotation(0, keypoints_at(100, 50)),
        annotation(0, NOBODY, bbox=[10, 20, 30, 40]),
        annotation(0, keypoints_at(0, 0), iscrowd=1, bbox=[1, 2, 3, 4]),
    ]
    (picture,) = read_labels(tmp_path, write_labels(tmp_path, labels, 1))
    assert picture.xy_px.shape == (1, N_KEYPOINTS, 2)
    np.testing.assert_array_equal(picture.unlabelled_boxes_px, [[10, 20, 40, 60], [1, 2, 4, 6]])


def test_everybody_has_their_box_and_area_or_none_where_the_file_has_none(tmp_path):
    write_pictures(tmp_path, 1)
    without = annotation(0, keypoints_at(0, 0))
    del without["bbox"]
    labels = [
        annotation(0, keypoints_at(100, 50), bbox=[5, 6, 7, 8], area=31.5),
        annotation(0, NOBODY, area=2.0),
        without,
    ]
    (picture,) = read_labels(tmp_path, write_labels(tmp_path, labels, 1))
    np.testing.assert_array_equal(picture.boxes_px, [[5, 6, 12, 14], [np.nan] * 4])
    np.testing.assert_array_equal(picture.areas_px2, [31.5, np.nan])
    np.testing.assert_array_equal(picture.unlabelled_areas_px2, [2])


def test_pictures_of_nobody_are_left_out(tmp_path):
    write_pictures(tmp_path, 2)
    labels = [annotation(1, keypoints_at(100, 50)), annotation(0, NOBODY)]
    (picture,) = read_labels(tmp_path, write_labels(tmp_path, labels, 2))
    assert picture.path.name == "1.png"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is not in COCO's keypoint format"),
        ('{"images": []}', "is not in COCO's keypoint format"),
        ('{"images": [{"id": 1}], "annotations": []}', "is not in COCO's keypoint format"),
        ('{"images": [], "annotations": []}', "has no person with labelled keypoints"),
        (
            (
                '{"images": [{"id": 1, "file_name": "a.png"}],'
                ' "annotations": [{"image_id": 1, "keypoints": [1, 2], "bbox": [0, 0, 1, 1]}]}'
            ),
            "is not in COCO's keypoint format",
        ),
    ],
)
def test_another_file_is_refused(tmp_path, content, problem):
    path = tmp_path / "labels.json"
    path.write_text(content)
    with pytest.raises(ModelError, match=problem):
        read_labels(tmp_path, path)


def test_missing_files_are_named(tmp_path):
    with pytest.raises(ModelError, match=r"absent\.json cannot be read"):
        read_labels(tmp_path, tmp_path / "absent.json")
    labels = write_labels(tmp_path, [annotation(0, keypoints_at(0, 0))], 1)
    with pytest.raises(ModelError, match=r"0\.png is labelled but missing"):
        read_labels(tmp_path, labels)
