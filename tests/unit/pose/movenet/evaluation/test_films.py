"""Following one person through frames, and what flipbooks show by themselves."""

# ruff: noqa: PLC0415  TensorFlow is loaded by the tests that need it
import numpy as np
import pytest

from pose.keypoints import INDEX, MIRROR_ORDER, N_KEYPOINTS
from pose.movenet.figure import JOINTS_PX, figure_rgba
from pose.published_models import LIGHTNING, MULTIPOSE
from tests.unit.pose.movenet.published import published_folder

pytestmark = pytest.mark.tensorflow


def standing() -> np.ndarray:
    """Straight legs: hips at y 100, knees at 150, ankles at 200; left at x 110, right at 90."""
    xy_px = np.full((N_KEYPOINTS, 2), 50.0)
    for side, x in (("left", 110.0), ("right", 90.0)):
        for joint, y in (("hip", 100.0), ("knee", 150.0), ("ankle", 200.0)):
            xy_px[INDEX[f"{side}_{joint}"]] = (x, y)
    return xy_px


def bent(xy_px: np.ndarray, side: str) -> np.ndarray:
    """The same with a right angle at one knee."""
    changed = xy_px.copy()
    changed[INDEX[f"{side}_ankle"]] = changed[INDEX[f"{side}_knee"]] + (50.0, 0.0)
    return changed


def followed(*frames: np.ndarray, is_found: list[bool] | None = None):
    from pose.movenet.evaluation.films import Followed

    found = np.ones(len(frames), dtype=bool) if is_found is None else np.array(is_found)
    return Followed(np.stack(frames), np.ones((len(frames), N_KEYPOINTS)), found)


def test_a_flipbook_shows_two_photos_in_turn_with_fades_between():
    from pose.movenet.evaluation.films import photo_of_frame

    times_s = np.array([0.1, 0.74, 0.9, 1.02, 1.1, 1.74, 1.9, 2.1, 10.5])
    assert photo_of_frame(times_s).tolist() == [0, 0, -1, -1, 1, 1, -1, 0, 0]


def test_the_same_answer_to_the_same_photo_is_steady():
    from pose.movenet.evaluation.films import steadiness

    up, down = standing(), bent(standing(), "left")
    steady = steadiness(followed(up, down, up, up, down), np.array([0, 1, 0, 0, 1]))
    np.testing.assert_allclose(steady.knee_deg, [[0, 0], [90, 0]], atol=1e-6)
    assert steady.largest_jump_deg == pytest.approx(0.0, abs=1e-6)
    assert (steady.jump_share, steady.exchanged_share) == (0.0, 0.0)


def test_a_jump_and_exchanged_legs_are_counted_within_their_photo():
    from pose.movenet.evaluation.films import steadiness

    up = standing()
    crossed = up[list(MIRROR_ORDER)]
    found = followed(up, up, up, bent(up, "right"), crossed)
    steady = steadiness(found, np.zeros(5, dtype=int))
    assert steady.largest_jump_deg == pytest.approx(90.0)
    assert steady.jump_share == pytest.approx(0.2)
    assert steady.exchanged_share == pytest.approx(0.2)


def test_fades_and_frames_without_anybody_say_nothing():
    from pose.movenet.evaluation.films import steadiness

    up, wrong = standing(), bent(standing(), "right")
    found = followed(up, wrong, wrong, is_found=[True, True, False])
    steady = steadiness(found, np.array([0, -1, 0]))
    assert steady.jump_share == 0.0
    nobody = steadiness(followed(up, up, is_found=[False, False]), np.array([0, 1]))
    assert np.isnan(nobody.jump_share)
    assert np.isnan(nobody.knee_deg).all()


def test_a_body_needs_a_score_a_shoulder_and_a_hip():
    from pose.movenet.evaluation.films import is_body

    scores = np.zeros(N_KEYPOINTS)
    scores[[INDEX["left_shoulder"], INDEX["right_hip"]]] = 0.3
    assert is_body(scores)
    scores[INDEX["right_hip"]] = 0.2
    assert not is_body(scores)
    scores[[INDEX["left_shoulder"], INDEX["right_hip"]]] = 0.24
    assert not is_body(scores)


@pytest.mark.parametrize("model", [LIGHTNING, MULTIPOSE], ids=lambda model: model.name)
def test_a_figure_is_followed_and_an_empty_room_holds_nobody(built, model):
    from pose.movenet.evaluation.films import follow, look_at_whole
    from pose.movenet.evaluation.networks import shipped_forms

    form = next(iter(shipped_forms(model, built, published_folder())))
    empty = np.full((300, 400, 3), 128, dtype=np.uint8)
    frames = []
    for left_px in (100, 104, 108):
        frame = empty.copy()
        frame[60:252, left_px : left_px + 192] = figure_rgba()[..., :3]
        frames.append(frame)
    found = follow([*frames, empty], form)
    assert found.is_found.tolist() == [True, True, True, False]
    for name, (x, y) in JOINTS_PX.items():
        away_px = np.hypot(*(found.xy_px[2, INDEX[name]] - (x + 108, y + 60)))
        assert away_px < 10, name
    if model is LIGHTNING:
        # The first frame is the same look; later ones are not.
        whole = look_at_whole([*frames, empty], form)
        assert whole.is_found.tolist() == [True, True, True, False]
        np.testing.assert_array_equal(whole.xy_px[0], found.xy_px[0])
        assert not np.array_equal(whole.xy_px[1], found.xy_px[1])
        same = look_at_whole(frames[1:], form)
        np.testing.assert_array_equal(whole.xy_px[1:3], same.xy_px)
