"""Points one after the other as they were seen: each has its own frames.

All tracks lie in one row, one behind the other, without the frames in which a point was
missing.  Each repeats its first and its last sighting, so that a window about a sighting
never reaches into the next track, and so that time stands still there.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.repair.sightings import BoolArray
from pose.stream import FloatArray

SingleArray = NDArray[np.float32]
IndexArray = NDArray[np.intp]

REPEATED: Final = 5
"""How often the ends of each track are repeated."""


def followed(seen: BoolArray) -> IndexArray:
    """Return the flat index of every sighting in ``seen (points, n)``, tracks with their ends."""
    flat = np.flatnonzero(seen)
    if flat.size == 0:
        return flat
    ends = np.cumsum(np.count_nonzero(seen, axis=1))
    times = np.ones(flat.size, dtype=np.intp)
    starts = np.unique(np.concatenate([[0], ends[:-1][ends[:-1] < flat.size]]))
    times[starts] += REPEATED
    times[np.append(starts[1:], flat.size) - 1] += REPEATED
    return np.repeat(flat, times)


def single(values: FloatArray) -> SingleArray:
    """Return values in single precision: a hundredth of a pixel is below any noise."""
    return np.ascontiguousarray(values, dtype=np.float32)


def median_of_five(
    a: SingleArray, b: SingleArray, c: SingleArray, d: SingleArray, e: SingleArray
) -> SingleArray:
    """Return the middle of five values, element by element."""
    low = np.maximum(np.minimum(a, b), np.minimum(c, d))
    high = np.minimum(np.maximum(a, b), np.maximum(c, d))
    # The smallest and the largest of the first four are gone; the middle of three is left.
    return np.maximum(np.minimum(low, high), np.minimum(np.maximum(low, high), e))


def running_median(values: SingleArray) -> SingleArray:
    """Return the median over two values to either side ``(m,)``; the four ends as they are."""
    out = values.copy()
    if values.size > 4:  # noqa: PLR2004 - one window
        out[2:-2] = median_of_five(
            values[:-4], values[1:-3], values[2:-2], values[3:-1], values[4:]
        )
    return out
