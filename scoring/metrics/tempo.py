"""How long repetitions take."""

from typing import Final

import numpy as np

from scoring.metrics.intervals import grade, median_interval
from scoring.preparation import Movement
from scoring.report import Metric, RepetitionResult

SOURCE: Final = (
    "Median over repetitions; a repetition begins and ends at {share:.0%} of its range. Interval: "
    "spread between repetitions and half a frame at either end."
)
GOOD_HALF_WIDTH_S: Final = 0.4
USUAL_SPREAD_S: Final = 0.2


def tempo(
    repetitions: list[RepetitionResult], movement: Movement, *, rest_share: float
) -> list[Metric]:
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
        # Two borders, each uniform within one frame.
        value, low, high = median_interval(
            known, frame_s * (2 / 12) ** 0.5, usual_sd=USUAL_SPREAD_S
        )
        metrics.append(
            Metric(
                key=key,
                value=value,
                unit="s",
                n=len(known),
                low=max(low, 0.0),
                high=high,
                quality=grade(
                    coverage=movement.coverage,
                    n=len(known),
                    half_width=(high - low) / 2,
                    good_half_width=GOOD_HALF_WIDTH_S,
                ),
                source=SOURCE.format(share=rest_share),
            )
        )
    return metrics
