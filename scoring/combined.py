"""Scores that published rules make of several values, with the range that intervals allow.

Every rule only ever goes up or down with each value, so the ends of the intervals give the
ends of the score.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from scoring.norms import Norm, Source, compared, described, norms_for, source_called
from scoring.person import Person

HOLD_S: Final = 10.0
"""How long every stage is to be held, SPPB and CDC alike."""
TANDEM_PART_S: Final = 3.0
"""A tandem stand of this long is worth a point of the SPPB."""
CHAIR_BANDS_S: Final = (11.2, 13.7, 16.7)
"""Five stands in less than these are worth 4, 3 and 2 points."""
CHAIR_LIMIT_S: Final = 60.0
"""Five stands that take longer count as not completed."""
SPPB_BALANCE: Final = (
    "Feet side by side, semi-tandem and tandem, each up to 10 s: 0 points if side by side is held "
    "under 10 s, 1 if semi-tandem is, 2 if tandem is held under 3 s, 3 under 10 s, else 4."
)
SPPB_CHAIR_STAND: Final = (
    "Time of five stands from a chair with folded arms: 4 points under 11.2 s, 3 under 13.7 s, "
    "2 under 16.7 s, else 1; 0 if they were not completed within 60 s."
)
FOUR_STAGES: Final = (
    "Stages held for 10 s, one after the other until one is not: feet side by side, semi-tandem, "
    "tandem, one leg."
)
CHAIR_STAND_FLAG: Final = (
    "1 if the stands in 30 s are fewer than the table's figure for age and sex, else 0."
)
CDC_CHAIR_STAND: Final = "cdc_chair_stand"
CDC_FOUR_STAGE: Final = "cdc_four_stage"
SPPB: Final = "sppb"
"""Keys of the sources of these rules in the files of norms."""


@dataclass(frozen=True)
class Measured:
    """A value with its interval; ``high`` is infinite for a hold that the recording cut short.

    Raises
    ------
    ValueError
        If the value is negative, missing, or outside its interval.
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        """Check the order of the three."""
        if not 0 <= self.low <= self.value <= self.high:
            raise ValueError(
                f"{self.value} does not lie in its interval, {self.low} to {self.high}"
            )


Amount = Measured | float | None
"""A value with its interval, a number that is exact, or nothing (``None`` or NaN)."""


@dataclass(frozen=True)
class CombinedScore:
    """A score, and the range of it that the intervals behind it allow.

    Attributes
    ----------
    value, low, high
        ``None`` where the score is refused.
    definition, source
        The rule in words, and where it was read.
    statement
        A neutral sentence beside a published figure, where one may be shown.
    reason
        Why there is no score.
    """

    key: str
    unit: str
    definition: str
    source: Source
    value: int | None = None
    low: int | None = None
    high: int | None = None
    statement: str | None = None
    reason: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the score as a report can carry it."""
        return {
            "key": self.key,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "definition": self.definition,
            "source": self.source.to_json(),
            "statement": self.statement,
            "reason": self.reason,
        }


def sppb_balance(side_by_side_s: Amount, semi_tandem_s: Amount, tandem_s: Amount) -> CombinedScore:
    """Return the balance points of the SPPB, 0 to 4, from three holds.

    A stage may be missing only where an earlier one was certainly not held: then it is not
    tried.
    """
    empty = CombinedScore("sppb_balance_points", "{points}", SPPB_BALANCE, source_called(SPPB))
    names = ("side by side", "semi-tandem", "tandem")
    return _from_stages(empty, names, (side_by_side_s, semi_tandem_s, tandem_s), _balance_points)


def sppb_chair_stand(five_repetitions_s: Amount, *, completed: bool = True) -> CombinedScore:
    """Return the chair stand points of the SPPB, 0 to 4, from the time of five stands.

    Parameters
    ----------
    five_repetitions_s
        From the start to the fifth stand: the rule ends there, not in the chair.
    completed
        Whether there were five stands without the arms.
    """
    source = source_called(SPPB)
    empty = CombinedScore("sppb_chair_stand_points", "{points}", SPPB_CHAIR_STAND, source)
    if not completed:
        return _scored(empty, 0, 0, 0)
    time = _measured(five_repetitions_s)
    if time is None:
        return _refused(empty, "The time of five stands is missing.")
    # The longer the time, the fewer the points.
    points = [_chair_points(time_s) for time_s in (time.value, time.high, time.low)]
    return _scored(empty, *points)


def steadi_four_stage(
    side_by_side_s: Amount,
    semi_tandem_s: Amount,
    tandem_s: Amount,
    one_leg_s: Amount,
    person: Person,
) -> CombinedScore:
    """Return how many stages of the CDC's balance test were held for 10 s, 0 to 4.

    The statement puts the tandem stand beside the CDC's figure, for people it is about.
    A stage may be missing only where an earlier one was certainly not held.
    """
    source = source_called(CDC_FOUR_STAGE)
    empty = CombinedScore("four_stages_held", "{stages}", FOUR_STAGES, source)
    names = ("side by side", "semi-tandem", "tandem", "one leg")
    amounts = (side_by_side_s, semi_tandem_s, tandem_s, one_leg_s)
    scored = _from_stages(empty, names, amounts, _stages_held)
    norm = _norm_from(source, "tandem_s", "four_stage_balance", person)
    # A tandem stand that was not tried, because an earlier stage was not held, is none at all.
    tandem = _measured(tandem_s) or Measured(0.0, 0.0, 0.0)
    if scored.value is None or norm is None:
        return scored
    statement = f"Tandem stand: {described(tandem.value, tandem.low, tandem.high, norm)}"
    return replace(scored, statement=statement)


def steadi_chair_stand(repetitions: Amount, person: Person) -> CombinedScore:
    """Return whether the stands in 30 s are below the CDC's figure for age and sex: 1 or 0.

    The range is 0 to 1 where the interval of the count lies on both sides.
    """
    source = source_called(CDC_CHAIR_STAND)
    empty = CombinedScore("chair_stand_below_average", "{flag}", CHAIR_STAND_FLAG, source)
    count = _measured(repetitions)
    if count is None:
        return _refused(empty, "The number of stands is missing.")
    norm = _norm_from(source, "window_repetitions", "chair_stand_30s", person)
    if norm is None:
        return _refused(empty, "The table is for known sex and ages from 60 to 94 only.")
    place = compared(count.value, count.low, count.high, norm)
    statement = f"Stands in 30 s: {described(count.value, count.low, count.high, norm)}"
    flags = (int(count.value < norm.value), int(place == "below"), int(place != "within"))
    return replace(_scored(empty, *flags), statement=statement)


def _from_stages(
    empty: CombinedScore,
    names: Sequence[str],
    amounts: Sequence[Amount],
    score: Callable[[Sequence[float]], int],
) -> CombinedScore:
    """Return the score of stages that are tried one after the other until one is not held."""
    known: list[Measured] = []
    ended = False
    for name, amount in zip(names, amounts, strict=True):
        held = _measured(amount)
        if held is None and not ended:
            return _refused(empty, f"The time of the stage {name} is missing.")
        known.append(held or Measured(0.0, 0.0, 0.0))
        ended = ended or known[-1].high < HOLD_S
    return _scored(
        empty,
        score([held.value for held in known]),
        score([held.low for held in known]),
        score([held.high for held in known]),
    )


def _balance_points(holds_s: Sequence[float]) -> int:
    side_by_side_s, semi_tandem_s, tandem_s = holds_s
    if side_by_side_s < HOLD_S:
        return 0
    if semi_tandem_s < HOLD_S:
        return 1
    return 2 + (tandem_s >= TANDEM_PART_S) + (tandem_s >= HOLD_S)


def _stages_held(holds_s: Sequence[float]) -> int:
    for held, hold_s in enumerate(holds_s):
        if hold_s < HOLD_S:
            return held
    return len(holds_s)


def _chair_points(time_s: float) -> int:
    if time_s > CHAIR_LIMIT_S:
        return 0
    return 1 + sum(time_s < edge_s for edge_s in CHAIR_BANDS_S)


def _measured(amount: Amount) -> Measured | None:
    if amount is None or isinstance(amount, Measured):
        return amount
    return None if math.isnan(amount) else Measured(amount, amount, amount)


def _norm_from(source: Source, metric: str, protocol: str, person: Person) -> Norm | None:
    """Return the figure of ``source`` for a person; ``None`` where it has none."""
    found = (norm for norm in norms_for(metric, protocol, person) if norm.source == source)
    return next(found, None)


def _scored(empty: CombinedScore, value: int, low: int, high: int) -> CombinedScore:
    return replace(empty, value=value, low=low, high=high)


def _refused(empty: CombinedScore, reason: str) -> CombinedScore:
    return replace(empty, reason=reason)
