"""What a device check found, in words for the help desk and for therapists."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from therapy.common.device_code import DeviceReport, Span

BRIGHT_CAMERA_FPS: Final = 20
"""Below this the camera itself is what is slow, nearly always because the room is dark."""

FOUND: Final[dict[str, Any]] = {
    "good": gettext_lazy("The device can do the exercises."),
    "slow": gettext_lazy("The device can do the exercises, but it is slow."),
    "denied": gettext_lazy("The browser was told not to use the camera."),
    "none": gettext_lazy("The device has no camera."),
    "in_use": gettext_lazy("Another program is using the camera."),
    "insecure": gettext_lazy("The page was opened without a secure connection."),
    "timed_out": gettext_lazy("The camera was turned on but sends no picture."),
    "ended": gettext_lazy("The camera's picture stopped."),
    "failed": gettext_lazy("The camera did not start."),
    "detector": gettext_lazy("The browser cannot run the part that finds body points."),
}
ADVICE: Final[dict[str, Any]] = {
    "good": gettext_lazy("Nothing needs to be done."),
    "slow": gettext_lazy(
        "Close other programs and pages, plug in the charger, switch power saving off."
    ),
    "denied": gettext_lazy(
        "Tap the camera or lock sign beside the address, allow the camera, try again."
    ),
    "none": gettext_lazy("Open the link on a phone or a tablet."),
    "in_use": gettext_lazy("Close other programs with video calls, try again."),
    "insecure": gettext_lazy("Open the link from the message again; its address is https."),
    "timed_out": gettext_lazy("Uncover the camera, close other programs with video calls."),
    "ended": gettext_lazy("Plug the camera in again, or finish the phone call."),
    "failed": gettext_lazy("Restart the browser, or use another device."),
    "detector": gettext_lazy("Bring the browser up to date, or use another browser or device."),
}
NAMES: Final[dict[str | None, str]] = {
    "litert-wasm-threads": "LiteRT, WebAssembly, threads",
    "litert-wasm": "LiteRT, WebAssembly",
    "litert-webgpu": "LiteRT, WebGPU",
    "tfjs-wasm": "TF.js, WebAssembly",
    "tfjs-webgl": "TF.js, WebGL",
    "tfjs-webgpu": "TF.js, WebGPU",
    "movenet-lightning": "MoveNet Lightning",
    "movenet-thunder": "MoveNet Thunder",
    "chrome": "Chrome",
    "edge": "Edge",
    "firefox": "Firefox",
    "safari": "Safari",
    "samsung": "Samsung Internet",
    "opera": "Opera",
    "android": "Android",
    "ios": "iPhone, iPad",
    "windows": "Windows",
    "mac": "macOS",
    "linux": "Linux",
    "chromeos": "ChromeOS",
}


@dataclass(frozen=True)
class Explained:
    """One device check: what was found, what to do about it, and the facts behind it."""

    found: str
    advice: str
    facts: tuple[tuple[str, str], ...]


def explain(report: DeviceReport) -> Explained:
    """Return a report in words."""
    found, advice = _found(report)
    facts = (
        (_("Runs with"), _name(report.runtime, _("nothing"))),
        (_("Network"), _name(report.model, _("none"))),
        (_("Threads"), _("possible") if report.isolated else _("not possible in this browser")),
        (_("Frames a second"), _spoken(report.fps)),
        (_("Milliseconds a frame"), _spoken(report.total_ms)),
        (_("Camera, shorter side in pixels"), _spoken(report.side_px)),
        (_("Camera, frames a second"), _spoken(report.camera_fps)),
        (_("Browser"), _name(report.browser, _("another"))),
        (_("System"), _name(report.system, _("another"))),
    )
    return Explained(found, advice, facts)


def _found(report: DeviceReport) -> tuple[str, str]:
    if report.outcome == "slow" and _is_dark(report.camera_fps):
        return (
            _("It works, but the camera sends few pictures a second."),
            _("More light from the front; close other programs with video calls."),
        )
    if report.outcome == "detector" and report.runtime is not None:
        return (
            _("The device is too slow: its recordings could not be scored."),
            _("Close other programs and pages, try another browser, or use another device."),
        )
    return str(FOUND[report.outcome]), str(ADVICE[report.outcome])


def _is_dark(camera_fps: Span | None) -> bool:
    return camera_fps is not None and camera_fps.at_least < BRIGHT_CAMERA_FPS


def _name(key: str | None, otherwise: str) -> str:
    return NAMES.get(key, otherwise)


def _spoken(span: Span | None) -> str:
    if span is None:
        return _("not measured")
    if span.below is None:
        return _("%(least)s or more") % {"least": span.at_least}
    if span.at_least == 0:
        return _("under %(below)s") % {"below": span.below}
    return _("%(least)s to %(below)s") % {"least": span.at_least, "below": span.below}
