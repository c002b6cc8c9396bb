"""How deep a squat goes: drop of the hips in thigh lengths, from any side."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.angles import length_px, midpoint, point
from pose.stream import FloatArray
from pose.view import View
from scoring.metrics.intervals import grade, median_interval
from scoring.metrics.range_of_motion import held_extreme
from scoring.movement import Movement
from scoring.preparation import SIDES
from scoring.repetitions import Repetition
from scoring.report import Metric

THIGH_SD_RATIO: Final = 0.05
"""Uncertainty of a thigh's length in the picture; chosen by us, see docs/clinical/squat.md."""
STANDING_SHARE: Final = 0.95
GOOD_HALF_WIDTH: Final = 0.15
USUAL_SPREAD: Final = 0.05
FRONT_SHORTFALL_RATIO: Final = 0.15
"""Hips that go back leave the camera and look less deep; measured, see docs/clinical/squat.md."""
SOURCE: Final = (
    "Drop of the middle of the hips below standing, over ankles, divided by the length of the "
    "thigh while standing: 1 is hips at the height of the knees with upright shanks. Median over "
    "repetitions. Interval: spread between repetitions and 5 % for the thigh's length; unless seen "
    "from the side also upwards 15 %, because hips that go back leave the camera."
)


@dataclass(frozen=True)
class HipDrop:
    """Drop of hips and of shoulders below standing, in thigh lengths, shape ``(n,)``."""

    hips: FloatArray
    shoulders: FloatArray
    thigh_px: float


def hip_drop(movement: Movement) -> HipDrop:
    """Return how far hips and shoulders are below standing, in thigh lengths.

    The ankles are the floor: a camera that shifts moves both and changes nothing.
    """
    xy = movement.xy_px
    place = movement.in_place
    ankle = midpoint(xy, "ankle")[:, 1]
    ankle = np.where(np.isnan(ankle), _median(ankle[place]), ankle)
    hip_height = np.where(place, ankle - midpoint(xy, "hip")[:, 1], np.nan)
    shoulder_height = np.where(place, ankle - midpoint(xy, "shoulder")[:, 1], np.nan)
    standing = _percentile(hip_height, 95)
    thigh_px = standing_thigh_px(xy, hip_height, standing)
    return HipDrop(
        hips=(standing - hip_height) / thigh_px,
        shoulders=(_percentile(shoulder_height, 95) - shoulder_height) / thigh_px,
        thigh_px=thigh_px,
    )


def standing_thigh_px(xy: FloatArray, hip_height: FloatArray, standing: float) -> float:
    """Return the thigh's length while standing, mean of the sides that were seen."""
    with np.errstate(invalid="ignore"):
        upright = hip_height >= STANDING_SHARE * standing
    lengths = [
        _median(length_px(point(xy, f"{side}_hip"), point(xy, f"{side}_knee"))[upright])
        for side in SIDES
    ]
    known = [length for length in lengths if np.isfinite(length)]
    return float(np.mean(known)) if known else float("nan")


def depths(drop: FloatArray, rest: float, repetitions: tuple[Repetition, ...]) -> FloatArray:
    """Return each repetition's depth below the standing level ``rest``, thigh lengths."""
    return (
        np.array(
            [held_extreme(drop[one.start_frame : one.end_frame + 1]) for one in repetitions]
            or np.empty(0)
        )
        - rest
    )


def depth_metric(depth_ratios: FloatArray, movement: Movement) -> Metric:
    """Return the median depth of the repetitions."""
    value = float(np.median(depth_ratios))
    value, low, high = median_interval(depth_ratios, THIGH_SD_RATIO * value, usual_sd=USUAL_SPREAD)
    if movement.view.view is not View.SIDE:
        high += FRONT_SHORTFALL_RATIO * value
    return Metric(
        key="depth_ratio",
        value=value,
        unit="1",
        n=len(depth_ratios),
        low=max(low, 0.0),
        high=high,
        quality=grade(
            coverage=movement.coverage,
            n=len(depth_ratios),
            half_width=(high - low) / 2,
            good_half_width=GOOD_HALF_WIDTH,
        ),
        source=SOURCE,
    )


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")


def _percentile(values: FloatArray, percent: float) -> float:
    known = values[np.isfinite(values)]
    return float(np.percentile(known, percent)) if known.size else float("nan")
