"""Trials for counting: each kind is what it says, each number repeatable, each count true."""

import numpy as np
import pytest

from pose.keypoints import INDEX
from pose.synthesis import (
    MOVEMENTS,
    POINT_NAMES,
    Camera,
    functional_reach,
    glute_bridge,
    seated_knee_extension,
    shoulder_abduction,
    single_leg_stance,
    squat,
    timed_up_and_go,
    truth_of,
)
from pose.synthesis.approach import later, with_walks
from pose.synthesis.battery import KINDS, SETTINGS, battery, battery_trial, kinds_of
from pose.synthesis.movement import RepetitionTruth

ANKLES = [INDEX["left_ankle"], INDEX["right_ankle"]]
TRIALS = range(6)


def rises(kind: str) -> list[RepetitionTruth]:
    """Return the repetitions of all trials of a kind on a chair."""
    return [one for trial in TRIALS for one in battery_trial(kind, trial).movement.repetitions]


def travel_m(one: RepetitionTruth) -> float:
    """Return how far the hips rose; fail where the movement is none of the hips."""
    assert one.travel_m is not None
    return one.travel_m


# --- the battery --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_number_is_the_same_trial_and_another_is_another(kind):
    stream, count = battery(kind, 3)
    again, same_count = battery(kind, 3)
    other, _ = battery(kind, 4)
    np.testing.assert_array_equal(stream.xy_px, again.xy_px)
    np.testing.assert_array_equal(stream.times_s, again.times_s)
    assert count == same_count
    assert stream.n_frames != other.n_frames or not np.array_equal(stream.xy_px, other.xy_px)


@pytest.mark.parametrize("protocol", SETTINGS)
def test_every_protocol_has_every_kind_that_it_can_have(protocol):
    for kind in kinds_of(protocol):
        trial = battery_trial(kind, 1, protocol)
        assert trial.truth.protocol == protocol
        assert trial.count == sum(one.complete for one in trial.movement.repetitions) >= 4
        failed = len(trial.movement.repetitions) - trial.count
        assert (failed > 0) == (kind == "failed")
        assert trial.stream.duration_s == pytest.approx(trial.movement.duration_s, abs=0.3)
        assert trial.side in ({"left", "right"} if SETTINGS[protocol].sided else {None})


def test_who_lies_or_stays_seated_does_not_walk():
    lying = {key for key in SETTINGS if "walking" not in kinds_of(key)}
    assert lying == {"seated_knee_extension", "glute_bridge", "push_up"}
    with pytest.raises(ValueError, match="kind"):
        battery("walking", 0, "push_up")


def test_what_is_unknown_is_refused():
    with pytest.raises(ValueError, match="kind"):
        battery("sleepy", 0)
    with pytest.raises(ValueError, match="protocol"):
        battery("normal", 0, "headstand")


def test_fast_slow_and_paused_repetitions_are_so():
    ways_s = [(one.end_s - one.start_s) / 2 for one in rises("fast")]
    assert max(ways_s) <= 0.45 + 0.15 / 2
    assert min(one.end_s - one.start_s for one in rises("slow")) > 3.5
    for trial in TRIALS:
        repetitions = battery_trial("pauses", trial).movement.repetitions
        gaps_s = np.diff([one.start_s for one in repetitions]) - (
            repetitions[0].end_s - repetitions[0].start_s
        )
        assert gaps_s.max() > 0.6


def test_failed_attempts_rise_a_third_of_the_way_and_do_not_count():
    for trial in TRIALS:
        made = battery_trial("failed", trial)
        travels_m = [travel_m(one) for one in made.movement.repetitions]
        for one in made.movement.repetitions:
            share = travel_m(one) / max(travels_m)
            assert share == pytest.approx(1.0 if one.complete else 0.35)


def test_drift_moves_the_feet_of_somebody_who_sits():
    moved_px = []
    for trial in range(20):
        feet_px = battery_trial("drift", trial).stream.xy_px[:, ANKLES].mean(axis=1)
        moved_px.append(np.linalg.norm(feet_px[-10:].mean(axis=0) - feet_px[:10].mean(axis=0)))
        usual_px = battery_trial("normal", trial).stream.xy_px[:, ANKLES].mean(axis=1)
        assert np.linalg.norm(usual_px[-10:].mean(axis=0) - usual_px[:10].mean(axis=0)) < 3.0
    assert np.median(moved_px) > 25.0


def test_noise_throws_two_percent_of_the_keypoints_away():
    thrown = np.concatenate(
        [(battery_trial("noise", trial).stream.scores < 0.5).ravel() for trial in TRIALS]
    )
    assert thrown.mean() == pytest.approx(0.02, abs=0.004)


def test_gaps_are_5_to_25_frames_in_every_keypoint():
    lost = np.isnan(battery_trial("gaps", 0).stream.xy_px).any(axis=-1)
    assert (lost.sum(axis=0) >= 5).all()
    assert lost.mean() < 0.2
    assert not np.isnan(battery_trial("normal", 0).stream.xy_px).any()


@pytest.mark.parametrize("protocol", ["sit_to_stand", "squat", "shoulder_abduction"])
def test_walks_come_close_to_the_camera_before_and_after(protocol):
    trial = battery_trial("walking", 2, protocol)
    assert [phase.name for phase in trial.movement.phases] == ["walk_in", "test", "walk_away"]
    test = trial.movement.phases[1]
    for one in trial.movement.repetitions:
        assert test.start_s < one.start_s < one.end_s < test.end_s
    stream = trial.stream
    torso_px = np.linalg.norm(
        stream.xy_px[:, INDEX["left_shoulder"]] - stream.xy_px[:, INDEX["left_hip"]], axis=1
    )
    middle = (stream.times_s > test.start_s + 1.0) & (stream.times_s < test.end_s - 1.0)
    assert np.nanmax(torso_px[-15:]) > 1.3 * np.nanmedian(torso_px[middle])
    # Feet that have left the picture at its lower edge are not found.
    assert np.isnan(stream.xy_px[-1, ANKLES]).all()
    assert (stream.scores[-1, ANKLES] == 0.0).all()


# --- walks around any movement in standing ------------------------------------------------------


def test_a_walk_in_makes_all_of_the_truth_later():
    movement = single_leg_stance(hold_s=5.0, touches_s=(2.0,))
    walked = with_walks(movement, camera_yaw_deg=0.0)
    by_s = walked.phases[1].start_s
    assert walked.hold == (2.5 + by_s, 7.5 + by_s)
    assert walked.touches == ((4.25 + by_s, 4.75 + by_s),)
    times_s = np.linspace(3.0, 7.0, 50)
    np.testing.assert_array_equal(
        walked.points_at(times_s + by_s).round(9), movement.points_at(times_s).round(9)
    )
    np.testing.assert_allclose(walked.sway_mm(times_s + by_s), movement.sway_mm(times_s))


def test_repetitions_and_phases_are_told_later_too():
    moved = later(squat(n_reps=2), 3.0)
    assert [one.start_s for one in moved.repetitions] == pytest.approx([4.5, 7.8])
    np.testing.assert_array_equal(
        moved.points_at(np.array([0.0])), moved.points_at(np.array([3.0]))
    )
    chair = MOVEMENTS["sit_to_stand"](n_reps=1)
    assert later(chair, 2.0).phases[0].start_s == 2.0
    reach = functional_reach()
    peaks_s = [one.peak_s for one in later(reach, 1.0).repetitions]
    assert peaks_s == [one.peak_s + 1.0 for one in reach.repetitions]


@pytest.mark.parametrize(("walk_in", "walk_away"), [(True, False), (False, True), (False, False)])
def test_either_walk_may_be_left_out(walk_in, walk_away):
    movement = shoulder_abduction(n_reps=1)
    walked = with_walks(movement, camera_yaw_deg=0.0, walk_in=walk_in, walk_away=walk_away)
    names = [phase.name for phase in walked.phases]
    assert names == ["walk_in"] * walk_in + ["test"] + ["walk_away"] * walk_away
    ends = walked.points_at(np.array([0.0, walked.duration_s]))[:, ANKLES].mean(axis=1)
    np.testing.assert_allclose(ends[:, 2], [1.4 * walk_in, 1.4 * walk_away], atol=0.01)


def test_nothing_jumps_between_a_walk_and_an_exercise():
    walked = with_walks(squat(n_reps=1), camera_yaw_deg=90.0)
    body = walked.points_at(np.arange(0.0, walked.duration_s, 0.01))
    assert np.linalg.norm(np.diff(body, axis=0), axis=2).max() < 0.06
    thigh = body[:, POINT_NAMES.index("left_hip")] - body[:, POINT_NAMES.index("left_knee")]
    np.testing.assert_allclose(np.linalg.norm(thigh, axis=1), 0.245 * 1.70, rtol=0.01)


def test_the_angles_of_the_exercise_are_untouched_by_its_walks():
    movement = MOVEMENTS["hip_abduction"](n_reps=1, peak_deg=30.0)
    walked = with_walks(movement, camera_yaw_deg=0.0)
    (one,) = walked.repetitions
    truth = truth_of(walked, Camera(), np.array([one.peak_s]))
    assert truth.angles_deg["left_hip_abduction_deg"][0] == pytest.approx(30.0, abs=1e-6)


@pytest.mark.parametrize("make", [glute_bridge, seated_knee_extension, timed_up_and_go])
def test_only_who_stands_can_walk_there(make):
    with pytest.raises(ValueError, match=r"standing|phases"):
        with_walks(make(), camera_yaw_deg=90.0)


def test_abductions_may_be_broken_off():
    movement = shoulder_abduction(n_reps=3, peak_deg=120.0, side="left", incomplete=(1,))
    assert [one.complete for one in movement.repetitions] == [True, False, True]
    truth = truth_of(movement, Camera(), np.array([0.0, movement.repetitions[1].peak_s]))
    rest_deg, failed_deg = truth.angles_deg["left_shoulder_abduction_deg"]
    assert failed_deg == pytest.approx(movement.repetitions[1].peak_deg, abs=1e-4)
    assert failed_deg - rest_deg == pytest.approx(0.4 * (120.0 - rest_deg), abs=1e-4)
