"""Timed up and go in phases of a known length, towards the camera and across."""

import numpy as np
import pytest

from pose.keypoints import INDEX
from pose.synthesis import Camera, sit_to_stand, timed_up_and_go
from scoring.kinds.phases import risen_share, score_phases
from scoring.kinds.reach import score_reach
from scoring.kinds.stages import score_stages
from scoring.person import ANYBODY
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS
from tests.builders.motion import PHONE_LIKE, cut, mirrored, squats, with_points, without
from tests.builders.stances import (
    APART,
    events,
    filmed,
    holds,
    metric,
    refusal_of,
    scored,
    standing,
    value,
)

KEY = "timed_up_and_go"
TOWARDS = Camera(distance_m=6.0, figure_ratio=0.33)
ACROSS = Camera(yaw_deg=90.0, distance_m=5.0, figure_ratio=0.5, sideways_m=1.2)
KEYS = ("tug_total_s", "stand_up_s", "walk_out_s", "walk_back_s", "sit_down_s")


def truth_s(movement):
    """Return the true seconds of every part."""
    phases = {phase.name: phase for phase in movement.phases}
    turned_s = (phases["turn"].start_s + phases["turn"].end_s) / 2
    start_s, end_s = movement.hold
    return {
        "tug_total_s": end_s - start_s,
        "stand_up_s": phases["stand_up"].end_s - phases["stand_up"].start_s,
        "walk_out_s": turned_s - phases["walk_out"].start_s,
        "walk_back_s": phases["sit_down"].start_s - turned_s,
        "sit_down_s": phases["sit_down"].end_s - phases["sit_down"].start_s,
    }


@pytest.mark.parametrize("camera", [TOWARDS, ACROSS], ids=["towards", "across"])
@pytest.mark.parametrize("fps", [10.0, 30.0])
def test_every_part_is_timed(camera, fps):
    movement = timed_up_and_go(walk_m=2.6)
    found = scored(filmed(movement, camera, fps=fps), KEY)
    truth = truth_s(movement)
    assert value(found, "tug_total_s") == pytest.approx(truth["tug_total_s"], abs=0.1)
    for key in KEYS:
        assert value(found, key) == pytest.approx(truth[key], abs=0.4)
        assert holds(metric(found, key), truth[key])
    assert [event.kind for event in found.events] == ["stand_up", "walk_start", "turn", "sit_down"]


def test_parts_of_random_movements_are_inside_their_intervals():
    inside, told, totals = 0, 0, []
    for seed in range(40):
        chance = np.random.default_rng(seed)
        movement = timed_up_and_go(
            walk_m=float(chance.uniform(2.0, 3.0)),
            rise_s=float(chance.uniform(0.8, 1.6)),
            sit_s=float(chance.uniform(1.0, 1.8)),
            turn_s=float(chance.uniform(1.2, 2.0)),
            step_s=float(chance.uniform(0.5, 0.7)),
            seated_knee_deg=float(chance.uniform(85.0, 100.0)),
        )
        camera = (TOWARDS, ACROSS)[seed % 2]
        found = scored(filmed(movement, camera, fps=(10, 15, 24, 30)[seed % 4], seed=seed), KEY)
        for key, seconds in truth_s(movement).items():
            inside += holds(metric(found, key), seconds)
            told += 1
        totals.append(value(found, "tug_total_s") - truth_s(movement)["tug_total_s"])
    assert told == 200
    assert inside >= 190
    assert abs(np.mean(totals)) < 0.1


def test_noise_and_lost_frames_move_the_total_by_less_than_a_quarter_second():
    movement = timed_up_and_go(walk_m=2.5)
    for seed in range(4):
        found = scored(filmed(movement, ACROSS, flaws=PHONE_LIKE, seed=seed), KEY)
        total = metric(found, "tug_total_s")
        if total.value is not None:
            assert total.value == pytest.approx(truth_s(movement)["tug_total_s"], abs=0.25)


def test_somebody_who_leaves_the_picture_at_the_far_end_has_a_total_but_no_ways():
    movement = timed_up_and_go(walk_m=3.0)
    stream = filmed(movement, TOWARDS)
    xy = stream.xy_px.copy()
    turn = next(phase for phase in movement.phases if phase.name == "turn")
    xy[(stream.times_s > turn.start_s - 1.0) & (stream.times_s < turn.end_s + 1.0)] = np.nan
    found = scored(with_points(stream, xy), KEY)
    assert value(found, "tug_total_s") == pytest.approx(truth_s(movement)["tug_total_s"], abs=0.1)
    for key in ("walk_out_s", "walk_back_s"):
        why = metric(found, key).refusal
        assert why is not None
        assert why.code == "no_phases"
    assert not events(found, "turn")


def test_a_recording_that_ends_on_the_way_has_standing_up_only():
    movement = timed_up_and_go()
    stream = cut(filmed(movement, TOWARDS), 0.0, 8.0)
    found = scored(stream, KEY)
    assert value(found, "stand_up_s") == pytest.approx(truth_s(movement)["stand_up_s"], abs=0.4)
    for key in ("tug_total_s", "walk_back_s", "sit_down_s"):
        assert metric(found, key).value is None


def test_a_recording_that_starts_on_the_way_has_sitting_down_only():
    movement = timed_up_and_go()
    stream = cut(filmed(movement, TOWARDS), 5.0, movement.duration_s)
    found = scored(stream, KEY)
    assert value(found, "sit_down_s") == pytest.approx(truth_s(movement)["sit_down_s"], abs=0.5)
    assert metric(found, "tug_total_s").value is None
    assert metric(found, "stand_up_s").value is None


def test_hips_that_are_hidden_while_they_rise_leave_no_beginning():
    movement = timed_up_and_go()
    stream = filmed(movement, TOWARDS)
    xy = stream.xy_px.copy()
    for hip in ("left_hip", "right_hip"):
        xy[(stream.times_s > 1.8) & (stream.times_s < 3.2), INDEX[hip]] = np.nan
    found = scored(with_points(stream, xy), KEY)
    assert metric(found, "stand_up_s").value is None
    assert value(found, "sit_down_s") > 0


def test_standing_all_the_time_has_no_phases():
    movement = standing(start=APART, duration_s=8.0)
    assert refusal_of(lambda: scored(filmed(movement), KEY)).code == "no_phases"


def test_squats_are_no_timed_up_and_go():
    assert refusal_of(lambda: scored(squats(n_reps=3), KEY)).code == "no_phases"


def test_rising_once_without_walking_has_no_turn():
    movement = sit_to_stand(n_reps=1, standing_pause_s=3.0, rise_s=1.2, arms="free")
    found = scored(filmed(movement, Camera(yaw_deg=90.0)), KEY)
    assert metric(found, "walk_out_s").value is None
    assert value(found, "stand_up_s") == pytest.approx(1.2, abs=0.4)


def test_a_mirrored_recording_has_the_same_phases():
    stream = filmed(timed_up_and_go(), ACROSS)
    straight, turned = scored(stream, KEY), scored(mirrored(stream), KEY)
    for key in KEYS:
        assert value(turned, key) == pytest.approx(value(straight, key), abs=0.05)


def test_hips_that_are_hardly_seen_have_no_phases():
    stream = filmed(timed_up_and_go(), ACROSS)
    movement = prepared(without(stream, "ankle"), PROTOCOLS[KEY], None)
    assert np.isnan(risen_share(movement)).all()


def test_a_protocol_without_its_rule_is_a_mistake_of_the_program():
    stream = filmed(standing(start=APART, duration_s=3.0))
    squat = PROTOCOLS["squat"]
    movement = prepared(stream, squat, None)
    for score in (score_phases, score_reach, score_stages):
        with pytest.raises(ValueError, match="rule"):
            score(movement, squat, ANYBODY, None)
