"""The state machine: movements away from rest, and what became of each."""

from typing import Final, NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.protocols import RepetitionRule
from scoring.repetitions.levels import OUT_OF_RANGE_SHARES, STILL_UP_SHARE
from scoring.repetitions.model import runs
from scoring.repetitions.onset import IntArray, outer_frames

BACK_SHARE: Final = 0.12
BACK_FOR_S: Final = 1.0
"""The last movement is back when it comes below this share, or stays low for this long."""
NEAR_SHARE: Final = 0.25
RESTED_TIMES: Final = 2
"""Who comes to rest stays near it so many times longer than as far above it on the way."""
NOWHERE: Final = -1e6


class Excursion(NamedTuple):
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
    starts, ends, turned = _split_at_turns(height, *runs(height > rule.leave_level), rule)
    firsts, lasts = outer_frames(height, starts, ends, rule)
    shares = _highest(height, starts, ends)
    hidden = np.isnan(height)
    never_hidden = not hidden.any()
    left_at = _left_through_rest_at(height)
    afters = [*starts.tolist()[1:], len(height)]
    found = []
    columns = (starts, ends, firsts, lasts, shares, turned)
    for (start, end, first, last, share, turn), after in zip(
        zip(*(column.tolist() for column in columns), strict=True), afters, strict=True
    ):
        if last - first < rule.min_duration_s * GRID_HZ:
            continue
        on_to_next = after < len(height) and (never_hidden or not hidden[end:after].any())
        found.append(
            Excursion(
                first,
                last,
                share=share,
                began_at_rest=start > 0 and not bool(hidden[start - 1]),
                came_back=end <= left_at and (on_to_next or _came_back(height[end:after])),
                turned=turn,
            )
        )
    found += _small_ones(height, rule, firsts, lasts)
    return sorted(found, key=lambda one: one.start_frame)


def _highest(height: FloatArray, starts: IntArray, ends: IntArray) -> FloatArray:
    """Return the highest share in each ``[start, end)``."""
    between = np.stack([starts, ends], axis=1).ravel()
    return np.asarray(np.maximum.reduceat(np.append(height, -np.inf), between)[::2])


def _came_back(away: FloatArray) -> bool:
    """Whether a movement is back at rest, and not merely on its way when it was last seen."""
    seen = np.isfinite(away)
    until = len(away) if seen.all() else int(np.argmin(seen))
    return until >= BACK_FOR_S * GRID_HZ or bool((away[:until] <= BACK_SHARE).any())


def _left_through_rest_at(height: FloatArray) -> int:
    """Return the frame from which a person was leaving, whose signal fell through its rest.

    Somebody who stands up and walks away may sink out of the picture.  That is no way back
    to the seat: it takes no more time near the rest than above it.  The number of frames,
    where the recording does not end so.
    """
    last = len(height) - 1 - int(np.isfinite(height[::-1]).argmax())
    if height[last] >= OUT_OF_RANGE_SHARES[0]:
        return len(height)
    up = np.flatnonzero(height > STILL_UP_SHARE)  # the usual peak at least
    away = height[up[-1] :]
    at_rest = (np.abs(away) <= NEAR_SHARE).sum()
    above_rest = (np.abs(away - 2 * NEAR_SHARE) <= NEAR_SHARE).sum()
    return len(height) if at_rest >= RESTED_TIMES * above_rest else int(up[-1])


def _split_at_turns(
    height: FloatArray, starts: IntArray, ends: IntArray, rule: RepetitionRule
) -> tuple[IntArray, IntArray, NDArray[np.bool_]]:
    """Return stretches split where a movement came back far and went out again.

    The last of the three tells which stretches begin with such a turn.
    """
    if rule.turn_share is None:
        return starts, ends, np.zeros(len(starts), dtype=bool)
    # What is not seen ends a stretch, as the rest does.
    seen = np.where(np.isnan(height), NOWHERE, height)
    dents, _ = scipy.signal.find_peaks(-seen, prominence=rule.turn_share)
    extra = dents[seen[dents] > rule.leave_level]
    starts = np.sort(np.concatenate([starts, extra]))
    return starts, np.sort(np.concatenate([ends, extra])), np.isin(starts, extra)


def _small_ones(
    height: FloatArray, rule: RepetitionRule, firsts: IntArray, lasts: IntArray
) -> list[Excursion]:
    """Return movements that did not even leave the lower level, outside those that did."""
    starts, ends = runs(height > rule.attempt_level)
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
