"""Stances, reaches, heel raises and the timed up and go: as held, as far, and as long as told."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pose.keypoints import INDEX
from pose.stream import FloatArray
from pose.synthesis import (
    MOVEMENTS,
    POINT_NAMES,
    Body,
    Camera,
    Movement,
    four_stage_balance,
    functional_reach,
    heel_raise,
    quiet_stance,
    synthesize,
    timed_up_and_go,
    truth_of,
)

TORSO = [INDEX[f"{side}_{name}"] for side in ("left", "right") for name in ("shoulder", "hip")]
KEYS = (
    "functional_reach",
    "heel_raise",
    "quiet_stance",
    "quiet_stance_eyes_closed",
    "stance_feet_together",
    "stance_semi_tandem",
    "tandem_stance",
    "four_stage_balance",
    "timed_up_and_go",
)


def at(movement: Movement, name: str, times_s) -> FloatArray:
    points = movement.points_at(np.asarray(times_s, dtype=float))
    return points[:, POINT_NAMES.index(name)]


def all_times(movement: Movement, step_s: float = 0.02) -> FloatArray:
    return np.arange(0.0, movement.duration_s, step_s)


def torso_mm(movement: Movement, times_s: FloatArray, axis: int) -> FloatArray:
    return np.asarray(1000.0 * movement.points_at(times_s)[:, TORSO, axis].mean(axis=1))


@pytest.mark.parametrize("key", KEYS)
def test_bones_keep_their_lengths_nothing_jumps_and_the_floor_holds(key):
    movement = MOVEMENTS[key](body=Body(height_m=1.62))
    body = movement.points_at(all_times(movement, 0.01))
    for side in ("left", "right"):
        for start, end, fraction in (
            ("hip", "knee", 0.245),
            ("knee", "ankle", 0.246),
            ("shoulder", "elbow", 0.186),
            ("elbow", "wrist", 0.146),
        ):
            ends = [body[:, POINT_NAMES.index(f"{side}_{name}")] for name in (start, end)]
            length_m = np.linalg.norm(ends[0] - ends[1], axis=1)
            np.testing.assert_allclose(length_m, fraction * 1.62, rtol=1e-9)
    assert np.linalg.norm(np.diff(body, axis=0), axis=2).max() < 0.06
    assert body[..., 1].min() > 0.0


@pytest.mark.parametrize("key", MOVEMENTS)
def test_every_truth_is_plain_json_under_its_own_protocol(key):
    movement = MOVEMENTS[key]()
    _, truth = synthesize(movement, fps=5.0)
    value = json.loads(json.dumps(truth.to_json(), allow_nan=False))
    assert value["protocol"] == key
    assert value["measured"] == movement.measured
    assert len(value["phases"]) == len(movement.phases)


# --- stances ------------------------------------------------------------------------------------


@given(st.floats(1.0, 15.0), st.floats(1.0, 15.0), st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_quiet_standing_sways_both_ways_by_what_was_asked_for(left_mm, forward_mm, seed):
    movement = quiet_stance(
        hold_s=20.0, sway_rms_mm=left_mm, sway_forward_rms_mm=forward_mm, seed=seed
    )
    assert movement.hold == (1.0, 21.0)
    times_s = np.linspace(1.0, 21.0, 2001)
    for axis, rms_mm, told in (
        (0, left_mm, movement.sway_mm),
        (2, forward_mm, movement.sway_forward_mm),
    ):
        seen_mm = torso_mm(movement, times_s, axis)
        assert seen_mm.std() == pytest.approx(rms_mm, rel=0.01)
        np.testing.assert_allclose(seen_mm - seen_mm.mean(), told(times_s), atol=0.02 * rms_mm)
    for name in ("left_ankle", "right_toe"):
        assert np.ptp(at(movement, name, all_times(movement)), axis=0).max() < 1e-9


def test_sideways_and_forward_sway_are_two_signals():
    movement = quiet_stance(hold_s=30.0)
    times_s = np.linspace(1.0, 31.0, 1001)
    left_mm, forward_mm = movement.sway_mm(times_s), movement.sway_forward_mm(times_s)
    assert abs(np.corrcoef(left_mm, forward_mm)[0, 1]) < 0.9
    _, truth = synthesize(movement, fps=5.0)
    assert (truth.sway_rms_mm, truth.sway_forward_rms_mm) == (5.0, 6.0)


@pytest.mark.parametrize("side", ["left", "right"])
def test_each_stage_has_its_feet_where_they_belong(side):
    movement = four_stage_balance(hold_s=(4.0, 5.0, 6.0, 7.0), side=side)
    other = "right" if side == "left" else "left"
    lasted_s = [phase.end_s - phase.start_s for phase in movement.phases]
    assert lasted_s == pytest.approx([4.0, 5.0, 6.0, 7.0])
    starts_s = [phase.start_s for phase in movement.phases]
    assert starts_s == pytest.approx([3.4, 10.4, 18.4, 27.4])
    middles_s = [(phase.start_s + phase.end_s) / 2 for phase in movement.phases]
    behind, before = (at(movement, f"{one}_ankle", middles_s) for one in (side, other))
    apart = np.abs(behind - before) / 1.70
    np.testing.assert_allclose(apart[:3, 0], [0.056, 0.056, 0.0], atol=1e-9)
    # Half a foot ahead, then heel to toe: a foot is 0.13 of stature long.
    np.testing.assert_allclose((before - behind)[:3, 2] / 1.70, [0.0, 0.075, 0.13], atol=1e-9)
    assert (before - behind)[3, 1] / 1.70 == pytest.approx(0.12)
    for number, phase in enumerate(movement.phases):
        held_s = np.arange(phase.start_s, phase.end_s, 0.02)
        names = (f"{side}_ankle",) if number == 3 else ("left_ankle", "right_ankle")
        for name in names:
            assert np.ptp(at(movement, name, held_s), axis=0).max() < 1e-9


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_last_stage_is_all_the_time_that_the_other_foot_is_up(side):
    movement = four_stage_balance(stages=("one_leg",), hold_s=6.0, side=side)
    (phase,) = movement.phases
    assert movement.hold == (phase.start_s, phase.end_s)
    other = "right" if side == "left" else "left"
    times_s = np.arange(phase.start_s - 0.3, phase.end_s + 0.3, 0.01)
    up = at(movement, f"{other}_ankle", times_s)[:, 1] > 0.039 * 1.70 + 1e-6
    assert times_s[up].min() == pytest.approx(phase.start_s, abs=0.05)
    assert times_s[up].max() == pytest.approx(phase.end_s, abs=0.05)


def test_every_stage_sways_by_the_same_size_and_stages_do_not_sway_alike():
    movement = four_stage_balance(sway_rms_mm=7.0, sway_forward_rms_mm=9.0)
    shapes = []
    for phase in movement.phases[:3]:
        times_s = np.linspace(phase.start_s, phase.end_s, 1001)
        seen_mm = torso_mm(movement, times_s, 0)
        assert seen_mm.std() == pytest.approx(7.0, rel=0.01)
        assert torso_mm(movement, times_s, 2).std() == pytest.approx(9.0, rel=0.01)
        shapes.append(seen_mm - seen_mm.mean())
    assert not np.allclose(shapes[0], shapes[1], atol=1.0)


@pytest.mark.parametrize(
    ("key", "stage"),
    [
        ("stance_feet_together", "feet_together"),
        ("stance_semi_tandem", "semi_tandem"),
        ("tandem_stance", "tandem"),
    ],
)
def test_one_stage_is_a_hold_of_its_own(key, stage):
    movement = MOVEMENTS[key](hold_s=8.0, still_before_s=1.0, still_after_s=1.0)
    (phase,) = movement.phases
    assert phase.name == stage
    assert movement.hold == (phase.start_s, phase.end_s) == (2.4, 10.4)
    assert movement.duration_s == pytest.approx(10.4 + 1.4 + 1.0)


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"side": "both"}, "side"),
        ({"stages": ("headstand",)}, "stages"),
        ({"stages": ()}, "stages"),
        ({"hold_s": (10.0, 10.0)}, "hold_s"),
        ({"hold_s": 0.5}, "hold_s"),
        ({"between_s": 1.0}, "between_s"),
    ],
)
def test_impossible_stages_are_refused(choices, why):
    with pytest.raises(ValueError, match=why):
        four_stage_balance(**choices)


# --- reaches and heel raises --------------------------------------------------------------------


@pytest.mark.parametrize("side", ["left", "right"])
@given(st.floats(0.05, 0.38), st.floats(1.6, 2.0))
@settings(max_examples=8, deadline=None)
def test_the_wrist_goes_forward_by_the_reach_and_the_arm_stays_level(side, reach_m, height_m):
    movement = functional_reach(reach_m=reach_m, side=side, body=Body(height_m=height_m))
    assert len(movement.repetitions) == 3
    for one in movement.repetitions:
        times_s = np.array([one.start_s, one.peak_s, one.end_s])
        wrist = at(movement, f"{side}_wrist", times_s)
        assert wrist[1, 2] - wrist[0, 2] == pytest.approx(reach_m, abs=1e-9)
        assert wrist[2, 2] - wrist[0, 2] == pytest.approx(0.0, abs=1e-9)
        assert one.travel_m == pytest.approx(reach_m)
        truth = truth_of(movement, Camera(), times_s)
        arm_deg = truth.angles_deg[f"{side}_upper_arm_forward_deg"]
        np.testing.assert_allclose(arm_deg, 90.0, atol=1e-6)
        assert truth.angles_deg["trunk_forward_deg"][1] == pytest.approx(one.peak_deg)
    for name in ("left_ankle", "right_ankle", "left_heel", "right_heel"):
        assert np.ptp(at(movement, name, all_times(movement)), axis=0).max() < 1e-9


def test_the_arm_hangs_before_and_after():
    movement = functional_reach()
    truth = truth_of(movement, Camera(), np.array([0.0, movement.duration_s]))
    np.testing.assert_allclose(truth.angles_deg["left_upper_arm_forward_deg"], 0.0, atol=1e-6)


def test_a_step_spoils_a_reach_and_only_that_one():
    movement = functional_reach(side="right", stepping=(1,))
    assert [one.complete for one in movement.repetitions] == [True, False, True]
    ahead_m = at(movement, "right_ankle", [one.peak_s for one in movement.repetitions])[:, 2]
    np.testing.assert_allclose(ahead_m, [0.0, 0.12 * 1.70, 0.0], atol=1e-9)
    assert np.ptp(at(movement, "left_ankle", all_times(movement)), axis=0).max() < 1e-9


def test_reaches_differ_by_their_spread():
    movement = functional_reach(reach_m=0.25, reach_spread_m=0.04, n_reps=5)
    told_m = np.array([one.travel_m for one in movement.repetitions])
    assert np.abs(told_m - 0.25).max() <= 0.04
    assert np.ptp(told_m) > 0.01
    wrist_m = at(movement, "left_wrist", [one.peak_s for one in movement.repetitions])[:, 2]
    np.testing.assert_allclose(wrist_m - wrist_m[0], told_m - told_m[0], atol=1e-9)


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"reach_m": 0.9}, "out of reach"),
        ({"reach_m": 0.05, "reach_spread_m": 0.06}, "out of reach"),
        ({"still_before_s": 1.0}, "quiet time"),
        ({"side": "both"}, "side"),
    ],
)
def test_impossible_reaches_are_refused(choices, why):
    with pytest.raises(ValueError, match=why):
        functional_reach(**choices)


@given(st.floats(0.02, 0.11), st.floats(1.5, 2.0))
@settings(max_examples=12, deadline=None)
def test_heel_raises_lift_the_whole_body_by_their_height_above_still_toes(rise_m, height_m):
    movement = heel_raise(n_reps=2, rise_m=rise_m, body=Body(height_m=height_m))
    for one in movement.repetitions:
        assert one.travel_m == pytest.approx(rise_m)
        for name in ("left_ankle", "right_hip", "nose"):
            heights_m = at(movement, name, [0.0, one.peak_s])[:, 1]
            assert heights_m[1] - heights_m[0] == pytest.approx(rise_m, abs=1e-9)
        pitch = truth_of(movement, Camera(), np.array([one.peak_s])).angles_deg
        assert pitch["left_foot_toes_down_deg"][0] == pytest.approx(one.peak_deg)
    for name in ("left_toe", "right_toe"):
        assert np.ptp(at(movement, name, all_times(movement)), axis=0).max() < 1e-9


def test_heels_rise_no_higher_than_feet_are_long():
    for rise_m in (0.3, 0.16):
        with pytest.raises(ValueError, match="reach"):
            heel_raise(rise_m=rise_m)


# --- timed up and go ----------------------------------------------------------------------------


def test_the_parts_of_a_timed_up_and_go_follow_each_other():
    movement = timed_up_and_go(
        walk_m=3.0, rise_s=1.0, sit_s=1.5, turn_s=1.2, step_s=0.5, still_before_s=2.0
    )
    assert [phase.name for phase in movement.phases] == [
        "sitting",
        "stand_up",
        "walk_out",
        "turn",
        "walk_back",
        "turn_to_sit",
        "sit_down",
        "seated",
    ]
    for one, following in pairwise(movement.phases):
        assert one.end_s == following.start_s
    lasted_s = [phase.end_s - phase.start_s for phase in movement.phases]
    # Steps of at most 0.32 of 1.70 m are six to 3 m, and one closes: seven of 0.5 s.
    assert lasted_s == pytest.approx([2.0, 1.0, 3.5, 1.2, 3.5, 1.2, 1.5, 2.0])
    assert movement.hold == pytest.approx((2.0, 2.0 + 1.0 + 3.5 + 1.2 + 3.5 + 1.2 + 1.5))
    assert movement.duration_s == pytest.approx(15.9)


def test_the_body_is_where_the_parts_say():
    movement = timed_up_and_go(walk_m=3.0)
    ends_s = {phase.name: phase.end_s for phase in movement.phases}
    times_s = [ends_s[name] for name in ("sitting", "walk_out", "turn", "turn_to_sit", "sit_down")]
    ankles_m = (at(movement, "left_ankle", times_s) + at(movement, "right_ankle", times_s)) / 2
    np.testing.assert_allclose(ankles_m[:, 2], [0.0, 3.0, 3.0, 0.0, 0.0], atol=1e-9)
    looks_m = at(movement, "nose", times_s)[:, 2] - at(movement, "head", times_s)[:, 2]
    assert list(np.sign(looks_m)) == [1.0, 1.0, -1.0, 1.0, 1.0]
    hips_m = at(movement, "left_hip", times_s)[:, 1]
    assert hips_m[0] == pytest.approx(hips_m[-1])
    assert hips_m[1] == pytest.approx(0.530 * 1.70, rel=1e-3)


def test_one_foot_stands_still_while_the_other_swings():
    movement = timed_up_and_go()
    phase = next(phase for phase in movement.phases if phase.name == "walk_out")
    times_s = np.arange(phase.start_s, phase.end_s, 0.01)
    speeds = [
        np.linalg.norm(np.diff(at(movement, f"{side}_ankle", times_s), axis=0), axis=1) / 0.01
        for side in ("left", "right")
    ]
    assert np.minimum(*speeds).max() < 0.02
    assert np.maximum(*speeds).max() > 1.0


def test_an_unknown_way_to_hold_the_arms_is_refused():
    with pytest.raises(ValueError, match="arms"):
        timed_up_and_go(arms="waving")


def test_somebody_who_walks_past_the_camera_is_not_seen():
    movement = timed_up_and_go(walk_m=3.0)
    stream, _ = synthesize(movement, Camera(distance_m=2.5), fps=10.0)
    lost = np.asarray(np.isnan(stream.xy_px).any(axis=(1, 2)))
    by_the_mark = (stream.times_s > movement.phases[3].start_s) & (
        stream.times_s < movement.phases[3].end_s
    )
    assert lost[by_the_mark].all()
    assert not lost[stream.times_s < movement.phases[1].end_s].any()
    assert (stream.scores[np.isnan(stream.xy_px[..., 0])] == 0.0).all()
