"""How regular the sway is: sample entropy and detrended fluctuation.

Sample entropy: Richman and Moorman 2000, Am J Physiol 278:H2039, templates of two samples
and a tolerance of 0.2 standard deviations.  Detrended fluctuation: Peng et al. 1994.
Both are without unit, and both depend on the rate: sample entropy is taken at about 25 Hz.
"""

from functools import cache
from typing import Final

import numpy as np

from pose.stream import FloatArray
from scoring.metrics.posturography.paths import centred, named, thinned, usable

KEYS: Final = ("sample_entropy", "dfa_alpha")
TOLERANCE_SD: Final = 0.2
BLOCK_LAGS: Final = 64
"""Lags compared at once, so that what is compared stays in the processor's cache."""
LEAST_SAMPLES: Final = 100
SHORTEST_WINDOW: Final = 4
LONGEST_WINDOW_SHARE: Final = 0.1
WINDOW_RATIO: Final = 1.2


def axis_complexity(path: FloatArray, rate_hz: float) -> dict[str, float]:
    """Return ``sample_entropy`` at about 25 Hz and ``dfa_alpha`` of ``path (n,)``."""
    thin, _ = thinned(path, rate_hz)
    return named(KEYS, (sample_entropy(thin), dfa_alpha(path)))


def sample_entropy(path: FloatArray) -> float:
    """Return minus the logarithm of how often two similar stretches stay similar.

    Among all pairs of stretches of two samples that agree within the tolerance, the share
    that agrees in the next sample, too.  NaN for fewer than 100 samples, without any
    spread, or where no pair agrees.
    """
    if not usable(path, LEAST_SAMPLES) or not np.ptp(path) > 0:
        return float("nan")
    tolerance = TOLERANCE_SD * float(path.std())
    two, three = _matching_pairs(path, tolerance)
    return float(np.log(two / three)) if two and three else float("nan")


def _matching_pairs(path: FloatArray, tolerance: float) -> tuple[int, int]:
    """Return how many pairs of stretches of two samples, and of three, are alike.

    Only stretches that have a third sample count, so that both are of the same pairs.
    What lies within the tolerance of a sample is a span of ranks, so that ranks can be
    compared in small unsigned integers: below the span they wrap around and are large.
    The path with a gap behind it is laid around a circle: the lags up to half the circle
    then meet every pair once, and a stretch across the gap is like no other.
    """
    around = len(path) + 1
    small = np.uint16 if around < np.iinfo(np.uint16).max else np.uint32
    ordered = np.sort(path)
    below = np.searchsorted(ordered, path - tolerance, side="left")
    width = np.searchsorted(ordered, path + tolerance, side="right") - below
    rank = np.searchsorted(ordered, path)
    around_rank = np.resize(np.append(rank, np.iinfo(small).max), 2 * around + 2).astype(small)
    lowest = np.resize(np.append(below, 0), around + 2).astype(small)
    span = np.resize(np.append(width, 0), around + 2).astype(small)
    rows = np.lib.stride_tricks.sliding_window_view(around_rank, around + 2)
    room = np.empty((BLOCK_LAGS, around + 2), dtype=small)
    two = three = 0
    for first in range(1, around // 2 + 1, BLOCK_LAGS):
        last = min(first + BLOCK_LAGS, around // 2 + 1)
        alike = np.subtract(rows[first:last], lowest, out=room[: last - first]) < span
        pairs = alike[:, :-2] & alike[:, 1:-1]
        # Half a circle of even length meets its pairs twice.
        if around % 2 == 0 and last == around // 2 + 1:
            pairs[-1, around // 2 :] = False
        two += int(np.count_nonzero(pairs))
        three += int(np.count_nonzero(pairs & alike[:, 2:]))
    return two - _pairs_without_third(path, tolerance), three


def _pairs_without_third(path: FloatArray, tolerance: float) -> int:
    """Return how many stretches of two are like the last one, which no sample follows."""
    alike = np.abs(path[:-2] - path[-2]) <= tolerance
    return int(np.count_nonzero(alike & (np.abs(path[1:-1] - path[-1]) <= tolerance)))


def dfa_alpha(path: FloatArray) -> float:
    """Return the slope of log fluctuation on log window of the summed path.

    Windows from 4 samples to a tenth of the path, each 1.2 times the one before, without
    overlap; in each a line is taken off, and the fluctuation is the root mean square of
    what remains.  NaN for fewer than 100 samples or without any spread.
    """
    if not usable(path, LEAST_SAMPLES) or not np.ptp(path) > 0:
        return float("nan")
    profile = np.cumsum(centred(path))
    count = int(np.log(LONGEST_WINDOW_SHARE * len(path) / SHORTEST_WINDOW) / np.log(WINDOW_RATIO))
    windows = np.floor(SHORTEST_WINDOW * WINDOW_RATIO ** np.arange(count + 1)).astype(int)
    windows = np.unique(windows)
    fluctuations = [_fluctuation(profile, window) for window in windows.tolist()]
    if min(fluctuations) <= 0:
        return float("nan")
    log_window = centred(np.log(windows))
    return float(log_window @ np.log(fluctuations) / (log_window @ log_window))


def _fluctuation(profile: FloatArray, window: int) -> float:
    """Return the root mean square about a line in every stretch of ``window`` samples."""
    pieces = profile[: len(profile) // window * window].reshape(-1, window)
    # From the first sample of each, so that no digits are lost where the profile is high.
    pieces = pieces - pieces[:, :1]
    along_lines = pieces @ _line_basis(window)
    rest = float(np.vdot(pieces, pieces) - np.vdot(along_lines, along_lines))
    return float(np.sqrt(max(rest, 0.0) / pieces.size))


@cache
def _line_basis(window: int) -> FloatArray:
    """Return two orthonormal columns that span all lines over ``window`` samples."""
    time = np.arange(window) - (window - 1) / 2
    return np.stack([np.full(window, window**-0.5), time / np.sqrt(time @ time)], axis=1)
