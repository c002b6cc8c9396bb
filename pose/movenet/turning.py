"""Somebody who lies on their back is looked at with the head up: MoveNet mostly saw people upright.

The same rule as the browser's (``frontend/src/pose/calculators/turning.ts``); why and what it
brings: ``docs/adr/0016-lying-patients-are-turned-upright.md``.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import INDEX
from pose.movenet.crop import MIN_CROP_SCORE

FloatArray = NDArray[np.float64]
UInt8Array = NDArray[np.uint8]

LIES_WITHIN_DEG: Final = 30.0
"""From when on somebody lies: the trunk is no farther than this from the horizontal."""
RISES_BEYOND_DEG: Final = 50.0
"""From when on they do not any more."""
FACE_UP_TORSOS: Final = 0.1
"""How far the nose is above the ears of somebody on their back, in lengths of the torso; as far
below them, and they have turned over."""
_SHOULDERS: Final = [INDEX["left_shoulder"], INDEX["right_shoulder"]]
_HIPS: Final = [INDEX["left_hip"], INDEX["right_hip"]]
_EARS: Final = [INDEX["left_ear"], INDEX["right_ear"]]
_NOSE: Final = INDEX["nose"]


def quarter_turns_after(turns: int, xy_px: FloatArray, scores: FloatArray) -> int:
    """Return by how many quarters, counter-clockwise, the next crop is to be turned.

    Parameters
    ----------
    turns
        What it was until now; kept where the keypoints do not say enough.
    xy_px, scores
        Keypoints ``(17, 2)`` in pixels of the picture, and their scores ``(17,)``.

    Returns
    -------
    int
        1 for somebody on their back with the head on the right, 3 with the head on the left, 0 for
        everybody else: those who face the floor are found better as they are.
    """
    seen = scores > MIN_CROP_SCORE
    if not (seen[_SHOULDERS].any() and seen[_HIPS].any()):
        return turns
    across, down = xy_px[_SHOULDERS].mean(axis=0) - xy_px[_HIPS].mean(axis=0)
    from_horizontal_deg = np.degrees(np.arctan2(abs(down), abs(across)))
    if from_horizontal_deg > (RISES_BEYOND_DEG if turns else LIES_WITHIN_DEG):
        return 0
    ears = [ear for ear in _EARS if seen[ear]]
    if not (seen[_NOSE] and ears):
        return turns
    up = (xy_px[ears, 1].mean() - xy_px[_NOSE, 1]) / np.hypot(across, down)
    if up < (-FACE_UP_TORSOS if turns else FACE_UP_TORSOS):
        return 0
    return 1 if across > 0 else 3


def turned(square: UInt8Array, turns: int) -> UInt8Array:
    """Return a square picture ``(S, S, 4)``, turned counter-clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(square, turns))


def turned_back(found: FloatArray, turns: int) -> FloatArray:
    """Return keypoints of a turned square as keypoints of the square.

    A place and its mirror image are taken to add up to the square's side; what the networks answer
    adds up to within a pixel of their input (``tests/unit/pose/movenet/test_turning.py``).

    Parameters
    ----------
    found
        y, x, score ``(17, 3)``, in units of the square's side.
    turns
        By how many quarters the square had been turned.
    """
    y, x, scores = found.T
    for _ in range(turns % 4):
        y, x = x, 1 - y
    return np.stack([y, x, scores], axis=1)
