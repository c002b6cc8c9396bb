"""What a patient's browser asks: the link, consent, today, sittings and the page *Done*."""

from typing import Any
from uuid import UUID

from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from therapy.api import schema, serializers
from therapy.api.authentication import (
    LINK_KEY,
    TOKEN_MARK_KEY,
    CsrfEnforced,
    patient_session_close,
    patient_session_open,
)
from therapy.api.base import OpenView, PatientView
from therapy.api.schema import problems
from therapy.api.services import done_read, session_read, today_read
from therapy.api.throttles import LinkOpeningThrottle
from therapy.assessments import services
from therapy.care.enums import ConsentPurpose
from therapy.care.services import consent_record, link_open


def made(is_new: bool) -> int:  # noqa: FBT001  reads as `status=made(is_new)`
    """Return 201 for what is new, 200 for what was there already."""
    return 201 if is_new else 200


class PatientSessionApi(OpenView):
    """The session that an opened link stands for."""

    authentication_classes = (CsrfEnforced,)

    def get_throttles(self) -> list[Any]:
        """Slow down only the opening of links."""
        return [LinkOpeningThrottle()] if self.request.method == "POST" else []

    @extend_schema(operation_id="patient_session", auth=[], responses={200: schema.PatientSession})
    def get(self, request: Request) -> Response:
        """Say whether a link is open, and set the CSRF cookie."""
        get_token(request._request)  # noqa: SLF001  Django's own request
        return Response(_session(request))

    @extend_schema(
        operation_id="patient_session_open",
        auth=[],
        request=serializers.SessionOpen,
        responses={200: schema.PatientSession, **problems(401, 403, 404, 410, 422, 423, 429)},
    )
    def post(self, request: Request) -> Response:
        """Open a link with its token and the date of birth."""
        sent = serializers.SessionOpen(data=request.data)
        sent.is_valid(raise_exception=True)
        link = link_open(**sent.validated_data)
        token = sent.validated_data["token"]
        patient_session_open(request._request, link=link, token=token)  # noqa: SLF001  Django's own request
        return Response(_session(request))

    @extend_schema(
        operation_id="patient_session_close", auth=[], request=None, responses={204: None}
    )
    def delete(self, request: Request) -> Response:
        """Close the link in this browser."""
        patient_session_close(request._request)  # noqa: SLF001  Django's own request
        return Response(status=204)


def _session(request: Request) -> dict[str, Any]:
    return session_read(
        link_id=request.session.get(LINK_KEY), mark=request.session.get(TOKEN_MARK_KEY, "")
    )


class ConsentApi(PatientView):
    """A patient's answers to the consent text."""

    @extend_schema(
        operation_id="patient_consent",
        request=serializers.ConsentAnswer,
        responses={201: serializers.Made, **problems(401, 403, 409, 410, 422)},
    )
    def post(self, request: Request) -> Response:
        """Keep an answer to one purpose."""
        sent = serializers.ConsentAnswer(data=request.data)
        sent.is_valid(raise_exception=True)
        answer = sent.validated_data
        consent = consent_record(
            by=self.actor,
            patient=self.link.patient,
            purpose=ConsentPurpose(answer["purpose"]),
            text_version=answer["text_version"],
            granted=answer["granted"],
        )
        return Response({"id": str(consent.id)}, status=201)


class TodayApi(PatientView):
    """What a patient has to do today."""

    @extend_schema(
        operation_id="patient_today", responses={200: schema.Today, **problems(401, 410)}
    )
    def get(self, request: Request) -> Response:  # noqa: ARG002  the framework's signature
        """Return patient, clinic, consent, prescription and items."""
        return Response(today_read(link=self.link, by=self.actor))


class PatientAssessmentListApi(PatientView):
    """A patient's sittings."""

    @extend_schema(
        operation_id="patient_assessment_start",
        request=serializers.AssessmentStart,
        responses={
            200: serializers.Made,
            201: serializers.Made,
            **problems(401, 403, 404, 409, 410, 422),
        },
    )
    def post(self, request: Request) -> Response:
        """Start a sitting; sent again, it is there already."""
        sent = serializers.AssessmentStart(data=request.data)
        sent.is_valid(raise_exception=True)
        assessment, is_new = services.assessment_start(
            assessment_id=sent.validated_data["id"],
            prescription_id=sent.validated_data["prescription"],
            started_at=sent.validated_data["started_at"],
            by=self.actor,
        )
        return Response({"id": str(assessment.id)}, status=made(is_new))


class PatientAssessmentApi(PatientView):
    """One of a patient's sittings."""

    @extend_schema(
        operation_id="patient_assessment", responses={200: schema.Done, **problems(401, 404, 410)}
    )
    def get(self, request: Request, assessment_id: UUID) -> Response:  # noqa: ARG002  the framework's signature
        """Return each recording with its headline or refusal."""
        return Response(done_read(assessment_id=assessment_id, by=self.actor))


class ManualEntryApi(PatientView):
    """Sets that were done without the camera."""

    @extend_schema(
        operation_id="patient_manual_entry",
        request=serializers.ManualEntryCreate,
        responses={
            200: serializers.Made,
            201: serializers.Made,
            **problems(401, 403, 404, 409, 410, 422),
        },
    )
    def post(self, request: Request) -> Response:
        """Keep a set; sent again, it is there already."""
        sent = serializers.ManualEntryCreate(data=request.data)
        sent.is_valid(raise_exception=True)
        entry = dict(sent.validated_data)
        made_entry, is_new = services.manual_entry_create(
            entry_id=entry.pop("id"),
            assessment_id=entry.pop("assessment"),
            item_id=entry.pop("item"),
            **entry,
            by=self.actor,
        )
        return Response({"id": str(made_entry.id)}, status=made(is_new))
