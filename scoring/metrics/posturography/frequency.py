"""How fast the body swayed: power spectrum between 0.15 and 5 Hz.

Source of the definitions: Quijoux et al. 2021, Physiological Reports 9(22):e15067; segments
of 10 s and the transform over the whole length as in its authors' public code.
"""

from typing import Final

import numpy as np

from pose.stream import FloatArray
from scoring.metrics.posturography.paths import named, quotient, usable

KEYS: Final = (
    "total_power",
    "power_frequency_50",
    "power_frequency_95",
    "frequency_mode",
    "centroid_frequency",
    "frequency_dispersion",
    "energy_to_05_hz",
    "energy_05_to_2_hz",
    "energy_above_2_hz",
    "frequency_quotient",
)
LOWEST_HZ: Final = 0.15
HIGHEST_HZ: Final = 5.0
SEGMENT_S: Final = 10.0
LEAST_S: Final = 2 / LOWEST_HZ
"""Two periods of the lowest frequency."""


def welch_density(
    paths: FloatArray,
    rate_hz: float,
    *,
    segment: int,
    overlap: int,
    transform: int,
    linear: bool,
    highest_hz: float = float("inf"),
) -> tuple[FloatArray, FloatArray]:
    """Return frequencies ``(m,)`` and one-sided power density ``(k, m)`` by Welch's method.

    Equal to `scipy.signal.welch` with a Hann window, which takes a least-squares solution
    of every segment where a line is taken off; here it is a projection onto time.

    Parameters
    ----------
    paths
        Shape ``(k, n)``.
    segment, overlap, transform
        Samples in a segment, shared by neighbours, and in the zero-padded transform.
    linear
        Take a line off every segment, not its mean only.
    highest_hz
        What lies above is not returned.
    """
    pieces = np.lib.stride_tricks.sliding_window_view(paths, segment, axis=-1)
    pieces = pieces[..., :: segment - overlap, :]
    pieces = pieces - pieces.mean(axis=-1, keepdims=True)
    if linear:
        time = np.arange(segment) - (segment - 1) / 2
        pieces -= (pieces @ time / (time @ time))[..., None] * time
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(segment) / segment)
    bins = np.arange(transform // 2 + 1)
    bins = bins[bins * rate_hz / transform <= highest_hz]
    spectrum = np.fft.rfft(pieces * window, transform)[..., : len(bins)]
    power = (spectrum.real**2 + spectrum.imag**2).mean(axis=-2)
    power *= 2 / (rate_hz * float(window @ window))
    # Neither zero nor half the rate has a twin among the negative frequencies.
    power[..., (bins == 0) | (2 * bins == transform)] /= 2
    return bins * rate_hz / transform, power


def sway_spectrum(
    paths: FloatArray, rate_hz: float, *, highest_hz: float = HIGHEST_HZ
) -> tuple[FloatArray, FloatArray]:
    """Return frequencies from 0.15 to ``highest_hz`` and the density ``(k, m)`` there."""
    count = paths.shape[-1]
    segment = min(round(SEGMENT_S * rate_hz), count)
    frequencies, density = welch_density(
        paths,
        rate_hz,
        segment=segment,
        overlap=segment // 2,
        transform=count,
        linear=True,
        highest_hz=highest_hz,
    )
    band = frequencies >= LOWEST_HZ
    return frequencies[band], density[..., band]


def axes_frequency(paths: FloatArray, rate_hz: float) -> list[dict[str, float]]:
    """Return what the spectrum of each centred coordinate of ``(k, n)`` tells.

    Returns
    -------
    list[dict[str, float]]
        For each coordinate ``total_power``, the sum of the density (unit squared per Hz);
        ``power_frequency_50`` and ``…_95``, below which that share of it lies, in Hz;
        ``frequency_mode`` of the highest density; ``centroid_frequency`` sqrt(m2 / m0);
        ``frequency_dispersion`` sqrt(1 - m1^2 / (m0 m2)); sums up to 0.5 Hz, to 2 Hz and
        above; ``frequency_quotient``, the last over the first two.
    """
    least = int(np.ceil(LEAST_S * rate_hz))
    if not all(usable(path, least) for path in paths):
        return [named(KEYS, None) for _ in paths]
    frequencies, densities = sway_spectrum(paths, rate_hz)
    return [spectral_values(frequencies, density) for density in densities]


def spectral_values(frequencies: FloatArray, density: FloatArray) -> dict[str, float]:
    """Return the frequency descriptors of one density ``(m,)``; NaN without any power."""
    m0 = float(density.sum())
    if not m0 > 0:
        return named(KEYS, None)
    m1 = float(frequencies @ density)
    m2 = float(frequencies**2 @ density)
    slow = float(density[frequencies <= 0.5].sum())  # noqa: PLR2004 - the borders are the definition
    fast = float(density[frequencies > 2].sum())  # noqa: PLR2004
    return named(
        KEYS,
        (
            m0,
            power_frequency(frequencies, density, 0.5),
            power_frequency(frequencies, density, 0.95),
            frequencies[int(density.argmax())],
            np.sqrt(m2 / m0),
            np.sqrt(max(1 - m1**2 / (m0 * m2), 0.0)),
            slow,
            m0 - slow - fast,
            fast,
            quotient(fast, m0 - fast),
        ),
    )


def power_frequency(frequencies: FloatArray, density: FloatArray, share: float) -> float:
    """Return the lowest frequency up to which ``share`` of the power lies."""
    total = np.cumsum(density)
    return float(frequencies[int(np.argmax(total >= share * total[-1]))])
