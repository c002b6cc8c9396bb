"""Bounds that hold: the network's own, widened until they held on people whom it had not seen.

Two things make an angle of somebody new uncertain.  How far single frames are off: split conformal
prediction on quantiles (Romano, Patterson and Candes 2019), by movement and view, in the network's
own distances from the middle to its bounds.  And how far a whole person is off, because a laboratory
puts its markers on everybody a little differently: the spread between people, with Student's t for
the few that they were.  Both come from people whom the network had not learned from.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Float32Array = NDArray[np.float32]

VIEW_EDGES_DEG: Final = (-180.0, -120.0, -60.0, -30.0, 30.0, 60.0, 120.0, 180.0)
"""Yaws between which bounds are alike; positive where the side that is measured is nearer."""
VIEWS: Final = len(VIEW_EDGES_DEG) - 1
LEAST_REACH_DEG: Final = 2.0
"""A network that is surer than this of itself is not believed."""
COVERED: Final = 0.90
"""Share of the frames of a person whom nobody has seen that the bounds are meant to hold."""
LOW, MIDDLE, HIGH = range(3)


def view_of(yaw_deg: float) -> int:
    """Return the index of the view that a yaw belongs to."""
    return int(np.clip(np.searchsorted(VIEW_EDGES_DEG, yaw_deg, side="right") - 1, 0, VIEWS - 1))


def reaches_deg(said_deg: Float32Array) -> Float32Array:
    """Return how far the network's own bounds are from its middle: ``(..., 2)``, below and above.

    Parameters
    ----------
    said_deg
        Quantiles, ``(..., 3)``.
    """
    below = said_deg[..., MIDDLE] - said_deg[..., LOW]
    above = said_deg[..., HIGH] - said_deg[..., MIDDLE]
    return np.maximum(np.stack([below, above], axis=-1), np.float32(LEAST_REACH_DEG))


@dataclass(frozen=True)
class Widening:
    """By how much the network's reaches are multiplied, and what people add.

    Attributes
    ----------
    movements
        What was done, by name.
    factors
        Shape ``(movements, VIEWS, angles, 2)``: below and above; NaN where nothing is known.
    between_deg
        Shape ``(movements, angles)``: how far off a whole person may be, either way.
    """

    movements: tuple[str, ...]
    factors: Float32Array
    between_deg: Float32Array

    def bounds_deg(
        self, said_deg: Float32Array, movement: str | None, yaw_deg: float
    ) -> tuple[Float32Array, Float32Array]:
        """Return lower and upper bounds ``(k, angles)`` of quantiles ``(k, angles, 3)``.

        Parameters
        ----------
        movement
            One of `movements`; ``None`` for one that nobody was measured doing, whose bounds are as
            wide as the widest.  These did not hold often enough (``trained/evaluation.md``): they
            are for the evaluation, and `Lift.angles` does not give them.

        Raises
        ------
        KeyError
            If nobody was measured doing this movement.
        """
        factors, between_deg = self._of(movement)
        reach = reaches_deg(said_deg) * factors[view_of(yaw_deg)]
        whole = np.hypot(reach, between_deg[:, np.newaxis])
        middle = said_deg[..., MIDDLE]
        return middle - whole[..., 0], middle + whole[..., 1]

    def _of(self, movement: str | None) -> tuple[Float32Array, Float32Array]:
        """Return factors ``(VIEWS, angles, 2)`` and what people add ``(angles,)``."""
        if movement is None:
            return np.fmax.reduce(self.factors), np.fmax.reduce(self.between_deg)
        if movement not in self.movements:
            raise KeyError(movement)
        row = self.movements.index(movement)
        return self.factors[row], self.between_deg[row]
