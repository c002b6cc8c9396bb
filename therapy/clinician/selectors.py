"""What the therapist's pages read: everything through the chosen clinic's managers."""

from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.report import LIFTED
from therapy.assessments.enums import RecordingState
from therapy.assessments.models import Assessment, ManualEntry, Recording, Result
from therapy.care.models import Patient, PatientLink, Prescription, PrescriptionItem
from therapy.clinician.labels import KEY_MEASURES, shown_unit
from therapy.clinician.models import Review, WorklistMark
from therapy.clinician.trends import Point
from therapy.common.errors import NotFound

TREND_DAYS: Final = 180
SITTING_LASTS_AT_MOST: Final = timedelta(hours=6)


def patient_list(*, search: str) -> QuerySet[Patient]:
    """Return patients by name, each with `last_assessed_at` and `prescribed` (active ones).

    Every word of `search` must be part of a name or be the year or date of birth.
    """
    today = timezone.localdate()
    active = Q(
        prescriptions__ended_at=None,
        prescriptions__starts_on__lte=today,
        prescriptions__ends_on__gte=today,
    )
    last = (
        Assessment.objects.filter(patient=OuterRef("pk"))
        .order_by("-started_at")
        .values("started_at")[:1]
    )
    patients = Patient.objects.annotate(
        last_assessed_at=Subquery(last), prescribed=Count("prescriptions", filter=active)
    ).order_by("family_name", "given_name", "birth_date")
    for part in search.split():
        patients = patients.filter(_matching(part))
    return patients


def _matching(part: str) -> Q:
    found = Q(family_name__icontains=part) | Q(given_name__icontains=part)
    if part.isdigit() and len(part) == 4:  # noqa: PLR2004  a year
        found |= Q(birth_date__year=int(part))
    with suppress(ValueError):
        found |= Q(birth_date=date.fromisoformat(part))
    return found


def _items() -> "Prefetch[Any, Any, Any]":
    items = PrescriptionItem.objects.select_related("exercise_version").order_by("position")
    return Prefetch("items", queryset=items)


def prescription_list(*, patient: Patient) -> Sequence[Prescription]:
    """Return a patient's prescriptions with their items, the newest first."""
    return list(
        Prescription.objects.filter(patient=patient)
        .select_related("routine_version")
        .prefetch_related(_items())
        .order_by("-starts_on", "-created_at")
    )


def prescription_list_active() -> list[tuple[Prescription, datetime | None]]:
    """Return the clinic's prescriptions of today, each with the patient's last assessment."""
    today = timezone.localdate()
    last = (
        Assessment.objects.filter(patient=OuterRef("patient"))
        .order_by()
        .values("patient")
        .annotate(last=Max("started_at"))
        .values("last")
    )
    running = Prescription.objects.filter(
        ended_at=None, starts_on__lte=today, ends_on__gte=today
    ).annotate(last_assessed_at=Subquery(last))
    rows = running.order_by("starts_on", "created_at")
    return [(prescription, prescription.last_assessed_at) for prescription in rows]


def patient_link_latest(*, patient: Patient) -> PatientLink | None:
    """Return the patient's newest link."""
    return PatientLink.objects.filter(patient=patient).order_by("-created_at").first()


def assessment_get(*, assessment_id: UUID) -> Assessment:
    """Return an assessment with its patient and prescription.

    Raises
    ------
    NotFound
        If there is none with this id here.
    """
    assessment = (
        Assessment.objects.filter(pk=assessment_id)
        .select_related("clinic", "patient", "prescription")
        .first()
    )
    if assessment is None:
        raise NotFound(_("There is no such assessment in this clinic."))
    return assessment


def assessment_is_over(*, assessment: Assessment) -> bool:
    """Whether nothing new is to be waited for: it was finished, or begun too long ago."""
    return assessment.finished_at is not None or (
        timezone.now() - assessment.started_at > SITTING_LASTS_AT_MOST
    )


def assessment_neighbours(*, assessment: Assessment) -> tuple[Assessment | None, Assessment | None]:
    """Return the patient's assessments before and after this one."""
    others = Assessment.objects.filter(patient=assessment.patient_id).exclude(pk=assessment.pk)
    before = others.filter(started_at__lte=assessment.started_at).order_by("-started_at").first()
    after = others.filter(started_at__gt=assessment.started_at).order_by("started_at").first()
    return before, after


def assessment_list(*, patient: Patient) -> QuerySet[Assessment]:
    """Return a patient's assessments, the newest first, with counts of their recordings."""
    return (
        Assessment.objects.filter(patient=patient)
        .annotate(
            recording_count=Count("recordings"),
            scored_count=Count("recordings", filter=Q(recordings__state=RecordingState.SCORED)),
            refused_count=Count("recordings", filter=Q(recordings__state=RecordingState.REFUSED)),
            parked_count=Count("recordings", filter=Q(recordings__state=RecordingState.PARKED)),
            worst_pain=Max("recordings__pain"),
        )
        .select_related("prescription")
        .order_by("-started_at")
    )


def sitting_list(*, patient: Patient, since: datetime) -> list[tuple[datetime, int | None]]:
    """Return when the patient's assessments began, each with its worst pain."""
    return list(
        Assessment.objects.filter(patient=patient, started_at__gte=since)
        .annotate(worst_pain=Max("recordings__pain"))
        .order_by("started_at")
        .values_list("started_at", "worst_pain")
    )


def recording_list(*, assessment: Assessment) -> Sequence[Recording]:
    """Return an assessment's recordings in the order of the prescription."""
    return list(
        Recording.objects.filter(assessment=assessment)
        .select_related("item__exercise_version")
        .order_by("item__position", "set_number", "created_at")
    )


def recording_get(*, recording_id: UUID) -> Recording:
    """Return a recording with what its section shows.

    Raises
    ------
    NotFound
        If there is none with this id here.
    """
    recording = (
        Recording.objects.filter(pk=recording_id)
        .select_related("patient", "assessment__patient", "item__exercise_version")
        .first()
    )
    if recording is None:
        raise NotFound(_("There is no such recording in this clinic."))
    return recording


def recording_states(*, assessment: Assessment) -> list[dict[str, str]]:
    """Return id and state of an assessment's recordings."""
    rows = Recording.objects.filter(assessment=assessment).values_list("id", "state")
    return [{"id": str(recording_id), "state": state} for recording_id, state in rows]


def result_latest(*, recordings: Iterable[Recording]) -> dict[UUID, Result]:
    """Return each recording's newest result, without its signals but with `has_signals`."""
    newest: dict[UUID, Result] = {}
    results = Result.objects.filter(recording__in=[one.pk for one in recordings])
    drawable = ExpressionWrapper(Q(signals__isnull=False), output_field=BooleanField())
    rows = results.annotate(has_signals=drawable).defer("signals").order_by("-scored_at")
    for result in rows:
        newest.setdefault(result.recording_id, result)
    return newest


def result_with_signals(*, recording: Recording) -> Result:
    """Return a recording's newest result, signals included.

    Raises
    ------
    NotFound
        If it has none, or one without signals.
    """
    result = (
        Result.objects.filter(recording=recording, signals__isnull=False)
        .order_by("-scored_at")
        .first()
    )
    if result is None:
        raise NotFound(_("This recording has no curves."))
    return result


def review_latest(*, results: Iterable[Result]) -> dict[UUID, Review]:
    """Return the standing review per result."""
    newest: dict[UUID, Review] = {}
    reviews = Review.objects.filter(result__in=[one.pk for one in results])
    for review in reviews.select_related("reviewed_by").order_by("-created_at"):
        newest.setdefault(review.result_id, review)
    return newest


def manual_entry_list(*, assessment: Assessment) -> Sequence[ManualEntry]:
    """Return what the patient counted without the camera."""
    return list(
        ManualEntry.objects.filter(assessment=assessment)
        .select_related("item__exercise_version")
        .order_by("item__position", "set_number")
    )


def point_list(
    *,
    patients: Iterable[UUID],
    since: datetime,
    until: datetime | None = None,
    key_measures_only: bool = False,
) -> list[Point]:
    """Return measured values of some patients as points, the oldest first.

    Only the metrics and the view are read out of the stored reports.  Where a recording was
    scored more than once, its newest result counts.  Rejected results are left out.
    """
    results = Result.objects.filter(
        recording__patient__in=list(patients),
        recording__state=RecordingState.SCORED,
        recording__assessment__started_at__gte=since,
    ).exclude(pk__in=_rejected())
    if until is not None:
        results = results.filter(recording__assessment__started_at__lt=until)
    rows = results.order_by(
        "recording__assessment__started_at", "recording__set_number", "-scored_at"
    ).values(
        "recording_id",
        "scoring_version",
        patient_id=F("recording__patient_id"),
        assessment_id=F("recording__assessment_id"),
        at=F("recording__assessment__started_at"),
        protocol=F("recording__protocol"),
        metrics=F("report__metrics"),
        view=F("report__quality__view"),
    )
    seen: set[UUID] = set()
    points: list[Point] = []
    for row in rows:
        if row["recording_id"] not in seen:
            seen.add(row["recording_id"])
            wanted = KEY_MEASURES.get(row["protocol"], ()) if key_measures_only else None
            points += _points(row, wanted)
    return points


def _rejected() -> QuerySet[Review, UUID]:
    """Return the ids of results whose latest review rejects them."""
    latest = Review.objects.filter(result=OuterRef("result")).order_by("-created_at")
    return (
        Review.objects.annotate(standing=Subquery(latest.values("pk")[:1]))
        .filter(pk=F("standing"), verdict="rejected")
        .values_list("result_id", flat=True)
    )


def _points(row: Mapping[str, Any], wanted: Container[str] | None) -> Iterable[Point]:
    for metric in row["metrics"] or []:
        if metric.get("value") is None or (wanted is not None and metric["key"] not in wanted):
            continue
        if metric.get("method") == LIFTED:
            continue  # an estimate is no measurement to be followed over time
        yield Point(
            patient_id=row["patient_id"],
            assessment_id=row["assessment_id"],
            recording_id=row["recording_id"],
            at=row["at"],
            protocol=row["protocol"],
            key=metric["key"],
            side=metric.get("side"),
            unit=shown_unit(metric["key"], metric.get("unit") or ""),
            value=metric["value"],
            low=metric.get("low"),
            high=metric.get("high"),
            quality=metric.get("quality") or "",
            view=row["view"] or "",
            scoring_version=row["scoring_version"],
        )


def recording_list_recent(*, since: datetime) -> QuerySet[Recording]:
    """Return the clinic's recordings of late, with what the worklist asks of them."""
    return (
        Recording.objects.filter(assessment__started_at__gte=since)
        .select_related("assessment__prescription")
        .only(
            "patient",
            "state",
            "pain",
            "stop_reason",
            "assessment__patient",
            "assessment__started_at",
            "assessment__prescription__pain_stop_limit",
        )
        .order_by("assessment__started_at", "created_at")
    )


def manual_pain_list_recent(*, since: datetime) -> QuerySet[ManualEntry]:
    """Return entries without the camera that name a pain."""
    return ManualEntry.objects.filter(
        assessment__started_at__gte=since, pain__isnull=False
    ).select_related("assessment__prescription")


def mark_subjects(*, since: datetime) -> set[tuple[str, str]]:
    """Return (reason, subject) of what somebody dealt with."""
    marks = WorklistMark.objects.filter(created_at__gte=since, undone_at=None)
    return set(marks.values_list("reason", "subject"))


def mark_batch(*, batch: UUID) -> Sequence[WorklistMark]:
    """Return the standing marks of one click."""
    return list(WorklistMark.objects.filter(batch=batch, undone_at=None).select_related("patient"))


def reviewed_assessments(*, since: datetime) -> set[UUID]:
    """Return assessments of which every result has been reviewed by somebody."""
    assessments = Assessment.objects.filter(started_at__gte=since)
    reviewed = Review.objects.values_list("result__recording", flat=True)
    scored = Q(recordings__state=RecordingState.SCORED)
    rows = assessments.annotate(
        scored=Count("recordings", filter=scored, distinct=True),
        reviewed=Count("recordings", filter=scored & Q(recordings__in=reviewed), distinct=True),
    )
    return set(rows.filter(scored__gt=0, scored=F("reviewed")).values_list("pk", flat=True))


def patient_map(*, patient_ids: Iterable[UUID]) -> dict[UUID, Patient]:
    """Return patients by id."""
    return Patient.objects.in_bulk(list(patient_ids))


def since_days(days: int) -> datetime:
    """Return the moment that many days ago."""
    return timezone.now() - timedelta(days=days)
