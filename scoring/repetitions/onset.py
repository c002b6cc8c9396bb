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
LEAST_RISE: Final = 1e-9
"""Share by which a signal rises at least in a frame in which it passes a level."""

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
    # An end is the start of the same movement in the signal read backwards.
    both = np.concatenate([height, [np.nan], height[::-1]])
    count = len(both)
    borders = np.concatenate([starts, (count - ends)[::-1]])
    afters = np.concatenate([ends, (count - starts)[::-1]])
    onsets = onset_frames(both, borders, afters, rule)
    back = onsets[len(starts) :][::-1]
    return onsets[: len(starts)], np.maximum(ends, count - 1 - back)


def onset_frames(
    height: FloatArray, starts: IntArray, ends: IntArray, rule: RepetitionRule
) -> IntArray:
    """Return the frame at which each movement that is above a level in ``[start, end)`` began.

    The first sign of a movement drowns in noise, and a level that does not drown is
    passed late.  So the onset is extrapolated: near its rest a movement grows as a power
    of time, and the root of it as a straight line, which is known at two levels.  The
    onset is never further away than the last rest that was seen.
    """
    firsts = _first_free_frames(height, starts, ends)
    rests = _resting_shares(height, firsts, starts)
    # From the middle of one movement to that of the next the rest is that of the next.
    middles = np.concatenate([[0], (starts[:-1] + ends[:-1]) // 2, [len(height)]])
    rest = np.repeat(rests, middles[1:] - middles[:-1])
    share = (height - rest) / (1.0 - rest)
    low, high = rule.onset_levels
    inner = _next_at_least(high, share, starts, np.minimum(ends, starts + MOST_INWARD_FRAMES))
    outer = _last_at_most(low, share, firsts, starts)
    low_root, high_root = (level ** (1.0 / rule.onset_order) for level in rule.onset_levels)
    low_at, high_at = _passed_at(low, share, outer), _passed_at(high, share, inner - 1)
    onset = low_at - (high_at - low_at) * low_root / (high_root - low_root)
    at_rest = _last_at_most(0.0, share, firsts, outer + 1)
    frames = np.where(firsts < starts, np.round(np.maximum(onset, at_rest)), starts)
    return np.asarray(np.minimum(frames.astype(np.intp), starts))


def _first_free_frames(height: FloatArray, starts: IntArray, ends: IntArray) -> IntArray:
    """Return the first frame before each movement that was seen and belongs to no other."""
    free = np.maximum(np.concatenate([[0], ends[:-1]]), starts - MOST_OUTWARD_FRAMES)
    hidden = np.flatnonzero(np.isnan(height))
    after_hidden = np.concatenate([[0], hidden + 1])
    return np.asarray(np.maximum(free, after_hidden[hidden.searchsorted(starts)]))


def _resting_shares(height: FloatArray, firsts: IntArray, starts: IntArray) -> FloatArray:
    """Return the lowest mean over `RESTING_FRAMES`, or all there is, in ``[first, start)``."""
    total = np.zeros(len(height) + 1)
    np.cumsum(np.where(np.isnan(height), 0.0, height), out=total[1:])
    rests = (total[starts] - total[firsts]) / np.maximum(starts - firsts, 1)
    many = np.flatnonzero(starts - firsts >= RESTING_FRAMES)
    if many.size:
        sums = total[RESTING_FRAMES:] - total[:-RESTING_FRAMES]
        windows = np.array([firsts[many], starts[many] - RESTING_FRAMES + 1]).T.ravel()
        rests[many] = np.minimum.reduceat(sums, windows)[::2] / RESTING_FRAMES
    return np.asarray(rests)


def _next_at_least(level: float, share: FloatArray, starts: IntArray, ends: IntArray) -> IntArray:
    """Return the first frame in each ``[start, end)`` at a level or above, or its start."""
    places = np.concatenate([np.flatnonzero(share >= level), [len(share)]])
    found = places[places.searchsorted(starts)]
    return np.where(found < ends, found, starts)


def _last_at_most(level: float, share: FloatArray, firsts: IntArray, ends: IntArray) -> IntArray:
    """Return the last frame in each ``[first, end)`` at a level or below, or its lowest."""
    places = np.concatenate([[-1], np.flatnonzero(share <= level)])
    found = places[places.searchsorted(ends) - 1]
    for row in np.flatnonzero(found < firsts):
        found[row] = firsts[row] + share[firsts[row] : ends[row] + 1].argmin()
    return found


def _passed_at(level: float, share: FloatArray, below: IntArray) -> FloatArray:
    """Return the frame, with its fraction, at which a signal passes a level after each frame.

    Where it does not, that is the frame itself if above the level, and else the next one.
    """
    before, after = share[below], share[below + 1]
    fraction = (level - before) / np.maximum(after - before, LEAST_RISE)
    return np.asarray(below + np.minimum(np.maximum(fraction, 0.0), 1.0))


def middles_of_peaks(
    height: FloatArray, starts: IntArray, ends: IntArray, highest: FloatArray
) -> IntArray:
    """Return the middle of the time near each peak in ``[start, end)``.

    It is steady under noise and holds.
    """
    lengths = np.concatenate([starts[1:], [len(height)]]) - starts
    level = np.repeat(NEAR_PEAK_SHARE * highest, lengths)
    near = starts[0] + np.flatnonzero(height[starts[0] :] >= level)
    return np.asarray(near[near.searchsorted(starts)] + near[near.searchsorted(ends) - 1]) // 2
