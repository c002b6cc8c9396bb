"""Resampling by time stamp and zero-phase low-pass filtering.

Time comes from stamps only, never from a nominal frame rate.  Gaps are bridged for at
most ``MAX_BRIDGE_S``; longer ones stay NaN through everything that follows.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from pose.stream import FloatArray

GRID_HZ: Final = 30.0
"""Uniform rate of every signal after resampling."""
MAX_BRIDGE_S: Final = 0.25
"""Longest gap between two seen samples that is bridged by a straight line."""
MOTION_CUTOFF_HZ: Final = 6.0
REPETITION_CUTOFF_HZ: Final = 4.0
STANCE_CUTOFF_HZ: Final = 2.0
TWO_PASS_FACTOR: Final = (2**0.5 - 1) ** 0.25
"""An order-2 Butterworth run twice is 3 dB down at 0.8022 of its nominal cut-off."""
PAD_S: Final = 1.0
TIME_TOLERANCE_S: Final = 1e-6


def uniform_times(times_s: FloatArray, rate_hz: float = GRID_HZ) -> FloatArray:
    """Return times from the first to the last stamp at a uniform rate, shape ``(m,)``."""
    if len(times_s) == 0:
        return np.empty(0)
    # The tolerance keeps the last sample when the duration is a whole number of steps.
    count = int(np.floor((times_s[-1] - times_s[0]) * rate_hz + TIME_TOLERANCE_S)) + 1
    return np.asarray(times_s[0] + np.arange(count) / rate_hz)


def resampled(
    times_s: FloatArray,
    values: FloatArray,
    grid_s: FloatArray,
    *,
    max_bridge_s: float = MAX_BRIDGE_S,
) -> FloatArray:
    """Return every column of ``values`` on ``grid_s`` by straight lines between seen samples.

    Parameters
    ----------
    times_s
        Shape ``(n,)``, increasing, seconds.
    values
        Shape ``(n, k)``; NaN where nothing was seen.
    grid_s
        Shape ``(m,)``, seconds.
    max_bridge_s
        Longest distance between two seen samples that is bridged.

    Returns
    -------
    FloatArray
        Shape ``(m, k)``; NaN inside longer gaps and outside the seen samples.
    """
    out = np.full((len(grid_s), values.shape[1]), np.nan)
    seen = np.isfinite(values)
    # Columns that are seen in the same frames (x and y of a keypoint) share one bracket.
    bracket: tuple[NDArray[np.intp], FloatArray, NDArray[np.bool_]] | None = None
    previous: NDArray[np.bool_] | None = None
    for column in range(values.shape[1]):
        frames = np.flatnonzero(seen[:, column])
        if frames.size == 0:
            continue
        if bracket is None or previous is None or not np.array_equal(previous, seen[:, column]):
            bracket = _bracket(times_s[frames], grid_s, max_bridge_s)
            previous = seen[:, column]
        after, weight, inside = bracket
        known = values[frames, column]
        before = np.maximum(after - 1, 0)
        line = known[before] * (1 - weight) + known[after] * weight
        out[inside, column] = line[inside]
    return out


def _bracket(
    known_s: FloatArray, grid_s: FloatArray, max_bridge_s: float
) -> tuple[NDArray[np.intp], FloatArray, NDArray[np.bool_]]:
    """Return, per grid time, the seen sample at or after it, its weight, and whether to trust it."""
    after = np.clip(np.searchsorted(known_s, grid_s - 1e-9), 0, len(known_s) - 1)
    before = np.maximum(after - 1, 0)
    step = known_s[after] - known_s[before]
    weight = np.ones(len(grid_s))
    np.divide(grid_s - known_s[before], step, out=weight, where=step > 0)
    weight = np.clip(weight, 0.0, 1.0)
    exact = (np.abs(known_s[after] - grid_s) < TIME_TOLERANCE_S) | (
        np.abs(known_s[before] - grid_s) < TIME_TOLERANCE_S
    )
    within = (grid_s >= known_s[0] - TIME_TOLERANCE_S) & (grid_s <= known_s[-1] + TIME_TOLERANCE_S)
    return after, weight, within & ((step <= max_bridge_s + TIME_TOLERANCE_S) | exact)


@cache
def butterworth_sos(cutoff_hz: float, rate_hz: float) -> FloatArray:
    """Return an order-2 Butterworth whose two passes are 3 dB down at ``cutoff_hz``.

    Raises
    ------
    ValueError
        If the cut-off is not below half the rate.
    """
    if not 0 < cutoff_hz < rate_hz / 2:
        raise ValueError(f"cut-off {cutoff_hz} Hz needs a rate above {2 * cutoff_hz} Hz")
    warped = np.tan(np.pi * cutoff_hz / rate_hz) / TWO_PASS_FACTOR
    corrected_hz = np.arctan(warped) * rate_hz / np.pi
    sos: FloatArray = signal.butter(2, corrected_hz, fs=rate_hz, output="sos")
    sos.flags.writeable = False  # shared by every caller
    return sos


def low_passed(
    values: FloatArray, cutoff_hz: float = MOTION_CUTOFF_HZ, rate_hz: float = GRID_HZ
) -> FloatArray:
    """Return ``values`` low-passed forward and backward along the first axis.

    NaN stays NaN.  Inside the filter a gap is a straight line and an end is held, and
    both ends are continued by odd reflection for a second, or all there is.

    Parameters
    ----------
    values
        Shape ``(n, …)`` at a uniform rate.
    cutoff_hz
        Frequency at which the result, after both passes, is 3 dB down.
    """
    if len(values) == 0:
        return values.copy()
    flat = values.reshape(len(values), -1)
    pad = min(int(PAD_S * rate_hz), len(values) - 1)
    if pad < 1:
        return values.copy()
    filled = np.ascontiguousarray(without_gaps(flat).T)
    smooth = signal.sosfiltfilt(
        butterworth_sos(cutoff_hz, rate_hz).copy(), filled, axis=1, padtype="odd", padlen=pad
    ).T
    return np.where(np.isnan(flat), np.nan, smooth).reshape(values.shape)


def without_gaps(values: FloatArray) -> FloatArray:
    """Return columns with NaN replaced by straight lines and held ends; all-NaN becomes 0."""
    filled = values.copy()
    frames = np.arange(len(values))
    for column in np.flatnonzero(np.isnan(values).any(axis=0)):
        seen = np.isfinite(values[:, column])
        filled[:, column] = (
            np.interp(frames, frames[seen], values[seen, column]) if seen.any() else 0.0
        )
    return filled


def moving_mean(values: FloatArray, window_frames: int) -> FloatArray:
    """Return the centred mean over ``window_frames`` samples of ``(n,)``; NaN where one is NaN."""
    if window_frames <= 1 or len(values) < window_frames:
        return values.copy()
    inner = np.convolve(values, np.full(window_frames, 1 / window_frames), mode="valid")
    before = (window_frames - 1) // 2
    after = window_frames - 1 - before
    return np.concatenate([np.full(before, np.nan), inner, np.full(after, np.nan)])
