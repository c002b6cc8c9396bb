"""Squats whose answers are known by construction."""

import numpy as np
import pytest

from pose.synthesis import Camera, Imperfections
from scoring.pipeline import score_recording
from tests.builders.motion import FRONT, PHONE_LIKE, SIDE, cut, squats, without
from tests.builders.reports import code_of, known

PORTRAIT = Camera(image_width_px=720, image_height_px=1280)


@pytest.mark.parametrize("flaws", [None, PHONE_LIKE])
@pytest.mark.parametrize("yaw", [90.0, -90.0])
def test_squats_from_the_side_have_their_count_and_knee_flexion(yaw, flaws):
    stream = squats(Camera(yaw_deg=yaw), n_reps=6, peak_deg=95.0, **_flaws(flaws))
    report = score_recording(stream, "squat")
    assert report.status == "scored"
    assert report.metric("repetitions").value == 6
    knee = known(report, "knee_flexion_deg", "left" if yaw > 0 else "right")
    assert knee.value == pytest.approx(95.0, abs=1.0 if flaws is None else 2.5)
    assert knee.low < 95.0 < knee.high
    assert [one.peak_deg for one in report.repetitions] == pytest.approx([95] * 6, abs=4)


def _flaws(flaws) -> dict[str, Imperfections]:
    return {} if flaws is None else {"flaws": flaws}


def test_squats_from_the_front_are_counted_and_their_depth_given_but_no_knee_angle():
    report = score_recording(squats(FRONT, n_reps=4), "squat")
    assert report.metric("repetitions").value == 4
    side = score_recording(squats(SIDE, n_reps=4), "squat")
    # Hips that go back look smaller from the front: perspective costs up to a tenth.
    depth, true = known(report, "depth_ratio"), known(side, "depth_ratio").value
    assert depth.value == pytest.approx(true, rel=0.10)
    assert depth.low < true < depth.high
    knee = report.metric("knee_flexion_deg")
    assert knee.value is None
    assert knee.quality is None
    assert code_of(knee) == "view_cannot_measure"
    assert all(one.peak_deg is None for one in report.repetitions)


def test_the_depth_of_a_squat_is_the_drop_of_the_hips_over_the_thigh():
    # Straight from the definition, on the exact points of an orthographic camera: ankles
    # stay, so the drop is the way of the hips between standing and the bottom.
    camera = Camera(yaw_deg=90.0, perspective=False)
    stream = squats(camera, n_reps=3, bottom_pause_s=0.5)
    hips = stream.xy_px[:, [11, 12]].mean(axis=1)
    thigh_px = np.hypot(*(stream.xy_px[0, 11] - stream.xy_px[0, 13]))
    expected = (hips[:, 1].max() - hips[0, 1]) / thigh_px
    report = score_recording(stream, "squat")
    assert report.metric("depth_ratio").value == pytest.approx(expected, abs=0.01)


def test_one_that_is_cut_off_while_rising_is_an_event_and_no_repetition():
    # Two whole squats, then a third whose rise of 1.2 s is cut off after 0.7 s.
    period = 1.3 + 0.2 + 1.2 + 0.6
    stream = cut(squats(FRONT, n_reps=3), 0.0, 1.5 + 2 * period + 1.3 + 0.2 + 0.7)
    report = score_recording(stream, "squat")
    assert report.metric("repetitions").value == 2
    kinds = [event.kind for event in report.events]
    assert kinds == ["incomplete_repetition"]
    assert report.events[0].end_s == pytest.approx(stream.duration_s, abs=0.1)


def test_half_squats_are_reported_and_not_counted():
    stream = squats(n_reps=5, incomplete=(1, 3), incomplete_ratio=0.5)
    report = score_recording(stream, "squat")
    assert report.metric("repetitions").value == 3
    assert [event.kind for event in report.events] == ["incomplete_repetition"] * 2


def test_one_that_began_before_the_recording_is_no_repetition():
    # The recording starts at the bottom of the first squat.
    report = score_recording(cut(squats(n_reps=4), 1.5 + 1.3, 60.0), "squat")
    assert report.metric("repetitions").value == 3
    assert [event.kind for event in report.events] == ["getting_into_position"]


@pytest.mark.parametrize("still_s", [0.5, 6.0, 20.0])
def test_standing_still_before_and_after_changes_nothing(still_s):
    stream = squats(FRONT, n_reps=2, still_before_s=still_s, still_after_s=still_s)
    report = score_recording(stream, "squat")
    assert report.metric("repetitions").value == 2
    assert report.events == ()


def test_walking_to_the_camera_at_the_end_is_trimmed():
    stream = squats(FRONT, n_reps=3, still_after_s=4.0)
    xy = stream.xy_px.copy()
    walking = stream.times_s > stream.times_s[-1] - 3.0
    nearer = 1.0 + 0.5 * (stream.times_s[walking] - (stream.times_s[-1] - 3.0)) / 3.0
    middle = np.array([640.0, 300.0])
    xy[walking] = middle + (xy[walking] - middle) * nearer[:, None, None]
    changed = type(stream)(stream.times_s, xy, stream.scores, stream.facts)
    report = score_recording(changed, "squat")
    assert report.metric("repetitions").value == 3
    assert "left_position" in [event.kind for event in report.events]


@pytest.mark.parametrize("fps", [8.5, 12.0, 15.0, 24.0, 30.0, 60.0])
def test_the_frame_rate_changes_neither_count_nor_angle(fps):
    report = score_recording(squats(fps=fps, n_reps=5, peak_deg=90.0), "squat")
    assert report.metric("repetitions").value == 5
    tolerance = 0.5 if fps >= 12 else 1.5
    assert report.metric("knee_flexion_deg", "left").value == pytest.approx(90, abs=tolerance)


@pytest.mark.parametrize("camera", [PORTRAIT, Camera(image_width_px=850, image_height_px=566)])
def test_portrait_and_odd_pictures_are_scored_alike(camera):
    report = score_recording(squats(camera, n_reps=3, flaws=PHONE_LIKE), "squat")
    assert report.metric("repetitions").value == 3


def test_hardly_moving_is_no_squat():
    report = score_recording(squats(n_reps=3, peak_deg=12.0), "squat")
    assert report.status == "refused"
    assert code_of(report) == "no_repetitions"


def test_squats_without_feet_in_the_picture_are_refused():
    report = score_recording(without(squats(), "ankle"), "squat")
    assert code_of(report) == "half_person"


def test_tempo_adds_up_and_is_near_the_truth():
    # Down 1.5 s, 0.2 s at the bottom, up 1.0 s: 2.7 s from rest to rest.
    report = score_recording(squats(n_reps=4, down_s=1.5, up_s=1.0), "squat")
    down, up = known(report, "down_s"), known(report, "up_s")
    total = known(report, "repetition_time_s")
    assert down.value + up.value == pytest.approx(total.value, abs=0.07)
    assert total.value == pytest.approx(2.7, abs=0.1)
    assert down.value == pytest.approx(1.6, abs=0.1)
    assert up.value == pytest.approx(1.1, abs=0.1)


@pytest.mark.parametrize("fps", [10.0, 15.0, 24.0, 30.0])
@pytest.mark.parametrize("way_s", [0.35, 0.45])
def test_quick_squats_without_a_pause_are_counted_and_their_angle_is_wide_enough(way_s, fps):
    held = []
    for seed in range(4):
        movement = {"down_s": way_s, "up_s": way_s, "bottom_pause_s": 0.0, "top_pause_s": 0.0}
        stream = squats(fps=fps, n_reps=6, peak_deg=95.0, flaws=PHONE_LIKE, seed=seed, **movement)
        report = score_recording(stream, "squat")
        assert report.metric("repetitions").value == 6
        knee = known(report, "knee_flexion_deg", "left")
        held.append(knee.low <= 95.0 <= knee.high)
    assert sum(held) >= 3
