"""Documents that are answered, described for the OpenAPI document."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    inline_serializer,
)
from rest_framework import serializers

from routines.enums import Posture, Side, View
from therapy.api.serializers import Contact, Problem, RecordingFacts
from therapy.api.signals_schema import BODY_SIDES, Signals
from therapy.assessments.enums import RecordingState

CHUNK_DIGEST = OpenApiParameter(
    "Content-Digest",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="`sha-256=:<base64>:` of the body as sent (RFC 9530)",
)
REPORT = OpenApiResponse(OpenApiTypes.OBJECT, description="`plumbline.report/1`")
SIGNALS = OpenApiResponse(Signals, description="`plumbline.signals/1`")
KEYPOINTS = OpenApiResponse(
    OpenApiTypes.OBJECT, description="`plumbline.keypoints/1` in its JSON form, with facts"
)


def problems(*statuses: int) -> dict[tuple[int, str], Any]:
    """Return the answers that refuse, each a problem document."""
    return {(status, "application/problem+json"): Problem for status in statuses}


class ConsentState(serializers.Serializer[Any]):
    """Answers to the current text; null where none was given."""

    text_version = serializers.CharField()
    care = serializers.BooleanField(allow_null=True)
    research = serializers.BooleanField(allow_null=True)


class TodayPrescription(serializers.Serializer[Any]):
    """What holds today."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    pain_stop_limit = serializers.IntegerField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    times_per_week = serializers.IntegerField()


class TodayItem(serializers.Serializer[Any]):
    """One exercise of today, and how many of its sets are done."""

    id = serializers.UUIDField()
    position = serializers.IntegerField()
    protocol = serializers.CharField()
    title = serializers.CharField()
    view = serializers.ChoiceField(choices=View.choices)
    posture = serializers.ChoiceField(choices=Posture.choices)
    side = serializers.ChoiceField(choices=Side.choices, allow_null=True)
    sets = serializers.IntegerField()
    sets_done = serializers.IntegerField()
    repetitions = serializers.IntegerField(allow_null=True)
    seconds = serializers.IntegerField(allow_null=True)
    rest_s = serializers.IntegerField()
    needs_support = serializers.BooleanField()
    instruction = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    setup = serializers.ListField(child=serializers.CharField())
    safety = serializers.ListField(child=serializers.CharField())
    minutes = serializers.IntegerField()


class Today(serializers.Serializer[Any]):
    """What a patient has to do today."""

    patient = inline_serializer(
        "TodayPatient",
        {"given_name": serializers.CharField(), "is_synthetic": serializers.BooleanField()},
    )
    clinic = Contact()
    consent = ConsentState()
    today = serializers.DateField()
    prescription = TodayPrescription(allow_null=True)
    items = TodayItem(many=True)


class SignedOutSession(serializers.Serializer[Any]):
    """Nobody is signed in."""

    state = serializers.ChoiceField(choices=["signed_out"])


class OpenSession(Today):
    """A patient is signed in: what they have to do today."""

    state = serializers.ChoiceField(choices=["open"])
    link_mark = serializers.CharField()


PatientSession = PolymorphicProxySerializer(
    component_name="PatientSession",
    serializers=[SignedOutSession, OpenSession],
    resource_type_field_name=None,
)
"""The session that an opened link stands for."""


class Refusal(serializers.Serializer[Any]):
    """Why there is no number, and what the patient can do."""

    code = serializers.CharField()
    message = serializers.CharField()
    advice = serializers.CharField()


class Headline(serializers.Serializer[Any]):
    """The number that a patient understands at once."""

    key = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField()
    side = serializers.ChoiceField(choices=BODY_SIDES, allow_null=True)


class DoneRecording(serializers.Serializer[Any]):
    """One set on the page *Done*."""

    id = serializers.UUIDField()
    item = serializers.UUIDField()
    set_number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RecordingState.choices)
    headline = Headline(allow_null=True)
    refusal = Refusal(allow_null=True)


class Done(serializers.Serializer[Any]):
    """An assessment as its patient sees it."""

    id = serializers.UUIDField()
    recordings = DoneRecording(many=True)


class Patient(serializers.Serializer[Any]):
    """A patient of the clinic."""

    id = serializers.UUIDField()
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    birth_date = serializers.DateField()
    sex = serializers.CharField()
    height_cm = serializers.IntegerField(allow_null=True)
    is_synthetic = serializers.BooleanField()


class Assessment(serializers.Serializer[Any]):
    """One sitting of a patient."""

    id = serializers.UUIDField()
    patient = serializers.UUIDField()
    prescription = serializers.UUIDField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class AssessmentRecording(serializers.Serializer[Any]):
    """One set with its answers and its newest report."""

    id = serializers.UUIDField()
    item = serializers.UUIDField()
    protocol = serializers.CharField()
    side = serializers.ChoiceField(choices=Side.choices, allow_null=True)
    set_number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RecordingState.choices)
    stop_reason = serializers.CharField(allow_null=True)
    pain = serializers.IntegerField(allow_null=True)
    effort = serializers.IntegerField(allow_null=True)
    felt_wrong = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    facts = RecordingFacts()
    report = serializers.DictField(allow_null=True, help_text="plumbline.report/1")


class AssessmentManualEntry(serializers.Serializer[Any]):
    """One set that was done without the camera."""

    id = serializers.UUIDField()
    item = serializers.UUIDField()
    set_number = serializers.IntegerField()
    repetitions = serializers.IntegerField(allow_null=True)
    seconds = serializers.IntegerField(allow_null=True)
    pain = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()


class AssessmentDetail(Assessment):
    """One sitting with its sets."""

    recordings = AssessmentRecording(many=True)
    manual_entries = AssessmentManualEntry(many=True)


class PatientPage(serializers.Serializer[Any]):
    """A page of patients."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = Patient(many=True)


class AssessmentPage(serializers.Serializer[Any]):
    """A page of assessments."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = Assessment(many=True)
