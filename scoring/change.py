"""Change since last time: called change only where measurement error cannot explain it."""

import math
from dataclasses import dataclass
from typing import Any, Final

from scoring.norms import MinimalDetectableChange
from scoring.norms.wording import UNIT_WORDS
from scoring.report import Metric, json_number

MORE: Final = "more"
LESS: Final = "less"
NO_CHANGE_SHOWN: Final = "no_change_shown"
NOT_COMPARABLE: Final = "not_comparable"
MUST_AGREE: Final = ("key", "unit", "side", "view", "method")
"""What makes two values the same measurement, together with protocol and method."""
RULE_INTERVALS: Final = (
    "The 95 % intervals of both values do not overlap; no minimal detectable change was read."
)
RULE_DETECTABLE: Final = (
    "The difference is larger than the minimal detectable change of {figure:.3g}{after} at {level} "
    "({label}; {population}; {method}), and than the 95 % intervals of both values together explain."
)


@dataclass(frozen=True)
class Change:
    """What can be said about two values of one metric.

    Attributes
    ----------
    verdict
        ``"more"``, ``"less"``, ``"no_change_shown"`` or ``"not_comparable"``.
    difference
        The later value minus the earlier one; ``None`` where they cannot be compared.
    rule
        What had to be true to call it a change; ``None`` where they cannot be compared.
    reason
        Why they cannot be compared.
    detectable
        The minimal detectable change that was used.
    """

    key: str
    verdict: str
    unit: str
    difference: float | None = None
    rule: str | None = None
    reason: str | None = None
    detectable: MinimalDetectableChange | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the change as a report can carry it."""
        return {
            "key": self.key,
            "verdict": self.verdict,
            "unit": self.unit,
            "difference": json_number(self.difference),
            "rule": self.rule,
            "reason": self.reason,
            "detectable": None if self.detectable is None else self.detectable.to_json(),
        }


def change_between(
    before: Metric,
    after: Metric,
    mdc: MinimalDetectableChange | None,
    *,
    protocols: tuple[str | None, str | None] = (None, None),
) -> Change:
    """Return whether ``after`` is more or less than ``before``, beyond measurement error.

    Parameters
    ----------
    before, after
        One metric of two recordings.
    mdc
        The minimal detectable change of this metric, from
        `scoring.norms.detectable_change_for`; one that may not be shown is not used.
    protocols
        Keys of the protocols of both recordings.

    Returns
    -------
    Change
        With the rule that was applied.  ``no_change_shown`` does not say that nothing
        changed, only that the two recordings do not show it.

    Raises
    ------
    ValueError
        If ``mdc`` is of another metric or another unit.

    Notes
    -----
    Published figures come from stopwatches and goniometers.  A camera can be less sure
    than these, so the difference must also be larger than both intervals together explain:
    the distances from each value to its bound on the side of the other, added as squares.
    """
    if mdc is not None and (mdc.metric, mdc.unit) != (after.key, after.unit):
        raise ValueError(
            f"{mdc.metric} in {mdc.unit} says nothing about {after.key} in {after.unit}"
        )
    reason = _reason_against(before, after, protocols)
    if reason is not None:
        return Change(after.key, NOT_COMPARABLE, after.unit, reason=reason)
    usable = mdc if mdc is not None and mdc.source.showable else None
    earlier, later = _bounds(before), _bounds(after)
    difference = later[0] - earlier[0]
    if usable is None:
        rule = RULE_INTERVALS
        shown = later[1] > earlier[2] or later[2] < earlier[1]
    else:
        rule = _rule(usable)
        shown = abs(difference) > max(usable.value_95, _explained(earlier, later))
    verdict = NO_CHANGE_SHOWN
    if shown:
        verdict = MORE if difference > 0 else LESS
    return Change(after.key, verdict, after.unit, difference, rule, detectable=usable)


def _reason_against(
    before: Metric, after: Metric, protocols: tuple[str | None, str | None]
) -> str | None:
    """Return why two metrics cannot be compared; ``None`` where they can."""
    for name, metric in (("earlier", before), ("later", after)):
        if metric.refusal is not None:
            return f"The {name} value was refused: {metric.refusal.message}"
        if None in (metric.value, metric.low, metric.high):
            return f"The {name} value, or its interval, is missing."
    pairs = {name: (_fact(before, name), _fact(after, name)) for name in MUST_AGREE}
    for name, (first, second) in {"protocol": protocols, **pairs}.items():
        if first != second:
            return f"The {name} differs: {_named(first)} and {_named(second)}."
    first, second = _major_version(before), _major_version(after)
    if first != second:
        return f"The method changed: version {_named(first)} and version {_named(second)}."
    return None


def _fact(metric: Metric, name: str) -> str | None:
    """Return what a metric says about itself, or its context about it."""
    context = getattr(metric, "context", None)
    value: str | None = getattr(metric, name, getattr(context, name, None))
    return value


def _named(value: str | None) -> str:
    return "none" if value is None else value


def _major_version(metric: Metric) -> str | None:
    version = _fact(metric, "method_version")
    return None if version is None else version.split(".")[0]


def _bounds(metric: Metric) -> tuple[float, float, float]:
    """Return value, low and high of a metric that has them."""
    assert metric.value is not None
    assert metric.low is not None
    assert metric.high is not None
    return metric.value, metric.low, metric.high


def _explained(earlier: tuple[float, float, float], later: tuple[float, float, float]) -> float:
    """Return the difference that both intervals together explain, at 95 %."""
    lower, higher = sorted((earlier, later))
    return math.hypot(lower[2] - lower[0], higher[0] - higher[1])


def _rule(mdc: MinimalDetectableChange) -> str:
    level = "a confidence that its source does not state"
    if mdc.confidence is not None:
        level = "95 % confidence"
    return RULE_DETECTABLE.format(
        figure=mdc.value_95,
        after=UNIT_WORDS[mdc.unit].after,
        level=level,
        label=mdc.source.label,
        population=mdc.population,
        method=mdc.method,
    )
