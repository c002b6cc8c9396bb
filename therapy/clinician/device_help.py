"""Helping a patient by telephone whose device or camera does not do: what their code says."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from therapy.clinician.pages import clinic_page, show
from therapy.common.device_code import DeviceCodeError, read_device_code
from therapy.common.device_words import Explained, explain
from therapy.common.requests import public_address


@require_safe
@clinic_page
def device_help_page(request: HttpRequest) -> HttpResponse:
    """Say where the device check is, and explain the code that a patient reads out."""
    code = request.GET.get("code", "").strip()
    explained, problem = _read(code) if code else (None, "")
    return show(
        request,
        "device_help.html",
        address=public_address(request) + reverse("device-check"),
        code=code,
        explained=explained,
        problem=problem,
    )


def _read(code: str) -> tuple[Explained | None, str]:
    try:
        return explain(read_device_code(code)), ""
    except DeviceCodeError as error:
        return None, str(error)
