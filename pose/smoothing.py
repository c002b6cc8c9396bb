"""Resampling by time stamp and zero-phase low-pass filtering.

Time comes from stamps only, never from a nominal frame rate.  Gaps are bridged for at
most ``MAX_BRIDGE_S``; longer ones stay NaN through everything that follows.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from pose.stream import FloatArray

IndexArray = NDArray[np.intp]

GRID_HZ: Final = 30.0
"""Uniform rate of every signal after resampling."""
MAX_BRIDGE_S: Final = 0.25
"""Longest gap between two seen samples that is bridged by a straight line."""
MOTION_CUTOFF_HZ: Final = 6.0
REPETITION_CUTOFF_HZ: Final = 4.0
STANCE_CUTOFF_HZ: Final = 2.0
CHOSEN_CUTOFFS_HZ: Final = np.arange(2.5, MOTION_CUTOFF_HZ + 0.01, 0.25)
"""Cut-offs that a recording of a movement may get; chosen by us."""
BIAS_WEIGHT: Final = 4.0
"""What the filter takes off a movement counts so much more than the noise it leaves.

A movement loses at its few quick turns, which are what is measured, and noise is spread
over all frames.  Chosen by us: with 1 each quick peaks lose a degree more."""
MIN_CHOICE_S: Final = 2.0
"""Shorter recordings say too little about their own spectrum."""
CHOICE_BIN_HZ: Final = 0.05
TWO_PASS_FACTOR: Final = (2**0.5 - 1) ** 0.25
"""An order-2 Butterworth run twice is 3 dB down at 0.8022 of its nominal cut-off."""
PAD_S: Final = 1.0
SETTLED_CYCLES: Final = 4.0
"""Cycles of the cut-off after which the filter has forgotten all but 1e-9 of what was."""
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
    at = np.searchsorted(times_s, grid_s - EXACT_S)
    frames = np.maximum(at - 1, 0), np.minimum(at, len(times_s) - 1)
    out = _on_lines(times_s, (values[frames[0]], values[frames[1]]), grid_s, frames, max_bridge_s)
    # Where a neighbouring frame shows nothing, the nearest ones that do are looked for.
    rows, columns = np.nonzero(np.isnan(out))
    if rows.size:
        before, after = _nearest_seen(np.isfinite(values), at[rows], columns)
        ends = values[before, columns], values[after, columns]
        out[rows, columns] = _on_lines(times_s, ends, grid_s[rows], (before, after), max_bridge_s)
    return out


def _nearest_seen(
    seen: NDArray[np.bool_], at: IndexArray, columns: IndexArray
) -> tuple[IndexArray, IndexArray]:
    """Return the last frame seen before ``at`` in each column, and the next one from it on.

    Outside all that was seen both are the nearest; frame 0 in a column without any.
    """
    n_frames = len(seen)
    places = np.flatnonzero(seen.T)
    counts = seen.sum(axis=0)
    if places.size == 0:
        return np.zeros_like(at), np.zeros_like(at)
    ends = np.cumsum(counts)[columns]
    blank = counts[columns] == 0
    first, last = np.where(blank, 0, ends - counts[columns]), np.where(blank, 0, ends - 1)
    following = np.searchsorted(places, columns * n_frames + at)
    around = [places[np.clip(following - step, first, last)] for step in (1, 0)]
    before, after = (np.where(blank, 0, frames - columns * n_frames) for frames in around)
    return before, after


def _on_lines(
    times_s: FloatArray,
    ends: tuple[FloatArray, FloatArray],
    grid_s: FloatArray,
    frames: tuple[IndexArray, IndexArray],
    max_bridge_s: float,
) -> FloatArray:
    """Return values at ``grid_s (m,)`` on lines between the ``ends (m, …)`` at two frames each."""
    start_s, end_s = times_s[frames[0]], times_s[frames[1]]
    step_s = end_s - start_s
    since_s = grid_s - start_s
    left_s = end_s - grid_s
    weight = np.ones_like(step_s)
    np.divide(since_s, step_s, out=weight, where=step_s > 0)
    first, line = ends
    line = line - first
    line *= np.clip(weight, 0.0, 1.0).reshape(-1, *(1,) * (line.ndim - 1))
    line += first
    exact = (np.abs(left_s) < TIME_TOLERANCE_S) | (np.abs(since_s) < TIME_TOLERANCE_S)
    between = (since_s >= -TIME_TOLERANCE_S) & (left_s >= -TIME_TOLERANCE_S)
    line[~(between & ((step_s <= max_bridge_s + TIME_TOLERANCE_S) | exact))] = np.nan
    return line


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
    gain = two_pass_gain(fft.rfftfreq(length, 1 / rate_hz), cutoff_hz, rate_hz)
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
        Frames per second of the camera: noise of fewer frames lies at lower frequencies.
    """
    n_frames = len(values)
    known = np.isfinite(noise_sd) and noise_sd > 0
    if not known or n_frames < MIN_CHOICE_S * rate_hz:
        return MOTION_CUTOFF_HZ
    columns = values.reshape(n_frames, -1)
    power, counts = _binned_power(without_gaps(columns).T, rate_hz)
    noise = counts * columns.shape[1] * noise_sd**2 * max(rate_hz / fps, 1.0)
    gains = _gains_of_bins(len(counts), rate_hz)
    taken = (1 - gains) ** 2 @ (power - noise)
    left = gains**2 @ noise
    risk = BIAS_WEIGHT * np.maximum(taken, 0.0) + left
    return float(CHOSEN_CUTOFFS_HZ[np.argmin(risk)])


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
    counts = np.bincount(bins) * ((n_frames - 2) / (size - 1))
    return np.bincount(bins, squares), counts


@lru_cache(maxsize=8)
def _gains_of_bins(count: int, rate_hz: float) -> FloatArray:
    """Return what each cut-off leaves of each bin, shape ``(cut-offs, bins)``."""
    middles_hz = (np.arange(count) + 0.5) * CHOICE_BIN_HZ
    gains = np.stack([two_pass_gain(middles_hz, cut, rate_hz) for cut in CHOSEN_CUTOFFS_HZ])
    gains.flags.writeable = False  # shared by every caller
    return gains


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


def without_gaps(values: FloatArray) -> FloatArray:
    """Return columns with NaN replaced by straight lines and held ends; all-NaN becomes 0."""
    filled = values.copy()
    rows, columns = np.nonzero(np.isnan(values))
    if rows.size:
        before, after = _nearest_seen(np.isfinite(values), rows, columns)
        share = np.clip((rows - before) / np.maximum(after - before, 1), 0.0, 1.0)
        start, end = values[before, columns], values[after, columns]
        filled[rows, columns] = np.nan_to_num(start + (end - start) * share)
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
            slope[start:end, columns] = _slope(flat[start:end, columns], window, order) * rate_hz
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


def _slope(values: FloatArray, window: int, order: int) -> FloatArray:
    """Return the slope per sample of polynomials fitted to windows of an unbroken ``(n, k)``."""
    half = window // 2
    powers = np.vander(np.arange(-half, half + 1.0), order + 1, increasing=True)
    fit = np.linalg.pinv(powers)
    # Coefficients by window: the slope in its middle is that of the first power.
    inner = np.lib.stride_tricks.sliding_window_view(values, window, axis=0) @ fit[1]
    slopes = np.arange(1.0, order + 1)[:, None]
    steps = np.arange(-half, half + 1.0)
    by_step = (slopes * steps ** (slopes - 1)).T @ fit[1:]
    return np.concatenate(
        [by_step[:half] @ values[:window], inner, by_step[half + 1 :] @ values[-window:]]
    )
