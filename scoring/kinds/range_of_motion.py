"""Shoulder abduction from the front: each arm's usual peak, and what the trunk does."""

from typing import Final

import numpy as np

from pose.angles import length_px, midpoint, point, shoulder_elevation_deg, trunk_lean_deg
from pose.stream import FloatArray
from pose.view import FRONT_MAX_DEG, ViewEstimate
from scoring.findings import Findings
from scoring.kinds.strength import attempt_events, nothing_found
from scoring.metrics.compensation import trunk_lean_metric
from scoring.metrics.intervals import angle_noise_deg, turned_limb_error_deg
from scoring.metrics.range_of_motion import AnglePeaks, angle_metric, angle_peaks, quick_turn_deg
from scoring.metrics.repetitions import repetition_count
from scoring.metrics.tempo import tempo
from scoring.person import Person
from scoring.movement import Movement
from scoring.preparation import SIDES
from scoring.protocols import Protocol
from scoring.refusals import ScoringError
from scoring.repetitions import Repetition, found_repetitions
from scoring.report import FAIR, GOOD, POOR, Event, Metric, RepetitionResult
from scoring.signals import Series

DEFINITION: Final = (
    "Abduction: angle between upper arm and trunk side (elbow, shoulder, hip of one side) in a "
    "front view; 0 is hanging."
)
RANGE_DEFINITION: Final = (
    "Range of abduction: highest minus lowest angle of a repetition, both held for 0.2 s."
)
MIN_ARM_LENGTH_RATIO: Final = 0.75
"""An upper arm that looks shorter than this at mid-height is raised forwards too (41 degrees)."""
MIN_UPPER_ARM_TORSO: Final = 0.2
"""An upper arm is some 0.6 torso lengths long: shorter ones point at the camera."""
MID_ELEVATION_DEG: Final = (60.0, 120.0)
POOR_YAW_DEG: Final = 40.0
GOOD_HALF_WIDTH_DEG: Final = 10.0
"""Somebody who faces the camera squarely has a narrower interval, with three repetitions."""
OUT_OF_PLANE_SD_DEG: Final = 10.0


def score_range_of_motion(
    movement: Movement, protocol: Protocol, person: Person, side: str | None
) -> Findings:
    """Score shoulder abduction of the prescribed arm, or of both."""
    del person  # angles need no stature
    rule = protocol.repetition
    if rule is None:
        raise ValueError(f"{protocol.key} has no repetition rule")
    arms = tuple(one for one in SIDES if side in (None, "both", one))
    angles = {arm: elevation_deg(movement, arm) for arm in arms}
    by_arm = {arm: found_repetitions(angles[arm], rule) for arm in arms}
    overall = found_repetitions(higher_of(list(angles.values())), rule)
    heights = [wrist_height(movement, arm) for arm in arms]
    second = found_repetitions(higher_of(heights) * 90.0, rule)
    events = attempt_events(overall, movement) + turned_event(movement)
    if not overall.complete:
        raise ScoringError("no_repetitions", nothing_found(events))
    metrics: list[Metric] = [
        repetition_count(
            overall,
            second,
            movement,
            leave_level=rule.leave_level,
            reach_level=rule.reach_level,
            side=side if side in SIDES else None,
        )
    ]
    repetitions: list[RepetitionResult] = []
    for arm in arms:
        found = by_arm[arm].complete
        peaks = angle_peaks(angles[arm], found)
        repetitions += arm_repetitions(movement, arm, found, peaks)
        forwards = raised_forwards(movement, arm, found)
        if forwards is not None:
            events.append(forwards)
        metrics += arm_metrics(movement, arm, peaks, out_of_plane=forwards is not None)
    metrics += tempo(whole_repetitions(movement, overall.complete), movement)
    metrics += trunk_lean_metric(movement, overall.complete)
    repetitions.sort(key=lambda one: (one.start_s, one.side or ""))
    return Findings(
        metrics=tuple(metrics),
        series=curves(movement, angles),
        repetitions=tuple(repetitions),
        events=tuple(events),
    )


def elevation_deg(movement: Movement, arm: str) -> FloatArray:
    """Return one arm's elevation while in place; NaN where it points at the camera, ``(n,)``."""
    elevation = shoulder_elevation_deg(
        movement.xy_px, arm, min_segment_px=MIN_UPPER_ARM_TORSO * movement.torso_px
    )
    return np.where(movement.in_place, elevation, np.nan)


def higher_of(signals: list[FloatArray]) -> FloatArray:
    """Return the higher of the arms' signals per frame; one arm counts where one is seen."""
    higher = signals[0]
    for other in signals[1:]:
        higher = np.fmax(higher, other)
    return higher


def wrist_height(movement: Movement, arm: str) -> FloatArray:
    """Return the wrist's height from hanging (0) over the shoulder (1) to overhead (2), ``(n,)``.

    The elbow stands in where the wrist is not seen.
    """
    xy = movement.xy_px
    shoulder = point(xy, f"{arm}_shoulder")[:, 1]
    reach = np.where(
        np.isfinite(point(xy, f"{arm}_wrist")[:, 1]),
        (shoulder - point(xy, f"{arm}_wrist")[:, 1]) / 2,
        shoulder - point(xy, f"{arm}_elbow")[:, 1],
    )
    upper_arm = length_px(point(xy, f"{arm}_shoulder"), point(xy, f"{arm}_elbow"))
    known = upper_arm[np.isfinite(upper_arm)]
    longest = float(np.percentile(known, 80)) if known.size else float("nan")
    return np.where(movement.in_place, 1.0 + reach / longest, np.nan)


def arm_metrics(
    movement: Movement, arm: str, peaks: AnglePeaks, *, out_of_plane: bool
) -> list[Metric]:
    """Return peak and range of one arm; nothing for an arm that did not move."""
    if not np.isfinite(peaks.peak_deg).any():
        return []
    xy = movement.xy_px
    shoulder = point(xy, f"{arm}_shoulder")
    noise_deg = angle_noise_deg(
        movement.noise_px,
        float(np.nanmedian(length_px(shoulder, point(xy, f"{arm}_elbow")))),
        float(np.nanmedian(length_px(shoulder, midpoint(xy, "hip")))),
    )
    ratio = movement.view.frontal_ratio
    peak_deg = float(np.nanmedian(peaks.peak_deg))
    rest_deg = peak_deg - float(np.nanmedian(peaks.range_deg))
    at_peak = turned_limb_error_deg(peak_deg, ratio)
    over_range = turned_limb_error_deg(peak_deg, ratio, rest_deg)
    quick_deg = quick_turn_deg(peaks, noise_deg)
    return [
        angle_metric(
            key,
            values,
            movement,
            side=arm,
            view_error_deg=(below, above + quick_deg),
            noise_deg=noise_deg,
            definition=definition,
            widen=OUT_OF_PLANE_SD_DEG if out_of_plane else 0.0,
            good_half_width_deg=GOOD_HALF_WIDTH_DEG,
            at_best=best_quality(movement.view),
        )
        for key, values, (below, above), definition in (
            ("abduction_deg", peaks.peak_deg, at_peak, DEFINITION),
            ("abduction_range_deg", peaks.range_deg, over_range, RANGE_DEFINITION),
        )
    ]


def best_quality(view: ViewEstimate) -> str:
    """Return the best quality that an angle of the frontal plane can have from this view."""
    if view.yaw_deg >= POOR_YAW_DEG:
        return POOR
    return GOOD if view.yaw_deg < FRONT_MAX_DEG else FAIR


def turned_event(movement: Movement) -> list[Event]:
    """Return the event that the patient did not face the camera squarely, if so."""
    if movement.view.yaw_deg < FRONT_MAX_DEG:
        return []
    return [
        Event(
            "turned_from_camera",
            float(movement.times_s[0]),
            float(movement.times_s[-1]),
            f"Turned about {movement.view.yaw_deg:.0f} degrees away from the camera: abduction is "
            "less certain.",
        )
    ]


def raised_forwards(movement: Movement, arm: str, found: tuple[Repetition, ...]) -> Event | None:
    """Return the event that an arm was raised forwards rather than sideways, if it was.

    From the front, an arm that comes forwards looks shorter half-way up.
    """
    if not found:
        return None
    xy = movement.xy_px
    length = length_px(point(xy, f"{arm}_shoulder"), point(xy, f"{arm}_elbow"))
    angle_deg = shoulder_elevation_deg(xy, arm)
    with np.errstate(invalid="ignore"):
        half_way = (angle_deg > MID_ELEVATION_DEG[0]) & (angle_deg < MID_ELEVATION_DEG[1])
    half_way &= np.isfinite(length)
    known = length[np.isfinite(length)]
    if half_way.sum() < len(found) or known.size == 0:
        return None
    shortened = float(np.median(length[half_way]) / np.percentile(known, 90))
    if shortened >= MIN_ARM_LENGTH_RATIO:
        return None
    return Event(
        "arm_out_of_plane",
        float(movement.times_s[found[0].start_frame]),
        float(movement.times_s[min(found[-1].end_frame, len(movement.times_s) - 1)]),
        f"The {arm} arm looked {shortened:.0%} as long half-way up: raised forwards, not sideways.",
    )


def arm_repetitions(
    movement: Movement, arm: str, found: tuple[Repetition, ...], peaks: AnglePeaks
) -> list[RepetitionResult]:
    """Return one arm's repetitions; up is before the peak."""
    plain = whole_repetitions(movement, found)
    return [
        RepetitionResult(
            side=arm,
            start_s=one.start_s,
            end_s=one.end_s,
            peak_s=one.peak_s,
            peak_deg=float(peaks.peak_deg[index]),
            range_deg=float(peaks.range_deg[index]),
            down_s=one.down_s,
            up_s=one.up_s,
        )
        for index, one in enumerate(plain)
    ]


def whole_repetitions(movement: Movement, found: tuple[Repetition, ...]) -> list[RepetitionResult]:
    """Return repetitions with their times only; the arm goes up first."""
    last = len(movement.times_s) - 1
    results = []
    for one in found:
        start_s, peak_s, end_s = (
            float(movement.times_s[min(frame, last)])
            for frame in (one.start_frame, one.peak_frame, one.end_frame)
        )
        results.append(
            RepetitionResult(
                side=None,
                start_s=start_s,
                end_s=end_s,
                peak_s=peak_s,
                down_s=end_s - peak_s,
                up_s=peak_s - start_s,
            )
        )
    return results


def curves(movement: Movement, angles: dict[str, FloatArray]) -> tuple[Series, ...]:
    """Return the arms' angles and the trunk's lean, for drawing."""
    series = [Series("abduction_deg", arm, "deg", angle) for arm, angle in angles.items()]
    series.append(Series("trunk_lean_deg", None, "deg", trunk_lean_deg(movement.xy_px)))
    return tuple(series)
