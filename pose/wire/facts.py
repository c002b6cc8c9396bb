"""Facts of a recording (`plumbline.facts/1`) from JSON and back."""

import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pose.published_models import PUBLISHED_MODELS
from pose.stream import FACTS_SCHEMA, PoseFormatError, RecordingFacts
from pose.wire.limits import MAX_TIME_US

SMALLEST_IMAGE_PX: Final = 16
LARGEST_IMAGE_PX: Final = 16384
MAX_DROPPED_FRAMES: Final = 600 * 240
MAX_UNCERTAIN_SPANS: Final = 300
MAX_TEXT_LENGTH: Final = 100
MAX_EXTRA_BYTES: Final = 8192
MAX_GRAVITY_M_PER_S2: Final = 100.0
SCREEN_ANGLES_DEG: Final = (0, 90, 180, 270)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_UTC_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_KNOWN: Final = frozenset(
    {
        "schema",
        "image_width_px",
        "image_height_px",
        "mirrored",
        "screen_angle_deg",
        "gravity",
        "runtime",
        "runtime_version",
        "model",
        "model_sha256",
        "started_at",
        "dropped_frames",
        "uncertain_spans_us",
    }
)


def facts_from_json(value: object) -> RecordingFacts:
    """Return the facts from a parsed JSON object.

    ``schema``, the image's size, ``mirrored``, ``model`` and ``model_sha256`` are needed;
    the others have defaults.  Fields that this version does not know are kept in
    ``extra``, at most 8 kB of them.

    Raises
    ------
    PoseFormatError
        Naming the field that is missing or wrong.
    """
    if not isinstance(value, Mapping):
        raise PoseFormatError("facts", "not a JSON object")
    if value.get("schema") != FACTS_SCHEMA:
        raise PoseFormatError("schema", f"must be {FACTS_SCHEMA!r}")
    return RecordingFacts(
        image_width_px=_image_side(value, "image_width_px"),
        image_height_px=_image_side(value, "image_height_px"),
        mirrored=_boolean(value, "mirrored"),
        screen_angle_deg=_screen_angle(value.get("screen_angle_deg", 0)),
        gravity=_gravity(value.get("gravity")),
        runtime=_text(value, "runtime", default="unknown"),
        runtime_version=_text(value, "runtime_version", default=""),
        model=_text(value, "model"),
        model_sha256=_sha256(_text(value, "model_sha256")),
        started_at=_utc_time(_text(value, "started_at", default="")),
        dropped_frames=_integer(
            value.get("dropped_frames", 0), "dropped_frames", 0, MAX_DROPPED_FRAMES
        ),
        uncertain_spans_us=uncertain_spans_from_json(value.get("uncertain_spans_us", [])),
        extra=_extra(value),
    )


def uncertain_spans_from_json(value: object) -> tuple[tuple[int, int], ...]:
    """Return the spans in which it was uncertain whose body was followed, from parsed JSON.

    A list of at most `MAX_UNCERTAIN_SPANS` pairs: first and last time of a span in whole
    microseconds on the recording's clock, each pair after the one before.

    Raises
    ------
    PoseFormatError
        Naming ``uncertain_spans_us``.
    """
    name = "uncertain_spans_us"
    if not isinstance(value, list | tuple):
        raise PoseFormatError(name, "not a list")
    if len(value) > MAX_UNCERTAIN_SPANS:
        raise PoseFormatError(name, f"more than {MAX_UNCERTAIN_SPANS} spans")
    spans: list[tuple[int, int]] = []
    earliest_us = 0
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:  # noqa: PLR2004 - start, end
            raise PoseFormatError(name, "a span is not a start and an end")
        start_us = _integer(pair[0], name, earliest_us, MAX_TIME_US - 1)
        end_us = _integer(pair[1], name, start_us, MAX_TIME_US - 1)
        spans.append((start_us, end_us))
        earliest_us = end_us + 1
    return tuple(spans)


def facts_to_json(facts: RecordingFacts) -> dict[str, Any]:
    """Return the facts as a JSON object; the inverse of `facts_from_json`.

    What is known only at a recording's end, and may be nothing, is named where there is something.
    """
    spans = [list(span) for span in facts.uncertain_spans_us]
    return {
        **facts.extra,
        "schema": FACTS_SCHEMA,
        "image_width_px": facts.image_width_px,
        "image_height_px": facts.image_height_px,
        "mirrored": facts.mirrored,
        "screen_angle_deg": facts.screen_angle_deg,
        "gravity": None if facts.gravity is None else list(facts.gravity),
        "runtime": facts.runtime,
        "runtime_version": facts.runtime_version,
        "model": facts.model,
        "model_sha256": facts.model_sha256,
        "started_at": facts.started_at,
        "dropped_frames": facts.dropped_frames,
        **({"uncertain_spans_us": spans} if spans else {}),
    }


def check_model_is_published(facts: RecordingFacts) -> None:
    """Refuse facts whose model is not one of the published ones, by name and checksum.

    Raises
    ------
    PoseFormatError
        Naming ``model`` or ``model_sha256``.
    """
    published = PUBLISHED_MODELS.get(facts.model)
    if published is None:
        known = ", ".join(sorted(PUBLISHED_MODELS))
        raise PoseFormatError("model", f"{facts.model!r} is not one of {known}")
    if facts.model_sha256 != published.weights_sha256:
        raise PoseFormatError("model_sha256", f"not the published weights of {facts.model}")


def _required(value: Mapping[str, Any], name: str) -> Any:
    """Return a field that must be there."""
    if name not in value:
        raise PoseFormatError(name, "missing")
    return value[name]


def _integer(number: Any, name: str, lowest: int, highest: int) -> int:
    """Return a whole number in a range; ``true`` is no number."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise PoseFormatError(name, "not a whole number")
    if not lowest <= number <= highest:
        raise PoseFormatError(name, f"{number} is not between {lowest} and {highest}")
    return number


def _image_side(value: Mapping[str, Any], name: str) -> int:
    """Return the width or height of the image."""
    return _integer(_required(value, name), name, SMALLEST_IMAGE_PX, LARGEST_IMAGE_PX)


def _boolean(value: Mapping[str, Any], name: str) -> bool:
    """Return true or false; 0 and 1 are not meant."""
    answer = _required(value, name)
    if not isinstance(answer, bool):
        raise PoseFormatError(name, "not true or false")
    return answer


def _text(value: Mapping[str, Any], name: str, *, default: str | None = None) -> str:
    """Return a short text, or its default where the field may be absent."""
    text = _required(value, name) if default is None else value.get(name, default)
    if not isinstance(text, str):
        raise PoseFormatError(name, "not a text")
    if len(text) > MAX_TEXT_LENGTH:
        raise PoseFormatError(name, f"longer than {MAX_TEXT_LENGTH} characters")
    if not text.isprintable():
        raise PoseFormatError(name, "holds characters that cannot be printed")
    return text


def _sha256(text: str) -> str:
    """Return a checksum in lower-case hex; empty where the model is not known."""
    if text and not _SHA256.fullmatch(text):
        raise PoseFormatError("model_sha256", "not 64 characters of 0-9 and a-f")
    return text


def _utc_time(text: str) -> str:
    """Return a time as sent; it must be a real one, in UTC with Z."""
    if not text:
        return text
    if not _UTC_TIME.fullmatch(text):
        raise PoseFormatError("started_at", "not a time like 2026-11-23T09:30:00Z")
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise PoseFormatError("started_at", f"no such time: {error}") from error
    return text


def _screen_angle(angle: Any) -> int:
    """Return the screen's angle, one of four."""
    if isinstance(angle, bool) or angle not in SCREEN_ANGLES_DEG:
        raise PoseFormatError("screen_angle_deg", "not one of 0, 90, 180, 270")
    return int(angle)


def _gravity(gravity: Any) -> tuple[float, float, float] | None:
    """Return gravity in screen axes, or nothing where it is not known."""
    if gravity is None:
        return None
    if not isinstance(gravity, list | tuple) or len(gravity) != 3:  # noqa: PLR2004 - x, y, z
        raise PoseFormatError("gravity", "not three numbers or null")
    for number in gravity:
        plain = isinstance(number, int | float) and not isinstance(number, bool)
        if not plain or not abs(number) <= MAX_GRAVITY_M_PER_S2 or math.isnan(number):
            raise PoseFormatError("gravity", f"{number!r} is not a number of m/s² up to 100")
    x, y, z = (float(number) for number in gravity)
    return x, y, z


def _extra(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that this version does not know, if they are small and plain JSON."""
    extra = {name: value[name] for name in value if name not in _KNOWN}
    if not extra:
        return extra
    try:
        # Half a surrogate pair does not encode: it is no text, and no database stores it.
        text = json.dumps(extra, allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise PoseFormatError(", ".join(map(str, extra)), f"not plain JSON: {error}") from error
    if rb"\u0000" in text:
        raise PoseFormatError(", ".join(map(str, extra)), "holds a character that is no text")
    if len(text) > MAX_EXTRA_BYTES:
        raise PoseFormatError("facts", f"unknown fields of more than {MAX_EXTRA_BYTES} bytes")
    return extra
