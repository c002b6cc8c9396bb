"""Squats: counted and their depth measured from any side, knee flexion from the side."""

from typing import Final

import numpy as np

from pose.angles import knee_flexion_deg, length_px, point, trunk_lean_deg
from pose.view import View
from scoring.findings import Findings
from scoring.metrics.compensation import trunk_lean_metric
from scoring.metrics.depth import HipDrop, depth_metric, depths, hip_drop
from scoring.metrics.intervals import angle_noise_deg, turned_angle_bounds_deg
from scoring.metrics.range_of_motion import AnglePeaks, angle_metric, angle_peaks, quick_turn_deg
from scoring.metrics.repetitions import repetition_count
from scoring.metrics.tempo import tempo
from scoring.person import Person
from scoring.movement import Movement
from scoring.preparation import SIDES
from scoring.protocols import Protocol
from scoring.refusals import ScoringError, refusal
from scoring.repetitions import Repetitions, found_repetitions
from scoring.report import Event, Metric, RepetitionResult
from scoring.signals import Series

KNEE_DEFINITION: Final = "Knee flexion: 180 degrees minus the angle hip-knee-ankle; 0 is straight."


def score_strength(
    movement: Movement, protocol: Protocol, person: Person, side: str | None
) -> Findings:
    """Score a squat: hips go down and come back up over standing feet."""
    del person, side  # a squat needs neither stature nor a side
    rule = protocol.repetition
    if rule is None:
        raise ValueError(f"{protocol.key} has no repetition rule")
    drop = hip_drop(movement)
    found = found_repetitions(drop.hips, rule)
    second = found_repetitions(drop.shoulders, rule)
    events = attempt_events(found, movement)
    if not found.complete:
        raise ScoringError("no_repetitions", nothing_found(events))
    depth_ratios = depths(drop.hips, found.rest, found.complete)
    knee_side = nearer_side(movement)
    knee = angle_peaks(knee_flexion_deg(movement.xy_px, knee_side), found.complete)
    sideways = movement.view.view is View.SIDE
    repetitions = [
        RepetitionResult(
            side=None,
            start_s=float(movement.times_s[one.start_frame]),
            end_s=float(movement.times_s[min(one.end_frame, len(movement.times_s) - 1)]),
            peak_s=float(movement.times_s[one.peak_frame]),
            peak_deg=float(knee.peak_deg[index]) if sideways else None,
            range_deg=float(knee.range_deg[index]) if sideways else None,
            down_s=float(movement.times_s[one.peak_frame] - movement.times_s[one.start_frame]),
            up_s=float(
                movement.times_s[min(one.end_frame, len(movement.times_s) - 1)]
                - movement.times_s[one.peak_frame]
            ),
            depth_ratio=float(depth_ratios[index]),
        )
        for index, one in enumerate(found.complete)
    ]
    metrics = [
        repetition_count(
            found, second, movement, leave_level=rule.leave_level, reach_level=rule.reach_level
        ),
        depth_metric(depth_ratios, movement),
        knee_metric(knee, movement, knee_side),
        *tempo(repetitions, movement),
        *lean_metrics(movement, found),
    ]
    return Findings(
        metrics=tuple(metrics),
        series=curves(movement, drop, found),
        repetitions=tuple(repetitions),
        events=tuple(events),
    )


def nearer_side(movement: Movement) -> str:
    """Return the leg nearer to the camera, or the one that was seen more."""
    near = movement.view.near_side
    seen = {
        side: float(np.isfinite(knee_flexion_deg(movement.xy_px, side)).mean()) for side in SIDES
    }
    if near is not None and seen[near] >= 0.8 * max(seen.values()):
        return near
    return max(SIDES, key=lambda side: seen[side])


def knee_metric(knee: AnglePeaks, movement: Movement, side: str) -> Metric:
    """Return knee flexion at the bottom, or its refusal from any view but the side."""
    known = knee.peak_deg[np.isfinite(knee.peak_deg)]
    if movement.view.view is not View.SIDE or known.size == 0:
        why = refusal(
            "view_cannot_measure",
            f"Knee flexion needs a view from the side; this one is {movement.view.view.value} "
            f"(yaw {movement.view.yaw_deg:.0f} degrees).",
        )
        return Metric(
            "knee_flexion_deg", None, "deg", 0, KNEE_DEFINITION, quality=None, refusal=why
        )
    xy = movement.xy_px
    hip, joint, ankle = (point(xy, f"{side}_{part}") for part in ("hip", "knee", "ankle"))
    noise_deg = angle_noise_deg(
        movement.noise_px,
        float(np.nanmedian(length_px(hip, joint))),
        float(np.nanmedian(length_px(joint, ankle))),
    )
    value = float(np.median(known))
    turned_deg = 90.0 - movement.view.yaw_deg + movement.view.yaw_sd_deg
    lowest, highest = turned_angle_bounds_deg(value, turned_deg)
    return angle_metric(
        "knee_flexion_deg",
        known,
        movement,
        side=side,
        view_error_deg=(value - lowest, highest - value + quick_turn_deg(knee, noise_deg)),
        noise_deg=noise_deg,
        definition=KNEE_DEFINITION,
    )


def lean_metrics(movement: Movement, found: Repetitions) -> list[Metric]:
    """Return the trunk's lean: forwards from the side, sideways from the front."""
    if movement.view.view in (View.SIDE, View.FRONT):
        return trunk_lean_metric(movement, found.complete)
    return []


def curves(movement: Movement, drop: HipDrop, found: Repetitions) -> tuple[Series, ...]:
    """Return the curves to draw; knee flexion only where the view can measure it."""
    series = [Series("depth_ratio", None, "1", drop.hips - found.rest)]
    if movement.view.view is View.SIDE:
        side = nearer_side(movement)
        series.insert(
            0, Series("knee_flexion_deg", side, "deg", knee_flexion_deg(movement.xy_px, side))
        )
    series.append(Series("trunk_lean_deg", None, "deg", trunk_lean_deg(movement.xy_px)))
    return tuple(series)


def attempt_events(found: Repetitions, movement: Movement, side: str | None = None) -> list[Event]:
    """Return the movements that were not counted, as events."""
    last = len(movement.times_s) - 1
    whose = f" ({side})" if side else ""
    return [
        Event(
            one.kind,
            float(movement.times_s[min(one.start_frame, last)]),
            float(movement.times_s[min(one.end_frame, last)]),
            one.detail + whose,
        )
        for one in found.attempts
    ]


def nothing_found(events: list[Event]) -> str:
    """Return what was seen instead of a complete repetition, for the therapist."""
    attempts = sum(event.kind == "incomplete_repetition" for event in events)
    return f"No complete repetition was seen; {attempts} incomplete ones."
