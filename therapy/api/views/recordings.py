"""How a recording arrives: announced, chunk by chunk, completed, answered."""

from typing import cast
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from pose import wire
from therapy.api import serializers
from therapy.api.base import PatientView, StaffView
from therapy.api.bodies import JsonChunkParser, WireChunkParser, digest_from_header
from therapy.api.schema import CHUNK_DIGEST, problems
from therapy.api.services import recording_status_read
from therapy.api.views.patient import made
from therapy.assessments import services
from therapy.assessments.enums import StopReason


class RecordingListApi(PatientView):
    """A patient's recordings."""

    @extend_schema(
        operation_id="recording_create",
        request=serializers.RecordingCreate,
        responses={
            200: serializers.RecordingStanding,
            201: serializers.RecordingStanding,
            **problems(401, 403, 404, 409, 410, 422),
        },
    )
    def post(self, request: Request) -> Response:
        """Announce a recording with its facts; sent again, it is there already."""
        sent = serializers.RecordingCreate(data=request.data)
        sent.is_valid(raise_exception=True)
        recording, is_new = services.recording_create(
            recording_id=sent.validated_data["id"],
            assessment_id=sent.validated_data["assessment"],
            item_id=sent.validated_data["item"],
            set_number=sent.validated_data["set_number"],
            facts=sent.initial_data["facts"],
            by=self.actor,
        )
        return Response({"id": str(recording.id), "state": recording.state}, status=made(is_new))


class ChunkApi(PatientView):
    """One chunk of a recording."""

    parser_classes = (WireChunkParser, JsonChunkParser)
    # A recording's bytes are limited, and announcing recordings is slowed down: counting here
    # would only cost what a device that was offline for a day needs to catch up.
    throttle_classes = ()

    @extend_schema(
        operation_id="chunk_store",
        parameters=[CHUNK_DIGEST],
        request={wire.MEDIA_TYPE: OpenApiTypes.BINARY, wire.JSON_MEDIA_TYPE: OpenApiTypes.OBJECT},
        responses={
            200: serializers.ChunkStored,
            201: serializers.ChunkStored,
            **problems(401, 404, 409, 410, 413, 415, 422),
        },
    )
    def put(self, request: Request, recording_id: UUID, sequence: int) -> Response:
        """Keep a chunk: 201 new, 200 the same again, 409 another digest."""
        chunk, is_new = services.chunk_store(
            recording_id=recording_id,
            sequence=sequence,
            body=cast("bytes", request.data or b""),
            is_json=request.content_type.partition(";")[0].strip() == wire.JSON_MEDIA_TYPE,
            digest=digest_from_header(
                request.headers.get("Content-Digest"), field="Content-Digest"
            ),
            by=self.actor,
        )
        return Response(
            {
                "recording": str(recording_id),
                "sequence": sequence,
                "record_count": chunk.record_count,
            },
            status=made(is_new),
        )


class RecordingStatusApi(PatientView):
    """How far a recording has arrived."""

    @extend_schema(
        operation_id="recording_status",
        responses={200: serializers.RecordingStatus, **problems(401, 404, 410)},
    )
    def get(self, request: Request, recording_id: UUID) -> Response:  # noqa: ARG002  the framework's signature
        """Return its state and the chunks that are here, as inclusive ranges."""
        return Response(recording_status_read(recording_id=recording_id, by=self.actor))


class RecordingCompleteApi(PatientView):
    """The end of a recording."""

    @extend_schema(
        operation_id="recording_complete",
        request=serializers.RecordingComplete,
        responses={
            200: serializers.RecordingStanding,
            202: serializers.RecordingStanding,
            **problems(401, 404, 410, 422),
        },
    )
    def post(self, request: Request, recording_id: UUID) -> Response:
        """Close and queue it: 202 the first time, 200 after, 422 with what is missing."""
        sent = serializers.RecordingComplete(data=request.data)
        sent.is_valid(raise_exception=True)
        recording, is_first = services.recording_complete(
            recording_id=recording_id,
            count=sent.validated_data["count"],
            digest=digest_from_header(sent.validated_data["digest"], field="digest"),
            dropped_frames=sent.validated_data["dropped_frames"],
            uncertain_spans_us=sent.validated_data["uncertain_spans_us"],
            stop_reason=StopReason(sent.validated_data["stop_reason"]),
            by=self.actor,
        )
        document = {"id": str(recording.id), "state": recording.state}
        return Response(document, status=202 if is_first else 200)


class AnswersApi(PatientView):
    """What the patient answered after a set."""

    @extend_schema(
        operation_id="recording_answers",
        request=serializers.Answers,
        responses={200: serializers.RecordingStanding, **problems(401, 404, 410, 422)},
    )
    def put(self, request: Request, recording_id: UUID) -> Response:
        """Keep pain, effort and what felt wrong; the latest answer counts."""
        sent = serializers.Answers(data=request.data)
        sent.is_valid(raise_exception=True)
        recording = services.answers_store(
            recording_id=recording_id, **sent.validated_data, by=self.actor
        )
        return Response({"id": str(recording.id), "state": recording.state})


class RecordingRequeueApi(StaffView):
    """Asking for a recording to be scored again."""

    @extend_schema(
        operation_id="recording_requeue",
        request=None,
        responses={202: serializers.RecordingStanding, **problems(401, 403, 404, 409)},
    )
    def post(self, request: Request, recording_id: UUID) -> Response:  # noqa: ARG002  the framework's signature
        """Queue what was set aside, or what an older scoring version scored."""
        recording = services.recording_requeue(recording_id=recording_id, by=self.actor)
        return Response({"id": str(recording.id), "state": recording.state}, status=202)
