"""Mediolateral and vertical sway of the trunk during a hold, corrected for keypoint noise.

A camera in front sees no anteroposterior sway.  The torso point is the mean of both
shoulders and both hips; its noise is measured from frame to frame in the recording
itself, and the share of it that the 2 Hz low-pass leaves is taken off the variance.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from pose import quality
from pose.keypoints import INDEX
from pose.smoothing import STANCE_CUTOFF_HZ, TWO_PASS_FACTOR, low_passed
from pose.stream import FloatArray
from pose.view import Facing
from scoring.metrics.hold import Hold
from scoring.person import Person
from scoring.movement import Movement
from scoring.refusals import refusal
from scoring.report import FAIR, GOOD, POOR, Metric
from scoring.signals import Sway

TORSO_POINTS: Final = [
    INDEX[name] for name in ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
]
MIN_SWAY_S: Final = 5.0
SETTLE_S: Final = 0.5
"""Time after the lift and before the foot comes down that belongs to the movement."""
MIN_SNR: Final = 1.0
"""Least ratio of sway to noise, as standard deviations after the filter."""
FAIR_SNR: Final = 2.0
LEG_LENGTH_OF_HEIGHT: Final = 0.485
"""Thigh plus shank beside stature, as Winter 2009 is used for scaling keypoints."""
SCALE_SD_RATIO: Final = 0.06
NOISE_SD_RATIO: Final = 0.2
"""Uncertainty of the noise's standard deviation itself; chosen by us."""
SOURCE: Final = (
    "Root mean square of the torso point (mean of shoulders and hips) about its mean in the best "
    "hold, sideways only, low-passed at {cutoff:g} Hz, noise variance taken off{scale}. "
    "Interval: number of independent samples, noise{scale_interval}."
)


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


def estimated_sway(path_px: FloatArray, noise_sd_px: float, fps: float) -> SwayEstimate:
    """Return the sway of one low-passed coordinate ``(n,)``."""
    known = path_px[np.isfinite(path_px)]
    return SwayEstimate(
        measured_px=float(np.std(known)),
        noise_px=noise_sd_px * noise_share(STANCE_CUTOFF_HZ, fps),
    )


def sway_metric_and_path(
    hold: Hold, movement: Movement, person: Person
) -> tuple[Metric | None, Sway | None]:
    """Return mediolateral sway of ``hold`` and its path; nothing for holds under 5 s."""
    settle = round(SETTLE_S * _grid_hz(movement))
    frames = slice(
        hold.start_frame + settle, max(hold.end_frame - settle, hold.start_frame + settle)
    )
    path = low_passed(torso_point(movement.raw_px[frames]), STANCE_CUTOFF_HZ)
    seconds = np.isfinite(path[:, 0]).sum() / _grid_hz(movement)
    if seconds < MIN_SWAY_S:
        return None, None
    scale, unit = _scale(movement, person)
    noise = _torso_noise_px(hold, movement)
    sway = estimated_sway(path[:, 0], noise, movement.fps)
    metric = _metric(sway, seconds, scale, unit, hold.stance_side)
    return metric, _drawn(path, movement.times_s[frames], movement, scale, unit)


def _metric(sway: SwayEstimate, seconds: float, scale: float, unit: str, side: str) -> Metric:
    in_mm = unit == "mm"
    source = SOURCE.format(
        cutoff=STANCE_CUTOFF_HZ,
        scale="; scaled by stature, leg length 0.485 of it" if in_mm else "",
        scale_interval=" and 6 % for the scale" if in_mm else "",
    )
    key = "sway_ml_rms"
    if sway.snr < MIN_SNR:
        why = refusal(
            "noise_too_high",
            f"Sway {sway.measured_px:.1f} px is not above the keypoint noise "
            f"{sway.noise_px:.1f} px in the same band.",
        )
        return Metric(key, None, unit, 1, source, side, quality=None, refusal=why)
    value = sway.true_px * scale
    # Sway up to 2 Hz has about one independent sample in a second.
    low_ratio, high_ratio = np.sqrt(
        (seconds - 1) / stats.chi2.ppf([0.975, 0.025], max(seconds - 1, 1))
    )
    noise_ratio = NOISE_SD_RATIO * (sway.noise_px / sway.true_px) ** 2
    other = 1.96 * float(np.hypot(SCALE_SD_RATIO if in_mm else 0.0, noise_ratio))
    low = value * (1 - float(np.hypot(1 - low_ratio, other)))
    high = value * (1 + float(np.hypot(high_ratio - 1, other)))
    grade = GOOD if sway.snr >= 2 * FAIR_SNR else FAIR if sway.snr >= FAIR_SNR else POOR
    return Metric(key, value, unit, 1, source, side, max(low, 0.0), high, grade)


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
    factor *= float(stats.f.ppf(0.95, 2, count - 2))
    axes = np.sqrt(np.maximum(variances, 0.0) * factor)[::-1]
    major = directions[:, 1]
    angle = float(np.degrees(np.arctan2(major[1], major[0])))
    return {
        "centre": [round(float(value), 4) for value in points.mean(axis=1)],
        "semi_axes": [round(float(axis), 4) for axis in axes],
        "angle_deg": round((angle + 90.0) % 180.0 - 90.0, 2),
    }
