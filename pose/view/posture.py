"""Whether somebody stands or sits upright, or lies."""

from typing import Final

import numpy as np

from pose.angles import length_px, midpoint, point, trunk_lean_deg
from pose.medians import median_of
from pose.stream import FloatArray
from pose.view.estimate import Posture

MIN_POSTURE_FRAMES: Final = 5
LYING_MIN_DEG: Final = 60.0
"""A trunk that leans further lies; one that stands up from a chair or squats leans less."""
MOST_OF_THE_TIME: Final = 0.5
END_HEIGHT_WIDTHS: Final = 1.6
"""Shoulders to ankles in shoulder widths: some 3.4 standing, 2.5 seated in front of a camera,
1 lying with the feet or the head to it.  Chosen by us."""


def estimated_posture(xy: FloatArray) -> tuple[Posture, float]:
    """Return the posture of most frames of ``xy (n, 17, 2)``, and the trunk's usual lean.

    A trunk near the horizontal for most of the time lies (push-ups count as lying: what
    matters is how the body lies in the picture).  Seen from the head's or the feet's end a
    lying body has no horizontal trunk, but the whole of it is short beside its width.

    Returns
    -------
    tuple[Posture, float]
        Degrees from vertical, positive with the head to the right of the picture; NaN
        where no trunk was seen.
    """
    lean = trunk_lean_deg(xy)
    lean = lean[np.isfinite(lean)]
    if lean.size < MIN_POSTURE_FRAMES:
        return Posture.UNKNOWN, float("nan")
    usual_deg = _usual_direction_deg(lean)
    across = np.abs(lean) >= LYING_MIN_DEG
    if across.mean() > MOST_OF_THE_TIME or seen_from_an_end(xy):
        return Posture.LYING, usual_deg
    return Posture.UPRIGHT, usual_deg


def _usual_direction_deg(lean_deg: FloatArray) -> float:
    """Return the middle of directions, which have no order: that of their median vector."""
    lean = np.radians(lean_deg)
    return float(np.degrees(np.arctan2(median_of(np.sin(lean)), median_of(np.cos(lean)))))


def seen_from_an_end(xy: FloatArray) -> bool:
    """Whether a lying body points at the camera: short beside the shoulders' width, mostly."""
    width = length_px(point(xy, "left_shoulder"), point(xy, "right_shoulder"))
    height = length_px(midpoint(xy, "shoulder"), midpoint(xy, "ankle"))
    known = np.isfinite(width) & np.isfinite(height) & (width > 0)
    if known.sum() < MIN_POSTURE_FRAMES:
        return False
    return bool(median_of(height[known] / width[known]) < END_HEIGHT_WIDTHS)
