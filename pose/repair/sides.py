"""Left and right put back where they were exchanged."""

import itertools
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import LEFT_RIGHT_PAIRS
from pose.repair.sightings import BoolArray
from pose.stream import FloatArray

SWAP_RATIO: Final = 0.5
"""A pair is exchanged when crossing over costs less than half of staying."""
SWAPPED_FRAME_COST: Final = 0.02
"""Doubt against calling a frame exchanged, torso lengths; chosen by us."""
MIN_SWAP_SEPARATION_TORSO: Final = 0.04
"""Pairs closer together than this cannot be told apart, and need not be."""


def with_sides_put_back(xy: FloatArray, size_px: float) -> tuple[FloatArray, BoolArray]:
    """Return points with exchanged left/right pairs put back, and where, ``(n, 8)``.

    For every pair the way that both points went since the last frame that showed both is
    compared with the way if they had changed places.
    """
    out = xy.copy()
    swapped = np.zeros((len(xy), len(LEFT_RIGHT_PAIRS)), dtype=bool)
    if not np.isfinite(size_px):
        return out, swapped
    for column, (left, right) in enumerate(LEFT_RIGHT_PAIRS):
        both = np.flatnonzero(np.isfinite(xy[:, left, 0]) & np.isfinite(xy[:, right, 0]))
        gain = _gain_of_staying(xy[both, left] / size_px, xy[both, right] / size_px)
        if not (gain < 0).any():
            continue
        frames = both[_cheapest_labels(gain)]
        swapped[frames, column] = True
        out[frames, left], out[frames, right] = xy[frames, right], xy[frames, left]
    return out, swapped


def _gain_of_staying(left: FloatArray, right: FloatArray) -> FloatArray:
    """Return how much shorter the way is without an exchange, per step, torso lengths.

    Negative where crossing over costs less than half of staying.
    """
    stay = _distance(left[1:], left[:-1]) + _distance(right[1:], right[:-1])
    cross = _distance(left[1:], right[:-1]) + _distance(right[1:], left[:-1])
    apart = _distance(left, right)
    telling = np.minimum(apart[1:], apart[:-1]) > MIN_SWAP_SEPARATION_TORSO
    doubtful = (cross < stay) & (cross >= SWAP_RATIO * stay)
    return np.where(telling & ~doubtful, cross - stay, 0.0)


def _cheapest_labels(gain: FloatArray) -> BoolArray:
    """Return which frames are exchanged so that movement and doubt cost least together.

    Two states (as labelled, exchanged) and the cheapest path through them: an exchange
    between two frames costs ``gain``, and every exchanged frame costs a little, so one
    missed exchange cannot turn round the rest of a recording.  Between two suspicious
    steps only the cheapest step can be an exchange, which keeps the path short.
    """
    steps = _possible_exchanges(gain)
    lengths = np.diff(np.concatenate([[0], steps + 1, [len(gain) + 1]]))
    doubts = (SWAPPED_FRAME_COST * lengths).tolist()
    plain, swapped = 0.0, doubts[0]
    swapped_before: list[tuple[bool, bool]] = []
    for cost, doubt in zip(gain[steps].tolist(), doubts[1:], strict=True):
        swapped_before.append((swapped + cost < plain, swapped <= plain + cost))
        plain, swapped = min(plain, swapped + cost), min(swapped, plain + cost) + doubt
    states = [swapped < plain]
    for if_plain, if_swapped in reversed(swapped_before):
        states.append(if_swapped if states[-1] else if_plain)
    return np.repeat(states[::-1], lengths)


def _possible_exchanges(gain: FloatArray) -> NDArray[np.intp]:
    """Return the steps with a negative gain, and the cheapest step between each two."""
    negative = np.flatnonzero(gain < 0)
    borders = np.concatenate([[-1], negative, [len(gain)]])
    cheapest = [
        start + 1 + int(np.argmin(gain[start + 1 : end]))
        for start, end in itertools.pairwise(borders.tolist())
        if end - start > 1
    ]
    return np.sort(np.concatenate([negative, np.array(cheapest, dtype=np.intp)]))


def _distance(first: FloatArray, second: FloatArray) -> FloatArray:
    return np.hypot(first[:, 0] - second[:, 0], first[:, 1] - second[:, 1])
