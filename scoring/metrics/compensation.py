"""Movements of trunk, pelvis and knees that help a limb along."""

from typing import Final

import numpy as np

from pose.medians import median_of
from pose.stream import FloatArray
from pose.view import View
from scoring.measures import MEASURES, followed
from scoring.metrics.held import HeldTrack
from scoring.metrics.intervals import median_interval, median_metric
from scoring.metrics.range_of_motion import filter_noise_share
from scoring.movement import Movement
from scoring.refusals import refusal
from scoring.repetitions import Repetition
from scoring.report import Metric

GOOD_HALF_WIDTH_DEG: Final = 5.0
USUAL_SPREAD_DEG: Final = 2.0
GOOD_HALF_WIDTH_RATIO: Final = 0.15
USUAL_SPREAD_RATIO: Final = 0.05
LEAN: Final = (
    "Largest lean of the line mid-hip to mid-shoulder away from its lean at the start of the "
    "repetition, held for 0.2 s; median over repetitions, whichever way it leans."
)
HIKE: Final = (
    "Largest rise of this side's hip over the other one beyond its height at the start of the "
    "repetition, as an angle, held for 0.2 s; median over repetitions."
)
VALGUS: Final = (
    "Smallest distance of the knees beside that of the ankles, held for 0.2 s; median over "
    "repetitions. 1: knees over ankles; less: knees come together."
)
INTERVAL: Final = "95 %: spread between repetitions (Student's t for a median) and keypoint noise."


def largest_changes(values: FloatArray, repetitions: tuple[Repetition, ...]) -> FloatArray:
    """Return each repetition's largest held change from its start, unsigned; NaN where hidden."""
    track = HeldTrack(values)
    largest = np.full(len(repetitions), np.nan)
    for index, one in enumerate(repetitions):
        inside = values[one.start_frame : one.end_frame + 1]
        start = inside[np.isfinite(inside)][:1]
        if start.size and track.was_seen_near(one.peak_frame):
            highest = track.extreme(one.start_frame, one.end_frame + 1)
            lowest = track.extreme(one.start_frame, one.end_frame + 1, highest=False)
            largest[index] = max(highest - start[0], start[0] - lowest)
    return largest


def trunk_lean_metric(movement: Movement, repetitions: tuple[Repetition, ...]) -> list[Metric]:
    """Return the trunk's lean: forwards from the side, sideways from the front, else nothing."""
    if movement.view.view not in MEASURES["trunk_lean"].views:
        return []
    leans = largest_changes(followed(movement, "trunk_lean"), repetitions)
    # Each end of the line is the middle of two points, which halves their variance.
    noise_deg = float(np.degrees(movement.noise_px / movement.torso_px))
    return _degrees("trunk_lean_deg", leans, noise_deg, movement, source=LEAN)


def hip_hike_metric(
    movement: Movement, repetitions: tuple[Repetition, ...], side: str
) -> list[Metric]:
    """Return how far the hip of the moving leg is hitched up; a front view only."""
    if movement.view.view is not View.FRONT:
        return [_refused("hip_hike_deg", "deg", movement, HIKE, side)]
    hikes = largest_changes(followed(movement, "pelvis_tilt", side), repetitions)
    hips_px = np.abs(movement.xy_px[:, 11, 0] - movement.xy_px[:, 12, 0])
    known = hips_px[np.isfinite(hips_px)]
    width_px = median_of(known) if known.size else float("nan")
    noise_deg = float(np.degrees(movement.noise_px * 2**0.5 / width_px)) if width_px > 0 else 0.0
    return _degrees("hip_hike_deg", hikes, noise_deg, movement, source=HIKE, side=side)


def knee_valgus_metric(movement: Movement, repetitions: tuple[Repetition, ...]) -> list[Metric]:
    """Return how near the knees come together beside the ankles; a front view only."""
    if movement.view.view is not View.FRONT:
        return [_refused("knee_valgus_ratio", "1", movement, VALGUS)]
    track = HeldTrack(followed(movement, "knee_valgus"))
    least = np.array(
        [
            track.extreme(one.start_frame, one.end_frame + 1, highest=False)
            for one in repetitions
            if track.was_seen_near(one.peak_frame)
        ]
    )
    known = least[np.isfinite(least)]
    if known.size == 0:
        return []
    ankles_px = np.abs(movement.xy_px[:, 15, 0] - movement.xy_px[:, 16, 0])
    apart_px = float(np.nanmedian(ankles_px))
    noise = movement.noise_px * 2 / apart_px * filter_noise_share(movement.cutoff_hz)
    return [
        median_metric(
            "knee_valgus_ratio",
            known,
            median_interval(known, noise, usual_sd=USUAL_SPREAD_RATIO),
            movement.coverage,
            unit="1",
            source=VALGUS,
            interval=INTERVAL,
            good_half_width=GOOD_HALF_WIDTH_RATIO,
            least=-np.inf,
        )
    ]


def _refused(
    key: str, unit: str, movement: Movement, source: str, side: str | None = None
) -> Metric:
    why = refusal(
        "view_cannot_measure",
        f"This needs a view from the front; this one is {movement.view.view.value}.",
    )
    return Metric(key, None, unit, 0, source, side, quality=None, refusal=why)


def _degrees(
    key: str,
    values: FloatArray,
    noise_deg: float,
    movement: Movement,
    *,
    source: str,
    side: str | None = None,
) -> list[Metric]:
    """Return the median of an angle that was not asked for; nothing where it was not seen."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        return []
    left_deg = noise_deg * filter_noise_share(movement.cutoff_hz)
    return [
        median_metric(
            key,
            known,
            median_interval(known, left_deg, usual_sd=USUAL_SPREAD_DEG),
            movement.coverage,
            unit="deg",
            source=source,
            interval=INTERVAL,
            good_half_width=GOOD_HALF_WIDTH_DEG,
            side=side,
        )
    ]
