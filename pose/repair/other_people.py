"""Frames in which the points belong to somebody else.

A trunk that jumps further than a person can move starts a new stretch of frames if most of
the body jumps with it, or changes its size: a stray shoulder takes neither head nor feet
along.  Stretches are handed to whoever was last seen where they begin; the patient is the
one who is seen most, in frames and in size, and everybody else is masked.  A detector that
looks at a helper for some seconds and comes back finds the patient where they were.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from pose.keypoints import INDEX, LEFT_RIGHT_PAIRS
from pose.repair.sightings import BoolArray
from pose.repair.tracks import IndexArray
from pose.stream import FloatArray

JUMP_TORSO: Final = 0.5
"""Distance that neither shoulders nor hips move between two frames, beside their speed."""
BODY_JUMP_TORSO: Final = 0.25
"""The same for most parts of the body at once: some of a smaller body stay where they were."""
MAX_SPEED_TORSO_PER_S: Final = 3.0
"""Of a quick walk across the picture."""
GROWTH: Final = 1.5
"""No body changes its size by this between two frames, nor by more while it was not seen."""
PAUSE_S: Final = 0.05
"""Where somebody else was seen, a longer pause may hide who is seen after it."""
SAME_PLACE_TORSO: Final = 1.0
"""Somebody seen again after others has a third of the body this close to where it was."""
BESIDE_FRAMES: Final = 5
"""Frames beside a jump in which points are looked for that it does not show itself."""
PARTS: Final = ((INDEX["nose"], INDEX["nose"]), *LEFT_RIGHT_PAIRS)
"""Both sides of each part of the body: a pair's middle stays where sides are exchanged."""
LEFT, RIGHT = np.array(PARTS).T
SHOULDERS, HIPS = (
    PARTS.index((INDEX[f"left_{part}"], INDEX[f"right_{part}"])) for part in ("shoulder", "hip")
)


@dataclass(frozen=True)
class _Steps:
    """From the last body before a border to the first one after it.

    ``parts (m, 9, 2)`` in torso lengths, ``growth (m,)``, ``elapsed_s (m,)``.
    """

    parts: FloatArray
    growth: FloatArray
    elapsed_s: FloatArray

    def torn(self) -> BoolArray:
        """Return the steps that nobody makes."""
        way = MAX_SPEED_TORSO_PER_S * self.elapsed_s
        trunk = np.hypot(*np.moveaxis(self.parts[:, [SHOULDERS, HIPS]], 2, 0)).max(axis=1)
        jumped = self._together() > BODY_JUMP_TORSO + way
        jumped |= self.growth > GROWTH + self.elapsed_s
        return np.asarray(jumped & (trunk > JUMP_TORSO + way))

    def open(self) -> BoolArray:
        """Return the steps that might lead to somebody else."""
        way = MAX_SPEED_TORSO_PER_S * np.minimum(self.elapsed_s, PAUSE_S)
        return np.asarray(self._together() > BODY_JUMP_TORSO + way)

    def _together(self) -> FloatArray:
        """Return how far most parts went the same way: stray ones go any way."""
        return np.asarray(np.hypot(*_most(self.parts).T))


@dataclass
class _Somebody:
    """One person's stretches, and how and when they were last seen."""

    body: FloatArray
    time_s: float
    weight: float = 0.0
    stretches: list[tuple[int, int]] = field(default_factory=list)


def other_person_frames(
    times_s: FloatArray,
    xy_px: FloatArray,
    shoulders: FloatArray,
    hips: FloatArray,
    size_px: float,
) -> BoolArray:
    """Return the frames ``(n,)`` in which the points belong to somebody else.

    Parameters
    ----------
    times_s
        Shape ``(n,)``.
    xy_px
        Shape ``(n, 17, 2)``, pixels; NaN where not seen.
    shoulders, hips
        Their middles, shape ``(n, 2)``, pixels; NaN where not seen.
    size_px
        Length of the upright torso; nobody is masked where it is not known.
    """
    other = np.zeros(len(times_s), dtype=bool)
    trunk = np.concatenate([shoulders, hips], axis=1) / size_px
    frames = np.flatnonzero(np.isfinite(trunk.sum(axis=1)))
    if frames.size < 2:  # noqa: PLR2004 - a jump needs two frames
        return other
    trunk, stamps = trunk[frames], times_s[frames]
    at = np.flatnonzero(_far(trunk, stamps)) + 1
    if at.size == 0:
        return other
    starts, ends = np.append(0, at), np.append(at, len(frames))
    first = _first_seen(xy_px, frames[starts], frames[ends - 1], 1) / size_px
    last = _first_seen(xy_px, frames[ends - 1], frames[starts], -1) / size_px
    steps = _Steps(
        _parted(last[:-1], first[1:]), _growth(last[:-1], first[1:]), stamps[at] - stamps[at - 1]
    )
    torn = steps.torn()
    if not torn.any():
        return other
    border = torn | steps.open()
    begins, stops = np.append(True, border), np.append(border, True)
    stretches = list(zip(starts[begins].tolist(), ends[stops].tolist(), strict=True))
    people = _people(stretches, [False, *torn[border].tolist()], first[begins], last[stops], stamps)
    if len(people) == 1:
        return other
    lengths = np.hypot(*(trunk[:, :2] - trunk[:, 2:]).T)
    patient = max(people, key=lambda one: sum(lengths[a:b].sum() for a, b in one.stretches))
    theirs = np.ones(len(frames), dtype=bool)
    for start, end in patient.stretches:
        theirs[start:end] = False
    other[frames[theirs]] = True
    # Frames that show no torso belong to whoever is seen on both sides of them.
    nearest = np.searchsorted(frames, np.arange(len(times_s))).clip(0, len(frames) - 1)
    other |= theirs[nearest] & theirs[np.maximum(nearest - 1, 0)]
    return other


def _people(
    stretches: list[tuple[int, int]],
    torn: list[bool],
    first: FloatArray,
    last: FloatArray,
    stamps: FloatArray,
) -> list[_Somebody]:
    """Return who was seen in stretches that begin and end with bodies ``(m, 17, 2)``."""
    people: list[_Somebody] = []
    before = None
    for (start, end), jumped, here, there in zip(stretches, torn, first, last, strict=True):
        near = []
        for number, somebody in enumerate(people):
            if jumped and somebody is before:
                continue
            far = _away(somebody.body, here)
            elapsed_s = float(stamps[start] - somebody.time_s)
            reach = JUMP_TORSO + MAX_SPEED_TORSO_PER_S * elapsed_s
            if somebody is not before:
                reach = min(reach, SAME_PLACE_TORSO)
            growth = float(_growth(somebody.body, here))
            if far <= reach and growth <= GROWTH + elapsed_s:
                near.append((far + growth, number))
        if near:
            somebody = people[min(near)[1]]
        else:
            somebody = _Somebody(here, 0.0)
            people.append(somebody)
        before = somebody
        somebody.body = there
        somebody.time_s = float(stamps[end - 1])
        somebody.stretches.append((start, end))
    return people


def _far(trunk: FloatArray, stamps: FloatArray) -> BoolArray:
    """Return the steps between trunks ``(m, 4)`` that are worth a look at the body."""
    moved = trunk[1:] - trunk[:-1]
    moved *= moved
    reach = JUMP_TORSO + MAX_SPEED_TORSO_PER_S * np.minimum(np.diff(stamps), PAUSE_S)
    further = np.maximum(moved[:, 0] + moved[:, 1], moved[:, 2] + moved[:, 3])
    return np.asarray(further > reach * reach)


def _first_seen(xy: FloatArray, start: IndexArray, end: IndexArray, step: int) -> FloatArray:
    """Return each point's first sighting from ``start`` towards ``end``, ``(m, 17, 2)``."""
    window = start[:, None] + step * np.arange(BESIDE_FRAMES)
    window = np.clip(window, np.minimum(start, end)[:, None], np.maximum(start, end)[:, None])
    beside = xy[window]
    at = np.isfinite(beside[..., 0]).argmax(axis=1)
    return np.take_along_axis(beside, at[:, None, :, None], axis=1)[:, 0]


def _parted(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return each part's way from body to body ``(..., 17, 2)``, ``(..., 9, 2)``."""
    return _parts(other) - _parts(one)


def _parts(body: FloatArray) -> FloatArray:
    """Return the middles of pairs, or the seen ones of them."""
    left, right = body[..., LEFT, :], body[..., RIGHT, :]
    middle = (left + right) / 2.0
    return np.where(np.isfinite(middle), middle, np.fmax(left, right))


def _away(one: FloatArray, other: FloatArray) -> float:
    """Return how far the nearest third of a body ``(17, 2)`` is from another."""
    far = np.hypot(*_parted(one, other).T)
    known = np.sort(far[np.isfinite(far)])
    return float(known[(len(known) - 1) // 3])


def _growth(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return how many times larger the larger of bodies ``(..., 17, 2)`` is, by its points."""
    both = np.isfinite(one) & np.isfinite(other)
    count = np.maximum(both.sum(axis=-2, keepdims=True), 1)
    spread = []
    for body in (one, other):
        seen = np.where(both, body, 0.0)
        middle = seen.sum(axis=-2, keepdims=True) / count
        spread.append((np.abs(seen - middle) * both).sum(axis=(-2, -1)))
    return np.asarray(np.maximum(*spread) / np.maximum(np.minimum(*spread), 1e-9))


def _most(steps: FloatArray) -> FloatArray:
    """Return the middle of the known steps ``(m, 9, 2)``; of two, the shorter."""
    in_order = np.sort(steps, axis=1)
    last = np.maximum(np.isfinite(steps).sum(axis=1, keepdims=True) - 1, 0)
    lower = np.take_along_axis(in_order, last // 2, axis=1)[:, 0]
    upper = np.take_along_axis(in_order, (last + 1) // 2, axis=1)[:, 0]
    return np.where(np.abs(lower) < np.abs(upper), lower, upper)
