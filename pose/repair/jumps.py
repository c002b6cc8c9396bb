"""Points that are somewhere else for some frames, and come back.

An estimator that wavers between two places gives no spikes that a window could tell from
the movement: a hand that is now here, now at the other hand, several times in a row.  A
step that neither the one before nor the one after prepares is a jump.  What lies between
two jumps belongs to the point when it can be reached from where it was last believed, and
is left out when it cannot and the point is soon back.
"""

import itertools
from typing import Final

import numpy as np

from pose.medians import median_of
from pose.repair.sightings import BoolArray
from pose.repair.tracks import SingleArray
from pose.stream import FloatArray

LEAST_TORSO: Final = 0.12
"""Changes between two steps, and ways from one place to the next, are no jumps below this."""
MAX_ACCELERATION_TORSO_PER_S2: Final = 60.0
"""Of a wrist, where an arm is raised overhead in 0.6 s: 28 m/s² and half a metre of torso."""
MAX_SPEED_TORSO_PER_S: Final = 4.0
LONGEST_STEP: Final = 1.25
"""Steps between two sightings, beside the usual one, that the acceleration is taken over."""
MIN_FRAMES: Final = 3
"""Two steps that differ."""
MAX_AWAY_S: Final = 0.5
"""A point that stays elsewhere for longer is there."""


def jumping_points(times_s: FloatArray, points: SingleArray, spikes: BoolArray) -> BoolArray:
    """Return the sightings ``(17, n)`` that jumps make unbelievable, beside the spikes.

    Parameters
    ----------
    times_s
        Shape ``(n,)``.
    points
        Shape ``(17, 2, n)``, torso lengths; NaN where not seen, or a spike.
    spikes
        Sightings that a window told from the movement, shape ``(17, n)``.
    """
    away = np.zeros((len(points), len(times_s)), dtype=bool)
    for point in _suspects(times_s, points, spikes):
        seen = np.flatnonzero(np.isfinite(points[point, 0]))
        away[point, seen] = _unbelievable(times_s[seen], points[point][:, seen].T.astype(float))
    return away


def _suspects(times_s: FloatArray, points: SingleArray, spikes: BoolArray) -> list[int]:
    """Return the points that jump somewhere, or that a spike leaves elsewhere than before it."""
    if len(times_s) < MIN_FRAMES:
        return []
    steps = points[..., 1:] - points[..., :-1]
    change = steps[..., 1:] - steps[..., :-1]
    limit = LEAST_TORSO + MAX_ACCELERATION_TORSO_PER_S2 * median_of(np.diff(times_s)) ** 2
    sudden = change[:, 0] ** 2 + change[:, 1] ** 2 > np.float32(limit**2)
    jumps = (sudden[:, 1:] & sudden[:, :-1]).any(axis=1)
    # A longer time elsewhere begins and ends with spikes.
    point, frame = np.divmod(np.flatnonzero(spikes), len(times_s))
    for width in (1, 2):
        inside = (frame >= width) & (frame < len(times_s) - width)
        at, who = frame[inside], point[inside]
        across = points[who, :, at + width] - points[who, :, at - width]
        jumps[who[np.hypot(across[:, 0], across[:, 1]) > 2.0 * limit]] = True
    return np.flatnonzero(jumps).tolist()


def _unbelievable(times_s: FloatArray, place: FloatArray) -> BoolArray:
    """Return which sightings of one point, at ``place (m, 2)``, are left out."""
    left_out = np.zeros(len(times_s), dtype=bool)
    jumps = _jumps(times_s, place)
    if jumps.size == 0:
        return left_out
    stretches = list(itertools.pairwise([0, *(jumps + 1).tolist(), len(times_s)]))
    believed = 0
    for number, (start, end) in enumerate(stretches[1:], start=1):
        last = stretches[believed][1] - 1
        if _reached(times_s, place, last, start):
            believed = number
            continue
        brief = times_s[end - 1] - times_s[start] < MAX_AWAY_S
        if brief and _comes_back(times_s, place, last, stretches[number + 1 :]):
            left_out[start:end] = True
            continue
        # It stays there: either end of the jump may be wrong, and nobody moved so.
        left_out[[last, start]] = True
        believed = number
    return left_out


def _jumps(times_s: FloatArray, place: FloatArray) -> np.ndarray:
    """Return the steps, by the sighting that they start from, that are jumps."""
    step_s = np.diff(times_s)
    velocity = np.diff(place, axis=0) / step_s[:, None]
    change = np.hypot(*np.diff(velocity, axis=0).T)
    from_before = np.concatenate([[np.inf], change])
    to_after = np.concatenate([change, [np.inf]])
    off = np.minimum(from_before, to_after) * step_s
    # Unseen for some frames, a point may have gone on, but hardly at its utmost all the time.
    usual_s = np.minimum(step_s, LONGEST_STEP * median_of(step_s))
    return np.flatnonzero(off > LEAST_TORSO + MAX_ACCELERATION_TORSO_PER_S2 * usual_s**2)


def _reached(times_s: FloatArray, place: FloatArray, last: int, start: int) -> bool:
    """Return whether a point can have gone from one sighting to another."""
    reach = LEAST_TORSO + MAX_SPEED_TORSO_PER_S * min(times_s[start] - times_s[last], MAX_AWAY_S)
    return bool(np.hypot(*(place[start] - place[last])) <= reach)


def _comes_back(
    times_s: FloatArray, place: FloatArray, last: int, later: list[tuple[int, int]]
) -> bool:
    """Return whether a later stretch, soon, can be reached from the sighting ``last``."""
    return any(
        _reached(times_s, place, last, start)
        for start, _ in later
        if times_s[start] - times_s[last] < MAX_AWAY_S
    )
