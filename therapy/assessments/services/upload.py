"""Chunks as they arrive, in any order and any number of times, and the end of a recording."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pose import wire
from pose.stream import PoseFormatError
from therapy.assessments import queue, selectors
from therapy.assessments.enums import MAX_RECORDING_BYTES, RecordingState, StopReason
from therapy.assessments.models import Assessment, Chunk, Recording
from therapy.assessments.services.sittings import assessment_finish_if_whole, recording_to_change
from therapy.assessments.services.states import move
from therapy.audit.actors import Actor
from therapy.audit.services import audit_record
from therapy.common.errors import Conflict, Invalid

OPEN_STATES = (RecordingState.RECEIVING, RecordingState.ABANDONED)
_RECORD_BYTES = wire.RECORD_DTYPE.itemsize
_HEADER_BYTES = wire.HEADER_DTYPE.itemsize
MAX_FRAMES = MAX_RECORDING_BYTES // _RECORD_BYTES
MAX_CHUNKS = MAX_RECORDING_BYTES // (_RECORD_BYTES + _HEADER_BYTES)


class Span(NamedTuple):
    """Where a chunk lies in its recording."""

    sequence: int
    first_frame: int
    record_count: int
    first_time_us: int
    last_time_us: int
    byte_count: int


@transaction.atomic
def chunk_store(
    *, recording_id: UUID, sequence: int, body: bytes, is_json: bool, digest: str, by: Actor
) -> tuple[Chunk, bool]:
    """Keep one chunk of a recording, once; whether it is new.

    Parameters
    ----------
    body
        One wire chunk, or its JSON form; stored in wire form either way.
    digest
        SHA-256 of `body` as sent, in hex, as its header says.

    Raises
    ------
    PoseFormatError
        If the body is not what the format says, naming record and field.
    Invalid
        If the body has another digest (`digest_mismatch`).
    NotFound
        If `by` has no such recording.
    Conflict
        If this chunk is there with another digest (`other_digest`), or the recording is
        complete (`recording_complete`).
    """
    if hashlib.sha256(body).hexdigest() != digest:
        raise Invalid(
            _("The body does not have the digest that its header says."),
            code="digest_mismatch",
            errors=(("Content-Digest", _("not the SHA-256 of the body as it arrived")),),
        )
    sent, stored_body = _decoded(body, sequence=sequence, is_json=is_json)
    recording = recording_to_change(recording_id=recording_id, by=by)
    existing = recording.chunks.filter(sequence=sequence).first()
    if existing is not None:
        if existing.digest != digest:
            raise Conflict(_("This chunk was sent before with other content."), code="other_digest")
        return existing, False
    if recording.state not in OPEN_STATES:
        raise Conflict(_("This recording is complete."), code="recording_complete")
    times_us = sent.records["time_us"]
    span = Span(
        sequence,
        sent.first_frame,
        len(sent.records),
        int(times_us[0]),
        int(times_us[-1]),
        len(stored_body),
    )
    _check_fits(span, [Span(*row) for row in recording.chunks.values_list(*Span._fields)])
    chunk = Chunk(recording=recording, digest=digest, body=stored_body, **span._asdict())
    chunk.save(force_insert=True)
    if recording.state == RecordingState.ABANDONED:
        move(recording, RecordingState.ABANDONED, RecordingState.RECEIVING)
    audit_record(
        by=by,
        action="chunk.store",
        patient_id=recording.patient_id,
        obj=recording,
        detail={"sequence": sequence, "records": span.record_count},
    )
    return chunk, True


def _decoded(body: bytes, *, sequence: int, is_json: bool) -> tuple[wire.Chunk, bytes]:
    """Return a chunk and its wire form."""
    if sequence >= MAX_CHUNKS:
        raise PoseFormatError("sequence", f"{sequence}; a recording has less than {MAX_CHUNKS}")
    if not is_json:
        return wire.decode_chunk(body, sequence=sequence), body
    chunk = wire.decode_chunk_json(body, sequence=sequence)
    return chunk, wire.encode_chunk(
        chunk.records, sequence=chunk.sequence, first_frame=chunk.first_frame
    )


def _check_fits(span: Span, others: Sequence[Span]) -> None:
    """Refuse a chunk that cannot belong to the recording whose other chunks these are."""
    total = span.byte_count + sum(other.byte_count for other in others)
    if total > MAX_RECORDING_BYTES:
        raise PoseFormatError(
            "body", f"with it the recording has {total} bytes; at most {MAX_RECORDING_BYTES}"
        )
    if span.first_frame + span.record_count > MAX_FRAMES:
        raise PoseFormatError(
            "first_frame", f"{span.first_frame}; a recording has at most {MAX_FRAMES} frames"
        )
    if span.sequence == 0 and span.first_frame != 0:
        raise PoseFormatError("first_frame", f"{span.first_frame} in chunk 0; must be 0")
    before = max((o for o in others if o.sequence < span.sequence), default=None)
    after = min((o for o in others if o.sequence > span.sequence), default=None)
    if before is not None:
        _check_order(before, span, record=0)
    if after is not None:
        _check_order(span, after, record=span.record_count - 1)


def _check_order(earlier: Span, later: Span, *, record: int) -> None:
    """Refuse when two chunks contradict each other; `record` is of the chunk that arrived."""
    if later.first_time_us < earlier.last_time_us:
        raise PoseFormatError(
            "time_us",
            f"time goes backwards from chunk {earlier.sequence} to chunk {later.sequence}",
            record=record,
        )
    between = later.first_frame - earlier.first_frame - earlier.record_count
    chunks_between = later.sequence - earlier.sequence - 1
    if between < chunks_between or (chunks_between == 0 and between != 0):
        raise PoseFormatError(
            "first_frame",
            f"chunk {later.sequence} starts at {later.first_frame}, chunk {earlier.sequence} "
            f"has {earlier.record_count} records from {earlier.first_frame} on",
        )


@transaction.atomic
def recording_complete(
    *,
    recording_id: UUID,
    count: int,
    digest: str,
    dropped_frames: int,
    uncertain_spans_us: Sequence[Sequence[int]] = (),
    stop_reason: StopReason,
    by: Actor,
) -> tuple[Recording, bool]:
    """Close a recording whose chunks are all here, and queue it; whether this was the first time.

    Parameters
    ----------
    count
        How many chunks were sent.
    digest
        SHA-256, in hex, of the chunks' raw digests in order of sequence.
    dropped_frames, uncertain_spans_us
        Facts that are known at the end alone, see `pose.stream.RecordingFacts`.

    Raises
    ------
    Invalid
        `chunks_missing` with the missing ranges, `other_count` or `other_digest`.
    PoseFormatError
        If the recording as a whole breaks a limit, naming record and field; or if the spans
        are wrong.
    NotFound
        If `by` has no such recording.
    """
    recording = recording_to_change(recording_id=recording_id, by=by)
    chunks = list(selectors.chunk_list(recording=recording))
    _check_all_there(chunks, count)
    if digest_of_digests([chunk.digest for chunk in chunks]) != digest:
        raise Invalid(
            _("The chunks that arrived do not have this digest."),
            code="other_digest",
            errors=(("digest", _("not the SHA-256 of the chunks' digests")),),
        )
    if recording.state not in OPEN_STATES:
        return recording, False
    spans_us = wire.uncertain_spans_from_json(uncertain_spans_us)
    wire.join_chunks([wire.decode_chunk(bytes(chunk.body)) for chunk in chunks])
    move(
        recording,
        RecordingState(recording.state),
        RecordingState.QUEUED,
        facts={
            **recording.facts,
            "dropped_frames": dropped_frames,
            "uncertain_spans_us": [list(span) for span in spans_us],
        },
        digest=digest,
        completed_at=timezone.now(),
        stop_reason=stop_reason,
    )
    audit_record(
        by=by,
        action="recording.complete",
        patient_id=recording.patient_id,
        obj=recording,
        detail={"chunks": count, "stop_reason": stop_reason},
    )
    assessment_finish_if_whole(Assessment.objects.get(id=recording.assessment_id))
    queue.nudge_after_commit(recording.id)
    return recording, True


def digest_of_digests(digests: Sequence[str]) -> str:
    """Return the SHA-256, in hex, of the concatenated raw digests."""
    return hashlib.sha256(b"".join(map(bytes.fromhex, digests))).hexdigest()


def _check_all_there(chunks: Sequence[Chunk], count: int) -> None:
    """Refuse unless exactly the chunks 0 to count - 1 are here."""
    here = {chunk.sequence for chunk in chunks}
    missing = selectors.chunk_ranges(set(range(count)) - here)
    if missing:
        raise Invalid(
            _("Some chunks have not arrived."), code="chunks_missing", extra={"missing": missing}
        )
    if len(here) > count:
        raise Invalid(
            _("More chunks have arrived than were counted."),
            code="other_count",
            errors=(("count", _("%(here)d chunks have arrived") % {"here": len(here)}),),
        )
