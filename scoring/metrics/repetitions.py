"""The count of complete repetitions, checked by a second signal and by prominence."""

from typing import Final

import numpy as np

from scoring.movement import Movement
from scoring.protocols import RepetitionRule
from scoring.repetitions import Repetitions
from scoring.report import FAIR, GOOD, POOR, Metric

SOURCE: Final = (
    "Complete repetitions: from rest past {reach:.0%} of this recording's usual range and back "
    "below {leave:.0%}. One that is cut off before it is back is not counted."
)
INTERVAL: Final = (
    "What two other countings say: a second signal's, and that of prominent peaks. Agreement of "
    "count, prominent peaks and rhythm: {confidence:.0%}."
)
FEW_FRAMES_FPS: Final = 12.0
SURE: Final = 0.75
"""Countings that agree less than this leave the count fair at best; chosen by us."""


def repetition_count(
    found: Repetitions,
    second: Repetitions | None,
    movement: Movement,
    rule: RepetitionRule,
    *,
    side: str | None = None,
) -> Metric:
    """Return the count; low and high are what independent countings would say.

    Parameters
    ----------
    second
        Repetitions found in a second signal of the same movement, where there is one.
    """
    count = len(found.complete)
    # Where the repetitions of a person differ much, less had to be reached.
    reach = found.reach_level if np.isfinite(found.reach_level) else rule.reach_level
    others = [found.prominent_peaks]
    if second is not None and second.typical_range > 0:
        others.append(len(second.complete))
    agrees = all(other == count for other in others)
    quality = GOOD if agrees else FAIR
    if quality == GOOD and (movement.fps < FEW_FRAMES_FPS or found.confidence < SURE):
        quality = FAIR
    if not any(other == count for other in others):
        quality = POOR
    return Metric(
        key="repetitions",
        value=float(count),
        unit="{#}",
        side=side,
        n=count,
        low=float(min(count, *others)),
        high=float(max(count, *others)),
        quality=quality,
        source=SOURCE.format(reach=reach, leave=rule.leave_level),
        interval=INTERVAL.format(confidence=found.confidence),
    )
