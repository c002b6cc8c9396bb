"""The camera's roll, from gravity or from the body in a calibration stance."""

from typing import Final

import numpy as np

from pose.angles import inclination_deg, midpoint
from pose.stream import FloatArray

MIN_ROLL_FRAMES: Final = 5
MIN_GRAVITY: Final = 3.0
"""Gravity in the picture's plane, m/s², below which the device lies flat."""
MIN_BODY_ROLL_DEG: Final = 5.0
MAX_BODY_ROLL_DEG: Final = 25.0


def estimated_roll(xy: FloatArray, gravity: tuple[float, float, float] | None) -> tuple[float, str]:
    """Return the camera's roll, degrees, and where it is known from.

    Positive roll makes an upright person lean to the right of the picture.  Gravity of
    the device is taken where it is known; else the body in its first second, standing,
    tells a roll that trunk and legs agree on.

    Parameters
    ----------
    xy
        Points of the calibration stance (the first second), shape ``(n, 17, 2)``.
    gravity
        m/s² in screen axes: x right, y down, z into the screen.
    """
    if gravity is not None and np.hypot(gravity[0], gravity[1]) >= MIN_GRAVITY:
        # Gravity towards the picture's left means that "up" leans to its right.
        return float(np.degrees(np.arctan2(-gravity[0], gravity[1]))), "gravity"
    hips = midpoint(xy, "hip")
    lines = np.concatenate(
        [
            inclination_deg(hips, midpoint(xy, "shoulder"))[:, None],
            inclination_deg(midpoint(xy, "ankle"), hips)[:, None],
        ],
        axis=1,
    )
    lines = lines[np.isfinite(lines).all(axis=1)]
    if len(lines) < MIN_ROLL_FRAMES:
        return 0.0, "none"
    trunk, legs = np.median(lines, axis=0)
    roll = float((trunk + legs) / 2)
    agree = trunk * legs > 0 and abs(trunk - legs) < max(abs(roll), MIN_BODY_ROLL_DEG)
    if agree and MIN_BODY_ROLL_DEG <= abs(roll) <= MAX_BODY_ROLL_DEG:
        return roll, "body"
    return 0.0, "none"
