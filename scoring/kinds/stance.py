"""Standing still on both feet: for how long, how the feet stand, how steadily."""

from dataclasses import replace
from typing import Final

import numpy as np

from pose.angles import trunk_lean_deg
from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.findings import Findings
from scoring.kinds.hold import end_s, hold_span, on_legs, start_s
from scoring.metrics.feet import FeetPlace, feet_place, still_spans
from scoring.metrics.hold import (
    RECORDING_END,
    TARGET_REACHED,
    TRUNK_LEANT,
    Hold,
    hold_half_width_s,
    hold_quality,
    seen_ankles,
)
from scoring.metrics.intervals import GOOD_COVERAGE
from scoring.metrics.sway import trunk_sway
from scoring.movement import Movement
from scoring.person import Person
from scoring.protocols import Protocol, StanceRule
from scoring.refusals import ScoringError
from scoring.repetitions import runs
from scoring.report import FAIR, GOOD, Event, Metric
from scoring.signals import Series

LEANT_FOR_S: Final = 0.2
APART_SD_HIP: Final = 0.06
"""Error of the distance between two ankles, hip widths, standard deviation; chosen by us."""
HIP_WIDTH_SD_RATIO: Final = 0.12
"""Spread of where hips are found beside where they are; chosen by us."""
SOURCE_HOLD: Final = (
    "Longest time with both feet in place: from the step into the stance, or the start of the "
    "recording, until a foot is more than {moved:g} shank lengths away, the trunk leans {lean:g} "
    "degrees further than before, {target:g} s have passed, or the recording ends."
)
INTERVAL_HOLD: Final = (
    "95 %: one frame and 0.065 s for the extrapolation at either end; a stance that was already "
    "held when the recording began, or still at its end, lasted at least so long."
)
SOURCE_APART: Final = (
    "Distance of the ankles across the picture in widths of the hips, median over the best hold. "
    "How far one foot is ahead of the other is not seen from the front."
)
INTERVAL_APART: Final = "95 %: where ankles and hips are found, chosen by us."


def score_stance(
    movement: Movement, protocol: Protocol, person: Person, side: str | None
) -> Findings:
    """Score the longest time that both feet stay in the protocol's stance."""
    del side  # both feet stand
    rule = protocol.stance
    if rule is None:
        raise ValueError(f"{protocol.key} has no stance rule")
    lean_deg = trunk_lean_deg(movement.xy_px)
    spans = [
        stopped(span, lean_deg, rule)
        for span in still_spans(movement, rule.foot_moved_shank, movement.in_place)
    ]
    spans = [span for span in spans if span.duration_s >= rule.min_hold_s]
    if not spans:
        raise ScoringError("feet_moved", f"The feet were never in place for {rule.min_hold_s:g} s.")
    places = [feet_place(movement, span) for span in spans]
    holds = [span for span, place in zip(spans, places, strict=True) if is_stance(place, rule)]
    if not holds:
        raise ScoringError("not_the_stance", other_stance(spans, places, rule, protocol))
    best = max(holds, key=lambda hold: hold.duration_s)
    sway, path = trunk_sway(best, movement, person)
    return Findings(
        metrics=(
            held_metric(holds, best, movement, rule),
            apart_metric(best, movement),
            *sway,
        ),
        series=(Series("trunk_lean_deg", None, "deg", lean_deg),),
        events=(*stance_events(holds, best, movement), *hidden_events(best, movement)),
        sway=path,
        hold=hold_span(best, movement),
    )


def stopped(span: Hold, lean_deg: FloatArray, rule: StanceRule) -> Hold:
    """Return a hold ended by the first of its step, its target and a trunk that leans."""
    ended = span
    lean = lean_deg[span.start_frame : span.end_frame]
    if np.isfinite(lean).any():
        with np.errstate(invalid="ignore"):
            leaning = np.abs(lean - np.nanmedian(lean)) > rule.max_lean_deg
        for start, end in zip(*runs(leaning), strict=True):
            if end - start >= LEANT_FOR_S * GRID_HZ:
                ended = replace(
                    span, end_frame=span.start_frame + int(start), stop_reason=TRUNK_LEANT
                )
                break
    target = span.start_frame + round(rule.target_s * GRID_HZ)
    if ended.end_frame >= target:
        return replace(span, end_frame=target, stop_reason=TARGET_REACHED)
    return ended


def is_stance(place: FeetPlace, rule: StanceRule) -> bool:
    """Whether the ankles are as far apart as the stance wants; ankles not seen are believed."""
    if not np.isfinite(place.apart_hip):
        return True
    narrowest = -np.inf if rule.narrowest_hip is None else rule.narrowest_hip
    widest = np.inf if rule.widest_hip is None else rule.widest_hip
    return bool(narrowest <= place.apart_hip <= widest)


def other_stance(
    spans: list[Hold], places: list[FeetPlace], rule: StanceRule, protocol: Protocol
) -> str:
    """Return how the feet stood instead, for the therapist."""
    longest = max(range(len(spans)), key=lambda index: spans[index].duration_s)
    low = 0.0 if rule.narrowest_hip is None else rule.narrowest_hip
    high = "any" if rule.widest_hip is None else f"{rule.widest_hip:g}"
    return (
        f"The ankles stood {places[longest].apart_hip:.2f} hip widths apart; "
        f"{protocol.title.lower()} needs {low:g} to {high}."
    )


def held_metric(holds: list[Hold], best: Hold, movement: Movement, rule: StanceRule) -> Metric:
    """Return the longest hold."""
    half_s = hold_half_width_s(movement.fps)
    return Metric(
        key="hold_s",
        value=best.duration_s,
        unit="s",
        n=len(holds),
        low=max(best.duration_s - half_s, 0.0),
        high=best.duration_s + half_s,
        at_least=best.lasted_longer,
        quality=hold_quality(movement, best),
        source=SOURCE_HOLD.format(
            moved=rule.foot_moved_shank, lean=rule.max_lean_deg, target=rule.target_s
        ),
        interval=INTERVAL_HOLD,
    )


def apart_metric(best: Hold, movement: Movement) -> Metric:
    """Return how far apart the ankles stand, hip widths."""
    apart = feet_place(movement, best).apart_hip
    if not np.isfinite(apart):
        why = ScoringError("view_cannot_measure", "One ankle was hidden all the time.").refusal
        return Metric(
            key="ankle_distance_hip",
            value=None,
            unit="{hip}",
            n=0,
            quality=None,
            source=SOURCE_APART,
            refusal=why,
        )
    half = 1.96 * float(np.hypot(APART_SD_HIP, HIP_WIDTH_SD_RATIO * apart))
    return Metric(
        key="ankle_distance_hip",
        value=apart,
        unit="{hip}",
        n=1,
        low=max(apart - half, 0.0),
        high=apart + half,
        quality=GOOD if seen_ankles(movement, best) >= GOOD_COVERAGE else FAIR,
        source=SOURCE_APART,
        interval=INTERVAL_APART,
    )


def stance_events(holds: list[Hold], best: Hold, movement: Movement) -> list[Event]:
    """Return every hold as an event with the reason of its end."""
    return [
        Event(
            "best_hold" if hold is best else "hold",
            start_s(hold, movement),
            end_s(hold, movement),
            f"{on_legs(hold)} for {at_least(hold)}{hold.duration_s:.1f} s, "
            f"ended: {hold.stop_reason}.",
        )
        for hold in holds
    ]


def at_least(hold: Hold) -> str:
    """Return "at least " for a hold that was still going on when the recording ended."""
    return "at least " if hold.stop_reason == RECORDING_END else ""


def hidden_events(best: Hold, movement: Movement) -> list[Event]:
    """Return that a foot was hidden, where it was: a step of it would not have been seen."""
    seen = seen_ankles(movement, best)
    if seen >= GOOD_COVERAGE:
        return []
    return [
        Event(
            "foot_hidden",
            start_s(best, movement),
            end_s(best, movement),
            f"One foot was hidden for {1 - seen:.0%} of the hold; whether it moved then "
            "is not known.",
        )
    ]
