"""From one signal to its repetitions: clean, find levels, walk, judge, and compare."""

from dataclasses import replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.smoothing import GRID_HZ, REPETITION_CUTOFF_HZ, low_passed, without_gaps
from pose.stream import FloatArray
from scoring.protocols import RepetitionRule
from scoring.repetitions.agreement import LEAST_RHYTHM_SHARE, ROUGH_CONFIDENCE, confidence
from scoring.repetitions.clearness import is_plain
from scoring.repetitions.excursions import Excursion, excursions
from scoring.repetitions.judging import attempt, sorted_out, usual_reach
from scoring.repetitions.levels import (
    OUT_OF_RANGE_SHARES,
    PROMINENT_SHARE,
    START_POSE_S,
    Levels,
    found_levels,
)
from scoring.repetitions.model import Repetition, Repetitions, runs
from scoring.repetitions.onset import middles_of_peaks
from scoring.repetitions.rhythm import Rhythm, beats, found_rhythm, roughness

MAX_HIDDEN_S: Final = 1.0
"""A movement that is hidden for longer cannot be called one repetition."""
SPIKE_DEVIATIONS: Final = 5.0
SPIKE_SHARE: Final = 0.1
"""A spike stands out by so many usual deviations and by this share of the range more."""
GLITCH_MARGIN_FRAMES: Final = 6
ROUGH_SHARE: Final = 0.065
"""Rough signals of real sensors measured 0.08 and more, usable ones 0.05 and less."""
LEAST_PERIODICITY: Final = 0.3
NEARLY_SURE: Final = 0.9
HIDES_SHARE: Final = 0.5
HIDDEN_CONFIDENCE: Final = 0.75
"""What a count is worth at most when a gap is half as long as a usual repetition."""


def found_repetitions(values: FloatArray, rule: RepetitionRule) -> Repetitions:
    """Return the repetitions in a signal that is low at rest and high at the peak.

    Where a sensor loses the body so often that the signal is rough, and the countings
    disagree, the count is that of the signal's rhythm, and its confidence is low.

    Parameters
    ----------
    values
        Shape ``(n,)`` at `GRID_HZ`; NaN where not seen or not in place.
    rule
        Levels and least range.
    """
    seen = np.isfinite(values)
    if seen.sum() < START_POSE_S * GRID_HZ:
        return Repetitions((), (), float("nan"), 0.0, 0)
    steady = without_spikes(values if seen.all() else without_gaps(values[:, None])[:, 0])
    smooth = low_passed(steady, REPETITION_CUTOFF_HZ)
    levels = found_levels(_with_long_gaps_open(smooth, seen), rule.min_range)
    if levels.drift_per_frame:
        smooth = smooth - levels.drift_per_frame * np.arange(len(smooth))
        levels = found_levels(_with_long_gaps_open(smooth, seen), rule.min_range)
    line = _with_long_gaps_open(smooth, seen)
    inside = _Inside(smooth, seen, levels)
    if levels.typical_range < rule.min_range:
        return _nothing(levels, inside.rhythm, rule)
    height = (line - levels.rest) / levels.typical_range
    moves = excursions(height, rule)
    if not moves:
        return found_repetitions(_without_glitches(values, height), rule)
    reach = usual_reach(moves, rule, lambda: inside.is_rough)
    complete, others = sorted_out(moves, reach)
    found = Repetitions(
        _repetitions(height, complete),
        tuple(sorted((attempt(*one) for one in others), key=lambda one: one.start_frame)),
        levels.rest,
        levels.typical_range,
        levels.prominent_peaks,
        reach_level=reach,
        confidence=1.0,
    )
    if not complete:  # and yet something moved as far as a repetition does
        return replace(found, confidence=0.0)
    if not is_plain(height, complete, levels.prominent_peaks):
        found = _checked_by_rhythm(found, inside)
    return found if seen.all() else _less_sure_where_hidden(found, seen)


class _Inside:
    """The seen part of a signal, cut where it leaves the range of the movement."""

    def __init__(self, smooth: FloatArray, seen: NDArray[np.bool_], levels: Levels) -> None:
        self.first, after = int(seen.argmax()), len(seen) - int(seen[::-1].argmax())
        low, high = (levels.rest + share * levels.typical_range for share in OUT_OF_RANGE_SHARES)
        self.values = np.minimum(np.maximum(smooth[self.first : after], low), high)
        self.typical_range = levels.typical_range

    @cached_property
    def rhythm(self) -> Rhythm:
        return found_rhythm(self.values)

    @cached_property
    def is_rough(self) -> bool:
        """Whether the signal jumps so much that its levels say little."""
        return roughness(self.values, self.rhythm) >= ROUGH_SHARE * self.typical_range


def without_spikes(values: FloatArray) -> FloatArray:
    """Return ``values`` with one or two wild samples in a row replaced by their neighbours'.

    Wild is further from the median of five samples than `SPIKE_DEVIATIONS` of the usual
    deviation and `SPIKE_SHARE` of the signal's range.
    """
    some = values[::3]  # a third of them tells the same, much faster
    low, high = int(0.05 * len(some)), int(0.95 * len(some))
    ordered = np.partition(some, [low, high])
    least = SPIKE_SHARE * (ordered[high] - ordered[low])
    if np.abs(values[1:] - values[:-1]).max() <= least:
        return values  # nothing jumps
    middle = _median_of_five(np.concatenate([values[1::-1], values, values[:-3:-1]]))
    away = np.abs(values - middle)
    some = away[::3]
    usual = float(np.partition(some, len(some) // 2)[len(some) // 2])
    return np.where(away > SPIKE_DEVIATIONS * 1.4826 * usual + least, middle, values)


def _median_of_five(padded: FloatArray) -> FloatArray:
    """Return the median of every five samples in a row, by comparisons alone."""
    a, b, c, d, e = (padded[shift : len(padded) - 4 + shift] for shift in range(5))
    low = np.maximum(np.minimum(a, b), np.minimum(c, d))
    high = np.minimum(np.maximum(a, b), np.maximum(c, d))
    return np.asarray(np.maximum(np.minimum(low, high), np.minimum(np.maximum(low, high), e)))


def _without_glitches(values: FloatArray, height: FloatArray) -> FloatArray:
    """Return ``values`` without what is as high as a movement and too short to be one.

    A sensor that begins somewhere else for a few frames would otherwise be the measure of
    what is usual.
    """
    with np.errstate(invalid="ignore"):
        starts, ends = runs(height > PROMINENT_SHARE)
    masked = values.copy()
    for start, end in zip(starts, ends, strict=True):
        masked[max(start - GLITCH_MARGIN_FRAMES, 0) : end + GLITCH_MARGIN_FRAMES] = np.nan
    return masked


def _with_long_gaps_open(smooth: FloatArray, seen: NDArray[np.bool_]) -> FloatArray:
    """Return ``smooth`` with NaN where nothing was seen for longer than `MAX_HIDDEN_S`."""
    if seen.all():
        return smooth
    starts, ends = runs(~seen)
    inner = (starts > 0) & (ends < len(smooth))
    short = inner & (ends - starts <= MAX_HIDDEN_S * GRID_HZ)
    opened = smooth.copy()
    for start, end in zip(starts[~short], ends[~short], strict=True):
        opened[start:end] = np.nan
    return opened


def _repetitions(height: FloatArray, complete: list[Excursion]) -> tuple[Repetition, ...]:
    if not complete:
        return ()
    spans = np.array([(one.start_frame, one.end_frame) for one in complete])
    shares = np.array([one.share for one in complete])
    peaks = middles_of_peaks(height, spans[:, 0], spans[:, 1], shares)
    return tuple(
        Repetition(one.start_frame, peak, one.end_frame)
        for one, peak in zip(complete, peaks.tolist(), strict=True)
    )


def _nothing(levels: Levels, rhythm: Rhythm, rule: RepetitionRule) -> Repetitions:
    """Return what is said of a signal that moves less than the least range."""
    # The nearer to the least range, the less sure it is that nothing moved.
    sure = confidence([], 0, rhythm, GRID_HZ) * (1.0 - levels.typical_range / rule.min_range)
    return Repetitions((), (), levels.rest, levels.typical_range, 0, confidence=sure)


def _less_sure_where_hidden(found: Repetitions, seen: NDArray[np.bool_]) -> Repetitions:
    """Return what was found, less sure where a gap among repetitions may hide another."""
    first, last = found.complete[0].start_frame, found.complete[-1].end_frame
    starts, ends = runs(~seen[first:last])
    lengths = np.sort([one.end_frame - one.start_frame for one in found.complete])
    if len(starts) == 0 or (ends - starts).max() < HIDES_SHARE * lengths[len(lengths) // 2]:
        return found
    return replace(found, confidence=found.confidence * HIDDEN_CONFIDENCE)


def _checked_by_rhythm(found: Repetitions, inside: _Inside) -> Repetitions:
    """Return what was found and how sure it is, or what the rhythm says of a rough signal."""
    starts = [one.start_frame for one in found.complete]
    sure = confidence(starts, found.prominent_peaks, inside.rhythm, GRID_HZ)
    found = replace(found, confidence=sure)
    if sure == 1.0 or inside.rhythm.periodicity < LEAST_PERIODICITY or not inside.is_rough:
        return found
    return _by_rhythm(found, inside)


def _by_rhythm(found: Repetitions, inside: _Inside) -> Repetitions:
    """Return what the signal's rhythm says where its levels cannot be trusted.

    What was found stays where the rhythm can only be that of sets with pauses between them.
    """
    complete = tuple(
        Repetition(*(inside.first + frame for frame in one))
        for one in beats(inside.values, inside.rhythm)
    )
    if len(complete) < LEAST_RHYTHM_SHARE * len(found.complete):
        if found.confidence >= NEARLY_SURE:
            return found
        return replace(found, confidence=min(found.confidence, ROUGH_CONFIDENCE))
    starts = [one.start_frame for one in complete]
    sure = confidence(starts, found.prominent_peaks, inside.rhythm, GRID_HZ)
    return replace(found, complete=complete, attempts=(), confidence=min(sure, ROUGH_CONFIDENCE))
