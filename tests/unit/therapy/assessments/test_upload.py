"""The law of upload: whatever order, however often, the same bytes are kept."""

import random
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pose import wire
from pose.stream import PoseFormatError
from tests.builders.recordings import chunks_of, still_records
from tests.builders.uploads import complete, digest_of, sha256, store, upload
from therapy.assessments import selectors
from therapy.assessments.enums import MAX_RECORDING_BYTES, RecordingState
from therapy.assessments.models import Chunk, Recording
from therapy.assessments.services.upload import MAX_CHUNKS, digest_of_digests
from therapy.audit.models import AuditEvent
from therapy.common.errors import Conflict, Invalid, NotFound

pytestmark = pytest.mark.django_db

Announce = Callable[[], Recording]


@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 40), min_size=1, max_size=9))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_chunks_shuffled_and_repeated_leave_the_same_bytes_and_digest(
    announce: Announce, sitting: SimpleNamespace, seed: int, sizes: list[int]
) -> None:
    records = still_records(sum(sizes))
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    bodies = [
        wire.encode_chunk(records[first : first + size], sequence=number, first_frame=first)
        for number, (first, size) in enumerate(zip(starts, sizes, strict=True))
    ]
    order = [number for number in range(len(bodies)) for _ in range(3)]
    random.Random(seed).shuffle(order)
    recording = announce()

    news = [store(recording.id, number, bodies[number], by=sitting.by)[1] for number in order]
    assert sum(news) == len(bodies)
    assert complete(recording.id, bodies, by=sitting.by)
    assert not complete(recording.id, bodies, by=sitting.by)

    kept = Chunk.objects.filter(recording=recording).order_by("sequence")
    assert [bytes(chunk.body) for chunk in kept] == bodies
    recording.refresh_from_db()
    assert recording.digest == digest_of(bodies)
    assert recording.state == RecordingState.QUEUED
    assert (selectors.recording_records(recording=recording) == records).all()


def test_the_json_form_is_kept_as_the_same_records(
    announce: Announce, sitting: SimpleNamespace
) -> None:
    records = still_records(40)
    (body,) = chunks_of(records)
    text = wire.chunk_to_json(wire.decode_chunk(body)).encode()
    recording = announce()
    chunk, is_new = store(recording.id, 0, text, by=sitting.by, is_json=True)
    assert is_new
    assert bytes(chunk.body) == body
    assert chunk.digest == sha256(text)
    assert not store(recording.id, 0, text, by=sitting.by, is_json=True)[1]
    complete(recording.id, [text], by=sitting.by)


def test_another_body_under_the_same_number_is_refused(
    announce: Announce, sitting: SimpleNamespace
) -> None:
    recording = announce()
    first, other = still_records(10), still_records(10, fps=20.0)
    store(recording.id, 0, chunks_of(first)[0], by=sitting.by)
    with pytest.raises(Conflict) as refused:
        store(recording.id, 0, chunks_of(other)[0], by=sitting.by)
    assert refused.value.code == "other_digest"
    assert bytes(Chunk.objects.get(recording=recording).body) == chunks_of(first)[0]


def test_a_chunk_after_complete_is_refused_and_a_repeated_one_is_not(
    announce: Announce, sitting: SimpleNamespace
) -> None:
    recording = announce()
    bodies = chunks_of(still_records(100), frames=50)
    upload(recording.id, bodies, by=sitting.by)
    assert not store(recording.id, 1, bodies[1], by=sitting.by)[1]
    late = wire.encode_chunk(still_records(5, start_s=10.0), sequence=2, first_frame=100)
    with pytest.raises(Conflict) as refused:
        store(recording.id, 2, late, by=sitting.by)
    assert refused.value.code == "recording_complete"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "the later first"])
@pytest.mark.parametrize(
    ("second", "field"),
    [
        ({"start_s": 0.5, "first_frame": 30}, "time_us"),
        ({"start_s": 2.0, "first_frame": 31}, "first_frame"),
        ({"start_s": 2.0, "first_frame": 29}, "first_frame"),
    ],
    ids=["time goes backwards", "a gap of frames", "an overlap of frames"],
)
def test_chunks_that_contradict_each_other_are_refused_in_any_order(
    announce: Announce,
    sitting: SimpleNamespace,
    order: tuple[int, int],
    second: dict[str, Any],
    field: str,
) -> None:
    later = still_records(30, start_s=second["start_s"])
    bodies = [
        wire.encode_chunk(still_records(30), sequence=0, first_frame=0),
        wire.encode_chunk(later, sequence=1, first_frame=second["first_frame"]),
    ]
    recording = announce()
    store(recording.id, order[0], bodies[order[0]], by=sitting.by)
    with pytest.raises(PoseFormatError) as refused:
        store(recording.id, order[1], bodies[order[1]], by=sitting.by)
    assert refused.value.field == field
    assert Chunk.objects.filter(recording=recording).count() == 1


def test_a_gap_that_a_missing_chunk_may_fill_is_kept_until_it_cannot(
    announce: Announce, sitting: SimpleNamespace
) -> None:
    bodies = chunks_of(still_records(90), frames=30)
    recording = announce()
    store(recording.id, 2, bodies[2], by=sitting.by)
    store(recording.id, 0, bodies[0], by=sitting.by)
    short = wire.encode_chunk(still_records(29, start_s=1.0), sequence=1, first_frame=30)
    with pytest.raises(PoseFormatError) as refused:
        store(recording.id, 1, short, by=sitting.by)
    assert refused.value.field == "first_frame"
    store(recording.id, 1, bodies[1], by=sitting.by)
    assert complete(recording.id, bodies, by=sitting.by)


def test_more_than_120_frames_a_second_across_chunks_are_refused_at_complete(
    announce: Announce, sitting: SimpleNamespace
) -> None:
    # 200 frames within 0.9 s, in chunks of 100: neither chunk alone holds more than 120.
    records = still_records(200)
    records["time_us"] = np.arange(200) * 4500
    bodies = chunks_of(records, frames=100)
    recording = announce()
    for sequence, body in enumerate(bodies):
        store(recording.id, sequence, body, by=sitting.by)
    with pytest.raises(PoseFormatError) as refused:
        complete(recording.id, bodies, by=sitting.by)
    assert (refused.value.field, refused.value.record) == ("time_us", 120)
    recording.refresh_from_db()
    assert recording.state == RecordingState.RECEIVING
    assert recording.completed_at is None


def test_the_bytes_of_a_recording_are_limited(announce: Announce, sitting: SimpleNamespace) -> None:
    recording = announce()
    # 106 bytes a record: ten chunks of 1,886 records and their headers are 1,999,320 bytes.
    records = still_records(18_860, fps=100.0)
    bodies = chunks_of(records, frames=1886)
    for sequence, body in enumerate(bodies):
        store(recording.id, sequence, body, by=sitting.by)
    assert sum(map(len, bodies)) == 1_999_320 < MAX_RECORDING_BYTES
    one_more = wire.encode_chunk(
        still_records(7, start_s=200.0), sequence=10, first_frame=len(records)
    )
    with pytest.raises(PoseFormatError) as refused:
        store(recording.id, 10, one_more, by=sitting.by)
    assert refused.value.field == "body"


@pytest.mark.parametrize("sequence", [MAX_CHUNKS, 2**31, 2**32 - 1])
def test_a_number_that_no_recording_reaches_is_refused(
    announce: Announce, sitting: SimpleNamespace, sequence: int
) -> None:
    body = wire.encode_chunk(still_records(2), sequence=sequence, first_frame=0)
    with pytest.raises(PoseFormatError) as refused:
        store(announce().id, sequence, body, by=sitting.by)
    assert refused.value.field == "sequence"


def test_the_first_chunk_begins_at_the_first_frame(
    announce: Announce, sitting: SimpleNamespace
) -> None:
    body = wire.encode_chunk(still_records(2), sequence=0, first_frame=5)
    with pytest.raises(PoseFormatError) as refused:
        store(announce().id, 0, body, by=sitting.by)
    assert refused.value.field == "first_frame"


def test_complete_names_what_is_missing(announce: Announce, sitting: SimpleNamespace) -> None:
    recording = announce()
    bodies = chunks_of(still_records(70), frames=10)
    for sequence in (0, 1, 4):
        store(recording.id, sequence, bodies[sequence], by=sitting.by)
    with pytest.raises(Invalid) as refused:
        complete(recording.id, bodies, by=sitting.by)
    assert refused.value.code == "chunks_missing"
    assert refused.value.extra == {"missing": [[2, 3], [5, 6]]}


def test_complete_refuses_another_digest_and_another_count(
    announce: Announce, sitting: SimpleNamespace
) -> None:
    recording = announce()
    bodies = chunks_of(still_records(20), frames=10)
    for sequence, body in enumerate(bodies):
        store(recording.id, sequence, body, by=sitting.by)
    with pytest.raises(Invalid) as refused:
        complete(recording.id, bodies[::-1], by=sitting.by)
    assert refused.value.code == "other_digest"
    with pytest.raises(Invalid) as refused:
        complete(recording.id, bodies[:1], by=sitting.by)
    assert refused.value.code == "other_count"
    assert complete(recording.id, bodies, by=sitting.by)
    with pytest.raises(Invalid) as refused:
        complete(recording.id, bodies[::-1], by=sitting.by)
    assert refused.value.code == "other_digest"


def test_a_recording_without_a_frame_may_be_completed(
    announce: Announce, sitting: SimpleNamespace
) -> None:
    recording = announce()
    assert complete(recording.id, [], by=sitting.by)


def test_a_late_chunk_revives_an_abandoned_recording(
    announce: Announce, sitting: SimpleNamespace
) -> None:
    recording = announce()
    Recording.objects.filter(id=recording.id).update(state=RecordingState.ABANDONED)
    bodies = chunks_of(still_records(20))
    store(recording.id, 0, bodies[0], by=sitting.by)
    recording.refresh_from_db()
    assert recording.state == RecordingState.RECEIVING
    Recording.objects.filter(id=recording.id).update(state=RecordingState.ABANDONED)
    assert complete(recording.id, bodies, by=sitting.by)


def test_repeating_leaves_no_second_audit_row(announce: Announce, sitting: SimpleNamespace) -> None:
    recording = announce()
    (body,) = chunks_of(still_records(20))
    for _ in range(3):
        store(recording.id, 0, body, by=sitting.by)
        complete(recording.id, [body], by=sitting.by)
    events = AuditEvent.objects.filter(object_id=str(recording.id)).values_list("action", flat=True)
    assert sorted(events) == ["chunk.store", "recording.complete", "recording.create"]


def test_the_digest_of_digests_is_of_the_raw_digests_in_order() -> None:
    bodies = [b"one", b"two", b"three"]
    assert digest_of_digests([sha256(body) for body in bodies]) == digest_of(bodies)


@given(st.sets(st.integers(0, 200)))
def test_ranges_hold_exactly_the_numbers(numbers: set[int]) -> None:
    ranges = selectors.chunk_ranges(numbers)
    assert {n for first, last in ranges for n in range(first, last + 1)} == numbers
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(ranges))


def test_unknown_recordings_are_not_found(sitting: SimpleNamespace) -> None:
    with pytest.raises(NotFound):
        store(uuid4(), 0, chunks_of(still_records(5))[0], by=sitting.by)


def test_times_keep_their_microseconds(announce: Announce, sitting: SimpleNamespace) -> None:
    records = still_records(30)
    recording = announce()
    chunk, _is_new = store(recording.id, 0, chunks_of(records)[0], by=sitting.by)
    assert (chunk.first_time_us, chunk.last_time_us) == (0, 966_667)
    assert int(np.diff(records["time_us"].astype(int)).min()) == 33_333
