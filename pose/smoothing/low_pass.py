"""Zero-phase low-pass filtering and means over time."""

from functools import lru_cache
from typing import Final

import numpy as np
from scipy import fft

from pose.smoothing.resampling import GRID_HZ, without_gaps
from pose.stream import FloatArray

MOTION_CUTOFF_HZ: Final = 6.0
REPETITION_CUTOFF_HZ: Final = 4.0
STANCE_CUTOFF_HZ: Final = 2.0
TWO_PASS_FACTOR: Final = (2**0.5 - 1) ** 0.25
"""An order-2 Butterworth run twice is 3 dB down at 0.8022 of its nominal cut-off."""
PAD_S: Final = 1.0
SETTLED_CYCLES: Final = 4.0
"""Cycles of the cut-off after which the filter has forgotten all but 1e-9 of what was."""


def two_pass_gain(
    frequencies_hz: FloatArray, cutoff_hz: float, rate_hz: float = GRID_HZ
) -> FloatArray:
    """Return what an order-2 Butterworth, run forward and backward, leaves of each frequency.

    Its two passes together are 3 dB down at ``cutoff_hz``, and it has no delay.

    Raises
    ------
    ValueError
        If the cut-off is not below half the rate.
    """
    if not 0 < cutoff_hz < rate_hz / 2:
        raise ValueError(f"cut-off {cutoff_hz} Hz needs a rate above {2 * cutoff_hz} Hz")
    # Digital filters bend the frequency axis, so that half the rate is infinitely far away.
    warped = np.tan(np.pi * np.minimum(frequencies_hz / rate_hz, 0.5 - 1e-9))
    nominal = np.tan(np.pi * cutoff_hz / rate_hz) / TWO_PASS_FACTOR
    return np.asarray(1.0 / (1.0 + (warped / nominal) ** 4))


@lru_cache(maxsize=64)
def _cached_gain(length: int, cutoff_hz: float, rate_hz: float) -> FloatArray:
    frequencies_hz = np.arange(length // 2 + 1, dtype=np.float64) * (rate_hz / length)
    gain = two_pass_gain(frequencies_hz, cutoff_hz, rate_hz)
    gain.flags.writeable = False  # shared by every caller
    return gain


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
    # Both passes at once, as a product of spectra: four times faster than the recursion.
    settled_s = max(SETTLED_CYCLES / cutoff_hz, PAD_S)
    hold = max(int(np.ceil(settled_s * rate_hz)) - pad, 0)
    longer = _continued(without_gaps(flat).T, pad, hold)
    gain = _cached_gain(longer.shape[1], cutoff_hz, rate_hz)
    smooth = fft.irfft(fft.rfft(longer, axis=1) * gain, longer.shape[1], axis=1)
    smooth = smooth[:, hold + pad : hold + pad + len(values)].T
    return np.where(np.isnan(flat), np.nan, smooth).reshape(values.shape)


def _continued(rows: FloatArray, pad: int, hold: int) -> FloatArray:
    """Return rows ``(k, n)`` reflected about their ends for ``pad`` samples, then held.

    The first and the last sample become neighbours in the spectrum; they are held until
    the filter has forgotten that.
    """
    n_frames = rows.shape[1]
    start = hold + pad
    end = start + n_frames
    longer = np.empty((len(rows), fft.next_fast_len(end + start, real=True)))
    longer[:, start:end] = rows
    longer[:, hold:start] = 2 * rows[:, :1] - rows[:, pad:0:-1]
    longer[:, end : end + pad] = 2 * rows[:, -1:] - rows[:, -2 : -pad - 2 : -1]
    longer[:, :hold] = longer[:, hold, None]
    longer[:, end + pad :] = longer[:, end + pad - 1, None]
    return longer


def moving_mean(values: FloatArray, window_frames: int) -> FloatArray:
    """Return the centred mean over ``window_frames`` samples of ``(n,)``; NaN where one is NaN."""
    if window_frames <= 1 or len(values) < window_frames:
        return values.copy()
    inner = np.convolve(values, np.full(window_frames, 1 / window_frames), mode="valid")
    before = (window_frames - 1) // 2
    after = window_frames - 1 - before
    return np.concatenate([np.full(before, np.nan), inner, np.full(after, np.nan)])
