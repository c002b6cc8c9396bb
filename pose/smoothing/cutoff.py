"""The cut-off that a recording's own spectrum and noise ask for."""

from functools import lru_cache
from typing import Final

import numpy as np
from scipy import fft

from pose.smoothing.low_pass import MOTION_CUTOFF_HZ, two_pass_gain
from pose.smoothing.resampling import GRID_HZ, without_gaps
from pose.stream import FloatArray

CHOSEN_CUTOFFS_HZ: Final = np.arange(2.5, MOTION_CUTOFF_HZ + 0.01, 0.25)
"""Cut-offs that a recording of a movement may get; chosen by us."""
BIAS_WEIGHT: Final = 4.0
"""What the filter takes off a movement counts so much more than the noise it leaves.

A movement loses at its few quick turns, which are what is measured, and noise is spread
over all frames.  Chosen by us: with 1 each quick peaks lose a degree more."""
MIN_CHOICE_S: Final = 2.0
"""Shorter recordings say too little about their own spectrum."""
MIN_CHOICE_FPS: Final = 20.0
"""Fewer frames cannot tell a quick movement from noise."""
STILL_BAND: Final = (0.3, 0.47)
"""Share of the frame rate at which there is noise and hardly any movement."""
CHOICE_BIN_HZ: Final = 0.05


def chosen_cutoff_hz(
    values: FloatArray, noise_sd: float, rate_hz: float = GRID_HZ, *, fps: float = GRID_HZ
) -> float:
    """Return the cut-off that leaves the least error in this recording, 2.5 to 6 Hz.

    The error of a filter is what it takes off the movement and what it leaves of the
    noise.  The noise is known, so the spectrum of the recording tells both for every
    cut-off: slow movements with noisy points get a low one, and quick ones, or clean
    ones, keep 6 Hz.  This is Stein's unbiased estimate of the risk (Stein 1981), with a
    heavier weight on the movement.

    Parameters
    ----------
    values
        Points that matter, before filtering, shape ``(n, …)`` at a uniform rate.
    noise_sd
        Standard deviation of one value in one frame of the camera, see
        `pose.quality.noise_sd`.
    rate_hz
        Samples per second of ``values``, above 12.
    fps
        Frames per second of the camera: noise of fewer frames lies at lower frequencies,
        and below 20 it cannot be told from movement.
    """
    n_frames = len(values)
    known = np.isfinite(noise_sd) and noise_sd > 0
    if not known or fps < MIN_CHOICE_FPS or n_frames < MIN_CHOICE_S * rate_hz:
        return MOTION_CUTOFF_HZ
    columns = values.reshape(n_frames, -1)
    columns = columns[:, np.isfinite(columns).any(axis=0)]
    if columns.shape[1] == 0:
        return MOTION_CUTOFF_HZ
    power, counts = _binned_power(without_gaps(columns).T, rate_hz)
    most = counts * columns.shape[1] * noise_sd**2 * max(rate_hz / fps, 1.0)
    noise = _noise_power(power, most, min(fps, rate_hz))
    gains = _gains_of_bins(len(counts), rate_hz)
    taken = (1 - gains) ** 2 @ (power - noise)
    left = gains**2 @ noise
    risk = BIAS_WEIGHT * np.maximum(taken, 0.0) + left
    return float(CHOSEN_CUTOFFS_HZ[np.argmin(risk)])


def _noise_power(power: FloatArray, most: FloatArray, fps: float) -> FloatArray:
    """Return how much of the power in each bin is noise.

    Frames between the samples are joined by straight lines, which takes off high
    frequencies as 1 - a (1 - cos), ``a`` up to one half.  Nobody moves at a third of the
    frame rate and above, so what is there tells ``a``; less than any ``a`` explains means
    that a quick movement was taken for noise.
    """
    middles_hz = (np.arange(len(power)) + 0.5) * CHOICE_BIN_HZ
    bend = 1.0 - np.cos(2 * np.pi * np.minimum(middles_hz / fps, 0.5))
    still = (middles_hz >= STILL_BAND[0] * fps) & (middles_hz < STILL_BAND[1] * fps)
    seen_ratio = float(power[still].sum() / most[still].sum())
    usual_bend = float(np.average(bend[still], weights=most[still]))
    share = float(np.clip((1.0 - seen_ratio) / usual_bend, 0.0, 0.5))
    explained = 1.0 - share * usual_bend
    return np.asarray(most * (1.0 - share * bend) * min(seen_ratio / explained, 1.0))


def _binned_power(rows: FloatArray, rate_hz: float) -> tuple[FloatArray, FloatArray]:
    """Return the power of rows ``(k, n)`` in bins of `CHOICE_BIN_HZ`, and coefficients in each.

    The line from the first to the last sample is taken off, so that the sine transform
    sees no jump; white noise of variance 1 has power 1 in each coefficient and row.
    """
    n_rows, n_frames = rows.shape
    size = fft.next_fast_len(n_frames - 1, real=True)
    level = np.zeros((n_rows, size - 1))
    slope = (rows[:, -1:] - rows[:, :1]) / (n_frames - 1)
    level[:, : n_frames - 2] = rows[:, 1:-1] - rows[:, :1] - slope * np.arange(1, n_frames - 1)
    squares = (fft.dst(level, type=1, axis=1, norm="ortho") ** 2).sum(axis=0)
    frequencies = np.arange(1, size) * (rate_hz / 2 / size)
    bins = (frequencies / CHOICE_BIN_HZ).astype(np.intp)
    # Zeros that fill up to a quick length hold no noise.
    counts = np.bincount(bins).astype(np.float64) * ((n_frames - 2) / (size - 1))
    return np.bincount(bins, squares).astype(np.float64), counts


@lru_cache(maxsize=8)
def _gains_of_bins(count: int, rate_hz: float) -> FloatArray:
    """Return what each cut-off leaves of each bin, shape ``(cut-offs, bins)``."""
    middles_hz = (np.arange(count, dtype=np.float64) + 0.5) * CHOICE_BIN_HZ
    gains = np.stack([two_pass_gain(middles_hz, cut, rate_hz) for cut in CHOSEN_CUTOFFS_HZ])
    gains.flags.writeable = False  # shared by every caller
    return gains
