"""What changes from repetition to repetition, between the sides, and the time under load."""

from typing import Final

import numpy as np

from pose.medians import median_of
from pose.smoothing import GRID_HZ
from pose.stream import FloatArray
from scoring.metrics.intervals import FAIR_COVERAGE, GOOD_COUNT, TWO_SD
from scoring.movement import Movement
from scoring.refusals import Refusal, refusal
from scoring.repetitions import Repetition, Repetitions
from scoring.report import FAIR, GOOD, LIFTED, POOR, Metric

MIN_REPETITIONS: Final = 5
SLOPE: Final = (
    "Change of {what} from one repetition to the next, in per cent of its median: the median of "
    "the slopes between all pairs of repetitions (Theil and Sen). Positive grows."
)
SLOPE_INTERVAL: Final = "95 %: order statistics of the slopes (Sen 1968)."
SYMMETRY: Final = (
    "Left minus right, in per cent of the mean of both, of {what}. 0 is equal, positive is more on "
    "the left."
)
SYMMETRY_INTERVAL: Final = "The bounds of both sides, put together as independent errors."
UNDER_TENSION: Final = (
    "Sum over the repetitions of the time beyond {level:.0%} of the usual range, pauses at rest "
    "left out."
)


def slope_metric(key: str, what: str, values: FloatArray, movement: Movement) -> Metric:
    """Return how a value changes over the repetitions, per cent a repetition."""
    source = SLOPE.format(what=what)
    known = np.isfinite(values)
    middle = median_of(values[known]) if known.any() else 0.0
    if known.sum() < MIN_REPETITIONS or middle <= 0.0:
        why = refusal(
            "not_enough_repetitions",
            f"{int(known.sum())} repetitions; a slope needs {MIN_REPETITIONS}.",
        )
        return Metric(key, None, "%", int(known.sum()), source, quality=None, refusal=why)
    slope, low, high = pairwise_slope(values[known], np.flatnonzero(known).astype(float))
    per_cent = 100.0 / middle
    bounds = sorted((low * per_cent, high * per_cent))
    return Metric(
        key=key,
        value=float(slope * per_cent),
        unit="%",
        n=int(known.sum()),
        low=float(bounds[0]),
        high=float(bounds[1]),
        quality=GOOD if movement.coverage >= FAIR_COVERAGE else POOR,
        source=source,
        interval=SLOPE_INTERVAL,
    )


def pairwise_slope(values: FloatArray, numbers: FloatArray) -> tuple[float, float, float]:
    """Return the median of the slopes between all pairs, and its 95 % bounds (Sen 1968).

    The bounds are order statistics of the slopes, by the normal approximation of Kendall's
    statistic for values without ties.

    Parameters
    ----------
    values, numbers
        Shape ``(n,)``, ``n`` at least 2; numbers increase.
    """
    first, second = np.triu_indices(len(values), 1)
    slopes = np.sort((values[second] - values[first]) / (numbers[second] - numbers[first]))
    count = len(values)
    spread = (count * (count - 1) * (2 * count + 5) / 18.0) ** 0.5
    half = TWO_SD * spread
    lower = max(round((len(slopes) - half) / 2.0) - 1, 0)
    upper = min(round((len(slopes) + half) / 2.0), len(slopes) - 1)
    return float(np.median(slopes)), float(slopes[lower]), float(slopes[upper])


def symmetry_metric(left: Metric, right: Metric, what: str) -> Metric:
    """Return the symmetry index of one metric of both sides, per cent."""
    source = SYMMETRY.format(what=what)
    if LIFTED in (left.method, right.method):
        why = refusal("view_cannot_measure", "Estimated sides are not compared with each other.")
        return Metric("symmetry_pct", None, "%", 0, source, quality=None, refusal=why)
    if left.value is None or right.value is None or min(left.n, right.n) < GOOD_COUNT:
        return Metric("symmetry_pct", None, "%", 0, source, quality=None, refusal=_one_sided())
    mean = (left.value + right.value) / 2
    if mean <= 0:
        return Metric("symmetry_pct", None, "%", 0, source, quality=None, refusal=_one_sided())
    half = float(np.hypot(_half(left), _half(right))) / mean * 100.0
    value = (left.value - right.value) / mean * 100.0
    return Metric(
        key="symmetry_pct",
        value=value,
        unit="%",
        n=min(left.n, right.n),
        low=value - half,
        high=value + half,
        quality=GOOD if GOOD == left.quality == right.quality else FAIR,
        source=source,
        interval=SYMMETRY_INTERVAL,
    )


def _half(metric: Metric) -> float:
    return ((metric.high or 0.0) - (metric.low or 0.0)) / 2


def _one_sided() -> Refusal:
    return refusal(
        "not_enough_repetitions", f"Each side needs {GOOD_COUNT} repetitions to be compared."
    )


def tension_times_s(signal: FloatArray, found: Repetitions, level: float) -> FloatArray:
    """Return each repetition's time beyond a share of the usual range, seconds."""
    beyond = found.rest + level * found.typical_range
    return np.array([_time_beyond_s(signal, one, beyond) for one in found.complete], dtype=float)


def _time_beyond_s(signal: FloatArray, one: Repetition, level: float) -> float:
    with np.errstate(invalid="ignore"):
        return float((signal[one.start_frame : one.end_frame] > level).sum()) / GRID_HZ


def tension_metric(times_s: FloatArray, level: float, movement: Movement) -> Metric:
    """Return the time under tension of the whole set, seconds."""
    total = float(times_s.sum())
    half = 1.96 * (len(times_s) * 2 / 12) ** 0.5 / movement.fps + 0.02 * total
    return Metric(
        key="time_under_tension_s",
        value=total,
        unit="s",
        n=len(times_s),
        low=max(total - half, 0.0),
        high=total + half,
        quality=GOOD if movement.coverage >= FAIR_COVERAGE else POOR,
        source=UNDER_TENSION.format(level=level),
        interval="95 %: half a frame at either end of each repetition, and 2 % for the level.",
    )
