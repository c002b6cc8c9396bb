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

YAW_STEPS_DEG: Final = np.arange(0.0, 91.0)
NOSE_AHEAD_TORSO: Final = 0.31
"""How far the nose is ahead of the shoulders: five adults 0.22 to 0.35; chosen by us."""
NOSE_AHEAD_OF_EARS_TORSO: Final = 0.21
"""How far the nose is ahead of the ears: five adults 0.16 to 0.22; chosen by us."""
SHOULDER_CUE: Final = (0.59, 0.10)
HIP_CUE: Final = (0.38, 0.075)
"""Widths of shoulders and hips in torso lengths, and their spread over people and estimators."""
RAISED_SHOULDER_CUE: Final = (0.42, 0.11)
"""Width of shoulders under arms overhead, and its spread."""
RAISED_SHARE: Final = 0.25
"""Share of recordings in which the arms are overhead most of the time; chosen by us."""
WIDTH_NOISE_TORSO: Final = 0.06
"""What noise and perspective make of a width that is none."""
AHEAD_SD: Final = 0.22
TURNED_HEAD_SD: Final = 0.7
TURNED_HEAD_SHARE: Final = 0.3
"""Share of recordings in which the head looks elsewhere than the body; chosen by us."""
LEAST_YAW_SD_DEG: Final = 5.0


def yaw_from_cues(
    shoulders_torso: float, hips_torso: float, nose_ratio: float
) -> tuple[float, float]:
    """Return the likeliest yaw and how far the truth is from it, degrees.

    Widths shrink with the cosine of yaw and say little near the front; the nose moves
    ahead of shoulders and ears with its sine and says little near the side.  A head may
    be turned, so it is believed less than the shoulders.

    Parameters
    ----------
    shoulders_torso, hips_torso
        Widths seen, in torso lengths; NaN where not seen.
    nose_ratio
        How far the nose is ahead, beside what a view from the side shows; NaN likewise.
    """
    yaw = np.radians(YAW_STEPS_DEG)
    weights = np.ones_like(yaw)
    if np.isfinite(shoulders_torso):
        usual = _width_density(shoulders_torso, SHOULDER_CUE, yaw)
        raised = _width_density(shoulders_torso, RAISED_SHOULDER_CUE, yaw)
        weights *= (1 - RAISED_SHARE) * usual + RAISED_SHARE * raised
    if np.isfinite(hips_torso):
        weights *= _width_density(hips_torso, HIP_CUE, yaw)
    if np.isfinite(nose_ratio):
        off = abs(nose_ratio) - np.sin(yaw)
        body = np.exp(-0.5 * (off / AHEAD_SD) ** 2) / AHEAD_SD
        head = np.exp(-0.5 * (off / TURNED_HEAD_SD) ** 2) / TURNED_HEAD_SD
        weights *= (1 - TURNED_HEAD_SHARE) * body + TURNED_HEAD_SHARE * head
    weights /= weights.sum()
    likeliest = float(YAW_STEPS_DEG[np.argmax(weights)])
    spread_deg = float(np.sqrt(weights @ (YAW_STEPS_DEG - likeliest) ** 2))
    return likeliest, max(spread_deg, LEAST_YAW_SD_DEG)


def _width_density(width: float, cue: tuple[float, float], yaw: FloatArray) -> FloatArray:
    """Return how likely a width is at each yaw, up to a factor."""
    usual, spread = cue
    sd = np.hypot(spread * np.cos(yaw), WIDTH_NOISE_TORSO)
    return np.asarray(np.exp(-0.5 * ((abs(width) - usual * np.cos(yaw)) / sd) ** 2) / sd)


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
