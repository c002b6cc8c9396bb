"""Tests against the clock: how many in a time, and how long for a number."""

from typing import Final

import numpy as np

from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.combined import Measured, sppb_chair_stand
from scoring.counting import Counted, times_of
from scoring.metrics.held import held_extreme
from scoring.metrics.intervals import grade
from scoring.metrics.points import combined_metric
from scoring.movement import Movement
from scoring.protocols import TimingRule
from scoring.refusals import refusal
from scoring.report import FAIR, GOOD, Event, Metric

START_SD_S: Final = 0.15
"""Uncertainty of the first moment of a movement; see `scoring.metrics.tempo`."""
SPPB_STANDS: Final = 5
MORE_THAN_HALF: Final = 0.5
IN_WINDOW: Final = (
    "Complete repetitions within {window:g} s of the first movement; one that is more than half-way "
    "up when the time is over counts. A stop watch starts at the word “go”, before the movement."
)
WINDOW_INTERVAL: Final = (
    "Counts with the clock {sd:g} s earlier and later, and of the second signal."
)
SEATED_AGAIN: Final = (
    "Time from the first movement until the {number}th repetition is back at rest (seated again). "
    "A stop watch starts at the word “go”, before the movement."
)
UP_LEVELS: Final = (0.6, 0.9)
UP_ORDER: Final = 4.0
"""Standing is extrapolated as the onset of a movement is: near its end the rest of the way
shrinks as this power of time, and its root as a straight line through two levels."""
UP_AGAIN: Final = (
    "Time from the first movement until the {number}th repetition is up (standing), extrapolated "
    "from two levels of the rise, as the Short Physical Performance Battery ends it."
)
TIME_INTERVAL: Final = "95 %: one frame and the extrapolated moments at either end."


def window_event(movement: Movement, start_s: float, window_s: float) -> Event:
    """Return the event that marks the time that counts, and says where it was cut off."""
    last_s = float(movement.times_s[-1])
    said = f"The {window_s:g} s that count."
    if start_s + window_s > last_s:
        said = f"Only {last_s - start_s:.1f} of the {window_s:g} s that count were recorded."
    return Event("timed_window", start_s, min(start_s + window_s, last_s), said)


def timed_metrics(
    movement: Movement, counted: Counted, rule: TimingRule
) -> tuple[list[Metric], list[Event]]:
    """Return what a test against the clock gives, and the event that marks its window."""
    found = counted.overall.complete
    start_s = times_of(movement, found[0])[0]
    metrics: list[Metric] = []
    events: list[Event] = []
    if rule.window_s is not None:
        metrics.append(count_in_window(movement, counted, start_s, rule.window_s))
        events.append(window_event(movement, start_s, rule.window_s))
    if rule.repetitions is not None:
        metrics += times_for(movement, counted, start_s, rule.repetitions)
    return metrics, events


def count_in_window(
    movement: Movement, counted: Counted, start_s: float, window_s: float
) -> Metric:
    """Return how many repetitions lie in the window, refused where it was not recorded whole."""
    source = IN_WINDOW.format(window=window_s)
    recorded_s = float(movement.times_s[-1]) - start_s
    if recorded_s < window_s - 0.5:
        why = refusal(
            "too_short",
            f"{recorded_s:.1f} s were recorded after the first movement; {window_s:g} s are needed.",
        )
        return Metric("window_repetitions", None, "{#}", 0, source, quality=None, refusal=why)
    counts = [
        _inside(movement, counted, start_s + window_s + shift_s)
        for shift_s in (-START_SD_S, 0.0, START_SD_S)
    ]
    bounds = [counts[0], counts[2]]
    second = counted.second
    if second is not None and len(second.complete) != len(counted.overall.complete):
        bounds.append(counts[1] + len(second.complete) - len(counted.overall.complete))
    return Metric(
        key="window_repetitions",
        value=float(counts[1]),
        unit="{#}",
        n=counts[1],
        low=float(max(min(bounds), 0)),
        high=float(max(bounds)),
        quality=GOOD if len(set(bounds)) == 1 else FAIR,
        source=source,
        interval=WINDOW_INTERVAL.format(sd=START_SD_S),
    )


def _inside(movement: Movement, counted: Counted, end_s: float) -> int:
    """Return how many repetitions count at ``end_s``: over, or more than half-way up."""
    count = 0
    found = counted.overall
    spans = [(one.start_frame, one.end_frame) for one in found.complete]
    # The one that is under way when the time is over may never come back.
    spans += [(one.start_frame, one.end_frame) for one in found.attempts]
    complete = {one.start_frame for one in found.complete}
    last = len(movement.times_s) - 1
    for start, end in spans:
        if movement.times_s[min(end, last)] <= end_s:
            count += start in complete
        elif movement.times_s[start] < end_s:
            until = int(np.searchsorted(movement.times_s, end_s))
            now = counted.signal[start : until + 1]
            height = (now - found.rest) / found.typical_range
            known = height[np.isfinite(height)]
            count += bool(known.size and known.max() > MORE_THAN_HALF)
    return count


def times_for(movement: Movement, counted: Counted, start_s: float, number: int) -> list[Metric]:
    """Return how long ``number`` repetitions take, by either rule of when they end.

    The last one need not come back for the rule that ends it standing.
    """
    ends = [times_of(movement, one)[2] for one in counted.overall.complete]
    times = [
        _time_metric(key, at_s, source.format(number=number), movement, (start_s, number))
        for key, at_s, source in (
            ("time_seated_again_s", ends, SEATED_AGAIN),
            ("time_up_again_s", moments_up_s(movement, counted), UP_AGAIN),
        )
    ]
    return [*times, *_chair_points(times[1], number)]


def _chair_points(up_again: Metric, number: int) -> list[Metric]:
    """Return the chair stand points of the SPPB, which ends at the fifth stand."""
    if number != SPPB_STANDS:
        return []
    time = None
    if up_again.value is not None and up_again.low is not None and up_again.high is not None:
        time = Measured(up_again.value, up_again.low, up_again.high)
    return [combined_metric(sppb_chair_stand(time), n=number)]


def moments_up_s(movement: Movement, counted: Counted) -> list[float]:
    """Return when each repetition is up, that which never came back among them, seconds."""
    found = counted.overall
    moments = []
    spans = [(one.start_frame, one.end_frame) for one in found.complete]
    spans += [(one.start_frame, one.end_frame) for one in found.attempts]
    for start, end in sorted(spans):
        risen = counted.signal[start : end + 1] - found.rest
        top = held_extreme(risen)
        if top >= found.reach_level * found.typical_range:
            start_s = float(movement.times_s[start])
            moments.append(start_s + _until_up_s(risen / top))
    return moments


def _until_up_s(share: FloatArray) -> float:
    """Return when a rise from 0 ends at 1, seconds after its first frame."""
    first, second = (_passed_at(share, level) for level in UP_LEVELS)
    first_root, second_root = ((1.0 - level) ** (1.0 / UP_ORDER) for level in UP_LEVELS)
    left = (second - first) * second_root / (first_root - second_root)
    return float(min(second + left, len(share) - 1.0)) / GRID_HZ


def _passed_at(share: FloatArray, level: float) -> float:
    """Return the frame, with its fraction, at which a rise first passes ``level``."""
    with np.errstate(invalid="ignore"):
        at = int(np.argmax(share >= level))
    before = share[at - 1] if at else np.nan
    return float(at - (share[at] - level) / (share[at] - before)) if before < level else float(at)


def _time_metric(
    key: str, moments_s: list[float], source: str, movement: Movement, asked: tuple[float, int]
) -> Metric:
    """Return the time from the start until as many as asked for are over."""
    start_s, number = asked
    if len(moments_s) < number:
        why = refusal(
            "not_enough_repetitions",
            f"{len(moments_s)} complete repetitions; {number} are needed.",
        )
        return Metric(key, None, "s", len(moments_s), source, quality=None, refusal=why)
    value = moments_s[number - 1] - start_s
    half = 1.96 * float(np.hypot(START_SD_S * 2**0.5, 1.0 / movement.fps))
    return Metric(
        key=key,
        value=value,
        unit="s",
        n=number,
        low=max(value - half, 0.0),
        high=value + half,
        quality=grade(coverage=movement.coverage, n=number, half_width=half, good_half_width=0.6),
        source=source,
        interval=TIME_INTERVAL,
    )
