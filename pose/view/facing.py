"""Which side of the picture somebody faces who is seen from the side."""

from typing import Final

import numpy as np

from pose.angles import midpoint, point
from pose.medians import percentiles_of
from pose.stream import FloatArray
from pose.view.estimate import Facing

MIN_FACING_FRAMES: Final = 5


def facing_side(xy: FloatArray) -> Facing | None:
    """Return the side of the picture that a person seen from the side faces.

    The nose lies before the ears and the shoulders, and bent knees before the line from
    hip to ankle; a head turned to the camera is outvoted by the knees.
    """
    nose = point(xy, "nose")[:, 0]
    ahead = [
        nose - midpoint(xy, "ear")[:, 0],
        nose - midpoint(xy, "shoulder")[:, 0],
        2 * (midpoint(xy, "knee") - (midpoint(xy, "hip") + midpoint(xy, "ankle")) / 2)[:, 0],
    ]
    votes = 0.0
    for cue in ahead:
        seen = cue[np.isfinite(cue)]
        if seen.size >= MIN_FACING_FRAMES:
            low, usual, high = percentiles_of(seen, 10, 50, 90)
            votes += float((low if -low > high else high) + usual)
    if votes == 0.0:
        return None
    return Facing.RIGHT if votes > 0 else Facing.LEFT
