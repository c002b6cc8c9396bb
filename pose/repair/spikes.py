"""Single points thrown far from where the movement is.

A Hampel filter with k = 3, on what a sighting differs from where its neighbours expect it:
half-way between two of them, or where two of them lead to.  A plain one, which compares with
the median of its window, takes the turning points of a quick limb for spikes.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.repair.sightings import BoolArray
from pose.repair.tracks import (
    REPEATED,
    IndexArray,
    SingleArray,
    followed,
    median_of_five,
    single,
)
from pose.stream import FloatArray

HAMPEL_K: Final = 3.0
MIN_SPIKE_TORSO: Final = 0.07
"""Smaller deviations stay: a Hampel filter alone replaces 5 % of a still point's samples."""
WORTH_A_LOOK_TORSO: Final = 0.05
"""Sightings nearer than this to the line between their neighbours are no spikes."""
END_RATIO: Final = 3.0
"""The first and the last sighting are expected from one side only, less surely by this."""
MEDIAN_TO_SD: Final = 1.1774
"""Median of the length of a normal vector in the plane, in standard deviations."""
NEIGHBOURS: Final = ((-1, 1), (-2, 2), (-3, 3), (-2, -1), (2, 1))
"""Pairs of sightings, counted from the one in question, that say where it is expected."""


@dataclass(frozen=True)
class Sightings:
    """Sightings of all points, track after track, each with its ends repeated.

    ``places (2, m)`` in torso lengths, ``times_s (m,)``.
    """

    places: SingleArray
    times_s: SingleArray


def spike_points(times_s: FloatArray, xy: FloatArray, size_px: float) -> BoolArray:
    """Return which points ``(n, 17)`` are spikes.

    Parameters
    ----------
    times_s
        Shape ``(n,)``.
    xy
        Shape ``(n, 17, 2)``, pixels; NaN where not seen.
    size_px
        Length of the torso; nothing is a spike where it is not known.
    """
    n = len(xy)
    spikes = np.zeros((xy.shape[1], n), dtype=bool)
    if not np.isfinite(size_px):
        return spikes.T
    points = single(xy.T).reshape(2, -1)
    index = followed(np.isfinite(points[0]).reshape(spikes.shape))
    stamps = single(times_s - times_s[0])[index % n]
    found = _spikes(Sightings(np.take(points, index, axis=1) / np.float32(size_px), stamps))
    spikes.ravel()[index[found]] = True
    return spikes.T


def _spikes(seen: Sightings) -> IndexArray:
    """Return the sightings that are spikes."""
    looked_at = _worth_a_look(seen)
    off = _off_squared(seen, looked_at[:, None] + np.arange(-2, 3))
    usual = median_of_five(*off.T)
    limit = np.maximum(usual * (HAMPEL_K / MEDIAN_TO_SD) ** 2, MIN_SPIKE_TORSO**2)
    return looked_at[off[:, 2] > limit]


def _worth_a_look(seen: Sightings) -> IndexArray:
    """Return sightings off the line between their neighbours, and those beside them."""
    step_s = np.diff(seen.times_s)
    around_s = step_s[:-1] + step_s[1:]
    share = step_s[:-1] / np.where(around_s == 0.0, np.float32(1.0), around_s)
    before = seen.places[:, :-2]
    away = seen.places[:, 1:-1] - before
    away -= share * (seen.places[:, 2:] - before)
    off = np.zeros(len(seen.times_s), dtype=bool)
    off[1:-1] = away[0] ** 2 + away[1] ** 2 > WORTH_A_LOOK_TORSO**2
    beside = off.copy()
    beside[1:] |= off[:-1]
    beside[:-1] |= off[1:]
    real = np.flatnonzero(beside[REPEATED:-REPEATED]) + REPEATED
    repeats = (step_s[real - 1] <= 0.0) & (step_s[real] <= 0.0)
    return real[~repeats]


def _off_squared(seen: Sightings, at: IndexArray) -> SingleArray:
    """Return the squared distance from where each sighting is expected, torso lengths."""
    time_s, place = seen.times_s[at], seen.places[:, at]
    expected = []
    for start_off, end_off in NEIGHBOURS:
        start, end = at + start_off, at + end_off
        length_s = seen.times_s[end] - seen.times_s[start]
        share = (time_s - seen.times_s[start]) / np.where(length_s == 0.0, np.inf, length_s)
        begin = seen.places[:, start]
        expected.append(begin + share * (seen.places[:, end] - begin))
    off = _squared(place - median_of_five(*expected))
    # The first sighting is expected by the two after it alone, the last by those before it.
    for is_end, side in ((time_s == seen.times_s[at - 1], 4), (time_s == seen.times_s[at + 1], 3)):
        off = np.where(is_end, _squared(place - expected[side]) / END_RATIO**2, off)
    return off


def _squared(vectors: SingleArray) -> SingleArray:
    return np.asarray(vectors[0] ** 2 + vectors[1] ** 2)
