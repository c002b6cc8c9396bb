"""What can be trusted: rates, gaps and noise against values known by construction."""

from typing import Any

import numpy as np
import pytest

from pose import quality
from pose.repair import repaired
from pose.synthesis import Imperfections
from tests.builders.motion import SIDE, empty, squats, without


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


def test_uncertain_frames_last_until_the_next_one_and_pauses_a_second_at_most():
    times = np.array([0.0, 0.1, 0.3, 5.0, 5.1])
    assert quality.uncertain_s(times, np.zeros(5, dtype=bool)) == 0.0
    uncertain = np.array([False, True, True, False, True])
    assert quality.uncertain_s(times, uncertain) == pytest.approx(0.2 + 1.0 + 0.0)


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


ROUGH: dict[str, dict[str, Any]] = {
    "even": {},
    "dropped": {"dropped_ratio": 0.1},
    "late": {"jitter_ms": 8.0},
    "all": {"dropped_ratio": 0.05, "jitter_ms": 8.0, "outlier_ratio": 0.005, "outlier_px": 80.0},
}


@pytest.mark.parametrize("rough", ROUGH)
@pytest.mark.parametrize("fps", [12.0, 30.0, 60.0])
def test_noise_is_right_under_dropped_and_late_frames_and_outliers(fps, rough):
    flaws = Imperfections(noise_px=2.0, **ROUGH[rough])
    stream = squats(SIDE, n_reps=8, fps=fps, flaws=flaws, seed=3)
    assert quality.noise_sd(stream.xy_px, stream.times_s) == pytest.approx(2.0, rel=0.05)
    floor_px = quality.noise_floor_px(stream.times_s, stream.xy_px)
    assert floor_px.shape == (17,)
    assert floor_px == pytest.approx(np.full(17, 2.0), rel=0.15)


def test_noise_is_told_apart_by_keypoint():
    stream = squats(SIDE)
    sds = np.linspace(0.5, 8.0, 17)
    xy = stream.xy_px + np.random.default_rng(2).normal(size=stream.xy_px.shape) * sds[:, None]
    assert quality.noise_floor_px(stream.times_s, xy) == pytest.approx(sds, rel=0.15)


@pytest.mark.parametrize("times_each", [2, 3])
def test_pictures_that_come_twice_leave_the_noise_what_it_is(times_each):
    stream = squats(SIDE, n_reps=8, flaws=Imperfections(noise_px=3.0))
    xy = np.repeat(stream.xy_px, times_each, axis=0)
    times_s = np.arange(len(xy)) / (30.0 * times_each)
    assert quality.noise_sd(xy, times_s) == pytest.approx(3.0, rel=0.05)
    new = quality.new_pictures(xy)
    assert np.flatnonzero(new).tolist() == list(range(0, len(xy), times_each))
    assert quality.effective_fps(times_s[new]) == pytest.approx(30.0, rel=0.01)


def test_what_was_not_seen_repeats_nothing():
    nothing = np.full((4, 17, 2), np.nan)
    assert quality.new_pictures(nothing).all()
    assert quality.new_pictures(np.empty((0, 17, 2))).size == 0


def test_the_noise_floor_of_what_is_never_seen_is_unknown():
    stream = without(squats(SIDE, flaws=Imperfections(noise_px=2.0)), "ankle")
    floor_px = quality.noise_floor_px(stream.times_s, stream.xy_px)
    assert np.flatnonzero(np.isnan(floor_px)).tolist() == [15, 16]
    brief = quality.noise_floor_px(np.arange(3) / 30, np.ones((3, 17, 2)))
    assert np.isnan(brief).all()


def test_confidence_is_what_was_seen_times_how_sure_the_network_was():
    stream = squats(SIDE, flaws=Imperfections(score=0.8))
    stream.xy_px[::4, 9] = np.nan
    stream.scores[::4, 9] = 0.0
    cleaned = repaired(stream)
    confidence = quality.joint_confidence(stream, cleaned)
    assert confidence[9] == pytest.approx(0.8 * 0.75, abs=0.01)
    assert np.delete(confidence, 9) == pytest.approx(np.full(16, 0.8), abs=0.005)
    # One frame in which the wrist was missed.
    assert quality.joint_confidence(stream, cleaned, slice(4, 5))[9] == 0.0


def test_confidence_in_nobody_is_zero_and_in_no_frames_unknown():
    nobody = empty(10)
    assert (quality.joint_confidence(nobody, repaired(nobody)) == 0.0).all()
    nothing = empty()
    assert np.isnan(quality.joint_confidence(nothing, repaired(nothing))).all()
