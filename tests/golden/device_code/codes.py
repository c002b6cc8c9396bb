"""Codes as the table in `docs/reference/device-check.md` says, worked out digit by digit."""

from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("codes.json")

# One device, and then each of its digits in every value: the field, and value by digit.
USUAL = {
    "outcome": ("good", 0),
    "runtime": ("litert-wasm-threads", 1),
    "network": (("movenet-lightning", True), 3),
    "fps": (29.7, 8),
    "totalMs": (23.4, 3),
    "browser": ("chrome", 1),
    "system": ("android", 1),
    "sidePx": (720, 4),
    "cameraFps": (30.0, 8),
}
FPS = (None, 4.9, 5.0, 8.0, 12.5, 19.9, 20.0, 24.0, 39.9, 40.0)
MS = (None, 9.9, 10.0, 20.0, 39.9, 40.0, 60.0, 199.0, 200.0, 4000.0)
EVERY: dict[str, tuple[Any, ...]] = {
    "outcome": (
        *("good", "slow", "denied", "none", "in_use"),
        *("insecure", "timed_out", "ended", "failed", "detector"),
    ),
    "runtime": (
        *(None, "litert-wasm-threads", "litert-wasm", "litert-webgpu"),
        *("tfjs-wasm", "tfjs-webgl", "tfjs-webgpu"),
    ),
    "network": tuple(
        (model, isolated)
        for model in (None, "movenet-lightning", "movenet-thunder")
        for isolated in (False, True)
    ),
    "fps": FPS,
    "totalMs": MS,
    "browser": ("other", "chrome", "edge", "firefox", "safari", "samsung", "opera"),
    "system": ("other", "android", "ios", "windows", "mac", "linux", "chromeos"),
    "sidePx": (None, 359, 360, 719, 720, 1080),
    "cameraFps": FPS,
}


def rows() -> list[dict[str, Any]]:
    """Return results with their codes."""
    chosen = [USUAL]
    for field, values in EVERY.items():
        chosen += [USUAL | {field: (value, digit)} for digit, value in enumerate(values)]
    return [{"code": _code(fields), "result": _result(fields)} for fields in chosen]


def _code(fields: dict[str, tuple[Any, int]]) -> str:
    digits = "1" + "".join(str(digit) for _, digit in fields.values())
    # The two digits that leave a remainder of 1 by 97.
    [check] = [n for n in range(2, 99) if (int(digits) * 100 + n) % 97 == 1]
    whole = f"{digits}{check:02d}"
    return " ".join(whole[at : at + 3] for at in range(0, 12, 3))


def _result(fields: dict[str, tuple[Any, int]]) -> dict[str, Any]:
    result = {name: value for name, (value, _) in fields.items()}
    result["model"], result["isolated"] = result.pop("network")
    return result
