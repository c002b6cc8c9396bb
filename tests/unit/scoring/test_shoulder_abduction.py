"""Abductions whose answers are known by construction."""

from dataclasses import replace

import numpy as np
import pytest

from pose.keypoints import INDEX
from pose.synthesis import Body, Camera
from scoring.pipeline import score_recording
from tests.builders.motion import FRONT, PHONE_LIKE, SIDE, abductions, mirrored, squats, without
from tests.builders.reports import code_of, known, message_of

HIPS = np.array([INDEX["left_hip"], INDEX["right_hip"]])


@pytest.mark.parametrize("flaws", [None, PHONE_LIKE])
def test_each_arm_has_its_own_peak_and_both_are_one_count(flaws):
    extra = {} if flaws is None else {"flaws": flaws}
    stream = abductions(n_reps=5, peak_deg=150.0, right_peak_deg=110.0, **extra)
    report = score_recording(stream, "shoulder_abduction", side="both")
    assert report.metric("repetitions").value == 5
    tolerance = 1.0 if flaws is None else 2.5
    for side, truth in (("left", 150.0), ("right", 110.0)):
        metric = known(report, "abduction_deg", side)
        assert metric.value == pytest.approx(truth, abs=tolerance)
        assert metric.low < truth < metric.high
        assert report.metric("abduction_deg", side).n == 5
    assert sum(one.side == "left" for one in report.repetitions) == 5


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_prescribed_arm_alone_is_scored(side):
    stream = abductions(n_reps=4, side=side, peak_deg=120.0)
    report = score_recording(stream, "shoulder_abduction", side=side)
    assert report.metric("repetitions", side).value == 4
    assert report.metric("abduction_deg", side).value == pytest.approx(120.0, abs=1.0)
    assert {one.side for one in report.repetitions} == {side}
    with pytest.raises(KeyError):
        report.metric("abduction_deg", "left" if side == "right" else "right")


def test_one_moving_arm_of_two_is_counted_and_the_still_one_has_no_peak():
    report = score_recording(abductions(n_reps=4, side="left"), "shoulder_abduction")
    assert report.metric("repetitions").value == 4
    assert [m.side for m in report.metrics if m.key == "abduction_deg"] == ["left"]


@pytest.mark.parametrize("yaw", [90.0, -90.0, 75.0])
def test_the_side_view_is_refused(yaw):
    report = score_recording(abductions(Camera(yaw_deg=yaw)), "shoulder_abduction")
    assert report.status == "refused"
    assert code_of(report) == "wrong_view"
    assert report.metrics == ()


def test_seen_from_behind_the_sides_stay_the_patients():
    stream = abductions(Camera(yaw_deg=180.0), peak_deg=140.0, right_peak_deg=100.0)
    report = score_recording(stream, "shoulder_abduction")
    assert report.quality.facing == "away"
    assert report.metric("abduction_deg", "left").value == pytest.approx(140.0, abs=1.5)


def test_a_mirrored_recording_gives_the_same_sides():
    stream = abductions(peak_deg=140.0, right_peak_deg=100.0)
    plain = score_recording(stream, "shoulder_abduction")
    turned = score_recording(mirrored(stream), "shoulder_abduction")
    for side in ("left", "right"):
        expected = plain.metric("abduction_deg", side).value
        assert turned.metric("abduction_deg", side).value == pytest.approx(expected, abs=0.01)


def test_a_flipbook_of_two_poses_is_counted():
    """Five repetitions of two still poses, held 0.8 s, with jumps of 0.2 s between them."""
    report = score_recording(
        abductions(
            n_reps=5,
            peak_deg=100.0,
            rise_s=0.2,
            fall_s=0.2,
            top_pause_s=0.8,
            rest_s=0.8,
            still_before_s=0.8,
            still_after_s=0.8,
            flaws=PHONE_LIKE,
        ),
        "shoulder_abduction",
    )
    assert report.metric("repetitions").value == 5
    assert report.metric("abduction_deg", "left").value == pytest.approx(100.0, abs=3.0)
    # At rest the line elbow-shoulder-hip of this body is open by its shoulder's width.
    peak, travel = (
        known(report, key, "left").value for key in ("abduction_deg", "abduction_range_deg")
    )
    rest = peak - travel
    assert rest < 40.0


def test_noise_does_not_raise_the_peak():
    # A raw maximum of ten repetitions with 3 px of noise would read some 6 degrees more.
    stream = abductions(n_reps=8, peak_deg=120.0, flaws=PHONE_LIKE, seed=3)
    metric = score_recording(stream, "shoulder_abduction").metric("abduction_deg", "right")
    assert metric.value == pytest.approx(120.0, abs=1.5)


def test_a_turned_camera_widens_the_interval():
    front = score_recording(abductions(FRONT, peak_deg=130.0), "shoulder_abduction")
    turned = score_recording(abductions(Camera(yaw_deg=40.0), peak_deg=130.0), "shoulder_abduction")
    narrow, wide = (known(report, "abduction_deg", "left") for report in (front, turned))
    assert wide.high - wide.low > narrow.high - narrow.low
    assert wide.low < 130.0 < wide.high


@pytest.mark.parametrize("yaw", [0.0, 15.0, 30.0, -30.0, 40.0, 45.0])
def test_the_interval_holds_the_truth_whatever_the_yaw_and_the_breadth_of_the_body(yaw):
    held = []
    for breadth in (0.75, 0.85, 1.0, 1.1):
        usual = Body()
        body = replace(
            usual,
            shoulder_half_width=usual.shoulder_half_width * breadth,
            hip_half_width=usual.hip_half_width * breadth,
        )
        for peak in (60.0, 80.0, 100.0, 120.0, 140.0, 160.0):
            stream = abductions(
                Camera(yaw_deg=yaw), n_reps=3, peak_deg=peak, body=body, flaws=PHONE_LIKE
            )
            report = score_recording(stream, "shoulder_abduction")
            if report.refusal is None:
                metrics = [known(report, "abduction_deg", side) for side in ("left", "right")]
                held += [metric.low <= peak <= metric.high for metric in metrics]
            else:
                assert code_of(report) == "wrong_view"
    assert len(held) >= 24
    assert np.mean(held) >= 0.9


def test_somebody_who_is_turned_away_is_told_so_and_has_no_good_angle():
    slender = Body(shoulder_half_width=0.095, hip_half_width=0.055)
    stream = abductions(Camera(yaw_deg=38.0), peak_deg=130.0, body=slender)
    report = score_recording(stream, "shoulder_abduction")
    assert 30.0 <= report.quality.yaw_deg <= 50.0
    assert "turned_from_camera" in [event.kind for event in report.events]
    assert known(report, "abduction_deg", "left").quality in ("fair", "poor")
    straight = score_recording(abductions(FRONT, peak_deg=130.0), "shoulder_abduction")
    assert "turned_from_camera" not in [event.kind for event in straight.events]
    assert known(straight, "abduction_deg", "left").quality == "good"


def test_arms_that_stay_down_are_no_repetitions():
    report = score_recording(squats(FRONT, n_reps=2, peak_deg=10.0), "shoulder_abduction")
    assert code_of(report) == "no_repetitions"


def test_elbows_that_were_not_seen_are_half_a_person():
    report = score_recording(without(abductions(), "elbow"), "shoulder_abduction")
    assert code_of(report) == "half_person"


def test_a_side_that_cannot_be_prescribed_is_an_error():
    with pytest.raises(ValueError, match="side"):
        score_recording(squats(SIDE), "squat", side="left")
    with pytest.raises(KeyError):
        score_recording(squats(SIDE), "handstand")


def test_raising_the_arms_forwards_is_said():
    stream = abductions(peak_deg=90.0)
    xy = stream.xy_px.copy()
    # From the front, an arm that comes forwards looks shorter the higher it is.
    for elbow, wrist in ((7, 9), (8, 10)):
        lift = xy[:, elbow, 0] - xy[0, elbow, 0]
        xy[:, elbow, 0] -= 0.6 * lift
        xy[:, wrist, 0] = xy[:, elbow, 0]
    changed = type(stream)(stream.times_s, xy, stream.scores, stream.facts)
    report = score_recording(changed, "shoulder_abduction")
    kinds = {event.kind for event in report.events}
    assert "arm_out_of_plane" in kinds
    assert report.metric("abduction_deg", "left").quality == "poor"


def test_the_other_arm_than_prescribed_is_named_and_not_counted():
    report = score_recording(abductions(side="left", n_reps=4), "shoulder_abduction", side="right")
    assert code_of(report) == "no_repetitions"
    assert "The left side moved instead, 4 times" in message_of(report)


def test_a_lift_whose_hips_were_hidden_is_counted_and_has_no_angle():
    stream = abductions(n_reps=5, side="right", peak_deg=120.0)
    whole = score_recording(stream, "shoulder_abduction", side="right")
    second = whole.repetitions[1]
    inside = (stream.times_s >= second.start_s) & (stream.times_s <= second.end_s)
    hidden = stream.xy_px.copy()
    hidden[np.ix_(inside, HIPS)] = np.nan
    scores = stream.scores.copy()
    scores[np.ix_(inside, HIPS)] = 0.0
    report = score_recording(
        replace(stream, xy_px=hidden, scores=scores), "shoulder_abduction", side="right"
    )
    assert report.metric("repetitions", "right").value == 5
    peaks = [one.to_json()["peak_deg"] for one in report.repetitions]
    assert peaks[1] is None
    assert [peak for peak in peaks if peak is not None] == pytest.approx([120.0] * 4, abs=1.0)
    angle = report.metric("abduction_deg", "right")
    assert angle.n == 4
    assert angle.value == pytest.approx(120.0, abs=1.0)
