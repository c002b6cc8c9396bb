"""How far found keypoints are from an exact truth, in percent of the body's height."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import INDEX, LEFT_RIGHT_PAIRS, N_KEYPOINTS
from pose.repair import MIN_SCORE

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FAR_PERCENT: Final = 5.0
"""Farther off than this a keypoint is on another part of the body: a third of a forearm."""
HEAD: Final = ("nose", "left_eye", "right_eye", "left_ear", "right_ear")
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "arm": ("shoulder", "elbow", "wrist"),
    "hip": ("hip",),
    "leg": ("knee", "ankle"),
}


@dataclass(frozen=True)
class Spread:
    """Errors of some keypoints: the median, the 95th percentile, and how many there are."""

    median_percent: float
    high_percent: float
    count: int


def spread_of(errors_percent: FloatArray) -> Spread:
    """Return the spread of errors; NaN where there is none."""
    if not errors_percent.size:
        return Spread(np.nan, np.nan, 0)
    median, high = np.percentile(errors_percent, [50, 95]).tolist()
    return Spread(median, high, errors_percent.size)


def errors_percent(found_px: FloatArray, true_px: FloatArray, height_px: float) -> FloatArray:
    """Return the distances ``(n, 17)`` of keypoints ``(n, 17, 2)`` in percent of the height."""
    return np.asarray(100 * np.linalg.norm(found_px - true_px, axis=2) / height_px)


def groups_of(near_side: str | None) -> Mapping[str, list[int]]:
    """Return indices of keypoints by group.

    Parameters
    ----------
    near_side
        The side that is turned to the camera, the other one being hidden behind it; ``None``
        where both are seen alike.
    """
    groups = {"head": [INDEX[name] for name in HEAD]}
    sides = [near_side] if near_side else ["left", "right"]
    for part, joints in PARTS.items():
        groups[part] = [INDEX[f"{side}_{joint}"] for side in sides for joint in joints]
    seen = {index for group in groups.values() for index in group}
    groups["hidden side"] = [index for index in range(N_KEYPOINTS) if index not in seen]
    return groups


def exchanged(found_px: FloatArray, true_px: FloatArray, joints: tuple[str, ...]) -> BoolArray:
    """Return in which frames left and right of some joints are exchanged, shape ``(n,)``.

    There the found keypoints ``(n, 17, 2)`` of these joints, all together, are nearer to the
    other side's true places than to their own.
    """
    pairs = [
        pair for pair in LEFT_RIGHT_PAIRS if pair[0] in {INDEX[f"left_{joint}"] for joint in joints}
    ]
    as_found, crossed = np.zeros(len(found_px)), np.zeros(len(found_px))
    for left, right in pairs:
        for one, other in ((left, right), (right, left)):
            as_found += np.linalg.norm(found_px[:, one] - true_px[:, one], axis=1)
            crossed += np.linalg.norm(found_px[:, one] - true_px[:, other], axis=1)
    return np.asarray(crossed < as_found)


def sure_and_far(errors: FloatArray, scores: FloatArray) -> float:
    """Return the share of keypoints that scoring takes for seen and are over `FAR_PERCENT` off."""
    is_sure = scores >= MIN_SCORE
    return float((errors[is_sure] > FAR_PERCENT).mean()) if is_sure.any() else np.nan
