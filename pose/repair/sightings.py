"""What counts as a sighting of a point, of a person, and of an upright torso."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import N_KEYPOINTS
from pose.stream import FloatArray, KeypointStream

BoolArray = NDArray[np.bool_]

MIN_SCORE: Final = 0.2
"""Keypoint scores below are no sighting: the threshold of MoveNet's own crop logic."""
MIN_POSE_SCORE: Final = 0.25
"""Mean score below which there is no pose: the published default of pose-detection."""
MIN_POINTS: Final = 4
"""Fewer points are nobody: the tracker's own minimum."""
OUTSIDE_MARGIN: Final = 0.02
"""Points further outside the picture than this share of its size were guessed, not seen."""
UPRIGHT_SHARE: Final = 0.8
"""Torsos are longest upright and square to the camera; the very longest are noise."""
EVERY_POINT: Final = np.ones(N_KEYPOINTS)


def seen_points(stream: KeypointStream) -> tuple[BoolArray, FloatArray]:
    """Return which frames hold a person ``(n,)``, and the points really seen ``(n, 17, 2)``."""
    x, y = stream.xy_px[..., 0], stream.xy_px[..., 1]
    width_px, height_px = stream.facts.image_width_px, stream.facts.image_height_px
    found = stream.scores >= MIN_SCORE
    seen = found & (x >= -OUTSIDE_MARGIN * width_px) & (x <= (1 + OUTSIDE_MARGIN) * width_px)
    seen &= (y >= -OUTSIDE_MARGIN * height_px) & (y <= (1 + OUTSIDE_MARGIN) * height_px)
    total = np.where(found, stream.scores, 0.0) @ EVERY_POINT
    mean_score = total / np.maximum(found @ EVERY_POINT, 1.0)
    person = (mean_score >= MIN_POSE_SCORE) & (seen @ EVERY_POINT >= MIN_POINTS)
    xy = stream.xy_px.copy()
    forget(xy, ~(seen & person[:, None]))
    return person, xy


def forget(xy: FloatArray, which: BoolArray) -> None:
    """Set the points ``which (n, 17)`` of ``xy (n, 17, 2)`` to NaN, in place."""
    # By their index: several times faster than by the mask.
    frames, points = np.divmod(np.flatnonzero(which), which.shape[1])
    xy[frames, points] = np.nan


def upright_length_px(shoulders: FloatArray, hips: FloatArray) -> float:
    """Return the 80th percentile of the torso's length: upright and not foreshortened.

    NaN where no torso is seen, or one that is a single place.
    """
    x, y = (shoulders - hips).T
    squared = x * x + y * y
    squared = squared[squared > 0.0]
    if squared.size == 0:
        return float("nan")
    rank = int(UPRIGHT_SHARE * (squared.size - 1))
    return float(np.sqrt(np.partition(squared, rank)[rank]))
