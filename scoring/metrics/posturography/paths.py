"""What every family needs: centring, usable paths, thinning and quotients."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from pose.stream import FloatArray

COUNTING_HZ: Final = 25.0
"""Rate of the descriptors that count samples; the rate of the published definitions."""


def usable(path: FloatArray, least_samples: int) -> bool:
    """Whether ``path (n,)`` has enough samples and no NaN or infinite one."""
    return len(path) >= least_samples and bool(np.isfinite(path).all())


def centred(path: FloatArray) -> FloatArray:
    """Return ``path (n,)`` about its mean."""
    about_mean: FloatArray = path - path.mean()
    return about_mean


def quotient(numerator: float, denominator: float) -> float:
    """Return the quotient; NaN where the denominator is 0."""
    return numerator / denominator if denominator else float("nan")


def named(keys: Sequence[str], values: Sequence[float] | None) -> dict[str, float]:
    """Return ``values`` by key; NaN for all where there are none."""
    if values is None:
        return dict.fromkeys(keys, float("nan"))
    return {key: float(value) for key, value in zip(keys, values, strict=True)}


def thinned(path: FloatArray, rate_hz: float) -> tuple[FloatArray, float]:
    """Return means of neighbouring samples at about `COUNTING_HZ`, and their exact rate.

    Each mean is over ``round(rate_hz / 25)`` samples; what is left at the end falls away.
    Paths up to 37 Hz stay as they are.  Means, not every fourth sample, so that noise
    above the new rate does not fold into the sway.
    """
    step = max(round(rate_hz / COUNTING_HZ), 1)
    if step == 1:
        return path, rate_hz
    count = len(path) // step
    return path[: count * step].reshape(count, step).mean(axis=1), rate_hz / step
