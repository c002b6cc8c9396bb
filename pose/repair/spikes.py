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
ACCELERATION_TORSO_PER_S2: Final = 40.0
"""Of hips in a squat down in 0.35 s: so far apart frames leave the line between neighbours."""
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

    ``x``, ``y`` in torso lengths and ``times_s``, shape ``(m,)``.
    """

    x: SingleArray
    y: SingleArray
    times_s: SingleArray


def spike_points(times_s: FloatArray, points: SingleArray) -> BoolArray:
    """Return which points ``(17, n)`` are spikes.

    Parameters
    ----------
    times_s
        Shape ``(n,)``.
    points
        Shape ``(17, 2, n)``, torso lengths; NaN where not seen.
    """
    seen = np.isfinite(points[:, 0])
    index = followed(seen)
    sightings = Sightings(
        points[:, 0].ravel().take(index),
        points[:, 1].ravel().take(index),
        np.tile(single(times_s - times_s[:1]), len(points)).take(index),
    )
    spikes = np.zeros(seen.shape, dtype=bool)
    spikes.ravel()[index[_spikes(sightings)]] = True
    return spikes


def _spikes(seen: Sightings) -> IndexArray:
    """Return the sightings that are spikes."""
    looked_at = _worth_a_look(seen)
    step_s = (seen.times_s[looked_at + 1] - seen.times_s[looked_at - 1]) / 2.0
    least = MIN_SPIKE_TORSO + ACCELERATION_TORSO_PER_S2 * step_s**2 / 2.0
    looked_at = looked_at[_off_squared(seen, looked_at) > least**2]
    off = _off_squared(seen, looked_at[:, None] + np.arange(-2, 3))
    usual = median_of_five(*off.T)
    return looked_at[off[:, 2] > usual * (HAMPEL_K / MEDIAN_TO_SD) ** 2]


def _worth_a_look(seen: Sightings) -> IndexArray:
    """Return sightings off the line between their neighbours, and the ends of each track."""
    step_s = np.diff(seen.times_s)
    around_s = np.maximum(step_s[:-1] + step_s[1:], np.float32(1e-6))
    share = step_s[:-1] / around_s
    away_x = seen.x[1:-1] - seen.x[:-2] - share * (seen.x[2:] - seen.x[:-2])
    away_y = seen.y[1:-1] - seen.y[:-2] - share * (seen.y[2:] - seen.y[:-2])
    off = away_x**2 + away_y**2 > np.float32(WORTH_A_LOOK_TORSO**2)
    # Time stands still where a track repeats its ends; only the ends proper have one side.
    before, after = step_s[:-1] > 0.0, step_s[1:] > 0.0
    return 1 + np.flatnonzero((off & before & after) | (before != after))


def _off_squared(seen: Sightings, at: IndexArray) -> SingleArray:
    """Return the squared distance from where each sighting is expected, torso lengths."""
    time_s, x, y = seen.times_s[at], seen.x[at], seen.y[at]
    beside = {off: at + off for off in (-3, -2, -1, 1, 2, 3)}
    times = {off: seen.times_s[where] for off, where in beside.items()}
    off_x, off_y = [], []
    for start, end in NEIGHBOURS:
        length_s = times[end] - times[start]
        share = (time_s - times[start]) / np.where(length_s == 0.0, np.inf, length_s)
        begin_x, begin_y = seen.x[beside[start]], seen.y[beside[start]]
        off_x.append(x - begin_x - share * (seen.x[beside[end]] - begin_x))
        off_y.append(y - begin_y - share * (seen.y[beside[end]] - begin_y))
    off = median_of_five(*off_x) ** 2 + median_of_five(*off_y) ** 2
    # The first sighting is expected by the two after it alone, the last by those before it.
    for is_end, side in ((time_s == times[-1], 4), (time_s == times[1], 3)):
        off = np.where(is_end, (off_x[side] ** 2 + off_y[side] ** 2) / END_RATIO**2, off)
    return off
