"""Object keypoint similarity, as COCO's keypoint evaluation defines it.

Source: the definition and the fall-offs at https://cocodataset.org/#keypoints-eval.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import KEYPOINT_NAMES

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_SD_BY_PART: Final = {
    "nose": 0.026,
    "eye": 0.025,
    "ear": 0.035,
    "shoulder": 0.079,
    "elbow": 0.072,
    "wrist": 0.062,
    "hip": 0.107,
    "knee": 0.087,
    "ankle": 0.089,
}
"""How far people who labelled the same picture differed, in square roots of the area."""
FALL_OFFS: Final[FloatArray] = np.array(
    [2 * _SD_BY_PART[name.rsplit("_", maxsplit=1)[-1]] for name in KEYPOINT_NAMES]
)
"""COCO's constant k of each keypoint: two of those standard deviations."""


def keypoint_similarity(
    found_px: FloatArray, true_px: FloatArray, is_labelled: BoolArray, area_px2: float
) -> float:
    """Return how alike a found and a labelled person are, from 0 to 1.

    The mean over labelled keypoints of exp(-d² / (2 s² k²)): d the distance, s² the person's
    area in the picture, k the keypoint's fall-off.  Whether the label is hidden does not matter.

    Parameters
    ----------
    found_px, true_px
        Shape ``(17, 2)``.
    is_labelled
        Shape ``(17,)``, one or more of them true.
    area_px2
        COCO's ``area``: of the person's outline.

    Raises
    ------
    ValueError
        If no keypoint is labelled, or the area is not a positive number.
    """
    if not is_labelled.any():
        raise ValueError("nobody is alike to a person without a labelled keypoint")
    offset_px = (found_px - true_px)[is_labelled]
    return _mean_similarity(offset_px, FALL_OFFS[is_labelled], area_px2)


def similarity_to_place(found_px: FloatArray, box_px: FloatArray, area_px2: float) -> float:
    """Return how far a found person is one of whom only the box is known, from 0 to 1.

    As COCO does: a keypoint is off by how far it lies outside the box, widened on each side by
    the box's own size.  Nothing can be right or wrong there.

    Parameters
    ----------
    found_px
        Shape ``(17, 2)``.
    box_px
        Left, top, right, bottom.
    area_px2
        COCO's ``area``.
    """
    low, high = box_px[:2], box_px[2:]
    size = high - low
    before = np.maximum(low - size - found_px, 0)
    beyond = np.maximum(found_px - high - size, 0)
    return _mean_similarity(before + beyond, FALL_OFFS, area_px2)


def _mean_similarity(offset_px: FloatArray, fall_offs: FloatArray, area_px2: float) -> float:
    if not area_px2 > 0:
        raise ValueError(f"an area of {area_px2} says nothing of how large somebody is")
    squared = (offset_px**2).sum(axis=1)
    return float(np.exp(-squared / (2 * area_px2 * fall_offs**2)).mean())
