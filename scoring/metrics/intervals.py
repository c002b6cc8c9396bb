"""Intervals and grades: how wide a number is, and how far it can be trusted."""

from typing import Final

import numpy as np
from scipy import stats

from pose.stream import FloatArray
from scoring.report import FAIR, GOOD, POOR

MEDIAN_SD_RATIO: Final = 1.2533
"""Standard error of a median beside that of a mean, for normal values: sqrt(pi / 2)."""
USUAL_WEIGHT: Final = 3
"""Weight of the usual spread, in repetitions; chosen by us."""
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
    value = float(np.median(values))
    count = len(values)
    freedom = USUAL_WEIGHT + count - 1
    squares = USUAL_WEIGHT * usual_sd**2 + (count - 1) * float(
        np.var(values, ddof=min(count - 1, 1))
    )
    ratio = MEDIAN_SD_RATIO if count > 2 else 1.0  # noqa: PLR2004 - the median of two is their mean
    standard_error = ratio * (squares / freedom / count) ** 0.5
    spread = float(stats.t.ppf(0.975, freedom)) * standard_error
    half = float(np.hypot(spread, TWO_SD * measurement_sd))
    return value, value - half, value + half


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
