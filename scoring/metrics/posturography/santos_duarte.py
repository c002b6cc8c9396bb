"""Sway as Santos and Duarte published it with their force-plate recordings.

Source: Santos and Duarte 2016, PeerJ 4:e2648, a public data set of human balance.  Their
definitions differ from those of Quijoux et al. and keep their own names here.
"""

import numpy as np

from pose.stream import FloatArray
from scoring.metrics.posturography.frequency import welch_density
from scoring.metrics.posturography.paths import usable
from scoring.metrics.posturography.positional import CONFIDENCE, f_quantile_2

LEAST_SAMPLES = 8


def prediction_ellipse_area(path: FloatArray) -> float:
    """Return the area of the 95 % prediction ellipse of ``path (n, 2)``, unit squared.

    ``pi sqrt(det C) F(0.95; 2, n - 2) 2 (n - 1)(n + 1) / (n (n - 2))`` with the covariance
    over n - 1.
    """
    if not _usable(path):
        return float("nan")
    count = len(path)
    determinant = float(np.linalg.det(np.cov(path.T)))
    factor = 2 * (count - 1) * (count + 1) / (count * (count - 2))
    quantile = f_quantile_2(CONFIDENCE, count - 2)
    return float(np.pi * np.sqrt(max(determinant, 0.0)) * quantile * factor)


def unfiltered_velocity(path: FloatArray, rate_hz: float) -> float:
    """Return the length of the steps of ``path (n, 2)`` over n / rate, without any filter."""
    if not _usable(path):
        return float("nan")
    return float(np.hypot(*np.diff(path, axis=0).T).sum() * rate_hz / len(path))


def power_weighted_frequency(path: FloatArray, rate_hz: float) -> float:
    """Return the mean frequency of ``path (n, 2)``, Hz, its axes weighted by their power.

    Welch's method over halves of the path that overlap by a quarter of it; each axis'
    centroid by trapezoids, and its weight the sum of its density.
    """
    if not _usable(path):
        return float("nan")
    count = len(path)
    frequencies, density = welch_density(
        path.T, rate_hz, segment=count // 2, overlap=count // 4, transform=count // 2, linear=False
    )
    power = np.trapezoid(density, frequencies)
    if not power.min() > 0:
        return float("nan")
    centroids = np.trapezoid(frequencies * density, frequencies) / power
    return float(np.average(centroids, weights=density.sum(axis=1)))


def _usable(path: FloatArray) -> bool:
    return usable(path, LEAST_SAMPLES)
