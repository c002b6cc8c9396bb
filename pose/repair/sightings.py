"""What counts as a sighting of a point, of a person, and of an upright torso."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.angles import torso_px
from pose.stream import FloatArray, KeypointStream

BoolArray = NDArray[np.bool_]

MIN_SCORE: Final = 0.2
"""Keypoint scores below are no sighting: the threshold of MoveNet's own crop logic."""
MIN_POSE_SCORE: Final = 0.25
"""Mean score below which there is no pose: the published default of pose-detection."""
OUTSIDE_MARGIN: Final = 0.02
"""Points further outside the picture than this share of its size were guessed, not seen."""


def seen_points(stream: KeypointStream) -> tuple[BoolArray, FloatArray]:
    """Return which frames hold a person ``(n,)``, and the points really seen ``(n, 17, 2)``."""
    size = np.array([stream.facts.image_width_px, stream.facts.image_height_px], dtype=float)
    with np.errstate(invalid="ignore"):
        inside = (
            (stream.xy_px >= -OUTSIDE_MARGIN * size) & (stream.xy_px <= (1 + OUTSIDE_MARGIN) * size)
        ).all(axis=2)
    seen = inside & (stream.scores >= MIN_SCORE)
    found = stream.scores >= MIN_SCORE
    total = np.where(found, stream.scores, 0.0).sum(axis=1)
    mean_score = total / np.maximum(found.sum(axis=1), 1)
    person = (mean_score >= MIN_POSE_SCORE) & (seen.sum(axis=1) >= 4)  # noqa: PLR2004 - as the tracker's minimum
    xy = np.where((seen & person[:, None])[..., None], stream.xy_px, np.nan)
    return person, xy


def upright_torso_px(xy: FloatArray) -> float:
    """Return the 80th percentile of the torso's length: upright and not foreshortened."""
    lengths = torso_px(xy)
    lengths = lengths[np.isfinite(lengths) & (lengths > 0)]
    return float(np.percentile(lengths, 80)) if lengths.size else float("nan")
