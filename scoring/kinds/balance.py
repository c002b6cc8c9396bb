"""Single-leg stance from the front: how long, how steady, how often a foot came down."""

import numpy as np

from scoring.findings import Findings
from scoring.metrics.hold import (
    Hold,
    found_holds,
    hold_metrics,
    lift_shank,
    shank_px,
)
from scoring.metrics.sway import sway_metric_and_path
from scoring.person import Person
from scoring.movement import Movement
from scoring.protocols import Protocol
from scoring.refusals import ScoringError
from scoring.report import Event
from scoring.signals import HoldSpan, Series


def score_balance(
    movement: Movement, protocol: Protocol, person: Person, side: str | None
) -> Findings:
    """Score the longest time on the prescribed leg, or on the leg that stood longer."""
    rule = protocol.hold
    if rule is None:
        raise ValueError(f"{protocol.key} has no hold rule")
    holds = found_holds(movement.xy_px, rule)
    stance = side or longer_leg(holds)
    counted = [hold for hold in holds if hold.stance_side == stance]
    if not counted:
        raise ScoringError("no_hold", nothing_held(holds, side))
    best = max(counted, key=lambda hold: hold.duration_s)
    metrics = hold_metrics(counted, best, movement, rule)
    sway, path = sway_metric_and_path(best, movement, person)
    if sway is not None:
        metrics.append(sway)
    lift = lift_shank(movement.xy_px, rule, shank_px(movement.xy_px))
    return Findings(
        metrics=tuple(metrics),
        series=(Series("foot_lift_shank", stance, "1", lift if stance == "left" else -lift),),
        events=tuple(hold_events(holds, best, movement)),
        sway=path,
        hold=HoldSpan(
            side=best.stance_side,
            start_s=float(movement.times_s[best.start_frame]),
            end_s=_end_s(best, movement),
            stop_reason=best.stop_reason,
        ),
    )


def longer_leg(holds: list[Hold]) -> str | None:
    """Return the leg of the longest hold; ``None`` without holds."""
    return max(holds, key=lambda hold: hold.duration_s).stance_side if holds else None


def nothing_held(holds: list[Hold], side: str | None) -> str:
    """Return what was seen instead of a hold on the prescribed leg, for the therapist."""
    if holds:
        return f"Stood on the other leg only; {side} was prescribed."
    return "No foot was lifted clearly and long enough."


def hold_events(holds: list[Hold], best: Hold, movement: Movement) -> list[Event]:
    """Return every hold as an event with the reason of its end."""
    return [
        Event(
            "best_hold" if hold is best else "hold",
            float(movement.times_s[hold.start_frame]),
            _end_s(hold, movement),
            f"On the {hold.stance_side} leg for {hold.duration_s:.1f} s, ended: {hold.stop_reason}.",
        )
        for hold in holds
    ]


def _end_s(hold: Hold, movement: Movement) -> float:
    return float(movement.times_s[int(np.minimum(hold.end_frame, len(movement.times_s) - 1))])
