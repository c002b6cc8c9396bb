"""Intervals and grades: how wide a number is, and how far it can be trusted."""

from typing import Final

import numpy as np
from scipy import special

from pose.medians import median_of
from pose.stream import FloatArray
from pose.view import likely_yaws
from scoring.report import FAIR, GOOD, POOR, Metric

MEDIAN_SD_RATIO: Final = 1.2533
"""Standard error of a median beside that of a mean, for normal values: sqrt(pi / 2)."""
USUAL_WEIGHT: Final = 3
"""Weight of the usual spread, in repetitions; chosen by us."""
ARM_FORWARDS_SD_DEG: Final = 18.0
"""How far arms that go up sideways go forwards: five adults went -7 to 29 degrees, 8 on average."""
ARM_IN_PLANE_SD_DEG: Final = 8.0
"""How far arms miss a plane before the body's that they were asked to go in; chosen by us."""
TRUNK_TILT_SD_DEG: Final = 8.0
"""How far a trunk leans back under raised arms: five adults leant by 7 to 12 degrees."""
LEAST_SEEN_RATIO: Final = 0.2
NORMAL_NODES: Final = np.linspace(-2.5, 2.5, 11)
NORMAL_WEIGHTS: Final = np.exp(-0.5 * NORMAL_NODES**2) / np.exp(-0.5 * NORMAL_NODES**2).sum()
TWO_SD: Final = 1.96
GOOD_COVERAGE: Final = 0.9
FAIR_COVERAGE: Final = 0.7
GOOD_COUNT: Final = 3


def median_interval(
    values: FloatArray, measurement_sd: float, *, usual_sd: float
) -> tuple[float, float, float]:
    """Return the median of repetitions with its 95 % interval: ``(value, low, high)``.

    The interval holds the spread between repetitions (Student's t, for a median) and the
    error that one measurement has by itself, which more repetitions do not remove.  One
    or two repetitions say little about their own spread: the usual spread joins in with
    the weight of `USUAL_WEIGHT` repetitions.

    Parameters
    ----------
    measurement_sd
        Error of one measurement.
    usual_sd
        Usual spread between the repetitions of one person.
    """
    value = median_of(values)
    count = len(values)
    freedom = USUAL_WEIGHT + count - 1
    squares = USUAL_WEIGHT * usual_sd**2 + _squares(values)
    ratio = MEDIAN_SD_RATIO if count > 2 else 1.0  # noqa: PLR2004 - the median of two is their mean
    standard_error = ratio * (squares / freedom / count) ** 0.5
    spread = float(special.stdtrit(freedom, 0.975)) * standard_error
    half = float(np.hypot(spread, TWO_SD * measurement_sd))
    return value, value - half, value + half


def spread_of(known: FloatArray) -> float | None:
    """Return the standard deviation between repetitions; ``None`` for fewer than two."""
    count = len(known)
    return (_squares(known) / (count - 1)) ** 0.5 if count > 1 else None


def _squares(values: FloatArray) -> float:
    """Return the sum of the squared differences from the mean."""
    off = values - values.sum() / len(values)
    return float(off @ off)


def turned_angle_bounds_deg(angle_deg: float, turned_deg: float) -> tuple[float, float]:
    """Return the true angles that a limb seen as ``angle_deg`` can have.

    A limb in a plane turned by up to ``turned_deg`` out of the picture is seen at
    ``tan(seen) = tan(true) * cos(turned)`` from the other segment: below 90 degrees it
    looks wider the other way, at 90 nothing changes.
    """
    turned = np.radians(min(max(turned_deg, 0.0), 75.0))
    seen = np.radians(angle_deg)
    # A limb with components (sin, cos) keeps its cosine and loses cos(turned) of its sine.
    true = float(np.degrees(np.arctan2(np.sin(seen) / np.cos(turned), np.cos(seen))))
    return min(angle_deg, true), max(angle_deg, true)


def turned_limb_error_deg(
    peak_deg: float,
    frontal_ratio: float,
    rest_deg: float | None = None,
    *,
    plane_deg: float = 0.0,
) -> tuple[float, float]:
    """Return how far a front view's angle can lie below and above the true one: 95 %.

    A camera that is turned by ``yaw`` sees the sideways part of a limb, whose plane is
    turned forwards by ``forwards``, as ``cos(forwards - yaw) / cos(forwards)`` of what a
    camera in front sees, and a trunk that leans back as leaning aside by ``sin(yaw)`` of
    it.  The bounds are quantiles over the yaws that the body's width allows and over the
    usual spread of the other two.

    Parameters
    ----------
    peak_deg
        The angle seen.
    frontal_ratio
        See `pose.view.ViewEstimate`.
    rest_deg
        Where the angle started, as seen; the error is then that of the difference.
    plane_deg
        How far before the body's plane the limb was asked to go, and the angle was taken
        to be; it is meant in the plane in which the limb really goes.

    Returns
    -------
    tuple[float, float]
        Degrees to take off and to add, both at least 0.
    """
    yaws, yaw_weights = likely_yaws(frontal_ratio)
    yaw = np.radians(yaws)[:, None, None]
    spread_deg = ARM_IN_PLANE_SD_DEG if plane_deg else ARM_FORWARDS_SD_DEG
    forwards = np.radians(plane_deg + spread_deg * NORMAL_NODES)[None, :, None]
    lean_deg = (TRUNK_TILT_SD_DEG * NORMAL_NODES)[None, None, :]
    whole = np.full_like(forwards, np.cos(np.radians(plane_deg))) if plane_deg else np.cos(forwards)
    seen_ratio = np.maximum(np.cos(forwards - yaw) / whole, LEAST_SEEN_RATIO)
    true_deg = _unturned(peak_deg, seen_ratio)
    if rest_deg is None:
        errors = true_deg - peak_deg + lean_deg * np.sin(yaw)
    else:
        # Both ends of a range share the trunk, so its tilt drops out.
        errors = true_deg - _unturned(rest_deg, seen_ratio) - (peak_deg - rest_deg) + 0 * lean_deg
    weights = yaw_weights[:, None, None] * NORMAL_WEIGHTS[None, :, None] * NORMAL_WEIGHTS
    order = np.argsort(errors, axis=None)
    total = np.cumsum(weights.ravel()[order])
    low, high = np.interp([0.025, 0.975], total, errors.ravel()[order])
    return max(-float(low), 0.0), max(float(high), 0.0)


def _unturned(seen_deg: float, seen_ratio: FloatArray) -> FloatArray:
    """Return the angles of which ``seen_ratio`` of the sideways part is seen."""
    seen = np.radians(seen_deg)
    return np.asarray(np.degrees(np.arctan2(np.sin(seen) / seen_ratio, np.cos(seen))))


def angle_noise_deg(noise_px: float, first_px: float, second_px: float) -> float:
    """Return the noise of an included angle between two segments of these lengths.

    Each segment's direction has the noise of its two ends across its length; the shared
    joint makes the two errors depend on each other, which this upper figure ignores.
    """
    if not np.isfinite([noise_px, first_px, second_px]).all() or min(first_px, second_px) <= 0:
        return float("nan")
    return float(np.degrees(noise_px * 2**0.5 * np.hypot(1 / first_px, 1 / second_px)))


def grade(*, coverage: float, n: int, half_width: float, good_half_width: float) -> str:
    """Return ``good``, ``fair`` or ``poor`` from what was seen and how wide the interval is."""
    if coverage < FAIR_COVERAGE or half_width > 2 * good_half_width:
        return POOR
    if coverage < GOOD_COVERAGE or n < GOOD_COUNT or half_width > good_half_width:
        return FAIR
    return GOOD


def median_metric(
    key: str,
    known: FloatArray,
    bounds: tuple[float, float, float],
    coverage: float,
    *,
    unit: str,
    source: str,
    interval: str,
    good_half_width: float,
    least: float = 0.0,
    side: str | None = None,
) -> Metric:
    """Return the median over repetitions as a metric, graded by what was seen and its interval.

    Parameters
    ----------
    known
        One finite value a repetition, in ``unit``; at least one.
    bounds
        The median with its interval, see `median_interval`.
    coverage
        Share of the time in which what the metric needs was seen.
    interval
        How the interval was obtained.
    good_half_width
        Half the width of an interval that is still good.
    least
        What the metric cannot be below: there the interval ends.
    """
    value, low, high = bounds
    return Metric(
        key=key,
        value=value,
        unit=unit,
        side=side,
        n=len(known),
        low=max(low, least),
        high=high,
        spread=spread_of(known),
        quality=grade(
            coverage=coverage,
            n=len(known),
            half_width=(high - low) / 2,
            good_half_width=good_half_width,
        ),
        source=source,
        interval=interval,
    )


def worse(first: str, second: str) -> str:
    """Return the worse of two grades."""
    return max(first, second, key=(GOOD, FAIR, POOR).index)
