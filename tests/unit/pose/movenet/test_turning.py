"""Somebody on their back is turned upright: the posture's arithmetic by hand, and what it brings."""

import numpy as np
import pytest

from pose.keypoints import INDEX, MIRROR_ORDER, N_KEYPOINTS
from pose.movenet.crop import FloatArray, cut_out
from pose.movenet.following import CropFollower
from pose.movenet.turning import quarter_turns_after, turned, turned_back
from pose.rendering import Scene
from pose.synthesis import Camera, glute_bridge, push_up, squat
from tests.unit.pose.movenet.test_detect import HEIGHT_PX, WIDTH_PX, scene

SEEN = np.full(N_KEYPOINTS, 0.9)


def lying(*, nose_up: float = 20.0, head_on_right: bool = True, rises: float = 0.0) -> FloatArray:
    """Hips at (300, 400), the torso 100 px long and risen so many degrees; ears past the shoulders."""
    towards = 1 if head_on_right else -1
    trunk = 100 * np.array([towards * np.cos(np.radians(rises)), -np.sin(np.radians(rises))])
    xy_px = np.tile(np.array([300.0, 400.0]), (N_KEYPOINTS, 1))
    for side in ("left", "right"):
        xy_px[INDEX[f"{side}_shoulder"]] += trunk
        xy_px[INDEX[f"{side}_ear"]] += 1.3 * trunk
    xy_px[INDEX["nose"]] = xy_px[INDEX["left_ear"]] - (0, nose_up)
    return xy_px


@pytest.mark.parametrize(("head_on_right", "turns"), [(True, 1), (False, 3)])
def test_somebody_on_their_back_is_turned_until_the_head_is_up(head_on_right, turns):
    assert quarter_turns_after(0, lying(head_on_right=head_on_right), SEEN) == turns


def test_somebody_who_faces_the_floor_or_stands_is_looked_at_as_they_are():
    assert quarter_turns_after(0, lying(nose_up=-20), SEEN) == 0
    assert quarter_turns_after(0, lying(rises=90), SEEN) == 0


def test_a_posture_between_two_stays_what_it_was():
    # The nose 5 px above or below the ears is within 0.1 of 100 px; 40 degrees are between 30 and 50.
    for between in (lying(nose_up=5), lying(nose_up=-5), lying(rises=40)):
        assert [quarter_turns_after(turns, between, SEEN) for turns in (0, 1)] == [0, 1]
    assert quarter_turns_after(1, lying(nose_up=-11), SEEN) == 0
    assert quarter_turns_after(1, lying(rises=51), SEEN) == 0


@pytest.mark.parametrize("unseen", [["nose"], ["left_ear", "right_ear"], ["left_hip", "right_hip"]])
def test_nothing_changes_while_the_posture_is_not_seen(unseen):
    scores = SEEN.copy()
    scores[[INDEX[name] for name in unseen]] = 0.2
    assert [quarter_turns_after(turns, lying(), scores) for turns in (0, 1, 3)] == [0, 1, 3]


def test_one_ear_is_enough():
    scores = SEEN.copy()
    scores[INDEX["right_ear"]] = 0.1
    assert quarter_turns_after(0, lying(), scores) == 1


def test_who_is_lost_is_looked_for_upright():
    follower = CropFollower(640, 480)
    follower.apply(lying(), SEEN)
    assert follower.quarter_turns == 1
    follower.apply(lying(), np.full(N_KEYPOINTS, 0.1))
    assert follower.quarter_turns == 0


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_keypoints_of_a_turned_square_come_back_to_their_pixels(turns):
    # The middle of a white pixel in row 2, column 7 of 10.
    square = np.zeros((10, 10, 4), dtype=np.uint8)
    square[2, 7] = 255
    row, column = np.argwhere(turned(square, turns)[..., 0])[0]
    found = np.array([[(row + 0.5) / 10, (column + 0.5) / 10, 0.8]])
    np.testing.assert_allclose(turned_back(found, turns)[0], [0.25, 0.75, 0.8])


@pytest.mark.tensorflow
@pytest.mark.parametrize("model", ["movenet-lightning", "movenet-thunder"])
def test_a_place_and_its_mirror_image_add_up_to_the_side_within_a_pixel(built, model):
    from pose.movenet.detect import load_network  # noqa: PLC0415 - loads TensorFlow

    network = load_network(built, model)
    side_px = network.input_side_px
    drawn, camera = squat(n_reps=1), Camera(yaw_deg=20.0)
    pictures = Scene(drawn.body, camera)
    sums_px = []
    for at in drawn.points_at(np.linspace(0, drawn.duration_s, 10)):
        square = cut_out(np.asarray(pictures.picture(at)), (340.0, 60.0, 940.0, 660.0), side_px)
        straight = network.keypoints(square)
        mirrored = network.keypoints(np.ascontiguousarray(square[:, ::-1]))[list(MIRROR_ORDER)]
        sure = np.minimum(straight[:, 2], mirrored[:, 2]) > 0.4
        sums_px.extend((straight[sure, 1] + mirrored[sure, 1]) * side_px)
    assert float(np.median(sums_px)) == pytest.approx(side_px, abs=1)


@pytest.mark.tensorflow
def test_a_picture_on_its_side_looked_at_upright_gives_the_upright_picture_s_keypoints(built):
    from pose.movenet.detect import load_network, search  # noqa: PLC0415 - loads TensorFlow

    network = load_network(built)
    rect = (-20.0, -80.0, 500.0, 440.0)
    upright_px, upright_scores = search(scene(), rect, network)
    # Clockwise, (x, y) comes to (height - 1 - y, x); the square around it with it.
    on_side = np.ascontiguousarray(np.rot90(scene(), -1))
    there = (HEIGHT_PX - 440.0, -20.0, HEIGHT_PX + 80.0, 500.0)
    assert on_side.shape[:2] == (WIDTH_PX, HEIGHT_PX)
    found_px, scores = search(on_side, there, network, quarter_turns=1)
    expected_px = np.stack([HEIGHT_PX - 1 - upright_px[:, 1], upright_px[:, 0]], axis=1)
    sure = upright_scores > 0.4
    # One pixel of the network is 2.7 of the picture.
    assert np.abs(found_px - expected_px)[sure].max() < 2.7
    np.testing.assert_allclose(scores[sure], upright_scores[sure], atol=0.1)


@pytest.mark.tensorflow
@pytest.mark.parametrize(("movement", "turned_share"), [(glute_bridge, 1.0), (push_up, 0.0)])
def test_a_drawn_bridge_is_turned_and_a_drawn_push_up_is_not(built, movement, turned_share):
    from pose.movenet.detect import load_network, search  # noqa: PLC0415 - loads TensorFlow

    network = load_network(built, "movenet-thunder")
    drawn = movement(n_reps=1)
    points = drawn.points_at(np.linspace(0, drawn.duration_s, 8))
    pictures = Scene(drawn.body, Camera(yaw_deg=90.0, height_m=0.5))
    follower = CropFollower(1280, 720)
    turns = []
    for at in points:
        picture = np.asarray(pictures.picture(at))
        found = search(picture, follower.rect(), network, quarter_turns=follower.quarter_turns)
        follower.apply(*found)
        turns.append(follower.quarter_turns)
    # The first look is at the whole picture.
    assert np.mean([turn != 0 for turn in turns[1:]]) == turned_share
