"""The state machine on plain signals, where every answer can be read off."""

import numpy as np
import pytest

from scoring.protocols import SHOULDER_ABDUCTION, SQUAT, Protocol, RepetitionRule
from scoring.repetitions import found_repetitions, rest_level, runs

HZ = 30


def rule_of(protocol: Protocol) -> RepetitionRule:
    assert protocol.repetition is not None
    return protocol.repetition


RULE = rule_of(SQUAT)
ARM = rule_of(SHOULDER_ABDUCTION)


def bump(height: float, seconds: float = 2.0) -> np.ndarray:
    time = np.arange(round(seconds * HZ)) / round(seconds * HZ)
    return height * (1 - np.cos(2 * np.pi * time)) / 2


def still(seconds: float, level: float = 0.0) -> np.ndarray:
    return np.full(round(seconds * HZ), level)


def counted(*parts: np.ndarray, rule=RULE) -> tuple[int, list[str]]:
    found = found_repetitions(np.concatenate(parts), rule)
    return len(found.complete), [one.kind for one in found.attempts]


@pytest.mark.parametrize("seconds", [0.6, 1.0, 3.0, 8.0])
def test_equal_bumps_are_counted_whatever_their_tempo(seconds):
    bumps = [bump(1.0, seconds) for _ in range(6)]
    assert counted(still(1), *bumps, still(1)) == (6, [])


def test_a_long_wait_among_repetitions_changes_nothing():
    assert counted(still(10), bump(1), still(20), bump(1), still(15)) == (2, [])


def test_attempts_of_a_third_of_the_height_are_reported():
    count, kinds = counted(still(1), bump(1), bump(0.35), bump(1), bump(0.35), still(1))
    assert count == 2
    assert kinds == ["incomplete_repetition"] * 2


def test_the_end_of_the_recording_completes_nothing():
    # Cut at three quarters of the way: cos(3/4 of the circle) is half the height.
    assert counted(still(1), bump(1), bump(1)[:45]) == (1, ["incomplete_repetition"])


def test_a_slow_drift_of_the_rest_level_is_survived():
    signal = np.concatenate([still(1), *[bump(1) for _ in range(10)], still(1)])
    drift = np.linspace(0, 0.15, len(signal))
    assert len(found_repetitions(signal + drift, RULE).complete) == 10


@pytest.mark.parametrize("seed", range(5))
def test_noise_and_single_wild_samples_change_no_count(seed):
    rng = np.random.default_rng(seed)
    signal = np.concatenate([still(2), *[bump(0.8) for _ in range(8)], still(2)])
    signal = signal + rng.normal(0, 0.03, len(signal))
    assert len(found_repetitions(signal, RULE).complete) == 8


def test_a_short_hiding_is_bridged_and_a_long_one_breaks_the_repetition():
    signal = np.concatenate([still(1), bump(1, 3.0), bump(1, 3.0), still(1)])
    brief = signal.copy()
    brief[60:80] = np.nan
    assert len(found_repetitions(brief, RULE).complete) == 2
    long = signal.copy()
    long[60:105] = np.nan  # 1.5 s, over the first return to rest's first half
    found = found_repetitions(long, RULE)
    assert len(found.complete) == 1
    assert found.attempts


def test_movement_below_the_least_range_is_none():
    assert counted(still(1), bump(0.1), bump(0.1), still(1)) == (0, [])
    assert counted(still(5)) == (0, [])


def test_nothing_and_hardly_anything_seen_is_no_repetition():
    assert counted(np.full(100, np.nan)) == (0, [])
    assert counted(still(0.2)) == (0, [])
    assert counted(np.empty(0)) == (0, [])


def test_arms_that_come_half_way_down_begin_a_new_repetition_and_squats_do_not():
    # Up to 90, down to 45, up to 90, down: the way back is half of the range.
    half = np.concatenate([bump(1)[:30], 0.75 + 0.25 * np.cos(np.linspace(0, 2 * np.pi, 60))])
    signal = np.concatenate([half, bump(1)[30:]])
    arms = np.concatenate([still(1), signal, still(1)]) * 90
    assert len(found_repetitions(arms, ARM).complete) == 2
    assert len(found_repetitions(arms / 90, RULE).complete) == 1


def test_the_peak_of_a_held_movement_is_the_middle_of_the_hold():
    up, down = bump(1)[:30], bump(1)[30:]
    signal = np.concatenate([still(1), up, still(2, 1.0), down, still(1)])
    (one,) = found_repetitions(signal, RULE).complete
    # Rest 30 frames, up 30, hold 60: the middle of the hold is frame 90.
    assert one.peak_frame == pytest.approx(90, abs=1)
    assert one.start_frame == pytest.approx(30, abs=2)
    assert one.end_frame == pytest.approx(150, abs=2)


@pytest.mark.parametrize("rest", [-0.04, 0.0, 0.04])
@pytest.mark.parametrize("seconds", [1.0, 3.0, 6.0])
def test_a_repetition_begins_where_it_leaves_the_rest_that_is_next_to_it(seconds, rest):
    # The first second is at 0, the rest around the repetitions a little elsewhere.
    move = bump(1.0 - rest, seconds) + rest
    signal = np.concatenate([still(1), still(4, rest), move, still(1, rest), move, still(2, rest)])
    first, second = found_repetitions(signal * 90, ARM).complete
    frames = round(seconds * HZ)
    tolerance = 1 + 0.05 * frames
    assert first.start_frame == pytest.approx(150, abs=tolerance)
    assert first.end_frame == pytest.approx(150 + frames, abs=tolerance)
    assert second.start_frame == pytest.approx(180 + frames, abs=tolerance)


def test_two_repetitions_without_a_rest_between_them_do_not_overlap():
    signal = np.concatenate([still(1), bump(1, 1.5), bump(1, 1.5), still(1)])
    first, second = found_repetitions(signal, RULE).complete
    assert first.end_frame <= second.start_frame + 1
    assert first.end_frame == pytest.approx(75, abs=2)


def test_a_plateau_of_equal_samples_is_one_prominent_peak():
    # Two exactly equal tops with a dent between them, too small to be a way back.
    hold = np.array([1.0, 1.0, 0.98, 1.0, 1.0]).repeat(12)
    signal = np.concatenate([still(1), bump(1)[:30], hold, bump(1)[30:], bump(1), still(1)])
    found = found_repetitions(signal, RULE)
    assert len(found.complete) == 2
    assert found.prominent_peaks == 2


def test_rest_is_the_start_pose_where_it_agrees_with_the_low_end():
    signal = np.concatenate([still(2, 0.05), *[bump(1) + 0.05 for _ in range(4)]])
    assert rest_level(signal) == pytest.approx(0.05)
    raised = np.concatenate([still(2, 0.8), still(5, 0.0), bump(1), still(3)])
    assert rest_level(raised) == pytest.approx(0.0)


def test_runs_are_half_open():
    starts, ends = runs(np.array([True, False, True, True]))
    assert starts.tolist() == [0, 2]
    assert ends.tolist() == [1, 4]


def test_one_movement_that_towers_over_all_others_is_no_measure_for_them():
    signal = np.concatenate([still(1), bump(3.2, 0.6), *[bump(1) for _ in range(6)], still(1)])
    found = found_repetitions(signal, RULE)
    assert len(found.complete) == 7
    assert found.typical_range == pytest.approx(1.0, abs=0.05)
