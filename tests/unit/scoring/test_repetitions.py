"""The state machine on plain signals, where every answer can be read off."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pose.synthesis.movement import smooth_step
from scoring.protocols import PROTOCOLS, Protocol, RepetitionRule
from scoring.repetitions import Repetitions, found_repetitions, rest_level, runs
from scoring.repetitions.counting import without_spikes

HZ = 30


def rule_of(protocol: Protocol) -> RepetitionRule:
    assert protocol.repetition is not None
    return protocol.repetition


RULE = rule_of(PROTOCOLS["squat"])
ARM = rule_of(PROTOCOLS["shoulder_abduction"])


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


@pytest.mark.parametrize("rise_s", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("noise", [0.0, 0.01, 0.02])
def test_noise_makes_movements_neither_earlier_nor_later(rise_s, noise):
    # A movement of least jerk leaves its rest as this power of time, as seen at two levels.
    rule = replace(RULE, onset_order=2.3)
    way = smooth_step(np.arange(round(rise_s * HZ)) / (rise_s * HZ))
    move = np.concatenate([way, still(0.3, 1.0), way[::-1], still(0.6)])
    signal = np.concatenate([still(2.5), *[move] * 5, still(2)])
    first, last = round(2.5 * HZ), len(signal) - round(2.6 * HZ) - 1
    frames = []
    for seed in range(20):
        noisy = signal + np.random.default_rng(seed).normal(0, noise, len(signal))
        complete = found_repetitions(noisy, rule).complete
        frames.append((complete[0].start_frame - first, complete[-1].end_frame - last))
    errors_s = np.array(frames) / HZ
    assert np.abs(errors_s.mean(axis=0)).max() <= 0.05
    assert np.abs(errors_s).max() <= 0.05 + 0.1 * rise_s


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


def found(*parts: np.ndarray, rule=RULE) -> Repetitions:
    return found_repetitions(np.concatenate(parts), rule)


def bumps(*heights: float, seconds: float = 2.0) -> list[np.ndarray]:
    return [bump(height, seconds) for height in heights]


@given(
    scale=st.floats(0.5, 200.0),
    shift=st.floats(-500.0, 500.0),
    seed=st.integers(0, 20),
)
def test_the_signals_unit_and_zero_change_no_repetition(scale, shift, seed):
    rng = np.random.default_rng(seed)
    signal = np.concatenate([still(1), *bumps(1, 0.9, 0.35, 1.1, 0.95), still(1)])
    signal = signal + rng.normal(0, 0.01, len(signal))
    plain = found_repetitions(signal, RULE)
    other = found_repetitions(signal * scale + shift, replace(RULE, min_range=0.15 * scale))
    assert other.complete == plain.complete
    assert other.attempts == plain.attempts
    assert other.typical_range == pytest.approx(scale * plain.typical_range)
    assert other.confidence == pytest.approx(plain.confidence)


@given(wait_s=st.integers(1, 20))
def test_a_longer_wait_before_only_moves_the_repetitions(wait_s):
    parts = [*bumps(1, 1, 1), still(2)]
    early, late = found(still(1), *parts), found(still(1 + wait_s), *parts)
    # A filter by spectrum is the same everywhere but for its last bits and the edges.
    for one, other in zip(early.complete, late.complete, strict=True):
        assert other.start_frame - one.start_frame == pytest.approx(wait_s * HZ, abs=1)
        assert other.end_frame - one.end_frame == pytest.approx(wait_s * HZ, abs=1)


def test_the_first_movements_before_an_even_set_are_trials_of_it():
    count, kinds = counted(still(2), *bumps(0.65, 0.66), still(1), *bumps(*[1] * 5), still(1))
    assert (count, kinds) == (5, ["incomplete_repetition"] * 2)


def test_smaller_movements_at_the_end_of_a_set_are_no_trials():
    assert counted(still(2), *bumps(*[1] * 5), *bumps(0.65, 0.66), still(1)) == (7, [])


def test_first_movements_as_uneven_as_the_others_are_repetitions():
    assert counted(still(2), *bumps(0.65, 1.0, 0.75, 1.2, 0.9), still(1)) == (5, [])


def test_first_movements_that_do_not_come_back_are_trials_where_all_others_do():
    way = bump(1)
    valley = 0.5 + 0.5 * np.cos(np.linspace(0, 2 * np.pi, 60))  # 1 down to 0 and up again
    part_way = 1.0 - 0.55 * (1.0 - valley)  # down to 0.45 only
    joined = np.concatenate([way[:30], part_way, way[30:]])
    signal = np.concatenate([still(1), joined, still(1), *bumps(*[1] * 4), still(1)]) * 90
    one = found_repetitions(signal, ARM)
    assert len(one.complete) == 4
    assert [attempt.kind for attempt in one.attempts] == ["incomplete_repetition"] * 2
    # Where the whole set is done so, it is how this person does it.
    always = np.concatenate([still(1), way[:30], *[part_way] * 5, way[30:], still(1)]) * 90
    assert len(found_repetitions(always, ARM).complete) == 6


def test_where_repetitions_differ_much_a_smaller_one_is_one_of_them():
    uneven = found(still(1), *bumps(0.7, 1.3, 1.0, 0.42, 1.1, 0.8), still(1))
    assert len(uneven.complete) == 6
    assert uneven.reach_level < 0.42
    even = found(still(1), *bumps(0.98, 1.02, 1.0, 0.42, 1.01, 0.99), still(1))
    assert len(even.complete) == 5
    assert even.reach_level == RULE.reach_level


def test_somebody_who_stands_up_and_walks_away_has_not_sat_down():
    up = bump(1)[:30]
    for end in (3.0, 1.4, -2.0):
        walk = np.linspace(1, end, 90) + 0.05 * np.sin(np.arange(90) / 3)
        one = found(still(2), *bumps(*[1] * 5), up, still(0.5, 1.0), walk)
        assert len(one.complete) == 5, end
        assert one.attempts[-1].kind == "incomplete_repetition"
        assert one.typical_range == pytest.approx(1.0, abs=0.05)
        assert one.prominent_peaks == 5


def test_somebody_who_sits_down_before_leaving_has():
    # One second of rest, then the signal sinks out of its range.
    one = found(still(2), *bumps(*[1] * 5), still(1), np.linspace(0, -2, 60))
    assert len(one.complete) == 5


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_walk_away_is_no_measure_for_a_few_repetitions(count):
    walk = np.concatenate([bump(1)[:30], np.linspace(1, 2.5, 90)])
    one = found(still(2), *bumps(*[1] * count), walk)
    assert len(one.complete) == count
    assert one.typical_range == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("drift", [-0.6, -0.3, 0.3, 0.6])
def test_a_rest_that_moves_steadily_takes_no_repetition(drift):
    signal = np.concatenate([still(2), *bumps(*[1] * 10), still(1)])
    one = found_repetitions(signal + np.linspace(0, drift, len(signal)), RULE)
    assert len(one.complete) == 10
    assert one.typical_range == pytest.approx(1.0, abs=0.05)
    assert one.rest == pytest.approx(0.0, abs=0.05)


def test_a_rest_that_changes_once_is_no_drift():
    signal = np.concatenate([still(2), *bumps(*[1] * 5), *(one + 0.2 for one in bumps(*[1] * 5))])
    one = found_repetitions(np.concatenate([signal, still(2, 0.2)]), RULE)
    assert len(one.complete) == 10
    assert one.rest == pytest.approx(0.0, abs=0.05)


def test_a_way_out_as_long_as_the_movement_moves_no_level():
    signal = np.concatenate([still(2), *bumps(*[1] * 5), still(1), np.linspace(0, -3, 120)])
    assert rest_level(signal) == pytest.approx(0.0, abs=0.05)


def test_a_sensor_that_begins_elsewhere_for_some_frames_is_no_measure():
    glitch = np.array([4.0, 4.1, 3.9])
    one = found(glitch, still(2), *bumps(*[1] * 5), still(1))
    assert len(one.complete) == 5
    assert one.typical_range == pytest.approx(1.0, abs=0.05)
    # Small movements stay too small, and the glitch does not make a movement of them.
    small = found(glitch, still(2), *bumps(*[0.05] * 5), still(1))
    assert small.complete == ()
    assert small.typical_range == pytest.approx(0.05, abs=0.02)


def test_a_gap_that_may_hide_a_repetition_makes_the_count_less_sure():
    signal = np.concatenate([still(2), *bumps(*[1] * 6), still(2)])
    assert found_repetitions(signal, RULE).confidence == 1.0
    brief, long = signal.copy(), signal.copy()
    brief[210:216] = np.nan
    long[160:195] = np.nan  # more than a second about the second peak's end
    assert found_repetitions(brief, RULE).confidence == 1.0
    assert found_repetitions(long, RULE).confidence < 0.8


def test_nothing_found_is_less_sure_the_nearer_it_is_to_the_least_range():
    nearly = found(still(1), *bumps(0.14, 0.14), still(1))
    hardly = found(still(5))
    assert nearly.complete == hardly.complete == ()
    assert nearly.confidence < 0.2
    assert hardly.confidence == 1.0


def test_a_movement_that_was_seen_and_not_counted_leaves_no_certainty_that_there_was_none():
    one = found(bump(1)[15:], still(2))
    assert one.complete == ()
    assert [attempt.kind for attempt in one.attempts] == ["getting_into_position"]
    assert one.confidence == 0.0
    gap = found(still(1), bump(1)[:30], np.full(40, np.nan), still(2))
    assert gap.complete == ()
    assert gap.confidence == 0.0


def test_small_movements_between_repetitions_are_told_as_attempts():
    one = found(still(1), bump(1), still(1), bump(0.2), still(1), bump(1), still(1))
    assert len(one.complete) == 2
    assert [attempt.detail for attempt in one.attempts] == [
        "Turned back before the usual end position."
    ]


def test_single_wild_samples_are_taken_out_and_quick_movements_are_not():
    quick = np.concatenate([still(1), *[bump(1, 0.6) for _ in range(5)], still(1)])
    assert np.abs(without_spikes(quick) - quick).max() < 0.05
    spiked = quick.copy()
    spiked[[20, 21, 100]] += 3.0
    assert np.abs(without_spikes(spiked) - quick).max() < 0.35
    assert counted(spiked) == counted(quick) == (5, [])


def test_a_recording_that_is_all_movement_has_no_repetition_and_does_not_fail():
    assert found(np.linspace(0, 1, 60)).complete == ()
    # Rest of three frames between: less than any mean over a rest.
    close = [piece for _ in range(4) for piece in (bump(1), still(0.1))]
    assert len(found(still(1), *close, still(1)).complete) == 4
    # Nearly no rest at all, so that even the smoothed signal is not seen to begin.
    assert len(found(np.zeros(4), np.ones(32), np.zeros(4)).complete) <= 1


@given(st.lists(st.booleans(), max_size=40))
def test_runs_are_the_stretches_in_which_a_mask_holds(mask):
    array = np.array(mask, dtype=bool)
    again = np.zeros(len(mask), dtype=bool)
    starts, ends = runs(array)
    for start, end in zip(starts, ends, strict=True):
        assert start < end
        assert not again[max(start - 1, 0) : end].any()
        again[start:end] = True
    assert (again == array).all()
