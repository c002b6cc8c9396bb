"""Frames in which the points belong to somebody else."""

import itertools
from typing import Final

import numpy as np

from pose.angles import midpoint
from pose.repair.sightings import BoolArray
from pose.stream import FloatArray

JUMP_TORSO: Final = 0.5
"""Distance that a torso centre never moves from one frame to the next, plus its speed."""
MAX_SPEED_TORSO_PER_S: Final = 3.0
SAME_PLACE_TORSO: Final = 1.0
"""A stretch that begins this close to where the patient was last seen is the patient."""


def other_person_frames(times_s: FloatArray, xy: FloatArray, size_px: float) -> BoolArray:
    """Return the frames ``(n,)`` in which the points belong to somebody else.

    A torso centre that jumps further than a person can move starts a new stretch.  The
    longest stretch is the patient; others belong to them when they lie where the
    nearest accepted stretch ended.
    """
    other = np.zeros(len(times_s), dtype=bool)
    centre = (midpoint(xy, "hip") + midpoint(xy, "shoulder")) / 2
    frames = np.flatnonzero(np.isfinite(centre).all(axis=1))
    if frames.size < 2 or not np.isfinite(size_px):  # noqa: PLR2004 - a jump needs two frames
        return other
    place = centre[frames] / size_px
    step = np.hypot(*np.diff(place, axis=0).T)
    # A pause in the sightings gives time for half a second of movement, not for a walk.
    allowed = JUMP_TORSO + MAX_SPEED_TORSO_PER_S * np.minimum(np.diff(times_s[frames]), 0.5)
    borders = np.concatenate([[0], np.flatnonzero(step > allowed) + 1, [len(frames)]])
    stretches = list(itertools.pairwise(borders))
    main = int(np.argmax(np.diff(borders)))
    last_seen = place[stretches[main][1] - 1]
    for start, end in stretches[main + 1 :]:
        if np.hypot(*(place[start] - last_seen)) > SAME_PLACE_TORSO:
            other[frames[start:end]] = True
        else:
            last_seen = place[end - 1]
    next_seen = place[stretches[main][0]]
    for start, end in reversed(stretches[:main]):
        if np.hypot(*(place[end - 1] - next_seen)) > SAME_PLACE_TORSO:
            other[frames[start:end]] = True
        else:
            next_seen = place[start]
    return other
