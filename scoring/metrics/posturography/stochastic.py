"""Stabilogram-diffusion analysis: how far the body drifts in a given time.

Source of the definitions: Quijoux et al. 2021, Physiological Reports 9(22):e15067 (after
Collins and De Luca), with the search for the two regions of its authors' public code.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.stream import FloatArray
from scoring.metrics.posturography.paths import named, usable

KEYS: Final = (
    "short_time_diffusion",
    "long_time_diffusion",
    "critical_time",
    "critical_displacement",
    "short_time_scaling",
    "long_time_scaling",
)
LONGEST_SHARE: Final = 1 / 3
"""Longest lag beside the length of the path."""
EARLIEST_S: Final = 0.3
LATEST_S: Final = 2.5
"""Between these two the short region ends and the long one begins."""


def mean_square_displacement(path: FloatArray, longest: int) -> FloatArray:
    """Return the mean squared displacement of centred ``path (n,)`` over lags 1 to ``longest``.

    ``sum (x[i+k] - x[i])^2`` is the sum of squares without the last k, plus that without
    the first k, less twice the autocorrelation, which a transform gives for all lags.
    """
    count = len(path)
    size = 1 << (count + longest).bit_length()
    spectrum = np.fft.rfft(path, size)
    power = spectrum.real**2 + spectrum.imag**2
    together = np.fft.irfft(power, size)[1 : longest + 1]
    squares = np.concatenate([[0.0], np.cumsum(path**2)])
    lags = np.arange(1, longest + 1)
    total = squares[count - lags] + squares[-1] - squares[lags] - 2 * together
    return np.asarray(np.maximum(total, 0.0) / (count - lags))


def axis_diffusion(path: FloatArray, rate_hz: float) -> dict[str, float]:
    """Return the diffusion descriptors of one centred coordinate ``(n,)``.

    On logarithms of lag and mean squared displacement two lines are fitted: over the lags
    up to an end between 0.3 and 2.5 s, and over those from a start between the same, each
    where its root mean square residual is least.

    Returns
    -------
    dict[str, float]
        ``…_diffusion`` exp of the intercept (unit squared at a lag of 1 s);
        ``…_scaling`` half the slope; ``critical_time`` in seconds where the lines cross
        (at most the longest lag), ``critical_displacement`` unit squared there.
    """
    earliest = int(EARLIEST_S * rate_hz) + 1
    latest = int(LATEST_S * rate_hz)
    longest = int(len(path) * LONGEST_SHARE)
    if not usable(path, 4) or longest < latest + 2 or latest < earliest or earliest < 3:  # noqa: PLR2004 - a line with a residual needs three points
        return named(KEYS, None)
    displacement = mean_square_displacement(path, longest)
    if not displacement.min() > 0:
        return named(KEYS, None)
    log_time = np.log(np.arange(1, longest + 1) / rate_hz)
    log_square = np.log(displacement)
    ends = np.arange(earliest, latest + 1)
    short_at, short_slope = _best_line(log_time, log_square, ends)
    long_at, long_slope = _best_line(log_time[::-1], log_square[::-1], longest + 1 - ends)
    log_critical = crossing(short_at, short_slope, long_at, long_slope, float(log_time[-1]))
    return named(
        KEYS,
        (
            np.exp(short_at),
            np.exp(long_at),
            np.exp(log_critical),
            np.exp(short_at + short_slope * log_critical),
            short_slope / 2,
            long_slope / 2,
        ),
    )


def _best_line(x: FloatArray, y: FloatArray, counts: NDArray[np.int64]) -> tuple[float, float]:
    """Return intercept and slope of the best of the lines through the first ``counts`` points.

    Every line comes from cumulative sums; the last of equally good ones is taken.
    """
    middle_x, middle_y = x.mean(), y.mean()
    x, y = x - middle_x, y - middle_y
    at = counts - 1
    sum_x, sum_y = np.cumsum(x)[at], np.cumsum(y)[at]
    spread = np.cumsum(x * x)[at] - sum_x**2 / counts
    together = np.cumsum(x * y)[at] - sum_x * sum_y / counts
    rest = np.cumsum(y * y)[at] - sum_y**2 / counts - together**2 / spread
    best = len(counts) - 1 - int(np.argmin((rest / counts)[::-1]))
    slope = together[best] / spread[best]
    intercept = (sum_y[best] - slope * sum_x[best]) / counts[best] + middle_y - slope * middle_x
    return float(intercept), float(slope)


def crossing(
    short_at: float, short_slope: float, long_at: float, long_slope: float, latest: float
) -> float:
    """Return the logarithm of the time at which the lines cross, at most ``latest``."""
    if short_slope == long_slope:
        return latest
    return min((long_at - short_at) / (short_slope - long_slope), latest)
