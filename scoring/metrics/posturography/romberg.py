"""Sway with eyes closed beside sway with eyes open."""

import numpy as np

from scoring.metrics.posturography.paths import quotient


def romberg_quotient(closed: float, opened: float) -> float:
    """Return the value with eyes closed over that with eyes open.

    Above 1 the eyes steady the body.  NaN where either is missing or negative, or the
    open value is 0.
    """
    if not (np.isfinite(closed) and np.isfinite(opened) and closed >= 0 and opened >= 0):
        return float("nan")
    return quotient(closed, opened)
