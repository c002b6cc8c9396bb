"""Counted movements: how many, how far, how quickly, how evenly, and with what help."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from scoring.counting import Counted, attempt_events, counted, nothing_found
from scoring.findings import Findings
from scoring.kinds.plane import OUT_OF_PLANE_SD_DEG, out_of_plane_events, turned_events
from scoring.kinds.single_repetitions import repetition_results, whole_repetitions
from scoring.measures import MEASURES, SIDES, followed
from scoring.metrics.amplitude import amplitude_metric
from scoring.metrics.compensation import hip_hike_metric, knee_valgus_metric, trunk_lean_metric
from scoring.metrics.course import slope_metric, symmetry_metric, tension_metric, tension_times_s
from scoring.metrics.lifted import with_lift
from scoring.metrics.range_of_motion import LimbAngle, angle_metrics, limb_angle, measurable
from scoring.metrics.repetitions import repetition_count
from scoring.metrics.tempo import tempo
from scoring.metrics.timed import timed_metrics
from scoring.metrics.velocity import speed_metrics, speeds
from scoring.movement import Movement
from scoring.person import Person
from scoring.protocols import Limbs, Protocol, RepetitionRule
from scoring.refusals import ScoringError
from scoring.report import Metric, RepetitionResult
from scoring.signals import Series
from scoring.tracks.parts import OTHER


def score_repetitions(
    movement: Movement, protocol: Protocol, person: Person, side: str | None
) -> Findings:
    """Score a movement that is repeated, as its protocol's rows say."""
    del person  # nothing here needs stature
    found = counted(movement, protocol, side)
    events = attempt_events(found.overall, movement)
    events += turned_events(movement, protocol)
    if not found.overall.complete:
        raise ScoringError(
            "no_repetitions", nothing_found(events) + other_side_moved(movement, protocol, side)
        )
    angles = angles_of(movement, protocol, found, side)
    lasting = speeds(found.seen, found.overall.complete)
    repetitions = repetition_results(movement, protocol, found, angles, lasting, side=side)
    whole = whole_repetitions(movement, protocol, found)
    metrics = [count_metric(movement, protocol, found, side)]
    if protocol.timing is not None:
        timed, window = timed_metrics(movement, found, protocol.timing)
        metrics += timed
        events += window
    metrics += amplitude_metrics(movement, protocol, found)
    for angle in angles:
        forwards = out_of_plane_events(movement, protocol, angle)
        events += forwards
        own = angle_metrics(movement, angle, OUT_OF_PLANE_SD_DEG if forwards else 0.0)
        metrics += with_lift(own, movement, angle)
    metrics += tempo(whole, movement)
    metrics += course_metrics(movement, protocol, found, whole, angles)
    metrics += speed_metrics(lasting, signal_unit(protocol), movement, found.ways(protocol))
    for name in protocol.also:
        metrics += EXTRAS[name](movement, protocol, found, side, metrics)
    return Findings(
        metrics=tuple(metrics),
        series=curves(movement, protocol, found, angles),
        repetitions=tuple(repetitions),
        events=tuple(events),
    )


def other_side_moved(movement: Movement, protocol: Protocol, side: str | None) -> str:
    """Return that the side that was not prescribed did the exercise, if so.

    The patient took the other limb, or the picture was mirrored before the network saw it.
    """
    if side not in SIDES or protocol.limbs is not Limbs.EACH:
        return ""
    count = len(counted(movement, protocol, OTHER[side]).overall.complete)
    if not count:
        return ""
    return (
        f" The {OTHER[side]} side moved instead, {count} times: another limb than prescribed, or a "
        "mirrored picture."
    )


def rule_of(protocol: Protocol) -> RepetitionRule:
    """Return the rule of a protocol that has one, as `scoring.counting.counted` made sure."""
    assert protocol.repetition is not None
    return protocol.repetition


def signal_unit(protocol: Protocol) -> str:
    """Return the unit of the counted signal."""
    assert protocol.signal is not None
    return MEASURES[protocol.signal.measure].unit


def count_metric(
    movement: Movement, protocol: Protocol, found: Counted, side: str | None
) -> Metric:
    """Return how many complete repetitions there are."""
    whose = side if side in SIDES and protocol.limbs is Limbs.EACH else None
    return repetition_count(found.overall, found.second, movement, rule_of(protocol), side=whose)


def angles_of(
    movement: Movement, protocol: Protocol, found: Counted, side: str | None
) -> list[LimbAngle]:
    """Return every angle that the protocol asks for, of every limb that moved."""
    angles = []
    for limb, repetitions in found.by_limb.items():
        if not repetitions.complete:
            continue
        for row in protocol.angles:
            prescribed = limb or (side if side in SIDES else None)
            whose = prescribed or nearer_side(movement, row.measure)
            angles.append(
                limb_angle(movement, row, whose, repetitions.complete, chosen=prescribed is None)
            )
    return angles


def nearer_side(movement: Movement, measure: str) -> str:
    """Return the side nearer to the camera, or the one that was seen more."""
    near = movement.view.near_side
    seen = {side: float(np.isfinite(followed(movement, measure, side)).mean()) for side in SIDES}
    if near is not None and seen[near] >= 0.8 * max(seen.values()):
        return near
    return max(SIDES, key=lambda side: seen[side])


def amplitude_metrics(movement: Movement, protocol: Protocol, found: Counted) -> list[Metric]:
    """Return how far the counted signal goes, where the protocol names it."""
    if protocol.amplitude is None:
        return []
    return [amplitude_metric(found.amplitudes, protocol.amplitude, movement)]


def course_metrics(
    movement: Movement,
    protocol: Protocol,
    found: Counted,
    whole: list[RepetitionResult],
    angles: list[LimbAngle],
) -> list[Metric]:
    """Return what changes over the set, and how long it was under tension."""
    level = rule_of(protocol).leave_level
    times_s = np.array([one.end_s - one.start_s for one in whole])
    metrics = [
        tension_metric(tension_times_s(found.signal, found.overall, level), level, movement),
        slope_metric("time_slope_pct", "the time of a repetition", times_s, movement),
    ]
    reach = (
        angles[0].peaks.range_deg
        if angles and measurable(movement, angles[0])
        else found.amplitudes
    )
    metrics.append(slope_metric("range_slope_pct", "the range of a repetition", reach, movement))
    return metrics


def curves(
    movement: Movement, protocol: Protocol, found: Counted, angles: list[LimbAngle]
) -> tuple[Series, ...]:
    """Return the curves to draw: angles that this view can measure, the counted signal, lean."""
    series = [
        Series(
            angle.row.key, _side(angle), "deg", followed(movement, angle.row.measure, angle.limb)
        )
        for angle in angles
        if measurable(movement, angle)
    ]
    if protocol.amplitude is not None:
        far = found.seen - found.overall.rest
        series.append(Series(protocol.amplitude.key, None, protocol.amplitude.unit, far))
    series.append(Series("trunk_lean_deg", None, "deg", followed(movement, "trunk_lean")))
    return tuple(series)


def _side(angle: LimbAngle) -> str | None:
    return angle.limb if angle.measure.sided else None


Extra = Callable[[Movement, Protocol, Counted, str | None, list[Metric]], list[Metric]]


def _lean(
    movement: Movement, _protocol: Protocol, found: Counted, _side: str | None, _: list[Metric]
) -> list[Metric]:
    return trunk_lean_metric(movement, found.overall.complete)


def _valgus(
    movement: Movement, _protocol: Protocol, found: Counted, _side: str | None, _: list[Metric]
) -> list[Metric]:
    return knee_valgus_metric(movement, found.overall.complete)


def _hikes(
    movement: Movement, _protocol: Protocol, found: Counted, _side: str | None, _: list[Metric]
) -> list[Metric]:
    return [
        metric
        for limb, repetitions in found.by_limb.items()
        if limb is not None and repetitions.complete
        for metric in hip_hike_metric(movement, repetitions.complete, limb)
    ]


def _symmetry(
    _movement: Movement, protocol: Protocol, _found: Counted, _side: str | None, have: list[Metric]
) -> list[Metric]:
    key = protocol.angles[0].key
    by_side = {metric.side: metric for metric in have if metric.key == key}
    if set(by_side) != set(SIDES):
        return []
    what = MEASURES[protocol.angles[0].measure].definition.split(":", maxsplit=1)[0].lower()
    return [symmetry_metric(by_side["left"], by_side["right"], what)]


EXTRAS: Final[Mapping[str, Extra]] = {
    "trunk_lean": _lean,
    "knee_valgus": _valgus,
    "hip_hike": _hikes,
    "symmetry": _symmetry,
}
"""Further groups of metrics that a protocol may ask for."""
