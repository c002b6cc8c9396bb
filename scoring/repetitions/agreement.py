"""How far independent countings of the same movement agree."""

from typing import Final

from scoring.repetitions.rhythm import Rhythm

NONE_LEFT_SHARE: Final = 0.5
"""Countings that differ by half of the larger one do not agree at all."""
NO_RHYTHM, CLEAR_RHYTHM = 0.3, 0.8
"""A signal less periodic than the first says nothing about the count."""
UNEVEN_COUNT, UNEVEN_SHARE = 0.5, 0.15
"""So much the rhythm may differ from the count, because no two repetitions are equally long."""
LEAST_RHYTHM_SHARE: Final = 0.3
"""A rough signal has two or three times as many peaks as repetitions, and hardly more."""
ROUGH_CONFIDENCE: Final = 0.5
"""Most that a count by rhythm alone can be worth."""


def agreement(a: float, b: float) -> float:
    """Return 1 for equal counts, 0 where they differ by half of the larger one or more."""
    larger = max(a, b)
    return 1.0 if larger <= 0 else max(1.0 - abs(a - b) / (NONE_LEFT_SHARE * larger), 0.0)


def confidence(starts: list[int], prominent_peaks: int, rhythm: Rhythm, rate_hz: float) -> float:
    """Return how far the count agrees with prominent peaks and with the rhythm, 0 to 1.

    Parameters
    ----------
    starts
        Start frames of the repetitions that were counted.
    rhythm
        Says how many there should be from the first to the last of them; the clearer it
        is, the more this counts.
    """
    count = len(starts)
    by_peaks = agreement(count, prominent_peaks)
    clearness = (rhythm.periodicity - NO_RHYTHM) / (CLEAR_RHYTHM - NO_RHYTHM)
    weight = min(max(clearness, 0.0), 1.0)
    if count == 0:
        return by_peaks * (1.0 - weight)
    if weight == 0.0:
        return by_peaks
    expected = 1.0 + (starts[-1] - starts[0]) / rate_hz / rhythm.period_s
    if expected < LEAST_RHYTHM_SHARE * count:
        return by_peaks  # the rhythm of sets with pauses between them, not of repetitions
    missed = max(abs(expected - count) - UNEVEN_COUNT - UNEVEN_SHARE * count, 0.0)
    return by_peaks * (1.0 - weight * (1.0 - agreement(count, count + missed)))
