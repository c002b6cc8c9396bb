"""Where movements began and ended, extrapolated from levels that noise does not reach."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.protocols import RepetitionRule

MOST_OUTWARD_FRAMES: Final = int(3.0 * GRID_HZ)
MOST_INWARD_FRAMES: Final = int(1.0 * GRID_HZ)
RESTING_FRAMES: Final = int(0.2 * GRID_HZ)
"""A movement rests where its mean over this time is lowest, within `MOST_OUTWARD_FRAMES` of it."""
NEAR_PEAK_SHARE: Final = 0.95

IntArray = NDArray[np.intp]


def outer_frames(
    height: FloatArray, starts: IntArray, ends: IntArray, rule: RepetitionRule
) -> tuple[IntArray, IntArray]:
    """Return the frames ``[first, last)`` of movements that are above a level in ``[start, end)``.

    Neither reaches into the next movement, nor over what was not seen.

    Parameters
    ----------
    height
        Shape ``(n,)``, shares of the usual range, NaN where not seen.
    starts, ends
        Shape ``(m,)``, in order, at least one; something else was seen beside them.
    """
    count = len(height)
    room_before = starts - np.concatenate([[0], ends[:-1]])
    room_after = np.concatenate([starts[1:], [count]]) - ends
    # An end is the start of the same movement in the signal read backwards.
    both = np.concatenate([height, height[::-1]])
    borders = np.concatenate([starts, 2 * count - ends])
    lengths = np.concatenate([ends - starts, ends - starts])
    frames = frames_to_onset(
        both, borders, lengths, np.concatenate([room_before, room_after]), rule
    )
    before, after = frames[: len(starts)], frames[len(starts) :]
    return starts - before, np.maximum(ends, ends - 1 + after)


def frames_to_onset(
    height: FloatArray, borders: IntArray, lengths: IntArray, rooms: IntArray, rule: RepetitionRule
) -> IntArray:
    """Return the frames from each movement's first sample back to where it began, ``(m,)``.

    The first sign of a movement drowns in noise, and a level that does not drown is
    passed late.  So the onset is extrapolated: near its rest a movement grows as a power
    of time, and the root of it as a straight line, which is known at two levels.  The
    onset is never further away than the last rest that was seen.

    Parameters
    ----------
    borders, lengths
        First frame of each movement, and how many frames it has.
    rooms
        How many frames there are between each movement and what is before it.
    """
    inward = min(int(lengths.max()), MOST_INWARD_FRAMES)
    outward = min(int(rooms.max()), MOST_OUTWARD_FRAMES)
    # One row a movement, from inside it through its border (column `inward`) outwards.
    columns = np.arange(inward + outward)
    places = borders[:, None] + (inward - 1 - columns)
    line = height[np.clip(places, 0, len(height) - 1)]
    away = line[:, inward:]
    hidden = np.isnan(away) | (columns[:outward] >= rooms[:, None])
    seen = np.where(hidden.any(axis=1), hidden.argmax(axis=1), outward)
    rest = _resting_shares(away, seen)
    low, high = (rest + level * (1.0 - rest) for level in rule.onset_levels)
    inside = (line[:, :inward][:, ::-1] >= high[:, None]) & (columns[:inward] < lengths[:, None])
    deep = inside.argmax(axis=1)  # 0 where the upper level is never reached
    first = inward - 1 - deep
    usable = (columns >= first[:, None]) & (columns < (inward + seen)[:, None])
    line = np.where(usable, line, np.inf)
    inner, outer = _crossings(line, high), _crossings(line, low)
    low_root, high_root = (level ** (1.0 / rule.onset_order) for level in rule.onset_levels)
    onset = outer + (outer - inner) * low_root / (high_root - low_root)
    after = np.where(columns >= outer.astype(np.intp)[:, None], line, np.inf)
    least = np.maximum(rest, after.min(axis=1))
    at_rest = (after <= least[:, None]).argmax(axis=1)
    frames = np.round(np.minimum(onset, at_rest) - first).astype(np.intp) - deep
    return np.where(seen > 0, np.maximum(frames, 0), 0)


def _resting_shares(away: FloatArray, seen: IntArray) -> FloatArray:
    """Return the lowest mean over `RESTING_FRAMES`, or all there is, of the frames seen."""
    usable = np.arange(away.shape[1]) < seen[:, None]
    total = np.zeros((away.shape[0], away.shape[1] + 1))
    np.cumsum(np.where(usable, away, 0.0), axis=1, out=total[:, 1:])
    few = seen < RESTING_FRAMES
    whole = total[:, -1] / np.maximum(seen, 1)
    if few.all():
        return np.asarray(whole)
    means = (total[:, RESTING_FRAMES:] - total[:, :-RESTING_FRAMES]) / RESTING_FRAMES
    lowest = np.where(usable[:, RESTING_FRAMES - 1 :], means, np.inf).min(axis=1)
    return np.where(few, whole, lowest)


def _crossings(lines: FloatArray, levels: FloatArray) -> FloatArray:
    """Return the places, in columns, where falling lines pass levels, or their lowest."""
    below = lines <= levels[:, None]
    at = below.argmax(axis=1)
    rows = np.arange(len(lines))
    share, before = lines[rows, at], lines[rows, np.maximum(at - 1, 0)]
    # Nothing to interpolate with before the first sample, which is infinite.
    known = below.any(axis=1) & np.isfinite(before) & (before > share)
    share, before = np.where(known, share, 0.0), np.where(known, before, 1.0)
    placed = at - np.where(known, (levels - share) / (before - share), 0.0)
    return np.asarray(np.where(below.any(axis=1), placed, lines.argmin(axis=1)), dtype=np.float64)


def middle_of_peak(height: FloatArray, highest: float) -> int:
    """Return the middle of the time spent near the peak: steady under noise and holds."""
    near = height >= NEAR_PEAK_SHARE * highest
    return (int(near.argmax()) + len(near) - 1 - int(near[::-1].argmax())) // 2
