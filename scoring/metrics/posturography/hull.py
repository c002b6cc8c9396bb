"""The convex hull of a path: its area, and the largest distance between two samples."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.stream import FloatArray

DIRECTIONS: Final = 12
"""Directions in which extremes are sought before the hull."""
MARGIN: Final = 1e-9
"""Keeps what rounding could put just inside the circle."""


def hull_points(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the corners of the convex hull, ``(k, 2)``, anticlockwise.

    Points on one line give its two ends; a single place gives one corner or two equal ones.
    """
    from scipy.spatial import ConvexHull, QhullError  # noqa: PLC0415 - slow to import

    points = np.stack([x, y])
    candidates = points[:, _outer(points)].T
    try:
        return np.asarray(candidates[ConvexHull(candidates).vertices])
    except (QhullError, ValueError):
        # No area: everything lies on one line, whose ends are the extremes along it.
        along = candidates @ _longest_direction(candidates)
        return candidates[[int(along.argmin()), int(along.argmax())]]


def _outer(points: FloatArray) -> NDArray[np.intp]:
    """Return which of ``points (2, n)`` are not well inside the polygon of the extremes.

    On axes scaled to the same spread, in which a hull keeps its corners, that is outside
    the largest circle in the polygon: one comparison a point.
    """
    spread = points.std(axis=1, keepdims=True)
    if not spread.min() > 0:
        return np.arange(points.shape[1])
    scaled = (points - points.mean(axis=1, keepdims=True)) / spread
    angles = np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS)
    reach = np.stack([np.cos(angles), np.sin(angles)], axis=1) @ scaled
    x, y = scaled[:, np.unique(reach.argmax(axis=1))]
    order = np.argsort(np.arctan2(y, x))
    x, y = x[order], y[order]
    edge_x, edge_y = np.roll(x, -1) - x, np.roll(y, -1) - y
    free = max(float(((x * edge_y - y * edge_x) / np.hypot(edge_x, edge_y)).min()), 0.0)
    square = (scaled * scaled).sum(axis=0)
    return np.flatnonzero(square >= free**2 * (1 - MARGIN))


def _longest_direction(points: FloatArray) -> FloatArray:
    spread = np.ptp(points, axis=0)
    axis = int(spread.argmax())
    ends = points[[points[:, axis].argmin(), points[:, axis].argmax()]]
    direction: FloatArray = ends[1] - ends[0]
    return direction


def hull_area(corners: FloatArray) -> float:
    """Return the area inside ``corners (k, 2)`` in order; 0 for one or two corners."""
    x, y = (corners - corners.mean(axis=0)).T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def diameter(corners: FloatArray) -> float:
    """Return the largest distance between two of ``corners (k, 2)``."""
    between = corners[:, None] - corners[None]
    return float(np.sqrt((between**2).sum(axis=2).max()))
