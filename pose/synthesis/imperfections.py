"""What cameras and networks do to keypoints."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.keypoints import INDEX, MIRROR_ORDER, N_KEYPOINTS
from pose.synthesis.body import FloatArray


@dataclass(frozen=True)
class Imperfections:
    """How a recording differs from the truth.

    Attributes
    ----------
    noise_px
        Standard deviation of white noise on x and on y.
    jitter_ms
        Standard deviation of the frames' times about their even spacing, cut at a third of
        it so that order stays.
    dropped_ratio
        Share of frames that never arrive.
    outlier_ratio
        Share of single keypoints thrown ``outlier_px`` away.
    outlier_px
        How far.
    swapped_ratio
        Share of frames with left and right exchanged.
    missing
        Stretches without some keypoints: (names, start, end) in seconds; no names means
        all of them.
    score
        Score of a keypoint that is found; outliers have half of it.
    """

    noise_px: float = 0.0
    jitter_ms: float = 0.0
    dropped_ratio: float = 0.0
    outlier_ratio: float = 0.0
    outlier_px: float = 120.0
    swapped_ratio: float = 0.0
    missing: tuple[tuple[tuple[str, ...], float, float], ...] = ()
    score: float = 0.85


CLEAN: Final = Imperfections()
"""Keypoints exactly where the body is."""


def frame_times(
    duration_s: float, fps: float, flaws: Imperfections, rng: np.random.Generator
) -> FloatArray:
    """Return the times of the frames that arrive, from 0, strictly increasing."""
    n_frames = int(np.floor(duration_s * fps)) + 1
    jitter_s = rng.normal(0.0, 1.0, n_frames) * flaws.jitter_ms / 1000.0
    times_s = np.arange(n_frames) / fps + np.clip(jitter_s, -1 / (3 * fps), 1 / (3 * fps))
    arrived = rng.random(n_frames) >= flaws.dropped_ratio
    arrived[0] = True
    times_s[0] = 0.0
    return np.asarray(times_s[arrived])


def distort(
    times_s: FloatArray, xy_px: FloatArray, flaws: Imperfections, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Return positions and scores as a network might have found them.

    Parameters
    ----------
    times_s
        Shape ``(n,)``.
    xy_px
        Exact positions, shape ``(n, 17, 2)``.
    flaws
        What to do to them.
    rng
        Source of all chance; every kind of flaw draws the same amount whatever its size.
    """
    n = len(times_s)
    found = xy_px + flaws.noise_px * rng.standard_normal(xy_px.shape)
    scores = np.full((n, N_KEYPOINTS), flaws.score)
    thrown = rng.random((n, N_KEYPOINTS)) < flaws.outlier_ratio
    heading = rng.uniform(0.0, 2 * np.pi, (n, N_KEYPOINTS))
    away = flaws.outlier_px * np.stack((np.cos(heading), np.sin(heading)), axis=-1)
    found[thrown] += away[thrown]
    scores[thrown] /= 2
    swapped = rng.random(n) < flaws.swapped_ratio
    found[swapped] = found[swapped][:, MIRROR_ORDER]
    scores[swapped] = scores[swapped][:, MIRROR_ORDER]
    for names, start_s, end_s in flaws.missing:
        lost = np.zeros((n, N_KEYPOINTS), dtype=bool)
        lost[:, [INDEX[name] for name in names] or slice(None)] = True
        lost[(times_s < start_s) | (times_s >= end_s)] = False
        found[lost] = np.nan
        scores[lost] = 0.0
    return found, scores
