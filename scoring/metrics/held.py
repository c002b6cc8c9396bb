"""The highest or lowest value that a signal holds, repetition by repetition."""

from typing import Final

import numpy as np

from pose.smoothing import GRID_HZ, moving_mean
from pose.stream import FloatArray

PEAK_HELD_S: Final = 0.2
PLACED_BY_S: Final = 0.4
"""The place of an extreme is where the mean over this time is; see `held_extreme`."""
HELD_FRAMES: Final = round(PEAK_HELD_S * GRID_HZ)
PLACED_FRAMES: Final = round(PLACED_BY_S * GRID_HZ)
BEFORE: Final = (HELD_FRAMES - 1) // 2
AFTER: Final = HELD_FRAMES - 1 - BEFORE


def held_extreme(values: FloatArray, *, highest: bool = True) -> float:
    """Return the mean over `PEAK_HELD_S` where ``values (n,)`` stay highest (or lowest); else NaN.

    A raw maximum grows with noise and with the number of frames, and the highest of many
    means still does: noise says which one is it.  So the place is where the mean over
    twice the time is highest, and the value is what is held there.
    """
    held = moving_mean(values, HELD_FRAMES)
    if not np.isfinite(held).any():
        held = values
    if not np.isfinite(held).any():
        return float("nan")
    # A window as long as the whole movement would know no place in it.
    window = min(PLACED_FRAMES, len(values) // 2)
    around = np.where(np.isfinite(held), _mean_of_seen(values, window), np.nan)
    return float(held[np.nanargmax(around) if highest else np.nanargmin(around)])


class HeldTrack:
    """A signal whose means are taken once, for the extremes of all its repetitions."""

    def __init__(self, values: FloatArray) -> None:
        """Take the means of ``values (m,)``, NaN where it was not seen."""
        self._values = values
        self._held = moving_mean(values, HELD_FRAMES)
        missing = np.isnan(self._held)
        placed = _mean_of_seen(values, PLACED_FRAMES)
        # What is missing is neither the highest nor the lowest.
        self._for_highest = np.where(missing, -np.inf, placed)
        self._for_lowest = np.where(missing, np.inf, placed)

    def was_seen_near(self, frame: int) -> bool:
        """Whether something was seen within `PEAK_HELD_S` of a frame.

        A repetition may be counted by a second signal while this one is hidden.  The highest
        of what was seen before and after its turn would be far too low.
        """
        around = self._values[max(frame - HELD_FRAMES, 0) : frame + HELD_FRAMES + 1]
        return bool(np.isfinite(around).any())

    def extreme(self, start: int, end: int, *, highest: bool = True) -> float:
        """Return `held_extreme` of the frames ``[start, end)``."""
        first, last = start + BEFORE, min(end, len(self._values)) - AFTER
        if last - first >= 2 * PLACED_FRAMES:
            if highest:
                at = first + int(self._for_highest[first:last].argmax())
            else:
                at = first + int(self._for_lowest[first:last].argmin())
            value = float(self._held[at])
            if value == value:  # noqa: PLR0124 - the fastest test for NaN
                return value
        return held_extreme(self._values[start:end], highest=highest)


def highest_seen(values: FloatArray) -> float:
    """Return the highest of ``values (n,)``, held or not; NaN where nothing was seen."""
    return float(np.fmax.reduce(values, initial=np.nan))


def _mean_of_seen(values: FloatArray, window: int) -> FloatArray:
    """Return the centred mean over an even window of ``(n,)``, of what lies in it and was seen."""
    half = max(window // 2, 1)
    seen = np.isfinite(values)
    totals = [
        np.convolve(column, np.ones(2 * half))[half : half + len(values)]
        for column in (np.where(seen, values, 0.0), seen.astype(float))
    ]
    mean = np.full(len(values), np.nan)
    np.divide(totals[0], totals[1], out=mean, where=totals[1] > 0)
    return mean
