"""When something begins to move and when it is back, extrapolated from two levels.

The first centimetres of a lift or a step drown in noise, and a level that does not drown
is passed late.  Near its rest a movement grows as a power of time, so its root is a
straight line, and that line's foot is where the movement began.  The power and the levels
are chosen by us so that the path of least jerk gives its own beginning.
"""

from typing import Final

import numpy as np

from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.metrics.held import highest_seen
from scoring.repetitions import runs

LEVELS: Final = (0.12, 0.45)
"""Shares of the way up that are timed."""
ORDER: Final = 2.2
TOP_WITHIN_S: Final = 0.8
"""The way up ends within this time."""
REST_WITHIN_S: Final = 1.5
RESTING_S: Final = 0.2
"""Rest is near the lowest mean over this time, within `REST_WITHIN_S` before."""
BRIDGED_S: Final = 0.5
MOST_BEFORE_S: Final = 0.5
"""No beginning lies further before the lower level."""


def beginning_frame(
    values: FloatArray,
    frame: int,
    *,
    rest: float = float("nan"),
    not_before: int = 0,
    order: float = ORDER,
) -> float | None:
    """Return the frame at which ``values`` left their rest on the way up at ``frame``.

    Parameters
    ----------
    values
        Shape ``(n,)`` at `GRID_HZ`: low at rest, high when moved; NaN where not seen.
    frame
        A frame on the way up, or soon after it.
    rest
        Level of rest where it is known; NaN: what was seen shortly before.
    not_before
        Earlier frames belong to something else.
    order
        Power of time with which the values leave their rest.

    Returns
    -------
    float or None
        ``None`` where the beginning was not seen.
    """
    first = max(frame - round((REST_WITHIN_S + MOST_BEFORE_S) * GRID_HZ), not_before)
    near = with_gaps_bridged(values[first : frame + round(TOP_WITHIN_S * GRID_HZ) + 1])
    top = highest_seen(near[frame - first :])
    lowest = rest if np.isfinite(rest) else _resting_level(near[: frame - first + 1], top)
    if not np.isfinite(top) or not np.isfinite(lowest) or top <= lowest:
        return None
    shares = (near - lowest) / (top - lowest)
    with np.errstate(invalid="ignore"):
        reached = np.flatnonzero(shares[frame - first :] >= LEVELS[1])
    upper = _passed(shares, frame - first + int(reached[0]), LEVELS[1])
    lower = None if upper is None else _passed(shares, int(np.ceil(upper)), LEVELS[0])
    if upper is None or lower is None:
        return None
    low_root, high_root = (level ** (1.0 / order) for level in LEVELS)
    before = (upper - lower) * low_root / (high_root - low_root)
    onset = first + lower - min(before, MOST_BEFORE_S * GRID_HZ)
    return float(max(onset, not_before))


def end_frame(
    values: FloatArray,
    frame: int,
    *,
    rest: float = float("nan"),
    not_after: int | None = None,
    order: float = ORDER,
) -> float | None:
    """Return the frame at which ``values`` are back at rest on the way down at ``frame``.

    `beginning_frame` of the same values backwards in time.
    """
    last = len(values) - 1
    limit = 0 if not_after is None else max(last - not_after, 0)
    onset = beginning_frame(values[::-1], last - frame, rest=rest, not_before=limit, order=order)
    return None if onset is None else last - onset


def with_gaps_bridged(values: FloatArray) -> FloatArray:
    """Return ``values (n,)`` with inner gaps up to `BRIDGED_S` closed by straight lines.

    Between two frames half a second apart a foot can only have gone one way.
    """
    missing = np.isnan(values)
    filled = values.copy()
    for start, end in zip(*runs(missing), strict=True):
        if start > 0 and end < len(values) and end - start <= BRIDGED_S * GRID_HZ:
            line = np.linspace(values[start - 1], values[end], end - start + 2)
            filled[start:end] = line[1:-1]
    return filled


def _resting_level(values: FloatArray, top: float) -> float:
    """Return the middle of what lies near the lowest mean; NaN where nothing is seen for long.

    The lowest mean itself is lower than rest by what noise makes of it.
    """
    window = min(round(RESTING_S * GRID_HZ), len(values))
    means = np.convolve(values, np.full(window, 1.0 / window), mode="valid")
    known = means[np.isfinite(means)]
    if not known.size:
        return float("nan")
    lowest = float(known.min())
    with np.errstate(invalid="ignore"):
        near = values[values <= lowest + LEVELS[0] * max(top - lowest, 0.0)]
    return float(np.median(near)) if near.size else lowest


def _passed(shares: FloatArray, frame: int, level: float) -> float | None:
    """Return where ``shares`` last rose through ``level`` before ``frame``; ``None``: not seen."""
    with np.errstate(invalid="ignore"):
        below = np.flatnonzero(shares[:frame] <= level)
    if below.size == 0:
        return None
    under = int(below[-1])
    after = shares[under + 1]
    if not np.isfinite(after):
        return None
    return under + float((level - shares[under]) / (after - shares[under]))
