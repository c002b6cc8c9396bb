"""Sway: a random displacement of a known size in a band that bodies sway in."""

from collections.abc import Callable
from typing import Final

import numpy as np

from pose.synthesis.body import FloatArray
from pose.synthesis.movement import smooth_step

LOWEST_SWAY_HZ: Final = 0.25
HIGHEST_SWAY_HZ: Final = 1.0
SWAY_ON_TWO_LEGS: Final = 0.2
"""Share of the sway that is left outside the window."""


def sway(
    start_s: float, end_s: float, rms_mm: float, ramp_s: float, *, seed: int
) -> Callable[[FloatArray], FloatArray]:
    """Return a band-limited random displacement of a known root mean square in a window.

    A sum of sines with random phases, amplitudes as 1/f; outside the window it fades to a
    small share over ``ramp_s``.

    Parameters
    ----------
    start_s, end_s
        The window.
    rms_mm
        Root mean square in it, about the mean in it, which is zero.
    ramp_s
        How long the sway takes to fade before and after.
    seed
        Of the phases.
    """
    rng = np.random.default_rng(seed)
    hz = np.arange(LOWEST_SWAY_HZ, HIGHEST_SWAY_HZ, 0.05)
    hz = hz + rng.uniform(-0.02, 0.02, len(hz)).clip(LOWEST_SWAY_HZ - hz)
    phases = rng.uniform(0.0, 2 * np.pi, len(hz))

    def raw(times_s: FloatArray) -> FloatArray:
        waves = np.sin(2 * np.pi * times_s[:, None] * hz + phases) / hz
        inside = smooth_step((times_s - start_s + ramp_s) / ramp_s)
        inside = inside - smooth_step((times_s - end_s) / ramp_s)
        return np.asarray(
            waves.sum(axis=1) * (SWAY_ON_TWO_LEGS + (1.0 - SWAY_ON_TWO_LEGS) * inside)
        )

    window = raw(np.linspace(start_s, end_s, 4001))
    mean, spread = window.mean(), window.std()

    def displacement_mm(times_s: FloatArray) -> FloatArray:
        return np.asarray((raw(times_s) - mean) * (rms_mm / spread))

    return displacement_mm
