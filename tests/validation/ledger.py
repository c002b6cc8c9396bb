"""Keeps account of every recording that the evidence scores, and of what was refused."""

from collections import Counter
from dataclasses import dataclass, field

from pose.stream import KeypointStream
from scoring.person import ANYBODY, Person
from scoring.pipeline import score_recording
from scoring.report import Report


@dataclass
class Ledger:
    """Counts of one topic, filled in by every `score`.

    Attributes
    ----------
    recordings
        How many were scored.
    refused
        Whole recordings by code.
    metrics, metrics_refused
        Metrics of the others, and the refused ones by code.
    """

    recordings: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    metrics: int = 0
    metrics_refused: Counter[str] = field(default_factory=Counter)

    def score(
        self,
        stream: KeypointStream,
        protocol: str,
        side: str | None = None,
        person: Person = ANYBODY,
    ) -> Report:
        """Score one recording and note what was refused."""
        report = score_recording(stream, protocol, person, side=side)
        self.recordings += 1
        if report.refusal is not None:
            self.refused[report.refusal.code] += 1
        self.metrics += len(report.metrics)
        self.metrics_refused.update(
            metric.refusal.code for metric in report.metrics if metric.refusal is not None
        )
        return report
