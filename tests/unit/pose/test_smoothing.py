"""Resampling and filtering: gaps, edges, and a cut-off that means what it says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from pose import smoothing


def test_a_uniform_grid_has_its_last_sample_when_the_time_is_a_whole_number_of_steps():
    grid = smoothing.uniform_times(np.array([0.0, 0.7, 2.0]), 30.0)
    assert len(grid) == 61
    assert grid[-1] == pytest.approx(2.0)
    assert len(smoothing.uniform_times(np.empty(0))) == 0


def test_a_straight_line_is_resampled_exactly_whatever_the_jitter():
    rng = np.random.default_rng(3)
    times = np.sort(rng.uniform(0, 5, 200))
    times[0], times[-1] = 0.0, 5.0
    grid = smoothing.uniform_times(times)
    line = smoothing.resampled(times, (3.0 * times - 1.0)[:, None], grid)
    assert line[:, 0] == pytest.approx(3.0 * grid - 1.0)


def test_a_gap_of_a_quarter_second_is_bridged_and_a_longer_one_stays_open():
    times = np.arange(0, 3.0001, 0.05)
    values = np.stack([times, times], axis=1)
    values[21:25, 0] = np.nan  # seen at 1.00 and 1.25: 0.25 s apart
    values[21:26, 1] = np.nan  # seen at 1.00 and 1.30: 0.30 s apart
    grid = smoothing.uniform_times(times)
    out = smoothing.resampled(times, values, grid)
    assert np.isfinite(out[:, 0]).all()
    missing = np.isnan(out[:, 1])
    assert missing.any()
    assert grid[missing].min() > 1.0
    assert grid[missing].max() < 1.30


def test_nothing_is_made_up_before_the_first_and_after_the_last_sighting():
    times = np.arange(0, 2.0001, 0.1)
    values = np.ones((len(times), 1))
    values[:5] = np.nan
    values[-5:] = np.nan
    out = smoothing.resampled(times, values, smoothing.uniform_times(times))
    assert np.isnan(out[:14, 0]).all()
    assert np.isfinite(out[15:45, 0]).all()
    assert np.isnan(out[46:, 0]).all()


@pytest.mark.parametrize("cutoff_hz", [2.0, 4.0, 6.0, 10.0])
def test_two_passes_are_three_decibels_down_at_the_cutoff(cutoff_hz):
    gain = smoothing.two_pass_gain(np.array([0.0, cutoff_hz, 15.0]), cutoff_hz, 30.0)
    # -3 dB in amplitude is 1 / sqrt(2); nothing changes at rest, nothing is left at half the rate.
    assert gain == pytest.approx([1.0, 2**-0.5, 0.0], abs=1e-6)


@pytest.mark.parametrize("cutoff_hz", [2.0, 4.0, 6.0, 10.0])
@pytest.mark.parametrize("length", [40, 301, 1849])
def test_the_filter_is_scipys_butterworth_run_forward_and_backward(cutoff_hz, length):
    values = np.random.default_rng(length).normal(size=(length, 3)).cumsum(axis=0) * 20 + 600
    # Two passes lower a nominal cut-off to 0.802 of it: (sqrt(2) - 1) ** (1 / 4), on the
    # frequency axis that the bilinear transform bends.
    nominal = np.tan(np.pi * cutoff_hz / 30) / (2**0.5 - 1) ** 0.25
    sos = signal.butter(2, np.arctan(nominal) * 30 / np.pi, fs=30.0, output="sos")
    padlen = min(30, length - 1)
    expected = signal.sosfiltfilt(sos, values, axis=0, padtype="odd", padlen=padlen)
    assert smoothing.low_passed(values, cutoff_hz) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("cutoff_hz", [1.0, 2.0, 6.0, 10.0])
@pytest.mark.parametrize("length", [2, 7, 40, 301])
def test_the_filter_is_the_same_backward_in_time(cutoff_hz, length):
    values = np.random.default_rng(length).normal(size=(length, 2)).cumsum(axis=0) * 20 + 600
    backward = smoothing.low_passed(values[::-1], cutoff_hz)[::-1]
    assert backward == pytest.approx(smoothing.low_passed(values, cutoff_hz), abs=1e-4)


def test_a_cutoff_at_half_the_rate_is_refused():
    with pytest.raises(ValueError, match="rate"):
        smoothing.low_passed(np.zeros(100), 15.0, 30.0)


def test_the_filter_has_no_delay_and_holds_at_the_edges():
    time = np.arange(0, 10, 1 / 30)
    wave = 40 * np.sin(2 * np.pi * 0.4 * time)
    smooth = smoothing.low_passed(wave)
    assert np.abs(smooth - wave).max() < 0.2


def test_missing_stays_missing_and_does_not_spread():
    values = np.sin(np.arange(200) / 20.0)
    values[50:70] = np.nan
    smooth = smoothing.low_passed(values)
    assert (np.isnan(smooth) == np.isnan(values)).all()


@pytest.mark.parametrize("length", [0, 1, 2, 5])
def test_short_signals_pass(length):
    values = np.ones((length, 2))
    assert smoothing.low_passed(values) == pytest.approx(values)


@settings(max_examples=25)
@given(st.floats(-5, 5), st.floats(0.1, 10), st.integers(0, 2**16))
def test_the_filter_is_linear(offset, scale, seed):
    values = np.random.default_rng(seed).normal(size=120)
    direct = smoothing.low_passed(values * scale + offset)
    assert direct == pytest.approx(smoothing.low_passed(values) * scale + offset, abs=1e-8)


def test_a_moving_mean_is_the_mean_of_its_window():
    values = np.array([0.0, 3.0, 6.0, 0.0, 3.0])
    # Windows of three: (0+3+6)/3, (3+6+0)/3, (6+0+3)/3; nothing at the ends.
    expected = [np.nan, 3.0, 3.0, 3.0, np.nan]
    assert smoothing.moving_mean(values, 3) == pytest.approx(expected, nan_ok=True)
    assert smoothing.moving_mean(values, 1) == pytest.approx(values)


@pytest.mark.parametrize("rate_hz", [12.0, 30.0, 60.0])
def test_the_derivative_of_a_parabola_is_exact_at_any_rate_to_its_ends(rate_hz):
    time = np.arange(0, 2, 1 / rate_hz)
    slope = smoothing.derivative(3.0 * time**2 - time, rate_hz, window_s=0.3, order=2)
    assert slope == pytest.approx(6.0 * time - 1.0, abs=1e-9)


def test_a_derivative_is_scipys_savitzky_golay():
    values = np.random.default_rng(1).normal(size=(50, 2)).cumsum(axis=0)
    expected = signal.savgol_filter(values, 9, 3, deriv=1, delta=1 / 30, axis=0)
    slope = smoothing.derivative(values, 30.0, window_s=0.3, order=3)
    assert slope == pytest.approx(expected, abs=1e-9)


def test_a_derivative_does_not_reach_over_a_gap():
    # Two columns: rest at 0 and, after the gap, rest at 100; nothing ever moves.
    values = np.zeros((60, 2))
    values[30:] = 100.0
    values[26:30] = np.nan
    values[:26, 1] = 100.0
    slope = smoothing.derivative(values, 30.0, window_s=0.2)
    assert (np.isnan(slope) == np.isnan(values)).all()
    assert slope[np.isfinite(slope)] == pytest.approx(0.0, abs=1e-9)


def test_a_run_shorter_than_the_window_has_no_derivative():
    values = np.full(30, np.nan)
    values[5:10] = 1.0
    # 0.2 s at 30 Hz are six samples, rounded up to seven: five do not suffice.
    assert np.isnan(smoothing.derivative(values, 30.0, window_s=0.2)).all()
    assert smoothing.derivative(np.empty((0, 3)), window_s=0.2).shape == (0, 3)


@pytest.mark.parametrize(("window_s", "order"), [(0.0, 2), (0.2, 0)])
def test_a_derivative_without_a_window_or_an_order_is_refused(window_s, order):
    with pytest.raises(ValueError, match="positive"):
        smoothing.derivative(np.zeros(20), window_s=window_s, order=order)


def still_and_moving(frequency_hz: float, noise: float, *, n: int = 900) -> np.ndarray:
    """Return 30 s of a movement to and fro, 50 wide, with noise, in six columns."""
    time = np.arange(n) / 30.0
    wave = 50 * np.sin(2 * np.pi * frequency_hz * time)
    return wave[:, None] + noise * np.random.default_rng(7).normal(size=(n, 6))


def test_slow_noisy_movements_get_a_low_cutoff_and_quick_or_clean_ones_keep_six_hertz():
    assert smoothing.chosen_cutoff_hz(still_and_moving(0.3, 2.0), 2.0) == 2.5
    assert smoothing.chosen_cutoff_hz(still_and_moving(3.0, 2.0), 2.0) == 6.0
    assert smoothing.chosen_cutoff_hz(still_and_moving(2.0, 0.1), 0.1) > 5.0


@pytest.mark.parametrize("noise_sd", [0.0, float("nan")])
def test_without_known_noise_the_cutoff_is_the_usual_one(noise_sd):
    assert smoothing.chosen_cutoff_hz(still_and_moving(0.3, 2.0), noise_sd) == 6.0


def test_recordings_too_short_for_a_spectrum_keep_the_usual_cutoff():
    short = still_and_moving(0.3, 2.0, n=45)
    assert smoothing.chosen_cutoff_hz(short, 2.0) == smoothing.MOTION_CUTOFF_HZ
    assert smoothing.chosen_cutoff_hz(np.empty((0, 6)), 2.0) == smoothing.MOTION_CUTOFF_HZ


def test_points_never_seen_have_no_say_in_the_cutoff():
    values = still_and_moving(1.2, 2.0)
    unseen = np.concatenate([values, np.full((len(values), 6), np.nan)], axis=1)
    chosen = smoothing.chosen_cutoff_hz(values, 2.0)
    assert smoothing.chosen_cutoff_hz(unseen, 2.0) == chosen
    assert smoothing.chosen_cutoff_hz(unseen[:, 6:], 2.0) == smoothing.MOTION_CUTOFF_HZ


def test_a_camera_too_slow_to_tell_movement_from_noise_keeps_the_usual_cutoff():
    values = still_and_moving(0.3, 2.0)
    assert smoothing.chosen_cutoff_hz(values, 2.0, fps=24.0) == 2.5
    assert smoothing.chosen_cutoff_hz(values, 2.0, fps=15.0) == smoothing.MOTION_CUTOFF_HZ


def test_a_quick_movement_that_was_taken_for_noise_keeps_the_usual_cutoff():
    # Without any noise, third differences of a quick movement look like 3 px of it.
    assert smoothing.chosen_cutoff_hz(still_and_moving(2.0, 0.0), 3.0) == 6.0


def test_stamps_that_jitter_do_not_change_the_cutoff_much():
    # Straight lines between jittered frames take off noise, and must not pass for stillness.
    rng = np.random.default_rng(3)
    times = np.arange(900) / 30.0
    jittered = times + np.clip(rng.normal(0.0, 0.008, 900), -0.011, 0.011)
    wave = 50 * np.sin(2 * np.pi * 1.2 * jittered)
    values = wave[:, None] + 2.0 * rng.normal(size=(900, 6))
    on_grid = smoothing.resampled(jittered, values, times[1:-1])
    even = smoothing.chosen_cutoff_hz(still_and_moving(1.2, 2.0), 2.0)
    assert smoothing.chosen_cutoff_hz(on_grid, 2.0) == pytest.approx(even, abs=0.8)


@given(st.floats(-1000, 1000), st.floats(-50, 50), st.floats(0.1, 10.0))
def test_the_chosen_cutoff_does_not_change_with_place_drift_or_size(place, drift, size):
    values = still_and_moving(1.2, 2.0)
    moved = size * values + place + drift * np.arange(len(values))[:, None] / 30.0
    chosen = smoothing.chosen_cutoff_hz(values, 2.0)
    assert smoothing.chosen_cutoff_hz(moved, 2.0 * size) == pytest.approx(chosen, abs=0.26)


def test_the_chosen_cutoff_leaves_less_error_than_six_hertz():
    for frequency in (0.3, 0.6, 1.0, 1.5):
        values, truth = still_and_moving(frequency, 2.0), still_and_moving(frequency, 0.0)
        chosen = smoothing.chosen_cutoff_hz(values, 2.0)
        errors = [
            np.sqrt(np.mean((smoothing.low_passed(values, cutoff) - truth) ** 2))
            for cutoff in (chosen, 6.0)
        ]
        assert errors[0] <= errors[1]


def test_columns_never_seen_are_flat_and_do_not_hide_the_others():
    values = np.full((40, 3), np.nan)
    values[5:30, 1] = np.arange(25.0)
    filled = smoothing.without_gaps(values)
    assert filled[:, 0] == pytest.approx(0.0)
    # Ends are held: 0 before the first sighting, 24 after the last.
    assert filled[:, 1] == pytest.approx(np.clip(np.arange(40.0) - 5, 0, 24))
    assert smoothing.without_gaps(np.full((4, 2), np.nan)) == pytest.approx(np.zeros((4, 2)))


def test_a_column_never_seen_is_resampled_to_nothing():
    times = np.arange(10) / 10
    values = np.full((10, 2), np.nan)
    values[[2, 3], 1] = [1.0, 3.0]
    out = smoothing.resampled(times, values, np.array([0.2, 0.25, 0.3, 0.5]))
    assert np.isnan(out[:, 0]).all()
    assert out[:, 1] == pytest.approx([1.0, 2.0, 3.0, np.nan], nan_ok=True)
    nothing = np.full((10, 1), np.nan)
    assert np.isnan(smoothing.resampled(times, nothing, times)).all()


@settings(max_examples=40)
@given(st.integers(0, 2**16), st.floats(0.0, 0.6), st.sampled_from([12.0, 30.0, 60.0]))
def test_resampling_is_the_straight_line_between_the_nearest_sightings(seed, lost, fps):
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(0.5, 1.5, 60)) / fps
    values = rng.normal(size=(60, 3))
    values[rng.random((60, 3)) < lost] = np.nan
    grid = smoothing.uniform_times(times)
    out = smoothing.resampled(times, values, grid)
    for column in range(3):
        seen = np.flatnonzero(np.isfinite(values[:, column]))
        for place, value in zip(grid, out[:, column], strict=True):
            later = np.searchsorted(times[seen], place - 1e-9)
            ends = times[seen[[max(later - 1, 0), min(later, len(seen) - 1)]]] if seen.size else []
            if np.isfinite(value):
                line = np.interp(place, times[seen], values[seen, column])
                assert value == pytest.approx(line, abs=1e-4)
            elif len(ends):
                outside = place < times[seen[0]] - 1e-7 or place > times[seen[-1]] + 1e-7
                assert outside or ends[1] - ends[0] > smoothing.MAX_BRIDGE_S


def test_nothing_is_resampled_to_nothing():
    assert np.isnan(smoothing.resampled(np.empty(0), np.empty((0, 2)), np.arange(3.0))).all()
    assert smoothing.resampled(np.arange(3.0), np.ones((3, 2)), np.empty(0)).shape == (0, 2)
