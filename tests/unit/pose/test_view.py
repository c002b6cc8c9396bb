"""View and roll, from bodies whose camera is known."""

import numpy as np
import pytest

from pose.angles import rotated
from pose.synthesis import Camera
from pose.view import (
    Facing,
    Posture,
    View,
    estimated_roll,
    estimated_view,
    likely_yaws,
    yaw_from_width,
)
from tests.builders.motion import abductions, empty, squats


@pytest.mark.parametrize(
    ("yaw", "view", "facing"),
    [
        (0.0, View.FRONT, Facing.CAMERA),
        (180.0, View.FRONT, Facing.AWAY),
        (90.0, View.SIDE, Facing.LEFT),
        (-90.0, View.SIDE, Facing.RIGHT),
        (75.0, View.SIDE, Facing.LEFT),
    ],
)
def test_the_view_of_a_known_camera_is_found(yaw, view, facing):
    found = estimated_view(squats(Camera(yaw_deg=yaw)).xy_px)
    assert found.view is view
    assert found.facing is facing


@pytest.mark.parametrize("yaw", [0.0, 20.0, 45.0, 60.0, 75.0, 90.0])
def test_the_true_yaw_is_within_three_standard_deviations(yaw):
    found = estimated_view(abductions(Camera(yaw_deg=yaw)).xy_px)
    assert abs(found.yaw_deg - yaw) <= 3 * found.yaw_sd_deg


@pytest.mark.parametrize(("yaw", "near"), [(90.0, "left"), (-90.0, "right"), (0.0, None)])
def test_the_side_that_faces_the_camera_is_the_near_one(yaw, near):
    assert estimated_view(squats(Camera(yaw_deg=yaw)).xy_px).near_side == near


def test_nobody_has_no_view():
    assert estimated_view(empty(30).xy_px).view is View.UNKNOWN
    assert estimated_view(empty(0).xy_px).view is View.UNKNOWN


def test_yaw_from_width_is_the_arc_cosine():
    # cos 60 degrees is one half.
    yaw, sd = yaw_from_width(0.5)
    assert yaw == pytest.approx(60.0)
    assert 5.0 <= sd <= 12.0


def test_a_body_as_broad_as_expected_may_still_be_turned():
    # A body broader than expected by two standard deviations of 12 % looks so at 36 degrees.
    yaw, sd = yaw_from_width(1.0)
    assert yaw == 0.0
    assert 2 * sd == pytest.approx(np.degrees(np.arccos(1 / 1.24)), rel=1e-6)


@pytest.mark.parametrize("frontal", [0.6, 0.8, 1.0, 1.3, float("nan")])
def test_likely_yaws_are_the_same_either_way(frontal):
    yaws, weights = likely_yaws(frontal)
    assert weights.sum() == pytest.approx(1.0)
    assert weights == pytest.approx(weights[::-1])
    assert np.all(np.diff(yaws) > 0)


def test_a_narrower_looking_body_is_more_likely_turned():
    def turned_share(frontal: float) -> float:
        yaws, weights = likely_yaws(frontal)
        return float(weights[np.abs(yaws) >= 25].sum())

    assert turned_share(0.7) > turned_share(1.0) > turned_share(1.2)


@pytest.mark.parametrize("roll", [-12.0, -7.0, 7.0, 12.0])
def test_a_rolled_camera_is_found_from_the_standing_body(roll):
    stream = abductions(Camera(roll_deg=roll))
    found, source = estimated_roll(stream.xy_px[:30], None)
    assert source == "body"
    assert found == pytest.approx(roll, abs=1.5)


def test_a_level_camera_has_no_roll():
    assert estimated_roll(abductions().xy_px[:30], None) == (0.0, "none")
    assert estimated_roll(empty(30).xy_px, None) == (0.0, "none")


def test_gravity_is_believed_before_the_body():
    # Gravity towards the left of the picture: the world's up leans to its right.
    gravity = (-9.81 * np.sin(np.radians(8)), 9.81 * np.cos(np.radians(8)), 0.5)
    found, source = estimated_roll(abductions().xy_px[:30], gravity)
    assert source == "gravity"
    assert found == pytest.approx(8.0)


def test_gravity_of_a_device_that_lies_flat_tells_no_roll():
    assert estimated_roll(abductions().xy_px[:30], (0.3, 0.2, 9.8)) == (0.0, "none")


def lying(camera: Camera, *, head_deg: float) -> np.ndarray:
    """Return a standing body as the picture of one that lies, its head ``head_deg`` from up."""
    return rotated(squats(camera, n_reps=1, peak_deg=30.0).xy_px, -head_deg)


@pytest.mark.parametrize("head_deg", [90.0, -90.0, 75.0])
@pytest.mark.parametrize(("yaw", "facing"), [(90.0, Facing.LEFT), (-90.0, Facing.RIGHT)])
def test_somebody_who_lies_is_seen_from_the_side_of_their_trunk(head_deg, yaw, facing):
    found = estimated_view(lying(Camera(yaw_deg=yaw), head_deg=head_deg))
    assert found.posture is Posture.LYING
    assert found.view is View.SIDE
    assert found.facing is facing
    assert found.trunk_deg == pytest.approx(head_deg, abs=5.0)


def test_somebody_who_lies_on_their_side_is_seen_from_the_front():
    found = estimated_view(lying(Camera(yaw_deg=0.0), head_deg=90.0))
    assert (found.posture, found.view) == (Posture.LYING, View.FRONT)


@pytest.mark.parametrize("yaw", [0.0, 45.0, 90.0])
def test_deep_squats_are_upright(yaw):
    found = estimated_view(squats(Camera(yaw_deg=yaw), peak_deg=130.0).xy_px)
    assert found.posture is Posture.UPRIGHT
    assert found.trunk_deg == 0.0


def test_somebody_who_lies_is_no_roll():
    assert estimated_roll(lying(Camera(yaw_deg=90.0), head_deg=90.0)[:30], None) == (0.0, "none")
