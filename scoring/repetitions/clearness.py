"""Whether the levels of a signal tell its repetitions beyond doubt."""

from typing import Final

import numpy as np

from pose.stream import FloatArray
from scoring.repetitions.excursions import Excursion

AT_REST_SHARE: Final = 0.1
LEAST_REST_RATIO: Final = 0.25
"""Attempts between two repetitions may take the rest of the time between them."""
MOST_WAY_RATIO: Final = 1.25
"""A smooth movement takes a way of twice its height; noise of a good camera adds a fifth."""


def is_plain(height: FloatArray, complete: list[Excursion], prominent_peaks: int) -> bool:
    """Whether each prominent peak is one smooth movement between times at rest.

    Then no rhythm can know better: attempts and pauses have rhythms too, and these tell of
    pairs and triples of repetitions.

    Parameters
    ----------
    height
        Shape ``(n,)``, shares of the usual range, NaN where not seen.
    """
    if len(complete) != prominent_peaks:
        return False
    spans = np.array([(one.start_frame, one.end_frame - 1) for one in complete])
    heights = np.array([one.share for one in complete])
    way = np.zeros(len(height))
    np.abs(height[1:] - height[:-1], out=way[:-1])
    ways = np.add.reduceat(way, spans.ravel())[::2]
    if not (ways <= MOST_WAY_RATIO * 2 * heights).all():
        return False
    rested = np.cumsum(np.abs(height) <= AT_REST_SHARE)
    befores, afters = spans[:-1, 1], spans[1:, 0]
    at_rest = rested[afters] - rested[befores - 1]
    least = np.maximum(LEAST_REST_RATIO * (afters - befores), 1)
    return bool((at_rest >= least).all())
