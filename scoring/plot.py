"""Draws a report: the curves with repetitions, hold or events, or the sway's path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from scoring.readable import unit_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from scoring.report import Event, RepetitionResult, Report
    from scoring.signals import Series, Sway

WIDTH_IN, ROW_IN = 11.0, 2.6
DPI: Final = 110
SIDES: Final[Mapping[str, str]] = {"left": "#1f5f8b", "right": "#b3541e"}
"""One colour a side, whatever is drawn of it."""
WHOLE: Final = ("#3d7a3a", "#6b4c9a", "#7a6a2f")
"""Colours of curves that belong to no side."""
STYLES: Final = ("-", "--", ":", "-.")
"""Different things of one side differ by their line."""
FOUND, REMARKED, HELD = "#1f5f8b", "#9a9a9a", "#3d7a3a"
SAME_PEAK_S: Final = 0.5
"""Sides that peak this near to each other move together and have one number."""
AMOUNTS: Final[Mapping[str, str]] = {
    "depth_ratio": "drop of the hips,\nthigh lengths",
    "foot_lift_shank": "lift of the foot,\nshank lengths",
}
"""What ratios are shares of."""
EVENTS_SHARE: Final = 0.1
SHOWN_OTHERWISE: Final = ("best_hold",)


def draw_report(report: Report, path: Path) -> None:
    """Write a picture of a report's signals.

    Raises
    ------
    OSError
        If the file cannot be written.
    ValueError
        If its suffix is no picture's.
    """
    import matplotlib as mpl  # noqa: PLC0415 - large and optional, and only a picture needs it
    from matplotlib.figure import Figure  # noqa: PLC0415 - the same

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
    counts = [one.value for one in report.metrics if one.key == "repetitions"]
    hold = report.signals.hold
    said = [f"view {report.quality.view}"]
    if counts and counts[0] is not None:
        said.insert(0, f"{counts[0]:.0f} repetitions")
    if hold is not None:
        said.insert(0, f"{hold.side} foot lifted for {hold.end_s - hold.start_s:.1f} s")
    return f"{report.protocol}{side}: {', '.join(said)}"


def _by_unit(series: Sequence[Series]) -> list[list[Series]]:
    """Return the curves that share an axis: all angles, and of others those of one key."""
    rows: dict[tuple[str, str], list[Series]] = {}
    for one in series:
        rows.setdefault((one.key if one.unit != "deg" else "", one.unit), []).append(one)
    return list(rows.values())


def _words(key: str) -> str:
    """Return a key without its unit, as words: ``foot_lift_shank`` → ``foot lift``."""
    for unit in ("_deg", "_torso", "_thigh", "_shank", "_arm"):
        key = key.removesuffix(unit)
    return key.replace("_", " ")


def _amount(one: Series) -> str:
    """Return what the vertical axis counts."""
    words = unit_words(one.unit)
    return AMOUNTS.get(one.key, words or _words(one.key))


def _draw_curves(axis: Axes, report: Report, series: list[Series]) -> None:
    times_s = report.signals.times_s
    for one, (colour, style) in zip(series, looks(series), strict=True):
        label = _words(one.key) if one.side is None else f"{_words(one.key)}, {one.side}"
        axis.plot(times_s, one.values, color=colour, linestyle=style, linewidth=1.2, label=label)
    _draw_repetitions(axis, report.repetitions)
    hold = report.signals.hold
    if hold is not None:
        axis.axvspan(hold.start_s, hold.end_s, color=HELD, alpha=0.12, linewidth=0, label="held")
    # Room below the curves for the bars of events and their names.
    low, high = axis.get_ylim()
    axis.set_ylim(low - EVENTS_SHARE * (high - low), high)
    _draw_events(axis, report.events)
    axis.set_xlabel("seconds")
    axis.set_ylabel(_amount(series[0]))
    _place_legend(axis)
    if len(times_s) > 1:
        axis.set_xlim(times_s[0], times_s[-1])


def looks(series: Sequence[Series]) -> list[tuple[str, str]]:
    """Return colour and line of each curve: a colour a side, a line for each thing of a side."""
    keys: dict[str | None, list[str]] = {}
    found = []
    for one in series:
        of_side = keys.setdefault(one.side, [])
        if one.key not in of_side:
            of_side.append(one.key)
        number = of_side.index(one.key)
        if one.side is None:
            found.append((WHOLE[number % len(WHOLE)], "-"))
        else:
            found.append((SIDES[one.side], STYLES[number % len(STYLES)]))
    return found


def _draw_repetitions(axis: Axes, repetitions: Sequence[RepetitionResult]) -> None:
    label = "repetition"
    for number, together in enumerate(grouped(repetitions), start=1):
        for one in together:
            axis.axvspan(one.start_s, one.end_s, color=FOUND, alpha=0.08, linewidth=0, label=label)
            axis.axvline(one.peak_s, color=FOUND, alpha=0.4, linewidth=0.8)
            label = ""
        axis.annotate(
            str(number),
            (together[0].peak_s, 1.0),
            xycoords=("data", "axes fraction"),
            ha="center",
            fontsize=8,
        )


def grouped(repetitions: Sequence[RepetitionResult]) -> list[list[RepetitionResult]]:
    """Return repetitions in order of their peaks, sides that move together in one group."""
    groups: list[list[RepetitionResult]] = []
    for one in sorted(repetitions, key=lambda each: each.peak_s):
        last = groups[-1] if groups else []
        beside = last and one.peak_s - last[-1].peak_s < SAME_PEAK_S
        if beside and one.side not in {other.side for other in last}:
            last.append(one)
        else:
            groups.append([one])
    return groups


def _draw_events(axis: Axes, events: Sequence[Event]) -> None:
    """Draw a bar along the bottom for each event, each kind named once."""
    named: set[str] = set()
    for event in events:
        if event.kind in SHOWN_OTHERWISE:
            continue
        axis.axvspan(event.start_s, event.end_s, ymax=0.04, color=REMARKED, linewidth=0)
        if event.kind not in named:
            axis.annotate(
                _words(event.kind),
                (event.start_s, 0.05),
                xycoords=("data", "axes fraction"),
                fontsize=7,
                color="#555555",
            )
        named.add(event.kind)


def _place_legend(axis: Axes) -> None:
    """Put the legend beside the axes, where it covers no curve."""
    axis.legend(loc="upper left", bbox_to_anchor=(1.005, 1.0), frameon=False, fontsize=8)


def _draw_nothing(axis: Axes, report: Report) -> None:
    """Say why there is nothing to draw, and what to do."""
    why = report.refusal
    said = "There is no curve to draw." if why is None else f"{why.message}\n\n{why.advice}"
    axis.set_axis_off()
    axis.text(0.0, 1.0, said, wrap=True, va="top", transform=axis.transAxes)


def _draw_sway(axis: Axes, sway: Sway) -> None:
    unit = unit_words(sway.unit)
    axis.plot(sway.mediolateral, sway.vertical, color=WHOLE[0], linewidth=0.8, label="trunk")
    ellipse = sway.ellipse
    centre, axes, angle = ellipse["centre"], ellipse["semi_axes"], np.radians(ellipse["angle_deg"])
    around = np.linspace(0.0, 2 * np.pi, 100)
    along, across = axes[0] * np.cos(around), axes[1] * np.sin(around)
    axis.plot(
        centre[0] + along * np.cos(angle) - across * np.sin(angle),
        centre[1] + along * np.sin(angle) + across * np.cos(angle),
        color=WHOLE[1],
        linewidth=1.0,
        label="95 % prediction\nellipse",
    )
    axis.set_aspect("equal", adjustable="datalim")
    axis.set_xlabel(f"to the patient's left, {unit}")
    axis.set_ylabel(f"up, {unit}")
    _place_legend(axis)
