"""Resampling by time stamp.

Time comes from stamps only, never from a nominal frame rate.  Gaps are bridged for at
most ``MAX_BRIDGE_S``; longer ones stay NaN through everything that follows.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.stream import FloatArray

IndexArray = NDArray[np.intp]

GRID_HZ: Final = 30.0
"""Uniform rate of every signal after resampling."""
MAX_BRIDGE_S: Final = 0.25
"""Longest gap between two seen samples that is bridged by a straight line."""
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
