"""What cameras and networks do to keypoints."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import (
    INDEX,
    KEYPOINT_NAMES,
    LEFT_RIGHT_PAIRS,
    MIRROR_ORDER,
    N_KEYPOINTS,
)
from pose.synthesis.body import FloatArray

BoolArray = NDArray[np.bool_]


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
    stretch_ratio
        Share of frames in stretches with left and right exchanged, about.
    stretch_frames
        Shortest and longest such stretch.
    stretch_parts
        Parts of the body whose sides are exchanged in them (``"knee"``, ``"ankle"`` …); none
        named means all.
    swapped_pair_ratio
        Share of single left/right pairs exchanged, each by itself.
    mirrored_s
        Start and end, seconds, of a stretch with left and right of the whole body
        exchanged, or ``None``.
    gap_frames
        Shortest and longest gap: every keypoint has one, somewhere; ``(0, 0)`` for none.
    other_person_s
        Start and end, seconds, of a stretch in which somebody else is seen, or ``None``.
    other_person_px, other_person_size
        How far to the side they stand, and how large they are beside the patient.
    """

    noise_px: float = 0.0
    jitter_ms: float = 0.0
    dropped_ratio: float = 0.0
    outlier_ratio: float = 0.0
    outlier_px: float = 120.0
    swapped_ratio: float = 0.0
    missing: tuple[tuple[tuple[str, ...], float, float], ...] = ()
    score: float = 0.85
    stretch_ratio: float = 0.0
    stretch_frames: tuple[int, int] = (5, 20)
    stretch_parts: tuple[str, ...] = ()
    swapped_pair_ratio: float = 0.0
    mirrored_s: tuple[float, float] | None = None
    gap_frames: tuple[int, int] = (0, 0)
    other_person_s: tuple[float, float] | None = None
    other_person_px: float = 300.0
    other_person_size: float = 0.8


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
    # Kinds added later draw later, so that older seeds give what they gave.
    _exchange(found, scores, _exchanged_pairs(times_s, flaws, rng))
    in_gap = _gaps(n, flaws.gap_frames, rng)
    found[in_gap] = np.nan
    scores[in_gap] = 0.0
    _put_somebody_else(times_s, found, flaws)
    return found, scores


def _exchanged_pairs(
    times_s: FloatArray, flaws: Imperfections, rng: np.random.Generator
) -> BoolArray:
    """Return where a pair is exchanged by one of the newer kinds, ``(n, 8)``."""
    n, shortest, longest = len(times_s), *flaws.stretch_frames
    begins = rng.random(n) < flaws.stretch_ratio * 2.0 / (shortest + longest)
    lengths = shortest + np.floor(rng.random(n) * (longest + 1 - shortest)).astype(int)
    alone = rng.random((n, len(LEFT_RIGHT_PAIRS))) < flaws.swapped_pair_ratio
    stretch = np.zeros(n, dtype=bool)
    for start in np.flatnonzero(begins):
        stretch[start : start + lengths[start]] = True
    concerned = [
        not flaws.stretch_parts or KEYPOINT_NAMES[left].removeprefix("left_") in flaws.stretch_parts
        for left, _ in LEFT_RIGHT_PAIRS
    ]
    start_s, end_s = flaws.mirrored_s or (np.inf, -np.inf)
    mirrored = (times_s >= start_s) & (times_s < end_s)
    exchanged: BoolArray = (stretch[:, None] & np.array(concerned)) ^ alone ^ mirrored[:, None]
    return exchanged


def _exchange(found: FloatArray, scores: FloatArray, where: BoolArray) -> None:
    """Exchange left and right, positions and scores, in place."""
    for (left, right), column in zip(LEFT_RIGHT_PAIRS, where.T, strict=True):
        for values in (found, scores):
            both = values[column][:, [right, left]]
            values[np.ix_(column, [left, right])] = both


def _gaps(n: int, frames: tuple[int, int], rng: np.random.Generator) -> BoolArray:
    """Return one gap for each keypoint, ``(n, 17)``."""
    shortest, longest = frames
    lengths = shortest + np.floor(rng.random(N_KEYPOINTS) * (longest + 1 - shortest))
    starts = np.floor(rng.random(N_KEYPOINTS) * np.maximum(n - lengths, 0))
    frame = np.arange(n)[:, None]
    gaps: BoolArray = (frame >= starts) & (frame < starts + lengths)
    return gaps


def _put_somebody_else(times_s: FloatArray, found: FloatArray, flaws: Imperfections) -> None:
    """Move the body aside and make it another size while somebody else is seen, in place."""
    start_s, end_s = flaws.other_person_s or (np.inf, -np.inf)
    other = (times_s >= start_s) & (times_s < end_s)
    hips = found[other][:, [INDEX["left_hip"], INDEX["right_hip"]]].mean(axis=1, keepdims=True)
    aside = np.array([flaws.other_person_px, 0.0])
    found[other] = hips + flaws.other_person_size * (found[other] - hips) + aside
