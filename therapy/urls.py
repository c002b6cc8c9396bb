"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from therapy.common.views import health
from therapy.patient.views import DeviceCheckPage

urlpatterns = [
    path("health/", health, name="health"),
    path("account/", include("therapy.accounts.urls")),
    path("device-check/", DeviceCheckPage.as_view(), name="device-check"),
    path("patient/", include("therapy.patient.urls")),
    path("api/v1/", include("therapy.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("therapy.clinician.urls")),
]
