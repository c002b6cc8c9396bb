"""Where a value lies beside a norm, interval and all."""

import math
from dataclasses import dataclass
from typing import Any, Final

from scoring.norms.lookup import norms_for
from scoring.norms.records import Z_95, Norm, Statistic
from scoring.norms.wording import sentence
from scoring.person import Person
from scoring.report import Metric

BELOW: Final = "below"
WITHIN: Final = "within"
ABOVE: Final = "above"
OVERLAPS: Final = "overlaps"


@dataclass(frozen=True)
class Comparison:
    """A norm, where the value lies beside it, and the sentence that says so."""

    norm: Norm
    place: str
    text: str

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as a report can carry it."""
        return {"norm": self.norm.to_json(), "place": self.place, "text": self.text}


def compared(value: float, low: float, high: float, norm: Norm) -> str:
    """Return where a value with its interval lies beside a norm.

    Parameters
    ----------
    value, low, high
        The value and the bounds of its interval, in the unit of the norm.

    Returns
    -------
    str
        ``"below"`` or ``"above"``: the whole interval lies on that side of the figure, or
        outside the mean plus or minus 1.96 standard deviations where these were published.
        ``"within"``: the whole interval lies on the unmarked side of a cut-off, or inside
        those standard deviations.  ``"overlaps"``: the interval lies on both sides.

    Raises
    ------
    ValueError
        If the value is missing, or lies outside its interval.
    """
    if not low <= value <= high:
        raise ValueError(f"{value} does not lie in its interval, {low} to {high}")
    if norm.statistic is Statistic.CUT_OFF_BELOW:
        return _place(marked=high < norm.value, unmarked=low >= norm.value, name=BELOW)
    if norm.statistic is Statistic.CUT_OFF_ABOVE:
        return _place(marked=low > norm.value, unmarked=high <= norm.value, name=ABOVE)
    if norm.statistic is Statistic.CUT_OFF_FROM:
        return _place(marked=low >= norm.value, unmarked=high < norm.value, name=ABOVE)
    return _beside_centre(low, high, norm)


def described(value: float, low: float, high: float, norm: Norm) -> str:
    """Return a neutral sentence, such as ``"fewer than usual for women of 70 to 74 (...)"``.

    Raises
    ------
    ValueError
        As `compared` does.
    """
    return sentence(compared(value, low, high, norm), norm)


def compared_with_norms(
    metric: Metric, protocol_key: str, person: Person, *, at_least: bool = False
) -> list[Comparison]:
    """Return every norm that may be shown beside ``metric``, with where it lies.

    A refused metric, and a norm in another unit than the metric's, are passed over.

    Parameters
    ----------
    at_least
        Whether the true value may be any larger, as of a hold that ended with the
        recording.  Only what stays true then is returned.
    """
    if metric.value is None or metric.low is None or metric.high is None:
        return []
    high = math.inf if at_least else metric.high
    found = []
    for norm in norms_for(metric.key, protocol_key, person):
        if norm.unit != metric.unit:
            continue
        place = compared(metric.value, metric.low, high, norm)
        if place != OVERLAPS or not at_least:
            found.append(Comparison(norm, place, sentence(place, norm)))
    return found


def _place(*, marked: bool, unmarked: bool, name: str) -> str:
    if marked:
        return name
    return WITHIN if unmarked else OVERLAPS


def _beside_centre(low: float, high: float, norm: Norm) -> str:
    # Without a spread between people nothing can be called within; the figure itself is left.
    spread = 0.0 if norm.sd is None else Z_95 * norm.sd
    first, last = norm.value - spread, norm.value + spread
    if high < first:
        return BELOW
    if low > last:
        return ABOVE
    return WITHIN if norm.sd is not None and first <= low and high <= last else OVERLAPS
