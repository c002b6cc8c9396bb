"""Repair of what estimators get wrong, each repair counted.

Order: a low score or a place outside the picture is no sighting; another person is
masked; exchanged left and right are put back; spikes are removed.  Removed points are
NaN: bridging short gaps is the resampler's work.
"""

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.angles import midpoint, torso_px
from pose.keypoints import LEFT_RIGHT_PAIRS
from pose.stream import FloatArray, KeypointStream

BoolArray = NDArray[np.bool_]

MIN_SCORE: Final = 0.2
"""Keypoint scores below are no sighting: the threshold of MoveNet's own crop logic."""
MIN_POSE_SCORE: Final = 0.25
"""Mean score below which there is no pose: the published default of pose-detection."""
OUTSIDE_MARGIN: Final = 0.02
"""Points further outside the picture than this share of its size were guessed, not seen."""
SWAP_RATIO: Final = 0.5
"""A pair is exchanged when crossing over costs less than half of staying."""
SWAPPED_FRAME_COST: Final = 0.02
"""Doubt against calling a frame exchanged, torso lengths; chosen by us."""
MIN_SWAP_SEPARATION_TORSO: Final = 0.04
"""Pairs closer together than this cannot be told apart, and need not be."""
JUMP_TORSO: Final = 0.5
"""Distance that a torso centre never moves from one frame to the next, plus its speed."""
MAX_SPEED_TORSO_PER_S: Final = 3.0
SAME_PLACE_TORSO: Final = 1.0
"""A stretch that begins this close to where the patient was last seen is the patient."""
HAMPEL_K: Final = 3.0
HAMPEL_HALF_WINDOW_S: Final = 0.1
MIN_SPIKE_TORSO: Final = 0.06
"""Smaller deviations stay: a Hampel filter alone replaces 5 % of a still point's samples."""
MIN_SPIKE_TORSO_SLOW: Final = 0.4
"""The same where frames are too far apart for a window of seven to see one movement."""
MAD_TO_SD: Final = 1.4826


@dataclass(frozen=True)
class Repaired:
    """Points after repair, and what was done to them.

    Attributes
    ----------
    xy_px
        Shape ``(n, 17, 2)``; NaN where nothing trustworthy was seen.
    person
        Shape ``(n,)``, frames in which a person was found.
    other_person
        Shape ``(n,)``, frames masked because somebody else was seen.
    swapped_frames
        Frames in which at least one left/right pair was put back.
    spikes
        Single points removed as spikes.
    torso_px
        Length of the upright torso, pixels; NaN where no torso was seen.
    """

    xy_px: FloatArray
    person: BoolArray
    other_person: BoolArray
    swapped_frames: int
    spikes: int
    torso_px: float


def repaired(stream: KeypointStream) -> Repaired:
    """Return the trusted points of an unmirrored recording, and what was repaired."""
    person, xy = seen_points(stream)
    size = upright_torso_px(xy)
    other = other_person_frames(stream.times_s, xy, size)
    xy[other] = np.nan
    xy, swapped = with_sides_put_back(xy, size)
    spikes = spike_points(stream.times_s, xy, size)
    xy[spikes] = np.nan
    return Repaired(
        xy_px=xy,
        person=person,
        other_person=other,
        swapped_frames=int(swapped.any(axis=1).sum()),
        spikes=int(spikes.sum()),
        torso_px=size,
    )


def seen_points(stream: KeypointStream) -> tuple[BoolArray, FloatArray]:
    """Return which frames hold a person ``(n,)``, and the points really seen ``(n, 17, 2)``."""
    size = np.array([stream.facts.image_width_px, stream.facts.image_height_px], dtype=float)
    with np.errstate(invalid="ignore"):
        inside = (
            (stream.xy_px >= -OUTSIDE_MARGIN * size) & (stream.xy_px <= (1 + OUTSIDE_MARGIN) * size)
        ).all(axis=2)
    seen = inside & (stream.scores >= MIN_SCORE)
    found = stream.scores >= MIN_SCORE
    total = np.where(found, stream.scores, 0.0).sum(axis=1)
    mean_score = total / np.maximum(found.sum(axis=1), 1)
    person = (mean_score >= MIN_POSE_SCORE) & (seen.sum(axis=1) >= 4)  # noqa: PLR2004 - as the tracker's minimum
    xy = np.where((seen & person[:, None])[..., None], stream.xy_px, np.nan)
    return person, xy


def upright_torso_px(xy: FloatArray) -> float:
    """Return the 80th percentile of the torso's length: upright and not foreshortened."""
    lengths = torso_px(xy)
    lengths = lengths[np.isfinite(lengths) & (lengths > 0)]
    return float(np.percentile(lengths, 80)) if lengths.size else float("nan")


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


def spike_points(times_s: FloatArray, xy: FloatArray, size_px: float) -> BoolArray:
    """Return which points ``(n, 17)`` are spikes, by a Hampel filter with k = 3.

    The window is 0.1 s to either side, and three frames where they are further apart.
    """
    if len(xy) < 3 or not np.isfinite(size_px):  # noqa: PLR2004 - the smallest window
        return np.zeros(xy.shape[:2], dtype=bool)
    step_s = float(np.median(np.diff(times_s)))
    half = max(1, min(3, round(HAMPEL_HALF_WINDOW_S / step_s)))
    least = (MIN_SPIKE_TORSO if half > 1 else MIN_SPIKE_TORSO_SLOW) * size_px
    flat = xy.reshape(len(xy), -1)
    filled = _held(flat)
    spike = np.zeros(flat.shape, dtype=bool)
    # Only what leaves the line between its neighbours can be a spike, and that is rare.
    frames, columns = np.nonzero((_bent(filled) > least) & np.isfinite(flat))
    if frames.size == 0:
        return np.asarray(spike.reshape(xy.shape).any(axis=2))
    window = np.arange(-half, half + 1)
    last = len(xy) - 1
    beside = np.clip(frames[:, None] + window, 0, last)
    around = np.clip(beside[..., None] + window, 0, last)
    medians = np.median(filled[around, columns[:, None, None]], axis=2)
    deviations = np.abs(filled[beside, columns[:, None]] - medians)
    spread = MAD_TO_SD * np.median(deviations, axis=1)
    own = deviations[:, half]
    spike[frames, columns] = (own > HAMPEL_K * spread) & (own > least)
    return np.asarray(spike.reshape(xy.shape).any(axis=2))


def _bent(values: FloatArray) -> FloatArray:
    """Return how far each sample, or one beside it, is off the line of its neighbours.

    A quick limb is far from the median of its window, but on the way between its
    neighbours; a spike is not.
    """
    off = np.zeros_like(values)
    off[1:-1] = np.abs(values[1:-1] - (values[:-2] + values[2:]) / 2)
    beside = off.copy()
    beside[1:] = np.maximum(beside[1:], off[:-1])
    beside[:-1] = np.maximum(beside[:-1], off[1:])
    # The first and the last sample have one neighbour only.
    beside[0] = np.maximum(beside[0], np.abs(values[0] - values[1]))
    beside[-1] = np.maximum(beside[-1], np.abs(values[-1] - values[-2]))
    return beside


def _held(values: FloatArray) -> FloatArray:
    """Return columns with NaN replaced by the last seen value, or the first one."""
    index = np.where(np.isfinite(values), np.arange(len(values))[:, None], -1)
    last = np.maximum.accumulate(index, axis=0)
    first = np.argmax(np.isfinite(values), axis=0)
    held = np.take_along_axis(values, np.where(last < 0, first[None, :], last), axis=0)
    return np.nan_to_num(held)
