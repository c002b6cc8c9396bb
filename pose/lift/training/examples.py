"""Windows with the laboratory's angles beside them, through many cameras."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import N_KEYPOINTS
from pose.lift.training.cameras import (
    Estimator,
    LooseCamera,
    any_camera,
    any_estimator,
    observed,
)
from pose.lift.training.laboratory import (
    RATE_HZ,
    SEGMENTS,
    MeasuredSession,
    mirrored,
    with_proportions,
)
from pose.lift.windows import can_be_lifted, windows
from pose.repair import repaired
from pose.smoothing import MOTION_CUTOFF_HZ, low_passed, resampled, uniform_times
from pose.stream import FloatArray, KeypointStream

Float32Array = NDArray[np.float32]

_RATES_HZ: Final = (24.0, 25.0, 30.0, 30.0, 30.0, 50.0)
_SHORTEST_FRAMES: Final = 20
_MIRRORED_SHARE: Final = 0.5
_BUILD_SD: Final = 0.05
"""Spread of how broad and how deep a body is beside those that were measured."""
_LENGTH_SD: Final = 0.06
"""Spread of how long each segment is beside those that were measured."""
_SPEEDS: Final = (0.6, 1.5)
"""How fast a movement is done beside how it was recorded: patients are slower, some hurry."""


def cleaned(stream: KeypointStream) -> tuple[FloatArray, FloatArray]:
    """Return times and points ``(m, 17, 2)`` of a recording as scoring prepares them."""
    stamps_s = stream.times_s - stream.times_s[0]
    times_s = uniform_times(stamps_s)
    flat = repaired(stream).xy_px.reshape(stream.n_frames, 2 * N_KEYPOINTS)
    raw = resampled(stamps_s, flat, times_s).reshape(len(times_s), N_KEYPOINTS, 2)
    return times_s, low_passed(raw, MOTION_CUTOFF_HZ)


def seen_by(
    session: MeasuredSession,
    camera: LooseCamera,
    estimator: Estimator,
    rng: np.random.Generator,
    *,
    fps: float = 30.0,
    speed: float = 1.0,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return a session as prepared for measuring, done ``speed`` times as fast.

    Returns
    -------
    tuple
        Points ``(m, 17, 2)``, angles ``(m, 2, angles)``, and which repetition each frame belongs to,
        ``(m,)``.
    """
    chosen = np.round(np.arange(0.0, len(session.metres) - 1, RATE_HZ * speed / fps)).astype(int)
    stream = observed(session.metres[chosen], fps, camera, estimator, rng)
    times_s, xy = cleaned(stream)
    at = np.minimum(np.round(times_s * RATE_HZ * speed).astype(int), len(session.metres) - 1)
    return xy, session.angles_deg[at], session.episode[at]


def some_repetitions(session: MeasuredSession, rng: np.random.Generator) -> MeasuredSession:
    """Return some repetitions in a row, of somebody built a little differently, maybe mirrored."""
    known = np.unique(session.episode)
    count = int(rng.integers(1, len(known) + 1))
    first = int(rng.integers(0, len(known) - count + 1))
    inside = np.isin(session.episode, known[first : first + count])
    build = np.exp(rng.normal(0.0, _BUILD_SD, 3))
    lengths = np.exp(rng.normal(0.0, _LENGTH_SD, len(SEGMENTS)))
    metres = with_proportions(session.metres[inside], dict(zip(SEGMENTS, lengths, strict=True)))
    part = MeasuredSession(
        session.person,
        session.movement,
        session.is_correct,
        metres * build,
        session.angles_deg[inside],
        session.episode[inside],
    )
    return mirrored(part) if rng.random() < _MIRRORED_SHARE else part


@dataclass(frozen=True)
class Examples:
    """Windows ``(k, FEATURES)``, and what is to be said of each.

    Attributes
    ----------
    angles_deg
        The left side's, ``(k, len(ANGLES))``; NaN where not known.
    yaw
        Cosine and sine of the camera's yaw, ``(k, 2)``.
    person
        Index of the person, ``(k,)``.
    """

    windows: Float32Array
    angles_deg: Float32Array
    yaw: Float32Array
    person: NDArray[np.int32]


def examples(
    sessions: Iterable[MeasuredSession],
    people: Sequence[str],
    rng: np.random.Generator,
    *,
    cameras: int = 1,
    kept: float = 0.6,
) -> Examples:
    """Return a share of the frames of sessions, each seen by so many cameras."""
    parts = []
    for session in sessions:
        for _ in range(cameras):
            part = some_repetitions(session, rng)
            fps = float(rng.choice(_RATES_HZ))
            speed = float(np.exp(rng.uniform(*np.log(_SPEEDS))))
            if len(part.metres) * fps / (RATE_HZ * speed) < _SHORTEST_FRAMES:
                continue
            camera = any_camera(rng)
            xy, angles, _ = seen_by(part, camera, any_estimator(rng), rng, fps=fps, speed=speed)
            usable = can_be_lifted(xy) & np.isfinite(angles[:, 0]).any(axis=1)
            frames = np.flatnonzero(usable & (rng.random(len(xy)) < kept))
            if frames.size:
                yaw = np.radians(camera.yaw_deg)
                parts.append(
                    Examples(
                        windows(xy, frames),
                        angles[frames, 0].astype(np.float32),
                        np.tile(
                            np.array([np.cos(yaw), np.sin(yaw)], dtype=np.float32), (frames.size, 1)
                        ),
                        np.full(frames.size, people.index(session.person), dtype=np.int32),
                    )
                )
    return Examples(
        np.concatenate([part.windows for part in parts]),
        np.concatenate([part.angles_deg for part in parts]),
        np.concatenate([part.yaw for part in parts]),
        np.concatenate([part.person for part in parts]),
    )
