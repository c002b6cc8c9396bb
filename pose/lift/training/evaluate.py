"""How far what is said of people whom the network had not seen is from what the laboratory says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.lift.angles import ANGLES
from pose.lift.bounds import MIDDLE, Widening
from pose.lift.training.calibrate import widening_of
from pose.lift.training.held_out import Seen

Float32Array = NDArray[np.float32]
AnyFloats = NDArray[np.floating[Any]]

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
STEPS_DEG: Final[Mapping[str, tuple[float, ...]]] = {
    str(yaw): (float(yaw), float(-yaw)) for yaw in range(0, 181, 15)
}
"""Every 15 degrees, the near and the far side together; from behind there is -180 alone."""
PEAK_SHARE: Final = 0.8
_PEAK_PERCENTILE: Final = 98
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


@dataclass(frozen=True)
class Peaks:
    """The peaks of the repetitions of one movement, from every yaw, of both sides.

    Attributes
    ----------
    error_deg
        Said less true, one for each repetition: ``(k,)``.
    covered
        Share of the true ones between the peaks of the bounds.
    """

    angle: str
    movement: str
    error_deg: Float32Array
    covered: float

    @property
    def within_deg(self) -> float:
        """Within how many degrees `PEAK_SHARE` of them are."""
        return float(np.quantile(np.abs(self.error_deg), PEAK_SHARE))


def bounds_of_others(seen: Sequence[Seen]) -> dict[str, Widening]:
    """Return for each person the bounds that the other people make."""
    people = sorted({one.person for one in seen})
    return {person: widening_of([one for one in seen if one.person != person]) for person in people}


def cells(
    seen: Sequence[Seen],
    bounds: Mapping[str, Widening],
    views_deg: Mapping[str, tuple[float, ...]] = VIEWS_DEG,
) -> list[Cell]:
    """Return every cell of movements done as shown; bounds come from the other people."""
    table = []
    for angle, movements in MAIN.items():
        for movement in movements:
            done = [one for one in seen if one.movement == movement and one.is_correct]
            for view, yaws in views_deg.items():
                own = [one for one in done if one.yaw_deg in yaws]
                cell = cell_of(own, angle, movement, view, bounds)
                table += [] if cell is None else [cell]
    return table


def cell_of(
    own: Sequence[Seen],
    angle: str,
    movement: str | None,
    view: str,
    bounds: Mapping[str, Widening],
) -> Cell | None:
    """Return one cell, or ``None`` where the angle is known of nobody.

    Parameters
    ----------
    movement
        Whose bounds are taken; ``None`` for those of one that nobody was measured doing.
    """
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
    if not any(true.size for true in errors):
        return None
    return Cell(
        angle,
        own[0].movement,
        view,
        float(np.concatenate(errors).mean()),
        float(np.nanmean(np.concatenate(plain))),
        float(np.concatenate(inside).mean()),
        float(np.concatenate(widths).mean()),
    )


def peak_of(track_deg: AnyFloats) -> float:
    """Return the peak of one repetition: the 98th percentile, so that no single frame decides."""
    return float(np.percentile(track_deg, _PEAK_PERCENTILE))


def peaks(
    seen: Iterable[Seen], angle: str, movement: str, bounds: Mapping[str, Widening]
) -> Peaks | None:
    """Return how repetitions' peaks are beside the laboratory's; ``None`` where there are none.

    Of the bounds too it is the highest that counts.
    """
    column = ANGLES.index(angle)
    errors, inside = [], []
    for one in seen:
        if one.movement != movement or not one.is_correct:
            continue
        low, high = bounds[one.person].bounds_deg(one.said_deg, movement, one.found_yaw_deg)
        tracks = np.stack(
            [one.true_deg[:, column], one.said_deg[:, column, MIDDLE], low[:, column],
             high[:, column]]
        )  # fmt: skip
        for number in np.unique(one.episode):
            own = tracks[:, (one.episode == number) & np.isfinite(tracks[0])]
            if own.shape[1] >= _FEW:
                true, said, lowest, highest = (peak_of(track) for track in own)
                errors.append(said - true)
                inside.append(lowest <= true <= highest)
    if not errors:
        return None
    return Peaks(angle, movement, np.array(errors, dtype=np.float32), float(np.mean(inside)))
