"""Addresses of the interface, version 1."""

from django.urls import path

from therapy.api.views import document, patient, reads, recordings

app_name = "api"

_RECORDING = "recordings/<uuid:recording_id>"

urlpatterns = [
    path("openapi.json", document.OpenApiDocument.as_view(), name="openapi"),
    path("docs/", document.OpenApiPage.as_view(), name="docs"),
    path("patient/session", patient.PatientSessionApi.as_view(), name="patient-session"),
    path("patient/consents", patient.ConsentApi.as_view(), name="patient-consents"),
    path("patient/today", patient.TodayApi.as_view(), name="patient-today"),
    path(
        "patient/assessments",
        patient.PatientAssessmentListApi.as_view(),
        name="patient-assessments",
    ),
    path(
        "patient/assessments/<uuid:assessment_id>",
        patient.PatientAssessmentApi.as_view(),
        name="patient-assessment",
    ),
    path("patient/manual-entries", patient.ManualEntryApi.as_view(), name="patient-manual-entries"),
    path("recordings", recordings.RecordingListApi.as_view(), name="recordings"),
    path(
        f"{_RECORDING}/chunks/<int:sequence>", recordings.ChunkApi.as_view(), name="recording-chunk"
    ),
    path(f"{_RECORDING}/status", recordings.RecordingStatusApi.as_view(), name="recording-status"),
    path(
        f"{_RECORDING}/complete",
        recordings.RecordingCompleteApi.as_view(),
        name="recording-complete",
    ),
    path(f"{_RECORDING}/answers", recordings.AnswersApi.as_view(), name="recording-answers"),
    path(
        f"{_RECORDING}/requeue", recordings.RecordingRequeueApi.as_view(), name="recording-requeue"
    ),
    path(f"{_RECORDING}/report", reads.ReportApi.as_view(), name="recording-report"),
    path(f"{_RECORDING}/signals", reads.SignalsApi.as_view(), name="recording-signals"),
    path(f"{_RECORDING}/keypoints", reads.KeypointsApi.as_view(), name="recording-keypoints"),
    path("patients", reads.PatientListApi.as_view(), name="patients"),
    path("patients/<uuid:patient_id>", reads.PatientApi.as_view(), name="patient"),
    path(
        "patients/<uuid:patient_id>/assessments",
        reads.PatientAssessmentsApi.as_view(),
        name="patient-assessment-list",
    ),
    path("assessments", reads.AssessmentListApi.as_view(), name="assessments"),
    path("assessments/<uuid:assessment_id>", reads.AssessmentApi.as_view(), name="assessment"),
]
