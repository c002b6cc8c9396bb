"""Cuts labelled people out of pictures as the browser would, with variations.

The variations are those of a patient's living room: mirrored, nearer or farther, not quite in
the middle, darker or lighter.  Mirroring exchanges left and right keypoints too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import MIRROR_ORDER
from pose.movenet.crop import PixelRect, cut_out, next_crop, whole_picture
from pose.movenet.pictures import photo_rgb
from pose.movenet.training.coco import LabelledPicture

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
UInt8Array = NDArray[np.uint8]

MIN_LABELLED: Final = 5
"""Keypoints that a person must have to be cut out: fewer do not say where the body is."""
_BOX_MARGIN_RATIO: Final = 1.25
_SCALES: Final = (0.85, 1.25)
_LARGEST_SHIFT_RATIO: Final = 0.1
_LIGHT: Final = (0.75, 1.25)
_CONTRAST: Final = (0.8, 1.2)


@dataclass(frozen=True)
class Sample:
    """One square cut out of a picture, as large as the network's input.

    Attributes
    ----------
    rgb
        Shape ``(S, S, 3)``.
    xy_px, is_labelled
        Keypoints of everybody labelled, in pixels of the square; they may lie outside.
    unlabelled_boxes_px
        As in `LabelledPicture`, in pixels of the square.
    """

    rgb: UInt8Array
    xy_px: FloatArray
    is_labelled: BoolArray
    unlabelled_boxes_px: FloatArray


def subjects_of(pictures: Sequence[LabelledPicture]) -> Sequence[tuple[LabelledPicture, int]]:
    """Return every person who can be cut out: the picture, and their index in it."""
    return [
        (picture, index)
        for picture in pictures
        for index, is_labelled in enumerate(picture.is_labelled)
        if is_labelled.sum() >= MIN_LABELLED
    ]


def plain_samples(
    subjects: Sequence[tuple[LabelledPicture, int]], side_px: int
) -> Iterator[Sample]:
    """Yield one sample for each person, without variations."""
    for picture, index in subjects:
        rgb = photo_rgb(picture.path)
        yield _cut(picture, rgb, _crop_of(picture, index, rgb), side_px)


def varied_samples(
    subjects: Sequence[tuple[LabelledPicture, int]], side_px: int, random: np.random.Generator
) -> Iterator[Sample]:
    """Yield one varied sample for each person, in random order."""
    for position in random.permutation(len(subjects)):
        picture, index = subjects[position]
        rgb = photo_rgb(picture.path)
        left, top, right, bottom = _crop_of(picture, index, rgb)
        half = (right - left) / 2
        shift = random.uniform(-_LARGEST_SHIFT_RATIO, _LARGEST_SHIFT_RATIO, 2) * 2 * half
        middle = np.array([(left + right) / 2, (top + bottom) / 2]) + shift
        half *= random.uniform(*_SCALES)
        crop = np.concatenate([middle - half, middle + half])
        sample = _relit(_cut(picture, rgb, crop, side_px), random)
        yield mirrored(sample) if random.random() < 0.5 else sample  # noqa: PLR2004 - a coin


def mirrored(sample: Sample) -> Sample:
    """Return a sample as a mirror shows it: left keypoints are right ones there."""
    side_px = sample.rgb.shape[1]
    flip = np.array([-1.0, 1.0])
    boxes = sample.unlabelled_boxes_px.copy()
    boxes[:, [2, 0]] = side_px - boxes[:, [0, 2]]
    return replace(
        sample,
        rgb=sample.rgb[:, ::-1],
        xy_px=(sample.xy_px * flip + (side_px, 0))[:, list(MIRROR_ORDER)],
        is_labelled=sample.is_labelled[:, list(MIRROR_ORDER)],
        unlabelled_boxes_px=boxes,
    )


def _crop_of(picture: LabelledPicture, index: int, rgb: UInt8Array) -> FloatArray:
    """Return the square that a browser that follows this person would look at.

    Around the labelled keypoints alone, where the torso is not labelled or the person is so
    large that MoveNet's rule gives the whole picture.
    """
    height_px, width_px = rgb.shape[:2]
    xy_px, is_labelled = picture.xy_px[index], picture.is_labelled[index]
    crop = next_crop(xy_px, is_labelled.astype(np.float64), width_px, height_px)
    if not np.array_equal(crop, whole_picture(width_px, height_px)):
        return crop
    low, high = xy_px[is_labelled].min(axis=0), xy_px[is_labelled].max(axis=0)
    middle, half = (low + high) / 2, max(*(high - low), 1.0) / 2 * _BOX_MARGIN_RATIO
    return np.concatenate([middle - half, middle + half])


def _cut(picture: LabelledPicture, rgb: UInt8Array, crop: FloatArray, side_px: int) -> Sample:
    left, top, right, bottom = crop.tolist()
    rect: PixelRect = (left, top, right, bottom)
    scale = side_px / np.array([rect[2] - rect[0], rect[3] - rect[1]])
    origin = np.array(rect[:2])
    return Sample(
        cut_out(rgb, rect, side_px)[..., :3],
        (picture.xy_px - origin) * scale,
        picture.is_labelled,
        (picture.unlabelled_boxes_px - np.tile(origin, 2)) * np.tile(scale, 2),
    )


def _relit(sample: Sample, random: np.random.Generator) -> Sample:
    light, contrast = random.uniform(*_LIGHT), random.uniform(*_CONTRAST)
    values = sample.rgb.astype(np.float64) * light
    middle = values.mean()
    relit = np.clip((values - middle) * contrast + middle, 0, 255)
    return replace(sample, rgb=relit.round().astype(np.uint8))
