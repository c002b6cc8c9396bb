"""How long repetitions take."""

from typing import Final

import numpy as np

from pose.medians import median_of
from scoring.metrics.intervals import median_interval, median_metric
from scoring.movement import Movement
from scoring.report import Metric, RepetitionResult

ONSET_SD_RATIO: Final = 0.04
"""Error of the extrapolated ends beside the time between them; see docs/clinical."""
SOURCE: Final = (
    "Median over repetitions; a repetition begins and ends where its signal leaves its rest and is "
    "back, extrapolated from two levels of its range."
)
INTERVAL: Final = (
    "95 %: spread between repetitions (Student's t for a median), half a frame at either end and "
    f"{ONSET_SD_RATIO:.0%} of the time for the extrapolation."
)
GOOD_HALF_WIDTH_S: Final = 0.4
USUAL_SPREAD_S: Final = 0.2


def tempo(repetitions: list[RepetitionResult], movement: Movement) -> list[Metric]:
    """Return the median time of a whole repetition, of its way down and its way up, seconds."""
    if not repetitions:
        return []
    frame_s = 1.0 / movement.fps
    times: dict[str, list[float | None]] = {
        "repetition_time_s": [one.end_s - one.start_s for one in repetitions],
        "down_s": [one.down_s for one in repetitions],
        "up_s": [one.up_s for one in repetitions],
    }
    metrics = []
    for key, values in times.items():
        known = np.array([value for value in values if value is not None])
        # Two borders, each uniform within one frame, and both extrapolated.
        error_s = np.hypot(frame_s * (2 / 12) ** 0.5, ONSET_SD_RATIO * median_of(known))
        metrics.append(
            median_metric(
                key,
                known,
                median_interval(known, float(error_s), usual_sd=USUAL_SPREAD_S),
                movement.coverage,
                unit="s",
                source=SOURCE,
                interval=INTERVAL,
                good_half_width=GOOD_HALF_WIDTH_S,
            )
        )
    return metrics
