"""What keypoint noise does to sway, and what is left of sway without it.

The path of a trunk seen by a pose estimator is sway plus noise.  White noise of a known
standard deviation in one frame has the same power density at every frequency, so that its
share of any variance after the 2 Hz low-pass is known and can be taken off.  What cannot
be taken off is chance: over T seconds, sway and noise are never quite uncorrelated.  With
the noise density d (one-sided) a corrected variance v keeps the standard error

    sqrt(2 v d / T + d^2 B / T + s^2),

B being the integral of the low-pass to the fourth power and s the uncertainty of the
noise's variance itself.  That error, not the noise, decides what can be measured.

Real jitter need not be white.  Noise that stays for some frames is stronger below 2 Hz
than from frame to frame, and taking off the white share then leaves too much: with a
correlation of 0.5 between frames and 5 mm, RMS would read 17 % too much, unseen.  So the
density between 3 and 6 Hz, where a trunk hardly sways, is compared with that of the noise
from frame to frame; where it is clearly more, the noise of a first-order process with that
ratio is taken off instead, and its uncertainty is half of it or more.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from pose.smoothing import GRID_HZ, STANCE_CUTOFF_HZ, two_pass_gain
from pose.stream import FloatArray
from scoring.metrics.posturography.frequency import sway_spectrum, welch_density

QUIET_HZ: Final = (3.0, 6.0)
"""Where a trunk hardly sways, and noise is what is seen."""
COLOURED_RATIO: Final = 1.5
"""Four standard deviations above white: the density of 30 s of white noise varies by 14 %."""
STEEP_RATIO: Final = 3.0
"""Beyond a correlation of 0.5 the ratio hardly changes and says little about slow noise."""
WHITE_SD_RATIO: Final = 0.08
"""Uncertainty of a white noise's variance: 3.6 % of its standard deviation, measured."""
COLOURED_SD_RATIO: Final = 0.5
STEEP_CORRELATION: Final = 0.9
"""The slowest jitter that is reckoned with where the ratio says nothing."""
THINNED_RATIO: Final = 1.1
"""Cameras faster than the grid by this are thinned by straight lines between frames."""
SEGMENT_S: Final = 10.0
FREQUENCIES: Final = 2001
VELOCITY_ERROR: Final = 0.09
"""Standard error of the velocity in 30 s times its signal-to-noise ratio: 0.07 to 0.08 in
simulation, more where the sway is not Gaussian."""


@dataclass(frozen=True)
class NoiseFloor:
    """One-sided power density of the noise below 2 Hz, unit squared per Hz.

    Attributes
    ----------
    density
        Of the noise.
    density_sd
        Its uncertainty.
    """

    density: float
    density_sd: float

    @property
    def most(self) -> float:
        """Density that is reckoned with when asking whether something is measurable."""
        return self.density + self.density_sd


@dataclass(frozen=True)
class Corrected:
    """A root mean square, or a mean velocity, without the noise in it.

    Attributes
    ----------
    measured
        With the noise.
    noise
        What noise alone would give.
    value
        Without the noise; 0 where noise explains everything.
    error_ratio
        Standard error of ``value`` that noise causes, beside it; infinite where it is 0.
    snr
        ``value`` beside the most noise that is reckoned with.
    """

    measured: float
    noise: float
    value: float
    error_ratio: float
    snr: float


def noise_floor(path: FloatArray, noise_sd: float, fps: float) -> NoiseFloor:
    """Return the noise below 2 Hz in one coordinate.

    Parameters
    ----------
    path
        Shape ``(n,)`` at 30 Hz, not low-passed, without gaps.
    noise_sd
        Standard deviation of the noise in one frame of the camera (`pose.quality.noise_sd`).
    fps
        Frames per second of the camera.
    """
    white = 2 * noise_sd**2 / min(fps, GRID_HZ)
    measured = quiet_density(path)
    if not measured > COLOURED_RATIO * white:
        if fps > THINNED_RATIO * GRID_HZ:
            white = min(white, measured)
        return NoiseFloor(white, WHITE_SD_RATIO * white)
    ratio = measured / white if white > 0 else np.inf
    ratios, lifts = _correlated_noise()
    density = measured * float(np.interp(min(ratio, STEEP_RATIO), ratios, lifts))
    if ratio < STEEP_RATIO:
        return NoiseFloor(density, COLOURED_SD_RATIO * density)
    return NoiseFloor(density, COLOURED_SD_RATIO * measured * float(lifts[-1]))


def quiet_density(path: FloatArray) -> float:
    """Return the mean power density between 3 and 6 Hz of ``path (n,)`` at 30 Hz."""
    segment = min(round(SEGMENT_S * GRID_HZ), len(path))
    frequencies, density = welch_density(
        path[None],
        GRID_HZ,
        segment=segment,
        overlap=segment // 2,
        transform=segment,
        linear=True,
    )
    quiet = (frequencies >= QUIET_HZ[0]) & (frequencies <= QUIET_HZ[1])
    return float(density[0, quiet].mean())


@cache
def _power_gains() -> tuple[FloatArray, FloatArray]:
    """Return frequencies from 0 to 15 Hz, and how much power the 2 Hz low-pass leaves."""
    hz = np.linspace(0.0, GRID_HZ / 2, FREQUENCIES)
    return hz, two_pass_gain(hz, STANCE_CUTOFF_HZ, GRID_HZ) ** 2


def _integral(values: FloatArray) -> float:
    return float(np.trapezoid(values, _power_gains()[0]))


@cache
def _bandwidths_hz() -> tuple[float, float]:
    """Return the integrals of the power that the low-pass leaves, and of its square."""
    gains = _power_gains()[1]
    return _integral(gains), _integral(gains**2)


@cache
def _velocity_gain() -> float:
    """Return the integral of the power that steps between samples of the low-pass leave."""
    hz, gains = _power_gains()
    return _integral(gains * (2 * GRID_HZ * np.sin(np.pi * hz / GRID_HZ)) ** 2)


@cache
def _correlated_noise() -> tuple[FloatArray, FloatArray]:
    """Return, for correlations between frames from 0 to 0.9, two ratios of such noise.

    The first is its density between 3 and 6 Hz beside that of white noise with the same
    third difference; the second its density below 2 Hz beside that between 3 and 6 Hz.
    """
    hz, gains = _power_gains()
    turn = 2 * np.pi * hz / GRID_HZ
    correlation = np.linspace(0.0, STEEP_CORRELATION, 91)[:, None]
    density = (1 - correlation**2) / (1 + correlation**2 - 2 * correlation * np.cos(turn))
    quiet = density[:, (hz >= QUIET_HZ[0]) & (hz <= QUIET_HZ[1])].mean(axis=1)
    jump = (2 * np.sin(turn / 2)) ** 6
    between_frames = (density * jump).mean(axis=1) / jump.mean()
    below = (density * gains).mean(axis=1) / gains.mean()
    return quiet / between_frames, below / quiet


def corrected_rms(smooth: FloatArray, floor: NoiseFloor) -> Corrected:
    """Return the root mean square about the mean without the noise's share.

    Parameters
    ----------
    smooth
        Shape ``(n,)`` at 30 Hz, low-passed at 2 Hz; NaN where nothing was seen.
    """
    known = smooth[np.isfinite(smooth)]
    power_hz, square_hz = _bandwidths_hz()
    measured = float(known.var())
    noise = floor.density * power_hz
    value = measured - noise
    if not value > 0:
        return Corrected(measured**0.5, noise**0.5, 0.0, float("inf"), 0.0)
    duration_s = len(known) / GRID_HZ
    by_chance = (2 * value * floor.density + floor.density**2 * square_hz) / duration_s
    error = np.sqrt(by_chance + (floor.density_sd * power_hz) ** 2) / (2 * value)
    return Corrected(
        measured=measured**0.5,
        noise=noise**0.5,
        value=value**0.5,
        error_ratio=float(error),
        snr=_snr(value, floor.most * power_hz),
    )


def corrected_velocity(smooth: FloatArray, floor: NoiseFloor) -> Corrected:
    """Return the mean absolute velocity without the noise's share, unit per second.

    The variance of the velocity is corrected exactly; the mean of its absolute value by the
    same ratio, which is exact where sway and noise are Gaussian.  ``error_ratio`` is what
    simulation gave (see `VELOCITY_ERROR`), bias by other shapes included.

    Parameters
    ----------
    smooth
        Shape ``(n,)`` at 30 Hz, low-passed at 2 Hz, without gaps.
    """
    steps = np.diff(smooth) * GRID_HZ
    measured = float(np.abs(steps).mean())
    power = float(np.mean(steps**2))
    noise = floor.density * _velocity_gain()
    value = power - noise
    noise_alone = float(np.sqrt(2 / np.pi * noise))
    if not value > 0:
        return Corrected(measured, noise_alone, 0.0, float("inf"), 0.0)
    snr = _snr(value, floor.most * _velocity_gain())
    return Corrected(
        measured=measured,
        noise=noise_alone,
        value=measured * float(np.sqrt(value / power)),
        error_ratio=VELOCITY_ERROR / snr * longer_is_better(len(smooth)),
        snr=snr,
    )


def longer_is_better(count: int) -> float:
    """Return how an error by chance in 30 s changes with the number of samples at 30 Hz."""
    return float(np.sqrt(30 * GRID_HZ / count))


def _snr(variance: float, noise: float) -> float:
    """Return the root of a quotient of variances; 0 where either is unknown."""
    if not (variance > 0 and noise >= 0):
        return 0.0
    return float(np.sqrt(variance / noise)) if noise > 0 else float("inf")


def corrected_spectrum(path: FloatArray, floor: NoiseFloor) -> tuple[FloatArray, FloatArray]:
    """Return frequencies from 0.15 to 2 Hz and the density there without the noise's.

    Single values may be negative: noise above its mean is not known to be noise.

    Parameters
    ----------
    path
        Shape ``(n,)`` at 30 Hz, not low-passed, without gaps.
    """
    frequencies, density = sway_spectrum(path[None], GRID_HZ, highest_hz=STANCE_CUTOFF_HZ)
    return frequencies, density[0] - floor.density


def spectral_snr(frequencies: FloatArray, density: FloatArray, floor: NoiseFloor) -> float:
    """Return sway beside noise, as standard deviations, in the band of a corrected density.

    A slow drift below the band makes it lower than the ratio of the whole sway.
    """
    return _snr(float(density.sum()), floor.most * len(frequencies))


def spectral_frequencies(
    frequencies: FloatArray, density: FloatArray
) -> tuple[float, float, float]:
    """Return f50, f95 and the centroid sqrt(m2 / m0) of a density with power, Hz."""
    power = float(density.sum())
    m2 = max(float(frequencies**2 @ density), 0.0)
    total = np.cumsum(density)
    f50, f95 = (float(frequencies[int(np.argmax(total >= share * power))]) for share in (0.5, 0.95))
    return f50, f95, float(np.sqrt(m2 / power))
