"""A report as a table for people who read a terminal."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

from scoring.protocols import Protocol
from scoring.report import LIFTED, Metric, RecordingQuality, Report

NAME_WIDTH: Final = 34
UNIT_WIDTH: Final = 15
UNITS: Final[Mapping[str, str]] = {
    "deg": "degrees",
    "{#}": "",
    "1": "",
    "{torso}": "torso lengths",
    "{thigh}": "thigh lengths",
    "{shank}": "shank lengths",
    "{arm}": "arm lengths",
    "{hip}": "hip widths",
    "{points}": "points",
}
"""What a terminal or a picture calls a unit; others are called as they are."""


def unit_words(unit: str) -> str:
    """Return a unit as people read it: ``{thigh}/s`` → ``thigh lengths/s``."""
    amount, per, time = unit.partition("/")
    return UNITS.get(amount, amount) + per + time


def protocol_table(protocols: Iterable[Protocol]) -> str:
    """Return every protocol with its key, title, view and sides, one a line."""
    rows = [
        (one.key, one.title, one.kind.value, one.view.value, ", ".join(one.prescribable) or "-")
        for one in protocols
    ]
    rows.insert(0, ("protocol", "title", "kind", "view", "sides"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join([cell.ljust(width) for cell, width in zip(row, widths, strict=False)] + [row[4]])
        for row in rows
    )


def readable(report: Report) -> str:
    """Return the report as a table: what was seen, each number with its interval, what was not."""
    return "\n".join(
        [
            *_heading(report),
            *_refusal(report),
            *([metric_table(report.metrics)] if report.metrics else []),
            *_norms(report),
            *_events(report),
        ]
    )


def _heading(report: Report) -> list[str]:
    quality = report.quality
    side = "" if report.side is None else f", {report.side}"
    repaired = [
        f"{count} {what.replace('_', ' ')}" for what, count in quality.repaired.items() if count
    ]
    return [
        f"{report.protocol}{side}: {report.status} (scoring {report.scoring_version})",
        (
            f"{quality.duration_s:.1f} s, {quality.effective_fps:.1f} frames a second, "
            f"view {_view(quality)}, noise {_number(quality.noise_px, 1)} px"
        ),
        (
            f"needed joints seen {quality.coverage:.0%} of the time, longest gap "
            f"{quality.longest_gap_s:.2f} s; repaired: {', '.join(repaired) or 'nothing'}"
        ),
        *_uncertainty(quality),
        "",
    ]


def _uncertainty(quality: RecordingQuality) -> list[str]:
    if not quality.uncertain_s:
        return []
    return [f"for {quality.uncertain_s:.1f} s it was uncertain whose body was followed"]


def _view(quality: RecordingQuality) -> str:
    if not math.isfinite(quality.yaw_deg):
        return quality.view
    yaw, sd = _number(quality.yaw_deg, 0), _number(quality.yaw_sd_deg, 0)
    return f"{quality.view} (yaw {yaw} degrees, SD {sd})"


def _number(value: float, decimals: int = 2) -> str:
    """Return a number as text; what rounds to nothing has no sign."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}" if math.isfinite(value) else "unknown"


def metric_table(metrics: Iterable[Metric]) -> str:
    """Return metrics as a table, one a line."""
    head = f"{'metric':{NAME_WIDTH}} {'value':>9} {'unit':{UNIT_WIDTH}} {'95 % interval':22} n    quality"
    return "\n".join([head, *(_row(metric) for metric in metrics)])


def _refusal(report: Report) -> list[str]:
    if report.refusal is None:
        return []
    return [
        f"{report.refusal.code}: {report.refusal.message}",
        f"What to do: {report.refusal.advice}",
    ]


def _name(metric: Metric) -> str:
    return metric.key if metric.side is None else f"{metric.key} ({metric.side})"


def _row(metric: Metric) -> str:
    name = _name(metric)
    unit = unit_words(metric.unit)
    if metric.value is None or metric.low is None or metric.high is None:
        why = metric.refusal
        said = "" if why is None else f"refused: {why.code}. {why.message}"
        return f"{name:{NAME_WIDTH}} {'-':>9} {unit:{UNIT_WIDTH}} {said}".rstrip()
    estimated = ", estimated by the lift (90 %)" if metric.method == LIFTED else ""
    least = "at least " if metric.at_least else ""
    interval = f"{least}[{_number(metric.low)}, {_number(metric.high)}]"
    return (
        f"{name:{NAME_WIDTH}} {_number(metric.value):>9} {unit:{UNIT_WIDTH}} {interval:22} "
        f"{metric.n:<4d} {metric.quality}{estimated}"
    )


def _norms(report: Report) -> list[str]:
    lines = [
        f"  {_name(metric)}: {norm['text']}" for metric in report.metrics for norm in metric.norms
    ]
    return ["", "beside published values:", *lines] if lines else []


def _events(report: Report) -> list[str]:
    lines = [
        f"  {event.start_s:6.1f} to {event.end_s:6.1f} s  {event.kind}: {event.detail}"
        for event in report.events
    ]
    return ["", "events:", *lines] if lines else []
