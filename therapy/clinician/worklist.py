"""The worklist: gathers what happened in the clinic of late and says who needs somebody."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.utils import timezone

from therapy.assessments.enums import RecordingState, StopReason
from therapy.assessments.models import Assessment, ManualEntry, Recording
from therapy.clinician import reasons, selectors
from therapy.clinician.adherence import Course, silent_days
from therapy.clinician.enums import Reason
from therapy.clinician.reasons import Entry, Why
from therapy.clinician.trends import latest_changes

WINDOW_DAYS: Final = 14
"""Older events no longer call for anybody; the patient's page keeps them."""

COMPARISON_DAYS: Final = 28
"""How far back the assessment before may lie for a change to be told."""

MARK_DAYS: Final = 90

ALARMING_STOPS: Final = {StopReason.PAIN, StopReason.DIZZY, StopReason.UNWELL}


def worklist_reasons() -> list[Why]:
    """Return every reason in the clinic that nobody has dealt with yet."""
    since = selectors.since_days(WINDOW_DAYS)
    recordings = list(selectors.recording_list_recent(since=since))
    manual = list(selectors.manual_pain_list_recent(since=since))
    found = [
        *_pains(recordings, manual),
        *_stops(recordings),
        *_states(recordings, selectors.reviewed_assessments(since=since)),
        *_worse(recordings),
        *_silences(),
    ]
    dealt_with = selectors.mark_subjects(since=selectors.since_days(MARK_DAYS))
    return [why for why in found if (str(why.reason), why.subject) not in dealt_with]


def worklist_entries(found: Iterable[Why], *, reason: str = "") -> list[Entry]:
    """Return ranked entries; with `reason`, only patients who have such a reason."""
    entries = reasons.ranked(found)
    if not reason:
        return entries
    return [entry for entry in entries if any(why.reason == reason for why in entry.reasons)]


def _pains(recordings: Iterable[Recording], manual: Iterable[ManualEntry]) -> Iterable[Why]:
    """Return the worst pain per assessment that reached the prescription's limit."""
    worst: dict[UUID, tuple[int, Assessment]] = {}
    told = [
        *((one.pain, one.assessment) for one in recordings),
        *((one.pain, one.assessment) for one in manual),
    ]
    for pain, assessment in told:
        if pain is None or pain < assessment.prescription.pain_stop_limit:
            continue
        if assessment.pk not in worst or pain > worst[assessment.pk][0]:
            worst[assessment.pk] = (pain, assessment)
    for pain, assessment in worst.values():
        yield Why(
            reason=Reason.PAIN,
            subject=f"{assessment.pk}:{pain}",
            patient_id=assessment.patient_id,
            text=reasons.pain_text(pain, assessment.prescription.pain_stop_limit),
            at=assessment.started_at,
            assessment_id=assessment.pk,
            weight=pain,
        )


def _stops(recordings: Iterable[Recording]) -> Iterable[Why]:
    for recording in recordings:
        if recording.stop_reason not in ALARMING_STOPS:
            continue
        yield Why(
            reason=Reason.STOPPED,
            subject=str(recording.pk),
            patient_id=recording.patient_id,
            text=reasons.stopped_text(recording.get_stop_reason_display()),
            at=recording.assessment.started_at,
            assessment_id=recording.assessment_id,
        )


def _states(recordings: Iterable[Recording], reviewed: set[UUID]) -> Iterable[Why]:
    """Return refused, parked and freshly scored recordings, each counted per assessment."""
    by_assessment: dict[tuple[UUID, str], list[Recording]] = defaultdict(list)
    for recording in recordings:
        by_assessment[recording.assessment_id, recording.state].append(recording)
    for (assessment_id, state), group in by_assessment.items():
        if state not in _REASON_OF_STATE or (
            state == RecordingState.SCORED and assessment_id in reviewed
        ):
            continue
        reason = _REASON_OF_STATE[state]
        yield Why(
            reason=reason,
            # The count is part of the subject: one more set of the same assessment shows again.
            subject=f"{assessment_id}:{len(group)}",
            patient_id=group[0].patient_id,
            text=reasons.COUNTED[reason](len(group)),
            at=group[0].assessment.started_at,
            assessment_id=assessment_id,
            count=len(group),
        )


_REASON_OF_STATE: Final[dict[str, Reason]] = {
    RecordingState.REFUSED: Reason.REFUSED,
    RecordingState.PARKED: Reason.PARKED,
    RecordingState.SCORED: Reason.RESULT,
}


def _worse(recordings: Iterable[Recording]) -> Iterable[Why]:
    """Return key measures that fell by more than their stated error."""
    fresh = {one.assessment_id for one in recordings if one.state == RecordingState.SCORED}
    patients = {one.patient_id for one in recordings if one.assessment_id in fresh}
    points = selectors.point_list(
        patients=patients,
        since=selectors.since_days(COMPARISON_DAYS),
        key_measures_only=True,
    )
    for change in latest_changes(points):
        point = change.after
        if not change.beyond_error or change.difference >= 0 or point.assessment_id not in fresh:
            continue
        yield Why(
            reason=Reason.WORSE,
            subject=f"{point.assessment_id}:{point.key}:{point.side or ''}",
            patient_id=point.patient_id,
            text=reasons.worse_text(change),
            at=point.at,
            assessment_id=point.assessment_id,
        )


def _silences() -> Iterable[Why]:
    today = timezone.localdate()
    told: set[UUID] = set()
    for prescription, last_at in selectors.prescription_list_active():
        last = None if last_at is None else timezone.localdate(last_at)
        course = Course(prescription.starts_on, prescription.ends_on, prescription.times_per_week)
        days = silent_days(today=today, last=last, course=course)
        if days == 0 or prescription.patient_id in told:
            continue
        told.add(prescription.patient_id)
        begun = last is not None and last >= prescription.starts_on
        yield Why(
            reason=Reason.MISSED,
            # Dealt with for this week of silence; another silent week shows again.
            subject=f"{prescription.pk}:{last or 'never'}:{days // 7}",
            patient_id=prescription.patient_id,
            text=reasons.missed_text(days, started=begun),
            at=timezone.now(),
            weight=days,
        )
