"""From one signal to its repetitions: clean, find levels, walk, judge, and compare."""

from dataclasses import replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.smoothing import GRID_HZ, REPETITION_CUTOFF_HZ, low_passed, without_gaps
from pose.stream import FloatArray
from scoring.protocols import RepetitionRule
from scoring.repetitions.agreement import LEAST_RHYTHM_SHARE, ROUGH_CONFIDENCE, confidence
from scoring.repetitions.excursions import Excursion, excursions
from scoring.repetitions.judging import attempt, sorted_out, usual_reach
from scoring.repetitions.levels import (
    OUT_OF_RANGE_SHARES,
    PROMINENT_SHARE,
    START_POSE_S,
    Levels,
    found_levels,
)
from scoring.repetitions.model import Attempt, Repetition, Repetitions, runs
from scoring.repetitions.onset import middle_of_peak
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
    inside = _within_range(smooth, seen, levels)
    rhythm = found_rhythm(inside)
    if levels.typical_range < rule.min_range:
        nothing = _result([], [], replace(levels, prominent_peaks=0), rhythm)
        # The nearer to the least range, the less sure it is that nothing moved.
        sure = nothing.confidence * (1.0 - levels.typical_range / rule.min_range)
        return replace(nothing, confidence=sure)
    height = (line - levels.rest) / levels.typical_range
    moves = excursions(height, rule)
    if not moves:
        return found_repetitions(_without_glitches(values, height), rule)

    @cache
    def is_rough() -> bool:
        return roughness(inside, rhythm) >= ROUGH_SHARE * levels.typical_range

    reach = usual_reach(moves, rule, is_rough)
    complete, others = sorted_out(moves, reach)
    attempts = [attempt(*one) for one in others]
    found = _result([_repetition(height, one) for one in complete], attempts, levels, rhythm, reach)
    if not complete:  # and yet something moved as far as a repetition does
        return replace(found, confidence=0.0)
    if found.confidence < 1.0 and rhythm.periodicity >= LEAST_PERIODICITY and is_rough():
        found = _by_rhythm(found, inside, int(seen.argmax()), rhythm)
    return found if seen.all() else _less_sure_where_hidden(found, seen)


def _within_range(smooth: FloatArray, seen: NDArray[np.bool_], levels: Levels) -> FloatArray:
    """Return the seen part of a signal, cut where it leaves the range of the movement."""
    first, after = int(seen.argmax()), len(seen) - int(seen[::-1].argmax())
    low, high = (levels.rest + share * levels.typical_range for share in OUT_OF_RANGE_SHARES)
    return np.minimum(np.maximum(smooth[first:after], low), high)


def without_spikes(values: FloatArray) -> FloatArray:
    """Return ``values`` with one or two wild samples in a row replaced by their neighbours'.

    Wild is further from the median of five samples than `SPIKE_DEVIATIONS` of the usual
    deviation and `SPIKE_SHARE` of the signal's range.
    """
    low, high = int(0.05 * len(values)), int(0.95 * len(values))
    ordered = np.partition(values, [low, high])
    least = SPIKE_SHARE * (ordered[high] - ordered[low])
    if np.abs(values[1:] - values[:-1]).max() <= least:
        return values  # nothing jumps
    middle = _median_of_five(np.concatenate([values[1::-1], values, values[:-3:-1]]))
    away = np.abs(values - middle)
    some = away[::3]  # a third of them tells the same, much faster
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


def _repetition(height: FloatArray, one: Excursion) -> Repetition:
    peak = one.start_frame + middle_of_peak(height[one.start_frame : one.end_frame], one.share)
    return Repetition(one.start_frame, peak, one.end_frame)


def _result(
    complete: list[Repetition],
    attempts: list[Attempt],
    levels: Levels,
    rhythm: Rhythm,
    reach_level: float = float("nan"),
) -> Repetitions:
    starts = [one.start_frame for one in complete]
    return Repetitions(
        tuple(complete),
        tuple(sorted(attempts, key=lambda one: one.start_frame)),
        levels.rest,
        levels.typical_range,
        levels.prominent_peaks,
        reach_level=reach_level,
        period_s=rhythm.period_s,
        periodicity=rhythm.periodicity,
        confidence=confidence(starts, levels.prominent_peaks, rhythm, GRID_HZ),
    )


def _less_sure_where_hidden(found: Repetitions, seen: NDArray[np.bool_]) -> Repetitions:
    """Return what was found, less sure where a gap among repetitions may hide another."""
    first, last = found.complete[0].start_frame, found.complete[-1].end_frame
    starts, ends = runs(~seen[first:last])
    lengths = np.sort([one.end_frame - one.start_frame for one in found.complete])
    if len(starts) == 0 or (ends - starts).max() < HIDES_SHARE * lengths[len(lengths) // 2]:
        return found
    return replace(found, confidence=found.confidence * HIDDEN_CONFIDENCE)


def _by_rhythm(found: Repetitions, inside: FloatArray, first: int, rhythm: Rhythm) -> Repetitions:
    """Return what the signal's rhythm says where its levels cannot be trusted.

    What was found stays where the rhythm can only be that of sets with pauses between them.
    """
    complete = tuple(
        Repetition(first + start, first + peak, first + end)
        for start, peak, end in beats(inside, rhythm)
    )
    if len(complete) < LEAST_RHYTHM_SHARE * len(found.complete):
        if found.confidence >= NEARLY_SURE:
            return found
        return replace(found, confidence=min(found.confidence, ROUGH_CONFIDENCE))
    starts = [one.start_frame for one in complete]
    sure = confidence(starts, found.prominent_peaks, rhythm, GRID_HZ)
    return replace(found, complete=complete, attempts=(), confidence=min(sure, ROUGH_CONFIDENCE))
