"""Peaks of angles that the view does not show, from a learned lift: marked as such, and never good.

What the lift was trained on, what it brought to people it had not seen, and where it must not be
used: ``docs/clinical/lift.md``.
"""

from typing import Final

import numpy as np

from pose.lift.bounds import COVERED
from pose.medians import median_of
from scoring.lifting import LIFTED_ANGLES
from scoring.metrics.intervals import grade, spread_of, worse
from scoring.metrics.range_of_motion import LimbAngle, angle_peaks
from scoring.movement import Movement
from scoring.report import FAIR, LIFTED, Metric

WIDEST_DEG: Final = 30.0
"""Bounds farther apart than twice this say nothing that could be used."""
GOOD_HALF_WIDTH_DEG: Final = 8.0
AS_95: Final = 1.96 / 1.645
"""Bounds of 95 % beside those of 90 %, for errors that are normal."""
SOURCE: Final = (
    "{definition} Estimated by a learned lift from a view that does not show it (version {version}, "
    "trained on motion capture of healthy adults): the angle that a movement laboratory "
    "would report, its highest held in each repetition; value: median. No diagnosis may rest on it."
)
INTERVAL: Final = (
    f"Meant to hold the angle in {COVERED:.0%} of the frames of somebody new, in this movement and "
    "view; how people differ from each other is in it. From five people, each left out once."
)


def lifted_metric(movement: Movement, angle: LimbAngle) -> Metric | None:
    """Return the peak of an angle from the lift; ``None`` where it gives none.

    It gives none where it was not asked (`scoring.lifting`), for joints that were hidden, and where
    its bounds are too wide to be of use.
    """
    name = LIFTED_ANGLES.get(angle.row.measure)
    if movement.lift is None or name is None or angle.row.lowest:
        return None
    peaks = [
        angle_peaks(np.where(movement.in_place, track, np.nan), angle.repetitions).peak_deg
        for track in movement.lift.track(name, angle.limb)
    ]
    known = np.isfinite(peaks).all(axis=0)
    if not known.any():
        return None
    value, low, high = (median_of(peak[known]) for peak in peaks)
    half_width = (high - low) / 2
    if half_width > WIDEST_DEG:
        return None
    return Metric(
        key=angle.row.key,
        value=value,
        unit="deg",
        side=angle.limb if angle.measure.sided else None,
        n=int(known.sum()),
        low=low,
        high=high,
        spread=spread_of(peaks[0][known]),
        quality=worse(
            FAIR,
            grade(
                coverage=movement.coverage * float(known.mean()),
                n=int(known.sum()),
                half_width=half_width,
                good_half_width=GOOD_HALF_WIDTH_DEG,
            ),
        ),
        source=SOURCE.format(definition=angle.measure.definition, version=movement.lift.version),
        interval=INTERVAL,
        method=LIFTED,
    )


def with_lift(metrics: list[Metric], movement: Movement, angle: LimbAngle) -> list[Metric]:
    """Return an angle's metrics, its peak from the lift where that has the narrower bounds.

    What the view measures is not replaced: there, geometry has the say.
    """
    estimate = lifted_metric(movement, angle)
    if estimate is None:
        return metrics
    peak = next(one for one in metrics if one.key == angle.row.key)
    if peak.value is not None and _width_deg(peak) <= _width_deg(estimate):
        return metrics
    return [estimate if one is peak else one for one in metrics]


def _width_deg(metric: Metric) -> float:
    """Return how wide bounds are, or would be at 95 %."""
    if metric.low is None or metric.high is None:
        return float("inf")
    return (metric.high - metric.low) * (AS_95 if metric.method == LIFTED else 1.0)
