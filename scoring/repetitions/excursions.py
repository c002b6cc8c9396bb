"""The state machine: movements away from rest, and what became of each."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal as scipy_signal

from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.protocols import RepetitionRule
from scoring.repetitions.levels import OUT_OF_RANGE_SHARES
from scoring.repetitions.model import runs
from scoring.repetitions.onset import IntArray, outer_frames

BACK_SHARE: Final = 0.12
BACK_FOR_S: Final = 1.0
"""The last movement is back when it comes below this share, or stays low for this long."""
ON_THE_WAY_SHARE: Final = 0.5
NOWHERE: Final = -1e6


@dataclass(frozen=True)
class Excursion:
    """A movement away from rest, as frames ``[start, end)``.

    Attributes
    ----------
    share
        Its highest sample as a share of the usual peak.
    began_at_rest, came_back
        Whether it was seen to leave the rest, and to come back.
    turned
        Whether it began with a turn on the way back instead of at rest.
    """

    start_frame: int
    end_frame: int
    share: float
    began_at_rest: bool
    came_back: bool
    turned: bool = False


def excursions(height: FloatArray, rule: RepetitionRule) -> list[Excursion]:
    """Return every movement in a signal scaled to rest 0, usual peak 1, in order.

    Those that do not even leave the lower level are told by ``rule.attempt_level``.
    """
    starts, ends, turned = _split_at_turns(height, *runs(_above(height, rule.leave_level)), rule)
    firsts, lasts = outer_frames(height, starts, ends, rule)
    shares = _highest(height, starts, ends)
    hidden = np.isnan(height)
    never_hidden = not hidden.any()
    afters = [*starts.tolist()[1:], len(height)]
    found = []
    columns = (starts, ends, firsts, lasts, shares, turned)
    for (start, end, first, last, share, turn), after in zip(
        zip(*(column.tolist() for column in columns), strict=True), afters, strict=True
    ):
        if last - first < rule.min_duration_s * GRID_HZ:
            continue
        back = (never_hidden and after < len(height)) or _came_back(height, start, end, after)
        found.append(
            Excursion(
                first,
                last,
                share=share,
                began_at_rest=start > 0 and not hidden[start - 1],
                came_back=back,
                turned=turn,
            )
        )
    found += _small_ones(height, rule, firsts, lasts)
    return sorted(found, key=lambda one: one.start_frame)


def _above(height: FloatArray, level: float) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return height > level


def _highest(height: FloatArray, starts: IntArray, ends: IntArray) -> FloatArray:
    """Return the highest share in each ``[start, end)``."""
    between = np.stack([starts, ends], axis=1).ravel()
    return np.asarray(np.maximum.reduceat(np.append(height, -np.inf), between)[::2])


def _came_back(height: FloatArray, start: int, end: int, after: int) -> bool:
    """Whether a movement is back at rest, and not merely on its way when it was last seen."""
    away = height[end:after]
    seen = np.isfinite(away)
    if seen.all() and after < len(height):
        return True
    until = len(away) if seen.all() else int(np.argmin(seen))
    if until == 0:
        return False
    if away[until - 1] < OUT_OF_RANGE_SHARES[0]:
        return _slowed_down(height[start:end], away[:until])
    return bool(until >= BACK_FOR_S * GRID_HZ or away[:until].min() <= BACK_SHARE)


def _slowed_down(inside: FloatArray, away: FloatArray) -> bool:
    """Whether a movement came to rest before the signal left its range, or fell through it.

    What falls through spends no more time about the rest than on its way there.
    """
    on_the_way = len(inside) - np.flatnonzero(inside > ON_THE_WAY_SHARE)[-1:].sum()
    return bool((np.abs(away) <= BACK_SHARE).sum() >= 2 * on_the_way)


def _split_at_turns(
    height: FloatArray, starts: NDArray[np.intp], ends: NDArray[np.intp], rule: RepetitionRule
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
    """Return stretches split where a movement came back far and went out again.

    The last of the three tells which stretches begin with such a turn.
    """
    if rule.turn_share is None:
        return starts, ends, np.zeros(len(starts), dtype=bool)
    # What is not seen ends a stretch, as the rest does.
    seen = np.where(np.isnan(height), NOWHERE, height)
    dents, _ = scipy_signal.find_peaks(-seen, prominence=rule.turn_share)
    extra = dents[seen[dents] > rule.leave_level]
    starts = np.sort(np.concatenate([starts, extra]))
    return starts, np.sort(np.concatenate([ends, extra])), np.isin(starts, extra)


def _small_ones(
    height: FloatArray, rule: RepetitionRule, firsts: IntArray, lasts: IntArray
) -> list[Excursion]:
    """Return movements that did not even leave the lower level, outside those that did."""
    starts, ends = runs(_above(height, rule.attempt_level))
    # Of the movements that end after a small one starts, the first must start after its end.
    following = np.searchsorted(lasts, starts, side="right")
    apart = np.concatenate([firsts, [len(height)]])[following] >= ends
    long = ends - starts >= rule.min_duration_s * GRID_HZ
    return [
        Excursion(
            start,
            end,
            share=float(height[start:end].max()),
            began_at_rest=start > 0,
            came_back=True,
        )
        for start, end in zip(
            starts[apart & long].tolist(), ends[apart & long].tolist(), strict=True
        )
    ]
