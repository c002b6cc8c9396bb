"""One recording as its section on the assessment's page shows it: words and numbers, no markup."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from scoring.report import LIFTED
from therapy.assessments.enums import RecordingState
from therapy.assessments.models import Recording, Result
from therapy.clinician import labels
from therapy.clinician.changes import ChangeNote
from therapy.clinician.figures import Figure, as_text, figure, interval_bounds, interval_text
from therapy.clinician.models import Review


@dataclass(frozen=True)
class MetricRow:
    """One metric of a report."""

    key: str
    name: str
    side: str
    side_word: str
    value: float | None
    figure: Figure | None
    interval: str
    n: int | None
    quality: str
    quality_word: str
    source: str
    bounds_source: str
    refusal: Mapping[str, str] | None
    norms: tuple[str, ...] = ()
    change: ChangeNote | None = None


@dataclass(frozen=True)
class RepetitionTable:
    """The repetitions as a table: only columns in which some repetition has a number."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Fact:
    """A name with its value, for strips and lists."""

    key: str
    name: str
    text: str
    warning: bool = False


@dataclass(frozen=True)
class RecordingCard:
    """Everything that a recording's section shows."""

    recording: Recording
    result: Result | None
    review: Review | None
    title: str
    subtitle: str
    headline: tuple[MetricRow, ...]
    metrics: tuple[MetricRow, ...]
    repetitions: RepetitionTable | None
    events: tuple[tuple[str, str, str], ...]
    quality: tuple[Fact, ...]
    repairs: tuple[Fact, ...]
    refusal: Mapping[str, str] | None
    answers: tuple[Fact, ...]
    filter: str
    drawable: bool

    @property
    def state(self) -> str:
        """The recording's state, as hooks and styles name it."""
        return self.recording.state

    @property
    def others(self) -> tuple[MetricRow, ...]:
        """Metrics that do not stand large."""
        return tuple(row for row in self.metrics if row not in self.headline)

    @property
    def has_sway(self) -> bool:
        """Whether a sway path belongs to it, so that its place is kept while it loads."""
        return any(row.key.startswith("sway_") and row.value is not None for row in self.metrics)


def recording_card(
    recording: Recording,
    result: Result | None,
    review: Review | None,
    changes: Mapping[tuple[str, str | None], ChangeNote] | None = None,
) -> RecordingCard:
    """Return the section of one recording; a result shows only in a state that has one."""
    shown = result if recording.state in _WITH_RESULT else None
    report: dict[str, Any] = shown.report if shown is not None else {}
    metrics = tuple(_metric_row(metric, changes or {}) for metric in report.get("metrics", ()))
    return RecordingCard(
        recording=recording,
        result=shown,
        review=review if shown is not None else None,
        title=recording.item.exercise_version.title,
        subtitle=_subtitle(recording),
        headline=_headline(recording.protocol, metrics),
        metrics=metrics,
        repetitions=_repetition_table(report.get("repetitions", ())),
        events=tuple(_event_row(event) for event in report.get("events", ())),
        quality=_quality_facts(report.get("quality") or {}),
        repairs=_repair_facts((report.get("quality") or {}).get("repaired") or {}),
        refusal=report.get("refusal"),
        answers=_answers(recording),
        filter=(report.get("quality") or {}).get("filter") or "",
        drawable=bool(getattr(shown, "has_signals", False)),
    )


_WITH_RESULT: Final = frozenset({RecordingState.SCORED, RecordingState.REFUSED})


def _subtitle(recording: Recording) -> str:
    parts = [_("Set %(number)d") % {"number": recording.set_number}]
    if recording.side:
        parts.append(labels.word(labels.SIDES, recording.side))
    return " · ".join(parts)


def _metric_row(
    metric: Mapping[str, Any], changes: Mapping[tuple[str, str | None], ChangeNote]
) -> MetricRow:
    bounds = interval_bounds(dict(metric))
    unit = labels.shown_unit(metric["key"], metric.get("unit") or "")
    refused = metric.get("value") is None
    quality = "refused" if refused else (metric.get("quality") or "good")
    side = metric.get("side")
    return MetricRow(
        key=metric["key"],
        name=labels.word(labels.METRICS, metric["key"]),
        side=side or "",
        side_word=labels.word(labels.SIDES, side) if side else "",
        value=metric.get("value"),
        figure=figure(metric.get("value"), unit),
        interval="" if bounds is None else _interval(metric, interval_text(*bounds, unit)),
        n=metric.get("n"),
        quality=quality,
        quality_word=_quality_word(quality, metric),
        source=metric.get("source") or "",
        bounds_source=metric.get("interval") or "",
        refusal=metric.get("refusal"),
        norms=tuple(norm["text"] for norm in metric.get("norms") or ()),
        change=changes.get((metric["key"], side)),
    )


def _quality_word(quality: str, metric: Mapping[str, Any]) -> str:
    """Return the quality in a word, and that the value was not measured where it was not."""
    word = labels.word(labels.QUALITIES, quality)
    is_estimate = metric.get("method") == LIFTED
    return _("%(quality)s, estimated") % {"quality": word} if is_estimate else word


def _interval(metric: Mapping[str, Any], bounds: str) -> str:
    """Return the interval; a hold that the recording cut off may be any longer."""
    if metric.get("method") == LIFTED:
        # Every other interval on the page is of 95 %.
        return _("%(bounds)s (90 %%)") % {"bounds": bounds}
    return _("at least, %(bounds)s") % {"bounds": bounds} if metric.get("at_least") else bounds


def _headline(protocol: str, metrics: tuple[MetricRow, ...]) -> tuple[MetricRow, ...]:
    """Return the metrics that stand large: the protocol's own, or the first three."""
    wanted = labels.HEADLINES.get(protocol, ())
    chosen = [row for key in wanted for row in metrics if row.key == key]
    return tuple(chosen or metrics[:3])


def _repetition_table(repetitions: Iterable[Mapping[str, Any]]) -> RepetitionTable | None:
    rows = list(repetitions)
    keys = [
        key for key in labels.REPETITION_COLUMNS if any(row.get(key) is not None for row in rows)
    ]
    if not rows:
        return None
    return RepetitionTable(
        columns=tuple(labels.word(labels.REPETITION_COLUMNS, key) for key in keys),
        rows=tuple(tuple(_cell(row.get(key), key) for key in keys) for row in rows),
    )


def _cell(value: Any, key: str) -> str:
    if isinstance(value, str):
        return labels.word(labels.SIDES, value)
    return as_text(value, labels.unit_of(key))


def _event_row(event: Mapping[str, Any]) -> tuple[str, str, str]:
    start, end = event.get("start_s"), event.get("end_s")
    when = as_text(start, "s")
    if end is not None and end != start:
        when = interval_text(start or 0.0, end, "s")
    return labels.word(labels.EVENTS, event["kind"]), when, event.get("detail") or ""


def _quality_facts(quality: Mapping[str, Any]) -> tuple[Fact, ...]:
    if not quality:
        return ()
    view = labels.word(labels.VIEWS, quality.get("view") or "unknown")
    coverage, fps, gap = (
        quality.get(key) for key in ("coverage", "effective_fps", "longest_gap_s")
    )
    facts = [Fact("view", _("View"), view)]
    if quality.get("yaw_deg") is not None:
        facts.append(Fact("yaw", _("Turned"), as_text(abs(quality["yaw_deg"]), "deg")))
    if coverage is not None:
        facts.append(
            Fact("coverage", _("Seen"), as_text(coverage * 100, "%"), coverage < _GOOD_COVERAGE)
        )
    if fps is not None:
        text = _("%(rate)s per second") % {"rate": as_text(fps, "{#}")}
        facts.append(Fact("fps", _("Frames"), text, fps < _GOOD_FPS))
    if gap is not None:
        facts.append(Fact("gap", _("Longest gap"), as_text(gap, "s"), gap > _LONG_GAP_S))
    if quality.get("uncertain_s"):
        text = as_text(quality["uncertain_s"], "s")
        facts.append(Fact("uncertain", _("Uncertain whose body"), text, warning=True))
    facts.append(Fact("duration", _("Length"), as_text(quality.get("duration_s"), "s")))
    if quality.get("noise_px") is not None:
        facts.append(Fact("noise", _("Noise"), as_text(quality["noise_px"], "px")))
    return tuple(facts)


_GOOD_COVERAGE: Final = 0.9
_GOOD_FPS: Final = 15.0
_LONG_GAP_S: Final = 0.5


def _repair_facts(repaired: Mapping[str, int]) -> tuple[Fact, ...]:
    return tuple(
        Fact(key, labels.word(labels.REPAIRS, key), str(count))
        for key, count in repaired.items()
        if count
    )


def _answers(recording: Recording) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    if recording.pain is not None:
        limit = recording.assessment.prescription.pain_stop_limit
        text = _("%(value)d of 10") % {"value": recording.pain}
        facts.append(Fact("pain", _("Pain"), text, recording.pain >= limit))
    if recording.effort is not None:
        facts.append(
            Fact("effort", _("Effort"), _("%(value)d of 10") % {"value": recording.effort})
        )
    if recording.stop_reason and recording.stop_reason not in _ORDINARY_STOPS:
        facts.append(
            Fact("stop", _("Ended"), str(recording.get_stop_reason_display()), warning=True)
        )
    if recording.felt_wrong:
        words = ", ".join(labels.word(labels.FELT_WRONG, one) for one in recording.felt_wrong)
        facts.append(Fact("felt_wrong", _("Felt wrong"), words, warning=True))
    if recording.note:
        facts.append(Fact("note", _("Patient’s note"), recording.note))
    return tuple(facts)


_ORDINARY_STOPS: Final = frozenset({"finished", "time"})


def announcement(card: RecordingCard) -> str:
    """Return what a screen reader says when the section changed by itself."""
    return _("%(exercise)s, %(set)s: %(state)s") % {
        "exercise": card.title,
        "set": card.subtitle,
        "state": card.recording.get_state_display(),
    }
