"""Sway density: how long the body stays within a small circle around each place.

Source: Quijoux et al. 2021, Physiological Reports 9(22):e15067 (after Baratto), with the
smoothing of its authors' public code: an order-4 Butterworth at 2.5 Hz, forward and back.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.stream import FloatArray
from scoring.metrics.posturography.paths import named, thinned, usable
from scoring.metrics.posturography.resampling import butterworth

KEYS: Final = ("mean_peak", "mean_distance_peak")
RADIUS_CM: Final = 0.3
SMOOTH_HZ: Final = 2.5
LEAST_S: Final = 2.0
FIRST_LOOK: Final = 8
LONGEST_LOOK: Final = 64
"""Samples ahead that are looked at together: few at first, more for those that stay."""


def sway_density(
    mediolateral: FloatArray, anteroposterior: FloatArray, rate_hz: float, radius: float
) -> dict[str, float]:
    """Return the mean peak of the sway density and the mean distance between its peaks.

    Parameters
    ----------
    mediolateral, anteroposterior
        Shape ``(n,)``; thinned to about 25 Hz here, the rate of the definition.
    radius
        Of the circle, in the unit of the path: 0.3 for centimetres.

    Returns
    -------
    dict[str, float]
        ``mean_peak`` in seconds, ``mean_distance_peak`` in the unit of the path.
    """
    x, thin_hz = thinned(mediolateral, rate_hz)
    y, _ = thinned(anteroposterior, rate_hz)
    enough = max(int(LEAST_S * thin_hz), 2)
    if not (usable(x, enough) and usable(y, enough)) or thin_hz <= 2 * SMOOTH_HZ:
        return named(KEYS, None)
    dwell_s = dwell_samples(x, y, radius)[:-1] / thin_hz
    smooth = _smoothed(dwell_s, thin_hz)
    inner = smooth[1:-1]
    peaks = np.flatnonzero((inner > smooth[:-2]) & (inner > smooth[2:])) + 1
    if len(peaks) < 2:  # noqa: PLR2004 - a distance lies between two peaks
        return named(KEYS, None)
    distance = np.hypot(np.diff(x[peaks]), np.diff(y[peaks])).mean()
    return named(KEYS, (smooth[peaks].mean(), distance))


def _smoothed(dwell_s: FloatArray, rate_hz: float) -> FloatArray:
    from scipy.signal import filtfilt  # noqa: PLC0415 - slow to import

    return np.asarray(filtfilt(*butterworth(4, SMOOTH_HZ, rate_hz), dwell_s))


def dwell_samples(x: FloatArray, y: FloatArray, radius: float) -> NDArray[np.int64]:
    """Return for each sample how many before and after it lie unbroken within ``radius``."""
    return _staying(x, y, radius) + _staying(x[::-1], y[::-1], radius)[::-1]


def _staying(x: FloatArray, y: FloatArray, radius: float) -> NDArray[np.int64]:
    """Return how many samples after each lie within ``radius`` of it before one does not."""
    count = len(x)
    beyond = np.full(LONGEST_LOOK, np.nan)
    later_x, later_y = np.append(x, beyond), np.append(y, beyond)
    staying = np.zeros(count, dtype=np.int64)
    inside = np.arange(count)
    first, look = 1, FIRST_LOOK
    while inside.size:
        later = inside[:, None] + np.arange(first, first + look)
        square = (later_x[later] - x[inside, None]) ** 2 + (later_y[later] - y[inside, None]) ** 2
        near = square <= radius**2
        steps = np.where(near.all(axis=1), look, near.argmin(axis=1))
        staying[inside] += steps
        inside = inside[steps == look]
        first, look = first + look, min(2 * look, LONGEST_LOOK)
    return staying
