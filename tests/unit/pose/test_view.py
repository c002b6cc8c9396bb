"""View and roll, from bodies whose camera is known."""

from typing import Any

import numpy as np
import pytest

from pose.angles import rotated
from pose.keypoints import INDEX, N_KEYPOINTS
from pose.repair import repaired
from pose.synthesis import Camera, squat
from pose.view import (
    Facing,
    Posture,
    View,
    estimated_posture,
    estimated_roll,
    estimated_view,
    facing_side,
    likely_yaws,
)
from pose.view.yaw import yaw_from_cues
from tests.builders.motion import abductions, empty, squats, without
from tests.builders.real_data import (
    KERAAL_EXERCISES,
    keraal_alphapose,
    keraal_blazepose,
    keraal_openpose,
    uiprmd_session,
)


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


def test_somebody_who_lies_with_their_feet_to_the_camera_shows_neither_front_nor_side():
    # Up of the body is away from the camera, and forward is up.
    upright = squat(n_reps=1, peak_deg=20.0).points_at(np.arange(0.0, 2.0, 1 / 30))[:, :17]
    x, y, z = np.moveaxis(upright, -1, 0)
    supine = np.stack([x, z + 0.1, 0.9 - y], axis=-1)
    xy, _ = Camera().project(supine, 1.7)
    found = estimated_view(xy)
    assert found.posture is Posture.LYING
    assert (found.view, found.facing, found.near_side) == (View.OBLIQUE, None, None)
    assert found.yaw_sd_deg >= 45.0


@pytest.mark.parametrize("yaw", [0.0, 90.0])
def test_a_body_without_legs_in_the_picture_is_upright(yaw):
    xy = without(squats(Camera(yaw_deg=yaw)), "knee", "ankle").xy_px
    assert estimated_posture(xy)[0] is Posture.UPRIGHT


@pytest.mark.parametrize("hidden", [("ear",), ("eye", "ear"), ("hip",), ("shoulder",)])
@pytest.mark.parametrize(("yaw", "view"), [(0.0, View.FRONT), (90.0, View.SIDE)])
def test_a_view_needs_no_more_than_what_is_seen(hidden, yaw, view):
    found = estimated_view(without(squats(Camera(yaw_deg=yaw)), *hidden).xy_px)
    assert found.view is (View.UNKNOWN if set(hidden) & {"hip", "shoulder"} else view)


def test_a_torso_whose_sides_were_never_seen_together_has_no_width():
    xy = squats(Camera()).xy_px.copy()
    for part in ("shoulder", "hip"):
        xy[:, INDEX[f"left_{part}"]] = np.nan
    assert estimated_view(xy).view is View.UNKNOWN


def test_points_in_one_place_are_nobody():
    assert estimated_view(np.ones((30, 17, 2))).view is View.UNKNOWN
    assert facing_side(np.ones((30, 17, 2))) is None
    assert facing_side(empty(30).xy_px) is None


def test_a_head_turned_away_widens_the_uncertainty_more_than_it_moves_the_yaw():
    straight = yaw_from_cues(0.62, 0.40, 0.0)
    turned = yaw_from_cues(0.62, 0.40, 1.0)
    assert abs(turned[0] - straight[0]) < 30.0
    assert turned[1] > straight[1]


def test_a_slender_body_that_looks_ahead_is_in_front_and_one_that_looks_aside_is_turned():
    # Shoulders 0.50 and hips 0.31 torso lengths: slender, or turned by some 35 degrees.
    assert yaw_from_cues(0.50, 0.31, 0.0)[0] < 20.0
    assert yaw_from_cues(0.50, 0.31, 0.57)[0] == pytest.approx(35.0, abs=7.0)
    nothing = yaw_from_cues(float("nan"), float("nan"), float("nan"))
    assert nothing[1] > 45.0


@pytest.mark.parametrize("yaw", [0.0, 180.0, 90.0, -90.0])
def test_a_rolled_picture_has_the_same_view(yaw):
    level = squats(Camera(yaw_deg=yaw)).xy_px
    tilted = squats(Camera(yaw_deg=yaw, roll_deg=10.0)).xy_px
    roll_deg, source = estimated_roll(tilted[:30], None)
    assert source == "body"
    assert roll_deg == pytest.approx(10.0, abs=0.5)
    seen, expected = estimated_view(rotated(tilted, roll_deg)), estimated_view(level)
    assert (seen.view, seen.facing, seen.posture) == (
        expected.view,
        expected.facing,
        expected.posture,
    )
    assert seen.yaw_deg == pytest.approx(expected.yaw_deg, abs=3.0)


def standing(trunk_deg: float, legs_deg: float, knee_deg: float = 0.0) -> np.ndarray:
    """Return a second of somebody whose trunk and legs lean so, with knees bent so far."""
    xy = np.full((30, N_KEYPOINTS, 2), np.nan)
    hip = np.array([0.0, 0.0])
    legs, shank, trunk = np.radians([legs_deg - knee_deg / 2, legs_deg + knee_deg / 2, trunk_deg])
    knee = hip + 100 * np.array([-np.sin(legs), np.cos(legs)])
    ankle = knee + 100 * np.array([-np.sin(shank), np.cos(shank)])
    shoulder = hip + 120 * np.array([np.sin(trunk), -np.cos(trunk)])
    for part, place in (("hip", hip), ("knee", knee), ("ankle", ankle), ("shoulder", shoulder)):
        xy[:, INDEX[f"left_{part}"]] = place
    return xy


def test_a_body_in_one_line_is_a_roll():
    expected: tuple[Any, str] = (pytest.approx(8.0), "body")
    assert estimated_roll(standing(9.0, 7.0), None) == expected


@pytest.mark.parametrize(
    ("trunk", "legs", "knee"),
    [
        (-15.0, -20.0, 80.0),  # seated and leaning back
        (-14.0, -26.0, 10.0),  # leaning against something
        (10.0, -10.0, 0.0),  # bent at the hips
        (3.0, 3.0, 0.0),  # too little to be told from how somebody stands
        (70.0, 75.0, 0.0),  # lying
    ],
)
def test_no_roll_is_told_by_somebody_who_does_not_stand_straight(trunk, legs, knee):
    assert estimated_roll(standing(trunk, legs, knee), None) == (0.0, "none")


def test_somebody_who_moves_tells_no_roll():
    swaying = np.concatenate([standing(lean, lean) for lean in (2.0, 8.0, 14.0)])
    assert estimated_roll(swaying, None) == (0.0, "none")


REAL = [(movement, subject) for movement in range(1, 11) for subject in range(1, 6)]


@pytest.mark.parametrize("noise_px", [2.0, 6.0])
@pytest.mark.parametrize(
    ("yaw", "facing"),
    [(0.0, Facing.CAMERA), (180.0, Facing.AWAY), (90.0, Facing.LEFT), (-90.0, Facing.RIGHT)],
)
def test_no_real_movement_is_seen_from_the_wrong_side(yaw, facing, noise_px):
    expected = View.SIDE if abs(yaw) == 90.0 else View.FRONT
    for movement, subject in REAL:
        if (movement, subject) == (3, 3):  # never recorded
            continue
        stream, _ = uiprmd_session(str(movement), str(subject), yaw, noise_px=noise_px, fps=10.0)
        found = estimated_view(stream.xy_px)
        seen = (found.view, found.facing, found.posture)
        assert seen == (expected, facing, Posture.UPRIGHT), (movement, subject, found)


@pytest.mark.parametrize("yaw", [15.0, 30.0, 45.0, 60.0, 75.0])
def test_the_yaw_of_real_movement_is_within_its_uncertainty(yaw):
    errors = []
    for movement, subject in REAL[::3]:
        if (movement, subject) == (3, 3):
            continue
        for turned in (yaw, -yaw):
            stream, _ = uiprmd_session(str(movement), str(subject), turned, fps=10.0)
            found = estimated_view(stream.xy_px)
            errors.append(abs(found.yaw_deg - yaw) / found.yaw_sd_deg)
    assert np.mean(np.array(errors) <= 1.0) >= 0.68
    assert np.mean(np.array(errors) <= 2.0) >= 0.95


@pytest.mark.parametrize("exercise", KERAAL_EXERCISES)
@pytest.mark.parametrize("estimator", [keraal_alphapose, keraal_openpose, keraal_blazepose])
def test_three_estimators_see_one_person_from_the_front(exercise, estimator):
    found = estimated_view(repaired(estimator(exercise).unmirrored()).xy_px)
    assert (found.view, found.posture) == (View.FRONT, Posture.UPRIGHT)
