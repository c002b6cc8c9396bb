"""What can be trusted: rates, gaps and noise against values known by construction."""

import numpy as np
import pytest

from pose import quality


def test_the_frame_rate_leaves_out_pauses_of_the_camera():
    running = np.arange(31) / 30  # one second at 30 frames a second
    times = np.concatenate([running, 5.0 + running])
    assert quality.effective_fps(times) == pytest.approx(30.0)
    assert quality.effective_fps(times[:1]) == 0.0


def test_the_longest_gap_counts_the_ends():
    times = np.linspace(0.0, 0.9, 10)
    seen = np.ones(10, dtype=bool)
    seen[:3] = False  # first sighting at 0.3
    assert quality.longest_gap_s(times, seen) == pytest.approx(0.3)
    assert quality.longest_gap_s(times, np.zeros(10, dtype=bool)) == pytest.approx(0.9)
    assert quality.longest_gap_s(np.empty(0), np.empty(0, dtype=bool)) == 0.0


def test_only_short_gaps_between_sightings_are_counted_as_bridged():
    times = np.linspace(0.0, 1.9, 20)
    seen = np.ones(20, dtype=bool)
    seen[5] = False  # 0.2 s between sightings
    seen[10:14] = False  # 0.5 s
    seen[0] = False  # an end is no gap between sightings
    assert quality.bridged_gaps(times, seen, 0.25) == 1


def test_coverage_is_a_share_and_nothing_of_nothing():
    assert quality.coverage(np.array([True, False, True, True])) == 0.75
    assert quality.coverage(np.empty(0, dtype=bool)) == 0.0


@pytest.mark.parametrize("sd", [0.5, 2.0, 8.0])
def test_noise_is_found_under_movement(sd):
    times = np.arange(0, 30, 1 / 30)
    movement = 150 * np.sin(2 * np.pi * 0.4 * times)
    noise = np.random.default_rng(5).normal(0, sd, len(times))
    # The third difference of the movement is at most 150 (2 pi 0.4 / 30)^3 = 0.09 px.
    assert quality.noise_sd(movement + noise) == pytest.approx(sd, rel=0.1)


def test_repeated_pictures_do_not_hide_the_noise():
    noise = np.repeat(np.random.default_rng(6).normal(0, 3.0, 400), 4)
    assert quality.noise_sd(noise) > 1.0


def test_noise_of_nothing_is_unknown_and_of_a_still_point_is_zero():
    assert np.isnan(quality.noise_sd(np.full(20, np.nan)))
    assert np.isnan(quality.noise_sd(np.ones(3)))
    assert quality.noise_sd(np.ones(20)) == 0.0
