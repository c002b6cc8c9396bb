"""Left and right of a whole recording: turned where the face says so, and only there."""

from dataclasses import replace

import numpy as np
import pytest

from pose.keypoints import INDEX, MIRROR_ORDER
from pose.repair import repaired
from pose.synthesis import Camera, Imperfections
from tests.builders.motion import abductions, squats, with_points

FACE = [INDEX["nose"], INDEX["left_eye"], INDEX["right_eye"]]
FROM_BEHIND = Camera(yaw_deg=180.0)


def _scored(stream, *, face: bool):
    """Return the recording with scores as of a network that sees a face, or a back."""
    rng = np.random.default_rng(7)
    scores = rng.uniform(0.65, 0.9, 17) + rng.normal(0.0, 0.04, stream.scores.shape)
    scores[:, FACE] -= 0.0 if face else 0.4
    return replace(stream, scores=scores.clip(0.0, 1.0))


def _exchanged(stream):
    scores = stream.scores[:, MIRROR_ORDER]
    return replace(stream, xy_px=stream.xy_px[:, MIRROR_ORDER], scores=scores)


@pytest.mark.parametrize("make", [squats, abductions])
def test_an_exchanged_recording_with_a_face_is_turned(make):
    true = _scored(make(Camera(yaw_deg=10.0)), face=True)
    found = repaired(_exchanged(true))
    assert found.mirrored_detected
    assert found.mirrored_frames == true.n_frames
    assert found.swapped_frames == 0
    assert found.xy_px == pytest.approx(true.xy_px)


def test_spikes_of_a_turned_recording_go_too():
    true = _scored(squats(Camera()), face=True)
    faulty = _exchanged(true)
    faulty.xy_px[70, INDEX["left_ankle"]] -= 90.0
    found = repaired(faulty)
    assert found.spikes == 1
    assert np.isnan(found.xy_px[70, INDEX["right_ankle"]]).all()


@pytest.mark.parametrize("make", [squats, abductions])
def test_somebody_seen_from_behind_is_not_turned(make):
    true = _scored(make(FROM_BEHIND), face=False)
    found = repaired(true)
    assert not found.mirrored_detected
    assert found.xy_px == pytest.approx(true.xy_px)


def test_scores_that_say_nothing_turn_nobody():
    # The points alone are the same: exchanged from the front, or as they are from behind.
    for stream in (_exchanged(squats(Camera())), squats(FROM_BEHIND)):
        assert not repaired(stream).mirrored_detected


def test_an_estimator_that_leaves_out_what_it_does_not_see_tells_by_the_ears():
    true = squats(Camera())
    xy = true.xy_px.copy()
    xy[::3, INDEX["left_ear"]] = np.nan  # a head turned a little hides an ear
    front = with_points(true, xy)
    assert repaired(_exchanged(front)).mirrored_frames == true.n_frames
    behind = squats(FROM_BEHIND)
    xy = behind.xy_px.copy()
    xy[:, FACE] = np.nan
    assert not repaired(with_points(behind, xy)).mirrored_detected


def test_a_moment_of_face_turns_nothing():
    true = _scored(squats(Camera()), face=False)
    scores = true.scores.copy()
    scores[:20, FACE] = 0.9  # two thirds of a second
    assert not repaired(_exchanged(replace(true, scores=scores))).mirrored_detected


def test_a_face_seen_both_ways_about_as_often_turns_nothing():
    # Left in doubt by a long pause in the middle, in which anything may have happened.
    true = _scored(squats(Camera()), face=True)
    half = true.n_frames // 2
    later = np.where(np.arange(true.n_frames) < half, 0.0, 60.0)
    xy = true.xy_px.copy()
    xy[half:] = xy[half:, MIRROR_ORDER]
    found = repaired(replace(true, times_s=true.times_s + later, xy_px=xy))
    assert found.mirrored_frames in (0, half, true.n_frames - half)


@pytest.mark.parametrize(("start_s", "end_s"), [(4.0, 9.0), (0.0, 5.0), (10.0, 30.0)])
def test_a_mirrored_stretch_is_put_back_and_counted(start_s, end_s):
    true = squats(Camera(yaw_deg=20.0), flaws=Imperfections(noise_px=2.0))
    flaws = Imperfections(noise_px=2.0, mirrored_s=(start_s, end_s))
    found = repaired(squats(Camera(yaw_deg=20.0), flaws=flaws))
    inside = (true.times_s >= start_s) & (true.times_s < end_s)
    assert found.mirrored_frames == inside.sum()
    assert found.swapped_frames == 0
    kept = np.isfinite(found.xy_px)
    assert found.xy_px[kept] == pytest.approx(true.xy_px[kept])
