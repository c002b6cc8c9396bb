"""What the assessment's page shows, gathered: recordings, results, reviews, changes."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from therapy.assessments.models import Assessment, Recording
from therapy.clinician import selectors
from therapy.clinician.cards import RecordingCard, recording_card
from therapy.clinician.changes import change_notes
from therapy.clinician.trends import Point


def assessment_cards(assessment: Assessment) -> list[RecordingCard]:
    """Return a card per recording of the assessment, in the order of the prescription."""
    recordings = selectors.recording_list(assessment=assessment)
    for recording in recordings:
        recording.assessment = assessment
    return _cards(assessment, recordings)


def recording_section(recording: Recording) -> RecordingCard:
    """Return the card of one recording."""
    return _cards(recording.assessment, [recording])[0]


def _cards(assessment: Assessment, recordings: Sequence[Recording]) -> list[RecordingCard]:
    results = selectors.result_latest(recordings=recordings)
    reviews = selectors.review_latest(results=results.values())
    points = selectors.point_list(
        patients=[assessment.patient_id],
        since=assessment.started_at - timedelta(days=selectors.TREND_DAYS),
        until=assessment.started_at + timedelta(microseconds=1),
    )
    earlier = [point for point in points if point.assessment_id != assessment.pk]
    here = _by_recording([point for point in points if point.assessment_id == assessment.pk])
    cards: list[RecordingCard] = []
    for recording in recordings:
        result = results.get(recording.pk)
        changes = change_notes(
            protocol=recording.protocol, points=here.get(recording.pk, ()), earlier=earlier
        )
        review = None if result is None else reviews.get(result.pk)
        cards.append(recording_card(recording, result, review, changes))
    return cards


def _by_recording(points: Sequence[Point]) -> dict[UUID, list[Point]]:
    found: dict[UUID, list[Point]] = {}
    for point in points:
        found.setdefault(point.recording_id, []).append(point)
    return found
