"""Peak and range of a joint angle over repetitions."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.smoothing import GRID_HZ, MOTION_CUTOFF_HZ, moving_mean
from pose.stream import FloatArray
from scoring.metrics.intervals import grade, median_interval, worse
from scoring.movement import Movement
from scoring.repetitions import Repetition
from scoring.report import GOOD, Metric

STRAIGHT_DEG: Final = 180.0
"""No included angle is larger."""
PEAK_HELD_S: Final = 0.2
GOOD_HALF_WIDTH_DEG: Final = 8.0
USUAL_SPREAD_DEG: Final = 4.0
"""Usual spread between one person's repetitions; see `median_interval`."""
FILTER_NOISE_SHARE: Final = (2 * 1.04 * MOTION_CUTOFF_HZ / GRID_HZ) ** 0.5
"""Noise that the two-pass low-pass leaves of white noise at the grid's rate."""
SOURCE: Final = (
    "{definition} Peak of a repetition: the highest angle held for {held:g} s; value: median over "
    "repetitions. Interval: spread between repetitions, keypoint noise and the camera's yaw; not "
    "the difference between an angle in a picture and a goniometer."
)


@dataclass(frozen=True)
class AnglePeaks:
    """Peak and range of one angle in each repetition, degrees.

    ``beyond_deg`` is how far the highest sample lies above the held peak.
    """

    peak_deg: FloatArray
    range_deg: FloatArray
    beyond_deg: FloatArray


def held_extreme(values: FloatArray, *, highest: bool = True) -> float:
    """Return the highest (or lowest) mean over `PEAK_HELD_S`; NaN where nothing was seen.

    A raw maximum grows with noise and with the number of frames; a held one does not.
    """
    held = moving_mean(values, round(PEAK_HELD_S * GRID_HZ))
    if not np.isfinite(held).any():
        held = values
    if not np.isfinite(held).any():
        return float("nan")
    return float(np.nanmax(held) if highest else np.nanmin(held))


def angle_peaks(angle_deg: FloatArray, repetitions: tuple[Repetition, ...]) -> AnglePeaks:
    """Return peak and range of ``angle_deg (n,)`` for every repetition; NaN where hidden."""
    peaks = np.full(len(repetitions), np.nan)
    ranges = np.full(len(repetitions), np.nan)
    beyond = np.full(len(repetitions), np.nan)
    rest = round(PEAK_HELD_S * GRID_HZ)
    for index, one in enumerate(repetitions):
        inside = angle_deg[one.start_frame : one.end_frame + 1]
        peaks[index] = held_extreme(inside)
        beyond[index] = np.nanmax(inside) - peaks[index] if np.isfinite(peaks[index]) else np.nan
        # A quick movement spends no time at rest between its own borders.
        around = angle_deg[max(one.start_frame - rest, 0) : one.end_frame + rest]
        ranges[index] = peaks[index] - held_extreme(around, highest=False)
    return AnglePeaks(peaks, ranges, beyond)


def quick_turn_deg(peaks: AnglePeaks, noise_deg: float) -> float:
    """Return by how much more the peak may be because the turn was too quick to be held.

    Twice what the highest sample lies above the held peak, beyond what noise makes of it:
    frames miss the very top, and the low-pass rounds it.
    """
    known = peaks.beyond_deg[np.isfinite(peaks.beyond_deg)]
    if known.size == 0:
        return 0.0
    noise = noise_deg * FILTER_NOISE_SHARE if np.isfinite(noise_deg) else 0.0
    return 2.0 * max(float(np.median(known)) - noise, 0.0)


def angle_metric(
    key: str,
    values_deg: FloatArray,
    movement: Movement,
    *,
    side: str | None,
    view_error_deg: tuple[float, float],
    noise_deg: float,
    definition: str,
    widen: float = 0.0,
    good_half_width_deg: float = GOOD_HALF_WIDTH_DEG,
    at_best: str = GOOD,
) -> Metric:
    """Return the median of per-repetition angles with an interval that knows the view.

    Parameters
    ----------
    view_error_deg
        How far the true value can be below and above what this view shows.
    noise_deg
        Noise of the angle in one unfiltered frame.
    widen
        Further standard deviation of one measurement, degrees.
    at_best
        Quality that this view allows, however narrow the interval.
    """
    known = values_deg[np.isfinite(values_deg)]
    noise = noise_deg * FILTER_NOISE_SHARE if np.isfinite(noise_deg) else 0.0
    value, low, high = median_interval(
        known, float(np.hypot(noise, widen)), usual_sd=USUAL_SPREAD_DEG
    )
    below, above = view_error_deg
    low = value - float(np.hypot(value - low, below))
    high = value + float(np.hypot(high - value, above))
    return Metric(
        key=key,
        value=value,
        unit="deg",
        side=side,
        n=len(known),
        low=max(low, 0.0),
        high=min(high, STRAIGHT_DEG),
        quality=worse(
            at_best,
            grade(
                coverage=movement.coverage,
                n=len(known),
                half_width=(high - low) / 2,
                good_half_width=good_half_width_deg,
            ),
        ),
        source=SOURCE.format(definition=definition, held=PEAK_HELD_S),
    )
