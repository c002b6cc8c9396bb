"""Scale and distance of bodies whose stature and camera are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.keypoints import INDEX
from pose.scale import camera_distance, estimated_scale, stature_in_px
from pose.smoothing import low_passed
from pose.synthesis import (
    Body,
    Camera,
    Imperfections,
    Movement,
    shoulder_abduction,
    single_leg_stance,
    squat,
    synthesize,
)
from tests.builders.real_data import uiprmd_session

NOISY = Imperfections(noise_px=2.0)


def seen(movement: Movement, camera: Camera) -> np.ndarray:
    return low_passed(synthesize(movement, camera, imperfections=NOISY)[0].xy_px)


@pytest.mark.parametrize("height_m", [1.50, 1.65, 1.80, 1.95])
@pytest.mark.parametrize("yaw", [0.0, 45.0, 90.0, 180.0])
def test_the_scale_of_a_known_body_is_found_within_its_uncertainty(height_m, yaw):
    camera = Camera(yaw_deg=yaw)
    found = estimated_scale(seen(squat(body=Body(height_m=height_m)), camera), 100 * height_m)
    assert found.source == "ankle to shoulder"
    true = camera.pixels_per_metre(height_m) / 100
    assert found.px_per_cm == pytest.approx(true, rel=found.sd_ratio)
    assert found.mm_per_px == pytest.approx(10 / found.px_per_cm)


def test_raised_arms_carry_the_shoulders_up_and_stay_within_the_uncertainty():
    camera = Camera()
    found = estimated_scale(seen(shoulder_abduction(), camera), 170.0)
    assert found.px_per_cm == pytest.approx(camera.pixels_per_metre(1.7) / 100, rel=found.sd_ratio)


def test_somebody_seated_before_the_camera_is_scaled_by_what_does_not_point_at_it():
    # Thighs that point at the camera: the knees are seen at the height of the hips.
    xy = seen(shoulder_abduction(n_reps=1), Camera())
    shank = xy[:, INDEX["left_ankle"]] - xy[:, INDEX["left_knee"]]
    for side in ("left", "right"):
        xy[:, INDEX[f"{side}_knee"]] = xy[:, INDEX[f"{side}_hip"]] + 3.0
        xy[:, INDEX[f"{side}_ankle"]] = xy[:, INDEX[f"{side}_knee"]] + shank
    stature_px, sd_ratio, source = stature_in_px(xy)
    assert source in {"shank", "trunk"}
    assert sd_ratio > 0.05
    assert stature_px == pytest.approx(Camera().pixels_per_metre(1.7) * 1.7, rel=sd_ratio)


def test_legs_that_are_not_seen_leave_the_trunk():
    xy = seen(squat(n_reps=1), Camera())
    xy[:, INDEX["left_knee"] :] = np.nan
    stature_px, _, source = stature_in_px(xy)
    assert source == "trunk"
    assert stature_px == pytest.approx(Camera().pixels_per_metre(1.7) * 1.7, rel=0.1)


def test_nobody_has_no_scale():
    stature_px, sd_ratio, source = stature_in_px(np.full((30, 17, 2), np.nan))
    assert np.isnan([stature_px, sd_ratio]).all()
    assert source == "none"
    assert np.isnan(estimated_scale(np.zeros((2, 17, 2)), 170.0).px_per_cm)


@pytest.mark.parametrize("height_cm", [0.0, -170.0, float("nan")])
def test_a_stature_that_is_none_is_refused(height_cm):
    with pytest.raises(ValueError, match="positive"):
        estimated_scale(np.zeros((30, 17, 2)), height_cm)


def test_the_distance_is_the_focal_length_over_the_body_in_the_picture():
    # A body of 1.70 m at 3 m is 3 / 1.7 body heights away.
    camera = Camera(distance_m=3.0)
    xy = seen(squat(n_reps=2), camera)
    focal_px = camera.pixels_per_metre(1.7) * 3.0
    known = camera_distance(xy, 1280, 720, focal_px=focal_px)
    assert known.source == "known"
    assert known.body_heights == pytest.approx(3.0 / 1.7, rel=known.sd_ratio)
    assumed = camera_distance(xy, 1280, 720)
    assert assumed.source == "assumed"
    assert assumed.sd_ratio > known.sd_ratio
    # 0.85 of the longer side of the picture.
    assert assumed.body_heights == pytest.approx(known.body_heights * 0.85 * 1280 / focal_px)


@given(st.floats(0.2, 5.0), st.floats(-500.0, 500.0))
def test_a_picture_twice_as_large_has_twice_the_scale(factor, shift):
    xy = synthesize(squat(n_reps=1, down_s=0.3, up_s=0.3), Camera())[0].xy_px
    found = estimated_scale(xy, 170.0)
    larger = estimated_scale(xy * factor + shift, 170.0)
    assert larger.px_per_cm == pytest.approx(found.px_per_cm * factor)


@pytest.mark.parametrize("subject", ["1", "2", "3", "4", "5"])
@pytest.mark.parametrize("movement", ["1", "7"])
def test_real_bodies_have_the_same_scale_from_the_front_and_from_the_side(subject, movement):
    by_yaw = [
        estimated_scale(low_passed(uiprmd_session(movement, subject, yaw)[0].xy_px), 170.0)
        for yaw in (0.0, 90.0)
    ]
    assert by_yaw[0].source == by_yaw[1].source
    assert by_yaw[0].px_per_cm == pytest.approx(by_yaw[1].px_per_cm, rel=0.06)


@pytest.mark.parametrize("hold_s", [8.0, 60.0])
def test_a_lifted_leg_that_points_at_the_camera_does_not_shrink_the_body(hold_s):
    xy = synthesize(single_leg_stance(hold_s=hold_s), Camera())[0].xy_px
    assert estimated_scale(xy, 170.0).px_per_cm == pytest.approx(
        Camera().pixels_per_metre(1.7) / 100, rel=0.03
    )
