"""Left and right put back where they were exchanged.

An exchange turns the line from a pair's right point to its left one round and leaves its
middle alone.  So that line is followed: where it was heading from the last sightings, and
where it came from by the next ones.  When the two point opposite ways left and right have
changed places, and the more surely the longer the line beside its noise.

Evidence of the whole body decides first, then of head, arms and legs, then of each pair; a
pair without evidence goes with the others.  Shoulders and hips belong to the trunk, and go
with their limbs where their own evidence says so: estimators exchange legs both with and
without the hips.  What cannot be told stays as it was labelled.
"""

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.keypoints import LEFT_RIGHT_PAIRS, MIRROR_ORDER
from pose.repair.sightings import BoolArray
from pose.repair.tracks import (
    IndexArray,
    SingleArray,
    followed,
    median_of_five,
    running_median,
    single,
)
from pose.stream import FloatArray

N_PAIRS: Final = len(LEFT_RIGHT_PAIRS)
LEFT: Final = np.array(LEFT_RIGHT_PAIRS)[:, 0]
"""The left keypoint of every pair; the right one is the next."""
NOISE_TORSO: Final = 0.02
"""Noise of one coordinate of a pair's line: 2 px on each point of somebody 150 px long."""
SLOPE_DOUBT: Final = 2.0
"""A change is believed by half when it is this many times its noise, squared."""
USUAL_STEP_S: Final = 0.1
BEGINS_ANEW_S: Final = 0.4
LEAST_PRICE_SHARE: Final = 0.03
"""What a change costs after nobody was seen for this long, beside the usual price."""
WANDER_TORSO_PER_S: Final = 1.0
"""How fast a line may change, unseen, beyond a usual step between two frames."""
TWICE_STRAY: Final = 2.0 * 0.125
"""A pair whose middle is so far, torso lengths, from where it mostly is has a stray point."""
PAIR_CHANGE: Final = 8.0
"""Evidence (half the chi-square) that a pair needs before it changes over by itself."""
PART_CHANGE: Final = 6.0
"""The same for head, arms or legs together: estimators exchange limbs rather than joints."""
PART_MOST: Final = 12.0
BODY_CHANGE: Final = 13.0
"""The same for the whole body; one part alone cannot bring it up."""
DOUBT_PER_S: Final = 1.2
BODY_DOUBT_PER_S: Final = 1.5
"""Cost of calling a second of labels exchanged: most labels are right."""


@dataclass(frozen=True)
class Level:
    """Groups of pairs that change over together, and the evidence that this needs.

    A group is made of parts, each of which says at most ``part_most``, and each pair of a
    part at most ``pair_most``: dissent costs no more than changing back.
    """

    groups: tuple[tuple[list[int], ...], ...]
    change: float
    doubt_per_s: float
    part_most: float = np.inf
    pair_most: float = np.inf


HEAD, TRUNK, ARMS, LEGS = [0, 1], [2, 5], [3, 4], [6, 7]
LIMBS: Final = [3, 6]
"""Elbows and knees: the pairs beside the shoulders and the hips."""
BODY: Final = Level(
    ((HEAD, TRUNK, ARMS, LEGS),), BODY_CHANGE, BODY_DOUBT_PER_S, PART_MOST, PAIR_CHANGE
)
PARTS: Final = Level(((HEAD,), (ARMS,), (LEGS,)), PART_CHANGE, DOUBT_PER_S, np.inf, PAIR_CHANGE)


@dataclass(frozen=True)
class Evidence:
    """What each pair says about each step from one of its sightings to the next.

    Attributes
    ----------
    staying
        Shape ``(8, n)``: what an exchange at the step into a frame would cost, negative
        where there was one; 0 where the pair is not seen.
    pair, frame, since
        Sightings after frames in which the pair was missed, and the sightings before them.
    """

    staying: SingleArray
    pair: IndexArray
    frame: IndexArray
    since: IndexArray


def exchanged_pairs(times_s: FloatArray, points: SingleArray) -> BoolArray:
    """Return the left/right pairs and frames whose labels were exchanged, ``(8, n)``.

    Parameters
    ----------
    times_s
        Shape ``(n,)``, increasing.
    points
        Shape ``(17, 2, n)``, torso lengths; NaN where not seen.
    """
    evidence = exchange_evidence(times_s, points)
    exchanged = np.zeros((N_PAIRS, len(times_s)), dtype=bool)
    share = _price_share(times_s, points)
    staying = _with_the_others(evidence, evidence.staying)
    exchanged ^= _changed_groups(times_s, staying[:, 1:], BODY, share)
    staying = _with_the_others(evidence, _after(evidence, exchanged))
    # Shoulders speak for their arms, and hips for their legs, where they change over too.
    staying[LIMBS] += np.minimum(staying[TRUNK], 0.0)
    found = _changed_groups(times_s, staying[:, 1:], PARTS, share)
    exchanged ^= found
    staying = _after(evidence, exchanged)[:, 1:] + np.float32(PAIR_CHANGE)
    # They may do so, and need not, at no cost of their own.
    staying[TRUNK] -= np.float32(PAIR_CHANGE) * (found[LIMBS, 1:] ^ found[LIMBS, :-1])
    for pair in np.flatnonzero(staying.min(axis=1) < 0.0):
        exchanged[pair] ^= cheapest_labels(staying[pair], times_s, DOUBT_PER_S)
    return exchanged


def put_back(xy: FloatArray, where: BoolArray) -> None:
    """Exchange left and right of ``xy (n, 17, 2)`` in place where ``where (8, n)`` says so."""
    whole = where.all(axis=0)
    xy[whole] = xy[whole][:, MIRROR_ORDER]
    pairs, frames = np.nonzero(where & ~whole)
    left, right = LEFT[pairs], LEFT[pairs] + 1
    xy[frames, left], xy[frames, right] = xy[frames, right], xy[frames, left]


def exchange_evidence(times_s: FloatArray, points: SingleArray) -> Evidence:
    """Return the evidence of every pair; two sightings of both its points make a step."""
    n = len(times_s)
    left, right = points[1::2], points[2::2]
    index = _without_strays(left + right)
    line = np.take(_in_one_row(left - right), index, axis=1)
    stamps = np.tile(single(times_s - times_s[:1]), N_PAIRS).take(index)
    frame = index % n
    turns = np.copysign(np.float32(1.0), _dot(line[:, 1:], line[:, :-1]))
    line[:, 1:] *= np.multiply.accumulate(turns)
    before, after, spread = _either_side(stamps, line)
    turns = turns[2:-2]
    left_over = np.minimum(_squared(before - after), _squared(before + after))
    gain = 2.0 * turns * _dot(before, after) / (spread + running_median(left_over))
    steps = np.diff(frame[2:-2])
    # Time stands still where a track repeats its ends, and goes back where the next begins.
    real = 3 + np.flatnonzero((steps > 0) & (steps == np.diff(index[2:-2])))
    staying = np.zeros(N_PAIRS * n, dtype=np.float32)
    staying[index[real]] = gain[real - 3]
    after_gap = real[frame[real] - frame[real - 1] > 1]
    return Evidence(
        staying.reshape(N_PAIRS, n), index[after_gap] // n, frame[after_gap], frame[after_gap - 1]
    )


def _either_side(
    times_s: SingleArray, line: SingleArray
) -> tuple[SingleArray, SingleArray, SingleArray]:
    """Return where lines were heading and came from half-way between two sightings.

    Three sightings to either side, with their change as far as it exceeds its noise; and
    the squared noise of the difference between the two.  From ``(m,)`` and ``(2, m)`` to
    the ``m - 5`` steps that have three sightings on either side.
    """
    mean = (line[:, :-2] + line[:, 1:-1] + line[:, 2:]) / np.float32(3.0)
    centre = (times_s[:-2] + times_s[1:-1] + times_s[2:]) / np.float32(3.0)
    change = (line[:, 2:] - line[:, :-2]) / np.float32(2.0)
    half_s = np.maximum((times_s[2:] - times_s[:-2]) / np.float32(2.0), np.float32(1e-3))
    noise = np.float32(NOISE_TORSO**2)
    speed = _squared(change)
    trust = speed / ((speed + np.float32(SLOPE_DOUBT) * noise) * half_s)
    border = (times_s[3:-2] + times_s[2:-3]) / np.float32(2.0)
    ahead = (border - centre[:-3]) * trust[:-3]
    back = (border - centre[3:]) * trust[3:]
    before = mean[:, :-3] + ahead * change[:, :-3]
    after = mean[:, 3:] + back * change[:, 3:]
    unseen = np.maximum(times_s[3:-2] - times_s[2:-3] - np.float32(USUAL_STEP_S), 0.0)
    wandered = (np.float32(WANDER_TORSO_PER_S) * unseen) ** 2
    return before, after, noise * (np.float32(4 / 3) + ahead**2 + back**2) + wandered


def _without_strays(middle: SingleArray) -> IndexArray:
    """Return the tracks of pairs whose ``middle (8, 2, n)`` did not stray."""
    index = followed(np.isfinite(middle[:, 0]))
    place = np.take(_in_one_row(middle), index, axis=1)
    off = _squared(place[:, 1:-1] * 2.0 - place[:, :-2] - place[:, 2:])
    # Straying and coming back is twice as far from the line between the neighbours.
    far = 2 + np.flatnonzero(off[1:-2] > (2.0 * TWICE_STRAY) ** 2)
    around = place[:, far[:, None] + np.arange(-2, 3)]
    usual = median_of_five(*np.moveaxis(around, 2, 0))
    stray = far[_squared(place[:, far] - usual) > TWICE_STRAY**2]
    if stray.size == 0:
        return index
    keep = np.ones(index.size, dtype=bool)
    keep[stray] = False
    return index[keep]


def _in_one_row(vectors: SingleArray) -> SingleArray:
    """Return vectors ``(8, 2, n)`` as ``(2, 8 n)``, one pair behind the other."""
    return np.ascontiguousarray(vectors.swapaxes(0, 1)).reshape(2, -1)


def _squared(vectors: SingleArray) -> SingleArray:
    return _dot(vectors, vectors)


def _dot(one: SingleArray, other: SingleArray) -> SingleArray:
    """Return the inner product of vectors ``(2, m)``."""
    return np.asarray(one[0] * other[0] + one[1] * other[1])


def _after(evidence: Evidence, exchanged: BoolArray) -> SingleArray:
    """Return the evidence as it is once ``exchanged (8, n)`` has been put back."""
    if not exchanged.any():
        return evidence.staying
    staying = evidence.staying.copy()
    pairs, frames = np.nonzero(exchanged[:, 1:] ^ exchanged[:, :-1])
    staying[pairs, frames + 1] *= -1.0
    pair, frame = evidence.pair, evidence.frame
    turned = exchanged[pair, frame] ^ exchanged[pair, evidence.since]
    original = evidence.staying[pair, frame]
    staying[pair, frame] = np.where(turned, -original, original)
    return staying


def _with_the_others(evidence: Evidence, staying: SingleArray) -> SingleArray:
    """Return the evidence of pairs that missed one frame as far as it is about others too.

    Who changed over has done so before or after that frame: where the other pairs do.  Who
    did not may have been exchanged in that frame alone, and says nothing.
    """
    one_missed = evidence.frame - evidence.since == 2  # noqa: PLR2004 - one between
    pair, frame = evidence.pair[one_missed], evidence.frame[one_missed]
    told = staying[pair, frame]
    moved = staying.copy()
    moved[pair, frame] = 0.0
    total = moved.sum(axis=0)
    sooner = total[frame - 1] < total[frame]
    moved[pair, frame - sooner] += np.minimum(told, 0.0)
    return moved


def _price_share(times_s: FloatArray, points: SingleArray) -> SingleArray:
    """Return how much of its price a change costs at each step ``(n - 1,)``.

    An estimator that saw nobody for a while begins anew: labels from before say less and
    less about those that follow.
    """
    seen = np.flatnonzero(np.isfinite(points[1:, 0]).any(axis=0))
    share = np.ones(len(times_s), dtype=np.float32)
    unseen_s = np.diff(times_s[seen])
    lasting = (unseen_s - USUAL_STEP_S) / (BEGINS_ANEW_S - USUAL_STEP_S)
    share[seen[1:]] = np.clip(1.0 - lasting, LEAST_PRICE_SHARE, 1.0)
    return share[1:]


def _changed_groups(
    times_s: FloatArray, staying: SingleArray, level: Level, price_share: SingleArray
) -> BoolArray:
    """Return the frames ``(8, n)`` of groups that were exchanged together."""
    exchanged = np.zeros((len(staying), staying.shape[1] + 1), dtype=bool)
    said = np.clip(staying, -level.pair_most, level.pair_most)
    against = np.minimum(said.min(axis=1), 0.0)
    for parts in level.groups:
        pairs = list(itertools.chain(*parts))
        if against[pairs].sum() + level.change * price_share.min() >= 0.0:
            continue
        total = np.float32(level.change) * price_share
        for part in parts:
            together = said[part].sum(axis=0)
            total += np.clip(together, -level.part_most, level.part_most)
        if total.min() < 0.0:
            exchanged[pairs] = cheapest_labels(total, times_s, level.doubt_per_s)
    return exchanged


def cheapest_labels(cost: SingleArray, times_s: FloatArray, doubt_per_s: float) -> BoolArray:
    """Return which frames are exchanged so that changes and doubt cost least together.

    Two states (as labelled, exchanged) and the cheapest path through them: a change at a
    step costs ``cost (n - 1,)``, and exchanged time costs ``doubt_per_s``, so one missed
    change cannot turn round the rest of a recording.  Between two suspicious steps only
    the cheapest step can be a change, which keeps the path short.
    """
    steps = _possible_changes(cost)
    borders = np.concatenate([[0], steps + 1, [len(cost) + 1]])
    lengths = np.diff(borders)
    until_s = np.append(times_s, times_s[-1])[borders]
    doubts = (doubt_per_s * np.diff(until_s)).tolist()
    plain, swapped = 0.0, doubts[0]
    swapped_before: list[tuple[bool, bool]] = []
    for change, doubtful in zip(cost[steps].tolist(), doubts[1:], strict=True):
        swapped_before.append((swapped + change < plain, swapped <= plain + change))
        plain, swapped = min(plain, swapped + change), min(swapped, plain + change) + doubtful
    states = [swapped < plain]
    for if_plain, if_swapped in reversed(swapped_before):
        states.append(if_swapped if states[-1] else if_plain)
    return np.repeat(states[::-1], lengths)


def _possible_changes(cost: SingleArray) -> IndexArray:
    """Return the steps with a negative cost, and the cheapest step between each two."""
    negative = cost < 0.0
    # Runs of steps: each negative one begins a run of its own, and so does what follows it.
    begins = negative.copy()
    begins[1:] |= negative[:-1]
    begins[0] = True
    starts = np.flatnonzero(begins)
    lowest = np.minimum.reduceat(cost, starts)
    run = np.cumsum(begins) - 1
    cheapest = np.flatnonzero(cost == lowest[run])
    first_of_run = np.diff(run[cheapest], prepend=-1) > 0
    return cheapest[first_of_run]
