"""Signed segments and joints: hand arithmetic, and the same signs from wherever one looks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose import angles, segments
from pose.keypoints import INDEX, MIRROR_ORDER, N_KEYPOINTS
from pose.synthesis import Camera, shoulder_abduction, squat, synthesize
from pose.view import Facing

SIDE_VIEW = [
    segments.shank_inclination_deg,
    segments.thigh_inclination_deg,
    segments.upper_arm_inclination_deg,
    segments.forearm_inclination_deg,
    segments.signed_hip_flexion_deg,
    segments.signed_knee_flexion_deg,
    segments.knee_hyperextension_deg,
    segments.shoulder_flexion_deg,
]
FRONT_VIEW = [
    segments.thigh_abduction_deg,
    segments.arm_abduction_deg,
    segments.hip_abduction_deg,
    segments.knee_valgus_deg,
]
FLAT = {"perspective": False}


def body(**points: tuple[float, float]) -> np.ndarray:
    """Return one frame with these points; x to the right, y up, which is easier to think in."""
    xy = np.full((1, N_KEYPOINTS, 2), np.nan)
    for name, (x, y) in points.items():
        xy[0, INDEX[name]] = (x, -y)
    return xy


def mirrored(xy: np.ndarray) -> np.ndarray:
    return np.asarray(xy * np.array([-1.0, 1.0]))


def test_a_shank_that_leans_over_the_toes_is_positive_whichever_way_the_person_faces():
    xy = body(left_ankle=(0, 0), left_knee=(1, 1))
    assert segments.shank_inclination_deg(xy, "left", Facing.RIGHT) == pytest.approx([45.0])
    assert segments.shank_inclination_deg(xy, "left", Facing.LEFT) == pytest.approx([-45.0])
    assert segments.shank_inclination_deg(mirrored(xy), "left", Facing.LEFT) == pytest.approx([45])


def test_a_seated_thigh_is_at_ninety_degrees():
    xy = body(right_hip=(0, 0), right_knee=(-1, 0))
    assert segments.thigh_inclination_deg(xy, "right", Facing.LEFT) == pytest.approx([90.0])


def test_an_arm_that_hangs_is_at_zero_and_one_that_points_forward_at_ninety():
    xy = body(left_shoulder=(0, 2), left_elbow=(0, 1), left_wrist=(1, 1))
    assert segments.upper_arm_inclination_deg(xy, "left", 1) == pytest.approx([0.0])
    assert segments.forearm_inclination_deg(xy, "left", 1) == pytest.approx([90.0])


def test_a_trunk_that_leans_to_the_patients_left_is_positive_from_the_front_and_the_back():
    # Facing the camera, the patient's left is the picture's right.
    xy = body(left_hip=(1, 0), right_hip=(-1, 0), left_shoulder=(2, 1), right_shoulder=(0, 1))
    assert segments.trunk_inclination_deg(xy, Facing.CAMERA) == pytest.approx([45.0])
    assert segments.trunk_inclination_deg(mirrored(xy), Facing.AWAY) == pytest.approx([45.0])


def test_a_higher_left_side_is_a_positive_tilt_from_the_front_and_the_back():
    points = {"left_hip": (1, 1), "right_hip": (-1, -1)}
    points |= {"left_shoulder": (1, 0), "right_shoulder": (-1, 0)}
    xy = body(**points)
    assert segments.pelvis_tilt_deg(xy, Facing.CAMERA) == pytest.approx([45.0])
    assert segments.pelvis_tilt_deg(mirrored(xy), Facing.AWAY) == pytest.approx([45.0])
    assert segments.shoulder_tilt_deg(xy, Facing.CAMERA) == pytest.approx([0.0])


def test_hip_abduction_is_measured_from_the_pelvis():
    # The right thigh goes outward by 45 degrees, and the pelvis hitches up on that side by 45:
    # none of it is abduction.  With a level pelvis all of it is.
    hitched = body(left_hip=(1, -1), right_hip=(-1, 1), right_knee=(-2, 0))
    level = body(left_hip=(1, 0), right_hip=(-1, 0), right_knee=(-2, -1))
    assert segments.thigh_abduction_deg(hitched, "right", Facing.CAMERA) == pytest.approx([45.0])
    assert segments.hip_abduction_deg(hitched, "right", Facing.CAMERA) == pytest.approx([0.0])
    assert segments.hip_abduction_deg(level, "right", Facing.CAMERA) == pytest.approx([45.0])


def test_hip_extension_is_negative_and_flexion_positive():
    forward = body(left_shoulder=(0, 2), left_hip=(0, 1), left_knee=(1, 0))
    assert segments.signed_hip_flexion_deg(forward, "left", Facing.RIGHT) == pytest.approx([45.0])
    assert segments.signed_hip_flexion_deg(forward, "left", Facing.LEFT) == pytest.approx([-45.0])


def test_a_knee_behind_the_line_from_hip_to_ankle_is_hyperextended():
    bent = body(left_hip=(0, 2), left_knee=(0, 1), left_ankle=(-1, 0))
    assert segments.signed_knee_flexion_deg(bent, "left", Facing.RIGHT) == pytest.approx([45.0])
    assert segments.knee_hyperextension_deg(bent, "left", Facing.RIGHT) == pytest.approx([0.0])
    assert segments.signed_knee_flexion_deg(bent, "left", Facing.LEFT) == pytest.approx([-45.0])
    assert segments.knee_hyperextension_deg(bent, "left", Facing.LEFT) == pytest.approx([45.0])


def test_an_arm_past_overhead_goes_on_and_one_behind_the_trunk_is_negative():
    past = np.radians(190.0)
    behind = np.radians(-30.0)
    for angle, expected in ((past, 190.0), (behind, -30.0)):
        elbow = (np.sin(angle), -np.cos(angle))
        xy = body(left_hip=(0, -1), left_shoulder=(0, 0), left_elbow=elbow)
        assert segments.shoulder_flexion_deg(xy, "left", Facing.RIGHT) == pytest.approx([expected])
        assert segments.arm_abduction_deg(xy, "left", Facing.CAMERA) == pytest.approx([expected])


def test_a_knee_inside_the_line_from_hip_to_ankle_is_valgus():
    xy = body(left_hip=(1, 2), left_knee=(0, 1), left_ankle=(1, 0))
    assert segments.knee_valgus_deg(xy, "left", Facing.CAMERA) == pytest.approx([90.0])
    assert segments.knee_valgus_deg(mirrored(xy), "left", Facing.AWAY) == pytest.approx([90.0])


def test_knees_half_as_far_apart_as_the_ankles_have_a_ratio_of_one_half():
    xy = body(left_knee=(1, 1), right_knee=(-1, 1), left_ankle=(2, 0), right_ankle=(-2, 0))
    assert segments.knee_separation_ratio(xy) == pytest.approx([0.5])
    assert segments.knee_separation_ratio(mirrored(xy)) == pytest.approx([0.5])
    assert np.isnan(segments.knee_separation_ratio(xy, min_separation_px=4.5)).all()
    together = body(left_knee=(1, 1), right_knee=(-1, 1), left_ankle=(0, 0), right_ankle=(0, 0))
    assert np.isnan(segments.knee_separation_ratio(together)).all()


@pytest.mark.parametrize("function", SIDE_VIEW)
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_squat_has_the_same_signed_angles_facing_left_and_right(function, side):
    facings = {90.0: Facing.LEFT, -90.0: Facing.RIGHT}
    seen = [
        function(synthesize(squat(n_reps=1), Camera(yaw_deg=yaw, **FLAT))[0].xy_px, side, facing)
        for yaw, facing in facings.items()
    ]
    assert seen[0] == pytest.approx(seen[1], abs=1e-9)


@pytest.mark.parametrize("function", FRONT_VIEW)
@pytest.mark.parametrize("side", ["left", "right"])
def test_an_abduction_has_the_same_signed_angles_from_the_front_and_the_back(function, side):
    facings = {0.0: Facing.CAMERA, 180.0: Facing.AWAY}
    movement = shoulder_abduction(n_reps=1, peak_deg=120.0, side=side)
    seen = [
        function(synthesize(movement, Camera(yaw_deg=yaw, **FLAT))[0].xy_px, side, facing)
        for yaw, facing in facings.items()
    ]
    assert seen[0] == pytest.approx(seen[1], abs=1e-9)


@pytest.mark.parametrize("function", FRONT_VIEW)
def test_the_left_of_a_body_is_the_right_of_its_mirror_image(function):
    movement = shoulder_abduction(n_reps=1, peak_deg=120.0, side="left")
    xy = synthesize(movement, Camera(**FLAT))[0].xy_px
    twin = mirrored(xy)[:, MIRROR_ORDER]
    left = function(xy, "left", Facing.CAMERA)
    assert function(twin, "right", Facing.CAMERA) == pytest.approx(left, abs=1e-9)


def test_squats_bend_forward_and_never_hyperextend():
    xy = synthesize(squat(n_reps=1, peak_deg=95.0), Camera(yaw_deg=-90.0, **FLAT))[0].xy_px
    knee = segments.signed_knee_flexion_deg(xy, "right", Facing.RIGHT)
    assert knee.max() == pytest.approx(95.0, abs=0.1)
    assert knee == pytest.approx(angles.knee_flexion_deg(xy, "right"), abs=1e-6)
    hip = segments.signed_hip_flexion_deg(xy, "right", Facing.RIGHT)
    assert hip == pytest.approx(angles.hip_flexion_deg(xy, "right"), abs=1e-6)
    assert segments.shank_inclination_deg(xy, "right", Facing.RIGHT).max() > 20.0
    assert segments.trunk_inclination_deg(xy, Facing.RIGHT).max() > 20.0


@given(st.floats(-80.0, 80.0), st.sampled_from(["left", "right"]))
def test_a_leaning_body_has_the_same_joint_angles(lean, side):
    xy = synthesize(squat(n_reps=1, down_s=0.2, up_s=0.2), Camera(yaw_deg=90.0))[0].xy_px
    leaning = angles.rotated(xy, -lean)
    for function in (segments.signed_knee_flexion_deg, segments.signed_hip_flexion_deg):
        upright = function(xy, side, Facing.LEFT)
        assert function(leaning, side, Facing.LEFT) == pytest.approx(upright, abs=1e-6)
    front = synthesize(shoulder_abduction(n_reps=1, rise_s=0.2, fall_s=0.2), Camera())[0].xy_px
    upright = segments.hip_abduction_deg(front, side, Facing.CAMERA)
    leaning_hip = segments.hip_abduction_deg(angles.rotated(front, lean), side, Facing.CAMERA)
    assert leaning_hip == pytest.approx(upright, abs=1e-6)


@pytest.mark.parametrize("function", SIDE_VIEW)
def test_a_segment_that_points_at_the_camera_has_no_direction(function):
    xy = synthesize(squat(n_reps=1), Camera(yaw_deg=90.0))[0].xy_px
    assert np.isfinite(function(xy, "left", 1)).all()
    assert np.isnan(function(xy, "left", 1, min_segment_px=1e4)).all()
    assert np.isnan(function(np.zeros_like(xy), "left", 1)).all()
    assert np.isnan(function(np.full_like(xy, np.nan), "left", 1)).all()
    assert function(xy[:0], "left", 1).shape == (0,)


@pytest.mark.parametrize(
    "function",
    [segments.pelvis_tilt_deg, segments.shoulder_tilt_deg],
)
def test_a_tilt_from_the_side_is_refused(function):
    with pytest.raises(ValueError, match="front"):
        function(np.zeros((1, N_KEYPOINTS, 2)), Facing.LEFT)


@pytest.mark.parametrize("function", FRONT_VIEW)
def test_an_angle_of_the_frontal_plane_is_refused_from_the_side(function):
    with pytest.raises(ValueError, match="front"):
        function(np.zeros((1, N_KEYPOINTS, 2)), "left", Facing.RIGHT)


def test_a_facing_is_named_or_a_sign():
    signs = [segments.facing_sign(facing) for facing in Facing]
    assert signs == [1, -1, -1, 1]
    with pytest.raises(ValueError, match="facing"):
        segments.facing_sign(0)


def test_what_is_unavailable_says_why_and_what_to_use_instead():
    assert {"ankle_dorsiflexion", "wrist_flexion", "hip_rotation"} <= set(segments.UNAVAILABLE)
    for reason in segments.UNAVAILABLE.values():
        assert reason.count(". ") == 1
        assert reason.endswith(".")
