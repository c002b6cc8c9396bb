"""Exchanged left and right: put back wherever it matters, and nowhere else."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.keypoints import INDEX, LEFT_RIGHT_PAIRS
from pose.repair import repaired
from pose.repair.sides import cheapest_labels, put_back
from pose.repair.tracks import followed, median_of_five, running_median
from pose.synthesis import Camera, Imperfections
from tests.builders.motion import abductions, squats, with_points

NOISE = Imperfections(noise_px=2.0)
PARTS = {
    "whole": range(8),
    "legs": (5, 6, 7),
    "arms": (2, 3, 4),
    "knees and ankles": (6, 7),
    "elbows and wrists": (3, 4),
}
LEFT, RIGHT = np.array(LEFT_RIGHT_PAIRS).T
APART_PX = 4 * 2**0.5 * 2.0
"""Pairs further apart than four standard deviations of their noise matter."""


def _exchanged(xy, frames, pairs):
    xy = xy.copy()
    for pair in pairs:
        left, right = LEFT[pair], RIGHT[pair]
        xy[np.ix_(frames, [left, right])] = xy[np.ix_(frames, [right, left])]
    return xy


def _wrong(found, true):
    """Return the frames in which a pair that matters lies at its partner's places."""
    apart = np.linalg.norm(true[:, LEFT] - true[:, RIGHT], axis=2) > APART_PX
    at_partner = np.abs(found[:, LEFT] - true[:, RIGHT]).max(axis=2) < 1e-6
    return (apart & at_partner).any(axis=1)


VIEWS = [(squats, 90.0), (squats, 50.0), (abductions, 0.0), (abductions, -40.0)]
TELLING = [
    (make, yaw_deg, part)
    for make, yaw_deg in VIEWS
    for part in PARTS
    # Seen from the side, elbows lie within their noise just when the exchange begins.
    if (yaw_deg, part) != (90.0, "elbows and wrists")
]


@pytest.mark.parametrize("fps", [12.0, 30.0, 60.0])
@pytest.mark.parametrize(("make", "yaw_deg", "part"), TELLING)
def test_stretches_are_put_back_in_every_view_at_every_rate(make, yaw_deg, fps, part):
    true = make(Camera(yaw_deg=yaw_deg), fps=fps, flaws=NOISE, seed=3)
    frames = np.zeros(true.n_frames, dtype=bool)
    for start, length in ((20, 5), (60, 12), (110, 20)):
        frames[start : start + length] = True
    found = repaired(with_points(true, _exchanged(true.xy_px, frames, PARTS[part])))
    assert not _wrong(found.xy_px, true.xy_px).any()


@pytest.mark.parametrize("yaw_deg", [90.0, 0.0])
def test_outliers_and_lost_points_do_not_hide_an_exchange(yaw_deg):
    true = squats(Camera(yaw_deg=yaw_deg), flaws=NOISE)
    rng = np.random.default_rng(2)
    xy = true.xy_px.copy()
    xy[rng.random(xy.shape[:2]) < 0.005] += 56.0
    xy[rng.random(xy.shape[:2]) < 0.03] = np.nan
    frames = rng.random(true.n_frames) < 0.03
    frames[150:165] = True
    found = repaired(with_points(true, _exchanged(xy, frames, range(8))))
    assert not _wrong(found.xy_px, true.xy_px).any()
    assert found.swapped_frames >= frames.sum() - 1


def _turning(seconds_per_turn):
    """Return somebody who turns about their own axis, and their points exactly."""
    true = squats(Camera(), n_reps=0, still_after_s=8.0, fps=24.0)
    middle = true.facts.image_width_px / 2
    turn = 2 * np.pi * true.times_s / seconds_per_turn
    xy = true.xy_px.copy()
    xy[..., 0] = middle + np.cos(turn)[:, None] * (xy[..., 0] - middle)
    return with_points(true, xy + np.random.default_rng(5).normal(0, 1.5, xy.shape))


@pytest.mark.parametrize("seconds_per_turn", [2.5, 6.0])
def test_people_who_turn_round_are_left_alone(seconds_per_turn):
    stream = _turning(seconds_per_turn)
    assert not _wrong(repaired(stream).xy_px, stream.xy_px).any()


@pytest.mark.parametrize(("fps", "crossings_hz"), [(12.0, 0.4), (30.0, 1.0)])
def test_people_who_cross_their_legs_are_left_alone(fps, crossings_hz):
    true = squats(Camera(), n_reps=0, still_after_s=10.0, fps=fps)
    across = 40.0 - 60.0 * np.cos(2 * np.pi * crossings_hz * true.times_s)
    xy = true.xy_px.copy()
    xy[:, INDEX["left_ankle"], 0] -= across
    xy[:, INDEX["right_ankle"], 0] += across
    xy += np.random.default_rng(6).normal(0, 1.5, xy.shape)
    found = repaired(with_points(true, xy))
    assert not _wrong(found.xy_px, xy).any()


def test_a_single_joint_is_put_back_by_itself():
    true = squats(Camera(), flaws=NOISE)
    xy = _exchanged(true.xy_px, np.arange(100, 130), (PARTS["legs"][1],))
    found = repaired(with_points(true, xy))
    assert found.swapped_frames == 30
    assert not _wrong(found.xy_px, true.xy_px).any()


def test_a_pair_that_lies_within_its_noise_stays_as_it_was_labelled():
    true = squats(Camera(yaw_deg=90.0, perspective=False), flaws=NOISE)
    found = repaired(true)
    assert found.swapped_frames == 0


def test_somebody_of_whom_one_side_is_never_seen_has_nothing_to_exchange():
    true = squats(Camera(yaw_deg=90.0), flaws=NOISE)
    xy = true.xy_px.copy()
    xy[:, RIGHT] = np.nan
    found = repaired(with_points(true, xy))
    assert found.swapped_frames == 0
    assert np.isfinite(found.xy_px[:, LEFT, 0]).mean() > 0.999


def test_putting_back_twice_changes_nothing():
    rng = np.random.default_rng(1)
    xy = rng.normal(size=(40, 17, 2))
    where = rng.random((8, 40)) < 0.4
    where[:, 10:15] = True
    again = xy.copy()
    put_back(again, where)
    assert not np.array_equal(again, xy)
    put_back(again, where)
    assert np.array_equal(again, xy)


def _cost_of(labels, cost, times_s, doubt_per_s):
    doubtful = np.diff(np.append(times_s, times_s[-1]))[labels].sum() * doubt_per_s
    return cost[labels[1:] != labels[:-1]].sum() + doubtful


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=9))
def test_without_doubt_the_labels_are_the_cheapest_of_all(cost):
    cost = np.array(cost, dtype=np.float32)
    times_s = np.arange(len(cost) + 1.0)
    found = _cost_of(cheapest_labels(cost, times_s, 0.0), cost, times_s, 0.0)
    every = itertools.product([False, True], repeat=len(cost) + 1)
    assert found == min(_cost_of(np.array(labels), cost, times_s, 0.0) for labels in every)


@given(st.lists(st.floats(-9, 9, width=32), min_size=1, max_size=60), st.floats(0.1, 5.0))
def test_with_doubt_the_labels_cost_no_more_than_leaving_all(cost, doubt_per_s):
    cost = np.array(cost, dtype=np.float32)
    times_s = np.arange(len(cost) + 1) / 30
    labels = cheapest_labels(cost, times_s, doubt_per_s)
    assert len(labels) == len(times_s)
    assert _cost_of(labels, cost, times_s, doubt_per_s) <= 1e-4


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=5, max_size=5))
def test_the_middle_of_five_is_their_median(values):
    assert median_of_five(*np.array(values, dtype=np.float32)) == np.median(values)


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=1, max_size=30))
def test_the_running_median_looks_two_values_to_either_side(values):
    values = np.array(values, dtype=np.float32)
    found = running_median(values)
    for at in range(len(values)):
        window = values[at - 2 : at + 3] if 2 <= at < len(values) - 2 else values[at : at + 1]
        assert found[at] == np.median(window)


def test_a_track_holds_its_sightings_and_repeats_its_ends():
    seen = np.array([[0, 1, 0, 1], [0, 0, 0, 0], [0, 0, 1, 0]], dtype=bool)
    assert followed(seen).tolist() == [1] * 6 + [3] * 6 + [10] * 11
    assert followed(np.zeros((3, 4), dtype=bool)).size == 0


@pytest.mark.parametrize("exchanged_frames", [1, 3])
def test_an_exchange_right_after_nobody_was_seen_does_not_turn_round_what_follows(
    exchanged_frames,
):
    stream = abductions(Camera(yaw_deg=40.0), n_reps=2, right_peak_deg=100.0, flaws=NOISE)
    lost = slice(60, 76)
    xy = stream.xy_px.copy()
    xy[lost] = np.nan
    xy = _exchanged(xy, np.arange(76, 76 + exchanged_frames), range(8))
    found = repaired(with_points(stream, xy)).xy_px
    wrong = _wrong(found, stream.xy_px)
    assert not wrong[76 + exchanged_frames :].any()
    assert wrong.sum() <= exchanged_frames
