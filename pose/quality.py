"""What can be trusted in a recording: coverage, frame rate, gaps, confidence, noise."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.repair import Repaired
from pose.stream import FloatArray, KeypointStream

BoolArray = NDArray[np.bool_]

PAUSE_S: Final = 1.0
"""Gaps longer than this are pauses of the camera and not part of its frame rate."""
MAD_TO_SD: Final = 1.4826
OUTLIER_SD: Final = 4.0
THIRD: Final = 4
"""Samples of a third difference, which movement of a person hardly reaches."""
ENOUGH_FOR_A_MEDIAN: Final = 400
"""A median is taken of about so many differences: its own error is then 4 %."""


def effective_fps(times_s: FloatArray) -> float:
    """Return frames per second while the camera ran; 0 for fewer than two frames."""
    steps = np.diff(times_s)
    steps = steps[steps <= PAUSE_S]
    return float(len(steps) / steps.sum()) if steps.size else 0.0


def new_pictures(values: FloatArray) -> BoolArray:
    """Return the frames ``(n,)`` of ``values (n, …)`` that do not repeat the one before.

    A browser that asks more often than its camera delivers gets the same picture again, and
    a network gives the same numbers for it.  What was not seen repeats nothing.
    """
    flat = values.reshape(len(values), int(np.prod(values.shape[1:])))
    new = np.ones(len(flat), dtype=bool)
    if len(flat) > 1:
        before, now = flat[:-1], flat[1:]
        differs = (now != before) & ~(np.isnan(now) & np.isnan(before))
        new[1:] = differs.any(axis=1) | np.isnan(now).all(axis=1)
    return new


def coverage(seen: BoolArray) -> float:
    """Return the share of frames ``(n,)`` in which what is needed was seen; 0 without frames."""
    return float(seen.mean()) if seen.size else 0.0


def longest_gap_s(times_s: FloatArray, seen: BoolArray) -> float:
    """Return the longest time between two sightings, ends of the recording included."""
    if len(times_s) == 0:
        return 0.0
    known = times_s[seen]
    borders = np.concatenate([[times_s[0]], known, [times_s[-1]]])
    return float(np.diff(borders).max())


def uncertain_s(times_s: FloatArray, uncertain: BoolArray) -> float:
    """Return how long it was uncertain whose body was followed, frames ``uncertain (n,)``.

    Each of them lasts until the next frame, at most `PAUSE_S`; the recording's last one no time.
    """
    if not uncertain.any():
        return 0.0
    return float(np.minimum(np.diff(times_s), PAUSE_S)[uncertain[:-1]].sum())


def bridged_gaps(times_s: FloatArray, seen: BoolArray, max_bridge_s: float) -> int:
    """Return how many gaps between two sightings were short enough to be bridged."""
    frames = np.flatnonzero(seen)
    missing = np.diff(frames) > 1
    return int((missing & (np.diff(times_s[frames]) <= max_bridge_s + 1e-6)).sum())


def joint_confidence(
    stream: KeypointStream, cleaned: Repaired, frames: slice = slice(None)
) -> FloatArray:
    """Return how far each keypoint can be trusted ``(17,)``, from 0 to 1.

    The share of an interval's frames in which it was seen and kept, times the network's
    mean score for it there.

    Parameters
    ----------
    stream
        The recording as it came.
    cleaned
        What its repair left.
    frames
        Interval of frames; the whole recording where none is given.

    Returns
    -------
    FloatArray
        0 for a keypoint that was never seen; NaN for an interval without frames.
    """
    kept = np.isfinite(cleaned.xy_px[frames, :, 0])
    if len(kept) == 0:
        return np.full(kept.shape[1], np.nan)
    return np.asarray(np.where(kept, stream.scores[frames], 0.0).mean(axis=0))


def noise_sd(values: FloatArray, times_s: FloatArray | None = None) -> float:
    """Return the standard deviation of frame-to-frame noise in ``values (n, …)``.

    From the third difference: its root mean square, without those beyond `OUTLIER_SD` robust
    standard deviations.  Frames that repeat a picture exactly are left out.

    Parameters
    ----------
    values
        Shape ``(n, …)``; NaN where missing.
    times_s
        Shape ``(n,)``.  Where frames were dropped or came late, movement reaches a third
        difference that takes them for evenly spaced.  Even spacing where not given.

    Returns
    -------
    float
        NaN where fewer than four frames, or nothing, was seen; 0 where nothing changes.
    """
    flat = values.reshape(len(values), int(np.prod(values.shape[1:])))
    return float(_noise_sd(flat.T[None], times_s)[0])


def noise_floor_px(times_s: FloatArray, xy: FloatArray) -> FloatArray:
    """Return the noise of one coordinate of each keypoint ``(17,)``, as `noise_sd` defines it.

    Parameters
    ----------
    times_s
        Shape ``(n,)``.
    xy
        Shape ``(n, 17, 2)``, pixels; NaN where not seen.
    """
    return _noise_sd(np.ascontiguousarray(xy.transpose(1, 2, 0)), times_s)


def _noise_sd(rows: FloatArray, times_s: FloatArray | None) -> FloatArray:
    """Return the noise of each row of ``rows (k, c, n)``: ``c`` signals of the same noise."""
    k, _, n = rows.shape
    if n < THIRD:
        return np.full(k, np.nan)
    new = new_pictures(np.moveaxis(rows, 2, 0))
    stamps = np.arange(n, dtype=float) if times_s is None else times_s - times_s[0]
    if not new.all():
        rows, stamps = rows[..., new], stamps[new]
    seen = np.isfinite(rows).any(axis=(1, 2))
    if rows.shape[2] < THIRD:
        return np.where(seen, 0.0, np.nan)
    squared = _third_differences(rows, stamps).reshape(k, -1) ** 2
    limit = OUTLIER_SD**2 * MAD_TO_SD**2 * _median(squared)
    usual = squared <= limit[:, None]
    count = usual.sum(axis=1)
    mean = np.where(usual, squared, 0.0).sum(axis=1) / np.maximum(count, 1)
    return np.asarray(np.where(count > 0, np.sqrt(mean), np.nan))


def _third_differences(rows: FloatArray, times_s: FloatArray) -> FloatArray:
    """Return third differences of rows ``(k, c, m)``, of the same variance as the rows.

    Weights that no parabola passes, whatever the spacing: one over the product of each
    sample's distances to the three others.  Evenly spaced they are 1, -3, 3, -1.
    """
    count = len(times_s) - THIRD + 1
    stamps = np.stack([times_s[start : start + count] for start in range(THIRD)])
    apart = stamps[:, None] - stamps[None]
    apart[np.arange(THIRD), np.arange(THIRD)] = 1.0
    weights = 1.0 / apart.prod(axis=1)
    weights /= np.sqrt((weights**2).sum(axis=0))
    total = weights[0] * rows[..., :count]
    for start in range(1, THIRD):
        total += weights[start] * rows[..., start : start + count]
    return np.asarray(total)


def _median(rows: FloatArray) -> FloatArray:
    """Return the median of what is known in each row, of some evenly chosen values."""
    some = np.sort(rows[:, :: max(1, rows.shape[1] // ENOUGH_FOR_A_MEDIAN)], axis=1)
    known = np.isfinite(some).sum(axis=1)
    # NaN is sorted behind everything else.
    return np.asarray(some[np.arange(len(some)), np.maximum(known - 1, 0) // 2])
