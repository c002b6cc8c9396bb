"""Stances on one leg whose length, touches and sway are known."""

import numpy as np
import pytest

from pose.synthesis import Camera, Imperfections, single_leg_stance, synthesize
from scoring.person import Person
from scoring.pipeline import score_recording
from tests.builders.motion import FRONT, PHONE_LIKE, abductions, cut, stance
from tests.builders.reports import code_of, held, known, message_of

TALL = Person(height_cm=170.0)


@pytest.mark.parametrize("flaws", [None, PHONE_LIKE])
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_hold_is_found_within_half_a_second(side, flaws):
    extra = {} if flaws is None else {"flaws": flaws}
    report = score_recording(
        stance(hold_s=12.0, side=side, **extra), "single_leg_stance", side=side
    )
    hold = report.metric("hold_s", side)
    assert hold.value == pytest.approx(12.0, abs=0.5)
    assert held(report).start_s == pytest.approx(2.5, abs=0.5)
    assert held(report).stop_reason == "foot_down"
    assert report.metric("touches", side).value == 0


def test_without_a_prescribed_side_the_leg_that_stood_is_found():
    report = score_recording(stance(side="right"), "single_leg_stance")
    assert held(report).side == "right"


def test_standing_on_the_other_leg_is_not_the_prescribed_hold():
    report = score_recording(stance(side="right"), "single_leg_stance", side="left")
    assert code_of(report) == "no_hold"
    assert "other leg" in message_of(report)


def test_touches_end_holds_and_are_counted():
    # Twenty seconds with touches at 5 and 9 s: the longest stretch is 20 - 9 = 11 s.
    report = score_recording(stance(hold_s=20.0, touches_s=(5.0, 9.0)), "single_leg_stance")
    assert report.metric("touches", "left").value == 2
    assert report.metric("hold_s", "left").value == pytest.approx(11.0, abs=0.5)
    assert report.metric("hold_s", "left").n == 3


def test_a_hold_that_lasts_to_the_end_says_so():
    report = score_recording(cut(stance(hold_s=20.0), 0.0, 15.0), "single_leg_stance")
    assert held(report).stop_reason == "recording_end"
    assert report.metric("hold_s", "left").value == pytest.approx(12.5, abs=0.5)


def test_a_standing_foot_that_hops_ends_the_hold():
    stream = stance(hold_s=15.0)
    xy = stream.xy_px.copy()
    hopped = stream.times_s > 2.5 + 7.0
    xy[hopped] += np.array([60.0, 0.0])
    changed = type(stream)(stream.times_s, xy, stream.scores, stream.facts)
    report = score_recording(changed, "single_leg_stance")
    assert held(report).stop_reason == "stance_foot_moved"
    assert report.metric("hold_s", "left").value == pytest.approx(7.0, abs=0.5)


@pytest.mark.parametrize("noise_px", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("seed", range(4))
def test_sway_is_the_true_sway_after_the_noise_is_taken_off(noise_px, seed):
    movement = single_leg_stance(hold_s=30.0, sway_rms_mm=8.0, seed=seed)
    stream, truth = synthesize(
        movement, FRONT, imperfections=Imperfections(noise_px=noise_px), seed=seed
    )
    report = score_recording(stream, "single_leg_stance", TALL)
    assert report.metric("sway_ml_rms", "left").unit == "mm"
    sway = known(report, "sway_ml_rms", "left")
    # The truth of what was scored: the same path without its first and last half second.
    # A tenth for noise, another few hundredths for the scale from leg length.
    inside = np.linspace(3.2, 31.8, 2000)
    expected = float(np.std(movement.sway_mm(inside)))
    assert sway.value == pytest.approx(expected, rel=0.15)
    assert sway.low < expected < sway.high
    assert truth.sway_rms_mm == pytest.approx(8.0)


def test_sway_under_the_noise_is_refused_and_the_hold_stands():
    stream = stance(hold_s=15.0, sway_rms_mm=0.8, flaws=Imperfections(noise_px=8.0))
    report = score_recording(stream, "single_leg_stance", TALL)
    sway = report.metric("sway_ml_rms", "left")
    assert sway.value is None
    assert code_of(sway) == "noise_too_high"
    assert report.metric("hold_s", "left").value == pytest.approx(15.0, abs=0.6)


def test_without_stature_sway_is_in_torso_lengths():
    movement = single_leg_stance(hold_s=20.0, sway_rms_mm=8.0)
    stream, truth = synthesize(movement, FRONT)
    sway = score_recording(stream, "single_leg_stance").metric("sway_ml_rms", "left")
    assert sway.unit == "{torso}"
    assert sway.value == pytest.approx(truth.sway_rms_torso, rel=0.15)


def test_the_side_view_and_two_feet_on_the_floor_are_refused():
    side = score_recording(stance(Camera(yaw_deg=90.0)), "single_leg_stance")
    assert code_of(side) == "wrong_view"
    both = score_recording(abductions(), "single_leg_stance")
    assert code_of(both) == "no_hold"


def test_a_rolled_camera_lifts_no_foot():
    report = score_recording(abductions(Camera(roll_deg=10.0)), "single_leg_stance")
    assert code_of(report) == "no_hold"


def test_short_holds_have_no_sway():
    report = score_recording(stance(hold_s=4.0), "single_leg_stance", TALL)
    assert report.metric("hold_s", "left").value == pytest.approx(4.0, abs=0.5)
    assert "sway_ml_rms" not in [metric.key for metric in report.metrics]
