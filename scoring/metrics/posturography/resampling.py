"""Paths as the published descriptors expect them: SWARII to 25 Hz, then a low-pass.

SWARII, the sliding window average with relevance intervals, is from Audiffren and Contal
2016, Sensors 16(8):1208: each new sample is the mean of those in a window around it, each
weighted by the time that it stands for.
"""

from functools import cache
from typing import Final

import numpy as np

from pose.stream import FloatArray

SWARII_HZ: Final = 25.0
SWARII_WINDOW_S: Final = 0.08
"""What the descriptors' public code uses for force plates (its class defaults to 1 s)."""
OPEN_WINDOW_S: Final = 1e-6
"""Taken off the window so that samples exactly at its borders stay out."""
TIME_TOLERANCE: Final = 1e-6
SETTLE_S: Final = 0.1
"""The public code drops what comes earlier, and the last sample."""
LOW_PASS_HZ: Final = 10.0
LOW_PASS_ORDER: Final = 4


def swarii(
    times_s: FloatArray,
    values: FloatArray,
    *,
    rate_hz: float = SWARII_HZ,
    window_s: float = SWARII_WINDOW_S,
) -> tuple[FloatArray, FloatArray]:
    """Return uniform times and the windowed means of ``values`` there.

    Parameters
    ----------
    times_s
        Shape ``(n,)``, increasing, not necessarily uniform.
    values
        Shape ``(n, k)``.

    Returns
    -------
    tuple[FloatArray, FloatArray]
        Times ``(m,)`` from the first stamp to the last, means ``(m, k)``; NaN where
        a window holds no sample.
    """
    if len(times_s) == 0:
        return np.empty(0), np.empty((0, values.shape[1]))
    # The tolerance keeps the last sample when the duration is a whole number of steps.
    count = int(np.floor((times_s[-1] - times_s[0]) * rate_hz + TIME_TOLERANCE)) + 1
    grid_s = times_s[0] + np.arange(count) / rate_hz
    half_s = (window_s - OPEN_WINDOW_S) / 2
    low_s, high_s = grid_s - half_s, grid_s + half_s
    first = np.searchsorted(times_s, low_s, side="right")
    beyond = np.searchsorted(times_s, high_s, side="left")
    # Sample i stands for the time from the middle before it to the middle after it.
    borders_s = np.concatenate([times_s[:1], (times_s[1:] + times_s[:-1]) / 2, times_s[-1:]])
    area = np.concatenate(
        [np.zeros((1, values.shape[1])), np.cumsum(values * np.diff(borders_s)[:, None], axis=0)]
    )
    low_s, high_s = np.maximum(low_s, times_s[0]), np.minimum(high_s, times_s[-1])
    means = np.full((count, values.shape[1]), np.nan)
    held = beyond > first
    a, b = first[held], beyond[held]
    # The outermost samples of a window stand for the time up to its borders.
    start_s, stop_s = low_s[held], high_s[held]
    total = area[b] - area[a]
    total += values[a] * (borders_s[a] - start_s)[:, None]
    total += values[b - 1] * (stop_s - borders_s[b])[:, None]
    means[held] = total / (stop_s - start_s)[:, None]
    return grid_s, means


def reference_path(path: FloatArray, rate_hz: float) -> FloatArray:
    """Return ``path (n, 2)`` at 25 Hz as the public descriptor code prepares it, ``(m, 2)``.

    Centred, without its first 0.1 s and its last sample, through `swarii`, and low-passed
    at 10 Hz by an order-4 Butterworth run forward and back with the cut-off as nominal.
    What is shorter than its padding comes back empty.
    """
    times_s = np.arange(len(path)) / rate_hz
    kept = times_s >= SETTLE_S
    kept[-1:] = False
    if not kept.any():
        return np.empty((0, path.shape[1]))
    from scipy.signal import filtfilt  # noqa: PLC0415 - slow to import

    _, means = swarii(times_s[kept], (path - path.mean(axis=0))[kept])
    numerator, denominator = butterworth(LOW_PASS_ORDER, LOW_PASS_HZ, SWARII_HZ)
    if len(means) <= 3 * len(numerator):
        return np.empty((0, path.shape[1]))
    return np.asarray(filtfilt(numerator, denominator, means, axis=0))


@cache
def butterworth(order: int, cutoff_hz: float, rate_hz: float) -> tuple[FloatArray, FloatArray]:
    """Return numerator and denominator of a low-pass with a nominal cut-off."""
    from scipy.signal import butter  # noqa: PLC0415 - slow to import

    numerator, denominator = butter(order, cutoff_hz, fs=rate_hz)
    return numerator, denominator
