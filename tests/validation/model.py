"""What evidence is made of: goals, what was measured beside them, tables, sections."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

SYNTHETIC: Final = "synthetic movement of this project's own making"
RECORDED: Final = "recordings of people"
NOT_HERE: Final = "not measured: the development data are not here"


@dataclass(frozen=True)
class Figure:
    """One row of the table of figures.

    Attributes
    ----------
    met
        ``None`` where it was not measured, or nothing was wanted.
    limit
        What limits it, shown where the goal is missed.
    """

    name: str
    wanted: str
    measured: str
    met: bool | None
    limit: str = ""


@dataclass(frozen=True)
class Goal:
    """What is wanted before anything is measured."""

    name: str
    wanted: str

    def found(self, measured: str, *, met: bool | None, limit: str = "") -> Figure:
        """Return the row with what was measured."""
        return Figure(self.name, self.wanted, measured, met, limit)


@dataclass(frozen=True)
class Table:
    """Rows of cells under headings."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""


@dataclass(frozen=True)
class Picture:
    """One picture: its file name, what it shows in words, and what draws it."""

    name: str
    caption: str
    draw: Callable[[Path], None]


@dataclass(frozen=True)
class Section:
    """One topic's evidence.

    Attributes
    ----------
    data
        What it was measured on.
    values
        Plain values for `results.json`.
    missing
        Why there is no evidence, where there is none.
    """

    title: str
    data: str
    figures: Sequence[Figure]
    text: Sequence[str] = ()
    tables: Sequence[Table] = ()
    picture: Picture | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    missing: str = ""


@dataclass(frozen=True)
class Topic:
    """One topic before it is measured.

    Attributes
    ----------
    key
        Its name on the command line and in `results.json`.
    measure
        Takes how much of everything to run, 1 being all, and where to note what was
        refused.
    """

    key: str
    title: str
    data: str
    goals: Sequence[Goal]
    measure: Callable[[float, Any], Section]

    def without_data(self) -> Section:
        """Return the section of a run that has not the data."""
        figures = [goal.found(NOT_HERE, met=None) for goal in self.goals]
        return Section(self.title, self.data, figures, missing=NOT_HERE)


def trials(full: int, share: float) -> int:
    """Return how many trials to run: a share of the full number, at least one."""
    return max(round(full * share), 1)


def percent(value: float) -> str:
    """Return a share in percent with the digits that tell 99 from 99.9."""
    return f"{100 * value:.1f} %"
