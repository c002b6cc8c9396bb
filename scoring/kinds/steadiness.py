"""How much the trunk sways in a hold: the one place where stances ask for it."""

from typing import Final

import numpy as np

from pose import quality
from pose.smoothing import GRID_HZ
from scoring.metrics.hold import Hold
from scoring.metrics.sway import (
    LEG_LENGTH_OF_HEIGHT,
    SCALE_SD_RATIO,
    SETTLE_S,
    leg_length_px,
    sway_metric_and_path,
    torso_point,
)
from scoring.metrics.sway_metrics import sway_metrics
from scoring.movement import Movement
from scoring.person import Person
from scoring.report import Metric
from scoring.signals import Sway

MM_PER_CM: Final = 10.0


def steadiness(hold: Hold, movement: Movement, person: Person) -> tuple[list[Metric], Sway | None]:
    """Return every metric of sway in ``hold``, and its path; nothing where it is too short."""
    first, path = sideways_sway(hold, movement, person)
    if first is None:
        return [], None
    settle = round(SETTLE_S * GRID_HZ)
    frames = slice(hold.start_frame + settle, hold.end_frame - settle)
    scale, unit, scale_sd_ratio = _scale(movement, person)
    further = sway_metrics(
        torso_point(movement.raw_px[frames]) * scale,
        _trunk_noise_px(hold, movement) * scale,
        movement.fps,
        unit,
        hold.stance_side,
        scale_sd_ratio=scale_sd_ratio,
    )
    return [first, *(metric for metric in further if metric.key != first.key)], path


def sideways_sway(
    hold: Hold, movement: Movement, person: Person
) -> tuple[Metric | None, Sway | None]:
    """Return the sideways sway of ``hold`` alone, and its path; nothing where it is too short."""
    return sway_metric_and_path(hold, movement, person)


def _scale(movement: Movement, person: Person) -> tuple[float, str, float]:
    """Return the factor from pixels to mm, or to torso lengths, the unit, and its sd ratio."""
    leg_px = leg_length_px(movement)
    if person.height_cm is None or not np.isfinite(leg_px):
        return 1.0 / movement.torso_px, "{torso}", 0.0
    mm = LEG_LENGTH_OF_HEIGHT * person.height_cm * MM_PER_CM / leg_px
    return mm, "mm", SCALE_SD_RATIO


def _trunk_noise_px(hold: Hold, movement: Movement) -> float:
    """Return the noise of one coordinate of the trunk point in a frame of the hold."""
    stamps_s = movement.stream.times_s - movement.stream.times_s[0]
    start_s = movement.times_s[hold.start_frame]
    end_s = movement.times_s[hold.end_frame - 1]
    during = (stamps_s >= start_s) & (stamps_s <= end_s)
    return quality.noise_sd(torso_point(movement.cleaned.xy_px[during]))
