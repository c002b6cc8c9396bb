"""Mediolateral and vertical sway of the trunk during a hold, corrected for keypoint noise.

A camera in front sees no anteroposterior sway.  The torso point is the mean of both
shoulders and both hips; its noise is measured from frame to frame in the recording
itself, and the share of it that the 2 Hz low-pass leaves is taken off the variance
(`scoring.metrics.sway_metrics`).
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pose import quality
from pose.keypoints import INDEX
from pose.smoothing import GRID_HZ, STANCE_CUTOFF_HZ, low_passed
from pose.stream import FloatArray
from pose.view import Facing
from scoring.body_scale import body_scale
from scoring.metrics.hold import Hold
from scoring.metrics.posturography.positional import CONFIDENCE, f_quantile_2
from scoring.metrics.sway_metrics import rms_metric, sway_metrics
from scoring.metrics.trunk_axis import seen_long_enough, trunk_axis
from scoring.movement import Movement
from scoring.person import Person
from scoring.report import Metric
from scoring.signals import Sway

TORSO_POINTS: Final = [
    INDEX[name] for name in ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
]
SETTLE_S: Final = 0.5
"""Time after the lift and before the foot comes down that belongs to the movement."""


@dataclass(frozen=True)
class TrunkPath:
    """The way of the trunk point in one hold, and what turns it into lengths.

    Attributes
    ----------
    points_px, noise_px
        Shape ``(n, 2)``, not low-passed, and the noise of one coordinate in one frame of
        the camera.
    scale, unit, scale_sd_ratio
        Lengths in ``unit`` per pixel, and how uncertain that is.
    """

    points_px: FloatArray
    noise_px: float
    times_s: FloatArray
    scale: float
    unit: str
    scale_sd_ratio: float


def torso_point(xy: FloatArray) -> FloatArray:
    """Return the mean of shoulders and hips, ``(n, 2)``; NaN where one is missing."""
    mean: FloatArray = xy[:, TORSO_POINTS].mean(axis=1)
    return mean


def trunk_path(hold: Hold, movement: Movement, person: Person) -> TrunkPath | None:
    """Return the way of the trunk in ``hold``; nothing where under 5 s of it were seen."""
    settle = round(SETTLE_S * GRID_HZ)
    start = hold.start_frame + settle
    frames = slice(start, max(hold.end_frame - settle, start))
    points_px = torso_point(movement.raw_px[frames])
    if not seen_long_enough(points_px[:, 0]):
        return None
    scale = body_scale(movement, person)
    return TrunkPath(
        points_px=points_px,
        noise_px=_torso_noise_px(hold, movement),
        times_s=movement.times_s[frames],
        scale=scale.unit_per_px,
        unit=scale.unit,
        scale_sd_ratio=scale.sd_ratio,
    )


def trunk_sway(hold: Hold, movement: Movement, person: Person) -> tuple[list[Metric], Sway | None]:
    """Return every metric of sway in ``hold``, and its path; nothing for holds under 5 s."""
    path = trunk_path(hold, movement, person)
    if path is None:
        return [], None
    metrics = sway_metrics(
        path.points_px * path.scale,
        path.noise_px * path.scale,
        movement.fps,
        path.unit,
        hold.stance_side,
        scale_sd_ratio=path.scale_sd_ratio,
    )
    return [_explained(metric) for metric in metrics], drawn_path(path, movement)


def sideways_sway(
    hold: Hold, movement: Movement, person: Person
) -> tuple[Metric | None, Sway | None]:
    """Return the sideways sway of ``hold`` alone, and its path; nothing for holds under 5 s."""
    path = trunk_path(hold, movement, person)
    if path is None:
        return None, None
    sideways = trunk_axis(
        path.points_px[:, 0] * path.scale,
        path.noise_px * path.scale,
        movement.fps,
        path.unit,
        hold.stance_side,
        scale_sd_ratio=path.scale_sd_ratio,
    )
    return _explained(rms_metric(sideways)), drawn_path(path, movement)


def _explained(metric: Metric) -> Metric:
    """Return the metric whose source says where the path and the scale are from."""
    scaled = " Millimetres by the patient's stature." if metric.unit.startswith("mm") else ""
    return replace(metric, source=f"In the best hold. {metric.source}{scaled}")


def _torso_noise_px(hold: Hold, movement: Movement) -> float:
    """Return the noise of the torso point's x in one camera frame of the hold."""
    stamps_s = movement.stream.times_s - movement.stream.times_s[0]
    start_s = movement.times_s[hold.start_frame]
    end_s = movement.times_s[hold.end_frame - 1]
    during = (stamps_s >= start_s) & (stamps_s <= end_s)
    return quality.noise_sd(torso_point(movement.cleaned.xy_px[during])[:, :1])


def drawn_path(path: TrunkPath, movement: Movement) -> Sway:
    """Return the path about its mean with its 95 % prediction ellipse, for drawing."""
    smooth = low_passed(path.points_px, STANCE_CUTOFF_HZ)
    known = np.isfinite(smooth).all(axis=1)
    centred = (smooth - smooth[known].mean(axis=0)) * path.scale
    # Facing the camera, the patient's left is the picture's right.
    away = movement.view.facing is Facing.AWAY
    sideways = -centred[:, 0] if away else centred[:, 0]
    upwards = -centred[:, 1]
    points = np.stack([sideways[known], upwards[known]])
    return Sway(path.unit, path.times_s, sideways, upwards, prediction_ellipse(points))


def prediction_ellipse(points: FloatArray) -> dict[str, list[float] | float]:
    """Return centre, semi-axes and angle of the 95 % prediction ellipse of ``(2, n)``."""
    count = points.shape[1]
    variances, directions = np.linalg.eigh(np.cov(points))
    factor = 2 * (count - 1) * (count + 1) / (count * (count - 2))
    factor *= f_quantile_2(CONFIDENCE, count - 2)
    axes = np.sqrt(np.maximum(variances, 0.0) * factor)[::-1]
    major = directions[:, 1]
    angle = float(np.degrees(np.arctan2(major[1], major[0])))
    return {
        "centre": [round(float(value), 4) for value in points.mean(axis=1)],
        "semi_axes": [round(float(axis), 4) for axis in axes],
        "angle_deg": round((angle + 90.0) % 180.0 - 90.0, 2),
    }
