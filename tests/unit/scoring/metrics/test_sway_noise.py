"""The noise below 2 Hz, and what is left of sway without it."""

import numpy as np
import pytest

from pose.smoothing import GRID_HZ, low_passed
from scoring.metrics.posturography.keypoint_noise import (
    NoiseFloor,
    corrected_rms,
    corrected_spectrum,
    corrected_velocity,
    longer_is_better,
    noise_floor,
    spectral_frequencies,
    spectral_snr,
)

COUNT = 900


def white(sd: float, seed: int, count: int = COUNT) -> np.ndarray:
    return sd * np.random.default_rng(seed).normal(size=count)


def test_white_noise_is_spread_evenly_up_to_half_the_rate():
    # Variance 4 over 15 Hz.
    floor = noise_floor(white(2.0, 1), 2.0, GRID_HZ)
    assert floor.density == pytest.approx(4 / 15)
    assert floor.most == pytest.approx(1.08 * 4 / 15)


def test_a_slower_camera_has_its_noise_in_a_narrower_band():
    # Variance 4 over 7.5 Hz; straight lines between frames leave little of it above 3 Hz.
    frames = white(2.0, 2, COUNT // 2)
    path = np.interp(np.arange(COUNT - 1) / 2, np.arange(COUNT // 2), frames)
    assert noise_floor(path, 2.0, 15.0).density == pytest.approx(4 / 7.5)


def test_a_faster_camera_is_thinned_and_never_counts_for_more_than_what_is_seen():
    # Between two frames of 60 a second, straight lines leave half of the variance.
    frames = white(2.0, 3, 2 * COUNT + 1)
    between = (frames[:-1:2] + frames[1::2]) / 2
    on_frames = noise_floor(frames[:-1:2], 2.0, 60.0)
    assert on_frames.density <= 4 / 15
    assert noise_floor(between, 2.0, 60.0).density == pytest.approx(2 / 15, rel=0.3)


def test_noise_that_stays_has_more_density_below_than_between_frames():
    fresh = white(1.0, 4, 20_000)
    kept = np.zeros(20_000)
    for frame in range(1, 20_000):
        kept[frame] = 0.4 * kept[frame - 1] + np.sqrt(1 - 0.4**2) * fresh[frame]
    third = np.diff(kept, n=3)
    between_frames = float(np.sqrt(np.mean(third**2) / 20))
    floor = noise_floor(kept, between_frames, GRID_HZ)
    # A first-order process of variance 1 has (1 + 0.4) / (1 - 0.4) of the white density at 0.
    truth = (1.4 / 0.6) / 15
    assert floor.density == pytest.approx(truth, rel=0.15)
    assert floor.density_sd == pytest.approx(floor.density / 2)
    assert between_frames**2 / 15 < truth / 3


def test_noise_of_a_flat_spectrum_above_and_a_steep_one_is_reckoned_with_at_its_slowest():
    slow = np.cumsum(white(1.0, 5))
    floor = noise_floor(slow, 0.2, GRID_HZ)
    assert floor.density_sd > 4 * floor.density
    # Unknown: nothing between frames at all, yet something between 3 and 6 Hz.
    assert noise_floor(slow, 0.0, GRID_HZ).density > 0


def test_the_spread_of_noise_alone_is_that_of_the_low_pass():
    noise = white(1.0, 6, 60_000)
    floor = NoiseFloor(1 / 15, 0.0)
    found = corrected_rms(low_passed(noise, 2.0), floor)
    assert found.measured == pytest.approx(found.noise, rel=0.03)


def test_a_spread_by_hand():
    # Variance 25; a density of 1 has 2.06 Hz below the low-pass.
    smooth = np.tile([5.0, -5.0], COUNT // 2)
    found = corrected_rms(smooth, NoiseFloor(1.0, 0.0))
    assert found.measured == 5.0
    band_hz = found.noise**2
    assert band_hz == pytest.approx(2.06, abs=0.02)
    left = 25 - band_hz
    assert found.value == pytest.approx(left**0.5)
    assert found.snr == pytest.approx((left / band_hz) ** 0.5)
    # By chance in 30 s: 2 v d / T, and d^2 over the narrower band of the square.
    least = np.sqrt(2 * left / 30) / (2 * left)
    assert least < found.error_ratio < 1.05 * least
    unsure = corrected_rms(smooth, NoiseFloor(1.0, 0.5))
    assert unsure.value == found.value
    assert unsure.error_ratio > found.error_ratio
    assert unsure.snr == pytest.approx(found.snr / 1.5**0.5)


def test_gaps_count_as_time_not_seen():
    smooth = np.tile([5.0, -5.0], COUNT // 2)
    gone = smooth.copy()
    gone[: COUNT // 2] = np.nan
    whole, half = (corrected_rms(path, NoiseFloor(1.0, 0.0)) for path in (smooth, gone))
    assert half.value == pytest.approx(whole.value)
    assert half.error_ratio == pytest.approx(whole.error_ratio * 2**0.5)


@pytest.mark.parametrize("corrected", [corrected_rms, corrected_velocity])
def test_noise_that_explains_everything_leaves_nothing(corrected):
    smooth = low_passed(white(1.0, 7), 2.0)
    found = corrected(smooth, NoiseFloor(1.0, 0.0))
    assert found.value == found.snr == 0.0
    assert found.error_ratio == np.inf
    unknown = corrected(smooth, NoiseFloor(float("nan"), 0.0))
    assert unknown.value == 0.0


def test_without_noise_nothing_is_taken_off():
    path = np.sin(2 * np.pi * 0.5 * np.arange(COUNT) / GRID_HZ)
    none = NoiseFloor(0.0, 0.0)
    assert corrected_rms(path, none).value == pytest.approx(0.5**0.5)
    assert corrected_rms(path, none).snr == np.inf
    # Four units a period of two seconds.
    assert corrected_velocity(path, none).value == pytest.approx(2.0, rel=0.01)


def test_the_velocity_of_noise_alone_is_the_computed_one():
    noise = white(1.0, 8, 60_000)
    found = corrected_velocity(low_passed(noise, 2.0), NoiseFloor(1 / 15, 0.0))
    assert found.measured == pytest.approx(found.noise, rel=0.03)


def test_gaussian_velocity_is_corrected_without_bias():
    ratios = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        true = 30 * low_passed(rng.normal(size=COUNT), 0.8)
        noisy = true + 1.5 * rng.normal(size=COUNT)
        found = corrected_velocity(low_passed(noisy, 2.0), NoiseFloor(1.5**2 / 15, 0.0))
        truth = corrected_velocity(low_passed(true, 2.0), NoiseFloor(0.0, 0.0))
        ratios.append(found.value / truth.value)
        assert found.measured > found.value
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.01)


def test_errors_by_chance_shrink_with_the_root_of_time():
    assert longer_is_better(900) == 1.0
    assert longer_is_better(225) == 2.0


def test_the_spectrum_of_noise_is_nothing_on_average():
    floor = NoiseFloor(1 / 15, 0.0)
    densities = [corrected_spectrum(white(1.0, seed), floor)[1] for seed in range(40)]
    assert np.mean(densities) == pytest.approx(0.0, abs=0.05 / 15)


def test_frequencies_of_a_density_by_hand():
    frequencies = np.array([0.5, 1.0, 1.5, 2.0])
    density = np.array([6.0, -1.0, 4.0, 1.0])
    # Sums 6, 5, 9, 10; m2 = 1.5 - 1 + 9 + 4.
    f50, f95, centroid = spectral_frequencies(frequencies, density)
    assert (f50, f95) == (0.5, 2.0)
    assert centroid == pytest.approx(np.sqrt(13.5 / 10))
    # Power 10 beside 4 times 0.5 plus its uncertainty of 0.125.
    assert spectral_snr(frequencies, density, NoiseFloor(0.5, 0.125)) == 2.0
    assert spectral_snr(frequencies, -density, NoiseFloor(0.5, 0.0)) == 0.0
    assert spectral_snr(frequencies, density, NoiseFloor(0.0, 0.0)) == np.inf
