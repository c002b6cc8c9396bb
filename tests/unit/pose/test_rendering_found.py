"""The real network finds the drawn figure: keypoints, sides and peak angles."""

from pathlib import Path

import numpy as np
import pytest

from pose.keypoints import INDEX
from pose.rendering import render_frames
from pose.rendering.film import film_times_s
from pose.stream import KeypointStream
from pose.synthesis import Camera, Movement, shoulder_abduction, single_leg_stance, squat
from pose.synthesis.movement import joint_angles_deg

pytestmark = pytest.mark.tensorflow

MODELS = Path(__file__).parents[3] / "var/models"
FPS = 10.0
JOINTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")


def found(movement: Movement, camera: Camera) -> tuple[KeypointStream, np.ndarray]:
    """What Lightning finds in the film, and the distance to the truth as a share of stature."""
    if not (MODELS / "manifest.json").exists():
        pytest.skip("the models are not built: python -m pose.movenet build")
    from pose.movenet.detect import detect, load_network  # noqa: PLC0415 - loads TensorFlow

    times_s = film_times_s(movement, FPS)
    frames = (np.asarray(frame) for frame in render_frames(movement, camera, FPS))
    stream = detect(frames, times_s, load_network(MODELS))
    exact_px, _ = camera.project(movement.points_at(times_s)[:, :17], movement.body.height_m)
    stature_px = camera.pixels_per_metre(movement.body.height_m) * movement.body.height_m
    return stream, np.linalg.norm(stream.xy_px - exact_px, axis=2) / stature_px


def of(*sides: str) -> list[int]:
    return [INDEX[f"{side}_{joint}"] for side in sides for joint in JOINTS]


def test_a_squat_from_the_side_is_found_with_its_depth():
    movement = squat(n_reps=1, peak_deg=100.0)
    stream, error = found(movement, Camera(yaw_deg=90.0))
    near = of("left")
    assert np.median(error[:, near]) < 0.02
    assert (stream.scores[:, near] > 0.3).mean() > 0.98
    knee = joint_angles_deg(stream.xy_px)["left_knee_flexion_deg"]
    assert knee.max() == pytest.approx(100.0, abs=6.0)


def test_a_squat_from_the_front_is_found():
    stream, error = found(squat(n_reps=1), Camera())
    assert np.median(error[:, of("left", "right")]) < 0.02
    assert (stream.scores[:, of("left", "right")] > 0.3).mean() > 0.98


def test_abductions_are_found_with_each_arms_peak():
    movement = shoulder_abduction(n_reps=1, peak_deg=150.0, right_peak_deg=110.0)
    stream, error = found(movement, Camera())
    assert np.median(error[:, of("left", "right")]) < 0.02
    angles = joint_angles_deg(stream.xy_px)
    assert angles["left_shoulder_abduction_deg"].max() == pytest.approx(150.0, abs=6.0)
    assert angles["right_shoulder_abduction_deg"].max() == pytest.approx(110.0, abs=6.0)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_lifted_foot_of_a_stance_is_found_on_its_own_side(side):
    movement = single_leg_stance(hold_s=3.0, side=side, still_before_s=1.0, still_after_s=1.0)
    stream, error = found(movement, Camera())
    assert np.median(error[:, of("left", "right")]) < 0.02
    other = "right" if side == "left" else "left"
    held = (stream.times_s > 2.0) & (stream.times_s < 3.0)
    standing_px, lifted_px = (stream.xy_px[held, INDEX[f"{one}_ankle"], 1] for one in (side, other))
    # The foot is lifted by 0.12 of 1.70 m, 64 px of a figure of 533 px.
    assert (standing_px - lifted_px > 40.0).all()
