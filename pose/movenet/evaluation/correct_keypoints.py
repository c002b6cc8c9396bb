"""The share of correct keypoints (PCK): within a fraction of the person's torso.

The torso is the distance from the left shoulder to the right hip, as in Toshev and Szegedy,
"DeepPose" (2014), and Sapp and Taskar, "MODEC" (2013), who count within 0.2 of it.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import INDEX

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_TORSO: Final = [INDEX["left_shoulder"], INDEX["right_hip"]]


def distances_torso(
    found_px: FloatArray | None, true_px: FloatArray, is_labelled: BoolArray
) -> FloatArray | None:
    """Return how far each labelled keypoint is from its label, in torsos.

    Parameters
    ----------
    found_px
        Shape ``(17, 2)``; ``None`` where the person was not found: all distances are infinite.
    true_px, is_labelled
        Shape ``(17, 2)`` and ``(17,)``.

    Returns
    -------
    FloatArray or None
        One for each labelled keypoint; ``None`` where the torso is not labelled.
    """
    if not is_labelled[_TORSO].all():
        return None
    if found_px is None:
        return np.full(int(is_labelled.sum()), np.inf)
    shoulder, hip = true_px[_TORSO]
    away_px = np.linalg.norm(found_px - true_px, axis=1)[is_labelled]
    torso_px = float(np.linalg.norm(shoulder - hip))
    return np.asarray(away_px / torso_px) if torso_px > 0 else None


def correct_share(distances: Iterable[FloatArray], fraction: float) -> float:
    """Return the share of keypoints, of everybody together, at most so far off."""
    return float((np.concatenate(list(distances)) <= fraction).mean())
