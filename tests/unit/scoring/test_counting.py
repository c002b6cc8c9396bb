"""Whose repetitions are counted, by which signal, checked by what."""

from dataclasses import replace

import numpy as np
import pytest
from msgspec.structs import replace as row_with

from pose.keypoints import INDEX
from pose.synthesis import Imperfections
from scoring.counting import (
    attempt_events,
    counted,
    higher_of,
    left_in_the_end,
    limbs_of,
    nothing_found,
    second_rule,
    signal_of,
    starts_high,
    times_of,
    with_gaps_filled,
    without_the_last,
)
from scoring.measures import followed
from scoring.pipeline import score_recording
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS, SignalRow
from scoring.repetitions import Repetition, Repetitions
from tests.builders.motion import PHONE_LIKE, cut, with_points
from tests.builders.movements import LOW, trial
from tests.builders.reports import known

ABDUCTION = PROTOCOLS["shoulder_abduction"]


def movement_of(key, **how):
    one = trial(key, **how)
    return prepared(one.stream, PROTOCOLS[key], one.side)


def test_limbs_are_those_that_were_prescribed():
    assert limbs_of(PROTOCOLS["squat"], "both") == (None,)
    assert limbs_of(ABDUCTION, None) == ("left", "right")
    assert limbs_of(ABDUCTION, "both") == ("left", "right")
    assert limbs_of(ABDUCTION, "right") == ("right",)


def test_a_protocol_without_a_signal_or_a_rule_cannot_be_counted():
    movement = movement_of("squat", n_reps=1)
    for missing in ({"signal": None}, {"repetition": None}):
        with pytest.raises(ValueError, match="squat has no repetition rule or no signal"):
            counted(movement, row_with(PROTOCOLS["squat"], **missing), None)


def test_each_arm_is_counted_by_itself_and_both_are_one():
    found = counted(movement_of("shoulder_abduction", n_reps=4), ABDUCTION, "both")
    assert [len(found.by_limb[side].complete) for side in ("left", "right")] == [4, 4]
    assert len(found.overall.complete) == 4
    assert found.second is not None
    assert len(found.second.complete) == 4


def test_arms_in_turn_are_counted_each_by_itself_and_all_together():
    movement = movement_of("trunk_lateral_flexion", n_reps=6)
    found = counted(movement, PROTOCOLS["trunk_lateral_flexion"], "both")
    assert [len(found.by_limb[side].complete) for side in ("left", "right")] == [3, 3]
    assert len(found.overall.complete) == 6


def test_a_bend_to_one_side_begins_upright_and_not_at_the_other_side():
    movement = movement_of("trunk_lateral_flexion", n_reps=6)
    found = counted(movement, PROTOCOLS["trunk_lateral_flexion"], "both")
    left = found.by_limb["left"]
    assert left.rest == pytest.approx(0.0, abs=1.0)
    assert left.typical_range == pytest.approx(25.0, abs=1.0)
    report = trial("trunk_lateral_flexion", n_reps=6).scored()
    assert known(report, "lateral_flexion_range_deg", "left").value == pytest.approx(25.0, abs=3.0)


def test_a_signal_that_the_movement_lowers_is_turned_round():
    movement = movement_of("squat", n_reps=1)
    values = signal_of(movement, SignalRow("hip_height", lowers=True), None)
    np.testing.assert_array_equal(values, -followed(movement, "hip_height"))


def test_a_measure_with_a_side_is_that_of_the_nearer_side_where_no_limb_is_meant():
    for yaw_deg, near in ((90.0, "left"), (-90.0, "right")):
        turned = trial("push_up", camera=replace(LOW, yaw_deg=yaw_deg))
        movement = prepared(turned.stream, PROTOCOLS["push_up"], None)
        np.testing.assert_array_equal(
            signal_of(movement, SignalRow("elbow_flexion"), None),
            followed(movement, "elbow_flexion", near),
        )


def test_the_second_signal_has_the_same_shares_and_its_own_least_range():
    rule = PROTOCOLS["squat"].repetition
    assert rule is not None
    assert second_rule(rule, SignalRow("shoulder_drop")) is rule
    own = second_rule(rule, SignalRow("shoulder_drop", min_range=0.5))
    assert own == row_with(rule, min_range=0.5)


def test_a_protocol_without_a_second_signal_is_counted_all_the_same():
    movement = movement_of("squat", n_reps=3)
    found = counted(movement, row_with(PROTOCOLS["squat"], second=None), None)
    assert found.second is None
    assert len(found.overall.complete) == 3


def test_the_higher_limb_counts_and_a_hidden_one_hides_what_it_might_have_done():
    left = np.array([1.0, 5.0, np.nan, 2.0])
    right = np.array([3.0, 4.0, 9.0, 1.0])
    np.testing.assert_array_equal(higher_of([left, right]), [3.0, 5.0, np.nan, 2.0])
    hardly = np.array([np.nan, np.nan, np.nan, 7.0])
    np.testing.assert_array_equal(higher_of([hardly, right]), right)
    assert len(higher_of([np.empty(0), np.empty(0)])) == 0


def test_an_arm_that_is_hidden_for_a_while_loses_what_it_did_meanwhile_and_no_more():
    one = trial("shoulder_abduction", side="left", n_reps=5)
    second = one.truth.repetitions[1]
    hidden = Imperfections(
        missing=((("left_elbow", "left_wrist"), second.start_s - 0.2, second.end_s + 0.2),)
    )
    report = trial("shoulder_abduction", side="left", n_reps=5, flaws=hidden).scored()
    assert known(report, "repetitions", "left").value == 4


def test_a_signal_that_begins_high_is_told_from_one_that_begins_low():
    low = np.concatenate([np.zeros(60), np.ones(30), np.zeros(60)])
    assert not starts_high(low)
    assert starts_high(1.0 - low)
    assert not starts_high(np.full(10, np.nan))


def test_hands_that_are_never_seen_leave_the_elbow_to_say_how_high_they_are():
    one = trial("shoulder_abduction", n_reps=4, flaws=PHONE_LIKE, seed=3)
    xy = one.stream.xy_px.copy()
    xy[:, [INDEX["left_wrist"], INDEX["right_wrist"]]] = np.nan
    report = replace(one, stream=with_points(one.stream, xy)).scored()
    count = known(report, "repetitions")
    assert (count.low, count.value, count.high) == (4.0, 4.0, 4.0)


def test_times_are_those_of_the_frames_and_never_beyond_the_last():
    movement = movement_of("squat", n_reps=1)
    assert times_of(movement, Repetition(0, 30, 60)) == pytest.approx((0.0, 1.0, 2.0))
    assert times_of(movement, Repetition(0, 30, 10**6))[2] == movement.times_s[-1]


def test_what_was_not_counted_is_told_with_its_time():
    one = trial("squat", n_reps=4, incomplete=(1,))
    movement = prepared(one.stream, PROTOCOLS["squat"], None)
    (event,) = attempt_events(counted(movement, PROTOCOLS["squat"], None).overall, movement)
    attempt = one.truth.repetitions[1]
    assert event.kind == "incomplete_repetition"
    assert attempt.start_s - 0.2 < event.start_s < event.end_s < attempt.end_s + 0.2
    assert nothing_found([event]) == "No complete repetition was seen; 1 incomplete ones."


def test_levels_are_the_recordings_own_so_half_squats_alone_are_squats_of_half_the_depth():
    half = trial("squat", n_reps=3, incomplete=(0, 1, 2), incomplete_ratio=0.5).scored()
    whole = trial("squat", n_reps=3).scored()
    assert known(half, "repetitions").value == 3
    assert known(half, "depth_ratio").value < 0.5 * known(whole, "depth_ratio").value


def from_standing(one, until_s=100.0):
    """Return a recording of rises from a chair that begins while the first one stands."""
    return cut(one.stream, one.truth.repetitions[0].peak_s, until_s)


def test_somebody_who_starts_standing_sits_down_and_stands_up():
    one = trial("sit_to_stand", standing_pause_s=2.0)
    report = score_recording(from_standing(one), one.key)
    assert known(report, "repetitions").value == 4
    # Rises take 1.0 s and sitting down 1.1 s, whichever comes first.
    assert known(report, "up_s").value == pytest.approx(known(report, "down_s").value, abs=0.5)
    for rep in report.repetitions:
        assert rep.up_s is not None
        assert rep.down_s is not None


def test_somebody_who_starts_standing_and_stands_up_to_leave_has_not_come_back():
    one = trial("sit_to_stand", standing_pause_s=2.0, walk_away=True)
    report = score_recording(from_standing(one), one.key)
    assert known(report, "repetitions").value == 4
    kinds = {event.kind for event in report.events}
    assert {"incomplete_repetition", "left_position"} <= kinds


def test_the_last_of_none_is_none():
    none = Repetitions((), (), 0.0, 0.0, 0)
    assert without_the_last(none) is none
    two = replace(none, complete=(Repetition(0, 1, 2), Repetition(3, 4, 5)), prominent_peaks=2)
    one = without_the_last(two)
    assert one.complete == (Repetition(0, 1, 2),)
    assert one.prominent_peaks == 1
    assert [attempt.start_frame for attempt in one.attempts] == [3]


def test_a_recording_without_frames_was_not_left():
    assert not left_in_the_end(replace(movement_of("squat", n_reps=1), in_place=np.empty(0, bool)))


def test_gaps_are_filled_by_the_second_signal_where_both_go_alike():
    times_s = np.arange(300) / 30
    signal = 50.0 + 40.0 * np.sin(times_s)
    check = 1.0 + 0.5 * np.sin(times_s)
    hidden = signal.copy()
    hidden[100:160] = np.nan
    np.testing.assert_allclose(with_gaps_filled(hidden, check), signal, atol=1e-9)


def test_gaps_stay_where_the_second_signal_goes_another_way_or_is_hidden_too():
    times_s = np.arange(300) / 30
    hidden = 50.0 + 40.0 * np.sin(times_s)
    hidden[100:160] = np.nan
    for check in (np.cos(times_s), -np.sin(times_s), np.full(300, np.nan), None):
        np.testing.assert_array_equal(with_gaps_filled(hidden, check), hidden)
