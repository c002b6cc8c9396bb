"""Movements of the trunk that help a limb along."""

from typing import Final

import numpy as np

from pose.angles import trunk_lean_deg
from pose.stream import FloatArray
from scoring.metrics.intervals import grade, median_interval
from scoring.metrics.range_of_motion import FILTER_NOISE_SHARE, held_extreme
from scoring.movement import Movement
from scoring.repetitions import Repetition
from scoring.report import Metric

GOOD_HALF_WIDTH_DEG: Final = 5.0
USUAL_SPREAD_DEG: Final = 2.0
SOURCE: Final = (
    "Largest lean of the line mid-hip to mid-shoulder away from its lean at the start of the "
    "repetition, held for 0.2 s; median over repetitions, whichever way it leans. Interval: "
    "spread between repetitions and keypoint noise."
)


def trunk_leans_deg(movement: Movement, repetitions: tuple[Repetition, ...]) -> FloatArray:
    """Return each repetition's largest change of trunk lean, degrees, unsigned."""
    lean = trunk_lean_deg(movement.xy_px)
    largest = np.full(len(repetitions), np.nan)
    for index, one in enumerate(repetitions):
        inside = lean[one.start_frame : one.end_frame + 1]
        start = inside[np.isfinite(inside)][:1]
        if start.size:
            change = inside - start[0]
            largest[index] = max(held_extreme(change), -held_extreme(change, highest=False))
    return largest


def trunk_lean_metric(movement: Movement, repetitions: tuple[Repetition, ...]) -> list[Metric]:
    """Return the trunk's lean over repetitions; nothing where the trunk was not seen."""
    leans = trunk_leans_deg(movement, repetitions)
    known = leans[np.isfinite(leans)]
    if known.size == 0:
        return []
    # Each end of the line is the middle of two points, which halves their variance.
    noise_deg = float(np.degrees(movement.noise_px / movement.torso_px))
    value, low, high = median_interval(
        known, noise_deg * FILTER_NOISE_SHARE, usual_sd=USUAL_SPREAD_DEG
    )
    return [
        Metric(
            key="trunk_lean_deg",
            value=value,
            unit="deg",
            n=len(known),
            low=max(low, 0.0),
            high=high,
            quality=grade(
                coverage=movement.coverage,
                n=len(known),
                half_width=(high - low) / 2,
                good_half_width=GOOD_HALF_WIDTH_DEG,
            ),
            source=SOURCE,
        )
    ]
