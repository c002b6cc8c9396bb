"""What people of the clinic and other systems read."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from pose import wire
from therapy.api import documents, schema, services
from therapy.api.base import ReadView
from therapy.api.paging import PAGING, Pages
from therapy.api.schema import problems
from therapy.care.selectors import patient_list


class PatientListApi(ReadView):
    """The clinic's patients."""

    @extend_schema(
        operation_id="patients",
        parameters=PAGING,
        responses={200: schema.PatientPage, **problems(401, 404)},
    )
    def get(self, request: Request) -> Response:
        """Return a page of patients."""
        pages = Pages()
        rows = pages.paginate_queryset(patient_list(), request, view=self) or []
        services.patients_note_listed(patients=rows, by=self.actor)
        return pages.get_paginated_response([documents.patient_document(row) for row in rows])


class PatientApi(ReadView):
    """One patient of the clinic."""

    @extend_schema(operation_id="patient", responses={200: schema.Patient, **problems(401, 404)})
    def get(self, request: Request, patient_id: UUID) -> Response:  # noqa: ARG002  the framework's signature
        """Return a patient."""
        return Response(services.patient_read(patient_id=patient_id, by=self.actor))


class AssessmentListApi(ReadView):
    """Assessments of the clinic, or of one patient."""

    @extend_schema(
        operation_id="assessments",
        parameters=PAGING,
        responses={200: schema.AssessmentPage, **problems(401, 404)},
    )
    def get(self, request: Request, patient_id: UUID | None = None) -> Response:
        """Return a page of assessments, without their recordings."""
        pages = Pages()
        wanted = services.assessments_of(patient_id=patient_id, by=self.actor)
        rows = pages.paginate_queryset(wanted, request, view=self) or []
        services.assessments_note_listed(assessments=rows, by=self.actor)
        return pages.get_paginated_response([documents.assessment_document(row) for row in rows])


class PatientAssessmentsApi(AssessmentListApi):
    """Assessments of one patient."""

    @extend_schema(
        operation_id="patient_assessments",
        parameters=PAGING,
        responses={200: schema.AssessmentPage, **problems(401, 404)},
    )
    def get(self, request: Request, patient_id: UUID | None = None) -> Response:
        """Return a page of one patient's assessments, without their recordings."""
        return super().get(request, patient_id)


class AssessmentApi(ReadView):
    """One assessment."""

    @extend_schema(
        operation_id="assessment", responses={200: schema.AssessmentDetail, **problems(401, 404)}
    )
    def get(self, request: Request, assessment_id: UUID) -> Response:  # noqa: ARG002  the framework's signature
        """Return an assessment with each recording's newest report."""
        return Response(services.assessment_read(assessment_id=assessment_id, by=self.actor))


class ReportApi(ReadView):
    """A recording's report."""

    @extend_schema(
        operation_id="recording_report", responses={200: schema.REPORT, **problems(401, 404)}
    )
    def get(self, request: Request, recording_id: UUID) -> Response:  # noqa: ARG002  the framework's signature
        """Return the newest report."""
        return Response(services.report_read(recording_id=recording_id, by=self.actor))


class SignalsApi(ReadView):
    """A recording's signals for drawing."""

    @extend_schema(
        operation_id="recording_signals", responses={200: schema.SIGNALS, **problems(401, 404)}
    )
    def get(self, request: Request, recording_id: UUID) -> Response:  # noqa: ARG002  the framework's signature
        """Return the newest signals."""
        return Response(services.signals_read(recording_id=recording_id, by=self.actor))


class KeypointsApi(ReadView):
    """A recording's keypoints."""

    @extend_schema(
        operation_id="recording_keypoints",
        responses={(200, wire.JSON_MEDIA_TYPE): schema.KEYPOINTS, **problems(401, 404, 422)},
    )
    def get(self, request: Request, recording_id: UUID) -> HttpResponse:  # noqa: ARG002  the framework's signature
        """Return all keypoints in their JSON form, with the facts."""
        text = services.keypoints_read(recording_id=recording_id, by=self.actor)
        return HttpResponse(text, content_type=wire.JSON_MEDIA_TYPE)
