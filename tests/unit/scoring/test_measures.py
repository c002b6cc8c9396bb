"""What can be followed: signs, sizes and independence from the camera."""

from dataclasses import replace

import numpy as np
import pytest

from pose.synthesis import Camera, synthesize, trunk_lateral_flexion
from pose.view import Facing, View
from scoring.measures import MEASURES, followed
from scoring.movement import Movement
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS
from scoring.signals import Series
from scoring.tracks.heights import standing_thigh_px
from scoring.tracks.joints import SCAPTION_FORWARDS_DEG
from tests.builders.motion import FRONT, SIDE, mirrored, squats, without
from tests.builders.movements import ASKED, LOW, Trial, trial

OTHER_SIDE = Camera(yaw_deg=-90.0)
AWAY = Camera(yaw_deg=180.0)


def movement_of(one: Trial) -> Movement:
    return prepared(one.stream, PROTOCOLS[one.key], one.side)


def most(values: np.ndarray) -> float:
    """Return the value that lies furthest from 0."""
    known = values[np.isfinite(values)]
    return float(known[np.argmax(np.abs(known))])


@pytest.mark.parametrize("camera", [SIDE, OTHER_SIDE])
def test_a_trunk_that_leans_forward_is_positive_whichever_way_it_faces(camera):
    movement = movement_of(trial("squat", camera=camera))
    assert most(followed(movement, "trunk_lean")) == pytest.approx(38.0, abs=6.0)


@pytest.mark.parametrize("camera", [SIDE, OTHER_SIDE])
def test_a_trunk_that_leans_back_is_negative_whichever_way_it_faces(camera):
    side = "left" if camera is SIDE else "right"
    one = trial("shoulder_flexion", camera=camera, side=side, trunk_lean_deg=15.0)
    assert most(followed(movement_of(one), "trunk_lean")) == pytest.approx(-15.0, abs=2.0)


@pytest.mark.parametrize("camera", [FRONT, AWAY])
@pytest.mark.parametrize(("side", "sign"), [("left", 1.0), ("right", -1.0)])
def test_a_trunk_that_leans_to_the_patients_left_is_positive_from_front_and_back(
    camera, side, sign
):
    one = trial("trunk_lateral_flexion", camera=camera, side=side)
    movement = movement_of(one)
    assert most(followed(movement, "trunk_lean")) == pytest.approx(sign * 25.0, abs=1.0)
    assert most(followed(movement, "trunk_lateral_flexion", side)) == pytest.approx(25.0, abs=1.0)
    other = "right" if side == "left" else "left"
    assert most(followed(movement, "trunk_lateral_flexion", other)) < -20.0
    assert np.nanmax(followed(movement, "trunk_side_bend", other)) < 2.0
    assert np.nanmin(followed(movement, "trunk_side_bend", other)) == 0.0


def test_a_mirrored_recording_leans_to_the_same_side_of_the_patient():
    one = trial("trunk_lateral_flexion", side="left")
    report = replace(one, stream=mirrored(one.stream)).scored()
    assert most(lean_of(report.signals.series)) == pytest.approx(25.0, abs=1.0)


def lean_of(series) -> np.ndarray:
    (lean,) = [one for one in series if one.key == "trunk_lean_deg"]
    assert isinstance(lean, Series)
    return lean.values


def test_a_side_view_that_faces_nowhere_leans_to_the_right_of_the_picture():
    movement = movement_of(trial("squat", camera=OTHER_SIDE))
    nowhere = replace(movement, view=replace(movement.view, facing=None))
    assert most(followed(movement, "trunk_lean")) > 0
    right = replace(movement, view=replace(movement.view, facing=Facing.RIGHT))
    np.testing.assert_array_equal(followed(nowhere, "trunk_lean"), followed(right, "trunk_lean"))


@pytest.mark.parametrize("measure", ["shoulder_extension", "hip_extension", "front_knee_flexion"])
def test_what_has_a_forwards_is_not_told_without_one(measure):
    movement = movement_of(trial("hip_extension"))
    front = replace(movement, view=replace(movement.view, view=View.FRONT, facing=Facing.CAMERA))
    assert np.isnan(followed(front, measure, "left")).all()


@pytest.mark.parametrize("key", ["hip_extension", "shoulder_extension"])
@pytest.mark.parametrize("camera", [SIDE, OTHER_SIDE])
def test_extension_is_positive_behind_the_trunk_whichever_way_somebody_faces(key, camera):
    side = "left" if camera is SIDE else "right"
    one = trial(key, camera=camera, side=side)
    assert most(followed(movement_of(one), key, side)) == pytest.approx(one.peak_deg(side), abs=1.0)


@pytest.mark.parametrize("peak_deg", [60.0, 90.0, 120.0, 150.0, 170.0])
def test_scaption_is_seen_in_its_own_plane(peak_deg):
    assert SCAPTION_FORWARDS_DEG == 35.0
    # From far away; at three metres an arm that comes nearer looks up to five degrees higher.
    for camera, most_deg in ((Camera(perspective=False), 0.5), (FRONT, 5.0)):
        movement = movement_of(trial("shoulder_scaption", peak_deg=peak_deg, camera=camera))
        for side in ("left", "right"):
            seen = followed(movement, "shoulder_scaption", side)
            assert np.nanmax(seen) == pytest.approx(peak_deg, abs=most_deg)


@pytest.mark.parametrize("camera", [SIDE, OTHER_SIDE])
def test_the_front_knee_is_that_of_the_foot_ahead_whichever_leg_lunges(camera):
    one = trial("forward_lunge", camera=camera, n_reps=4)
    movement = movement_of(one)
    knee = followed(movement, "front_knee_flexion")
    for rep in one.truth.repetitions:
        at = int(np.argmin(np.abs(movement.times_s - rep.peak_s)))
        assert knee[at] == pytest.approx(rep.peak_deg, abs=1.0)


def test_heights_follow_the_body_and_not_the_camera():
    # The camera shifts by 40 px in the middle of the recording: ankles and hips alike.
    stream = squats(n_reps=3)
    shifted = stream.xy_px.copy()
    shifted[stream.times_s > 5.0] += [30.0, 40.0]
    still, moved = (
        prepared(replace(stream, xy_px=xy), PROTOCOLS["squat"], None)
        for xy in (stream.xy_px, shifted)
    )
    settled = np.abs(still.times_s - 5.0) > 0.5
    for key in ("hip_height", "shoulder_height", "hip_drop"):
        np.testing.assert_allclose(
            followed(moved, key)[settled], followed(still, key)[settled], atol=0.02
        )


def test_without_ankles_the_pictures_lower_edge_is_the_floor():
    stream = squats(n_reps=1)
    whole = prepared(stream, PROTOCOLS["squat"], None)
    cut_off = prepared(without(stream, "ankle"), PROTOCOLS["squat"], None)
    seen, guessed = (followed(one, "hip_height") for one in (whole, cut_off))
    # Another floor, but the same way up and down.
    assert guessed.min() > 0
    np.testing.assert_allclose(guessed - guessed[0], seen - seen[0], atol=2e-3)
    assert standing_thigh_px(cut_off) == pytest.approx(standing_thigh_px(whole), rel=1e-3)


def test_ankles_that_are_hidden_for_a_while_are_where_they_were():
    stream = squats(n_reps=2)
    xy = stream.xy_px.copy()
    hidden = (stream.times_s > 3.0) & (stream.times_s < 4.5)
    xy[hidden, 15:17] = np.nan
    seen, unseen = (
        followed(prepared(replace(stream, xy_px=one), PROTOCOLS["squat"], None), "hip_height")
        for one in (stream.xy_px, xy)
    )
    np.testing.assert_allclose(unseen, seen, atol=0.02)


def test_the_thigh_is_measured_while_standing():
    movement = movement_of(trial("squat", camera=FRONT))
    body = trial("squat").movement.body
    scale = movement.torso_px / body.torso_m
    assert standing_thigh_px(movement) / scale == pytest.approx(body.metres(body.thigh), rel=0.03)


def test_a_push_up_goes_down_by_the_same_share_of_an_arm_from_either_side():
    drops = [
        np.ptp(values[np.isfinite(values)])
        for values in (
            followed(movement_of(trial("push_up", camera=camera)), "chest_drop")
            for camera in (LOW, replace(LOW, yaw_deg=-90.0))
        )
    ]
    assert drops[0] == pytest.approx(drops[1], rel=0.01)
    far = ASKED["push_up"].far
    assert far is not None
    assert drops[0] == pytest.approx(far(trial("push_up").movement), rel=0.02)


def test_an_arm_that_is_never_seen_has_no_length():
    movement = movement_of(trial("push_up"))
    hidden = replace(movement, xy_px=np.full_like(movement.xy_px, np.nan))
    for key in MEASURES:
        assert np.isnan(followed(hidden, key, "left")).all(), key


def test_a_wrist_is_at_0_hanging_and_near_2_overhead():
    movement = movement_of(trial("shoulder_abduction", peak_deg=170.0))
    height = followed(movement, "wrist_height", "left")
    assert np.nanmin(height) == pytest.approx(0.0, abs=0.15)
    assert np.nanmax(height) == pytest.approx(2.0, abs=0.25)


def test_what_is_followed_ends_where_the_patient_leaves_the_place():
    movement = movement_of(trial("squat"))
    gone = np.arange(len(movement.times_s)) < len(movement.times_s) - 30
    left = replace(movement, in_place=gone)
    assert np.isnan(followed(left, "hip_drop")[-30:]).all()
    assert np.isfinite(followed(left, "hip_drop")[:-30]).all()


def test_a_measure_is_taken_once_and_kept():
    movement = movement_of(trial("squat"))
    assert followed(movement, "hip_drop") is followed(movement, "hip_drop", "left")
    assert followed(movement, "knee_flexion") is followed(movement, "knee_flexion", "left")
    with pytest.raises(KeyError):
        followed(movement, "charm")


@pytest.mark.parametrize("peak_deg", [10.0, 25.0, 40.0])
def test_the_lean_to_a_side_is_that_of_the_body(peak_deg):
    made = trunk_lateral_flexion(peak_deg=peak_deg, side="right")
    stream, _ = synthesize(made, FRONT)
    movement = prepared(stream, PROTOCOLS["trunk_lateral_flexion"], "right")
    lean = followed(movement, "trunk_lateral_flexion", "right")
    assert np.nanmax(lean) == pytest.approx(peak_deg, abs=0.5)
    head = followed(movement, "head_to_side", "right")
    assert most(head) > 0
