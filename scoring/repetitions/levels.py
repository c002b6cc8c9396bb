"""The levels of one recording: its rest, its usual peak, and what its movements have in common."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from pose.medians import median_of
from pose.smoothing import GRID_HZ
from pose.stream import FloatArray

START_POSE_S: Final = 1.0
START_AGREES_SHARE: Final = 0.15
PROMINENT_SHARE: Final = 0.5
"""Peaks at least half as prominent as the most prominent one tell what is typical."""
BACK_AND_FORTH_SHARE: Final = 0.25
"""Who walks away may stretch the range to several times that of the movement."""
MANY_PEAKS: Final = 4
ENOUGH_PEAKS: Final = 3
LEAST_DRIFT_SHARE: Final = 0.15
UNEXPLAINED_SHARE: Final = 0.25
STILL_UP_SHARE: Final = 0.75
OUT_OF_RANGE_SHARES: Final = (-0.4, 1.6)
"""A recording that ends outside these has been walked out of."""


@dataclass(frozen=True)
class Levels:
    """Rest and usual peak above it, in the signal's unit, and the count of prominent peaks.

    ``drift_per_frame`` is how the rest moves, 0 where it does not move steadily.
    """

    rest: float
    typical_range: float
    prominent_peaks: int
    drift_per_frame: float = 0.0


def found_levels(line: FloatArray, min_range: float) -> Levels:
    """Return the levels of a signal of shape ``(n,)``, NaN where it was not seen."""
    known = np.flatnonzero(np.isfinite(line))
    rest = rest_level(line)
    seen = line[known[0] : known[-1] + 1]
    if len(known) < len(seen):
        seen = np.where(np.isfinite(seen), seen, rest)
    peaks, prominences = _peaks(seen, rest, min_range)
    usual = (prominences >= PROMINENT_SHARE * _highest(prominences)) & (seen[peaks] > rest)
    if not usual.any():
        return Levels(rest, max(float(seen.max()) - rest, 0.0), 0)
    typical = median_of(seen[peaks[usual]] - rest)
    drift = _drift_per_frame(seen, peaks[usual], typical)
    least = PROMINENT_SHARE * typical
    stayed = _walked_out_at(seen, rest, typical)
    if stayed < len(seen) or len(peaks) < MANY_PEAKS:
        seen = seen[:stayed]
        peaks, found = scipy.signal.find_peaks(seen, prominence=least)
        prominences = found["prominences"]
    separate = _separate_peaks(seen, peaks[prominences >= least], least)
    return Levels(rest, typical, separate, drift)


def _drift_per_frame(seen: FloatArray, peaks: NDArray[np.intp], typical: float) -> float:
    """Return the slope of the levels to which a movement comes back, 0 where it is none.

    A camera that sinks, or a seat that gives way, moves every rest a little further.  A
    drift is one that is large, and explains nearly all of what the levels differ.
    """
    if len(peaks) < MANY_PEAKS:
        return 0.0
    start = int(START_POSE_S * GRID_HZ)
    levels = np.concatenate([[median_of(seen[:start])], np.minimum.reduceat(seen, peaks)[:-1]])
    frames = np.concatenate([[start / 2], (peaks[1:] + peaks[:-1]) / 2])
    from_middle = frames - frames.mean()
    slope = float(from_middle @ levels / (from_middle @ from_middle))
    unexplained = np.abs(levels - levels.mean() - slope * from_middle).max()
    drifts = abs(slope) * len(seen) >= LEAST_DRIFT_SHARE * typical
    steady = unexplained <= UNEXPLAINED_SHARE * abs(slope) * (frames[-1] - frames[0])
    return slope if drifts and steady else 0.0


def rest_level(values: FloatArray) -> float:
    """Return the level of rest.

    It is the start pose, where that is near the lowest tenth of the recording, or near the
    level to which the movement keeps coming back; else the lowest tenth.
    """
    known = values[np.isfinite(values)]
    low, high = _quantiles(known)
    start = median_of(known[: int(START_POSE_S * GRID_HZ)])
    tolerance = START_AGREES_SHARE * (high - low)
    if abs(start - low) <= tolerance:
        return start
    if start > low:
        peaks, _ = scipy.signal.find_peaks(known, prominence=BACK_AND_FORTH_SHARE * (high - low))
        if len(peaks) >= ENOUGH_PEAKS:
            back = np.minimum.reduceat(known, peaks)[:-1]
            if abs(median_of(back) - start) <= tolerance:
                return start
    return low


def _quantiles(known: FloatArray) -> tuple[float, float]:
    """Return the samples that end the lowest tenth and the lowest 99 hundredths."""
    low, high = int(0.10 * (len(known) - 1)), int(0.99 * (len(known) - 1))
    ordered = np.partition(known, [low, high])
    return float(ordered[low]), float(ordered[high])


def _peaks(
    seen: FloatArray, rest: float, min_range: float
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return frames and prominences of the peaks that may tell what is usual."""
    peaks, found = scipy.signal.find_peaks(seen, prominence=min_range / 2)
    # With a whole movement, what an end cuts off says nothing about the usual peak.
    if (found["prominences"] >= min_range).any():
        return peaks, found["prominences"]
    # Rest on either side lets a movement at the very edge be a peak too.
    padded = np.concatenate([[rest], seen, [rest]])
    peaks, found = scipy.signal.find_peaks(padded, prominence=min_range / 2)
    return peaks - 1, found["prominences"]


def _highest(prominences: NDArray[np.float64]) -> float:
    """Return the highest prominence, infinite without any.

    Of four and more, a single one that towers over all others is no measure for them.
    """
    if len(prominences) == 0:
        return float("inf")
    return float(np.sort(prominences)[-2 if len(prominences) >= MANY_PEAKS else -1])


def _walked_out_at(seen: FloatArray, rest: float, typical: float) -> int:
    """Return the frame up to which the movement is told by the signal's peaks.

    That is the end, or the last peak before a recording that ends far out of its range:
    what comes after that peak is no way back.
    """
    low, high = (rest + share * typical for share in OUT_OF_RANGE_SHARES)
    if low <= seen[-1] <= high:
        return len(seen)
    inside = np.flatnonzero((seen >= low) & (seen <= high))
    up = np.flatnonzero(seen[: inside[-1:].sum() + 1] > rest + STILL_UP_SHARE * typical)
    return int(up[-1]) + 1 if up.size else len(seen)


def _separate_peaks(values: FloatArray, peaks: NDArray[np.intp], prominence: float) -> int:
    """Return how many prominent peaks there are, a plateau of equal samples being one.

    Two samples of exactly the same height do not lower each other's prominence, so
    neighbours count as two only with a valley between them.
    """
    if len(peaks) == 0:
        return 0
    valleys = np.minimum.reduceat(values, peaks)[:-1]
    lower = np.minimum(values[peaks[:-1]], values[peaks[1:]])
    return 1 + int((lower - valleys >= prominence).sum())
