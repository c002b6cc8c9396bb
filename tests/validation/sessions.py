"""Sessions of ten repetitions of five healthy adults, seen by a camera, with an estimator's faults."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np

from pose.keypoints import INDEX, MIRROR_ORDER, N_KEYPOINTS
from pose.stream import FloatArray, KeypointStream, RecordingFacts
from tests.builders import real_data

SUBJECTS: Final = ("1", "2", "3", "4", "5")
RATE_HZ: Final = 100.0
SPIKE_PX: Final = 120.0
ELBOWS: Final = (INDEX["left_elbow"], INDEX["right_elbow"])
MISSING: Final = -32768


@dataclass(frozen=True)
class Session:
    """Joined repetitions of one adult.

    Attributes
    ----------
    metres
        Shape ``(n, 17, 3)`` at 100 Hz; NaN where not measured.
    angles_deg
        The laboratory's, each ``(n,)``.
    facing
        Forward direction in the ground plane, radians.
    episodes
        How many repetitions were joined.
    first_frames
        Frames of the first repetition.
    """

    metres: FloatArray
    angles_deg: dict[str, FloatArray]
    facing: float
    episodes: int
    first_frames: int


@dataclass(frozen=True)
class Faults:
    """What an estimator does to keypoints.

    Attributes
    ----------
    spike_ratio
        Share of single points thrown `SPIKE_PX` away; elbows four times as often.
    lost_ratio
        Share of single points not found.
    swapped
        Whether stretches of 5 to 20 frames have left and right exchanged.
    gaps
        Whether every point is lost once for 5 to 25 frames.
    empty_frames
        Frames in a row without anybody.
    """

    noise_px: float = 0.0
    spike_ratio: float = 0.0
    lost_ratio: float = 0.0
    swapped: bool = False
    gaps: bool = False
    empty_frames: int = 0


NONE: Final = Faults()
NOISE: Final = Faults(noise_px=2.0)
ESTIMATOR_LIKE: Final = Faults(
    noise_px=3.0, spike_ratio=0.005, lost_ratio=0.03, swapped=True, gaps=True, empty_frames=12
)
"""As the estimators on one adult did it, a little more often."""


@cache
def session(movement: str, subject: str, kind: str) -> Session | None:
    """Return one adult's session; ``None`` where it was not recorded."""
    points, angles, names, index = real_data._uiprmd()
    rows = [
        row
        for row in index
        if (row["kind"], row["movement"], row["subject"]) == (kind, movement, subject)
    ]
    if not rows:
        return None
    frames = np.concatenate([int(row["offset"]) + np.arange(int(row["n_frames"])) for row in rows])
    metres = np.where(points[frames] == MISSING, np.nan, points[frames] / 1e4)
    known_deg = np.radians([float(row["facing_deg"]) for row in rows if row["facing_deg"]])
    facing = float(np.arctan2(np.sin(known_deg).mean(), np.cos(known_deg).mean()))
    measured = {name: angles[frames, column] / 100 for column, name in enumerate(names)}
    return Session(metres, measured, facing, len(rows), int(rows[0]["n_frames"]))


def seen(
    one: Session, yaw_deg: float, faults: Faults = NONE, *, fps: float = 30.0, seed: int = 0
) -> KeypointStream:
    """Return a session as a level camera sees it, somebody turned to their right by the yaw."""
    chosen = frames_at(one, fps)
    xy = real_data._projected(one.metres[chosen], one.facing, np.radians(yaw_deg))
    size = RecordingFacts(real_data.IMAGE_WIDTH_PX, real_data.IMAGE_HEIGHT_PX)
    stream = KeypointStream(np.arange(len(chosen)) / fps, xy, _scores(xy), size)
    return faulty(stream, faults, np.random.default_rng(seed))


def frames_at(one: Session, fps: float) -> np.ndarray:
    """Return the frames of the laboratory that a camera of this rate takes."""
    times_s = np.arange(0.0, (len(one.metres) - 1) / RATE_HZ, 1.0 / fps)
    return np.round(times_s * RATE_HZ).astype(int)


def faulty(stream: KeypointStream, faults: Faults, rng: np.random.Generator) -> KeypointStream:
    """Return a recording with an estimator's faults; every fault draws the same whatever it is."""
    n = stream.n_frames
    xy = stream.xy_px + faults.noise_px * rng.standard_normal(stream.xy_px.shape)
    often = np.full(N_KEYPOINTS, faults.spike_ratio)
    often[list(ELBOWS)] *= 4
    thrown = rng.random((n, N_KEYPOINTS)) < often
    heading = rng.uniform(0.0, 2 * np.pi, (n, N_KEYPOINTS))
    away = SPIKE_PX * np.stack((np.cos(heading), np.sin(heading)), axis=-1)
    xy[thrown] += away[thrown]
    stretch = _stretches(n, rng)
    if faults.swapped:
        xy[stretch] = xy[stretch][:, MIRROR_ORDER]
    lost = rng.random((n, N_KEYPOINTS)) < faults.lost_ratio
    starts, lengths = rng.integers(0, max(n - 25, 1), N_KEYPOINTS), rng.integers(5, 26, N_KEYPOINTS)
    for point, (start, length) in enumerate(zip(starts, lengths, strict=True)):
        lost[start : start + length, point] |= faults.gaps
    nobody = int(rng.integers(0, max(n - faults.empty_frames, 1)))
    lost[nobody : nobody + faults.empty_frames] = True
    xy[lost] = np.nan
    return replace(stream, xy_px=xy, scores=_scores(xy))


def _scores(xy: FloatArray) -> FloatArray:
    return np.where(np.isnan(xy[..., 0]), 0.0, 0.8)


def _stretches(n: int, rng: np.random.Generator) -> np.ndarray:
    """Return frames ``(n,)`` in stretches of 5 to 20, with 100 to 300 good ones between."""
    where = np.zeros(n, dtype=bool)
    frame = int(rng.integers(50, 150))
    while frame < n:
        length = int(rng.integers(5, 21))
        where[frame : frame + length] = True
        frame += length + int(rng.integers(100, 300))
    return where
