"""How near the laboratory's angles perfect points come: what no camera and no network can beat here.

    python -m pose.lift.training.limit --data FOLDER

Takes the joint centres themselves, in three dimensions, and the angle at three of them; then a curve
from that angle, fitted to the other people, as a network that made no other error would learn it.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from pose.keypoints import INDEX
from pose.lift.angles import ANGLES
from pose.lift.training.evaluate import MAIN
from pose.lift.training.laboratory import MeasuredSession, read_sessions
from pose.stream import FloatArray

_CHAINS: Final = {
    "knee_flexion": ("hip", "knee", "ankle"),
    "hip_flexion": ("shoulder", "hip", "knee"),
    "elbow_flexion": ("shoulder", "elbow", "wrist"),
    "shoulder_elevation": ("elbow", "shoulder", "hip"),
}
_FLEXIONS: Final = ("knee_flexion", "hip_flexion", "elbow_flexion")
_DEGREE: Final = 3
_STRAIGHT_DEG: Final = 180.0


@dataclass(frozen=True)
class Limit:
    """Mean absolute errors of one angle in one movement, degrees, by person."""

    angle: str
    movement: str
    three_points_deg: tuple[float, ...]
    fitted_deg: tuple[float, ...]


def perfect_angle_deg(metres: FloatArray, angle: str, side: str) -> FloatArray:
    """Return the angle at three joint centres, ``(n,)``, as geometry defines it."""
    first, joint, last = (metres[:, INDEX[f"{side}_{part}"]] for part in _CHAINS[angle])
    one, other = first - joint, last - joint
    across = np.linalg.norm(np.cross(one, other), axis=1)
    included = np.degrees(np.arctan2(across, np.einsum("ij,ij->i", one, other)))
    return np.asarray(_STRAIGHT_DEG - included if angle in _FLEXIONS else included)


def limits(sessions: Sequence[MeasuredSession]) -> list[Limit]:
    """Return the limit of every angle in the movements that are about it, done as shown."""
    people = sorted({one.person for one in sessions})
    table = []
    for angle in _CHAINS:
        for movement in MAIN[angle]:
            pairs = {
                person: _pairs([one for one in sessions if one.person == person], angle, movement)
                for person in people
            }
            known = {person: pair for person, pair in pairs.items() if pair[0].size}
            table.append(
                Limit(
                    angle,
                    movement,
                    tuple(float(np.abs(seen - true).mean()) for seen, true in known.values()),
                    tuple(_fitted_error_deg(known, person) for person in known),
                )
            )
    return table


def _pairs(
    sessions: Sequence[MeasuredSession], angle: str, movement: str
) -> tuple[FloatArray, FloatArray]:
    """Return perfect and laboratory's angles of both sides, one after the other."""
    seen, true = [np.empty(0)], [np.empty(0)]
    for one in sessions:
        if one.movement == movement and one.is_correct:
            for number, side in enumerate(("left", "right")):
                perfect = perfect_angle_deg(one.metres, angle, side)
                reported = one.angles_deg[:, number, ANGLES.index(angle)]
                known = np.isfinite(perfect) & np.isfinite(reported)
                seen.append(perfect[known])
                true.append(reported[known])
    return np.concatenate(seen), np.concatenate(true)


def _fitted_error_deg(pairs: dict[str, tuple[FloatArray, FloatArray]], person: str) -> float:
    """Return a person's error after a curve that was fitted to the others."""
    others = [pair for name, pair in pairs.items() if name != person]
    seen, true = (np.concatenate(parts) for parts in zip(*others, strict=True))
    curve = np.polynomial.Polynomial.fit(seen, true, _DEGREE)
    own_seen, own_true = pairs[person]
    return float(np.abs(curve(own_seen) - own_true).mean())


def written(table: Sequence[Limit]) -> str:
    """Return the limits as Markdown."""
    lines = [
        "| angle | movement | three perfect points: mean (by person) | after a curve: mean (by person) |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {one.angle.replace('_', ' ')} | {one.movement} | {_row(one.three_points_deg)} "
        f"| {_row(one.fitted_deg)} |"
        for one in table
    ]
    return "\n".join(lines) + "\n"


def _row(errors_deg: Sequence[float]) -> str:
    each = ", ".join(f"{error:.0f}" for error in errors_deg)
    return f"{np.mean(errors_deg):.1f} ({each})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the limits."""
    parser = argparse.ArgumentParser(prog="python -m pose.lift.training.limit", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the laboratory's recordings")
    chosen = parser.parse_args(arguments)
    try:
        sessions = read_sessions(chosen.data)
    except OSError as error:
        parser.error(f"the recordings cannot be read: {error}")
    sys.stdout.write(written(limits(sessions)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
