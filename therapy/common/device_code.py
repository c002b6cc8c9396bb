"""The code that a patient reads out to the help desk after a device check.

Twelve digits, of which each says one thing; `frontend/src/device/code/` writes it, and
`docs/reference/device-check.md` has the table.  Nothing of it is about a person.
"""

import re
from dataclasses import dataclass
from typing import Final

DIGITS: Final = 12
FORMAT: Final = "1"
MODULUS: Final = 97

OUTCOMES: Final = (
    "good",
    "slow",
    "denied",
    "none",
    "in_use",
    "insecure",
    "timed_out",
    "ended",
    "failed",
    "detector",
)
RUNTIMES: Final = (
    None,
    "litert-wasm-threads",
    "litert-wasm",
    "litert-webgpu",
    "tfjs-wasm",
    "tfjs-webgl",
    "tfjs-webgpu",
)
MODELS: Final = (None, "movenet-lightning", "movenet-thunder")
FPS_FROM: Final = (0, 5, 8, 12, 16, 20, 24, 28, 40)
MS_FROM: Final = (0, 10, 20, 30, 40, 60, 100, 200, 500)
SIDE_FROM_PX: Final = (0, 360, 480, 720, 1080)
BROWSERS: Final = ("other", "chrome", "edge", "firefox", "safari", "samsung", "opera")
SYSTEMS: Final = ("other", "android", "ios", "windows", "mac", "linux", "chromeos")


class DeviceCodeError(ValueError):
    """A code that cannot be read; the message says why, to whoever typed it."""


@dataclass(frozen=True)
class Span:
    """Where a measured value lies: ``[at_least, below)``; ``below`` is None without an end."""

    at_least: int
    below: int | None


@dataclass(frozen=True)
class DeviceReport:
    """What a device check found; None is what was not measured, or did not run."""

    outcome: str
    runtime: str | None
    model: str | None
    isolated: bool
    fps: Span | None
    total_ms: Span | None
    browser: str
    system: str
    side_px: Span | None
    camera_fps: Span | None


def read_device_code(text: str) -> DeviceReport:
    """Return what a code says; blanks, dots and hyphens between its digits do not matter.

    Raises
    ------
    DeviceCodeError
        If the text is no such code, or a digit was misheard.
    """
    code = re.sub(r"[\s.\-]", "", text)
    if re.search(r"[^0-9]", code):
        raise DeviceCodeError("A code has digits alone, no letters.")
    if len(code) != DIGITS:
        raise DeviceCodeError(f"A code has {DIGITS} digits; these are {len(code)}.")
    # ISO 7064 MOD 97-10.
    if int(code) % MODULUS != 1:
        raise DeviceCodeError("A digit was misheard: ask for the code once more.")
    if code[0] != FORMAT:
        raise DeviceCodeError("This code is from another version of the device check.")
    return _report([int(digit) for digit in code[1:-2]])


def _report(digits: list[int]) -> DeviceReport:
    outcome, runtime, network, fps, total_ms, browser, system, side, camera_fps = digits
    try:
        return DeviceReport(
            outcome=OUTCOMES[outcome],
            runtime=RUNTIMES[runtime],
            model=MODELS[network // 2],
            isolated=network % 2 == 1,
            fps=_span(fps, FPS_FROM),
            total_ms=_span(total_ms, MS_FROM),
            browser=BROWSERS[browser],
            system=SYSTEMS[system],
            side_px=_span(side, SIDE_FROM_PX),
            camera_fps=_span(camera_fps, FPS_FROM),
        )
    except IndexError as error:
        raise DeviceCodeError("No device check gives this code: ask for it once more.") from error


def _span(digit: int, bounds: tuple[int, ...]) -> Span | None:
    if digit == 0:
        return None
    # A digit beyond the bounds is refused here, by the caller's rule.
    return Span(bounds[digit - 1], bounds[digit] if digit < len(bounds) else None)
