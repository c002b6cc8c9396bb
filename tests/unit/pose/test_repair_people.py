"""Somebody else in the picture: masked, counted, and the patient kept."""

import numpy as np
import pytest

from pose.keypoints import INDEX
from pose.repair import repaired
from pose.repair.other_people import other_person_frames
from pose.synthesis import Imperfections
from tests.builders.motion import FRONT, SIDE, squats, with_points


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


def test_a_stray_hip_beside_a_lost_shoulder_makes_nobody_else():
    stream = squats(FRONT)
    xy = stream.xy_px.copy()
    xy[90:92, INDEX["left_shoulder"]] = np.nan
    xy[91, INDEX["right_shoulder"]] -= np.array([80.0, 0.0])
    found = repaired(with_points(stream, xy)).other_person
    assert found.sum() <= 1


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
