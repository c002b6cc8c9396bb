"""How a value stands against the assessment before: told only where that can be told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from therapy.clinician.figures import as_text
from therapy.clinician.trends import Point, change_between


@dataclass(frozen=True)
class ChangeNote:
    """The words of a change, when the value before was measured, and whether it is real."""

    text: str
    since: datetime
    beyond_error: bool


def change_notes(
    *, protocol: str, points: Iterable[Point], earlier: Iterable[Point]
) -> Mapping[tuple[str, str | None], ChangeNote]:
    """Return notes by metric key and side for the points of one recording.

    `earlier` are points of assessments before, the oldest first; the latest comparable one counts.
    """
    before = [point for point in earlier if point.protocol == protocol]
    notes: dict[tuple[str, str | None], ChangeNote] = {}
    for point in points:
        candidates = [one for one in before if one.comparable_with(point)]
        change = change_between(candidates[-1], point) if candidates else None
        if change is None:
            continue
        text = _within_error()
        if change.beyond_error:
            amount = as_text(abs(change.difference), point.unit)
            sign = "+" if change.difference > 0 else "\N{MINUS SIGN}"
            text = f"{sign}{amount}"
        notes[point.key, point.side] = ChangeNote(text, change.before.at, change.beyond_error)
    return notes


def _within_error() -> str:
    return _("no change beyond the error")
