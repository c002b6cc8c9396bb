"""Addresses of the therapist's pages."""

from django.urls import path

from therapy.clinician import views

app_name = "clinician"

urlpatterns = [
    path("", views.worklist_page, name="worklist"),
    path("worklist/done/", views.worklist_done_view, name="worklist-done"),
    path("worklist/undo/", views.worklist_undo_view, name="worklist-undo"),
    path("patients/", views.patient_list_page, name="patients"),
    path("patients/<uuid:patient_id>/", views.patient_page, name="patient"),
    path("assessments/<uuid:assessment_id>/", views.assessment_page, name="assessment"),
    path(
        "assessments/<uuid:assessment_id>/status.json",
        views.assessment_status,
        name="assessment-status",
    ),
    path(
        "recordings/<uuid:recording_id>/section/",
        views.recording_section_view,
        name="recording-section",
    ),
    path(
        "recordings/<uuid:recording_id>/signals.json",
        views.recording_signals,
        name="recording-signals",
    ),
    path("recordings/<uuid:recording_id>/review/", views.recording_review, name="recording-review"),
    path(
        "recordings/<uuid:recording_id>/score-again/",
        views.recording_score_again,
        name="recording-score-again",
    ),
]
