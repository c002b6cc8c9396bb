"""Following one person: the crop's arithmetic by hand, and its laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pose.keypoints import INDEX, N_KEYPOINTS
from pose.movenet.crop import (
    CropFollower,
    FloatArray,
    cut_out,
    next_crop,
    pose_score,
    whole_picture,
)

WIDTH_PX, HEIGHT_PX = 640, 480
SEEN = np.full(N_KEYPOINTS, 0.9)


def standing(
    centre: tuple[float, float] = (320.0, 240.0), torso: float = 40.0, ankles: float = 100.0
) -> FloatArray:
    """All keypoints at the middle of the hips but shoulders above and ankles below it."""
    xy_px = np.tile(np.array(centre), (N_KEYPOINTS, 1))
    for side in ("left", "right"):
        xy_px[INDEX[f"{side}_shoulder"], 1] -= torso
        xy_px[INDEX[f"{side}_ankle"], 1] += ankles
    return xy_px


def test_the_whole_picture_is_padded_to_a_square():
    np.testing.assert_array_equal(whole_picture(640, 480), [0, -80, 640, 560])
    np.testing.assert_array_equal(whole_picture(480, 640), [-80, 0, 560, 640])


def test_the_pose_score_is_the_mean_of_what_is_seen():
    scores = np.zeros(N_KEYPOINTS)
    assert pose_score(scores) == 0
    scores[:3] = [0.5, 0.3, 0.2]
    assert pose_score(scores) == pytest.approx(0.4)


def test_the_body_decides_when_it_reaches_farther():
    # 1.2 x 100 px = 120 px is more than 1.9 x 40 px = 76 px.
    crop = next_crop(standing(), SEEN, WIDTH_PX, HEIGHT_PX)
    np.testing.assert_allclose(crop, [200, 120, 440, 360])


def test_the_torso_decides_when_the_legs_are_not_seen():
    # The ankles score under 0.2, so 1.9 x 40 px = 76 px is left.
    scores = SEEN.copy()
    scores[[INDEX["left_ankle"], INDEX["right_ankle"]]] = 0.19
    crop = next_crop(standing(), scores, WIDTH_PX, HEIGHT_PX)
    np.testing.assert_allclose(crop, [244, 164, 396, 316])


def test_the_crop_reaches_to_the_farthest_border_at_most():
    # Hips at (320, 240): the farthest border is 320 px away; 1.2 x 300 px = 360 px is cut to it.
    crop = next_crop(standing(ankles=300), SEEN, WIDTH_PX, HEIGHT_PX)
    np.testing.assert_allclose(crop, [0, -80, 640, 560])


@pytest.mark.parametrize("hidden", ["hip", "shoulder"])
def test_without_hips_or_shoulders_the_whole_picture_is_searched(hidden):
    scores = SEEN.copy()
    scores[INDEX[f"left_{hidden}"]] = 0.2
    one_side = next_crop(standing(), scores, WIDTH_PX, HEIGHT_PX)
    np.testing.assert_allclose(one_side, [200, 120, 440, 360])
    scores[INDEX[f"right_{hidden}"]] = 0.2
    np.testing.assert_array_equal(
        next_crop(standing(), scores, WIDTH_PX, HEIGHT_PX), whole_picture(WIDTH_PX, HEIGHT_PX)
    )


def test_edges_go_nine_tenths_of_the_way():
    # Left edge 200 px, then wanted at 300 px: 200 + 0.9 x 100 = 290 px.
    follower = CropFollower(WIDTH_PX, HEIGHT_PX)
    assert follower.rect() == (0, -80, 640, 560)
    follower.apply(standing(), SEEN)
    assert follower.rect() == (200, 120, 440, 360)
    follower.apply(standing(centre=(420.0, 240.0)), SEEN)
    assert follower.rect() == (290, 120, 530, 360)


def test_a_lost_person_is_searched_in_the_whole_picture_and_followed_afresh():
    follower = CropFollower(WIDTH_PX, HEIGHT_PX)
    follower.apply(standing(), SEEN)
    follower.apply(standing(), np.full(N_KEYPOINTS, 0.24))
    assert follower.rect() == (0, -80, 640, 560)
    follower.apply(standing(centre=(420.0, 240.0)), SEEN)
    assert follower.rect() == (300, 120, 540, 360)


@given(
    xy_px=arrays(float, (N_KEYPOINTS, 2), elements=st.floats(-300, 1200)),
    scores=arrays(float, N_KEYPOINTS, elements=st.floats(0, 1)),
)
def test_a_crop_is_a_square_no_larger_than_the_whole_picture(xy_px, scores):
    left, top, right, bottom = next_crop(xy_px, scores, WIDTH_PX, HEIGHT_PX)
    assert 0 < right - left <= 640 + 1e-6
    assert bottom - top == pytest.approx(right - left)


def test_cutting_out_at_the_same_size_copies_pixels_and_leaves_the_outside_black():
    picture = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
    cut = cut_out(picture, (-1, 1, 4, 6), 5)
    assert (cut[..., 3] == 255).all()
    np.testing.assert_array_equal(cut[:3, 1:, :3], picture[1:4, 0:4])
    assert not cut[3:, :, :3].any()
    assert not cut[:, 0, :3].any()


def test_a_rectangle_outside_the_picture_is_black():
    picture = np.full((4, 6, 4), 200, dtype=np.uint8)
    assert not cut_out(picture, (10, 10, 14, 14), 4)[..., :3].any()
    assert not cut_out(picture, (-9, -9, -5, -5), 4)[..., :3].any()
