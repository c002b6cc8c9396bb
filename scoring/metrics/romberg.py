"""Sway with eyes closed beside sway with eyes open, with its interval."""

from dataclasses import replace

import numpy as np

from scoring.metrics.intervals import worse
from scoring.metrics.posturography import romberg_quotient
from scoring.refusals import refusal
from scoring.report import POOR, Metric, Report


def romberg_ratio(closed: Metric, opened: Metric) -> Metric:
    """Return a sway metric with eyes closed over the same with eyes open.

    The interval takes both as independent, on logarithms.  Uncertainty of the scale, which
    both share, stays in it and makes it wider than it need be.

    Raises
    ------
    ValueError
        If the two are not the same metric in the same unit.
    """
    if (closed.key, closed.unit) != (opened.key, opened.unit):
        raise ValueError(f"{closed.key} in {closed.unit} beside {opened.key} in {opened.unit}")
    unknown = Metric(
        key=f"romberg_{closed.key.removeprefix('sway_')}",
        value=None,
        unit="1",
        n=2,
        source=f"Romberg quotient, eyes closed over eyes open. {closed.source}",
        side=closed.side,
        quality=None,
    )
    ratio = romberg_quotient(_number(closed.value), _number(opened.value))
    if not (np.isfinite(ratio) and ratio > 0):
        nothing = refusal("noise_too_high", "Without sway in both there is no ratio.")
        return replace(unknown, refusal=closed.refusal or opened.refusal or nothing)
    below = np.hypot(_log_ratio(closed.value, closed.low), _log_ratio(opened.high, opened.value))
    above = np.hypot(_log_ratio(closed.high, closed.value), _log_ratio(opened.value, opened.low))
    return replace(
        unknown,
        value=ratio,
        low=ratio * float(np.exp(-below)),
        high=ratio * float(np.exp(above)),
        quality=worse(closed.quality or POOR, opened.quality or POOR),
    )


def romberg_ratios(opened: Report, closed: Report) -> list[Metric]:
    """Return the ratio of every sway metric that both reports have, eyes closed over open."""
    before = {metric.key: metric for metric in opened.metrics}
    return [
        romberg_ratio(metric, before[metric.key])
        for metric in closed.metrics
        if metric.key.startswith("sway_") and metric.key in before
    ]


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _log_ratio(upper: float | None, lower: float | None) -> float:
    """Return the logarithm of a quotient; infinite where the lower is 0 or unknown."""
    if upper is None or lower is None or lower <= 0:
        return float("inf")
    return float(np.log(upper / lower))
