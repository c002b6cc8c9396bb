"""Frames in which the points belong to somebody else.

A trunk that jumps further than a person can move starts a new stretch of frames if most of
the body jumps with it, or changes its size: a stray shoulder takes neither head nor feet
along.  Stretches are handed to whoever was last seen where they begin; the patient is the
one who is seen most, in frames and in size, and everybody else is masked.  A detector that
looks at a helper for some seconds and comes back finds the patient where they were.
"""

from dataclasses import dataclass
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
"""Times that nobody grows or shrinks between two frames; once more in every second unseen."""
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
class _Stretch:
    """Frames ``[start, end)`` of one person.

    ``times_s`` and the bodies ``begin`` and ``end (17, 2)`` are of its first and last frame;
    ``torn`` says that nobody gets here from the stretch before.
    """

    frames: tuple[int, int]
    times_s: tuple[float, float]
    begin: FloatArray
    end: FloatArray
    torn: bool


class _Somebody:
    """One person: their stretches, and the last of them.

    ``came_from`` is who they are, unless that one is seen after them.
    """

    def __init__(self, first: _Stretch, came_from: "_Somebody | None" = None) -> None:
        self.last = first
        self.frames = [first.frames]
        self.came_from = came_from


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
    shown = np.isfinite(trunk @ np.ones(4))
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
    torn, maybe = _jumps(last[:-1], first[1:], stamps[at] - stamps[at - 1])
    border = torn | maybe if torn.any() else torn
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
    """Return who was seen in them, one after the other."""
    before = _Somebody(stretches[0])
    people = [before]
    for stretch in stretches[1:]:
        somebody = _found(people, stretch, before)
        went = somebody is before and _away(before, stretch) > SAME_PLACE_TORSO
        if went or somebody is not before:
            before = _settled(people, before, somebody)
        if somebody is None or went:
            before = _Somebody(stretch, came_from=before if went else None)
            people.append(before)
        else:
            before = somebody
            before.last = stretch
            before.frames.append(stretch.frames)
    _settled(people, before, None)
    return people


def _found(people: list[_Somebody], stretch: _Stretch, before: _Somebody) -> _Somebody | None:
    """Return who may be seen in a stretch: who was seen ``before`` it, or was near its place."""
    near = []
    for number, somebody in enumerate(people):
        if stretch.torn and somebody is before:
            continue
        elapsed_s = stretch.times_s[0] - somebody.last.times_s[1]
        reach = JUMP_TORSO + MAX_SPEED_TORSO_PER_S * elapsed_s
        if somebody is not before:
            reach = min(reach, SAME_PLACE_TORSO)
        far = _away(somebody, stretch)
        growth = float(_growth(somebody.last.end, stretch.begin))
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
    other.last = somebody.last
    other.frames.extend(somebody.frames)
    return other


def _far(trunk: FloatArray, stamps: FloatArray) -> BoolArray:
    """Return the steps between trunks ``(m, 4)`` that are worth a look at the body."""
    moved = trunk[1:] - trunk[:-1]
    moved *= moved
    reach = JUMP_TORSO + MAX_SPEED_TORSO_PER_S * np.minimum(np.diff(stamps), PAUSE_S)
    further = np.maximum(moved[:, 0] + moved[:, 1], moved[:, 2] + moved[:, 3])
    return np.asarray(further > reach * reach)


def _jumps(
    before: FloatArray, after: FloatArray, elapsed_s: FloatArray
) -> tuple[BoolArray, BoolArray]:
    """Return the steps from body to body that nobody makes, and those to maybe somebody else."""
    ways = _ways(before, after)
    trunk = np.hypot(ways[..., 0], ways[..., 1])[:, [SHOULDERS, HIPS]].max(axis=1)
    # Strays go any way, a body goes one.
    together = np.hypot(*_most(ways).T) - BODY_JUMP_TORSO
    reach = MAX_SPEED_TORSO_PER_S * elapsed_s
    torn = (together > reach) | (_growth(before, after) > GROWTH + elapsed_s)
    torn &= trunk > JUMP_TORSO + reach
    return torn, together > np.minimum(reach, MAX_SPEED_TORSO_PER_S * PAUSE_S)


def _first_seen(xy: FloatArray, start: IndexArray, end: IndexArray, step: int) -> FloatArray:
    """Return each point's first sighting from ``start`` towards ``end``, ``(m, 17, 2)``."""
    window = start[:, None] + step * np.arange(BESIDE_FRAMES)
    window = np.clip(window, np.minimum(start, end)[:, None], np.maximum(start, end)[:, None])
    beside = xy[window]
    at = np.isfinite(beside[..., 0]).argmax(axis=1)
    return np.asarray(beside[np.arange(len(at))[:, None], at, np.arange(at.shape[1])])


def _ways(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return each part's way from body to body ``(..., 17, 2)``, ``(..., 9, 2)``."""
    return _parts(other) - _parts(one)


def _parts(body: FloatArray) -> FloatArray:
    """Return the middles of pairs, or the seen ones of them."""
    left, right = body[..., LEFT, :], body[..., RIGHT, :]
    middle = (left + right) / 2.0
    return np.where(np.isfinite(middle), middle, np.fmax(left, right))


def _away(somebody: _Somebody, stretch: _Stretch) -> float:
    """Return how far the nearest third of a body is from where somebody was."""
    far = np.hypot(*_ways(somebody.last.end, stretch.begin).T)
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
    last = np.maximum(np.isfinite(steps).sum(axis=1) - 1, 0)
    row, axis = np.ogrid[: len(steps), :2]
    lower, upper = in_order[row, last // 2, axis], in_order[row, (last + 1) // 2, axis]
    return np.asarray(np.where(np.abs(lower) < np.abs(upper), lower, upper))
