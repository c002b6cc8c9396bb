"""Yaw from how wide a body looks, and how sure that is."""

from typing import Final

import numpy as np

from pose.stream import FloatArray

SHOULDER_WIDTH_TORSO: Final = 0.66
HIP_WIDTH_TORSO: Final = 0.38
"""Widths seen from the front, in torso lengths; chosen by us, see docs/clinical."""
WIDTH_SD_RATIO: Final = 0.12
"""Spread between people of the width beside the expected one; chosen by us."""
ESTIMATOR_SD_RATIO: Final = 0.10
"""Spread between estimators of where they put shoulders and hips; chosen by us."""
ASKED_YAW_SD_DEG: Final = 20.0
"""How far somebody who was asked to face the camera turns away from it; chosen by us."""
YAW_GRID_DEG: Final = np.arange(-75.0, 75.1, 5.0)


def yaw_from_width(frontal: float) -> tuple[float, float]:
    """Return yaw and its standard deviation, degrees, from width beside the frontal width."""
    low, middle, high = np.degrees(
        np.arccos(np.clip([frontal + WIDTH_SD_RATIO, frontal, frontal - WIDTH_SD_RATIO], 0.0, 1.0))
    )
    # A body that looks as broad as expected, or broader, may be broader still, and turned.
    furthest = np.degrees(np.arccos(min(frontal / (1.0 + 2 * WIDTH_SD_RATIO), 1.0)))
    return float(middle), float(max((high - low) / 2, (furthest - middle) / 2, 5.0))


def likely_yaws(frontal: float) -> tuple[FloatArray, FloatArray]:
    """Return yaws, degrees, either way, and how likely each is for somebody told to face us.

    The width of this body is known no better than within the spread between people and
    between estimators, so a broad body that is turned looks like a slender one that is not.

    Parameters
    ----------
    frontal
        Width seen beside the width expected from the front; NaN where none was seen.
    """
    weights = np.exp(-0.5 * (YAW_GRID_DEG / ASKED_YAW_SD_DEG) ** 2)
    if np.isfinite(frontal):
        width = frontal / np.cos(np.radians(YAW_GRID_DEG))
        spread = np.hypot(WIDTH_SD_RATIO, ESTIMATOR_SD_RATIO)
        weights *= np.exp(-0.5 * ((width - max(1.0, frontal)) / spread) ** 2)
    return YAW_GRID_DEG, weights / weights.sum()
