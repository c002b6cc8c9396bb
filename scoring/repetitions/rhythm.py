"""The rhythm of a signal: how far apart its repetitions are, and how alike."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy import fft, ndimage

from pose.smoothing import GRID_HZ, low_passed
from pose.stream import FloatArray

RHYTHM_HZ: Final = 10.0
STEP: Final = round(GRID_HZ / RHYTHM_HZ)
SHORTEST_S, LONGEST_S = 0.5, 25.0
FASTEST_HZ, SLOWEST_HZ = 1.2, 0.08
"""Faster and slower parts of the signal say nothing about when it repeats itself."""
LEAST_HZ: Final = 1e-6
MOST_LAG_SHARE: Final = 0.6
NEARLY_SHARE: Final = 0.65
"""Of lags that are nearly as good as the best the shortest one is the period."""
HARMONICS, SLOW_HZ = 4.0, 1.2
"""Smooth movement is below these multiples of its rhythm, or this frequency."""
BEAT_BAND: Final = (0.5, 1.6)
"""Multiples of the rhythm between which its humps are seen; chosen on rough recordings."""
STEADY_SHARE: Final = 0.1
"""Share of a period over which a median removes what jumps."""
LEAST_BEAT_SHARE: Final = 0.3
MOST_REACH_SHARE: Final = 0.75
MOVING_SHARE: Final = 0.4


@dataclass(frozen=True)
class Rhythm:
    """Time from one repetition to the next, and how alike they are (1: the same)."""

    period_s: float
    periodicity: float


NO_RHYTHM: Final = Rhythm(float("nan"), 0.0)


def found_rhythm(values: FloatArray) -> Rhythm:
    """Return the period of a smooth signal without gaps, shape ``(n,)`` at `GRID_HZ`.

    The normalised difference of the signal and itself some time later (McLeod and Wyvill,
    "A smarter way to find pitch", ICMC 2005) is found by the fast Fourier transform.
    """
    likeness = _likeness(_filtered(values[::STEP], _repeating))
    lags = likeness[: int(MOST_LAG_SHARE * len(likeness))]
    peaks, _ = scipy.signal.find_peaks(lags, height=0.0)
    peaks = peaks[(peaks >= SHORTEST_S * RHYTHM_HZ) & (peaks <= LONGEST_S * RHYTHM_HZ)]
    if peaks.size == 0:
        return NO_RHYTHM
    chosen = peaks[np.argmax(lags[peaks] >= NEARLY_SHARE * lags[peaks].max())]
    before, here, after = likeness[chosen - 1 : chosen + 2]
    between = (before - after) / (2 * (before - 2 * here + after))
    return Rhythm(float(chosen + between) / RHYTHM_HZ, float(here))


def roughness(values: FloatArray, rhythm: Rhythm) -> float:
    """Return how far a signal mostly stays from what changes with its rhythm.

    That is the ninth tenth of the distance between the signal and its part up to the
    `HARMONICS` multiple of its rhythm: dropouts, and a sensor that jumps, are beyond that.
    """
    cutoff_hz = max(HARMONICS / rhythm.period_s, SLOW_HZ)

    def beyond(length: int) -> FloatArray:
        return np.asarray(1 / (1 + (cutoff_hz / _frequencies_hz(length)) ** 4))

    away = np.abs(_filtered(values[::STEP], beyond))
    place = int(0.9 * (len(away) - 1))
    return float(np.partition(away, place)[place])


@lru_cache(maxsize=64)
def _repeating(length: int) -> FloatArray:
    """Return how much of each frequency is kept to see repetitions, of so many samples."""
    hz = _frequencies_hz(length)
    gain = 1 / (1 + (hz / FASTEST_HZ) ** 4) / (1 + (SLOWEST_HZ / hz) ** 4)
    gain.flags.writeable = False  # shared by every caller
    return np.asarray(gain)


def _frequencies_hz(length: int) -> FloatArray:
    return np.maximum(fft.rfftfreq(length, 1 / RHYTHM_HZ), LEAST_HZ)


def _filtered(coarse: FloatArray, gain: Callable[[int], FloatArray]) -> FloatArray:
    """Return the part of a signal at `RHYTHM_HZ` that ``gain`` leaves of each frequency."""
    # What mirrors itself at the end has no step there that the filter could ring on.
    mirrored = np.concatenate([coarse, coarse[::-1]])
    length = len(mirrored)
    part: FloatArray = fft.irfft(fft.rfft(mirrored) * gain(length), length)
    return part[: len(coarse)]


def _likeness(values: FloatArray) -> FloatArray:
    """Return how alike a signal and itself some samples later are, by lag: -1 to 1."""
    count = len(values)
    spectrum = fft.rfft(values, fft.next_fast_len(2 * count, real=True))
    shared = fft.irfft(spectrum.real**2 + spectrum.imag**2)[:count]
    energy = np.concatenate([[0.0], np.cumsum(values**2)])
    # Energies of the two parts that overlap at each lag.
    both = energy[:0:-1] + energy[-1] - energy[:-1]
    return np.asarray(2 * shared / np.maximum(both, np.finfo(float).tiny))


def beats(values: FloatArray, rhythm: Rhythm) -> list[tuple[int, int, int]]:
    """Return start, peak and end frames of the humps at the scale of the signal's rhythm.

    This tells repetitions where a sensor loses the body so often that no level can be
    trusted: what is left of them still comes once a period.  Stretches in which the signal
    hardly moves hold none, and all together no more than fit into the time of movement.

    Parameters
    ----------
    values
        Shape ``(n,)`` at `GRID_HZ`, without gaps.
    """
    period = rhythm.period_s * GRID_HZ
    steady = ndimage.median_filter(values, size=int(STEADY_SHARE * period) | 1, mode="nearest")
    slow, fast = (low_passed(steady, multiple / rhythm.period_s) for multiple in BEAT_BAND)
    beat = fast - slow
    padded = np.concatenate([[beat.min()], beat, [beat.min()]])
    peaks, found = scipy.signal.find_peaks(padded, prominence=0.0)
    prominences = found["prominences"]
    usual = np.median(prominences[prominences >= 0.3 * prominences.max()])
    moving = _moving(steady, int(period) | 1)
    strong = (prominences >= LEAST_BEAT_SHARE * usual) & moving[peaks - 1]
    most = round(float(moving.sum()) / period)
    ranked = np.argsort(np.where(strong, prominences, 0.0))[::-1]
    peaks = np.sort(peaks[ranked[: min(most, int(strong.sum()))]]) - 1
    reach = int(MOST_REACH_SHARE * period)
    bounds = np.concatenate([[0], peaks, [len(values) - 1]])
    humps = []
    for index, peak in enumerate(peaks):
        before = max(int(bounds[index]), int(peak) - reach)
        after = min(int(bounds[index + 2]), int(peak) + reach)
        start = before + int(beat[before : peak + 1].argmin())
        end = int(peak) + int(beat[peak : after + 1].argmin())
        if start < peak < end:  # else an end of the recording cuts it
            humps.append((start, int(peak), end))
    return humps


def _moving(values: FloatArray, window: int) -> NDArray[np.bool_]:
    """Return where a signal moves at least `MOVING_SHARE` as much as it usually does."""
    mean = ndimage.uniform_filter1d(values, window, mode="nearest")
    square = ndimage.uniform_filter1d(values**2, window, mode="nearest")
    spread = np.sqrt(np.maximum(square - mean**2, 0.0))
    return np.asarray(spread >= MOVING_SHARE * np.percentile(spread, 75))
