"""Cutting labelled people out, with variations that stay true to their labels."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pose.keypoints import INDEX, LEFT_RIGHT_PAIRS
from pose.movenet.training.coco import LabelledPicture, read_labels
from pose.movenet.training.samples import (
    Sample,
    mirrored,
    plain_samples,
    subjects_of,
    varied_samples,
)
from tests.unit.pose.movenet.training.labelled import write_pictures

SIDE_PX = 192


@pytest.fixture
def pictures(tmp_path: Path) -> list[LabelledPicture]:
    return list(read_labels(tmp_path, write_pictures(tmp_path, 3)))


def brightness_at(sample: Sample, keypoint: str) -> float:
    x, y = np.floor(sample.xy_px[0, INDEX[keypoint]]).astype(int)
    return float(sample.rgb[y, x].mean())


def test_a_person_is_cut_out_with_their_labels_on_the_same_pixels(pictures):
    for sample in plain_samples(subjects_of(pictures), SIDE_PX):
        assert sample.rgb.shape == (SIDE_PX, SIDE_PX, 3)
        labelled = sample.xy_px[0, sample.is_labelled[0]]
        assert labelled.min() > 0
        assert labelled.max() < SIDE_PX
        # The knees lie on dark trousers, the nose on light skin.
        assert brightness_at(sample, "left_knee") < 80
        assert brightness_at(sample, "nose") > 120


def test_a_mirror_exchanges_left_and_right_and_twice_is_nothing(pictures):
    (sample, *_) = plain_samples(subjects_of(pictures), SIDE_PX)
    once = mirrored(sample)
    for left, right in LEFT_RIGHT_PAIRS:
        np.testing.assert_allclose(once.xy_px[0, left, 0], SIDE_PX - sample.xy_px[0, right, 0])
        np.testing.assert_allclose(once.xy_px[0, left, 1], sample.xy_px[0, right, 1])
        assert once.is_labelled[0, left] == sample.is_labelled[0, right]
    # The raised arm is the person's right one; in the mirror it is their left.
    assert sample.xy_px[0, INDEX["right_wrist"], 1] < sample.xy_px[0, INDEX["left_wrist"], 1]
    assert once.xy_px[0, INDEX["left_wrist"], 1] < once.xy_px[0, INDEX["right_wrist"], 1]
    twice = mirrored(once)
    np.testing.assert_array_equal(twice.rgb, sample.rgb)
    np.testing.assert_allclose(twice.xy_px[sample.is_labelled], sample.xy_px[sample.is_labelled])


def test_a_mirror_moves_the_places_where_nothing_is_known(pictures):
    (sample, *_) = plain_samples(subjects_of(pictures), SIDE_PX)
    boxed = Sample(
        sample.rgb, sample.xy_px, sample.is_labelled, np.array([[10.0, 20.0, 50.0, 60.0]])
    )
    np.testing.assert_array_equal(mirrored(boxed).unlabelled_boxes_px, [[142, 20, 182, 60]])


def test_variations_move_the_labels_with_the_person(pictures):
    samples = [
        sample
        for _ in range(4)
        for sample in varied_samples(subjects_of(pictures), SIDE_PX, np.random.default_rng(5))
    ]
    for sample in samples:
        assert brightness_at(sample, "left_knee") < 0.6 * brightness_at(sample, "nose")
    sizes = {
        round(float(np.ptp(sample.xy_px[0, :, 1][sample.is_labelled[0]]))) for sample in samples
    }
    assert len(sizes) > 1


def test_variations_are_those_of_the_seed(pictures):
    def first(seed: int) -> Sample:
        random = np.random.default_rng(seed)
        return next(varied_samples(subjects_of(pictures), SIDE_PX, random))

    np.testing.assert_array_equal(first(3).rgb, first(3).rgb)
    assert not np.array_equal(first(3).xy_px, first(4).xy_px)


def test_somebody_of_whom_little_is_labelled_is_not_cut_out(pictures):
    picture = pictures[0]
    few = np.zeros_like(picture.is_labelled)
    few[0, :4] = True
    unclear = replace(picture, is_labelled=few)
    assert subjects_of([unclear, *pictures[1:]]) == [(pictures[1], 0), (pictures[2], 0)]


def test_without_a_labelled_torso_the_labelled_part_is_cut_out(pictures):
    picture = pictures[0]
    legs = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("knee", "ankle")]
    only = np.zeros_like(picture.is_labelled)
    only[0, [*legs, INDEX["left_hip"]]] = True
    lower = replace(picture, is_labelled=only)
    (sample,) = plain_samples([(lower, 0)], SIDE_PX)
    # Hip to ankle is 64 px high; with a margin of a quarter it fills four fifths of the square.
    height = np.ptp(sample.xy_px[0, [*legs, INDEX["left_hip"]], 1])
    assert height == pytest.approx(SIDE_PX / 1.25, abs=2)
