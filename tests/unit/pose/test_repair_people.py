"""Somebody else in the picture: masked, counted, and the patient kept."""

from dataclasses import replace

import numpy as np
import pytest

from pose.keypoints import INDEX, MIRROR_ORDER
from pose.repair import repaired
from pose.repair.other_people import other_person_frames
from pose.synthesis import MOVEMENTS, Camera, Imperfections, synthesize, timed_up_and_go
from pose.synthesis.battery import battery_trial
from tests.builders.motion import FRONT, PHONE_LIKE, SIDE, squats, with_points
from tests.validation.sessions import ESTIMATOR_LIKE, seen, session

HARSH = Imperfections(
    noise_px=4.0,
    jitter_ms=8.0,
    dropped_ratio=0.05,
    outlier_ratio=0.03,
    outlier_px=150.0,
    swapped_ratio=0.03,
    gap_frames=(5, 25),
    missing=(((), 4.0, 5.8),),
)
"""More of everything than a phone does, and nobody seen for 1.8 s."""


@pytest.mark.parametrize("size", [0.5, 0.8, 1.3])
@pytest.mark.parametrize("aside_px", [-150.0, 130.0, 400.0])
@pytest.mark.parametrize("length_s", [0.2, 2.0, 5.0])
def test_somebody_else_is_masked_however_large_and_however_long(size, aside_px, length_s):
    flaws = Imperfections(
        noise_px=2.0,
        other_person_s=(4.0, 4.0 + length_s),
        other_person_px=aside_px,
        other_person_size=size,
    )
    stream = squats(FRONT, flaws=flaws)
    other = (stream.times_s >= 4.0) & (stream.times_s < 4.0 + length_s)
    found = repaired(stream)
    assert np.array_equal(found.other_person, other)
    assert np.isnan(found.xy_px[other]).all()
    assert np.isfinite(found.xy_px[~other]).mean() > 0.998


def test_somebody_at_the_same_place_but_half_as_large_is_somebody_else():
    flaws = Imperfections(other_person_s=(5.0, 6.0), other_person_px=0.0, other_person_size=0.3)
    stream = squats(SIDE, flaws=flaws)
    assert repaired(stream).other_person.sum() == 30


def test_two_helpers_in_turn_are_both_masked():
    stream = squats(FRONT)
    xy = stream.xy_px.copy()
    xy[60:120] += np.array([300.0, 0.0])
    xy[120:170] -= np.array([300.0, 0.0])
    found = repaired(with_points(stream, xy)).other_person
    assert np.flatnonzero(found).tolist() == list(range(60, 170))


@pytest.mark.parametrize("protocol", ["sit_to_stand", "forward_lunge"])
@pytest.mark.parametrize("size", [0.5, 0.8, 1.3])
def test_the_patient_may_move_their_trunk_far_while_somebody_else_is_seen(protocol, size):
    flaws = Imperfections(
        noise_px=2.0, other_person_s=(6.0, 8.1), other_person_px=220.0, other_person_size=size
    )
    stream, _ = synthesize(MOVEMENTS[protocol](), SIDE, imperfections=flaws)
    other = (stream.times_s >= 6.0) & (stream.times_s < 8.1)
    assert np.array_equal(repaired(stream).other_person, other)


def test_the_patient_may_go_on_moving_while_somebody_else_is_seen():
    stream = squats(SIDE, down_s=1.0, up_s=1.0)
    xy = stream.xy_px.copy()
    xy[70:82] += np.array([300.0, 0.0])  # in the middle of going down
    found = repaired(with_points(stream, xy)).other_person
    assert np.flatnonzero(found).tolist() == list(range(70, 82))


def test_frames_without_a_torso_go_with_those_around_them():
    stream = squats(FRONT)
    xy = stream.xy_px.copy()
    xy[100:130] += np.array([400.0, 0.0])
    hips = [INDEX["left_hip"], INDEX["right_hip"]]
    xy[110:112, hips] = np.nan  # of the other person
    xy[50:52, hips] = np.nan  # of the patient
    found = repaired(with_points(stream, xy)).other_person
    assert np.flatnonzero(found).tolist() == list(range(100, 130))


def test_somebody_else_stays_masked_with_exchanged_sides_and_strays():
    stream = squats(FRONT, flaws=Imperfections(noise_px=2.0))
    xy = stream.xy_px.copy()
    xy[100:160] += np.array([220.0, 0.0])
    xy[100, INDEX["left_shoulder"]] -= np.array([150.0, 0.0])
    xy[159, INDEX["right_hip"]] += np.array([0.0, 150.0])
    xy[90:130] = xy[90:130][:, MIRROR_ORDER]
    found = repaired(with_points(stream, xy)).other_person
    assert np.flatnonzero(found).tolist() == list(range(100, 160))


@pytest.mark.parametrize("gone", [slice(60, 75), slice(120, 135)])
def test_nobody_seen_just_before_or_after_somebody_else_costs_the_patient_nothing(gone):
    # Half a second is time for the patient to get there, but they are seen elsewhere again.
    stream = squats(FRONT)
    xy = stream.xy_px.copy()
    xy[60:135] += np.array([200.0, 0.0])
    xy[gone] = np.nan
    found = repaired(with_points(stream, xy)).other_person
    expected = np.zeros(stream.n_frames, dtype=bool)
    expected[60:135] = True
    expected[gone] = False
    assert np.array_equal(found & ~np.isnan(xy[..., 0]).all(axis=1), expected)


@pytest.mark.parametrize("walked_px", [80.0, 170.0])
def test_a_patient_who_walks_on_unseen_after_a_helper_left_is_the_patient(walked_px):
    place = np.zeros((120, 2))
    place[40:50, 0] = 300.0
    place[80:, 0] = walked_px
    times_s = np.arange(120) / 30 + np.where(np.arange(120) < 80, 0.0, 1.0)
    found = other_person_frames(times_s, *_bodies(place), 100.0)
    assert np.flatnonzero(found).tolist() == list(range(40, 50))


def test_a_patient_who_walked_off_unseen_twice_is_the_patient():
    place = np.zeros((160, 2))
    place[10:20, 0] = -400.0
    place[60:, 0] = 170.0
    place[110:, 0] = 340.0
    times_s = np.arange(160) / 30
    times_s[60:] += 1.0
    times_s[110:] += 1.0
    found = other_person_frames(times_s, *_bodies(place), 100.0)
    assert np.flatnonzero(found).tolist() == list(range(10, 20))


@pytest.mark.parametrize("parts", [("shoulder",), ("hip",), ("shoulder", "hip")])
def test_a_trunk_that_strays_without_the_rest_makes_nobody_else(parts):
    stream = squats(FRONT, flaws=Imperfections(noise_px=3.0))
    xy = stream.xy_px.copy()
    joints = [INDEX[f"{side}_{part}"] for side in ("left", "right") for part in parts]
    xy[60:62, joints] += np.array([150.0, 0.0])
    xy[150:, joints] -= np.array([0.0, 150.0])
    assert not repaired(with_points(stream, xy)).other_person.any()


def test_a_stray_hip_beside_a_lost_shoulder_makes_nobody_else():
    stream = squats(FRONT)
    xy = stream.xy_px.copy()
    xy[90:92, INDEX["left_shoulder"]] = np.nan
    xy[91, INDEX["right_shoulder"]] -= np.array([80.0, 0.0])
    assert not repaired(with_points(stream, xy)).other_person.any()


@pytest.mark.parametrize("protocol", ["sit_to_stand", "squat", "forward_lunge", "push_up"])
@pytest.mark.parametrize("kind", ["noise", "gaps"])
def test_one_person_alone_is_nobody_else_whatever_befalls_their_points(protocol, kind):
    trials = (5, 8, 15, 22, 37, 40, 46, 51, 55) if protocol == "sit_to_stand" else (5, 6, 8)
    for trial in trials:
        stream = battery_trial(kind, trial, protocol).stream
        assert not repaired(stream).other_person.any(), trial


@pytest.mark.parametrize("name", ["sit_to_stand", "forward_lunge", "push_up", "timed_up_and_go"])
@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
def test_one_person_alone_is_nobody_else_with_more_faults_than_a_phone_has(name, fps):
    for seed in range(3):
        stream, _ = synthesize(MOVEMENTS[name](), SIDE, fps=fps, imperfections=HARSH, seed=seed)
        assert not repaired(stream).other_person.any(), seed


@pytest.mark.parametrize("yaw_deg", [0.0, 90.0, 180.0])
@pytest.mark.parametrize("gap_s", [0.0, 0.4, 2.0])
def test_somebody_who_walks_towards_or_across_is_one_person(yaw_deg, gap_s):
    for start_s in (4.0, 6.0, 8.0):
        flaws = replace(PHONE_LIKE, missing=(((), start_s, start_s + gap_s),))
        camera = Camera(yaw_deg=yaw_deg, distance_m=5.5)
        stream, _ = synthesize(timed_up_and_go(), camera, imperfections=flaws)
        assert not repaired(stream).other_person.any(), start_s


@pytest.mark.parametrize(
    ("movement", "subject", "kind", "yaw_deg"),
    [
        ("6", "2", "correct", -90.0),
        ("10", "1", "incorrect", 0.0),
        ("5", "1", "incorrect", 90.0),
        ("7", "1", "correct", 0.0),
        ("4", "3", "incorrect", 90.0),
    ],
)
def test_one_real_person_alone_with_an_estimators_faults_is_nobody_else(
    movement, subject, kind, yaw_deg
):
    one = session(movement, subject, kind)
    assert one is not None
    stream = seen(one, yaw_deg, ESTIMATOR_LIKE, seed=100 * int(movement) + int(subject))
    assert not repaired(stream).other_person.any()


def _bodies(places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return stiff bodies at places ``(n, 2)`` with trunks of 100 px, and their trunks' ends."""
    xy = places[:, None] + np.linspace([0.0, -150.0], [0.0, 150.0], 17)
    return xy, places, places + np.array([0.0, 100.0])


def test_a_walk_through_a_pause_is_still_the_patient():
    place = np.zeros((40, 2))
    place[20:, 0] = 220.0  # 2.2 torso lengths in 0.63 s
    times_s = np.arange(40) / 30 + np.where(np.arange(40) < 20, 0.0, 0.6)
    assert not other_person_frames(times_s, *_bodies(place), 100.0).any()
    place[20:, 0] = 250.0
    assert other_person_frames(times_s, *_bodies(place), 100.0).sum() == 20


def test_one_frame_is_nobody_else():
    assert not other_person_frames(np.zeros(1), *_bodies(np.full((1, 2), 5.0)), 9.0).any()


def test_frames_that_the_sender_is_uncertain_of_are_masked_and_not_judged_again():
    flaws = Imperfections(noise_px=2.0, other_person_s=(4.0, 6.0), other_person_px=400.0)
    stream = squats(FRONT, flaws=flaws)
    other = (stream.times_s >= 4.0) & (stream.times_s < 6.0)
    known = replace(stream.facts, uncertain_spans_us=((3_900_000, 5_000_000),))
    found = repaired(replace(stream, facts=known))
    uncertain = (stream.times_s >= 3.9) & (stream.times_s <= 5.0)
    assert np.array_equal(found.uncertain, uncertain)
    assert np.array_equal(found.other_person, other & ~uncertain)
    assert np.isnan(found.xy_px[uncertain | other]).all()
    assert np.isfinite(found.xy_px[~(uncertain | other)]).mean() > 0.998


def test_a_recording_that_is_uncertain_throughout_shows_nobody_to_trust():
    stream = squats(FRONT)
    known = replace(stream.facts, uncertain_spans_us=((0, 599_999_999),))
    found = repaired(replace(stream, facts=known))
    assert found.uncertain.all()
    assert np.isnan(found.xy_px).all()
