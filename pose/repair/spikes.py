"""Single points thrown far from where the movement is."""

from typing import Final

import numpy as np

from pose.repair.sightings import BoolArray
from pose.stream import FloatArray

HAMPEL_K: Final = 3.0
HAMPEL_HALF_WINDOW_S: Final = 0.1
MIN_SPIKE_TORSO: Final = 0.06
"""Smaller deviations stay: a Hampel filter alone replaces 5 % of a still point's samples."""
MIN_SPIKE_TORSO_SLOW: Final = 0.4
"""The same where frames are too far apart for a window of seven to see one movement."""
MAD_TO_SD: Final = 1.4826


def spike_points(times_s: FloatArray, xy: FloatArray, size_px: float) -> BoolArray:
    """Return which points ``(n, 17)`` are spikes, by a Hampel filter with k = 3.

    The window is 0.1 s to either side, and three frames where they are further apart.
    """
    if len(xy) < 3 or not np.isfinite(size_px):  # noqa: PLR2004 - the smallest window
        return np.zeros(xy.shape[:2], dtype=bool)
    step_s = float(np.median(np.diff(times_s)))
    half = max(1, min(3, round(HAMPEL_HALF_WINDOW_S / step_s)))
    least = (MIN_SPIKE_TORSO if half > 1 else MIN_SPIKE_TORSO_SLOW) * size_px
    flat = xy.reshape(len(xy), -1)
    filled = _held(flat)
    spike = np.zeros(flat.shape, dtype=bool)
    # Only what leaves the line between its neighbours can be a spike, and that is rare.
    frames, columns = np.nonzero((_bent(filled) > least) & np.isfinite(flat))
    if frames.size == 0:
        return np.asarray(spike.reshape(xy.shape).any(axis=2))
    window = np.arange(-half, half + 1)
    last = len(xy) - 1
    beside = np.clip(frames[:, None] + window, 0, last)
    around = np.clip(beside[..., None] + window, 0, last)
    medians = np.median(filled[around, columns[:, None, None]], axis=2)
    deviations = np.abs(filled[beside, columns[:, None]] - medians)
    spread = MAD_TO_SD * np.median(deviations, axis=1)
    own = deviations[:, half]
    spike[frames, columns] = (own > HAMPEL_K * spread) & (own > least)
    return np.asarray(spike.reshape(xy.shape).any(axis=2))


def _bent(values: FloatArray) -> FloatArray:
    """Return how far each sample, or one beside it, is off the line of its neighbours.

    A quick limb is far from the median of its window, but on the way between its
    neighbours; a spike is not.
    """
    off = np.zeros_like(values)
    off[1:-1] = np.abs(values[1:-1] - (values[:-2] + values[2:]) / 2)
    beside = off.copy()
    beside[1:] = np.maximum(beside[1:], off[:-1])
    beside[:-1] = np.maximum(beside[:-1], off[1:])
    # The first and the last sample have one neighbour only.
    beside[0] = np.maximum(beside[0], np.abs(values[0] - values[1]))
    beside[-1] = np.maximum(beside[-1], np.abs(values[-1] - values[-2]))
    return beside


def _held(values: FloatArray) -> FloatArray:
    """Return columns with NaN replaced by the last seen value, or the first one."""
    index = np.where(np.isfinite(values), np.arange(len(values))[:, None], -1)
    last = np.maximum.accumulate(index, axis=0)
    first = np.argmax(np.isfinite(values), axis=0)
    held = np.take_along_axis(values, np.where(last < 0, first[None, :], last), axis=0)
    return np.nan_to_num(held)
