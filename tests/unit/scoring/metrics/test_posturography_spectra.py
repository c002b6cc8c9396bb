"""Spectrum, diffusion and regularity of sway against slow ways to the same numbers."""

from typing import Any

import numpy as np
import pytest
from scipy import signal

from scoring.metrics.posturography import axis_descriptors
from scoring.metrics.posturography.complexity import dfa_alpha, sample_entropy
from scoring.metrics.posturography.frequency import (
    axes_frequency,
    spectral_values,
    sway_spectrum,
    welch_density,
)
from scoring.metrics.posturography.stochastic import (
    axis_diffusion,
    crossing,
    mean_square_displacement,
)

RATE_HZ = 25.0


def walk(count: int, seed: int = 0) -> np.ndarray:
    """Return a centred random walk."""
    path = np.cumsum(np.random.default_rng(seed).normal(size=count))
    return np.asarray(path - path.mean())


@pytest.mark.parametrize("linear", [True, False])
@pytest.mark.parametrize(
    ("count", "segment", "overlap", "transform"),
    [(748, 250, 125, 748), (751, 250, 125, 751), (600, 300, 150, 300), (120, 120, 60, 121)],
)
def test_the_spectrum_is_that_of_the_library(count, segment, overlap, transform, linear):
    paths = np.stack([walk(count), walk(count, 1) + 5.0])
    frequencies, density = welch_density(
        paths, RATE_HZ, segment=segment, overlap=overlap, transform=transform, linear=linear
    )
    # The stubs misspell "linear".
    detrend: Any = "linear" if linear else "constant"
    expected_hz, expected = signal.welch(
        paths, RATE_HZ, nperseg=segment, noverlap=overlap, nfft=transform, detrend=detrend
    )
    assert frequencies == pytest.approx(expected_hz)
    assert density == pytest.approx(expected, rel=1e-8, abs=1e-10)


def test_the_borders_of_the_band_belong_to_it():
    # A minute at 100 Hz has its ninth step at 0.15 Hz and its 300th at 5 Hz.
    frequencies, density = sway_spectrum(walk(6000)[None], 100.0)
    assert frequencies[[0, -1]].tolist() == [0.15, 5.0]
    assert density.shape == (1, 292)


def test_a_sine_has_all_its_power_at_its_frequency():
    path = 2.0 * np.sin(2 * np.pi * 0.5 * np.arange(1500) / RATE_HZ)
    (found,) = axes_frequency(path[None], RATE_HZ)
    assert found["frequency_mode"] == pytest.approx(0.5)
    assert found["power_frequency_50"] == pytest.approx(0.5, abs=1 / 60)
    assert found["centroid_frequency"] == pytest.approx(0.5, abs=0.02)
    assert found["frequency_dispersion"] < 0.15
    # The density sums to the variance, 2, times the steps in a hertz, 60.
    assert found["total_power"] == pytest.approx(2.0 * 60, rel=0.01)


def test_frequency_values_by_hand():
    frequencies = np.array([0.25, 0.5, 1.0, 2.0, 4.0])
    density = np.array([1.0, 4.0, 3.0, 1.0, 1.0])
    found = spectral_values(frequencies, density)
    assert found["total_power"] == 10.0
    assert found["power_frequency_50"] == 0.5
    assert found["power_frequency_95"] == 4.0
    assert found["frequency_mode"] == 0.5
    # m1 = 0.25 + 2 + 3 + 2 + 4, m2 = 0.0625 + 1 + 3 + 4 + 16.
    assert found["centroid_frequency"] == pytest.approx(np.sqrt(24.0625 / 10))
    assert found["frequency_dispersion"] == pytest.approx(np.sqrt(1 - 11.25**2 / 240.625))
    assert found["energy_to_05_hz"] == 5.0
    assert found["energy_05_to_2_hz"] == 4.0
    assert found["energy_above_2_hz"] == 1.0
    assert found["frequency_quotient"] == pytest.approx(1 / 9)
    assert all(np.isnan(value) for value in spectral_values(frequencies, 0 * density).values())


def test_two_periods_of_the_slowest_frequency_are_needed():
    assert np.isnan(axes_frequency(walk(300)[None], RATE_HZ)[0]["total_power"])
    assert np.isfinite(axes_frequency(walk(340)[None], RATE_HZ)[0]["total_power"])


def test_the_mean_square_displacement_is_the_mean_of_all_pairs():
    path = walk(300)
    expected = [np.mean((path[lag:] - path[:-lag]) ** 2) for lag in range(1, 101)]
    assert mean_square_displacement(path, 100) == pytest.approx(expected, rel=1e-9)


def test_the_lines_of_the_diffusion_are_the_best_of_all():
    path = signal.lfilter([1.0], [1.0, -0.97], np.random.default_rng(7).normal(size=1500))
    path -= path.mean()
    found = axis_diffusion(path, RATE_HZ)
    lags = np.arange(1, 501)
    log_time = np.log(lags / RATE_HZ)
    log_square = np.log([np.mean((path[lag:] - path[:-lag]) ** 2) for lag in lags])

    def fitted(part: slice) -> tuple[float, np.ndarray]:
        line = np.polyfit(log_time[part], log_square[part], 1)
        return float(np.mean((np.polyval(line, log_time[part]) - log_square[part]) ** 2)), line

    # 0.3 s are 7 samples and the search begins one later; 2.5 s are 62.
    _, short = min((fitted(slice(0, end)) for end in range(8, 63)), key=lambda fit: fit[0])
    _, long = min((fitted(slice(end - 1, 500)) for end in range(8, 63)), key=lambda fit: fit[0])
    assert found["short_time_scaling"] == pytest.approx(short[0] / 2)
    assert found["short_time_diffusion"] == pytest.approx(np.exp(short[1]))
    assert found["long_time_scaling"] == pytest.approx(long[0] / 2)
    assert found["long_time_diffusion"] == pytest.approx(np.exp(long[1]))
    meeting = min((long[1] - short[1]) / (short[0] - long[0]), log_time[-1])
    assert found["critical_time"] == pytest.approx(np.exp(meeting))
    assert found["critical_displacement"] == pytest.approx(np.exp(np.polyval(short, meeting)))


def test_a_steady_drift_goes_as_far_as_time():
    path = np.arange(1500.0) - 749.5
    found = axis_diffusion(path, RATE_HZ)
    # (25 units a second)^2, slope 2 of the squares; the two lines are one.
    assert found["short_time_scaling"] == pytest.approx(1.0)
    assert found["short_time_diffusion"] == pytest.approx(625.0)
    assert found["critical_time"] <= 20.0 + 1e-9


def test_lines_that_run_alike_never_cross():
    assert crossing(0.0, 1.0, 2.0, 1.0, 3.0) == 3.0
    assert crossing(0.0, 1.5, 1.0, 0.5, 3.0) == 1.0


def test_a_random_walk_scales_with_the_root_of_time():
    scalings = [axis_diffusion(walk(3000, seed), RATE_HZ) for seed in range(20)]
    short = np.mean([found["short_time_scaling"] for found in scalings])
    assert short == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("count", "rate_hz"), [(180, RATE_HZ), (1500, 1.0), (3, RATE_HZ)])
def test_too_few_lags_tell_no_diffusion(count, rate_hz):
    assert all(np.isnan(value) for value in axis_diffusion(walk(count), rate_hz).values())


def test_a_path_that_returns_exactly_has_no_logarithm_there():
    path = np.tile([1.0, -1.0], 750)
    assert np.isnan(axis_diffusion(path, RATE_HZ)["critical_time"])


def slow_entropy(path: np.ndarray) -> float:
    """Return sample entropy by comparing every pair of stretches."""
    tolerance = 0.2 * path.std()
    pairs = []
    for length in (2, 3):
        stretches = np.stack([path[start : start + length] for start in range(len(path) - 2)])
        apart = np.abs(stretches[:, None] - stretches[None]).max(axis=2)
        pairs.append((np.count_nonzero(apart <= tolerance) - len(stretches)) // 2)
    return float(np.log(pairs[0] / pairs[1]))


@pytest.mark.parametrize("count", [100, 101, 150, 255, 256, 257])
def test_sample_entropy_counts_every_pair_once(count):
    assert sample_entropy(walk(count)) == pytest.approx(slow_entropy(walk(count)))
    # Ties: many samples are exactly alike.
    steps = np.random.default_rng(count).integers(0, 6, count).astype(float)
    assert sample_entropy(steps) == pytest.approx(slow_entropy(steps))


def test_sample_entropy_tells_order_from_chance():
    sine = np.sin(np.arange(1000) / 10)
    noise = np.random.default_rng(8).normal(size=1000)
    assert sample_entropy(sine) < 0.3
    # Two Gaussians are within 0.2 SD of each other in 11.2 % of cases: -ln 0.112 = 2.19.
    assert sample_entropy(noise) == pytest.approx(2.19, abs=0.1)


def test_sample_entropy_of_what_never_repeats_is_unknown():
    # In these hundred numbers 44 pairs of stretches are alike, and none stays so.
    never = np.random.default_rng(761).random(100)
    with np.errstate(divide="ignore"):
        assert slow_entropy(never) == np.inf
    assert np.isnan(sample_entropy(never))
    assert np.isnan(sample_entropy(np.zeros(200)))
    assert np.isnan(sample_entropy(walk(99)))


def test_what_repeats_exactly_is_perfectly_regular():
    assert sample_entropy(np.tile([0.0, 1.0, 2.0], 100)) == pytest.approx(0.0)


def test_fluctuation_grows_by_half_for_noise_and_by_three_halves_for_a_walk():
    noise = np.random.default_rng(9).normal(size=20_000)
    assert dfa_alpha(noise) == pytest.approx(0.5, abs=0.05)
    assert dfa_alpha(np.cumsum(noise)) == pytest.approx(1.5, abs=0.08)


def test_fluctuation_is_that_about_fitted_lines():
    path = walk(400)
    profile = np.cumsum(path - path.mean())
    windows, fluctuations = [], []
    for window in sorted({int(4 * 1.2**step) for step in range(13)}):
        pieces = profile[: len(profile) // window * window].reshape(-1, window)
        time = np.arange(window)
        rest = [piece - np.polyval(np.polyfit(time, piece, 1), time) for piece in pieces]
        windows.append(window)
        fluctuations.append(np.sqrt(np.mean(np.square(rest))))
    assert windows[-1] <= 40
    expected = np.polyfit(np.log(windows), np.log(fluctuations), 1)[0]
    assert dfa_alpha(path) == pytest.approx(expected, rel=1e-6)


def test_fluctuation_of_too_little_or_of_nothing_is_unknown():
    assert np.isnan(dfa_alpha(walk(99)))
    assert np.isnan(dfa_alpha(np.full(200, 3.0)))
    # A profile of straight lines: nothing fluctuates in the short windows.
    assert np.isnan(dfa_alpha(np.repeat([1.0, -1.0], 500)))


def test_one_axis_has_its_own_descriptors():
    found = axis_descriptors(walk(1500) + 3.0, RATE_HZ)
    assert found["mean_value"] == pytest.approx(3.0)
    assert len(found) == 31
    assert all(np.isfinite(value) for value in found.values())
    with pytest.raises(ValueError, match="rate"):
        axis_descriptors(walk(100), float("nan"))
