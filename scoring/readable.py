"""A report as a table for people who read a terminal."""

from collections.abc import Iterable
from typing import Final

from scoring.protocols import Protocol
from scoring.report import Metric, Report

NAME_WIDTH: Final = 34


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
            *[_row(metric) for metric in report.metrics],
            *_norms(report),
            *_events(report),
        ]
    )


def _heading(report: Report) -> list[str]:
    quality = report.quality
    side = "" if report.side is None else f", {report.side}"
    repaired = [f"{count} {what.replace('_', ' ')}" for what, count in quality.repaired.items() if count]
    return [
        f"{report.protocol}{side}: {report.status} (scoring {report.scoring_version})",
        f"{quality.duration_s:.1f} s, {quality.effective_fps:.1f} frames a second, "
        f"view {quality.view} (yaw {quality.yaw_deg:.0f}, SD {quality.yaw_sd_deg:.0f} degrees), "
        f"noise {quality.noise_px:.1f} px",
        f"needed joints seen {quality.coverage:.0%} of the time, longest gap "
        f"{quality.longest_gap_s:.2f} s; repaired: {', '.join(repaired) or 'nothing'}",
        "",
    ]


def _refusal(report: Report) -> list[str]:
    if report.refusal is None:
        return [f"{'metric':{NAME_WIDTH}} {'value':>9} {'unit':9} {'95 % interval':22} n    quality"]
    return [
        f"{report.refusal.code}: {report.refusal.message}",
        f"What to do: {report.refusal.advice}",
    ]


def _row(metric: Metric) -> str:
    name = metric.key if metric.side is None else f"{metric.key} ({metric.side})"
    if metric.value is None or metric.low is None or metric.high is None:
        why = metric.refusal
        said = "" if why is None else f"{why.code}: {why.message}"
        return f"{name:{NAME_WIDTH}} {'-':>9} {metric.unit:9} {said}"
    least = "at least " if metric.at_least else ""
    interval = f"{least}[{metric.low:.2f}, {metric.high:.2f}]"
    return (
        f"{name:{NAME_WIDTH}} {metric.value:9.2f} {metric.unit:9} {interval:22} "
        f"{metric.n:<4d} {metric.quality}"
    )


def _norms(report: Report) -> list[str]:
    lines = [
        f"  {metric.key}: {norm['text']}" for metric in report.metrics for norm in metric.norms
    ]
    return ["", "beside published values:", *lines] if lines else []


def _events(report: Report) -> list[str]:
    lines = [
        f"  {event.start_s:6.1f} to {event.end_s:6.1f} s  {event.kind}: {event.detail}"
        for event in report.events
    ]
    return ["", "events:", *lines] if lines else []
