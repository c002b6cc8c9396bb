"""Which movements are complete repetitions, and why the others are not."""

from collections.abc import Callable
from typing import Final

import numpy as np

from pose.stream import FloatArray
from scoring.protocols import RepetitionRule
from scoring.repetitions.excursions import Excursion
from scoring.repetitions.model import Attempt

ENOUGH_REPETITIONS: Final = 3
"""As many repetitions tell how much a person's repetitions differ."""
SPREADS: Final = 5.0
"""A movement this many standard deviations smaller than the usual is of another kind."""
LEAST_REACH: Final = 0.28
TRIAL_GAP: Final = 0.25
"""Trials are at least this share of the usual peak smaller than all that follows them."""
NOT_SEEN_TO_BEGIN: Final = "Began before the start position was seen."
TURNED_BACK: Final = "Turned back before the usual end position."
NOT_SEEN_TO_END: Final = "Did not come back to the start while it was seen."
TRIAL: Final = "A smaller trial before the first of the repetitions, which are all alike."
JOINED_TRIAL: Final = "A trial without a return to the start, as all that followed had."


def usual_reach(
    moves: list[Excursion], rule: RepetitionRule, is_rough: Callable[[], bool]
) -> float:
    """Return the share of the usual peak that a repetition of this recording passes.

    That is ``rule.reach_level``, unless the repetitions of this person differ so much that
    a smaller movement is one of them too: at most `SPREADS` standard deviations below the
    usual, and never below `LEAST_REACH` or what leaves the rest.
    """
    least = max(LEAST_REACH, rule.leave_level)
    whole = [one.share for one in moves if one.began_at_rest and one.came_back]
    full = [share for share in whole if share >= rule.reach_level]
    small = [share for share in whole if least <= share < rule.reach_level]
    if not small or len(full) < ENOUGH_REPETITIONS:
        return rule.reach_level
    reach = max(_border(np.array(full)), least)
    if reach >= rule.reach_level or max(small) < reach or is_rough():
        return rule.reach_level
    return reach


def sorted_out(
    moves: list[Excursion], reach: float
) -> tuple[list[Excursion], list[tuple[Excursion, str]]]:
    """Return the complete repetitions, and the others with what is missing in them."""
    complete = []
    others = []
    for one in moves:
        if not one.began_at_rest:
            others.append((one, NOT_SEEN_TO_BEGIN))
        elif one.share < reach:
            others.append((one, TURNED_BACK))
        elif not one.came_back:
            others.append((one, NOT_SEEN_TO_END))
        else:
            complete.append(one)
    trials = _trials(complete)
    others += trials
    return complete[len(trials) :], others


def _trials(complete: list[Excursion]) -> list[tuple[Excursion, str]]:
    """Return the first movements that are unlike a steady set which follows them.

    People try a movement before they do it: clearly smaller than then, or without coming
    back to the start between.  Where the set itself is so, they are no trials.
    """
    shares = [one.share for one in complete]
    for first in range(1, min(len(complete) // 2, len(complete) - ENOUGH_REPETITIONS) + 1):
        before, rest = complete[:first], complete[first:]
        largest = max(shares[:first])
        smaller = largest < min(shares[first:]) - TRIAL_GAP
        if smaller and largest < _border(np.array(shares[first:])):
            return [(one, TRIAL) for one in before]
        joined = first > 1 and all(one.turned for one in before[1:])
        if joined and not any(one.turned for one in rest):
            return [(one, JOINED_TRIAL) for one in before]
    return []


def _border(shares: FloatArray) -> float:
    """Return the share of the usual peak below which a movement is of another kind."""
    return float(shares.mean() - SPREADS * shares.std(ddof=1))


def attempt(one: Excursion, detail: str) -> Attempt:
    """Return a movement that is not counted as it is reported."""
    kind = "getting_into_position" if detail == NOT_SEEN_TO_BEGIN else "incomplete_repetition"
    return Attempt(kind, one.start_frame, one.end_frame, detail)
