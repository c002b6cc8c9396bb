"""How near the laboratory's angles perfect points come: what no camera and no network can beat here.

    python -m pose.lift.training.limit --data FOLDER

Takes the joint centres themselves, in three dimensions, and the angle at three of them; then a curve
from that angle, fitted to the other people, as a network that made no other error would learn it.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from pose.lift.angles import ANGLES
from pose.lift.training.evaluate import MAIN, PEAK_SHARE, peak_of
from pose.lift.training.laboratory import MeasuredSession, read_sessions
from pose.lift.training.three_points import CHAINS, perfect_angle_deg
from pose.stream import FloatArray

_DEGREE: Final = 3


@dataclass(frozen=True)
class Limit:
    """How far perfect points are from the laboratory in one angle of one movement, degrees.

    Attributes
    ----------
    three_points_deg, fitted_deg
        Mean absolute errors by person: of the angle at three points, and after the curve.
    peaks_within_deg
        Within how many degrees `PEAK_SHARE` of the repetitions' peaks are, after the curve.
    """

    angle: str
    movement: str
    three_points_deg: tuple[float, ...]
    fitted_deg: tuple[float, ...]
    peaks_within_deg: float


@dataclass(frozen=True)
class Pairs:
    """One person's angles, both sides one after the other, and which repetition each belongs to."""

    perfect_deg: FloatArray
    reported_deg: FloatArray
    repetition: FloatArray


def limits(sessions: Sequence[MeasuredSession]) -> list[Limit]:
    """Return the limit of every angle in the movements that are about it, done as shown."""
    people = sorted({one.person for one in sessions})
    table = []
    for angle in CHAINS:
        for movement in MAIN[angle]:
            pairs = {
                person: _pairs([one for one in sessions if one.person == person], angle, movement)
                for person in people
            }
            known = {person: pair for person, pair in pairs.items() if pair.perfect_deg.size}
            if known:
                table.append(_limit(angle, movement, known))
    return table


def _limit(angle: str, movement: str, pairs: Mapping[str, Pairs]) -> Limit:
    three, fitted, peaks = [], [], []
    for person, own in pairs.items():
        said_deg = _fitted(own, [pair for name, pair in pairs.items() if name != person])
        three.append(float(np.abs(own.perfect_deg - own.reported_deg).mean()))
        fitted.append(float(np.abs(said_deg - own.reported_deg).mean()))
        for number in np.unique(own.repetition):
            there = own.repetition == number
            peaks.append(abs(peak_of(said_deg[there]) - peak_of(own.reported_deg[there])))
    return Limit(
        angle, movement, tuple(three), tuple(fitted), float(np.quantile(peaks, PEAK_SHARE))
    )


def _pairs(sessions: Sequence[MeasuredSession], angle: str, movement: str) -> Pairs:
    parts = [(np.empty(0),) * 3]
    for one in sessions:
        if one.movement == movement and one.is_correct:
            for number, side in enumerate(("left", "right")):
                perfect = perfect_angle_deg(one.metres, angle, side)
                reported = one.angles_deg[:, number, ANGLES.index(angle)]
                known = np.isfinite(perfect) & np.isfinite(reported)
                # Left repetitions are even, right ones odd.
                parts.append((perfect[known], reported[known], 2 * one.episode[known] + number))
    return Pairs(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _fitted(own: Pairs, others: Sequence[Pairs]) -> FloatArray:
    """Return a person's angles after a curve that was fitted to the others."""
    curve = np.polynomial.Polynomial.fit(
        np.concatenate([pair.perfect_deg for pair in others]),
        np.concatenate([pair.reported_deg for pair in others]),
        _DEGREE,
    )
    return np.asarray(curve(own.perfect_deg))


def written(table: Sequence[Limit]) -> str:
    """Return the limits as Markdown."""
    headings = (
        "angle",
        "movement",
        "three perfect points: mean (by person)",
        "after a curve: mean (by person)",
        f"{PEAK_SHARE:.0%} of its peaks within",
    )
    lines = [f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}"]
    lines += [
        f"| {one.angle.replace('_', ' ')} | {one.movement} | {_row(one.three_points_deg)} "
        f"| {_row(one.fitted_deg)} | {one.peaks_within_deg:.1f} |"
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
