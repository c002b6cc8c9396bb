"""Draws a report: the curves with repetitions, hold or events, or the sway's path."""

from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scoring.report import Report
from scoring.signals import Series, Sway

WIDTH_IN, ROW_IN = 10.0, 2.4
DPI: Final = 110
CURVES: Final = ("#1f5f8b", "#b3541e", "#3d7a3a", "#6b4c9a")
FOUND, NOT_COUNTED, HELD = "#1f5f8b", "#9a9a9a", "#3d7a3a"


def draw_report(report: Report, path: Path) -> None:
    """Write a picture of a report's signals.

    Raises
    ------
    OSError
        If the file cannot be written.
    ValueError
        If its suffix is no picture's.
    """
    rows = _by_unit(report.signals.series)
    sway = report.signals.sway
    count = max(len(rows), 1) + (sway is not None)
    with mpl.rc_context({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(WIDTH_IN, 0.9 + ROW_IN * count), dpi=DPI, layout="constrained")
        axes = figure.subplots(count, 1, squeeze=False)[:, 0]
        figure.suptitle(title(report), x=0.01, ha="left", fontsize=11)
        for axis, series in zip(axes, rows, strict=False):
            _draw_curves(axis, report, series)
        if not rows:
            _draw_nothing(axes[0], report)
        if sway is not None:
            _draw_sway(axes[-1], sway)
        figure.savefig(path)


def title(report: Report) -> str:
    """Return what the picture shows, in one line."""
    side = "" if report.side is None else f", {report.side}"
    if report.refusal is not None:
        return f"{report.protocol}{side}: refused, {report.refusal.code}"
    return f"{report.protocol}{side}: {len(report.repetitions)} repetitions, view {report.quality.view}"


def _by_unit(series: object) -> list[list[Series]]:
    rows: dict[tuple[str, str], list[Series]] = {}
    for one in series:  # type: ignore[attr-defined]
        rows.setdefault((one.key if one.unit != "deg" else "", one.unit), []).append(one)
    return list(rows.values())


def _draw_curves(axis: Axes, report: Report, series: list[Series]) -> None:
    times_s = report.signals.times_s
    for one, colour in zip(series, CURVES, strict=False):
        label = one.key if one.side is None else f"{one.key} ({one.side})"
        axis.plot(times_s, one.values, color=colour, linewidth=1.2, label=label)
    for number, one in enumerate(report.repetitions, start=1):
        axis.axvspan(one.start_s, one.end_s, color=FOUND, alpha=0.08, linewidth=0)
        axis.axvline(one.peak_s, color=FOUND, alpha=0.4, linewidth=0.8)
        axis.annotate(
            str(number), (one.peak_s, 1.0), xycoords=("data", "axes fraction"), ha="center", fontsize=8
        )
    for event in report.events:
        axis.axvspan(event.start_s, event.end_s, ymax=0.06, color=NOT_COUNTED, linewidth=0)
    hold = report.signals.hold
    if hold is not None:
        axis.axvspan(hold.start_s, hold.end_s, color=HELD, alpha=0.12, linewidth=0)
    axis.set_xlabel("time, s")
    axis.set_ylabel(series[0].unit)
    axis.legend(loc="upper right", frameon=False, fontsize=8)
    if len(times_s):
        axis.set_xlim(times_s[0], times_s[-1])


def _draw_nothing(axis: Axes, report: Report) -> None:
    """Say why there is nothing to draw."""
    why = "no signal" if report.refusal is None else report.refusal.message
    axis.set_axis_off()
    axis.text(0.0, 0.5, why, wrap=True, transform=axis.transAxes)


def _draw_sway(axis: Axes, sway: Sway) -> None:
    axis.plot(sway.mediolateral, sway.vertical, color=CURVES[0], linewidth=0.8)
    ellipse = sway.ellipse
    centre, axes, angle = ellipse["centre"], ellipse["semi_axes"], np.radians(ellipse["angle_deg"])
    around = np.linspace(0.0, 2 * np.pi, 100)
    along, across = axes[0] * np.cos(around), axes[1] * np.sin(around)
    axis.plot(
        centre[0] + along * np.cos(angle) - across * np.sin(angle),
        centre[1] + along * np.sin(angle) + across * np.cos(angle),
        color=CURVES[1],
        linewidth=1.0,
        label="95 % prediction ellipse",
    )
    axis.set_aspect("equal", adjustable="datalim")
    axis.set_xlabel(f"to the patient's left, {sway.unit}")
    axis.set_ylabel(f"up, {sway.unit}")
    axis.legend(loc="upper right", frameon=False, fontsize=8)
