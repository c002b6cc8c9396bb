"""What can be trusted in a recording: coverage, frame rate, gaps, noise."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.stream import FloatArray

PAUSE_S: Final = 1.0
"""Gaps longer than this are pauses of the camera and not part of its frame rate."""
MAD_TO_SD: Final = 1.4826
OUTLIER_SD: Final = 4.0
SAME_PICTURE: Final = 1e-9
THIRD_DIFFERENCE_GAIN: Final = 20.0**0.5
"""Standard deviation of the third difference of white noise: 1 + 9 + 9 + 1 = 20."""


def effective_fps(times_s: FloatArray) -> float:
    """Return frames per second while the camera ran; 0 for fewer than two frames."""
    steps = np.diff(times_s)
    steps = steps[steps <= PAUSE_S]
    return float(len(steps) / steps.sum()) if steps.size else 0.0


def coverage(seen: NDArray[np.bool_]) -> float:
    """Return the share of frames ``(n,)`` in which what is needed was seen; 0 without frames."""
    return float(seen.mean()) if seen.size else 0.0


def longest_gap_s(times_s: FloatArray, seen: NDArray[np.bool_]) -> float:
    """Return the longest time between two sightings, ends of the recording included."""
    if len(times_s) == 0:
        return 0.0
    known = times_s[seen]
    borders = np.concatenate([[times_s[0]], known, [times_s[-1]]])
    return float(np.diff(borders).max())


def bridged_gaps(times_s: FloatArray, seen: NDArray[np.bool_], max_bridge_s: float) -> int:
    """Return how many gaps between two sightings were short enough to be bridged."""
    frames = np.flatnonzero(seen)
    missing = np.diff(frames) > 1
    return int((missing & (np.diff(times_s[frames]) <= max_bridge_s + 1e-6)).sum())


def noise_sd(values: FloatArray) -> float:
    """Return the standard deviation of frame-to-frame noise in ``values (n, …)``.

    From the third difference, which movement of a person hardly reaches: its root mean
    square, without those beyond `OUTLIER_SD` robust standard deviations.  Frames that
    repeat a picture exactly tell nothing and are left out.
    """
    flat = values.reshape(len(values), int(np.prod(values.shape[1:])))
    if len(flat) < 4:  # noqa: PLR2004 - a third difference needs four samples
        return float("nan")
    third = np.abs(np.diff(flat, n=3, axis=0))
    third = third[np.isfinite(third) & (third > SAME_PICTURE)]
    if third.size == 0:
        return 0.0 if np.isfinite(flat).any() else float("nan")
    usual = third[third <= OUTLIER_SD * MAD_TO_SD * np.median(third)]
    return float(np.sqrt(np.mean(usual**2)) / THIRD_DIFFERENCE_GAIN)
