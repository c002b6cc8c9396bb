"""Numbers as a therapist reads them: no more digits than the camera gives, the unit always there."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils import formats
from django.utils.translation import gettext as _

from therapy.clinician.labels import UNITS, word

DECIMALS: Final[dict[str, int]] = {
    "deg": 0,
    "deg/s": 0,
    "mm": 0,
    "mm/s": 0,
    "cm": 1,
    "px": 1,
    "s": 1,
    "ms": 0,
    "Hz": 1,
    "%": 0,
    "{#}": 0,
    "{points}": 0,
}
"""Digits after the point by unit; a degree is finer than any camera angle here is known."""

_ATTACHED: Final = frozenset({"deg", "%"})
"""Units that stand against their number without a space."""


@dataclass(frozen=True)
class Figure:
    """A number as text beside its unit; `text` holds both."""

    number: str
    unit: str
    text: str
    attached: bool


def figure(value: float | None, unit: str) -> Figure | None:
    """Return a number in the reader's way; None when there is none."""
    if value is None:
        return None
    digits = DECIMALS.get(unit, 2)
    number = formats.number_format(round(value, digits) + 0.0, decimal_pos=digits)
    name = word(UNITS, unit) if unit in UNITS else unit
    attached = unit in _ATTACHED
    gap = "" if attached or not name else "\N{NO-BREAK SPACE}"
    return Figure(number, name, f"{number}{gap}{name}", attached)


def as_text(value: float | None, unit: str) -> str:
    """Return a number with its unit, or a dash when there is none."""
    made = figure(value, unit)
    return "\N{EN DASH}" if made is None else made.text


def interval_text(low: float, high: float, unit: str) -> str:
    """Return “92° to 100°” or “0.67 to 0.83 thigh lengths”: a word stands only once."""
    first, last = figure(low, unit), as_text(high, unit)
    assert first is not None
    return _("%(low)s to %(high)s") % {
        "low": first.text if first.attached else first.number,
        "high": last,
    }


def interval_bounds(metric: dict[str, Any]) -> tuple[float, float] | None:
    """Return low and high of a metric; None when it is exact, refused or has no interval."""
    low, high = metric.get("low"), metric.get("high")
    if low is None or high is None or low == high:
        return None
    return float(low), float(high)
