"""How quickly and how smoothly a movement goes: its speed, and what it says of control."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.medians import median_of
from pose.smoothing import GRID_HZ, derivative
from pose.stream import FloatArray
from scoring.metrics.held import highest_seen
from scoring.metrics.intervals import median_interval, median_metric
from scoring.movement import Movement
from scoring.refusals import refusal
from scoring.repetitions import Repetition
from scoring.report import Metric

WINDOW_S: Final = 0.23
ORDER: Final = 3
MIN_SEEN_RATIO: Final = 0.8
"""A way of which less was seen may have been quickest where it was hidden."""
MIN_FPS: Final = 15.0
"""With fewer frames a quick movement passes between two of them."""
MIN_SMOOTHNESS_FPS: Final = 20.0
SPARC_CUTOFF_HZ: Final = 10.0
SPARC_AMPLITUDE: Final = 0.05
SPARC_PADDING: Final = 4
SPEED_SD_RATIO: Final = 0.08
"""What filter and window take off the top of a quick movement; chosen by us."""
SPEED: Final = (
    "Highest rate of change of the counted signal on the way {way}, by a Savitzky-Golay "
    f"derivative over {WINDOW_S:g} s; median over repetitions."
)
SPEED_INTERVAL: Final = (
    "95 %: spread between repetitions (Student's t for a median) and "
    f"{SPEED_SD_RATIO:.0%} for what filter and window take off the top."
)
SPARC: Final = (
    "Spectral arc length of the speed of the first way of a repetition, cut off at 10 Hz and at 5 "
    "% of its spectrum's top (Balasubramanian et al. 2015); median over repetitions. Nearer to 0 "
    "is smoother."
)
LDLJ: Final = (
    "Log dimensionless jerk of the speed of the first way of a repetition: minus the logarithm of "
    "the integral of its squared second derivative, times the cube of the duration, over the "
    "squared peak speed (Balasubramanian et al. 2015); median over repetitions. Nearer to 0 is "
    "smoother."
)
SMOOTHNESS_INTERVAL: Final = "95 %: spread between repetitions (Student's t for a median)."


@dataclass(frozen=True)
class Speeds:
    """Speed of the counted signal in each repetition; NaN where it was not seen.

    ``first`` is the highest speed away from rest, ``back`` the highest on the way back.
    """

    first: FloatArray
    back: FloatArray
    sparc: FloatArray
    ldlj: FloatArray


def speeds(signal: FloatArray, repetitions: tuple[Repetition, ...]) -> Speeds:
    """Return speeds and smoothness of every repetition of ``signal (m,)``."""
    rate = derivative(signal, GRID_HZ, window_s=WINDOW_S, order=ORDER)
    jerk = derivative(
        derivative(rate, GRID_HZ, window_s=WINDOW_S, order=2), GRID_HZ, window_s=WINDOW_S, order=2
    )
    values = np.full((4, len(repetitions)), np.nan)
    for index, one in enumerate(repetitions):
        away = rate[one.start_frame : one.peak_frame + 1]
        back = -rate[one.peak_frame : one.end_frame + 1]
        values[0, index] = quickest(away)
        values[1, index] = quickest(back)
        if np.isfinite(away).all() and len(away) > ORDER:
            values[2, index] = spectral_arc_length(np.abs(away), GRID_HZ)
            values[3, index] = log_dimensionless_jerk(
                away, jerk[one.start_frame : one.peak_frame + 1], GRID_HZ
            )
    return Speeds(*values)


def quickest(rate: FloatArray) -> float:
    """Return the highest rate ``(n,)`` of one way; NaN where too little of the way was seen."""
    if len(rate) == 0 or np.isfinite(rate).mean() < MIN_SEEN_RATIO:
        return float("nan")
    return highest_seen(rate)


def spectral_arc_length(speed: FloatArray, rate_hz: float) -> float:
    """Return the spectral arc length of a speed profile ``(n,)``; at most 0, NaN if it is still.

    Balasubramanian, Melendez-Calderon, Roby-Brami and Burdet 2015: the length of the curve
    of the normalised amplitude spectrum up to the last frequency, below 10 Hz, at which it
    reaches 5 % of its top.
    """
    n_fft = int(2 ** (np.ceil(np.log2(len(speed))) + SPARC_PADDING))
    spectrum = np.abs(np.fft.rfft(speed, n_fft))
    if spectrum.max() <= 0:
        return float("nan")
    below = spectrum[: int(SPARC_CUTOFF_HZ * n_fft / rate_hz) + 1] / spectrum.max()
    loud = np.flatnonzero(below >= SPARC_AMPLITUDE)
    kept = below[loud[0] : loud[-1] + 1]
    if len(kept) < 2:  # noqa: PLR2004 - a curve needs two points
        return float("nan")
    step_share = 1.0 / (len(kept) - 1)
    return -float(np.sum(np.hypot(step_share, np.diff(kept))))


def log_dimensionless_jerk(speed: FloatArray, jerk: FloatArray, rate_hz: float) -> float:
    """Return the log dimensionless jerk of a speed profile; NaN where nothing moves.

    Parameters
    ----------
    speed, jerk
        Speed and its second derivative, shape ``(n,)``.
    """
    duration_s = (len(speed) - 1) / rate_hz
    top = float(np.max(np.abs(speed)))
    squared = float(np.trapezoid(jerk**2, dx=1 / rate_hz))
    if top <= 0 or not squared > 0:
        return float("nan")
    return -float(np.log(duration_s**3 / top**2 * squared))


def speed_metrics(
    found: Speeds, unit: str, movement: Movement, ways: tuple[str, str]
) -> list[Metric]:
    """Return the highest speeds of both ways, and two measures of smoothness.

    Parameters
    ----------
    unit
        Of the counted signal.
    ways
        Names of the way away from rest and of the way back, ``"up"`` and ``"down"``.
    """
    slow = movement.fps < MIN_FPS
    metrics = [
        _metric(
            f"peak_speed_{way}",
            values,
            f"{unit}/s",
            movement,
            SPEED.format(way=way),
            too_slow=slow,
            error_ratio=SPEED_SD_RATIO,
        )
        for way, values in zip(ways, (found.first, found.back), strict=True)
    ]
    jerky = movement.fps < MIN_SMOOTHNESS_FPS
    metrics.append(_metric("sparc", found.sparc, "1", movement, SPARC, too_slow=jerky))
    metrics.append(_metric("ldlj", found.ldlj, "1", movement, LDLJ, too_slow=jerky))
    return metrics


def _metric(
    key: str,
    values: FloatArray,
    unit: str,
    movement: Movement,
    source: str,
    *,
    too_slow: bool,
    error_ratio: float = 0.0,
) -> Metric:
    known = values[np.isfinite(values)]
    if too_slow or known.size == 0:
        why = (
            refusal("too_slow", f"{movement.fps:.1f} frames a second are too few for this value.")
            if too_slow
            else refusal("half_person", "No repetition was seen without a gap.")
        )
        return Metric(key, None, unit, 0, source, quality=None, refusal=why)
    size = abs(median_of(known))
    return median_metric(
        key,
        known,
        median_interval(known, error_ratio * size, usual_sd=0.1 * size),
        movement.coverage,
        unit=unit,
        source=source,
        good_half_width=0.25 * size,
        least=-np.inf,
        interval=SPEED_INTERVAL if error_ratio else SMOOTHNESS_INTERVAL,
    )
