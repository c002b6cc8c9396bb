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
from pose.smoothing import STANCE_CUTOFF_HZ, TWO_PASS_FACTOR, low_passed
from pose.stream import FloatArray
from pose.view import Facing
from scoring.metrics.hold import Hold
from scoring.metrics.posturography.positional import CONFIDENCE, f_quantile_2
from scoring.metrics.sway_metrics import rms_metric
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
LEG_LENGTH_OF_HEIGHT: Final = 0.485
"""Thigh plus shank beside stature, as Winter 2009 is used for scaling keypoints."""
SCALE_SD_RATIO: Final = 0.06


@dataclass(frozen=True)
class SwayEstimate:
    """Sway of one axis, pixels: as measured, the noise in it, and without the noise."""

    measured_px: float
    noise_px: float

    @property
    def true_px(self) -> float:
        """Root mean square without the noise's variance; 0 where noise explains all."""
        return float(np.sqrt(max(self.measured_px**2 - self.noise_px**2, 0.0)))

    @property
    def snr(self) -> float:
        """Corrected sway beside noise."""
        return self.true_px / self.noise_px if self.noise_px > 0 else float("inf")


def noise_share(cutoff_hz: float, rate_hz: float) -> float:
    """Return the share of white noise's standard deviation that the low-pass leaves.

    Two passes of an order-2 Butterworth have the gain 1 / (1 + (f/fc)^4), whose square
    integrates to 3 pi / (8 sqrt 2) fc over all frequencies; white noise at ``rate_hz``
    is spread evenly up to half of it.
    """
    nominal_hz = cutoff_hz / TWO_PASS_FACTOR
    band_hz = 3 * np.pi / (8 * 2**0.5) * nominal_hz
    return float(np.sqrt(min(band_hz / (rate_hz / 2), 1.0)))


def torso_point(xy: FloatArray) -> FloatArray:
    """Return the mean of shoulders and hips, ``(n, 2)``; NaN where one is missing."""
    mean: FloatArray = xy[:, TORSO_POINTS].mean(axis=1)
    return mean


def sway_metric_and_path(
    hold: Hold, movement: Movement, person: Person
) -> tuple[Metric | None, Sway | None]:
    """Return mediolateral sway of ``hold`` and its path; nothing for holds under 5 s."""
    settle = round(SETTLE_S * _grid_hz(movement))
    frames = slice(
        hold.start_frame + settle, max(hold.end_frame - settle, hold.start_frame + settle)
    )
    path = torso_point(movement.raw_px[frames])
    if not seen_long_enough(path[:, 0]):
        return None, None
    scale, unit = _scale(movement, person)
    sideways = trunk_axis(
        path[:, 0] * scale,
        _torso_noise_px(hold, movement) * scale,
        movement.fps,
        unit,
        hold.stance_side,
        scale_sd_ratio=SCALE_SD_RATIO if unit == "mm" else 0.0,
    )
    smooth = low_passed(path, STANCE_CUTOFF_HZ)
    drawn = _drawn(smooth, movement.times_s[frames], movement, scale, unit)
    return _explained(rms_metric(sideways)), drawn


def _explained(metric: Metric) -> Metric:
    """Return the metric whose source says where the path and the scale are from."""
    scaled = " Scaled by stature, leg length 0.485 of it." if metric.unit == "mm" else ""
    return replace(metric, source=f"In the best hold. {metric.source}{scaled}")


def _grid_hz(movement: Movement) -> float:
    return 1.0 / float(movement.times_s[1] - movement.times_s[0])


def _torso_noise_px(hold: Hold, movement: Movement) -> float:
    """Return the noise of the torso point's x in one camera frame of the hold."""
    stamps_s = movement.stream.times_s - movement.stream.times_s[0]
    start_s = movement.times_s[hold.start_frame]
    end_s = movement.times_s[hold.end_frame - 1]
    during = (stamps_s >= start_s) & (stamps_s <= end_s)
    return quality.noise_sd(torso_point(movement.cleaned.xy_px[during])[:, :1])


def _scale(movement: Movement, person: Person) -> tuple[float, str]:
    """Return the factor from pixels to mm, or to torso lengths where stature is unknown."""
    leg_px = leg_length_px(movement)
    if person.height_cm is None or not np.isfinite(leg_px):
        return 1.0 / movement.torso_px, "{torso}"
    return LEG_LENGTH_OF_HEIGHT * person.height_cm * 10 / leg_px, "mm"


def leg_length_px(movement: Movement) -> float:
    """Return thigh plus shank of the straighter leg, 80th percentile, pixels."""
    legs = []
    xy = movement.xy_px
    for side in ("left", "right"):
        hip, knee, ankle = (xy[:, INDEX[f"{side}_{part}"]] for part in ("hip", "knee", "ankle"))
        length = np.hypot(*(hip - knee).T) + np.hypot(*(knee - ankle).T)
        length = length[np.isfinite(length)]
        if length.size:
            legs.append(float(np.percentile(length, 80)))
    return max(legs, default=float("nan"))


def _drawn(
    path_px: FloatArray, times_s: FloatArray, movement: Movement, scale: float, unit: str
) -> Sway:
    """Return the path about its mean with its 95 % prediction ellipse, for drawing."""
    known = np.isfinite(path_px).all(axis=1)
    centred = (path_px - path_px[known].mean(axis=0)) * scale
    # Facing the camera, the patient's left is the picture's right.
    away = movement.view.facing is Facing.AWAY
    sideways = -centred[:, 0] if away else centred[:, 0]
    upwards = -centred[:, 1]
    points = np.stack([sideways[known], upwards[known]])
    return Sway(unit, times_s, sideways, upwards, prediction_ellipse(points))


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
