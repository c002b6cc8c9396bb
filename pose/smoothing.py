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
EXACT_S: Final = 1e-9
"""A frame this little before a grid time is at it."""


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
    if len(times_s) == 0 or len(grid_s) == 0:
        return np.full((len(grid_s), values.shape[1]), np.nan)
    seen = np.isfinite(values)
    frames = np.arange(len(times_s))[:, None]
    last_seen = np.maximum.accumulate(np.where(seen, frames, -1), axis=0)
    next_seen = np.minimum.accumulate(np.where(seen, frames, len(times_s))[::-1], axis=0)[::-1]
    at = np.searchsorted(times_s, grid_s - EXACT_S)
    # After the last frame, and after the last sighting, that one is all there is.
    after = next_seen[np.minimum(at, len(times_s) - 1)]
    after = np.where((after == len(times_s)) | (at == len(times_s))[:, None], last_seen[-1], after)
    before = np.where(at[:, None] > 0, last_seen[at - 1], -1)
    before = np.where(before < 0, after, before)
    return _on_lines(times_s, values, grid_s, before, after, max_bridge_s=max_bridge_s)


def _on_lines(
    times_s: FloatArray,
    values: FloatArray,
    grid_s: FloatArray,
    before: NDArray[np.intp],
    after: NDArray[np.intp],
    *,
    max_bridge_s: float,
) -> FloatArray:
    """Return values on the lines between the frames ``before`` and ``after``, ``(m, k)``."""
    start_s, end_s = times_s[before], times_s[after]
    step_s = end_s - start_s
    since_s = grid_s[:, None] - start_s
    left_s = end_s - grid_s[:, None]
    weight = np.ones_like(step_s)
    np.divide(since_s, step_s, out=weight, where=step_s > 0)
    weight = np.clip(weight, 0.0, 1.0)
    first = np.take_along_axis(values, before, axis=0)
    line = first + (np.take_along_axis(values, after, axis=0) - first) * weight
    exact = (np.abs(left_s) < TIME_TOLERANCE_S) | (np.abs(since_s) < TIME_TOLERANCE_S)
    between = (since_s >= -TIME_TOLERANCE_S) & (left_s >= -TIME_TOLERANCE_S)
    trusted = between & ((step_s <= max_bridge_s + TIME_TOLERANCE_S) | exact)
    return np.where(trusted, line, np.nan)


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


def derivative(
    values: FloatArray, rate_hz: float = GRID_HZ, *, window_s: float, order: int = 2
) -> FloatArray:
    """Return the first derivative along the first axis by Savitzky-Golay, per second.

    A polynomial of ``order`` is fitted to every window of ``window_s``; near an end of a
    run the first or last window that fits is used.  No window reaches over a missing
    sample: every unbroken run is fitted by itself.

    Parameters
    ----------
    values
        Shape ``(n, …)`` at a uniform rate; NaN where nothing is known.
    rate_hz
        Samples per second.
    window_s
        Length of the window, rounded up to an odd number of samples above ``order``.
    order
        Of the polynomial, at least 1.

    Returns
    -------
    FloatArray
        As ``values``, per second; NaN where a value is NaN and in runs shorter than the
        window.

    Raises
    ------
    ValueError
        If the window or the order is not positive.
    """
    if window_s <= 0 or order < 1:
        raise ValueError(f"window {window_s} s and order {order} must be positive")
    window = max(int(np.ceil(window_s * rate_hz - TIME_TOLERANCE_S)), order + 1) // 2 * 2 + 1
    flat = values.reshape(len(values), int(np.prod(values.shape[1:])))
    slope = np.full(flat.shape, np.nan)
    for start, end, columns in _unbroken_runs(np.isfinite(flat)):
        if end - start >= window:
            slope[start:end, columns] = signal.savgol_filter(
                flat[start:end, columns], window, order, deriv=1, delta=1 / rate_hz, axis=0
            )
    return slope.reshape(values.shape)


def _unbroken_runs(known: NDArray[np.bool_]) -> list[tuple[int, int, NDArray[np.intp]]]:
    """Return ``(start, end, columns)`` of runs without a gap; columns without gaps share one."""
    whole = known.all(axis=0)
    runs = [(0, len(known), np.flatnonzero(whole))] if whole.any() else []
    for column in np.flatnonzero(~whole):
        edges = np.diff(np.concatenate([[0], known[:, column].view(np.int8), [0]]))
        starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        runs += [
            (int(start), int(end), np.array([column]))
            for start, end in zip(starts, ends, strict=True)
        ]
    return runs
