"""Finds complete repetitions: a state machine on the recording's own levels.

The rest level is the recording's own start pose where it agrees with the low end of the
whole recording; the typical peak is the median of its prominent peaks.  A movement that
starts at rest, passes the upper level and comes back to rest is a repetition.  What only
gets half-way, starts before the recording, or is cut off by its end is reported and not
counted.
"""

import itertools
import math
import operator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal as scipy_signal

from pose.smoothing import GRID_HZ, REPETITION_CUTOFF_HZ, low_passed, without_gaps
from pose.stream import FloatArray
from scoring.protocols import RepetitionRule

MAX_HIDDEN_S: Final = 1.0
"""A movement that is hidden for longer cannot be called one repetition."""
START_POSE_S: Final = 1.0
BACK_SHARE: Final = 0.12
BACK_FOR_S: Final = 1.0
"""The last movement is back when it comes below this share, or stays low for this long."""
NEAR_REST_S: Final = 3.0
MOST_ONSET_FRAMES: Final = int(5.0 * GRID_HZ)
RESTING_S: Final = 0.2
"""A movement rests where its mean over this time is lowest, within `NEAR_REST_S` of it."""
NEAR_PEAK_SHARE: Final = 0.95
PROMINENT_SHARE: Final = 0.5
"""Peaks at least half as high as the highest one tell what is typical."""
MANY_PEAKS: Final = 4
START_AGREES_SHARE: Final = 0.15


@dataclass(frozen=True)
class Repetition:
    """One complete repetition as frames of the uniform grid, ``[start, end)``."""

    start_frame: int
    peak_frame: int
    end_frame: int


@dataclass(frozen=True)
class Attempt:
    """A movement that is not counted, and why."""

    kind: str
    start_frame: int
    end_frame: int
    detail: str


@dataclass(frozen=True)
class Repetitions:
    """What was found in one signal.

    Attributes
    ----------
    rest, typical_range
        The rest level and the typical peak above it, in the signal's unit.
    prominent_peaks
        Count by prominence alone: an independent second opinion.
    """

    complete: tuple[Repetition, ...]
    attempts: tuple[Attempt, ...]
    rest: float
    typical_range: float
    prominent_peaks: int


def found_repetitions(values: FloatArray, rule: RepetitionRule) -> Repetitions:
    """Return the repetitions in a signal that is low at rest and high at the peak.

    Parameters
    ----------
    values
        Shape ``(n,)`` at `GRID_HZ`; NaN where not seen or not in place.
    rule
        Levels and least range.
    """
    smooth = low_passed(values, REPETITION_CUTOFF_HZ)
    known = np.isfinite(smooth)
    if known.sum() < START_POSE_S * GRID_HZ:
        return Repetitions((), (), float("nan"), 0.0, 0)
    line = _with_short_gaps_closed(smooth)
    rest = rest_level(line)
    typical, prominent = _typical_range(line, rest, rule)
    if typical < rule.min_range:
        return Repetitions((), (), rest, typical, 0)
    height = (line - rest) / typical
    complete, attempts = _walked(height, rule)
    return Repetitions(tuple(complete), tuple(attempts), rest, typical, prominent)


def rest_level(values: FloatArray) -> float:
    """Return the level of rest: the start pose, where it is near the lowest tenth."""
    known = values[np.isfinite(values)]
    low, high = np.percentile(known, [10, 99])
    start = float(np.median(known[: int(START_POSE_S * GRID_HZ)]))
    agrees = abs(start - low) <= START_AGREES_SHARE * (high - low)
    return start if agrees else float(low)


def _with_short_gaps_closed(values: FloatArray) -> FloatArray:
    """Return ``values`` with gaps up to `MAX_HIDDEN_S` closed by straight lines."""
    missing = np.isnan(values)
    starts, ends = runs(missing)
    inner = (starts > 0) & (ends < len(values)) & (ends - starts <= MAX_HIDDEN_S * GRID_HZ)
    closed = values.copy()
    filled = without_gaps(values[:, None])[:, 0]
    for start, end in zip(starts[inner], ends[inner], strict=True):
        closed[start:end] = filled[start:end]
    return closed


def runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return starts and ends ``[start, end)`` of the stretches in which ``mask`` holds."""
    edges = np.diff(np.concatenate([[0], mask.astype(np.int8), [0]]))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _typical_range(line: FloatArray, rest: float, rule: RepetitionRule) -> tuple[float, int]:
    """Return the typical height of a peak above rest, and how many prominent peaks there are."""
    filled = np.where(np.isfinite(line), line, rest)
    highest = float(np.nanpercentile(line, 99)) - rest
    # Rest on either side lets a movement at the very edge be a peak too.
    padded = np.concatenate([[rest], filled, [rest]])
    peaks, _ = scipy_signal.find_peaks(
        padded, prominence=max(rule.min_range / 2, 0.25 * max(highest, 0.0))
    )
    if peaks.size == 0:
        return max(highest, 0.0), 0
    heights = np.sort(padded[peaks] - rest)
    # Of four and more, a single one that towers over all others is no measure for them.
    highest = heights[-2] if len(heights) >= MANY_PEAKS else heights[-1]
    typical = float(np.median(heights[heights >= PROMINENT_SHARE * highest]))
    return typical, _separate_peaks(filled, PROMINENT_SHARE * typical)


def _separate_peaks(values: FloatArray, prominence: float) -> int:
    """Return how many prominent peaks there are, a plateau of equal samples being one.

    Two samples of exactly the same height do not lower each other's prominence, so
    neighbours count as two only with a valley between them.
    """
    peaks, _ = scipy_signal.find_peaks(values, prominence=prominence)
    if len(peaks) == 0:
        return 0
    valleys = np.minimum.reduceat(values, peaks)[:-1]
    lower = np.minimum(values[peaks[:-1]], values[peaks[1:]])
    return 1 + int((lower - valleys >= prominence).sum())


def _walked(height: FloatArray, rule: RepetitionRule) -> tuple[list[Repetition], list[Attempt]]:
    """Return complete repetitions and attempts in a signal scaled to rest 0, typical peak 1."""
    with np.errstate(invalid="ignore"):
        starts, ends = _split_at_turns(height, *runs(height > rule.leave_level), rule)
    complete: list[Repetition] = []
    attempts: list[Attempt] = []
    taken = np.zeros(len(height), dtype=bool)
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        before = int(ends[index - 1]) if index else 0
        after = int(starts[index + 1]) if index + 1 < len(starts) else len(height)
        reached = bool(np.nanmax(height[start:end]) >= rule.reach_level)
        began_at_rest = bool(start > 0 and np.isfinite(height[start - 1]))
        came_back = _came_back(height[end:after], is_last=after == len(height))
        inside = height[start:end]
        first = start - _frames_to_onset(inside, height[before:start][::-1], rule)
        last = max(end, end - 1 + _frames_to_onset(inside[::-1], height[end:after], rule))
        taken[first:last] = True
        if (last - first) < rule.min_duration_s * GRID_HZ:
            continue
        if reached and began_at_rest and came_back:
            peak = first + _middle_of_peak(height[first:last])
            complete.append(Repetition(int(first), int(peak), int(last)))
        else:
            attempts.append(
                _attempt(int(first), int(last), reached=reached, began_at_rest=began_at_rest)
            )
    return complete, sorted(
        attempts + _small_attempts(height, rule, taken), key=lambda one: one.start_frame
    )


def _came_back(away: FloatArray, *, is_last: bool) -> bool:
    """Whether a movement is back at rest, and not merely on its way when it was last seen."""
    seen = np.isfinite(away)
    if seen.all() and not is_last:
        return True
    until = len(away) if seen.all() else int(np.argmin(seen))
    stayed = until >= BACK_FOR_S * GRID_HZ
    return stayed or bool(until and away[:until].min() <= BACK_SHARE)


def _split_at_turns(
    height: FloatArray, starts: NDArray[np.intp], ends: NDArray[np.intp], rule: RepetitionRule
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return stretches split where a movement came back far and went out again."""
    if rule.turn_share is None:
        return starts, ends
    turns = [
        start + scipy_signal.find_peaks(-height[start:end], prominence=rule.turn_share)[0]
        for start, end in zip(starts, ends, strict=True)
        if _has_a_dent(height[start:end], rule.turn_share)
    ]
    extra = np.concatenate([np.empty(0, dtype=np.intp), *turns])
    return np.sort(np.concatenate([starts, extra])), np.sort(np.concatenate([ends, extra]))


def _has_a_dent(height: FloatArray, depth: float) -> bool:
    """Whether something in ``height`` lies this far below what is on both sides of it."""
    left = np.maximum.accumulate(height)
    right = np.maximum.accumulate(height[::-1])[::-1]
    return bool((np.minimum(left, right) - height >= depth).any())


def _small_attempts(
    height: FloatArray, rule: RepetitionRule, taken: NDArray[np.bool_]
) -> list[Attempt]:
    """Return movements that did not even leave the lower level."""
    with np.errstate(invalid="ignore"):
        starts, ends = runs(height > rule.attempt_level)
    return [
        _attempt(int(start), int(end), reached=False, began_at_rest=bool(start > 0))
        for start, end in zip(starts, ends, strict=True)
        if not taken[start:end].any() and end - start >= rule.min_duration_s * GRID_HZ
    ]


def _attempt(first: int, last: int, *, reached: bool, began_at_rest: bool) -> Attempt:
    if not began_at_rest:
        return Attempt(
            "getting_into_position", first, last, "Began before the start position was seen."
        )
    if not reached:
        return Attempt(
            "incomplete_repetition", first, last, "Turned back before the usual end position."
        )
    return Attempt(
        "incomplete_repetition", first, last, "Did not come back to the start while it was seen."
    )


def _frames_to_onset(inside: FloatArray, away: FloatArray, rule: RepetitionRule) -> int:
    """Return the frames from a movement's outermost sample outwards to where it began.

    The first sign of a movement drowns in noise, and a level that does not drown is
    passed late.  So the onset is extrapolated: near its rest a movement grows as a power
    of time, and the root of it as a straight line, which is known at two levels.  The
    onset is never further away than the last rest that was seen.

    Parameters
    ----------
    inside, away
        Shares of the usual range from the border inwards, and from the border outwards.
    """
    # Plain lists: a few dozen samples, for which each array operation would cost more.
    outwards: list[float] = list(
        itertools.takewhile(math.isfinite, away[:MOST_ONSET_FRAMES].tolist())
    )
    if not outwards:
        return 0
    rest = _resting_share(outwards[: int(NEAR_REST_S * GRID_HZ)])
    low, high = (rest + level * (1.0 - rest) for level in rule.onset_levels)
    reached = np.flatnonzero(inside >= high)
    border = int(reached[0]) if reached.size else 0
    line: list[float] = [*inside[border::-1].tolist(), *outwards]
    inner, outer = _crossing(line, high), _crossing(line, low)
    low_root, high_root = (level ** (1.0 / rule.onset_order) for level in rule.onset_levels)
    onset = outer + (outer - inner) * low_root / (high_root - low_root)
    after = line[int(outer) :]
    least = max(rest, min(after))
    at_rest = int(outer) + next(index for index, share in enumerate(after) if share <= least)
    return max(round(float(min(onset, at_rest))) - border, 0)


def _resting_share(shares: list[float]) -> float:
    """Return the lowest mean over `RESTING_S`."""
    window = min(int(RESTING_S * GRID_HZ), len(shares))
    total = list(itertools.accumulate(shares, initial=0.0))
    lowest: float = min(map(operator.sub, total[window:], total))
    return lowest / window


def _crossing(line: list[float], level: float) -> float:
    """Return the place, in samples, where a falling line passes ``level``, or its lowest."""
    for index, share in enumerate(line):
        if share <= level:
            before = line[index - 1] if index else share
            return index - (level - share) / (before - share) if before > share else float(index)
    return float(line.index(min(line)))


def _middle_of_peak(height: FloatArray) -> int:
    """Return the middle of the time spent near the peak: steady under noise and holds."""
    top = float(np.nanmax(height))
    with np.errstate(invalid="ignore"):
        near = np.flatnonzero(height >= NEAR_PEAK_SHARE * top)
    return int(near[0] + near[-1]) // 2
