"""Cameras that look at a body from anywhere, and what an estimator makes of what they see."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.keypoints import INDEX, N_KEYPOINTS
from pose.stream import FloatArray, KeypointStream, RecordingFacts
from pose.synthesis import Imperfections
from pose.synthesis.imperfections import distort

IMAGE_WIDTH_PX: Final = 720
IMAGE_HEIGHT_PX: Final = 1280
_BODY_SHARE: Final = 0.62
"""How much of the picture's height a standing body takes."""
_GAPS_FROM: Final = 0.5
"""Poorer estimators than this lose every point for a while."""
_FRONT_HALF: Final = 0.75
"""Share of the cameras that somebody who was asked to face them or stand sideways is seen by."""


@dataclass(frozen=True)
class LooseCamera:
    """A camera as a patient puts it up.

    Attributes
    ----------
    yaw_deg
        How far the person is turned to their own right, as `pose.synthesis.Camera` counts it.
    distance_m, height_m
        From the camera to the person, and to the floor.
    aimed_m
        The height at the person that it is aimed at, but for ``pitch_off_deg``.
    roll_deg
        What is left of its roll after the picture was put upright.
    """

    yaw_deg: float
    distance_m: float = 3.2
    height_m: float = 1.0
    aimed_m: float = 1.0
    pitch_off_deg: float = 0.0
    roll_deg: float = 0.0

    def project(self, metres: FloatArray) -> FloatArray:
        """Return pixels ``(..., 2)``, y down, of points ``(..., 3)`` in body axes."""
        yaw, roll = np.radians(self.yaw_deg), np.radians(self.roll_deg)
        x, y, z = np.moveaxis(metres, -1, 0)
        right = x * np.cos(yaw) - z * np.sin(yaw)
        depth = self.distance_m - (x * np.sin(yaw) + z * np.cos(yaw))
        up = y - self.height_m
        pitch = np.arctan2(self.aimed_m - self.height_m, self.distance_m)
        pitch += np.radians(self.pitch_off_deg)
        ahead = depth * np.cos(pitch) + up * np.sin(pitch)
        raised = up * np.cos(pitch) - depth * np.sin(pitch)
        focal_px = _BODY_SHARE * IMAGE_HEIGHT_PX * self.distance_m / 1.7
        across, down = focal_px * right / ahead, -focal_px * raised / ahead
        u = IMAGE_WIDTH_PX / 2 + across * np.cos(roll) - down * np.sin(roll)
        v = IMAGE_HEIGHT_PX / 2 + across * np.sin(roll) + down * np.cos(roll)
        return np.stack([u, v], axis=-1)


def any_camera(rng: np.random.Generator) -> LooseCamera:
    """Return a camera from anywhere: mostly from before the person, but all round."""
    ahead = rng.random() < _FRONT_HALF
    return LooseCamera(
        yaw_deg=float(rng.uniform(-105, 105) if ahead else rng.uniform(-180, 180)),
        distance_m=float(rng.uniform(1.8, 4.5)),
        height_m=float(rng.uniform(0.4, 1.7)),
        aimed_m=float(rng.uniform(0.7, 1.1)),
        pitch_off_deg=float(rng.normal(0.0, 2.0)),
        roll_deg=float(rng.normal(0.0, 2.0)),
    )


@dataclass(frozen=True)
class Estimator:
    """What a network does to keypoints beyond `Imperfections`.

    Attributes
    ----------
    flaws
        Noise, dropouts, exchanged sides, points thrown away, gaps.
    bias_px
        Standard deviation between recordings of where it sees each point.
    wander_px
        The same within a recording, over about a third of a second.
    hidden_px
        Further noise of points on the far side, as far as the body hides them.
    lost_parts_ratio
        Share of recordings in which some part of the body is never seen.
    """

    flaws: Imperfections
    bias_px: float = 0.0
    wander_px: float = 0.0
    hidden_px: float = 0.0
    lost_parts_ratio: float = 0.0


LOST_PARTS: Final = (
    ("left_ankle", "right_ankle"),
    ("left_ankle",),
    ("left_wrist", "right_wrist"),
    ("left_wrist",),
    ("nose", "left_eye", "right_eye", "left_ear", "right_ear"),
    ("left_knee", "left_ankle"),
)


NOISE_PX: Final = (1.0, 4.5)
BIAS_PX: Final = (2.0, 9.0)
WANDER_PX: Final = (0.0, 6.0)
HIDDEN_PX: Final = (0.0, 8.0)
"""Between which the faults of estimators lie, in pixels of a body of `BODY_PX`.

What five real ones do lies within: `python -m tests.validation estimator-faults`.
"""
BODY_PX: Final = _BODY_SHARE * IMAGE_HEIGHT_PX
"""How tall a standing body is in the picture, about."""


def any_estimator(rng: np.random.Generator) -> Estimator:
    """Return an estimator between a good one in good light and a poor one."""
    poor = rng.random()
    flaws = Imperfections(
        noise_px=float(rng.uniform(*NOISE_PX)),
        outlier_ratio=0.01 * poor,
        stretch_ratio=0.06 * poor,
        swapped_ratio=0.03 * poor,
        gap_frames=(5, 25) if poor > _GAPS_FROM else (0, 0),
    )
    return Estimator(
        flaws,
        bias_px=float(rng.uniform(*BIAS_PX)),
        wander_px=float(rng.uniform(*WANDER_PX)),
        hidden_px=float(rng.uniform(*HIDDEN_PX)),
        lost_parts_ratio=0.08,
    )


def observed(
    metres: FloatArray,
    fps: float,
    camera: LooseCamera,
    estimator: Estimator,
    rng: np.random.Generator,
) -> KeypointStream:
    """Return a recording of a body whose points ``(n, 17, 3)`` come at ``fps``."""
    xy_px = camera.project(metres)
    n = len(xy_px)
    xy_px += estimator.bias_px * rng.standard_normal((1, N_KEYPOINTS, 2))
    xy_px += estimator.wander_px * _wandering(n, fps, rng)
    hidden_px = estimator.hidden_px * _hidden(camera.yaw_deg)[:, np.newaxis]
    xy_px += hidden_px * (_wandering(n, fps, rng) + rng.standard_normal((1, N_KEYPOINTS, 2)))
    times_s = np.arange(n) / fps
    found, scores = distort(times_s, xy_px, estimator.flaws, rng)
    if rng.random() < estimator.lost_parts_ratio:
        lost = LOST_PARTS[int(rng.integers(len(LOST_PARTS)))]
        found[:, [INDEX[name] for name in lost]] = np.nan
    scores = np.where(np.isfinite(found[..., 0]), scores, 0.0)
    return KeypointStream(times_s, found, scores, RecordingFacts(IMAGE_WIDTH_PX, IMAGE_HEIGHT_PX))


def _hidden(yaw_deg: float) -> FloatArray:
    """Return how far the body hides each keypoint, 0 to 1, ``(17,)``: the far side's limbs."""
    far = "right" if np.sin(np.radians(yaw_deg)) > 0 else "left"
    hidden = np.zeros(N_KEYPOINTS)
    for part in ("elbow", "wrist", "hip", "knee", "ankle", "shoulder"):
        hidden[INDEX[f"{far}_{part}"]] = abs(np.sin(np.radians(yaw_deg)))
    return hidden


def _wandering(n: int, fps: float, rng: np.random.Generator) -> FloatArray:
    """Return smooth chance of unit size, ``(n, 17, 2)``."""
    every = max(1, round(fps / 3))
    knots = rng.standard_normal((n // every + 2, N_KEYPOINTS, 2))
    at = np.arange(n) / every
    before = at.astype(int)
    share = (at - before)[:, np.newaxis, np.newaxis]
    return np.asarray(knots[before] * (1 - share) + knots[before + 1] * share)
