"""One measure over time: what may be joined by a line, and what is a change beyond the error."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from scoring import change as scoring_change
from scoring.norms import detectable_change_for
from scoring.report import Metric, MetricContext


@dataclass(frozen=True)
class Point:
    """One measured value of one patient, with what must agree before two are compared."""

    patient_id: UUID
    assessment_id: UUID
    recording_id: UUID
    at: datetime
    protocol: str
    key: str
    side: str | None
    unit: str
    value: float
    low: float | None
    high: float | None
    quality: str
    view: str
    scoring_version: str

    @property
    def half_width(self) -> float | None:
        """Half of the stated interval; None where there is none."""
        if self.low is None or self.high is None or self.low == self.high:
            return None
        return (self.high - self.low) / 2

    def comparable_with(self, other: "Point") -> bool:
        """Whether both are the same measurement: measure, side, camera view, scoring version."""
        return (
            self.protocol,
            self.key,
            self.side,
            self.view,
            self.scoring_version,
        ) == (other.protocol, other.key, other.side, other.view, other.scoring_version)


@dataclass(frozen=True)
class Change:
    """The difference of two comparable points, and whether it is larger than their error."""

    before: Point
    after: Point
    difference: float
    beyond_error: bool


def change_between(before: Point, after: Point) -> Change | None:
    """Return the change; None where the two cannot be compared or have no stated error.

    What is called a change is `scoring.change`'s to say: beyond the minimal detectable change
    where one was published, else where the two intervals do not overlap.
    """
    if not before.comparable_with(after):
        return None
    if before.half_width is None or after.half_width is None:
        return None
    found = scoring_change.change_between(
        _metric(before),
        _metric(after),
        detectable_change_for(after.key, after.protocol),
        protocols=(before.protocol, after.protocol),
    )
    if found.difference is None:
        return None
    beyond_error = found.verdict in {scoring_change.MORE, scoring_change.LESS}
    return Change(before, after, found.difference, beyond_error)


def _metric(point: Point) -> Metric:
    """Return a point as scoring knows it."""
    return Metric(
        key=point.key,
        value=point.value,
        unit=point.unit,
        n=1,
        source="",
        side=point.side,
        low=point.low,
        high=point.high,
        context=MetricContext(view=point.view, method_version=point.scoring_version),
    )


def latest_changes(points: Iterable[Point]) -> list[Change]:
    """Return per patient, measure and side the change of the last assessment to the one before.

    Several sets of one assessment count as one: the first scored set stands for it.
    """
    lines: dict[tuple[UUID, str, str, str | None], list[Point]] = {}
    for point in sorted(points, key=lambda one: one.at):
        line = lines.setdefault((point.patient_id, point.protocol, point.key, point.side), [])
        if not line or line[-1].assessment_id != point.assessment_id:
            line.append(point)
    changes = (change_between(line[-2], line[-1]) for line in lines.values() if len(line) > 1)
    return [change for change in changes if change is not None]
