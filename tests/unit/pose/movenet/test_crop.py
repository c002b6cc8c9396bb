"""Following one person: the crop's arithmetic by hand, and its laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pose.keypoints import INDEX, N_KEYPOINTS
from pose.movenet.crop import FloatArray, cut_out, next_crop, pose_score, whole_picture
from pose.movenet.following import CropFollower

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


def test_the_whole_picture_at_its_own_size_is_the_picture():
    picture = np.random.default_rng(3).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    cut = cut_out(picture, (0, 0, 6, 6), 6)
    np.testing.assert_array_equal(cut[..., :3], picture)
    assert (cut[..., 3] == 255).all()


def test_the_first_and_the_last_sample_lie_on_the_borders():
    # Five samples over nine pixels: every second one.  Over four pixels, 0, 0.75, 1.5, 2.25, 3.
    nine = np.tile(np.arange(9, dtype=np.uint8)[:, np.newaxis] * 10, (9, 1, 3))
    np.testing.assert_array_equal(cut_out(nine, (0, 0, 9, 9), 5)[0, :, 0], [0, 20, 40, 60, 80])
    four = np.tile(np.arange(4, dtype=np.uint8)[:, np.newaxis] * 40, (4, 1, 3))
    np.testing.assert_array_equal(cut_out(four, (0, 0, 4, 4), 5)[0, :, 0], [0, 30, 60, 90, 120])


def test_a_rectangle_between_pixels_is_sampled_where_it_lies():
    # Borders at 1/4 and 3/4 of nine pixels are 2 and 6 pixel distances from the first one; at
    # 0.275 and 0.725 they are 2.2 and 5.8.  A share of 0.2 is 51 of 256: 10 * 51 / 256 = 1.99.
    nine = np.tile(np.arange(9, dtype=np.uint8)[:, np.newaxis] * 10, (9, 1, 3))
    np.testing.assert_array_equal(cut_out(nine, (2.25, 0, 6.75, 9), 3)[0, :, 0], [20, 40, 60])
    np.testing.assert_array_equal(cut_out(nine, (2.475, 0, 6.525, 9), 3)[0, :, 0], [21, 40, 58])


def test_a_sample_in_the_middle_of_four_pixels_is_their_mean_cut_to_a_whole_number():
    rows, columns = np.mgrid[:2, :2]
    picture = np.stack([columns * 100 + rows * 31, rows * 0 + 10, rows * 0 + 20], axis=2)
    middle = cut_out(picture.astype(np.uint8), (0, 0, 2, 2), 3)[1, 1]
    # (0 + 100 + 31 + 131) / 4 = 65.5.
    np.testing.assert_array_equal(middle, [65, 10, 20, 255])


def test_what_reaches_outside_the_picture_is_black():
    # From -1 to 0.9 of the width in 8 samples: the fourth is at -0.186, the fifth at 0.086.
    picture = np.full((4, 4, 3), 200, dtype=np.uint8)
    row = cut_out(picture, (-4, 0, 3.6, 4), 8)[0]
    np.testing.assert_array_equal(row[:, 0], [0, 0, 0, 0, 200, 200, 200, 200])


@pytest.mark.parametrize("left", [0, 21, 98, 126, 364])
def test_a_rectangle_that_ends_at_the_border_has_no_black_in_it(left):
    # Added up in steps, the last of 192 samples would come to lie some 1e-13 px outside.
    white = np.full((480, 480, 3), 255, dtype=np.uint8)
    assert (cut_out(white, (left, left, 480, 480), 192) == 255).all()


def test_a_rectangle_outside_the_picture_is_black():
    picture = np.full((4, 6, 4), 200, dtype=np.uint8)
    assert not cut_out(picture, (10, 10, 14, 14), 4)[..., :3].any()
    assert not cut_out(picture, (-9, -9, -5, -5), 4)[..., :3].any()


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "rect", [(0, -60, 200, 140), (30.4, 10.7, 90.2, 70.5), (-25.5, 20.1, 140.3, 185.9)]
)
def test_sampling_is_that_of_tensorflow(rect):
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415 - loads TensorFlow

    picture = np.random.default_rng(5).integers(0, 256, (80, 200, 3), dtype=np.uint8)
    left, top, right, bottom = rect
    box = [[top / 80, left / 200, bottom / 80, right / 200]]
    expected = tf.image.crop_and_resize(picture[np.newaxis], box, [0], [64, 64])[0].numpy()
    difference = expected - cut_out(picture, rect, 64)[..., :3]
    # Cut to whole numbers, and shares rounded to 256ths: half of one, along both axes, of 255 levels.
    assert difference.min() > -1.0
    assert difference.max() < 2.0
