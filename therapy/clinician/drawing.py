"""What the browser draws of a recording: stored signals, with words in the reader's language."""

from typing import Any, Final

from therapy.assessments.models import Result
from therapy.clinician import labels

_DRAWN_ALREADY: Final = frozenset({"best_hold", "arm_out_of_plane", "turned_from_camera"})
"""Events that the hold's own mark shows, or that cover the whole recording."""


def recording_drawing(result: Result) -> dict[str, Any]:
    """Return signals, repetitions and events of a result with the words that they need."""
    signals = result.signals or {}
    series = [
        {**one, "unit": labels.shown_unit(one["key"], one.get("unit", ""))}
        for one in signals.get("series") or []
    ]
    report = result.report
    units = {one.get("unit", "") for one in series} | {"s", "deg"}
    if signals.get("sway"):
        units.add(signals["sway"]["unit"])
    keys = {one["key"] for one in series}
    return {
        "recording": str(result.recording_id),
        "signals": {**signals, "series": series},
        "repetitions": [
            {key: one.get(key) for key in ("side", "start_s", "end_s")}
            for one in report.get("repetitions") or []
        ],
        "events": [
            {
                "kind": one["kind"],
                "start_s": one["start_s"],
                "end_s": one.get("end_s"),
                "label": labels.word(labels.EVENTS, one["kind"]),
            }
            for one in report.get("events") or []
            if one["kind"] not in _DRAWN_ALREADY
        ],
        "labels": {
            **{key: labels.word(labels.METRICS, key) for key in sorted(keys)},
            **{side: str(text) for side, text in labels.SIDES.items()},
        },
        "units": {unit: labels.word(labels.UNITS, unit) for unit in sorted(units)},
    }
