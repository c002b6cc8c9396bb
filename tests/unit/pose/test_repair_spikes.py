"""Spikes and wavering points: removed; quick movement: kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pose.keypoints import INDEX
from pose.repair import repaired
from pose.repair.jumps import jumping_points
from pose.repair.spikes import spike_points
from pose.synthesis import Imperfections
from tests.builders.motion import FRONT, SIDE, abductions, squats, with_points

NOISE = Imperfections(noise_px=2.0)
NO_SPIKES = np.zeros((17, 200), dtype=bool)


def _rows(tracks):
    """Return tracks ``(k, n, 2)`` as the repair holds them, ``(k, 2, n)``."""
    return np.moveaxis(np.asarray(tracks, dtype=np.float32), 2, 1)


@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0])
@pytest.mark.parametrize(("make", "camera"), [(squats, SIDE), (abductions, FRONT)])
def test_outliers_go_and_good_samples_stay(make, camera, fps):
    true = make(camera, fps=fps, flaws=NOISE)
    rng = np.random.default_rng(11)
    thrown = rng.random(true.scores.shape) < 0.005
    heading = rng.uniform(0.0, 2 * np.pi, thrown.shape)
    away = 80.0 * np.stack([np.cos(heading), np.sin(heading)], axis=-1)
    xy = np.where(thrown[..., None], true.xy_px + away, true.xy_px)
    found = repaired(with_points(true, xy))
    gone = np.isnan(found.xy_px[..., 0])
    assert (thrown & ~gone).sum() <= 0.01 * thrown.sum()
    assert (gone & ~thrown).sum() <= 0.0005 * (~thrown).sum()
    outside = (xy[..., 0] < 0.0) | (xy[..., 1] < 0.0) | (xy[..., 1] > 720.0)
    assert found.spikes <= gone.sum() <= found.spikes + outside.sum()


def test_the_quickest_arm_raise_of_therapy_stays():
    true = abductions(rise_s=0.6, fall_s=0.6, flaws=NOISE)
    assert repaired(true).spikes <= 0.0005 * true.n_frames * 17


@pytest.mark.parametrize("frame", [0, 1, 298, 299])
def test_spikes_at_the_ends_go_and_take_no_more_than_a_neighbour_along(frame):
    place = np.random.default_rng(0).normal(0.0, 0.012, (17, 300, 2))
    place[9, frame] += 0.6
    found = np.argwhere(spike_points(np.arange(300) / 30, _rows(place))).tolist()
    assert [9, frame] in found
    assert all(point == 9 and abs(at - frame) <= 1 for point, at in found)


@pytest.mark.parametrize("length", [2, 3, 6])
def test_some_frames_elsewhere_go(length):
    true = squats(SIDE, flaws=NOISE)
    xy = true.xy_px.copy()
    xy[100 : 100 + length, INDEX["left_elbow"]] += np.array([60.0, -60.0])
    found = np.isnan(repaired(with_points(true, xy)).xy_px[..., 0])
    assert found[100 : 100 + length, INDEX["left_elbow"]].all()
    assert found.sum() <= length + 2


def test_a_spike_beside_a_gap_goes_and_the_gap_is_none():
    place = np.cumsum(np.full((17, 120, 2), 0.03), axis=1)  # a steady, quick way
    place[4, 50:58] = np.nan
    place[4, 59] += 0.5
    found = spike_points(np.arange(120) / 30, _rows(place))
    assert np.argwhere(found).tolist() == [[4, 59]]


@settings(max_examples=30)
@given(st.floats(0.0, 3.0), st.floats(-2.0, 2.0), st.floats(0.0, 40.0), st.integers(0, 10**6))
def test_steady_and_bending_ways_hold_no_spikes(speed, turn, acceleration, seed):
    rng = np.random.default_rng(seed)
    times_s = np.cumsum(rng.uniform(0.5, 1.5, 60)) / 30  # frames dropped and late
    way = speed * times_s + acceleration * (times_s - 1.0) ** 2 / 2
    place = np.stack([way * np.cos(turn), way * np.sin(turn)], axis=-1)
    points = _rows(np.broadcast_to(place, (17, 60, 2)))
    assert not spike_points(times_s, points).any()
    assert not jumping_points(times_s, points, NO_SPIKES[:, :60]).any()


def test_a_point_that_is_never_seen_and_one_seen_once_are_no_spikes():
    place = np.full((17, 30, 2), np.nan)
    place[3, 7] = 1.0
    assert not spike_points(np.arange(30) / 30, _rows(place)).any()
    assert not jumping_points(np.arange(30) / 30, _rows(place), NO_SPIKES[:, :30]).any()


def test_two_frames_show_no_jump():
    place = np.random.default_rng(2).normal(size=(17, 2, 2))
    assert not jumping_points(np.arange(2) / 30, _rows(place), NO_SPIKES[:, :2]).any()


def test_a_hand_that_wavers_between_two_places_is_kept_where_it_was():
    true = abductions(FRONT, flaws=NOISE)
    xy = true.xy_px.copy()
    left, right = INDEX["left_wrist"], INDEX["right_wrist"]
    wrong = [20, 22, 24, 25, 26, 28]
    xy[wrong, left] = xy[wrong, right] + 3.0
    found = repaired(with_points(true, xy))
    assert np.isnan(found.xy_px[wrong, left]).all()
    assert np.isfinite(found.xy_px[[18, 19, 21, 23, 27, 29, 30], left]).all()


def test_a_point_that_jumps_and_stays_is_believed_but_for_the_jump():
    rng = np.random.default_rng(3)
    place = rng.normal(0.0, 0.01, (17, 200, 2))
    place[5, 100:] += 0.8
    found = jumping_points(np.arange(200) / 30, _rows(place), NO_SPIKES)
    assert np.argwhere(found).tolist() == [[5, 99], [5, 100]]


def test_a_jump_to_within_reach_is_no_jump():
    rng = np.random.default_rng(4)
    place = rng.normal(0.0, 0.01, (17, 200, 2))
    place[5, 100:] += 0.15
    assert not jumping_points(np.arange(200) / 30, _rows(place), NO_SPIKES).any()


def test_without_a_torso_nothing_is_taken_for_wrong():
    stream = squats(SIDE)
    xy = stream.xy_px.copy()
    xy[:, [INDEX["left_hip"], INDEX["right_hip"]]] = np.nan
    xy[50, INDEX["nose"]] += 200.0
    found = repaired(with_points(stream, xy))
    assert (found.spikes, found.swapped_frames, found.mirrored_frames) == (0, 0, 0)
    assert not found.other_person.any()
    assert np.isnan(found.torso_px)
