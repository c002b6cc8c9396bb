"""How far what is said of people whom the network had not seen is from what the laboratory says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.lift.angles import ANGLES
from pose.lift.bounds import MIDDLE, Widening
from pose.lift.training.calibrate import widening_of
from pose.lift.training.held_out import Seen

Float32Array = NDArray[np.float32]

MAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "knee_flexion": ("deep squat", "sit to stand", "inline lunge", "side lunge", "hurdle step"),
    "hip_flexion": ("deep squat", "sit to stand", "leg raise", "hurdle step"),
    "elbow_flexion": (
        "shoulder abduction", "shoulder extension", "shoulder rotation", "shoulder scaption",
    ),
    "shoulder_elevation": ("shoulder abduction", "shoulder scaption"),
    "trunk_inclination": ("deep squat", "sit to stand"),
}  # fmt: skip
"""Movements in which an angle is what is done."""
VIEWS_DEG: Final[Mapping[str, tuple[float, ...]]] = {
    "front": (-15.0, 0.0, 15.0),
    "oblique": (-45.0, 45.0),
    "side": (-90.0, -75.0, -105.0, 75.0, 90.0, 105.0),
}
PEAK_SHARE: Final = 0.8
_FEW: Final = 20
"""A repetition of fewer frames has no peak here."""


@dataclass(frozen=True)
class Cell:
    """One angle of one movement from one view: errors in degrees, and shares.

    Attributes
    ----------
    error_deg, geometry_deg
        Mean absolute error of the lift, and of plain geometry.
    covered
        Share of frames within the bounds, where these were found on other people.
    half_width_deg
        Of the bounds, mean.
    """

    angle: str
    movement: str
    view: str
    error_deg: float
    geometry_deg: float
    covered: float
    half_width_deg: float


def cells(seen: Sequence[Seen]) -> list[Cell]:
    """Return every cell of movements done as shown; bounds come from the other people."""
    people = sorted({one.person for one in seen})
    bounds = {
        person: widening_of([one for one in seen if one.person != person]) for person in people
    }
    table = []
    for angle, movements in MAIN.items():
        for movement in movements:
            for view, yaws in VIEWS_DEG.items():
                own = [
                    one
                    for one in seen
                    if one.movement == movement and one.is_correct and one.yaw_deg in yaws
                ]
                if own:
                    table.append(_cell(own, angle, movement, view, bounds))
    return table


def _cell(
    own: Sequence[Seen], angle: str, movement: str, view: str, bounds: Mapping[str, Widening]
) -> Cell:
    column = ANGLES.index(angle)
    errors, plain, inside, widths = [], [], [], []
    for one in own:
        true = one.true_deg[:, column]
        known = np.isfinite(true)
        low, high = bounds[one.person].bounds_deg(one.said_deg, movement, one.found_yaw_deg)
        errors.append(np.abs(one.said_deg[known, column, MIDDLE] - true[known]))
        plain.append(np.abs(one.geometry_deg[known, column] - true[known]))
        inside.append((low[known, column] <= true[known]) & (true[known] <= high[known, column]))
        widths.append((high - low)[known, column] / 2)
    return Cell(
        angle,
        movement,
        view,
        float(np.concatenate(errors).mean()),
        float(np.nanmean(np.concatenate(plain))),
        float(np.concatenate(inside).mean()),
        float(np.concatenate(widths).mean()),
    )


def peak_errors_deg(seen: Iterable[Seen], angle: str, movement: str) -> Float32Array:
    """Return how far each repetition's peak is from the laboratory's, of every yaw and side.

    A peak is the 98th percentile of a repetition, of both alike: no single frame decides.
    """
    column = ANGLES.index(angle)
    errors = []
    for one in seen:
        if one.movement != movement or not one.is_correct:
            continue
        for number in np.unique(one.episode):
            frames = one.episode == number
            true = one.true_deg[frames, column]
            said = one.said_deg[frames, column, MIDDLE]
            known = np.isfinite(true)
            if known.sum() >= _FEW:
                errors.append(
                    abs(float(np.percentile(said[known], 98) - np.percentile(true[known], 98)))
                )
    return np.array(errors, dtype=np.float32)


def written(table: Sequence[Cell], seen: Sequence[Seen]) -> str:
    """Return the evaluation as Markdown."""
    lines = [
        "| angle | movement | view | lift, MAE | geometry, MAE | in the bounds | half width |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {cell.angle.replace('_', ' ')} | {cell.movement} | {cell.view} | {cell.error_deg:.1f} "
        f"| {cell.geometry_deg:.1f} | {cell.covered:.0%} | {cell.half_width_deg:.1f} |"
        for cell in table
    ]
    lines += [
        "",
        "| peak of a repetition, any yaw | movement | 80 % are within |",
        "| --- | --- | --- |",
    ]
    for angle, movements in MAIN.items():
        for movement in movements:
            errors = peak_errors_deg(seen, angle, movement)
            if errors.size:
                within = float(np.quantile(errors, PEAK_SHARE))
                lines.append(f"| {angle.replace('_', ' ')} | {movement} | {within:.1f} |")
    return "\n".join(lines) + "\n"
