"""Points one after the other as they were seen: each has its own frames.

Rows are points or pairs and columns sightings, in single precision: a recording's tracks
then fit the processor's cache, and a hundredth of a pixel is far below any noise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pose.repair.sightings import BoolArray
from pose.stream import FloatArray

SingleArray = NDArray[np.float32]


@dataclass(frozen=True)
class Tracks:
    """Sightings of some points, without the frames in which each was missing.

    Attributes
    ----------
    frames
        Shape ``(points, m)``; a shorter track repeats its last sighting at its end.
    times_s
        Shape ``(points, m)``, counted from the recording's first frame.
    places
        Shape ``(points, 2, m)``.
    real
        Shape ``(points, m)``: false where a shorter track repeats itself.
    """

    frames: NDArray[np.intp]
    times_s: SingleArray
    places: SingleArray
    real: BoolArray


def single(xy: FloatArray) -> SingleArray:
    """Return points ``(n, k, 2)`` as rows of single precision, ``(k, 2, n)``."""
    n, k = xy.shape[:2]
    return np.ascontiguousarray(xy.reshape(n, 2 * k).T, dtype=np.float32).reshape(k, 2, n)


def tracks(times_s: FloatArray, places: SingleArray, seen: BoolArray) -> Tracks:
    """Return the sightings ``seen (points, n)`` of ``places (points, 2, n)``."""
    n = len(times_s)
    stamps = (times_s - times_s[0]).astype(np.float32)
    if seen.all():
        frames = np.broadcast_to(np.arange(n), seen.shape)
        return Tracks(frames, np.broadcast_to(stamps, seen.shape), places, seen)
    counts = seen.sum(axis=1)
    frames = np.zeros((len(seen), int(counts.max())), dtype=np.intp)
    gathered = np.zeros((len(seen), 2, frames.shape[1]), dtype=np.float32)
    for row, sightings in enumerate(seen):
        found = np.flatnonzero(sightings)
        if found.size:
            frames[row, : found.size] = found
            frames[row, found.size :] = found[-1]
            gathered[row] = places[row][:, frames[row]]
    real = np.arange(frames.shape[1]) < counts[:, None]
    return Tracks(frames, stamps[frames], gathered, real)


def median_of_five(
    a: SingleArray, b: SingleArray, c: SingleArray, d: SingleArray, e: SingleArray
) -> SingleArray:
    """Return the middle of five values, element by element."""
    low = np.maximum(np.minimum(a, b), np.minimum(c, d))
    high = np.minimum(np.maximum(a, b), np.maximum(c, d))
    # The smallest and the largest of the first four are gone; the middle of three is left.
    return np.maximum(np.minimum(low, high), np.minimum(np.maximum(low, high), e))


def running_median(values: SingleArray) -> SingleArray:
    """Return the median over two columns to either side, ends repeated."""
    n = values.shape[-1]
    padded = padded_by(values, 2)
    return median_of_five(*(padded[..., start : start + n] for start in range(5)))


def padded_by(values: SingleArray, width: int) -> SingleArray:
    """Return ``values (..., n)`` with the first and the last column repeated at its ends."""
    out = np.empty((*values.shape[:-1], values.shape[-1] + 2 * width), dtype=values.dtype)
    out[..., width:-width] = values
    out[..., :width] = values[..., :1]
    out[..., -width:] = values[..., -1:]
    return out


def squared(vectors: SingleArray) -> SingleArray:
    """Return the squared length of vectors ``(points, 2, n)``."""
    return dot(vectors, vectors)


def dot(one: SingleArray, other: SingleArray) -> SingleArray:
    """Return the inner product of vectors ``(points, 2, n)``, per point and column."""
    product = one * other
    return np.asarray(product[:, 0] + product[:, 1])
