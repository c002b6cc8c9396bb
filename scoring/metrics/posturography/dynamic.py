"""How the body moved: path, velocity, areas swept, turning points.

Source of the definitions: Quijoux et al. 2021, Physiological Reports 9(22):e15067, in the
details (which the paper leaves open) as its authors' public code has them.  Lengths are in
the unit of the path, velocities in that unit per second.
"""

from functools import cache
from typing import Final

import numpy as np

from pose.stream import FloatArray
from scoring.metrics.posturography.paths import named, quotient, usable

AXIS_KEYS: Final = (
    "sway_length",
    "mean_velocity",
    "phase_plane_parameter",
    "zero_crossing",
    "peak_velocity_pos",
    "peak_velocity_neg",
    "peak_velocity_all",
    "mean_frequency",
)
PLANAR_KEYS: Final = (
    "sway_length_planar",
    "mean_velocity_planar",
    "sway_area_per_second",
    "lfs",
    "fractal_dimension",
    "mean_frequency_planar",
)
WINDOW_SAMPLES: Final = 5
ORDER: Final = 3
"""Savitzky-Golay of the velocity: window and order of the published code."""


@cache
def _edge_weights() -> FloatArray:
    """Return the weights of the derivative at each of the five places of the window."""
    places = np.arange(WINDOW_SAMPLES)[:, None]
    powers = np.arange(ORDER + 1)
    slopes = powers * places ** np.maximum(powers - 1, 0)
    return np.asarray(slopes @ np.linalg.pinv(places**powers))


def velocity(path: FloatArray, rate_hz: float) -> FloatArray:
    """Return the velocity of ``path (n,)`` by Savitzky-Golay, five samples, order three.

    Equal to `scipy.signal.savgol_filter`, which fits its ends anew at every call.
    """
    weights = _edge_weights() * rate_hz
    half = WINDOW_SAMPLES // 2
    inner = np.convolve(path, weights[half][::-1], mode="valid")
    start = weights[:half] @ path[:WINDOW_SAMPLES]
    end = weights[-half:] @ path[-WINDOW_SAMPLES:]
    return np.concatenate([start, inner, end])


def axis_dynamics(path: FloatArray, rate_hz: float) -> dict[str, float]:
    """Return what the movement of one centred coordinate ``(n,)`` tells.

    Returns
    -------
    dict[str, float]
        ``sway_length`` (sum of steps), ``mean_velocity`` (that over n / rate);
        ``phase_plane_parameter``, the root of the variances of place and velocity;
        ``zero_crossing``, how often the velocity changes its sign;
        ``peak_velocity_pos/neg/all``, means of the extremes between two changes of sign;
        ``mean_frequency`` in Hz, mean step velocity / (4 sqrt 2 mean distance).
    """
    if not usable(path, WINDOW_SAMPLES):
        return named(AXIS_KEYS, None)
    length = float(np.abs(np.diff(path)).sum())
    speed = velocity(path, rate_hz)
    count = len(path)
    step_velocity = length * rate_hz / (count - 1)
    crossings, positive, negative = turning_points(speed)
    return named(
        AXIS_KEYS,
        (
            length,
            length * rate_hz / count,
            np.sqrt(np.mean(path**2) + np.var(speed)),
            crossings,
            _mean(positive),
            _mean(negative),
            _mean(np.concatenate([positive, negative])),
            quotient(step_velocity, float(4 * 2**0.5 * np.abs(path).mean())),
        ),
    )


def _mean(values: FloatArray) -> float:
    return float(values.mean()) if values.size else float("nan")


def turning_points(speed: FloatArray) -> tuple[int, FloatArray, FloatArray]:
    """Return the number of changes of sign, and the peaks towards either side.

    A peak is the largest absolute velocity between two changes of sign; what comes before
    the first and after the last is cut off and is none.  Zeros keep the sign before them.
    """
    moving = np.flatnonzero(speed)
    signs: FloatArray = np.sign(speed[moving])
    changes = moving[1:][signs[1:] != signs[:-1]]
    if len(changes) < 2:  # noqa: PLR2004 - a peak lies between two changes
        return len(changes), np.empty(0), np.empty(0)
    peaks = np.maximum.reduceat(np.abs(speed), changes)[:-1]
    towards = speed[changes[:-1]] > 0
    return len(changes), peaks[towards], peaks[~towards]


def planar_dynamics(
    mediolateral: FloatArray, anteroposterior: FloatArray, rate_hz: float, ellipse_area: float
) -> dict[str, float]:
    """Return what the movement of two centred coordinates tells together.

    Returns
    -------
    dict[str, float]
        ``sway_length_planar`` and ``mean_velocity_planar`` of the steps in the plane;
        ``sway_area_per_second``, triangles between the centre and each step, summed over
        the time from first to last sample; ``lfs``, path length over ellipse area;
        ``fractal_dimension`` ``ln n / (ln n + ln d - ln path)`` with the ellipse's
        equivalent diameter d; ``mean_frequency_planar`` in Hz, mean step velocity /
        (2 pi mean radius).
    """
    if not (usable(mediolateral, WINDOW_SAMPLES) and usable(anteroposterior, WINDOW_SAMPLES)):
        return named(PLANAR_KEYS, None)
    count = len(mediolateral)
    duration_s = (count - 1) / rate_hz
    length = float(np.hypot(np.diff(mediolateral), np.diff(anteroposterior)).sum())
    swept = np.abs(
        mediolateral[1:] * anteroposterior[:-1] - mediolateral[:-1] * anteroposterior[1:]
    )
    radius = float(np.hypot(mediolateral, anteroposterior).mean())
    return named(
        PLANAR_KEYS,
        (
            length,
            length * rate_hz / count,
            swept.sum() / (2 * duration_s),
            quotient(length, ellipse_area),
            fractal_dimension(length, ellipse_area, count),
            quotient(length / duration_s, 2 * np.pi * radius),
        ),
    )


def fractal_dimension(length: float, ellipse_area: float, count: int) -> float:
    """Return ``ln n / (ln n + ln d - ln path)``; NaN without path or area."""
    if not (length > 0 and ellipse_area > 0):
        return float("nan")
    diameter = np.sqrt(4 * ellipse_area / np.pi)
    return quotient(float(np.log(count)), float(np.log(count * diameter / length)))


def vfy(
    mediolateral: FloatArray, anteroposterior: FloatArray, rate_hz: float, mean_value: float
) -> float:
    """Return the variance of the speed over the mean anteroposterior place before centring.

    A constant of some platforms (velocity as a function of the mean place); it has no
    meaning where the origin is arbitrary, and is NaN for a mean of 0.
    """
    if not (usable(mediolateral, WINDOW_SAMPLES) and usable(anteroposterior, WINDOW_SAMPLES)):
        return float("nan")
    speed = np.hypot(velocity(mediolateral, rate_hz), velocity(anteroposterior, rate_hz))
    return quotient(float(np.var(speed)), mean_value)
