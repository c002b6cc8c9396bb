"""How far the counted signal goes: how deep a squat, how high a bridge, from its own rest."""

from typing import Final

import numpy as np

from pose.medians import median_of
from pose.stream import FloatArray
from pose.view import View
from scoring.metrics.intervals import median_interval, median_metric
from scoring.movement import Movement
from scoring.protocols import AmplitudeRow
from scoring.refusals import refusal
from scoring.report import Metric

INTERVAL: Final = (
    "95 %: spread between repetitions (Student's t for a median) and {scale:.0%} for the length "
    "of the segment that it is measured in{shortfall}."
)
SHORTFALL: Final = "; unless seen from the side also upwards {ratio:.0%}, because what goes towards the camera looks less"


def amplitude_metric(values: FloatArray, row: AmplitudeRow, movement: Movement) -> Metric:
    """Return the median of how far the repetitions go, ``values (n,)`` NaN where hidden."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        why = refusal("half_person", "The turn of no repetition was seen.")
        return Metric(row.key, None, row.unit, 0, row.definition, quality=None, refusal=why)
    value = median_of(known)
    value, low, high = median_interval(known, row.scale_sd_ratio * value, usual_sd=row.usual_spread)
    shortfall = row.front_shortfall_ratio if movement.view.view is not View.SIDE else 0.0
    high += shortfall * value
    said = SHORTFALL.format(ratio=row.front_shortfall_ratio) if row.front_shortfall_ratio else ""
    return median_metric(
        row.key,
        known,
        (value, low, high),
        movement.coverage * len(known) / len(values),
        unit=row.unit,
        good_half_width=row.good_half_width,
        source=f"{row.definition} Held for 0.2 s; median over repetitions.",
        interval=INTERVAL.format(scale=row.scale_sd_ratio, shortfall=said),
    )
