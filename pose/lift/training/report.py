"""The evaluation as a document: written beside the weights, and printed."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Final

from pose.lift.bounds import Widening
from pose.lift.training.evaluate import MAIN, PEAK_SHARE, STEPS_DEG, Cell, Peaks, cells, peaks
from pose.lift.training.held_out import Seen

_HEAD: Final = """# What the lift brings to people it has not seen

Written by `make train-lift`. What the figures mean, and what they do not: `docs/clinical/lift.md`.
Degrees are mean absolute errors over frames beside the laboratory's angle, of movements done as shown.
"""
_UNSEEN: Final = (
    "Each movement and a person left out together: the network saw neither, and the bounds are those "
    "of a movement that nobody was measured doing.\n"
)


def written(
    seen: Sequence[Seen],
    bounds: Mapping[str, Widening],
    table: Sequence[Cell],
    unseen: Sequence[Cell],
) -> str:
    """Return the evaluation as Markdown.

    Parameters
    ----------
    seen
        What was said of people who were left out.
    bounds
        Those of the other people, by person.
    table
        By front, oblique and side.
    unseen
        Of movements that were left out, with a person.
    """
    by_step = cells(seen, bounds, STEPS_DEG)
    parts = [
        _HEAD,
        "## People left out\n",
        _cells(table),
        "## By yaw, in steps of 15 degrees: lift / three points of the picture\n",
        "0 is the front, 90 the side, 180 the back; the near and the far side of the body together.\n",
        _matrix(by_step, lambda cell: f"{cell.error_deg:.0f}/{cell.geometry_deg:.0f}"),
        "## By yaw: share of frames within the bounds\n",
        _matrix(by_step, lambda cell: f"{cell.covered:.0%}"),
        "## Peaks of repetitions, from every yaw\n",
        _peaks([found for angle, movements in MAIN.items() for movement in movements
                if (found := peaks(seen, angle, movement, bounds)) is not None]),
        "## Movements left out\n",
        _UNSEEN,
        _cells(unseen),
    ]  # fmt: skip
    return "\n".join(parts)


def _cells(table: Sequence[Cell]) -> str:
    return _table(
        ("angle", "movement", "view", "lift", "geometry", "within the bounds", "half width"),
        [
            (
                cell.angle.replace("_", " "),
                cell.movement,
                cell.view,
                f"{cell.error_deg:.1f}",
                f"{cell.geometry_deg:.1f}",
                f"{cell.covered:.0%}",
                f"{cell.half_width_deg:.1f}",
            )
            for cell in table
        ],
    )


def _matrix(table: Sequence[Cell], shown: Callable[[Cell], str]) -> str:
    def row_of(cell: Cell) -> tuple[str, str]:
        return cell.angle.replace("_", " "), cell.movement

    rows = []
    for names, own in groupby(table, key=row_of):
        by_view = {cell.view: shown(cell) for cell in own}
        rows.append((*names, *(by_view.get(view, "-") for view in STEPS_DEG)))
    return _table(("angle", "movement", *STEPS_DEG), rows)


def _peaks(found: Sequence[Peaks]) -> str:
    return _table(
        ("angle", "movement", f"{PEAK_SHARE:.0%} are within", "mean error", "within the bounds"),
        [
            (
                one.angle.replace("_", " "),
                one.movement,
                f"{one.within_deg:.1f}",
                f"{one.error_deg.mean():+.1f}",
                f"{one.covered:.0%}",
            )
            for one in found
        ],
    )


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
