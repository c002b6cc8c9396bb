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


@dataclass(frozen=True)
class _Stretch:
    """Frames ``[start, end)`` of one person, and when they begin and end, and how.

    ``torn`` says that nobody gets here from the stretch before.
    """

    frames: tuple[int, int]
    times_s: tuple[float, float]
    first: FloatArray
    last: FloatArray
    torn: bool


@dataclass(eq=False)
class _Somebody:
    """One person's stretches, and how and when they were last seen.

    ``came_from`` is who they are, unless that one is seen after them.
    """

    body: FloatArray
    time_s: float = 0.0
    frames: list[tuple[int, int]] = field(default_factory=list)
    came_from: "_Somebody | None" = None


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
    shown = np.isfinite(trunk.sum(axis=1))
    frames = np.flatnonzero(shown)
    if frames.size < 2:  # noqa: PLR2004 - a jump needs two frames
        return other
    trunk, stamps = trunk[frames], times_s[frames]
    at = np.flatnonzero(_far(trunk, stamps)) + 1
    if at.size == 0:
        return other
    people = _people(_stretches(xy_px, frames, at, size_px, stamps))
    if len(people) == 1:
        return other
    lengths = np.hypot(*(trunk[:, :2] - trunk[:, 2:]).T)
    patient = max(people, key=lambda one: sum(lengths[a:b].sum() for a, b in one.frames))
    theirs = np.ones(len(frames), dtype=bool)
    for start, end in patient.frames:
        theirs[start:end] = False
    other[frames[theirs]] = True
    # Frames that show no torso belong to whoever is seen on both sides of them.
    hidden = np.flatnonzero(~shown)
    nearest = np.searchsorted(frames, hidden).clip(0, len(frames) - 1)
    other[hidden] = theirs[nearest] & theirs[np.maximum(nearest - 1, 0)]
    return other


def _stretches(
    xy_px: FloatArray, frames: IndexArray, at: IndexArray, size_px: float, stamps: FloatArray
) -> list[_Stretch]:
    """Return stretches of ``frames (m,)`` between those of the borders ``at`` that are some."""
    starts, ends = np.append(0, at), np.append(at, len(frames))
    first = _first_seen(xy_px, frames[starts], frames[ends - 1], 1) / size_px
    last = _first_seen(xy_px, frames[ends - 1], frames[starts], -1) / size_px
    before, after = last[:-1], first[1:]
    steps = _Steps(_ways(before, after), _growth(before, after), stamps[at] - stamps[at - 1])
    torn = steps.torn()
    border = torn | steps.open() if torn.any() else torn
    begins, stops = np.append(True, border), np.append(border, True)
    rows = zip(
        starts[begins].tolist(), ends[stops].tolist(), first[begins], last[stops],
        [False, *torn[border].tolist()], strict=True,
    )  # fmt: skip
    return [
        _Stretch((start, end), (stamps[start], stamps[end - 1]), here, there, jumped)
        for start, end, here, there, jumped in rows
    ]


def _people(stretches: list[_Stretch]) -> list[_Somebody]:
    """Return who was seen in them."""
    people: list[_Somebody] = []
    before: _Somebody | None = None
    for stretch in stretches:
        here = stretch.first
        somebody = _found(people, here, stretch.times_s[0], before if stretch.torn else None)
        went = somebody is before is not None and _away(before.body, here) > SAME_PLACE_TORSO
        if before is not None and (went or somebody is not before):
            before = _settled(people, before, somebody)
        if somebody is None or went:
            somebody = _Somebody(here, came_from=before if went else None)
            people.append(somebody)
        somebody.body, somebody.time_s = stretch.last, stretch.times_s[1]
        somebody.frames.append(stretch.frames)
        before = somebody
    if before is not None:
        _settled(people, before, None)
    return people


def _found(
    people: list[_Somebody], here: FloatArray, now_s: float, jumped: _Somebody | None
) -> _Somebody | None:
    """Return who a body ``(17, 2)`` may be; whoever ``jumped`` is not, and who is near may be."""
    near = []
    for number, somebody in enumerate(people):
        if somebody is jumped:
            continue
        elapsed_s = now_s - somebody.time_s
        reach = JUMP_TORSO + MAX_SPEED_TORSO_PER_S * elapsed_s
        if jumped is not None:
            reach = min(reach, SAME_PLACE_TORSO)
        far, growth = _away(somebody.body, here), float(_growth(somebody.body, here))
        if far <= reach and growth <= GROWTH + elapsed_s:
            near.append((far + growth, number))
    return people[min(near)[1]] if near else None


def _settled(
    people: list[_Somebody], somebody: _Somebody, following: _Somebody | None
) -> _Somebody:
    """Return who somebody is that was first seen far from where another was last.

    They are somebody else if that other is seen after them, and that other if not.
    """
    other, somebody.came_from = somebody.came_from, None
    if other is None or other is following:
        return somebody
    people.remove(somebody)
    other.body, other.time_s = somebody.body, somebody.time_s
    other.frames.extend(somebody.frames)
    return other


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


def _ways(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return each part's way from body to body ``(..., 17, 2)``, ``(..., 9, 2)``."""
    return _parts(other) - _parts(one)


def _parts(body: FloatArray) -> FloatArray:
    """Return the middles of pairs, or the seen ones of them."""
    left, right = body[..., LEFT, :], body[..., RIGHT, :]
    middle = (left + right) / 2.0
    return np.where(np.isfinite(middle), middle, np.fmax(left, right))


def _away(one: FloatArray, other: FloatArray) -> float:
    """Return how far the nearest third of a body ``(17, 2)`` is from another."""
    far = np.hypot(*_ways(one, other).T)
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
