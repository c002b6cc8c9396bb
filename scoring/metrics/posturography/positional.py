"""Where the body was: spread, range, ellipse and direction.

Source of the definitions: Quijoux et al. 2021, Physiological Reports 9(22):e15067.
Lengths are in the unit of the path, areas in its square.
"""

from typing import Final

import numpy as np

from pose.stream import FloatArray
from scoring.metrics.posturography.hull import diameter, hull_area, hull_points
from scoring.metrics.posturography.paths import named, quotient, usable

AXIS_KEYS: Final = ("mean_distance", "maximal_distance", "rms", "range")
PLANAR_KEYS: Final = (
    "mean_distance_radius",
    "maximal_distance_radius",
    "rms_radius",
    "range_planar",
    "range_ratio",
    "planar_deviation",
    "coefficient_sway_direction",
    "confidence_ellipse_area",
    "principal_sway_direction_deg",
    "convex_hull_area",
)
CONFIDENCE: Final = 0.95
LEAST_SAMPLES: Final = 3


def axis_position(path: FloatArray) -> dict[str, float]:
    """Return what the places of one centred coordinate ``(n,)`` tell.

    Returns
    -------
    dict[str, float]
        ``mean_distance`` (mean of the absolute value), ``maximal_distance``, ``rms`` and
        ``range`` (highest less lowest).
    """
    if not usable(path, LEAST_SAMPLES):
        return named(AXIS_KEYS, None)
    distance = np.abs(path)
    rms = np.sqrt(np.mean(path**2))
    return named(AXIS_KEYS, (distance.mean(), distance.max(), rms, np.ptp(path)))


def planar_position(mediolateral: FloatArray, anteroposterior: FloatArray) -> dict[str, float]:
    """Return what two centred coordinates tell together.

    Returns
    -------
    dict[str, float]
        ``…_radius`` are of the distance from the centre; ``range_planar`` is the largest
        distance between any two samples; ``range_ratio`` is mediolateral over
        anteroposterior; ``planar_deviation`` the root of both variances together;
        ``coefficient_sway_direction`` the correlation of the axes;
        ``confidence_ellipse_area`` the 95 % ellipse (see `ellipse_area`);
        ``principal_sway_direction_deg`` the angle between the first principal axis and
        the anteroposterior axis, 0 to 90 degrees; ``convex_hull_area`` the area of the
        smallest convex figure around all samples (not in Quijoux et al.).
    """
    if not (usable(mediolateral, LEAST_SAMPLES) and usable(anteroposterior, LEAST_SAMPLES)):
        return named(PLANAR_KEYS, None)
    squares = mediolateral**2 + anteroposterior**2
    radius = np.sqrt(squares)
    mean_square = float(squares.mean())
    covariance = second_moments(mediolateral, anteroposterior)
    spread = float(np.sqrt(covariance[0, 0] * covariance[1, 1]))
    hull = hull_points(mediolateral, anteroposterior)
    return named(
        PLANAR_KEYS,
        (
            radius.mean(),
            radius.max(),
            np.sqrt(mean_square),
            diameter(hull),
            quotient(float(np.ptp(mediolateral)), float(np.ptp(anteroposterior))),
            np.sqrt(covariance[0, 0] + covariance[1, 1]),
            quotient(float(covariance[0, 1]), spread),
            ellipse_area(covariance, len(mediolateral)),
            principal_direction_deg(covariance),
            hull_area(hull),
        ),
    )


def second_moments(mediolateral: FloatArray, anteroposterior: FloatArray) -> FloatArray:
    """Return the covariance over n of two centred coordinates, ``(2, 2)``."""
    both = np.stack([mediolateral, anteroposterior])
    moments: FloatArray = both @ both.T / both.shape[1]
    return moments


def ellipse_area(covariance: FloatArray, count: int) -> float:
    """Return the area of the ellipse that holds 95 % of samples like these.

    ``2 pi F(0.95; 2, n - 2) sqrt(det C) (n - 1) / (n - 2)`` with the covariance C over n.
    Quijoux et al. call it a confidence ellipse; it is a prediction ellipse.  The published
    reference values have this factor; a later version of their code has (n + 1) / n more,
    which is 0.13 % at 750 samples.
    """
    determinant = float(covariance[0, 0] * covariance[1, 1] - covariance[0, 1] ** 2)
    factor = (count - 1) / (count - 2)
    quantile = f_quantile_2(CONFIDENCE, count - 2)
    return float(2 * np.pi * quantile * np.sqrt(max(determinant, 0.0)) * factor)


def f_quantile_2(probability: float, degrees: int) -> float:
    """Return the quantile of F with 2 and ``degrees`` degrees of freedom, in closed form.

    With two degrees above, the distribution is ``1 - (1 + 2 x / d) ** (-d / 2)``.
    """
    return float(degrees / 2 * np.expm1(-2 / degrees * np.log1p(-probability)))


def principal_direction_deg(covariance: FloatArray) -> float:
    """Return the angle of the first principal axis from the second coordinate's axis."""
    _, directions = np.linalg.eigh(covariance)
    first = directions[:, 1]
    return float(np.degrees(np.arctan2(abs(first[0]), abs(first[1]))))
