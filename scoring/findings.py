"""What scoring one kind of protocol hands back to the pipeline."""

from dataclasses import dataclass

from scoring.report import Event, Metric, RepetitionResult
from scoring.signals import HoldSpan, Series, Sway


@dataclass(frozen=True)
class Findings:
    """Metrics, repetitions and events of one recording, and the curves behind them."""

    metrics: tuple[Metric, ...]
    series: tuple[Series, ...]
    repetitions: tuple[RepetitionResult, ...] = ()
    events: tuple[Event, ...] = ()
    sway: Sway | None = None
    hold: HoldSpan | None = None
