"""The angle at three joint centres in space: what a picture would show if it had a depth."""

from typing import Final

import numpy as np

from pose.keypoints import INDEX
from pose.stream import FloatArray

CHAINS: Final = {
    "knee_flexion": ("hip", "knee", "ankle"),
    "hip_flexion": ("shoulder", "hip", "knee"),
    "elbow_flexion": ("shoulder", "elbow", "wrist"),
    "shoulder_elevation": ("elbow", "shoulder", "hip"),
}
_FLEXIONS: Final = ("knee_flexion", "hip_flexion", "elbow_flexion")
_STRAIGHT_DEG: Final = 180.0


def perfect_angle_deg(metres: FloatArray, angle: str, side: str) -> FloatArray:
    """Return the angle at three joint centres, ``(n,)``, as geometry defines it."""
    first, joint, last = (metres[:, INDEX[f"{side}_{part}"]] for part in CHAINS[angle])
    one, other = first - joint, last - joint
    across = np.linalg.norm(np.cross(one, other), axis=1)
    included = np.degrees(np.arctan2(across, np.einsum("ij,ij->i", one, other)))
    return np.asarray(_STRAIGHT_DEG - included if angle in _FLEXIONS else included)
