"""Readings of a report that tests expect to be there."""

from typing import NamedTuple

from scoring.report import Metric, Report
from scoring.signals import HoldSpan


class Known(NamedTuple):
    """A metric that was not refused."""

    value: float
    low: float
    high: float
    quality: str | None


def known(report: Report, key: str, side: str | None = None) -> Known:
    """Return a metric's numbers; fail where it was refused."""
    metric = report.metric(key, side)
    assert metric.value is not None, metric.refusal
    assert metric.low is not None
    assert metric.high is not None
    return Known(metric.value, metric.low, metric.high, metric.quality)


def code_of(refused: Report | Metric) -> str:
    """Return the code of a refusal; fail where there is none."""
    assert refused.refusal is not None
    return refused.refusal.code


def message_of(refused: Report | Metric) -> str:
    """Return the message of a refusal; fail where there is none."""
    assert refused.refusal is not None
    return refused.refusal.message


def held(report: Report) -> HoldSpan:
    """Return the drawn hold; fail where there is none."""
    assert report.signals.hold is not None
    return report.signals.hold
