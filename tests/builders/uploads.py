"""Sending recordings through the services, as the views do."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from therapy.assessments import services
from therapy.assessments.enums import StopReason
from therapy.assessments.models import Chunk
from therapy.audit.actors import Actor


def sha256(body: bytes) -> str:
    """Return the digest of a body in hex."""
    return hashlib.sha256(body).hexdigest()


def digest_of(bodies: Sequence[bytes]) -> str:
    """Return the digest of digests in hex."""
    return sha256(b"".join(hashlib.sha256(body).digest() for body in bodies))


def store(
    recording_id: UUID, sequence: int, body: bytes, *, by: Actor, is_json: bool = False
) -> tuple[Chunk, bool]:
    """Send one chunk."""
    return services.chunk_store(
        recording_id=recording_id,
        sequence=sequence,
        body=body,
        is_json=is_json,
        digest=sha256(body),
        by=by,
    )


def complete(recording_id: UUID, bodies: Sequence[bytes], *, by: Actor) -> bool:
    """End a recording; whether it was the first time."""
    _recording, is_first = services.recording_complete(
        recording_id=recording_id,
        count=len(bodies),
        digest=digest_of(bodies),
        dropped_frames=0,
        stop_reason=StopReason.FINISHED,
        by=by,
    )
    return is_first


def upload(recording_id: UUID, bodies: Sequence[bytes], *, by: Actor) -> None:
    """Send a whole recording."""
    for sequence, body in enumerate(bodies):
        store(recording_id, sequence, body, by=by)
    complete(recording_id, bodies, by=by)
