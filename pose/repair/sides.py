"""Left and right put back where they were exchanged.

An exchange turns the line from a pair's right point to its left one round and leaves its
middle alone.  So that line is followed: where it was heading from the last sightings, and
where it came from by the next ones.  When the two point opposite ways left and right have
changed places, and the more surely the longer the line beside its noise.

Evidence of the whole body decides first, then of head, arms and legs, then of each pair;
who has no evidence goes with the others.  What cannot be told stays as it was labelled.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import LEFT_RIGHT_PAIRS
from pose.repair.sightings import BoolArray
from pose.repair.tracks import (
    SingleArray,
    dot,
    padded_by,
    running_median,
    single,
    squared,
    tracks,
)
from pose.stream import FloatArray

N_PAIRS: Final = len(LEFT_RIGHT_PAIRS)
NOISE_TORSO: Final = 0.02
"""Noise of one coordinate of a pair's line: 2 px on each point of somebody 150 px long."""
SLOPE_DOUBT: Final = 2.0
"""A change is believed by half when it is this many times its noise, squared."""
USUAL_STEP_S: Final = 0.1
WANDER_TORSO_PER_S: Final = 1.0
"""How fast a line may change, unseen, beyond a usual step between two frames."""
MIDDLE_JUMP_TORSO: Final = 0.25
"""A pair whose middle leaves its way by this much and comes back has a stray point."""
PAIR_CHANGE: Final = 8.0
"""Evidence (half the chi-square) that a pair needs before it changes over by itself."""
PART_CHANGE: Final = 6.0
"""The same for head, arms or legs together: estimators exchange limbs rather than joints."""
PART_MOST: Final = 9.0
BODY_CHANGE: Final = 12.0
"""The same for the whole body; one part alone cannot bring it up."""
DOUBT: Final = 0.02
"""Cost of calling one pair of one frame exchanged: the labels of most frames are right."""


@dataclass(frozen=True)
class Level:
    """Groups of pairs that change over together, and the evidence that this needs.

    A group is made of parts, each of which says at most ``part_most``, and each pair of a
    part at most ``pair_most``: dissent costs no more than changing back.
    """

    groups: tuple[tuple[tuple[int, ...], ...], ...]
    change: float
    part_most: float
    pair_most: float


HEAD, ARMS, LEGS = (0, 1), (2, 3, 4), (5, 6, 7)
LEVELS: Final = (
    Level(((HEAD, ARMS, LEGS),), BODY_CHANGE, PART_MOST, PAIR_CHANGE),
    Level(((HEAD,), (ARMS,), (LEGS,)), PART_CHANGE, np.inf, PAIR_CHANGE),
    Level(tuple(((pair,),) for pair in range(N_PAIRS)), PAIR_CHANGE, np.inf, np.inf),
)


@dataclass(frozen=True)
class Evidence:
    """What each pair says about each step from one of its sightings to the next.

    Attributes
    ----------
    frames
        Shape ``(8, m)``, frames of the sightings.
    staying
        Shape ``(8, m - 1)``: what an exchange would cost, negative where there was one.
    """

    frames: NDArray[np.intp]
    staying: SingleArray


def exchanged_pairs(times_s: FloatArray, xy: FloatArray, size_px: float) -> BoolArray:
    """Return the frames and left/right pairs whose labels were exchanged, ``(n, 8)``.

    Parameters
    ----------
    times_s
        Shape ``(n,)``, increasing.
    xy
        Shape ``(n, 17, 2)``, pixels; NaN where not seen.
    size_px
        Length of the torso; nothing is exchanged where it is not known.
    """
    exchanged = np.zeros((N_PAIRS, len(xy)), dtype=bool)
    if not np.isfinite(size_px) or len(xy) < 2:  # noqa: PLR2004 - an exchange needs two frames
        return exchanged.T
    evidence = exchange_evidence(times_s, xy, size_px)
    for level in LEVELS:
        staying = _after(evidence, exchanged)
        if (staying < 0.0).any():
            exchanged ^= _changed_groups(_by_step(evidence.frames, staying, len(xy)), level)
    return exchanged.T


def put_back(xy: FloatArray, where: BoolArray) -> None:
    """Exchange left and right in place for the frames and pairs ``where (n, 8)``."""
    for column, (left, right) in enumerate(LEFT_RIGHT_PAIRS):
        frames = np.flatnonzero(where[:, column])
        if frames.size:
            xy[frames, left], xy[frames, right] = xy[frames, right], xy[frames, left]


def exchange_evidence(times_s: FloatArray, xy: FloatArray, size_px: float) -> Evidence:
    """Return the evidence of every pair; two sightings of both its points make a step."""
    points = single(xy[:, 1:]).reshape(N_PAIRS, 2, 2, len(xy))
    left, right = points[:, 0] / np.float32(size_px), points[:, 1] / np.float32(size_px)
    seen = _without_strays(times_s, left + right)
    seen_apart = tracks(times_s, left - right, seen)
    line, stamps = seen_apart.places, seen_apart.times_s
    turns = np.where(dot(line[..., 1:], line[..., :-1]) < 0.0, np.float32(-1.0), np.float32(1.0))
    steady = line.copy()
    steady[..., 1:] *= np.multiply.accumulate(turns, axis=1)[:, None]
    before, after, spread = _either_side(stamps, steady)
    left_over = np.minimum(squared(before - after), squared(before + after))
    staying = 2.0 * turns * dot(before, after) / (spread + running_median(left_over))
    return Evidence(seen_apart.frames, staying * seen_apart.real[:, 1:])


def _either_side(
    times_s: SingleArray, steady: SingleArray
) -> tuple[SingleArray, SingleArray, SingleArray]:
    """Return where lines were heading and came from half-way between two sightings.

    Three sightings to either side, with their change as far as it exceeds its noise; and
    the squared noise of the difference between the two.
    """
    padded, times = padded_by(steady, 2), padded_by(times_s, 2)
    n = steady.shape[-1]
    mean = (padded[..., :-2] + padded[..., 1:-1] + padded[..., 2:]) / np.float32(3.0)
    centre = (times[:, :-2] + times[:, 1:-1] + times[:, 2:]) / np.float32(3.0)
    change = (padded[..., 2:] - padded[..., :-2]) / np.float32(2.0)
    half_s = np.maximum((times[:, 2:] - times[:, :-2]) / np.float32(2.0), np.float32(1e-3))
    noise = np.float32(NOISE_TORSO**2)
    speed = squared(change)
    trust = speed / (speed + np.float32(SLOPE_DOUBT) * noise) / half_s
    border = (times_s[:, 1:] + times_s[:, :-1]) / np.float32(2.0)
    ahead = (border - centre[:, : n - 1]) * trust[:, : n - 1]
    back = (border - centre[:, 3:]) * trust[:, 3:]
    before = mean[..., : n - 1] + ahead[:, None] * change[..., : n - 1]
    after = mean[..., 3:] + back[:, None] * change[..., 3:]
    unseen = np.maximum(times_s[:, 1:] - times_s[:, :-1] - np.float32(USUAL_STEP_S), 0.0)
    wandered = (np.float32(WANDER_TORSO_PER_S) * unseen) ** 2
    return before, after, noise * (4.0 / 3.0 + ahead**2 + back**2) + wandered


def _without_strays(times_s: FloatArray, middle: SingleArray) -> BoolArray:
    """Return where pairs are seen ``(8, n)`` and ``middle (8, 2, n)`` did not jump and return."""
    seen = np.isfinite(middle[:, 0]) & np.isfinite(middle[:, 1])
    followed = tracks(times_s, middle, seen)
    place = followed.places
    off = np.zeros(followed.frames.shape, dtype=np.float32)
    if off.shape[1] > 2:  # noqa: PLR2004 - leaving and coming back
        off[:, 1:-1] = squared(place[..., 1:-1] * 2.0 - place[..., :-2] - place[..., 2:])
        least = np.float32((4.0 * MIDDLE_JUMP_TORSO) ** 2 / 4.0)
        rows, columns = np.nonzero(off > least)
        beside = np.maximum(
            off[rows, columns - 1], off[rows, np.minimum(columns + 1, off.shape[1] - 1)]
        )
        stray = off[rows, columns] > 2.0 * beside
        rows, columns = rows[stray], columns[stray]
        seen[rows, followed.frames[rows, columns]] = False
    return seen


def _after(evidence: Evidence, exchanged: BoolArray) -> SingleArray:
    """Return the evidence as it is once ``exchanged (8, n)`` has been put back."""
    if not exchanged.any():
        return evidence.staying
    now = np.take_along_axis(exchanged, evidence.frames, axis=1)
    return np.where(now[:, 1:] ^ now[:, :-1], -evidence.staying, evidence.staying)


def _by_step(frames: NDArray[np.intp], staying: SingleArray, n: int) -> FloatArray:
    """Return the evidence by pair and by step from one frame to the next, ``(8, n - 1)``.

    It belongs to the step into the sighting.  Where one frame was missed the exchange may
    have been before or after it: it goes to where the other pairs change over.
    """
    by_step = np.zeros((len(frames), n))
    np.put_along_axis(by_step, frames[:, :1], 0.0, axis=1)
    real = frames[:, 1:] > frames[:, :-1]
    rows, columns = np.nonzero(real)
    by_step[rows, frames[rows, columns + 1]] = staying[rows, columns]
    rows, columns = np.nonzero((frames[:, 1:] - frames[:, :-1] == 2) & (staying < 0.0))  # noqa: PLR2004
    if rows.size:
        at = frames[rows, columns + 1]
        total = by_step.sum(axis=0)
        sooner = total[at - 1] < total[at] - by_step[rows, at]
        rows, at = rows[sooner], at[sooner]
        by_step[rows, at - 1] = by_step[rows, at]
        by_step[rows, at] = 0.0
    return by_step[:, 1:]


def _changed_groups(staying: FloatArray, level: Level) -> BoolArray:
    """Return the frames ``(8, n)`` of groups that were exchanged together."""
    exchanged = np.zeros((len(staying), staying.shape[1] + 1), dtype=bool)
    said = np.clip(staying, -level.pair_most, level.pair_most)
    for parts in level.groups:
        total = np.full(staying.shape[1], level.change)
        for part in parts:
            total += np.clip(said[list(part)].sum(axis=0), -level.part_most, level.part_most)
        if (total < 0.0).any():
            pairs = list(itertools.chain(*parts))
            exchanged[pairs] = cheapest_labels(total, DOUBT * len(pairs))
    return exchanged


def cheapest_labels(cost: FloatArray, doubt: float) -> BoolArray:
    """Return which frames are exchanged so that changes and doubt cost least together.

    Two states (as labelled, exchanged) and the cheapest path through them: a change at a
    step costs ``cost (n - 1,)``, and every exchanged frame costs ``doubt``, so one missed
    change cannot turn round the rest of a recording.  Between two suspicious steps only
    the cheapest step can be a change, which keeps the path short.
    """
    steps = _possible_changes(cost)
    lengths = np.diff(np.concatenate([[0], steps + 1, [len(cost) + 1]]))
    doubts = (doubt * lengths).tolist()
    plain, swapped = 0.0, doubts[0]
    swapped_before: list[tuple[bool, bool]] = []
    for change, doubtful in zip(cost[steps].tolist(), doubts[1:], strict=True):
        swapped_before.append((swapped + change < plain, swapped <= plain + change))
        plain, swapped = min(plain, swapped + change), min(swapped, plain + change) + doubtful
    states = [swapped < plain]
    for if_plain, if_swapped in reversed(swapped_before):
        states.append(if_swapped if states[-1] else if_plain)
    return np.repeat(states[::-1], lengths)


def _possible_changes(cost: FloatArray) -> NDArray[np.intp]:
    """Return the steps with a negative cost, and the cheapest step between each two."""
    negative = np.flatnonzero(cost < 0)
    borders = np.concatenate([[-1], negative, [len(cost)]])
    cheapest = [
        start + 1 + int(np.argmin(cost[start + 1 : end]))
        for start, end in itertools.pairwise(borders.tolist())
        if end - start > 1
    ]
    return np.sort(np.concatenate([negative, np.array(cheapest, dtype=np.intp)]))
