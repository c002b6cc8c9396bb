"""The report `plumbline.report/1`: what scoring says about one recording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from scoring.refusals import Refusal
from scoring.signals import Signals
from scoring.version import SCORING_VERSION

REPORT_SCHEMA: Final = "plumbline.report/1"
GOOD: Final = "good"
FAIR: Final = "fair"
POOR: Final = "poor"
GEOMETRY: Final = "geometry"
LIFTED: Final = "lift"
"""How a value was obtained: measured in the picture, or estimated by a learned lift."""
DECIMALS: Final = 4


@dataclass(frozen=True)
class Metric:
    """One number with its unit, its interval, its quality and where its definition is from.

    Attributes
    ----------
    value
        ``None`` where the metric is refused.
    unit
        UCUM.
    side
        The patient's side, ``"left"`` or ``"right"``; ``None`` where it has none.
    n
        Observations behind the value: repetitions, holds or frames.
    low, high
        Bounds of the value, 95 % unless ``interval`` says otherwise; ``None`` when refused.
    spread
        Standard deviation between the observations; ``None`` where there is one, or none.
    source
        Definition, and where it is from.
    interval
        What the bounds hold, and how they were obtained.
    context
        From which recording and by which method; the pipeline fills it in.
    norms
        Published reference values that apply, each with its source.
    at_least
        Whether the recording ended before the value did: it may be any larger.
    method
        `GEOMETRY`, or `LIFTED`: estimated by a learned lift, and to be marked as such wherever it is
        shown.
    """

    key: str
    value: float | None
    unit: str
    n: int
    source: str
    side: str | None = None
    low: float | None = None
    high: float | None = None
    spread: float | None = None
    quality: str | None = GOOD
    refusal: Refusal | None = None
    interval: str = ""
    context: "MetricContext" = field(default_factory=lambda: NO_CONTEXT)
    norms: Sequence[Mapping[str, Any]] = ()
    at_least: bool = False
    method: str = GEOMETRY

    def to_json(self) -> dict[str, Any]:
        """Return the metric as the report carries it."""
        return {
            "key": self.key,
            "value": json_number(self.value),
            "unit": self.unit,
            "side": self.side,
            "n": self.n,
            "low": json_number(self.low),
            "high": json_number(self.high),
            "at_least": self.at_least,
            "method": self.method,
            "spread": json_number(self.spread),
            "quality": self.quality,
            "source": self.source,
            "interval": self.interval,
            **self.context.to_json(),
            "norms": [dict(norm) for norm in self.norms],
            "refusal": None if self.refusal is None else self.refusal.to_json(),
        }


@dataclass(frozen=True)
class MetricContext:
    """From which recording a metric is, and by which method; ``None`` until it is known.

    Attributes
    ----------
    coverage
        Share of the time in which what the metric needs was seen.
    view
        Where the camera looked from.
    effective_fps
        Frames a second that really came.
    filter
        What was done to the keypoints before.
    method_version
        Version of what the numbers mean.
    """

    coverage: float | None = None
    view: str | None = None
    effective_fps: float | None = None
    filter: str | None = None
    method_version: str = SCORING_VERSION

    def overridden_by(self, own: "MetricContext") -> "MetricContext":
        """Return this context with what a metric knows better about itself."""
        return MetricContext(
            coverage=self.coverage if own.coverage is None else own.coverage,
            view=self.view if own.view is None else own.view,
            effective_fps=self.effective_fps if own.effective_fps is None else own.effective_fps,
            filter=self.filter if own.filter is None else own.filter,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the fields as a metric carries them."""
        return {
            "coverage": json_number(self.coverage),
            "view": self.view,
            "effective_fps": json_number(self.effective_fps),
            "filter": self.filter,
            "method_version": self.method_version,
        }


NO_CONTEXT: Final[MetricContext] = MetricContext()


@dataclass(frozen=True)
class RepetitionResult:
    """One complete repetition; what does not apply is ``None``.

    ``confidence`` is that of the needed joint that was found worst during it, see
    `pose.quality.joint_confidence`.  ``values`` holds further numbers by the key of the
    metric that summarises them.
    """

    side: str | None
    start_s: float
    end_s: float
    peak_s: float
    peak_deg: float | None = None
    range_deg: float | None = None
    down_s: float | None = None
    up_s: float | None = None
    depth_ratio: float | None = None
    confidence: float | None = None
    values: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the repetition as the report carries it."""
        return {
            "side": self.side,
            "start_s": json_number(self.start_s),
            "end_s": json_number(self.end_s),
            "peak_s": json_number(self.peak_s),
            "peak_deg": json_number(self.peak_deg),
            "range_deg": json_number(self.range_deg),
            "down_s": json_number(self.down_s),
            "up_s": json_number(self.up_s),
            "depth_ratio": json_number(self.depth_ratio),
            "confidence": json_number(self.confidence),
            "values": {key: json_number(value) for key, value in self.values.items()},
        }


@dataclass(frozen=True)
class Event:
    """Something that was seen and not counted, or that explains a number."""

    kind: str
    start_s: float
    end_s: float
    detail: str

    def to_json(self) -> dict[str, Any]:
        """Return the event as the report carries it."""
        return {
            "kind": self.kind,
            "start_s": json_number(self.start_s),
            "end_s": json_number(self.end_s),
            "detail": self.detail,
        }


@dataclass(frozen=True)
class RecordingQuality:
    """What can be trusted in the recording; NaN where it cannot be told.

    ``uncertain_s`` is how long it was uncertain whose body was followed; ``joint_confidence`` is
    by keypoint, see `pose.quality.joint_confidence`.
    """

    coverage: float
    effective_fps: float
    longest_gap_s: float
    view: str
    facing: str | None
    yaw_deg: float
    duration_s: float
    frames: int
    dropped_frames: int
    repaired: Mapping[str, int]
    noise_px: float
    filter: str
    yaw_sd_deg: float = float("nan")
    roll_deg: float = 0.0
    roll_source: str = "none"
    uncertain_s: float = 0.0
    joint_confidence: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the quality as the report carries it."""
        return {
            "coverage": json_number(self.coverage),
            "effective_fps": json_number(self.effective_fps),
            "longest_gap_s": json_number(self.longest_gap_s),
            "view": self.view,
            "facing": self.facing,
            "yaw_deg": json_number(self.yaw_deg),
            "yaw_sd_deg": json_number(self.yaw_sd_deg),
            "roll_deg": json_number(self.roll_deg),
            "roll_source": self.roll_source,
            "duration_s": json_number(self.duration_s),
            "frames": self.frames,
            "dropped_frames": self.dropped_frames,
            "uncertain_s": json_number(self.uncertain_s),
            "repaired": dict(self.repaired),
            "noise_px": json_number(self.noise_px),
            "filter": self.filter,
            "joint_confidence": {
                name: json_number(value) for name, value in self.joint_confidence.items()
            },
        }


@dataclass(frozen=True)
class Report:
    """Everything scoring says about one recording; refused reports carry no metrics."""

    protocol: str
    side: str | None
    quality: RecordingQuality
    signals: Signals
    refusal: Refusal | None = None
    metrics: Sequence[Metric] = ()
    repetitions: Sequence[RepetitionResult] = ()
    events: Sequence[Event] = ()
    scoring_version: str = field(default=SCORING_VERSION)

    @property
    def status(self) -> str:
        """``"scored"`` or ``"refused"``."""
        return "scored" if self.refusal is None else "refused"

    def metric(self, key: str, side: str | None = None) -> Metric:
        """Return the metric called ``key`` (of ``side``).

        Raises
        ------
        KeyError
            If the report has no such metric.
        """
        for metric in self.metrics:
            if metric.key == key and metric.side == side:
                return metric
        raise KeyError((key, side))

    def to_json(self) -> dict[str, Any]:
        """Return the report as `plumbline.report/1`."""
        return {
            "schema": REPORT_SCHEMA,
            "protocol": self.protocol,
            "side": self.side,
            "scoring_version": self.scoring_version,
            "status": self.status,
            "refusal": None if self.refusal is None else self.refusal.to_json(),
            "metrics": [metric.to_json() for metric in self.metrics],
            "repetitions": [repetition.to_json() for repetition in self.repetitions],
            "events": [event.to_json() for event in self.events],
            "quality": self.quality.to_json(),
        }


def json_number(value: float | None) -> float | None:
    """Return a number rounded for JSON; ``None`` for missing, NaN and infinite values."""
    if value is None or not np.isfinite(value):
        return None
    return round(float(value), DECIMALS)
