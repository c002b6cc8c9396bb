"""The camera's roll, from gravity or from the body in a calibration stance."""

from typing import Final

import numpy as np

from pose.angles import inclination_deg, included_angle_deg, midpoint
from pose.medians import percentiles_of
from pose.stream import FloatArray

MIN_ROLL_FRAMES: Final = 5
MIN_GRAVITY: Final = 3.0
"""Gravity in the picture's plane, m/s², below which the device lies flat."""
MIN_BODY_ROLL_DEG: Final = 5.0
MAX_BODY_ROLL_DEG: Final = 25.0
MAX_DISAGREEMENT_DEG: Final = 10.0
"""Trunk and legs of somebody who stands are in one line, give or take this."""
STRAIGHT_KNEE_DEG: Final = 160.0
"""Knees bent further than 20 degrees are no stance."""
MAX_SWAYING_DEG: Final = 10.0
"""A trunk that leans over further than this within the second does not stand still."""


def estimated_roll(xy: FloatArray, gravity: tuple[float, float, float] | None) -> tuple[float, str]:
    """Return the camera's roll, degrees, and where it is known from.

    Positive roll makes an upright person lean to the right of the picture.  Gravity of
    the device is taken where it is known; else the body in its first second, standing
    still with straight legs, tells a roll that trunk and legs agree on.  Somebody who
    sits, squats or lies tells none.

    Parameters
    ----------
    xy
        Points of the calibration stance (the first second), shape ``(n, 17, 2)``.
    gravity
        m/s² in screen axes: x right, y down, z into the screen.

    Returns
    -------
    tuple[float, str]
        The source is ``"gravity"``, ``"body"`` or ``"none"``, where the roll is 0.
    """
    if gravity is not None and np.hypot(gravity[0], gravity[1]) >= MIN_GRAVITY:
        # Gravity towards the picture's left means that "up" leans to its right.
        return float(np.degrees(np.arctan2(-gravity[0], gravity[1]))), "gravity"
    hips, knees, ankles = (midpoint(xy, part) for part in ("hip", "knee", "ankle"))
    trunk = inclination_deg(hips, midpoint(xy, "shoulder"))
    lines = np.stack(
        [trunk, inclination_deg(ankles, hips), included_angle_deg(hips, knees, ankles)], axis=1
    )
    lines = lines[np.isfinite(lines).all(axis=1)]
    if len(lines) < MIN_ROLL_FRAMES:
        return 0.0, "none"
    trunk_deg, legs_deg, knee_deg = np.median(lines, axis=0)
    roll = float((trunk_deg + legs_deg) / 2)
    agree = trunk_deg * legs_deg > 0 and abs(trunk_deg - legs_deg) < MAX_DISAGREEMENT_DEG
    stands = (
        knee_deg >= STRAIGHT_KNEE_DEG
        and float(np.ptp(percentiles_of(lines[:, 0], 10, 90))) < MAX_SWAYING_DEG
    )
    if agree and stands and MIN_BODY_ROLL_DEG <= abs(roll) <= MAX_BODY_ROLL_DEG:
        return roll, "body"
    return 0.0, "none"
