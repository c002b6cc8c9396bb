"""What may be sent, and what is answered, operation by operation."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from pose.stream import FACTS_SCHEMA
from pose.wire import MAX_TIME_US, MAX_UNCERTAIN_SPANS
from pose.wire.facts import MAX_DROPPED_FRAMES, SCREEN_ANGLES_DEG
from therapy.assessments.enums import MAX_EFFORT, MAX_PAIN, RecordingState, StopReason
from therapy.assessments.services.upload import MAX_CHUNKS
from therapy.care.enums import ConsentPurpose

MAX_SETS: Final = 100
MAX_COUNT: Final = 10_000
LONGEST_NOTE: Final = 2000
MOST_REASONS: Final = 20

_PAIN: Final[dict[str, Any]] = {"min_value": 0, "max_value": MAX_PAIN, "allow_null": True}


class SessionOpen(serializers.Serializer[Any]):
    """The link's token, and the date of birth that proves who opens it."""

    token = serializers.CharField(max_length=200)
    birth_date = serializers.DateField()


class ConsentAnswer(serializers.Serializer[Any]):
    """A patient's answer to one purpose of a text."""

    purpose = serializers.ChoiceField(choices=ConsentPurpose.choices)
    text_version = serializers.CharField(max_length=16)
    granted = serializers.BooleanField()


class AssessmentStart(serializers.Serializer[Any]):
    """A sitting, with the id that the browser made."""

    id = serializers.UUIDField()
    prescription = serializers.UUIDField()
    started_at = serializers.DateTimeField()


class UncertainSpans(serializers.ListField):
    """Spans in which it was uncertain whose body was followed; `pose.wire.facts` checks them."""

    def __init__(self, **options: Any) -> None:
        """Take pairs of whole microseconds."""
        time_us = serializers.IntegerField(min_value=0, max_value=MAX_TIME_US - 1)
        super().__init__(
            child=serializers.ListField(child=time_us, min_length=2, max_length=2),
            max_length=MAX_UNCERTAIN_SPANS,
            help_text="first and last time of each span, microseconds on the recording's clock",
            **options,
        )


class RecordingFacts(serializers.Serializer[Any]):
    """`plumbline.facts/1`, for the OpenAPI document; `pose.wire.facts` reads it."""

    schema = serializers.ChoiceField(choices=[FACTS_SCHEMA])
    image_width_px = serializers.IntegerField()
    image_height_px = serializers.IntegerField()
    mirrored = serializers.BooleanField()
    screen_angle_deg = serializers.ChoiceField(choices=SCREEN_ANGLES_DEG, required=False)
    gravity = serializers.ListField(
        child=serializers.FloatField(),
        min_length=3,
        max_length=3,
        allow_null=True,
        required=False,
        help_text="x, y, z in the screen's axes, metres per second squared",
    )
    runtime = serializers.CharField(required=False)
    runtime_version = serializers.CharField(required=False)
    model = serializers.CharField()
    model_sha256 = serializers.CharField()
    started_at = serializers.DateTimeField(required=False)
    dropped_frames = serializers.IntegerField(required=False)
    uncertain_spans_us = UncertainSpans(required=False)


@extend_schema_field(RecordingFacts)
class FactsField(serializers.DictField):
    """Facts as they were sent; `pose.wire.facts` says what is wrong with them."""


class RecordingCreate(serializers.Serializer[Any]):
    """A set's recording, announced with its facts (`plumbline.facts/1`)."""

    id = serializers.UUIDField()
    assessment = serializers.UUIDField()
    item = serializers.UUIDField()
    set_number = serializers.IntegerField(min_value=1, max_value=MAX_SETS)
    facts = FactsField()


class RecordingComplete(serializers.Serializer[Any]):
    """The end of a recording: how many chunks, and the digest of their digests."""

    count = serializers.IntegerField(min_value=0, max_value=MAX_CHUNKS)
    digest = serializers.CharField(max_length=100)
    dropped_frames = serializers.IntegerField(min_value=0, max_value=MAX_DROPPED_FRAMES)
    uncertain_spans_us = UncertainSpans(default=list)
    stop_reason = serializers.ChoiceField(choices=StopReason.choices)


class Answers(serializers.Serializer[Any]):
    """What the patient answered after a set."""

    pain = serializers.IntegerField(**_PAIN)
    effort = serializers.IntegerField(min_value=0, max_value=MAX_EFFORT, allow_null=True)
    felt_wrong = serializers.ListField(
        child=serializers.CharField(max_length=32), max_length=MOST_REASONS, default=list
    )
    note = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True, default="")


class ManualEntryCreate(serializers.Serializer[Any]):
    """A set that was done without the camera."""

    id = serializers.UUIDField()
    assessment = serializers.UUIDField()
    item = serializers.UUIDField()
    set_number = serializers.IntegerField(min_value=1, max_value=MAX_SETS)
    repetitions = serializers.IntegerField(min_value=0, max_value=MAX_COUNT, allow_null=True)
    seconds = serializers.IntegerField(min_value=0, max_value=MAX_COUNT, allow_null=True)
    pain = serializers.IntegerField(**_PAIN)
    reason = serializers.CharField(max_length=200, allow_blank=True, default="")


class Made(serializers.Serializer[Any]):
    """The id of what is there now."""

    id = serializers.UUIDField()


class ChunkStored(serializers.Serializer[Any]):
    """A chunk that is kept."""

    recording = serializers.UUIDField()
    sequence = serializers.IntegerField()
    record_count = serializers.IntegerField()


class RecordingStanding(serializers.Serializer[Any]):
    """Where a recording stands."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=RecordingState.choices)


class RecordingStatus(RecordingStanding):
    """Where a recording stands, and which chunks have arrived as inclusive ranges."""

    received = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)
    )
    bytes = serializers.IntegerField()


class Contact(serializers.Serializer[Any]):
    """Whom to call."""

    name = serializers.CharField()
    phone = serializers.CharField()


Problem = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "detail": serializers.CharField(),
        "code": serializers.CharField(),
        "errors": serializers.ListField(child=serializers.DictField()),
        "attempts_left": serializers.IntegerField(
            required=False, help_text="at `wrong_birth_date`"
        ),
        "clinic": Contact(required=False, help_text="whom to call about a link"),
        "missing": serializers.ListField(
            child=serializers.ListField(
                child=serializers.IntegerField(), min_length=2, max_length=2
            ),
            required=False,
            help_text="at `chunks_missing`: inclusive ranges of sequences",
        ),
    },
)
"""Why something was refused (RFC 9457)."""
