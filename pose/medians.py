"""Medians and percentiles of one row of known numbers, several times faster than NumPy's general ones."""

import numpy as np

from pose.stream import FloatArray


def median_of(values: FloatArray) -> float:
    """Return the median of ``values (n,)``, all of them known and at least one."""
    ordered = np.sort(values)
    count = len(ordered)
    return float(ordered[(count - 1) // 2] + ordered[count // 2]) / 2


def percentiles_of(values: FloatArray, *percents: float) -> tuple[float, ...]:
    """Return percentiles of ``values (n,)``, known and at least one, joined by straight lines."""
    places = [(len(values) - 1) * percent / 100 for percent in percents]
    below = [int(place) for place in places]
    above = [min(place + 1, len(values) - 1) for place in below]
    ordered = np.partition(values, sorted({*below, *above}))
    return tuple(
        float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))
        for place, low, high in zip(places, below, above, strict=True)
    )
