"""Sitting and rising: heights, times and attempts as told, feet that stay, walks to the camera."""

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
    included_angle_deg,
    sit_to_stand,
    synthesize,
    truth_of,
)

HIPS = [INDEX["left_hip"], INDEX["right_hip"]]


def points(movement: Movement, times_s) -> FloatArray:
    return movement.points_at(np.asarray(times_s, dtype=float))


def hips_m(movement: Movement, times_s) -> FloatArray:
    return np.asarray(points(movement, times_s)[:, HIPS, 1].mean(axis=1))


def all_times(movement: Movement, step_s: float = 0.02) -> FloatArray:
    return np.arange(0.0, movement.duration_s, step_s)


def distance_m(body: FloatArray, one: str, other: str) -> FloatArray:
    ends = [body[:, POINT_NAMES.index(name)] for name in (one, other)]
    return np.asarray(np.linalg.norm(ends[0] - ends[1], axis=1))


@given(st.floats(62.0, 110.0), st.floats(0.1, 0.9), st.floats(1.4, 2.1))
@settings(max_examples=15, deadline=None)
def test_attempts_rise_by_their_share_of_the_way_and_repetitions_all_of_it(
    seated_knee_deg, incomplete_ratio, height_m
):
    movement = sit_to_stand(
        n_reps=3,
        incomplete=(1,),
        incomplete_ratio=incomplete_ratio,
        seated_knee_deg=seated_knee_deg,
        body=Body(height_m=height_m),
    )
    assert [one.complete for one in movement.repetitions] == [True, False, True]
    seat_m = hips_m(movement, [0.0])[0]
    up_m = hips_m(movement, [one.peak_s for one in movement.repetitions]) - seat_m
    # Standing hips are above the ankles by almost the whole leg: 0.039 + 0.491 of stature.
    assert up_m[0] + seat_m == pytest.approx(0.530 * height_m, rel=1e-3)
    np.testing.assert_allclose(up_m / up_m[0], [1.0, incomplete_ratio, 1.0], atol=1e-9)
    assert [one.travel_m for one in movement.repetitions] == pytest.approx(up_m.tolist())
    _, truth = synthesize(movement, fps=100.0)
    knee_deg = truth.angles_deg["left_knee_flexion_deg"]
    assert knee_deg[0] == pytest.approx(seated_knee_deg)
    for one in movement.repetitions:
        inside = (truth.times_s >= one.start_s) & (truth.times_s < one.end_s)
        assert knee_deg[inside].min() == pytest.approx(one.peak_deg, abs=1e-4)
        assert one.peak_deg == pytest.approx(4.0) or not one.complete


def test_times_are_as_told_and_hips_are_on_the_seat_between_them():
    movement = sit_to_stand(
        n_reps=2,
        rise_s=0.8,
        standing_pause_s=0.5,
        sit_s=1.2,
        seated_pause_s=0.7,
        extra_rest_s=(1.0,),
        still_before_s=2.0,
        still_after_s=1.0,
    )
    first, second = movement.repetitions
    assert (first.start_s, first.peak_s, first.end_s) == pytest.approx((2.0, 3.05, 4.5))
    assert second.start_s == pytest.approx(4.5 + 0.7 + 1.0)
    assert movement.duration_s == pytest.approx(6.2 + 2.5 + 1.0)
    (phase,) = movement.phases
    assert (phase.name, phase.start_s, phase.end_s) == ("test", 0.0, movement.duration_s)
    on_the_seat = hips_m(movement, [0.0, 1.99, 4.51, 6.19, 9.6])
    np.testing.assert_allclose(on_the_seat, on_the_seat[0], atol=1e-9)
    assert hips_m(movement, [2.05, 4.45]).min() > on_the_seat[0]


def test_the_trunk_leans_forward_before_the_hips_leave_the_seat():
    movement = sit_to_stand(n_reps=1, trunk_lean_deg=40.0)
    start_s = movement.repetitions[0].start_s
    truth = truth_of(movement, Camera(), np.linspace(start_s - 1.0, start_s + 1.0, 401))
    lean_deg = truth.angles_deg["trunk_forward_deg"]
    assert lean_deg[0] == pytest.approx(4.0)
    assert lean_deg[truth.times_s < start_s].max() > 15.0
    assert 40.0 < lean_deg.max() < 44.1


@pytest.mark.parametrize("arms", ["crossed", "free", "pushing"])
def test_feet_stay_and_bones_keep_their_lengths_whatever_the_arms_do(arms):
    movement = sit_to_stand(n_reps=2, arms=arms, walk_in=True, walk_away=True)
    body = points(movement, all_times(movement))
    for side in ("left", "right"):
        for start, end, fraction in (
            ("hip", "knee", 0.245),
            ("knee", "ankle", 0.246),
            ("shoulder", "elbow", 0.186),
            ("elbow", "wrist", 0.146),
        ):
            length_m = distance_m(body, f"{side}_{start}", f"{side}_{end}")
            np.testing.assert_allclose(length_m, fraction * 1.70, rtol=1e-9)
    test = movement.phases[1]
    seated = points(movement, np.arange(test.start_s, test.end_s, 0.02))
    for name in ("left_ankle", "right_heel", "right_toe"):
        assert np.ptp(seated[:, POINT_NAMES.index(name)], axis=0).max() < 1e-9


@pytest.mark.parametrize("arms", ["crossed", "free", "pushing"])
def test_nothing_jumps_from_the_walk_in_to_the_walk_away(arms):
    movement = sit_to_stand(
        n_reps=2, arms=arms, walk_in=True, walk_away=True, camera_yaw_deg=45.0, rise_s=0.5
    )
    body = points(movement, all_times(movement, 0.01))
    assert np.linalg.norm(np.diff(body, axis=0), axis=2).max() < 0.09


def test_arms_are_where_they_were_asked_to_be():
    crossed, free, pushing = (
        points(sit_to_stand(n_reps=1, arms=arms), [0.0]) for arms in ("crossed", "free", "pushing")
    )
    assert distance_m(crossed, "left_wrist", "neck")[0] < 0.25
    assert distance_m(free, "left_wrist", "left_hip")[0] < 0.25
    elbow_deg = included_angle_deg(
        *(pushing[:, INDEX[f"left_{name}"]] for name in ("shoulder", "elbow", "wrist"))
    )
    assert 180.0 - elbow_deg[0] == pytest.approx(48.0)
    assert distance_m(pushing, "left_wrist", "left_hip")[0] < 0.25


@pytest.mark.parametrize("yaw_deg", [90.0, 45.0, -60.0])
def test_walks_come_from_the_camera_and_go_to_it(yaw_deg):
    movement = sit_to_stand(
        n_reps=1, walk_in=True, walk_away=True, walk_m=1.4, camera_yaw_deg=yaw_deg
    )
    camera = Camera(yaw_deg=yaw_deg)
    first, seated, last = camera.turned(
        points(movement, [0.0, movement.phases[1].start_s, movement.duration_s])
    )
    ankles = [INDEX["left_ankle"], INDEX["right_ankle"]]
    np.testing.assert_allclose(first[ankles].mean(axis=0)[[0, 2]], [0.0, 1.4], atol=1e-9)
    np.testing.assert_allclose(last[ankles].mean(axis=0)[[0, 2]], [0.0, 1.4], atol=1e-9)
    assert abs(seated[ankles].mean(axis=0)[2]) < 1e-9
    # First they show their back, at last their face.
    assert first[INDEX["nose"], 2] < first[POINT_NAMES.index("head"), 2]
    assert last[INDEX["nose"], 2] > last[POINT_NAMES.index("head"), 2]
    assert [phase.name for phase in movement.phases] == ["walk_in", "test", "walk_away"]
    ends = [phase.end_s for phase in movement.phases]
    assert [phase.start_s for phase in movement.phases] == [0.0, *ends[:-1]]
    assert len(movement.repetitions) == 1


def test_both_published_tests_are_the_same_movement():
    for key in ("chair_stand_30s", "five_times_sit_to_stand"):
        movement = MOVEMENTS[key](n_reps=2)
        assert movement.protocol == key
        np.testing.assert_array_equal(
            points(movement, [0.0, 2.0]), points(sit_to_stand(n_reps=2), [0.0, 2.0])
        )


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"seated_knee_deg": 40.0}, "seated knees"),
        ({"arms": "waving"}, "arms"),
        ({"incomplete_ratio": 0.0}, "share of the way"),
    ],
)
def test_impossible_chairs_and_arms_are_refused(choices, why):
    with pytest.raises(ValueError, match=why):
        sit_to_stand(**choices)
