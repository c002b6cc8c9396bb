"""Networks on labelled photos: whose keypoints are whose, and the drawn figure found."""

# ruff: noqa: PLC0415  TensorFlow is loaded by the tests that need it
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pose.keypoints import N_KEYPOINTS
from pose.movenet.training.coco import LabelledPicture, read_labels
from pose.published_models import LIGHTNING, MULTIPOSE
from tests.unit.pose.movenet.published import published_folder
from tests.unit.pose.movenet.training.labelled import write_pictures

pytestmark = pytest.mark.tensorflow

FIGURE_AREA_PX2 = 60.0 * 150.0


@pytest.fixture
def pictures(tmp_path: Path) -> list[LabelledPicture]:
    """Two pictures of the drawn figure, with the box around its keypoints and an area."""
    made = []
    for picture in read_labels(tmp_path, write_pictures(tmp_path, 2)):
        labelled = picture.xy_px[0, picture.is_labelled[0]]
        box = np.concatenate([labelled.min(axis=0), labelled.max(axis=0)])
        made.append(replace(picture, boxes_px=box[None], areas_px2=np.array([FIGURE_AREA_PX2])))
    return made


def test_the_first_square_is_around_the_box_with_a_margin():
    from pose.movenet.evaluation.photos import square_around

    # A box of 40 x 80 px around (120, 240): half side 40 px, a quarter more 50 px.
    box = np.array([100.0, 200.0, 140.0, 280.0])
    assert square_around(box) == (70.0, 190.0, 170.0, 290.0)


def test_the_most_alike_are_paired_first():
    from pose.movenet.evaluation.photos import assigned

    # The second found is 0.9 alike to the first person, so the first found gets the second one.
    assert assigned(np.array([[0.8, 0.3], [0.9, 0.7]])) == {0: 1, 1: 0}
    assert assigned(np.array([[0.0, 0.3], [0.0, 0.7]])) == {1: 1}
    assert assigned(np.zeros((0, 2))) == {}


def test_found_people_are_held_against_labels_and_against_places(pictures):
    from pose.movenet.evaluation.photos import compare

    picture = replace(
        pictures[0],
        unlabelled_boxes_px=np.array([[0.0, 0.0, 360.0, 260.0]]),
        unlabelled_areas_px2=np.array([9000.0]),
    )
    far = np.full((N_KEYPOINTS, 2), 5000.0)
    held = compare(([picture.xy_px[0], far], [0.9, 0.5]), picture)
    np.testing.assert_allclose(held.similarity, [[1.0], [0.0]], atol=1e-9)
    np.testing.assert_allclose(held.elsewhere, [1.0, 0.0], atol=1e-9)
    assert compare(([], []), picture).similarity.shape == (0, 1)
    alone = compare(([far], [0.5]), pictures[0])
    assert alone.elsewhere.tolist() == [0.0]


def test_every_shipped_file_finds_the_drawn_figure_and_multipose_too(built, pictures):
    from pose.movenet.evaluation.networks import shipped_forms
    from pose.movenet.evaluation.photos import evaluate

    names = []
    for model in (LIGHTNING, MULTIPOSE):
        for form in shipped_forms(model, built, published_folder()):
            names.append(form.name.split(",")[0])
            first, last = evaluate(form, pictures)
            assert last.precision.at_50 == 1.0
            assert last.similarities.min() > 0.7
            assert last.correct[0.2] > 0.9
            assert last.n_with_torso == 2
            assert (first is last) == (model is MULTIPOSE)
    assert names == ["full", "heads", "features", "full"]


def test_shipped_files_answer_as_the_published_graph(built, pictures):
    from pose.movenet.evaluation.networks import published_form, shipped_forms
    from pose.movenet.pictures import photo_rgb, squared

    rgba = squared(photo_rgb(pictures[0].path), LIGHTNING.input_side_px)
    expected = published_form(LIGHTNING, published_folder()).keypoints(rgba)
    for form in shipped_forms(LIGHTNING, built, published_folder()):
        np.testing.assert_allclose(form.keypoints(rgba), expected, rtol=0, atol=1e-4)
