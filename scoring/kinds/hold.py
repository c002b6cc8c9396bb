"""Single-leg stance from the front: how long, how steady, how often a foot came down."""

from typing import Final

import numpy as np

from pose.angles import length_px, midpoint, point
from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.findings import Findings
from scoring.metrics.hold import (
    OTHER,
    Hold,
    found_holds,
    hold_metrics,
    lift_shank,
)
from scoring.metrics.sway import trunk_sway
from scoring.movement import Movement
from scoring.person import Person
from scoring.protocols import HoldRule, Protocol
from scoring.refusals import ScoringError
from scoring.repetitions import runs
from scoring.report import Event, Metric
from scoring.signals import HoldSpan, Series

OTHER_LEG_LEAST_S: Final = 1.0
"""A shorter time on a leg that was not prescribed is a step."""
ARMS_BEFORE_S: Final = 0.5
ARMS_MOVED_S: Final = 0.2


def score_hold(
    movement: Movement, protocol: Protocol, person: Person, side: str | None
) -> Findings:
    """Score the longest time on the prescribed leg, or on each leg that was stood on."""
    rule = protocol.hold
    if rule is None:
        raise ValueError(f"{protocol.key} has no hold rule")
    holds = found_holds(movement, rule)
    best_of = best_holds(holds, side)
    if not best_of:
        raise ScoringError("no_hold", nothing_held(holds, side))
    metrics: list[Metric] = []
    paths = []
    for best in best_of:
        counted = [hold for hold in holds if hold.stance_side == best.stance_side]
        sway, path = trunk_sway(best, movement, person)
        metrics += [*hold_metrics(counted, best, movement, rule), *sway]
        paths.append(path)
    longest = best_of[0]
    lift = lift_shank(movement.xy_px, movement.segments_px["knee", "ankle"])
    stance = longest.stance_side
    return Findings(
        metrics=tuple(metrics),
        series=(Series("foot_lift_shank", stance, "1", lift if stance == "left" else -lift),),
        events=(*hold_events(holds, best_of, movement), *arm_events(best_of, movement, rule)),
        sway=paths[0],
        hold=hold_span(longest, movement),
    )


def best_holds(holds: list[Hold], side: str | None) -> list[Hold]:
    """Return the longest hold on the prescribed leg, or on each leg, the longer one first."""
    longest = {
        leg: max(
            (hold for hold in holds if hold.stance_side == leg),
            key=lambda hold: hold.duration_s,
            default=None,
        )
        for leg in OTHER
    }
    if side is not None:
        chosen = [longest.get(side)]
    else:
        chosen = sorted(longest.values(), key=lambda hold: -hold.duration_s if hold else 0.0)
        first, second = chosen
        if second is not None and second.duration_s < OTHER_LEG_LEAST_S:
            chosen = [first]
    return [hold for hold in chosen if hold is not None]


def nothing_held(holds: list[Hold], side: str | None) -> str:
    """Return what was seen instead of a hold on the prescribed leg, for the therapist."""
    if holds:
        return f"Stood on the other leg only; {side} was prescribed."
    return "No foot was lifted clearly and long enough."


def hold_events(holds: list[Hold], best_of: list[Hold], movement: Movement) -> list[Event]:
    """Return every hold as an event with the reason of its end."""
    return [
        Event(
            "best_hold" if hold in best_of else "hold",
            start_s(hold, movement),
            end_s(hold, movement),
            f"{on_legs(hold)} for {hold.duration_s:.1f} s, ended: {hold.stop_reason}.",
        )
        for hold in holds
    ]


def on_legs(hold: Hold) -> str:
    """Return on which leg somebody stood, for the therapist."""
    return "On both legs" if hold.stance_side is None else f"On the {hold.stance_side} leg"


def arm_events(holds: list[Hold], movement: Movement, rule: HoldRule) -> list[Event]:
    """Return when a wrist was far from where it was before the foot left the floor."""
    events = []
    shoulders = midpoint(movement.xy_px, "shoulder")
    for hold in holds:
        before = slice(
            max(hold.start_frame - round(ARMS_BEFORE_S * GRID_HZ), 0),
            max(hold.start_frame, round(ARMS_BEFORE_S * GRID_HZ)),
        )
        for side in OTHER:
            wrist = (point(movement.xy_px, f"{side}_wrist") - shoulders) / movement.torso_px
            for start, end in _away(wrist, before, hold, rule.arms_moved_torso):
                events.append(
                    Event(
                        "arm_moved",
                        float(movement.times_s[start]),
                        float(movement.times_s[end - 1]),
                        f"The {side} hand left its place by more than "
                        f"{rule.arms_moved_torso:g} torso lengths.",
                    )
                )
    return events


def _away(wrist: FloatArray, before: slice, hold: Hold, moved: float) -> list[tuple[int, int]]:
    """Return when in a hold a wrist ``(n, 2)`` is far from where it was in ``before``."""
    place = wrist[before]
    place = place[np.isfinite(place).all(axis=1)]
    if not place.size:
        return []
    during = wrist[hold.start_frame : hold.end_frame]
    away = length_px(during, np.broadcast_to(np.median(place, axis=0), during.shape))
    with np.errstate(invalid="ignore"):
        starts, ends = runs(away > moved)
    return [
        (hold.start_frame + int(start), hold.start_frame + int(end))
        for start, end in zip(starts, ends, strict=True)
        if end - start >= ARMS_MOVED_S * GRID_HZ
    ]


def hold_span(hold: Hold, movement: Movement) -> HoldSpan:
    """Return a hold as it is drawn."""
    return HoldSpan(
        side=hold.stance_side or "both",
        start_s=start_s(hold, movement),
        end_s=end_s(hold, movement),
        stop_reason=hold.stop_reason,
    )


def start_s(hold: Hold, movement: Movement) -> float:
    """Return when a hold begins, seconds since the first frame."""
    return float(movement.times_s[hold.start_frame])


def end_s(hold: Hold, movement: Movement) -> float:
    """Return when a hold ends, seconds since the first frame."""
    return float(movement.times_s[min(hold.end_frame, len(movement.times_s) - 1)])
