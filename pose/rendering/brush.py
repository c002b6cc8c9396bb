"""Shapes on a magnified picture: discs, tapered limbs, hulls of discs."""

import itertools
from collections.abc import Sequence

import numpy as np
from PIL import ImageDraw

from pose.rendering.wardrobe import Colour, shaded
from pose.synthesis.body import FloatArray

_EDGE, _LIGHT = 0.70, 1.13
"""Tones of a limb's rim and of the side that faces the light, up and to the left."""
_TRIANGLE = 3
_CIRCLE = np.stack(
    (
        np.cos(np.linspace(0, 2 * np.pi, 16, endpoint=False)),
        np.sin(np.linspace(0, 2 * np.pi, 16, endpoint=False)),
    ),
    axis=1,
)

Disc = tuple[FloatArray, float]
"""Centre in pixels, and radius."""


class Brush:
    """Paints round shapes; places and sizes in pixels of the finished picture."""

    def __init__(self, draw: ImageDraw.ImageDraw, corner: FloatArray, magnification: int) -> None:
        self._draw = draw
        self._corner = corner
        self._magnification = magnification

    def disc(self, centre: FloatArray, radius: float, colour: Colour) -> None:
        """Paint a flat disc."""
        x, y = (centre - self._corner) * self._magnification
        r = radius * self._magnification
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def polygon(self, corners: FloatArray, colour: Colour) -> None:
        """Paint a flat polygon; fewer than three corners leave no mark."""
        if len(corners) < _TRIANGLE:
            return
        places = (corners - self._corner) * self._magnification
        self._draw.polygon([(x, y) for x, y in places.tolist()], fill=colour)

    def limb(self, discs: Sequence[Disc], colour: Colour) -> None:
        """Paint a chain of tapered limbs without seams, lit from the upper left."""
        for size, tone in ((1.0, _EDGE), (0.80, 1.0), (0.42, _LIGHT)):
            lit = [_lit(disc, size) for disc in discs]
            for start, end in itertools.pairwise(lit):
                self._capsule(start, end, shaded(colour, tone))

    def solid(self, discs: Sequence[Disc], colour: Colour) -> None:
        """Paint the hull of several discs, lit from the upper left."""
        for size, tone in ((1.0, _EDGE), (0.84, 1.0)):
            self.polygon(hull_of_discs([_lit(disc, size) for disc in discs]), shaded(colour, tone))

    def _capsule(self, start: Disc, end: Disc, colour: Colour) -> None:
        """Paint two discs and what lies between their common tangents."""
        (first, first_radius), (last, last_radius) = start, end
        self.disc(first, first_radius, colour)
        self.disc(last, last_radius, colour)
        along = last - first
        length = float(np.hypot(*along))
        if length <= abs(first_radius - last_radius):
            return
        along = along / length
        across = np.array((-along[1], along[0]))
        sine = (first_radius - last_radius) / length
        cosine = np.sqrt(1.0 - sine**2)
        left, right = sine * along + cosine * across, sine * along - cosine * across
        corners = np.stack(
            (
                first + first_radius * left,
                last + last_radius * left,
                last + last_radius * right,
                first + first_radius * right,
            )
        )
        self.polygon(corners, colour)


def _lit(disc: Disc, size: float) -> Disc:
    """Return a smaller disc moved towards the light, still inside the whole one."""
    centre, radius = disc
    moved = 0.55 * (1.0 - size) * radius
    return centre - np.array((moved, moved)), radius * size


def hull_of_discs(discs: Sequence[Disc]) -> FloatArray:
    """Return the corners of the convex hull of discs, in order, shape ``(n, 2)``."""
    return convex_hull(np.concatenate([centre + radius * _CIRCLE for centre, radius in discs]))


def convex_hull(points: FloatArray) -> FloatArray:
    """Return the corners of the convex hull of points (Andrew's monotone chain)."""
    ordered = sorted({(x, y) for x, y in points.tolist()})
    if len(ordered) < _TRIANGLE:
        return np.array(ordered)
    return np.array(_half_hull(ordered)[:-1] + _half_hull(ordered[::-1])[:-1])


def _half_hull(ordered: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return one side of the hull of points in order of x."""
    chain: list[tuple[float, float]] = []
    for x, y in ordered:
        while len(chain) > 1:
            (ax, ay), (bx, by) = chain[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            chain.pop()
        chain.append((x, y))
    return chain
