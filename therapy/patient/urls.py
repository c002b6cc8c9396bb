"""Addresses of the patient's pages."""

from django.urls import path

from therapy.patient.views import PatientExercisePage, PatientHomePage

app_name = "patient"

urlpatterns = [
    path("", PatientHomePage.as_view(), name="home"),
    path("exercise/", PatientExercisePage.as_view(), name="exercise"),
]
