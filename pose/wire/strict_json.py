"""JSON read strictly: UTF-8, no field twice, no NaN or Infinity."""

import json
from collections.abc import Callable
from typing import Any

from pose.stream import PoseFormatError


def parsed_json(
    text: bytes, field: str, *, refuse_constant: Callable[[str], Any] | None = None
) -> Any:
    """Return the value that a JSON text stands for.

    Parameters
    ----------
    text
        UTF-8, with or without a byte order mark.
    field
        What the text is, for the message of a refusal.
    refuse_constant
        Called with ``NaN``, ``Infinity`` or ``-Infinity``, which Python reads although
        they are no JSON; raises. By default the refusal names ``field``.

    Raises
    ------
    PoseFormatError
        If the text is no JSON, is nested too deeply, or gives a field twice.
    """

    def refuse(name: str) -> None:
        raise PoseFormatError(field, f"{name} is no JSON")

    try:
        return json.loads(
            text.decode("utf-8-sig"),
            parse_constant=refuse_constant or refuse,
            object_pairs_hook=_without_repeats,
        )
    except PoseFormatError:
        raise
    except (ValueError, RecursionError) as error:
        raise PoseFormatError(field, f"not JSON: {error}") from error


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, or refuse it where one field has two values."""
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise PoseFormatError(f"{twice!r:.40}", "given twice in one object")
    return value
