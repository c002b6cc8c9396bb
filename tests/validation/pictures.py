"""Small pictures of errors: agreement after Bland and Altman, bars, lines."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

DPI: Final = 80
INK: Final = "#1f3a4d"
COLOURS: Final = ("#1f77b4", "#d95f02", "#2a9d5c", "#7b5ea7", "#b8860b")
MARKERS: Final = ("o", "s", "^", "D", "v")
SEPARATE: Final = 0.55


def _panels(
    path: Path,
    count: int,
    draw: Callable[[Sequence[Any]], None],
    *,
    height: float = 3.2,
    width: float = 4.2,
) -> None:
    """Draw some panels side by side and write them."""
    import matplotlib as mpl  # noqa: PLC0415 - slow, and only a run that draws needs it

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice of its backend

    with plt.rc_context({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False}):
        figure, axes = plt.subplots(
            1, count, figsize=(min(width * count, 9.6), height), squeeze=False, layout="constrained"
        )
        draw(list(axes[0]))
        figure.savefig(path, dpi=DPI, metadata={"Software": None})
        plt.close(figure)


def agreement(
    path: Path, panels: Mapping[str, Mapping[str, tuple[Sequence[float], Sequence[float]]]]
) -> None:
    """Draw differences over means with their mean and 95 % limits, one panel a measurement.

    Parameters
    ----------
    panels
        By title: by subject, values measured here and by the laboratory.
    """

    def draw(axes: Sequence[Any]) -> None:
        for axis, (title, by_subject) in zip(axes, panels.items(), strict=True):
            for index, (subject, (ours, theirs)) in enumerate(by_subject.items()):
                middle = (np.asarray(ours) + np.asarray(theirs)) / 2
                axis.scatter(
                    middle,
                    np.asarray(ours) - np.asarray(theirs),
                    s=9,
                    label=subject,
                    color=COLOURS[index % len(COLOURS)],
                    marker=MARKERS[index % len(MARKERS)],
                    linewidths=0,
                )
            differences = np.concatenate(
                [np.asarray(ours) - np.asarray(theirs) for ours, theirs in by_subject.values()]
            )
            mean, spread = float(differences.mean()), float(differences.std(ddof=1))
            for level, style in (
                (mean, "-"),
                (mean - 1.96 * spread, "--"),
                (mean + 1.96 * spread, "--"),
            ):
                axis.axhline(level, color=INK, linestyle=style, linewidth=0.8)
            axis.set(
                title=title, xlabel="mean of both, degrees", ylabel="ours - laboratory, degrees"
            )
        axes[-1].legend(frameon=False, fontsize=7)

    _panels(path, len(panels), draw)


def bars(
    path: Path, title: str, values: Mapping[str, float], *, goal: float | None, unit: str
) -> None:
    """Draw one horizontal bar for each label, with a line where the goal is."""

    def draw(axes: Sequence[Any]) -> None:
        axis = axes[0]
        names = [label.replace("_", " ") for label in values]
        axis.barh(names, list(values.values()), color=COLOURS[0], height=0.7)
        if goal is not None:
            axis.axvline(goal, color=COLOURS[1], linewidth=1.2)
        axis.invert_yaxis()
        axis.set(title=title, xlabel=unit)

    _panels(path, 1, draw, height=0.9 + 0.17 * len(values), width=6.0)


def lines(
    path: Path,
    panels: Mapping[str, Mapping[str, tuple[Sequence[float], Sequence[float]]]],
    *,
    across: str,
    up: str,
    goal: float | None = None,
) -> None:
    """Draw lines with markers, one panel a measurement.

    Parameters
    ----------
    panels
        By title: by name of the line, places across and up.
    """

    def draw(axes: Sequence[Any]) -> None:
        for axis, (title, named) in zip(axes, panels.items(), strict=True):
            for index, (name, (x, y)) in enumerate(named.items()):
                axis.plot(
                    x,
                    y,
                    label=name,
                    color=COLOURS[index % len(COLOURS)],
                    marker=MARKERS[index % len(MARKERS)],
                    markersize=4,
                    linewidth=1,
                )
            if goal is not None:
                axis.axhline(goal, color=INK, linestyle="--", linewidth=0.8)
            axis.set(title=title, xlabel=across, ylabel=up)
        axes[-1].legend(frameon=False, fontsize=7)

    _panels(path, len(panels), draw)
