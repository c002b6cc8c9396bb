"""Every topic of the evidence, in the order of the document."""

from collections.abc import Mapping
from typing import Final

from tests.validation import (
    counting,
    estimator_faults,
    estimators,
    intervals,
    invariance,
    keypoints,
    keypoints_drawn,
    knee_error,
    one_signal,
    properties,
    session_angles,
    session_counts,
    speed,
    swaps,
    sway_force_plate,
    sway_keypoints,
    times,
    wrong_views,
)
from tests.validation.model import Topic

TOPICS: Final[Mapping[str, Topic]] = {
    topic.key: topic
    for topic in (
        speed.TOPIC,
        knee_error.TOPIC,
        invariance.TOPIC,
        swaps.TOPIC,
        swaps.RECORDED_TOPIC,
        counting.TOPIC,
        one_signal.TOPIC,
        session_counts.TOPIC,
        session_angles.TOPIC,
        wrong_views.TOPIC,
        wrong_views.RECORDED_TOPIC,
        sway_force_plate.TOPIC,
        sway_keypoints.TOPIC,
        estimators.TOPIC,
        estimator_faults.TOPIC,
        intervals.TOPIC,
        times.TOPIC,
        keypoints.TOPIC,
        keypoints_drawn.TOPIC,
        properties.TOPIC,
    )
}
