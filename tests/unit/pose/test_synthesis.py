"""Synthetic movement: its truth is what its keypoints show from the right view."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pose.keypoints import INDEX, MIRROR_ORDER
from pose.stream import FloatArray, KeypointStream
from pose.synthesis import (
    POINT_NAMES,
    Body,
    Camera,
    Movement,
    included_angle_deg,
    shoulder_abduction,
    single_leg_stance,
    squat,
    synthesize,
)
from pose.synthesis.movement import joint_angles_deg

SIDE_VIEW = Camera(yaw_deg=90.0, perspective=False)
FRONT_VIEW = Camera(perspective=False)
peaks = st.floats(40.0, 130.0)


def every_movement() -> tuple[Movement, ...]:
    return (
        squat(n_reps=2),
        shoulder_abduction(n_reps=2, right_peak_deg=110.0),
        single_leg_stance(hold_s=5.0, touches_s=(2.5,)),
    )


def seen_angles(stream: KeypointStream) -> dict[str, FloatArray]:
    return joint_angles_deg(stream.xy_px)


def points(movement: Movement, times_s: Any) -> FloatArray:
    return movement.points_at(np.asarray(times_s, dtype=float))


def at(movement: Movement, name: str, times_s: Any) -> FloatArray:
    return points(movement, times_s)[:, POINT_NAMES.index(name)]


# --- what the truth says is what the keypoints show -------------------------------------------


@given(peaks, st.sampled_from((90.0, -90.0)), st.floats(1.4, 2.1))
@settings(max_examples=20)
def test_knee_and_hip_angles_of_a_squat_show_exactly_from_either_side(peak_deg, yaw_deg, height_m):
    movement = squat(n_reps=1, peak_deg=peak_deg, body=Body(height_m=height_m))
    stream, truth = synthesize(movement, Camera(yaw_deg=yaw_deg, perspective=False))
    seen = seen_angles(stream)
    for name in ("knee_flexion_deg", "hip_flexion_deg"):
        for side in ("left", "right"):
            np.testing.assert_allclose(
                seen[f"{side}_{name}"], truth.angles_deg[f"{side}_{name}"], atol=1e-6
            )


@given(st.floats(30.0, 178.0), st.floats(30.0, 178.0), st.sampled_from((0.0, 180.0)))
@settings(max_examples=20)
def test_abduction_shows_exactly_from_the_front_and_from_behind(left_deg, right_deg, yaw_deg):
    movement = shoulder_abduction(n_reps=1, peak_deg=left_deg, right_peak_deg=right_deg)
    stream, truth = synthesize(movement, Camera(yaw_deg=yaw_deg, perspective=False))
    for side in ("left", "right"):
        name = f"{side}_shoulder_abduction_deg"
        np.testing.assert_allclose(seen_angles(stream)[name], truth.angles_deg[name], atol=1e-5)


@given(peaks)
@settings(max_examples=20)
def test_a_squat_reaches_exactly_the_peak_that_was_asked_for(peak_deg):
    _, truth = synthesize(squat(n_reps=2, peak_deg=peak_deg), fps=100.0)
    knee = truth.angles_deg["left_knee_flexion_deg"]
    for repetition in truth.repetitions:
        assert repetition.peak_deg == pytest.approx(peak_deg)
        inside = (truth.times_s >= repetition.start_s) & (truth.times_s <= repetition.end_s)
        assert knee[inside].max() == pytest.approx(peak_deg, abs=1e-6)
    assert knee.min() == pytest.approx(4.0, abs=1e-6)


def test_each_arm_reaches_its_own_peak():
    _, truth = synthesize(shoulder_abduction(n_reps=3, peak_deg=160.0, right_peak_deg=95.0))
    assert truth.angles_deg["left_shoulder_abduction_deg"].max() == pytest.approx(160.0, abs=1e-4)
    assert truth.angles_deg["right_shoulder_abduction_deg"].max() == pytest.approx(95.0, abs=1e-4)
    assert [repetition.side for repetition in truth.repetitions] == ["left", "right"] * 3
    assert truth.n_complete == 6


def test_one_arm_moves_alone():
    _, truth = synthesize(shoulder_abduction(n_reps=2, peak_deg=120.0, side="right"))
    assert {repetition.side for repetition in truth.repetitions} == {"right"}
    # The left arm hangs: 5 degrees from the vertical, and the flank is
    # atan((0.115 - 0.062) / 0.288) = 10.43 degrees from it.
    np.testing.assert_allclose(truth.angles_deg["left_shoulder_abduction_deg"], 15.43, atol=0.02)


def test_spread_repetitions_tell_each_its_own_peak():
    movement = squat(n_reps=4, peak_deg=90.0, peak_spread_deg=8.0, seed=3)
    told = [repetition.peak_deg for repetition in movement.repetitions]
    assert len(set(told)) == 4
    assert all(82.0 <= peak_deg <= 98.0 for peak_deg in told)
    for repetition in movement.repetitions:
        knee = joint_angles_deg(points(movement, [repetition.peak_s]))["right_knee_flexion_deg"]
        assert knee[0] == pytest.approx(repetition.peak_deg)


def test_a_repetition_that_is_broken_off_is_told_as_such():
    movement = squat(n_reps=3, peak_deg=100.0, incomplete=(1,), incomplete_ratio=0.5)
    assert [repetition.complete for repetition in movement.repetitions] == [True, False, True]
    # Half way from 4 to 100 degrees.
    assert movement.repetitions[1].peak_deg == pytest.approx(52.0)
    _, truth = synthesize(movement)
    assert truth.n_complete == 2


def test_tempo_is_as_told():
    movement = squat(
        n_reps=2, down_s=2.0, bottom_pause_s=1.0, up_s=1.5, top_pause_s=0.5, still_before_s=3.0
    )
    first, second = movement.repetitions
    assert (first.start_s, first.peak_s, first.end_s) == (3.0, 5.5, 7.5)
    assert second.start_s == 8.0
    assert movement.duration_s == 8.0 + 4.5 + 1.5
    knee = joint_angles_deg(points(movement, [0.0, 3.0, 5.0, 6.0, 7.5, 7.9]))
    np.testing.assert_allclose(
        knee["left_knee_flexion_deg"], [4.0, 4.0, 95.0, 95.0, 4.0, 4.0], atol=1e-6
    )


# --- the body ---------------------------------------------------------------------------------


def test_ankles_heels_and_toes_stay_on_the_floor_in_squats():
    movement = squat(n_reps=3, peak_deg=120.0)
    times_s = np.arange(0.0, movement.duration_s, 0.05)
    for side in ("left", "right"):
        for name in ("ankle", "heel", "toe"):
            assert np.ptp(at(movement, f"{side}_{name}", times_s), axis=0).max() < 1e-12
        assert at(movement, f"{side}_ankle", [0.0])[0, 1] == pytest.approx(0.039 * 1.70)


def test_the_weight_stays_above_the_feet_in_squats():
    # Middle of trunk and thighs, which carry most of it, between heel and toe.
    movement = squat(n_reps=1, peak_deg=110.0)
    body = points(movement, np.arange(0.0, movement.duration_s, 0.05))
    names = ("left_shoulder", "left_hip", "left_hip", "left_knee", "head")
    forward = body[:, [POINT_NAMES.index(name) for name in names], 2].mean(axis=1)
    assert forward.min() > body[:, POINT_NAMES.index("left_heel"), 2].min()
    assert forward.max() < body[:, POINT_NAMES.index("left_toe"), 2].max()


@pytest.mark.parametrize("movement", every_movement(), ids=lambda movement: movement.protocol)
def test_bones_keep_their_lengths(movement):
    body = points(movement, np.arange(0.0, movement.duration_s, 0.05))
    for side in ("left", "right"):
        for start, end, fraction in (
            ("hip", "knee", 0.245),
            ("knee", "ankle", 0.246),
            ("shoulder", "elbow", 0.186),
            ("elbow", "wrist", 0.146),
        ):
            ends = [body[:, POINT_NAMES.index(f"{side}_{name}")] for name in (start, end)]
            length_m = np.linalg.norm(ends[0] - ends[1], axis=1)
            np.testing.assert_allclose(length_m, fraction * 1.70, rtol=1e-9)


@pytest.mark.parametrize("movement", every_movement(), ids=lambda movement: movement.protocol)
def test_nothing_jumps(movement):
    # Nobody moves a hand faster than 5 m/s here.
    body = points(movement, np.arange(0.0, movement.duration_s, 0.01))
    assert np.linalg.norm(np.diff(body, axis=0), axis=2).max() < 0.05


def test_an_angle_does_not_depend_on_where_its_points_are():
    rng = np.random.default_rng(1)
    first, joint, last = rng.normal(size=(3, 50, 3))
    angle = included_angle_deg(first, joint, last)
    moved = included_angle_deg(3 * first + 7, 3 * joint + 7, 3 * last + 7)
    np.testing.assert_allclose(angle, moved)
    right = included_angle_deg(np.array([[1.0, 0.0]]), np.zeros((1, 2)), np.array([[0.0, 2.0]]))
    assert right[0] == pytest.approx(90.0)


# --- standing on one leg ----------------------------------------------------------------------


@given(st.floats(1.0, 20.0), st.sampled_from(("left", "right")), st.integers(0, 1000))
@settings(max_examples=15)
def test_the_torso_sways_by_what_was_asked_for(sway_rms_mm, side, seed):
    movement = single_leg_stance(hold_s=20.0, side=side, sway_rms_mm=sway_rms_mm, seed=seed)
    assert movement.hold is not None
    start_s, end_s = movement.hold
    times_s = np.linspace(start_s, end_s, 2001)
    torso = [INDEX[f"{end}_{name}"] for end in ("left", "right") for name in ("shoulder", "hip")]
    sideways_mm = 1000.0 * points(movement, times_s)[:, torso, 0].mean(axis=1)
    assert sideways_mm.std() == pytest.approx(sway_rms_mm, rel=0.01)
    np.testing.assert_allclose(
        sideways_mm - sideways_mm.mean(), movement.sway_mm(times_s), atol=0.02 * sway_rms_mm
    )


def test_sway_is_seen_in_pixels_from_the_front():
    movement = single_leg_stance(hold_s=10.0, sway_rms_mm=10.0)
    stream, truth = synthesize(movement, FRONT_VIEW)
    assert truth.hold is not None
    held = (stream.times_s >= truth.hold[0]) & (stream.times_s < truth.hold[1])
    hips_px = stream.xy_px[held][:, [INDEX["left_hip"], INDEX["right_hip"]], 0].mean(axis=1)
    # 0.74 * 720 px for 1.70 m is 313.4 px a metre: 10 mm are 3.13 px.
    assert hips_px.std() == pytest.approx(3.134, rel=0.02)
    # The torso is 0.288 of 1.70 m = 489.6 mm long.
    assert truth.sway_rms_torso == pytest.approx(10.0 / 489.6)


def test_sway_has_no_power_above_one_hertz():
    movement = single_leg_stance(hold_s=60.0)
    sway = movement.sway_mm(np.arange(3.0, 62.0, 0.05))
    power = np.abs(np.fft.rfft((sway - sway.mean()) * np.hanning(len(sway)))) ** 2
    hz = np.fft.rfftfreq(len(sway), 0.05)
    assert power[hz > 1.1].sum() < 0.001 * power.sum()


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_ankle_stands_still_and_the_other_is_up_for_the_hold(side):
    other = "right" if side == "left" else "left"
    movement = single_leg_stance(hold_s=8.0, side=side, still_before_s=2.5)
    assert movement.hold == (2.5, 10.5)
    times_s = np.arange(0.0, movement.duration_s, 0.02)
    assert np.ptp(at(movement, f"{side}_ankle", times_s), axis=0).max() < 1e-12
    floor_m = 0.039 * 1.70
    up = at(movement, f"{other}_ankle", times_s)[:, 1] > floor_m + 1e-6
    assert times_s[up].min() == pytest.approx(2.5, abs=0.06)
    assert times_s[up].max() == pytest.approx(10.5, abs=0.06)
    assert up[(times_s > 2.6) & (times_s < 10.4)].all()
    # 0.12 of 1.70 m
    lifted_m = at(movement, f"{other}_ankle", [5.0])[0, 1] - floor_m
    assert lifted_m == pytest.approx(0.204)


def test_a_touch_brings_the_foot_to_the_floor_and_up_again():
    movement = single_leg_stance(hold_s=10.0, side="left", touches_s=(4.0,), still_before_s=2.0)
    assert movement.touches == ((5.75, 6.25),)
    heights_m = at(movement, "right_ankle", [5.7, 6.0, 6.3])[:, 1] - 0.039 * 1.70
    np.testing.assert_allclose(heights_m, [0.204, 0.0, 0.204], atol=1e-9)


# --- the camera -------------------------------------------------------------------------------


def test_a_patient_who_faces_the_camera_has_their_left_on_the_right_of_the_picture():
    stream, _ = synthesize(shoulder_abduction(n_reps=1))
    for name in ("shoulder", "hip", "knee", "ear"):
        left, right = (stream.xy_px[0, INDEX[f"{side}_{name}"], 0] for side in ("left", "right"))
        assert left > right


@pytest.mark.parametrize(("yaw_deg", "near", "ahead"), [(90.0, "left", -1), (-90.0, "right", 1)])
def test_at_90_degrees_the_left_side_is_near_and_the_nose_points_left(yaw_deg, near, ahead):
    camera = Camera(yaw_deg=yaw_deg)
    movement = squat(n_reps=1)
    body = points(movement, [0.0])[0]
    px, scale = camera.project(body, 1.70)
    far = "right" if near == "left" else "left"
    assert scale[INDEX[f"{near}_hip"]] > scale[INDEX[f"{far}_hip"]]
    nose, head = px[INDEX["nose"], 0], px[POINT_NAMES.index("head"), 0]
    assert np.sign(nose - head) == ahead


@given(st.floats(-180.0, 180.0), st.floats(-180.0, 180.0))
@settings(max_examples=25)
def test_height_in_a_level_picture_does_not_depend_on_yaw(one_deg, other_deg):
    movement = squat(n_reps=1)
    one, _ = synthesize(movement, Camera(yaw_deg=one_deg, perspective=False), fps=5.0)
    other, _ = synthesize(movement, Camera(yaw_deg=other_deg, perspective=False), fps=5.0)
    np.testing.assert_allclose(one.xy_px[..., 1], other.xy_px[..., 1], atol=1e-9)


def test_the_truth_does_not_depend_on_the_camera():
    movement = squat(n_reps=1)
    _, front = synthesize(movement, Camera(yaw_deg=0.0))
    _, oblique = synthesize(movement, Camera(yaw_deg=50.0, roll_deg=5.0, distance_m=2.0))
    for name, angle in front.angles_deg.items():
        np.testing.assert_array_equal(angle, oblique.angles_deg[name])


def test_opposite_views_of_a_symmetric_movement_are_mirror_images():
    movement = squat(n_reps=1)
    one, _ = synthesize(movement, Camera(yaw_deg=40.0))
    other, _ = synthesize(movement, Camera(yaw_deg=-40.0))
    mirrored = one.xy_px[:, MIRROR_ORDER].copy()
    mirrored[..., 0] = 1280 - mirrored[..., 0]
    np.testing.assert_allclose(mirrored, other.xy_px, atol=1e-9)


@given(st.floats(-45.0, 45.0))
@settings(max_examples=10)
def test_roll_turns_the_picture_and_no_angle(roll_deg):
    movement = squat(n_reps=1)
    level, _ = synthesize(movement, SIDE_VIEW, fps=5.0)
    camera = Camera(yaw_deg=90.0, perspective=False, roll_deg=roll_deg)
    rolled, _ = synthesize(movement, camera, fps=5.0)
    for name, angle in seen_angles(level).items():
        np.testing.assert_allclose(seen_angles(rolled)[name], angle, atol=1e-6)
    middle = np.array((640.0, 360.0))
    turned = np.radians(roll_deg)
    # Clockwise on a screen whose y points down.
    expected = (level.xy_px - middle) @ np.array(
        ((np.cos(turned), np.sin(turned)), (-np.sin(turned), np.cos(turned)))
    )
    np.testing.assert_allclose(rolled.xy_px - middle, expected, atol=1e-9)


@pytest.mark.parametrize(("width_px", "height_px"), [(1280, 720), (720, 1280), (640, 480)])
def test_the_whole_body_is_inside_portrait_and_landscape_pictures(width_px, height_px):
    camera = Camera(image_width_px=width_px, image_height_px=height_px)
    for movement in every_movement():
        stream, _ = synthesize(movement, camera)
        assert stream.xy_px.min() > 0.0
        assert (stream.xy_px.max(axis=(0, 1)) < (width_px, height_px)).all()
        assert (stream.facts.image_width_px, stream.facts.image_height_px) == (width_px, height_px)


def test_a_nearer_camera_foreshortens_more():
    movement = squat(n_reps=1)
    spread = []
    for distance_m in (2.0, 4.0):
        camera = Camera(yaw_deg=90.0, distance_m=distance_m)
        stream, _ = synthesize(movement, camera, fps=5.0)
        ankles = stream.xy_px[0, [INDEX["left_ankle"], INDEX["right_ankle"]], 1]
        spread.append(ankles[0] - ankles[1])
    assert spread[0] > 1.5 * spread[1] > 0.0


# --- what cannot be asked for ------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: squat(peak_deg=3.0),
        lambda: squat(peak_deg=139.0, peak_spread_deg=2.0),
        lambda: shoulder_abduction(peak_deg=179.0),
        lambda: shoulder_abduction(peak_deg=90.0, right_peak_deg=10.0),
        lambda: shoulder_abduction(side="middle"),
        lambda: single_leg_stance(side="both"),
        lambda: single_leg_stance(hold_s=1.0, lift_s=0.6),
    ],
)
def test_impossible_movements_are_refused(make):
    with pytest.raises(ValueError, match=r"squats|abductions|side|hold_s"):
        make()


@pytest.mark.parametrize("movement", every_movement(), ids=lambda movement: movement.protocol)
def test_the_truth_is_plain_json(movement):
    _, truth = synthesize(movement)
    value = json.loads(json.dumps(truth.to_json(), allow_nan=False))
    assert value["protocol"] == movement.protocol
    assert len(value["times_s"]) == len(value["angles_deg"]["left_knee_flexion_deg"])
    assert len(value["repetitions"]) == len(movement.repetitions)
