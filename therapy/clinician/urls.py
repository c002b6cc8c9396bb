"""Addresses of the therapist's pages."""

from django.urls import path
from django.views.generic import RedirectView

from therapy.clinician import views
from therapy.clinician.device_help import device_help_page

app_name = "clinician"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="clinician:worklist"), name="home"),
    path("clinic/", views.worklist_page, name="worklist"),
    path("clinic/worklist/done/", views.worklist_done_view, name="worklist-done"),
    path("clinic/worklist/undo/", views.worklist_undo_view, name="worklist-undo"),
    path("clinic/device-help/", device_help_page, name="device-help"),
    path("clinic/patients/", views.patient_list_page, name="patients"),
    path("clinic/patients/<uuid:patient_id>/", views.patient_page, name="patient"),
    path("clinic/assessments/<uuid:assessment_id>/", views.assessment_page, name="assessment"),
    path(
        "clinic/assessments/<uuid:assessment_id>/status.json",
        views.assessment_status,
        name="assessment-status",
    ),
    path(
        "clinic/recordings/<uuid:recording_id>/section/",
        views.recording_section_view,
        name="recording-section",
    ),
    path(
        "clinic/recordings/<uuid:recording_id>/signals.json",
        views.recording_signals,
        name="recording-signals",
    ),
    path(
        "clinic/recordings/<uuid:recording_id>/review/",
        views.recording_review,
        name="recording-review",
    ),
    path(
        "clinic/recordings/<uuid:recording_id>/score-again/",
        views.recording_score_again,
        name="recording-score-again",
    ),
]
