"""Real people: measured movement projected to a camera, and a real estimator's faults."""

import numpy as np
import pytest

from scoring.pipeline import score_recording
from tests.builders.real_data import keraal_alphapose, uiprmd_session
from tests.builders.reports import code_of, known

SUBJECTS = [str(number) for number in range(1, 6)]
# Each session is ten repetitions.
COUNT = 10
# In the first abduction of two people the hips were not measured: the wrists tell it.


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("yaw", [90.0, -90.0])
def test_deep_squats_from_the_side_are_counted_and_the_knee_is_near_the_laboratory(subject, yaw):
    stream, measured = uiprmd_session("1", subject, yaw)
    report = score_recording(stream, "squat")
    assert report.metric("repetitions").value == COUNT
    side = "left" if yaw > 0 else "right"
    knee = report.metric("knee_flexion_deg", side)
    laboratory = measured[f"{side[0]}_knee_flex"]
    peaks = [
        laboratory[(stream.times_s >= one.start_s) & (stream.times_s <= one.end_s)].max()
        for one in report.repetitions
    ]
    # A picture's knee reads lower than the laboratory's: mean -2.9, SD 9.3 over all people.
    assert knee.value - np.median(peaks) == pytest.approx(-2.9, abs=2 * 9.3)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_deep_squats_from_the_front_are_counted_and_give_no_knee_angle(subject):
    report = score_recording(uiprmd_session("1", subject, 0.0)[0], "squat")
    assert report.metric("repetitions").value == COUNT
    assert code_of(report.metric("knee_flexion_deg")) == "view_cannot_measure"
    assert known(report, "depth_ratio").value > 0.7


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("yaw", [0.0, 30.0])
def test_shoulder_abductions_from_the_front_are_counted(subject, yaw):
    stream, _ = uiprmd_session("7", subject, yaw)
    report = score_recording(stream, "shoulder_abduction")
    assert report.metric("repetitions").value == COUNT


@pytest.mark.parametrize("subject", SUBJECTS)
def test_shoulder_abduction_is_near_the_laboratory(subject):
    stream, measured = uiprmd_session("7", subject, 0.0)
    report = score_recording(stream, "shoulder_abduction")
    laboratory = measured["r_sho_y"]
    right = [one for one in report.repetitions if one.side == "right"]
    peaks = [
        laboratory[(stream.times_s >= one.start_s) & (stream.times_s <= one.end_s)].max()
        for one in right
    ]
    difference = report.metric("abduction_deg", "right").value - np.median(peaks)
    # Mean -2.7, SD 3.4 over all people with perfect points.
    assert difference == pytest.approx(-2.7, abs=3 * 3.4)


def test_a_turned_camera_reads_abduction_wide_or_says_that_it_is_turned():
    held = []
    for subject in SUBJECTS:
        straight, _ = uiprmd_session("7", subject, 0.0, noise_px=0.0)
        truth = score_recording(straight, "shoulder_abduction").metric("abduction_deg", "right")
        assert truth.value is not None
        for yaw in (0.0, 15.0, -15.0, 30.0, -30.0, 45.0):
            report = score_recording(uiprmd_session("7", subject, yaw)[0], "shoulder_abduction")
            if report.refusal is not None:
                assert code_of(report) == "wrong_view"
                continue
            metric = known(report, "abduction_deg", "right")
            held.append(metric.low <= truth.value <= metric.high)
            if not held[-1]:
                assert metric.quality != "good"
                assert "turned_from_camera" in [event.kind for event in report.events]
    assert np.mean(held) >= 0.9


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("yaw", [90.0, -90.0])
def test_shoulder_abduction_from_the_side_is_refused(subject, yaw):
    report = score_recording(uiprmd_session("7", subject, yaw)[0], "shoulder_abduction")
    assert code_of(report) == "wrong_view"


@pytest.mark.parametrize("exercise", ["CTK", "ELK", "RTK"])
@pytest.mark.parametrize("protocol", ["squat", "shoulder_abduction", "single_leg_stance"])
def test_a_real_estimators_faults_give_a_report_and_no_impossible_angle(exercise, protocol):
    report = score_recording(keraal_alphapose(exercise), protocol)
    assert report.status in ("scored", "refused")
    for one in report.signals.series:
        if one.unit == "deg":
            known = one.values[np.isfinite(one.values)]
            assert np.abs(known).max() <= 180.0
            # Nobody turns a joint faster than 1,500 degrees a second for a whole frame.
            assert np.nanmax(np.abs(np.diff(one.values))) < 50.0
