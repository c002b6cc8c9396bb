"""Repair of what real estimators found, and of measured movement with faults put in."""

from dataclasses import replace

import numpy as np
import pytest

from pose.angles import included_angle_deg, point
from pose.keypoints import LEFT_RIGHT_PAIRS, MIRROR_ORDER
from pose.repair import repaired
from tests.builders import real_data

ESTIMATORS = {
    "alphapose": real_data.keraal_alphapose,
    "openpose": real_data.keraal_openpose,
    "blazepose": real_data.keraal_blazepose,
    "kinect": real_data.keraal_kinect,
}
JOINTS = (
    ("shoulder", "elbow", "wrist"),
    ("elbow", "shoulder", "hip"),
    ("shoulder", "hip", "knee"),
    ("hip", "knee", "ankle"),
)
FORESHORTENED_TORSO = 0.25
"""A segment that looks shorter points at the camera, and its direction says nothing."""
LEFT, RIGHT = np.array(LEFT_RIGHT_PAIRS).T


def _jumps_deg(xy, torso_px):
    """Return the changes of every joint angle from one frame to the next."""
    changes = [
        np.abs(
            np.diff(
                included_angle_deg(
                    *(point(xy, f"{side}_{part}") for part in parts),
                    min_segment_px=FORESHORTENED_TORSO * torso_px,
                )
            )
        )
        for side in ("left", "right")
        for parts in JOINTS
    ]
    return np.nan_to_num(np.concatenate(changes))


@pytest.mark.parametrize("exercise", real_data.KERAAL_EXERCISES)
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_angles_of_every_estimator_are_plausible_after_repair(estimator, exercise):
    stream = ESTIMATORS[estimator](exercise)
    found = repaired(stream)
    jumps_deg = _jumps_deg(found.xy_px, found.torso_px)
    # The Kinect sees an arm drop past its own lens, which no repair may take away.
    assert (jumps_deg > 50.0).sum() <= (estimator == "kinect")
    kept = np.isfinite(found.xy_px[..., 0]).sum() / np.isfinite(stream.xy_px[..., 0]).sum()
    assert kept > 0.8


def test_spikes_of_real_arms_are_gone():
    for exercise in ("ELK", "RTK"):
        stream = real_data.keraal_alphapose(exercise)
        found = repaired(stream)
        assert _jumps_deg(stream.xy_px, found.torso_px).max() > 160.0
        assert _jumps_deg(found.xy_px, found.torso_px).max() < 50.0
        assert found.spikes > 0


def test_bodies_that_collapse_for_a_frame_are_nobody():
    stream = real_data.keraal_alphapose("CTK")
    found = repaired(stream)
    torso = np.linalg.norm(
        stream.xy_px[:, [5, 6]].mean(1) - stream.xy_px[:, [11, 12]].mean(1), axis=1
    )
    collapsed = torso < 0.6 * found.torso_px
    assert collapsed.sum() > 20
    assert found.other_person[collapsed].all()
    assert found.other_person[~collapsed].sum() <= 3


@pytest.mark.parametrize("exercise", real_data.KERAAL_EXERCISES)
def test_a_real_recording_with_its_sides_exchanged_is_turned_by_what_was_left_out(exercise):
    stream = real_data.keraal_openpose(exercise)
    as_it_is = repaired(stream)
    faulty = replace(
        stream, xy_px=stream.xy_px[:, MIRROR_ORDER], scores=stream.scores[:, MIRROR_ORDER]
    )
    turned = repaired(faulty)
    assert not as_it_is.mirrored_detected
    assert turned.mirrored_frames == stream.n_frames
    assert np.array_equal(turned.xy_px, as_it_is.xy_px, equal_nan=True)


def test_a_mirrored_picture_is_another_person_and_is_left_alone():
    # BlazePose was given mirrored pictures: nothing in its own points contradicts itself.
    seen = real_data.keraal_openpose("ELK").xy_px[:180]
    mirrored = real_data.keraal_blazepose("ELK").xy_px[:180]
    other_arm = np.nanmean(np.abs(seen[:, 9, 1] - mirrored[:, 10, 1]))
    assert other_arm < np.nanmean(np.abs(seen[:, 9, 1] - mirrored[:, 9, 1])) / 3
    assert not repaired(real_data.keraal_blazepose("ELK")).mirrored_detected


def test_a_real_walk_past_the_camera_keeps_its_points():
    stream = real_data.gaitlab_walk()
    found = repaired(stream)
    seen = np.isfinite(stream.xy_px[:, 5:, 0]) & (stream.scores[:, 5:] >= 0.2)
    assert np.isfinite(found.xy_px[:, 5:, 0])[seen].mean() > 0.9


@pytest.mark.parametrize("fps", [12.0, 30.0, 60.0])
@pytest.mark.parametrize(
    ("movement", "yaw_deg"), [("1", 90.0), ("2", 0.0), ("3", 90.0), ("5", 45.0), ("7", 0.0)]
)
def test_measured_movement_gets_its_sides_back(movement, yaw_deg, fps):
    true, _ = real_data.uiprmd_session(movement, "2", yaw_deg, fps=fps)
    rng = np.random.default_rng(3)
    frames = rng.random(true.n_frames) < 0.03
    for start in range(40, true.n_frames - 30, 90):
        frames[start : start + int(rng.integers(5, 21))] = True
    xy = true.xy_px.copy()
    xy[frames] = xy[frames][:, MIRROR_ORDER]
    found = repaired(replace(true, xy_px=xy)).xy_px
    apart = np.linalg.norm(true.xy_px[:, LEFT] - true.xy_px[:, RIGHT], axis=2) > 12.0
    at_partner = np.abs(found[:, LEFT] - true.xy_px[:, RIGHT]).max(axis=2) < 1e-6
    wrong = (apart & at_partner).any(axis=1)
    assert wrong[frames].sum() <= 0.01 * frames.sum()
    assert wrong[~frames].sum() <= 0.001 * (~frames).sum()
