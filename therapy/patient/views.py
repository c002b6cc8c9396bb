"""The patient's two pages, and the device check that everybody may open.

They hold no patient data: the link's token is in the address' fragment, which no server sees,
and everything that is shown comes from `/api/v1/` once the patient has signed in.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from django_permissions_policy.decorators import permissions_policy_override

from therapy.common.qr_code import qr_code_picture
from therapy.common.requests import is_own_machine, public_address

CAMERA_POLICY: Final[dict[str, str | list[str] | tuple[str]]] = {
    **settings.PERMISSIONS_POLICY,
    "accelerometer": "self",
    "autoplay": "self",
    "camera": "self",
    "fullscreen": "self",
    "gyroscope": "self",
    "screen-wake-lock": "self",
}
"""What exercise page and device check may use: camera, which way is down, a screen that stays on."""


class _PatientPage(TemplateView):
    """A page whose content the frontend draws into ``#app``, configured by its data attributes."""

    http_method_names = ("get", "head", "options")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the addresses that the frontend needs."""
        return super().get_context_data(
            **kwargs,
            api_url="/api/v1/",
            home_url=reverse("patient:home"),
            exercise_url=reverse("patient:exercise"),
            device_check_url=reverse("device-check"),
            static_url=settings.STATIC_URL,
            offline_worker_url=static("offline-worker.js") if settings.PLUMBLINE_OFFLINE else "",
        )


@method_decorator(never_cache, name="dispatch")
class PatientHomePage(_PatientPage):
    """Link, consent, today's routine and what was sent."""

    template_name = "patient/home.html"


@method_decorator(never_cache, name="dispatch")
@method_decorator(permissions_policy_override(CAMERA_POLICY), name="dispatch")
class PatientExercisePage(_PatientPage):
    """The exercises, in front of the camera."""

    template_name = "patient/exercise.html"


@method_decorator(never_cache, name="dispatch")
@method_decorator(permissions_policy_override(CAMERA_POLICY), name="dispatch")
class DeviceCheckPage(_PatientPage):
    """Whether this device can do the exercises; no sign-in, and nothing of anybody on it."""

    template_name = "patient/device_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the page's own address too, and its QR code for another device."""
        address = public_address(self.request) + reverse("device-check")
        # An address of this machine's own opens nowhere else: a code of it would lead nowhere.
        own = is_own_machine(urlsplit(address).hostname or "")
        qr_code = "" if own else qr_code_picture(address)
        return super().get_context_data(**kwargs, address=address, qr_code=qr_code)
