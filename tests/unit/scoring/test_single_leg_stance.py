"""Stances on one leg whose length, touches and sway are known."""

import numpy as np
import pytest

from pose.keypoints import INDEX
from pose.synthesis import Camera, Imperfections, single_leg_stance, synthesize
from scoring.kinds.hold import score_hold
from scoring.metrics.hold import found_holds
from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS, HoldRule
from tests.builders.motion import FRONT, PHONE_LIKE, abductions, cut, stance, with_points, without
from tests.builders.reports import code_of, held, known, message_of
from tests.builders.stances import APART, Lift, filmed, metric, scored, standing, value

TALL = Person(height_cm=170.0)


@pytest.mark.parametrize("flaws", [None, PHONE_LIKE])
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_hold_is_found_within_a_quarter_second(side, flaws):
    extra = {} if flaws is None else {"flaws": flaws}
    report = score_recording(
        stance(hold_s=12.0, side=side, **extra), "single_leg_stance", side=side
    )
    hold = report.metric("hold_s", side)
    assert hold.value == pytest.approx(12.0, abs=0.25)
    assert held(report).start_s == pytest.approx(2.5, abs=0.25)
    assert held(report).stop_reason == "foot_down"
    assert report.metric("touches", side).value == 0


def test_without_a_prescribed_side_the_leg_that_stood_is_found():
    report = score_recording(stance(side="right"), "single_leg_stance")
    assert held(report).side == "right"


def test_standing_on_the_other_leg_is_not_the_prescribed_hold():
    report = score_recording(stance(side="right"), "single_leg_stance", side="left")
    assert code_of(report) == "no_hold"
    assert "other leg" in message_of(report)


def test_touches_end_holds_and_are_counted():
    # Twenty seconds with touches at 5 and 9 s: the longest stretch is 20 - 9 = 11 s.
    report = score_recording(stance(hold_s=20.0, touches_s=(5.0, 9.0)), "single_leg_stance")
    assert report.metric("touches", "left").value == 2
    assert report.metric("hold_s", "left").value == pytest.approx(11.0, abs=0.15)
    assert report.metric("hold_s", "left").n == 3


def test_a_hold_that_lasts_to_the_end_says_so():
    report = score_recording(cut(stance(hold_s=20.0), 0.0, 15.0), "single_leg_stance")
    assert held(report).stop_reason == "recording_end"
    assert report.metric("hold_s", "left").value == pytest.approx(12.5, abs=0.15)
    assert report.metric("hold_s", "left").at_least


def test_a_standing_foot_that_hops_ends_the_hold():
    stream = stance(hold_s=15.0)
    xy = stream.xy_px.copy()
    hopped = stream.times_s > 2.5 + 7.0
    xy[hopped] += np.array([60.0, 0.0])
    changed = type(stream)(stream.times_s, xy, stream.scores, stream.facts)
    report = score_recording(changed, "single_leg_stance")
    assert held(report).stop_reason == "stance_foot_moved"
    assert report.metric("hold_s", "left").value == pytest.approx(7.0, abs=0.15)


@pytest.mark.parametrize("noise_px", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("seed", range(4))
def test_sway_is_the_true_sway_after_the_noise_is_taken_off(noise_px, seed):
    movement = single_leg_stance(hold_s=30.0, sway_rms_mm=8.0, seed=seed)
    stream, truth = synthesize(
        movement, FRONT, imperfections=Imperfections(noise_px=noise_px), seed=seed
    )
    report = score_recording(stream, "single_leg_stance", TALL)
    assert report.metric("sway_ml_rms", "left").unit == "mm"
    sway = known(report, "sway_ml_rms", "left")
    # The truth of what was scored: the same path without its first and last half second.
    # A tenth for noise, another few hundredths for the scale from leg length.
    inside = np.linspace(3.2, 31.8, 2000)
    expected = float(np.std(movement.sway_mm(inside)))
    assert sway.value == pytest.approx(expected, rel=0.15)
    assert sway.low < expected < sway.high
    assert truth.sway_rms_mm == pytest.approx(8.0)


def test_sway_under_the_noise_is_refused_and_the_hold_stands():
    stream = stance(hold_s=15.0, sway_rms_mm=0.8, flaws=Imperfections(noise_px=8.0))
    report = score_recording(stream, "single_leg_stance", TALL)
    sway = report.metric("sway_ml_rms", "left")
    assert sway.value is None
    assert code_of(sway) == "noise_too_high"
    assert report.metric("hold_s", "left").value == pytest.approx(15.0, abs=0.6)


def test_without_stature_sway_is_in_torso_lengths():
    movement = single_leg_stance(hold_s=20.0, sway_rms_mm=8.0)
    stream, truth = synthesize(movement, FRONT)
    sway = score_recording(stream, "single_leg_stance").metric("sway_ml_rms", "left")
    assert sway.unit == "{torso}"
    assert sway.value == pytest.approx(truth.sway_rms_torso, rel=0.15)


def test_the_side_view_and_two_feet_on_the_floor_are_refused():
    side = score_recording(stance(Camera(yaw_deg=90.0)), "single_leg_stance")
    assert code_of(side) == "wrong_view"
    both = score_recording(abductions(), "single_leg_stance")
    assert code_of(both) == "no_hold"


def test_a_rolled_camera_lifts_no_foot():
    report = score_recording(abductions(Camera(roll_deg=10.0)), "single_leg_stance")
    assert code_of(report) == "no_hold"


def test_short_holds_have_no_sway():
    report = score_recording(stance(hold_s=4.0), "single_leg_stance", TALL)
    assert report.metric("hold_s", "left").value == pytest.approx(4.0, abs=0.15)
    assert "sway_ml_rms" not in [metric.key for metric in report.metrics]


def test_holds_of_phone_like_recordings_are_unbiased_and_inside_their_intervals():
    errors, inside = [], 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        hold_s, side = float(chance.uniform(4.0, 15.0)), ("left", "right")[seed % 2]
        stream = stance(
            Camera(yaw_deg=float(chance.uniform(-20.0, 20.0))),
            fps=(10, 15, 24, 30)[seed % 4],
            flaws=PHONE_LIKE,
            noise_seed=seed,
            hold_s=hold_s,
            side=side,
            lift_s=float(chance.uniform(0.4, 1.0)),
            still_before_s=float(chance.uniform(1.5, 3.5)),
            seed=seed,
        )
        hold = known(score_recording(stream, "single_leg_stance"), "hold_s", side)
        errors.append(hold.value - hold_s)
        inside += hold.low <= hold_s <= hold.high
    assert abs(np.mean(errors)) < 0.1
    assert np.abs(errors).max() < 0.25
    assert inside >= 38


@pytest.mark.parametrize("key", ["single_leg_stance", "single_leg_stance_eyes_closed"])
def test_each_leg_that_was_stood_on_has_its_own_hold(key):
    movement = standing(
        start=APART,
        lifts=(Lift("right", 2.0, 10.0), Lift("left", 13.0, 18.0)),
        duration_s=20.0,
    )
    found = scored(filmed(movement), key)
    assert value(found, "hold_s", "left") == pytest.approx(8.0, abs=0.15)
    assert value(found, "hold_s", "right") == pytest.approx(5.0, abs=0.15)
    assert [event.kind for event in found.events] == ["best_hold", "best_hold"]
    assert found.hold is not None
    assert found.hold.side == "left"


def test_of_several_attempts_the_longest_counts_and_every_one_is_reported():
    lifts = (Lift("right", 2.0, 5.0), Lift("right", 9.0, 16.0), Lift("right", 20.0, 24.0))
    movement = standing(start=APART, lifts=lifts, duration_s=26.0)
    found = scored(filmed(movement), "single_leg_stance", side="left")
    assert value(found, "hold_s", "left") == pytest.approx(7.0, abs=0.15)
    assert metric(found, "hold_s", "left").n == 3
    assert [event.kind for event in found.events] == ["hold", "best_hold", "hold"]
    assert value(found, "touches", "left") == 0


def test_a_step_with_the_other_leg_is_no_hold_of_its_own():
    lifts = (Lift("right", 2.0, 10.0), Lift("left", 12.0, 12.9, lift_s=0.4))
    movement = standing(start=APART, lifts=lifts, duration_s=15.0)
    found = scored(filmed(movement), "single_leg_stance")
    assert [one.side for one in found.metrics if one.key == "hold_s"] == ["left"]


def test_an_arm_that_leaves_its_place_is_reported_and_ends_nothing():
    stream = stance(hold_s=12.0)
    xy = stream.xy_px.copy()
    thrown = (stream.times_s > 8.0) & (stream.times_s < 9.5)
    xy[thrown, INDEX["left_wrist"]] += np.array([90.0, -120.0])
    xy[thrown, INDEX["left_elbow"]] += np.array([45.0, -60.0])
    report = score_recording(with_points(stream, xy), "single_leg_stance")
    (moved,) = [event for event in report.events if event.kind == "arm_moved"]
    assert "left hand" in moved.detail
    assert moved.start_s == pytest.approx(8.0, abs=0.2)
    assert moved.end_s == pytest.approx(9.5, abs=0.2)
    assert report.metric("hold_s", "left").value == pytest.approx(12.0, abs=0.15)


def test_arms_that_are_never_seen_are_not_said_to_have_moved():
    report = score_recording(without(stance(hold_s=8.0), "wrist"), "single_leg_stance")
    assert not [event for event in report.events if event.kind == "arm_moved"]


def test_a_foot_hidden_for_long_ends_the_hold_as_not_seen():
    stream = stance(hold_s=15.0)
    xy = stream.xy_px.copy()
    xy[(stream.times_s > 8.0) & (stream.times_s < 11.0), INDEX["right_ankle"]] = np.nan
    found = scored(with_points(stream, xy), "single_leg_stance")
    first = found.events[0]
    assert "ended: not_seen" in first.detail
    assert first.end_s == pytest.approx(8.0, abs=0.2)


def test_a_foot_that_hovers_just_above_the_floor_is_not_put_down_by_noise():
    stream = stance(hold_s=8.0, still_before_s=8.0, still_after_s=8.0)
    xy = stream.xy_px.copy()
    left, right = INDEX["left_ankle"], INDEX["right_ankle"]
    # Lifted by some 0.10 shank lengths, trembling below 0.06, where a foot counts as down.
    lifted = np.maximum(xy[:, left, 1] - xy[:, right, 1], 0.0)
    trembling = 6.3 * np.sin(2 * np.pi * 3.5 * stream.times_s)
    xy[:, right, 1] = xy[:, left, 1] - 0.2 * lifted
    xy[:, right, 1] += np.where(lifted > 40.0, trembling, 0.0)
    found = scored(with_points(stream, xy), "single_leg_stance", side="left")
    assert metric(found, "hold_s", "left").n == 1
    assert value(found, "hold_s", "left") == pytest.approx(8.0, abs=0.5)


def test_legs_that_are_not_seen_hold_nothing():
    movement = prepared(without(stance(), "knee", "ankle"), PROTOCOLS["single_leg_stance"], None)
    assert found_holds(movement, HoldRule()) == []


def test_a_protocol_without_its_rule_is_a_mistake_of_the_program():
    movement = prepared(stance(hold_s=3.0), PROTOCOLS["squat"], None)
    with pytest.raises(ValueError, match="no hold rule"):
        score_hold(movement, PROTOCOLS["squat"], Person(), None)
