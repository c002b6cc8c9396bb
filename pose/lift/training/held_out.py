"""What a network says of people, or of movements, that it did not learn from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.angles import (
    elbow_flexion_deg,
    hip_flexion_deg,
    knee_flexion_deg,
    shoulder_elevation_deg,
    trunk_lean_deg,
)
from pose.lift.network import DenseNetwork, said_of
from pose.lift.training.cameras import Estimator, LooseCamera
from pose.lift.training.examples import seen_by
from pose.lift.training.laboratory import MeasuredSession
from pose.lift.windows import can_be_lifted, from_the_right, windows
from pose.synthesis import Imperfections

Float32Array = NDArray[np.float32]

YAWS_DEG: Final = tuple(range(-180, 180, 15))
TESTED: Final = Estimator(
    Imperfections(
        noise_px=3.0,
        outlier_ratio=0.005,
        swapped_ratio=0.01,
        stretch_ratio=0.02,
        gap_frames=(5, 25),
    ),
    wander_px=2.0,
    hidden_px=4.0,
)
"""The estimator of the evaluation: its faults are within what was learned from, and not the same."""


@dataclass(frozen=True)
class Seen:
    """One session from one yaw, one side of the body: what was said, and what the laboratory says.

    Attributes
    ----------
    yaw_deg
        Positive where this side is nearer to the camera.
    found_yaw_deg
        The same as the network says it.
    said_deg
        Quantiles ``(k, angles, 3)``.
    true_deg
        Shape ``(k, angles)``; NaN where not known.
    geometry_deg
        What three points of the picture say, ``(k, angles)``.
    episode
        Which repetition each frame belongs to, ``(k,)``.
    """

    person: str
    movement: str
    is_correct: bool
    side: str
    yaw_deg: float
    found_yaw_deg: float
    said_deg: Float32Array
    true_deg: Float32Array
    geometry_deg: Float32Array
    episode: NDArray[np.float64]


def look_at(
    network: DenseNetwork,
    sessions: Iterable[MeasuredSession],
    *,
    seed: int,
    yaws_deg: Sequence[float] = YAWS_DEG,
) -> list[Seen]:
    """Return what a network says of both sides of sessions from every yaw."""
    rng = np.random.default_rng(seed)
    found = []
    for session in sessions:
        for yaw in yaws_deg:
            camera = LooseCamera(
                yaw_deg=yaw,
                distance_m=float(rng.uniform(2.2, 4.0)),
                height_m=float(rng.uniform(0.7, 1.3)),
            )
            xy, angles, episode = seen_by(session, camera, TESTED, rng)
            frames = np.flatnonzero(can_be_lifted(xy))
            if frames.size == 0:
                continue
            rows = windows(xy, frames)
            for side, name in enumerate(("left", "right")):
                said_deg, found_yaw_deg = said_of(network, from_the_right(rows) if side else rows)
                found.append(
                    Seen(
                        session.person,
                        session.movement,
                        session.is_correct,
                        name,
                        float(yaw if name == "left" else -yaw),
                        found_yaw_deg,
                        said_deg,
                        angles[frames, side].astype(np.float32),
                        geometry(xy, name)[frames].astype(np.float32),
                        episode[frames],
                    )
                )
    return found


def geometry(xy: NDArray[np.float64], side: str) -> NDArray[np.float64]:
    """Return what plain geometry says of one side, ``(n, angles)``, in the order of `ANGLES`."""
    return np.stack(
        [
            knee_flexion_deg(xy, side),
            hip_flexion_deg(xy, side),
            elbow_flexion_deg(xy, side),
            shoulder_elevation_deg(xy, side),
            np.abs(trunk_lean_deg(xy)),
        ],
        axis=1,
    )
