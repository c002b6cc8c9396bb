"""Reading assessments: who asks decides what there is."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from pose import wire
from therapy.assessments.enums import RecordingState
from therapy.assessments.models import Assessment, Chunk, ManualEntry, Recording, Result
from therapy.audit.actors import Actor
from therapy.common.errors import NotFound

COMPLETE_STATES = tuple(
    state
    for state in RecordingState
    if state not in (RecordingState.RECEIVING, RecordingState.ABANDONED)
)
"""States of a recording that has arrived whole."""


def assessment_list(*, by: Actor, patient_id: UUID | None = None) -> QuerySet[Assessment]:
    """Return the assessments that `by` may see, of one patient or of all."""
    rows = Assessment.objects.all()
    if by.patient_id is not None:
        rows = rows.filter(patient_id=by.patient_id)
    if patient_id is not None:
        rows = rows.filter(patient_id=patient_id)
    return rows


def assessment_get(*, assessment_id: UUID, by: Actor) -> Assessment:
    """Return one assessment with its recordings (newest result first) and manual entries.

    Raises
    ------
    NotFound
        If there is none that `by` may see.
    """
    rows = assessment_list(by=by).prefetch_related(
        Prefetch(
            "recordings",
            Recording.objects.order_by("created_at", "id").prefetch_related(
                Prefetch("results", Result.objects.order_by("-scored_at").defer("signals"))
            ),
        ),
        Prefetch("manual_entries", ManualEntry.objects.order_by("created_at", "id")),
    )
    assessment = rows.filter(id=assessment_id).first()
    if assessment is None:
        raise NotFound("There is no such assessment.")
    return assessment


def recording_list(*, by: Actor) -> QuerySet[Recording]:
    """Return the recordings that `by` may see."""
    rows = Recording.objects.all()
    return rows if by.patient_id is None else rows.filter(patient_id=by.patient_id)


def recording_get(*, recording_id: UUID, by: Actor, lock: bool = False) -> Recording:
    """Return one recording; with `lock` its row is held until the transaction ends.

    Raises
    ------
    NotFound
        If there is none that `by` may see.
    """
    rows = recording_list(by=by).filter(id=recording_id)
    recording = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if recording is None:
        raise NotFound("There is no such recording.")
    return recording


def result_latest(*, recording: Recording) -> Result:
    """Return the newest result of a recording.

    Raises
    ------
    NotFound
        If it has none yet.
    """
    result = recording.results.order_by("-scored_at").first()
    if result is None:
        raise NotFound("There is no result for this recording yet.", code="no_result_yet")
    return result


def chunk_ranges(sequences: Iterable[int]) -> list[list[int]]:
    """Return sequence numbers as inclusive ranges: 0, 1, 2, 4 is [[0, 2], [4, 4]]."""
    ranges: list[list[int]] = []
    for sequence in sorted(sequences):
        if ranges and ranges[-1][1] == sequence - 1:
            ranges[-1][1] = sequence
        else:
            ranges.append([sequence, sequence])
    return ranges


def recording_progress(*, recording: Recording) -> tuple[list[list[int]], int]:
    """Return which chunks have arrived, as inclusive ranges, and their size in bytes."""
    rows = list(recording.chunks.values_list("sequence", "byte_count"))
    return chunk_ranges(sequence for sequence, _ in rows), sum(size for _, size in rows)


def recording_records(*, recording: Recording) -> wire.Records:
    """Return the records of all chunks that have arrived, in order.

    Raises
    ------
    PoseFormatError
        If chunks are missing between others, or the whole breaks a limit.
    """
    bodies = chunk_list(recording=recording).values_list("body", flat=True)
    return wire.join_chunks([wire.decode_chunk(bytes(body)) for body in bodies])


def chunk_list(*, recording: Recording) -> QuerySet[Chunk]:
    """Return the chunks of a recording in order."""
    return recording.chunks.order_by("sequence")


def sets_done(
    *, by: Actor, item_ids: Iterable[UUID], since: object, until: object
) -> dict[UUID, int]:
    """Return for each item how many different sets were recorded or entered in [since, until).

    A set counts for the day on which its assessment was started, whenever it was sent.
    """
    numbers: dict[UUID, set[int]] = {item_id: set() for item_id in item_ids}
    recorded = recording_list(by=by).filter(
        item_id__in=numbers,
        state__in=COMPLETE_STATES,
        assessment__started_at__gte=since,
        assessment__started_at__lt=until,
    )
    entered = ManualEntry.objects.filter(
        item_id__in=numbers,
        assessment__in=assessment_list(by=by),
        assessment__started_at__gte=since,
        assessment__started_at__lt=until,
    )
    for rows in (recorded, entered):
        for item_id, set_number in rows.values_list("item_id", "set_number"):
            numbers[item_id].add(set_number)
    return {item_id: len(found) for item_id, found in numbers.items()}


def sets_of_assessment(*, assessment: Assessment) -> set[tuple[UUID, int]]:
    """Return the (item, set number) pairs that arrived whole or were entered by hand."""
    recorded = assessment.recordings.filter(state__in=COMPLETE_STATES)
    return {
        pair
        for rows in (recorded, assessment.manual_entries.all())
        for pair in rows.values_list("item_id", "set_number")
    }
