"""Frames in which the points belong to somebody else.

A torso that jumps further than a person can move, or changes its length as no person's
does, starts a new stretch of frames.  Stretches are handed to whoever was last seen where
they begin; the patient is the one who is seen most, in frames and in size, and everybody
else is masked.  A detector that looks at a helper for some seconds and comes back finds
the patient where they were.
"""

import itertools
import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.repair.sightings import BoolArray
from pose.stream import FloatArray

JUMP_TORSO: Final = 0.5
"""Distance that neither shoulders nor hips move between two frames, beside their speed."""
MAX_SPEED_TORSO_PER_S: Final = 3.0
MAX_PAUSE_S: Final = 0.7
"""A longer pause in the sightings gives no more time: people move, but do not walk away."""
SAME_PLACE_TORSO: Final = 1.0
"""Somebody seen again after others is this close to where they were."""


Place = tuple[float, ...]
"""Middle of the shoulders and middle of the hips, torso lengths."""
BESIDE_FRAMES: Final = 5
"""Frames at the end of a stretch that tell where somebody is."""


@dataclass
class _Somebody:
    """One person's stretches, and where and when they were last seen."""

    place: Place
    time_s: float
    weight: float
    stretches: list[tuple[int, int]]


def other_person_frames(
    times_s: FloatArray, shoulders: FloatArray, hips: FloatArray, size_px: float
) -> BoolArray:
    """Return the frames ``(n,)`` in which the points belong to somebody else.

    Parameters
    ----------
    times_s
        Shape ``(n,)``.
    shoulders, hips
        Their middles, shape ``(n, 2)``, pixels; NaN where not seen.
    size_px
        Length of the upright torso; nobody is masked where it is not known.
    """
    other = np.zeros(len(times_s), dtype=bool)
    torso = np.concatenate([shoulders, hips], axis=1) / size_px
    frames = np.flatnonzero(np.isfinite(torso.sum(axis=1)))
    if frames.size < 2:  # noqa: PLR2004 - a jump needs two frames
        return other
    place, stamps = torso[frames], times_s[frames]
    borders = np.flatnonzero(_torn(place, stamps)) + 1
    if borders.size == 0:
        return other
    people = _people(place, stamps, [0, *borders.tolist(), len(frames)])
    if len(people) == 1:
        return other
    patient = max(people, key=lambda somebody: somebody.weight)
    theirs = np.ones(len(frames), dtype=bool)
    for start, end in patient.stretches:
        theirs[start:end] = False
    other[frames[theirs]] = True
    # Frames that show no torso belong to whoever is seen on both sides of them.
    nearest = np.searchsorted(frames, np.arange(len(times_s))).clip(0, len(frames) - 1)
    other |= theirs[nearest] & theirs[np.maximum(nearest - 1, 0)]
    return other


def _people(place: FloatArray, stamps: FloatArray, borders: list[int]) -> list[_Somebody]:
    """Return who was seen, from places ``(m, 4)`` cut into stretches at ``borders``."""
    people: list[_Somebody] = []
    sizes = np.hypot(*(place[:, :2] - place[:, 2:]).T)
    for start, end in itertools.pairwise(borders):
        # The middle of some frames: the one beside a border may hold a stray shoulder.
        here = _middle(place[start : min(start + BESIDE_FRAMES, end)])
        now_s = float(stamps[start])
        away = [_distance(here, somebody.place) for somebody in people]
        near = [
            (far, number)
            for number, far in enumerate(away)
            if far <= min(_reach(now_s - people[number].time_s), SAME_PLACE_TORSO)
        ]
        if near:
            somebody = people[min(near)[1]]
        else:
            somebody = _Somebody(here, 0.0, 0.0, [])
            people.append(somebody)
        somebody.place = _middle(place[max(start, end - BESIDE_FRAMES) : end])
        somebody.time_s = float(stamps[end - 1])
        somebody.weight += float(sizes[start:end].sum())
        somebody.stretches.append((start, end))
    return people


def _middle(places: FloatArray) -> Place:
    """Return the median place of a few, the lower one of an even number."""
    return tuple(np.sort(places, axis=0)[(len(places) - 1) // 2].tolist())


def _reach(elapsed_s: float) -> float:
    """Return how far a person gets in a time, torso lengths."""
    return JUMP_TORSO + MAX_SPEED_TORSO_PER_S * min(elapsed_s, MAX_PAUSE_S)


def _distance(one: Place, other: Place) -> float:
    """Return how far the further of shoulders and hips is."""
    shoulders = math.hypot(one[0] - other[0], one[1] - other[1])
    return max(shoulders, math.hypot(one[2] - other[2], one[3] - other[3]))


def _torn(place: FloatArray, stamps: FloatArray) -> BoolArray:
    """Return the steps between places ``(m, 4)`` that nobody makes."""
    moved = place[1:] - place[:-1]
    moved *= moved
    reach = JUMP_TORSO + MAX_SPEED_TORSO_PER_S * np.minimum(np.diff(stamps), MAX_PAUSE_S)
    further = np.maximum(moved[:, 0] + moved[:, 1], moved[:, 2] + moved[:, 3])
    return np.asarray(further > reach * reach)
