"""Refusals, and laws that every score must keep."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pose.synthesis import Camera, Imperfections
from scoring.pipeline import score_recording
from tests.builders.motion import (
    FRONT,
    PHONE_LIKE,
    SIDE,
    abductions,
    cut,
    empty,
    mirrored,
    squats,
    stance,
    with_points,
)
from tests.builders.reports import code_of, message_of

PROTOCOL_RECORDINGS = {
    "squat": squats(SIDE, n_reps=3),
    "shoulder_abduction": abductions(FRONT, n_reps=3, right_peak_deg=120.0),
    "single_leg_stance": stance(FRONT, hold_s=8.0),
}


def values(report) -> dict[tuple[str, str | None], float]:
    """Return every value that was not refused."""
    return {
        (metric.key, metric.side): metric.value
        for metric in report.metrics
        if metric.value is not None
    }


@pytest.mark.parametrize("protocol", PROTOCOL_RECORDINGS)
@pytest.mark.parametrize("frames", [0, 1, 2, 90])
def test_nobody_in_the_picture_is_said(protocol, frames):
    assert code_of(score_recording(empty(frames), protocol)) == "no_person"


@pytest.mark.parametrize("protocol", PROTOCOL_RECORDINGS)
def test_a_second_of_recording_is_too_short(protocol):
    stream = cut(PROTOCOL_RECORDINGS[protocol], 0.0, 1.0)
    assert code_of(score_recording(stream, protocol)) == "too_short"


@pytest.mark.parametrize("protocol", PROTOCOL_RECORDINGS)
def test_one_frame_is_too_short(protocol):
    stream = cut(PROTOCOL_RECORDINGS[protocol], 0.0, 0.01)
    assert code_of(score_recording(stream, protocol)) == "too_short"


def test_under_eight_frames_a_second_is_too_slow():
    assert code_of(score_recording(squats(fps=7.0), "squat")) == "too_slow"
    assert score_recording(squats(fps=8.5), "squat").status == "scored"


def test_legs_outside_the_picture_are_half_a_person():
    stream = squats(SIDE)
    xy = stream.xy_px.copy()
    xy[:, 13:, 1] += stream.facts.image_height_px
    report = score_recording(replace(stream, xy_px=xy), "squat")
    assert code_of(report) == "half_person"
    assert "ankle" in message_of(report)


def test_two_people_in_turn_are_refused_and_one_passing_by_is_not():
    stream = squats(SIDE, n_reps=6)
    xy = stream.xy_px.copy()
    xy[::40] += np.array([500.0, 0.0])
    xy[1::40] += np.array([500.0, 0.0])
    xy[2::40] += np.array([500.0, 0.0])
    xy[3::40] += np.array([500.0, 0.0])
    xy[4::40] += np.array([500.0, 0.0])
    assert code_of(score_recording(with_points(stream, xy), "squat")) == "second_person"
    passing = stream.xy_px.copy()
    passing[60:72] += np.array([500.0, 0.0])
    report = score_recording(with_points(stream, passing), "squat")
    assert report.metric("repetitions").value == 6
    assert "second_person" in [event.kind for event in report.events]


def uncertain(stream, *spans_s):
    """Return the recording of a sender that was uncertain from the first to the last second of each."""
    spans_us = tuple((round(a * 1e6), round(b * 1e6)) for a, b in spans_s)
    return replace(stream, facts=replace(stream.facts, uncertain_spans_us=spans_us))


def test_uncertain_frames_are_left_out_and_reported():
    stream = squats(SIDE, n_reps=6)
    xy = stream.xy_px.copy()
    xy[60:72] += np.array([90.0, 0.0])  # a helper's arm in the way: nothing that jumps far enough
    first, last = stream.times_s[60], stream.times_s[71]
    known = uncertain(with_points(stream, xy), (first, last))
    report = score_recording(known, "squat")
    assert report.metric("repetitions").value == 6
    assert report.quality.repaired["uncertain_frames"] == 12
    assert report.quality.uncertain_s == pytest.approx(12 / 30)
    assert report.quality.longest_gap_s >= 12 / 30
    without = score_recording(uncertain(stream, (first, last)), "squat")
    assert values(report) == values(without)


def test_each_uncertain_stretch_that_is_worth_saying_is_an_event():
    stream = squats(SIDE, n_reps=8)
    report = score_recording(uncertain(stream, (2.0, 2.7), (4.0, 4.1)), "squat")
    (event,) = [event for event in report.events if event.kind == "uncertain_person"]
    assert (event.start_s, event.end_s) == pytest.approx((2.0, 2.7), abs=0.04)


def test_who_is_uncertain_for_more_than_a_tenth_is_refused_and_told_why():
    stream = squats(SIDE, n_reps=4)
    report = score_recording(uncertain(stream, (0.0, 0.2 * stream.duration_s)), "squat")
    assert code_of(report) == "second_person"
    assert message_of(report) == "It was uncertain whose body was followed in 20% of the frames."
    whole = score_recording(uncertain(stream, (0.0, 599.0)), "squat")
    assert code_of(whole) == "second_person"


def test_a_refusal_still_says_what_was_seen():
    report = score_recording(abductions(SIDE), "shoulder_abduction")
    assert code_of(report) == "wrong_view"
    assert report.quality.view == "side"
    assert report.quality.coverage == 1.0
    assert np.isfinite(report.signals.xy_px).any()


def test_repairs_are_counted():
    quality = score_recording(squats(FRONT, flaws=PHONE_LIKE), "squat").quality
    assert quality.repaired["swapped_frames"] > 0
    assert quality.repaired["spikes"] > 0
    assert quality.noise_px == pytest.approx(2.0, rel=0.2)


@pytest.mark.parametrize("protocol", PROTOCOL_RECORDINGS)
def test_scoring_leaves_the_recording_as_it_is_and_repeats_itself(protocol):
    stream = PROTOCOL_RECORDINGS[protocol]
    before = stream.xy_px.copy()
    first = score_recording(stream, protocol)
    assert np.array_equal(stream.xy_px, before, equal_nan=True)
    assert score_recording(stream, protocol).to_json() == first.to_json()


@pytest.mark.parametrize("protocol", PROTOCOL_RECORDINGS)
def test_a_mirrored_camera_changes_nothing(protocol):
    stream = PROTOCOL_RECORDINGS[protocol]
    plain, turned = (values(score_recording(one, protocol)) for one in (stream, mirrored(stream)))
    assert turned == pytest.approx(plain)


@pytest.mark.parametrize("protocol", PROTOCOL_RECORDINGS)
def test_a_mirrored_person_has_their_sides_exchanged(protocol):
    # The same picture turned round by a camera that says it did not: left is now right.
    stream = PROTOCOL_RECORDINGS[protocol]
    wrong = replace(mirrored(stream), facts=stream.facts)
    exchanged = {"left": "right", "right": "left", None: None}
    plain = values(score_recording(stream, protocol))
    turned = values(score_recording(wrong, protocol))
    # What is more on the left is now more on the right.
    sign = {"symmetry_pct": -1.0}
    assert {
        (key, exchanged[side]): sign.get(key, 1.0) * value for (key, side), value in turned.items()
    } == pytest.approx(plain, rel=1e-6, abs=1e-6)


@settings(max_examples=8, deadline=None)
@given(
    st.sampled_from(sorted(PROTOCOL_RECORDINGS)),
    st.floats(0.5, 2.0),
    st.floats(0.0, 1000.0),
)
def test_scale_of_the_picture_and_start_of_the_clock_change_nothing(protocol, scale, shift_s):
    stream = PROTOCOL_RECORDINGS[protocol]
    facts = replace(
        stream.facts,
        image_width_px=round(stream.facts.image_width_px * scale),
        image_height_px=round(stream.facts.image_height_px * scale),
    )
    changed = replace(
        stream, times_s=stream.times_s + shift_s, xy_px=stream.xy_px * scale, facts=facts
    )
    plain = score_recording(stream, protocol)
    other = score_recording(changed, protocol)
    # A point at the very edge may fall outside of a rounded picture: a thousandth is allowed.
    assert values(other) == pytest.approx(values(plain), rel=2e-3, abs=2e-3)


@settings(max_examples=10, deadline=None)
@given(
    st.floats(9.0, 60.0),
    st.integers(1, 7),
    st.sampled_from([-90.0, 0.0, 90.0]),
    st.integers(0, 1000),
)
def test_squats_are_counted_at_any_frame_rate_view_and_seed(fps, count, yaw, seed):
    stream = squats(Camera(yaw_deg=yaw), n_reps=count, fps=fps, flaws=PHONE_LIKE, seed=seed)
    assert score_recording(stream, "squat").metric("repetitions").value == count


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.floats(0.0, 0.3))
def test_random_losses_never_crash_and_never_invent(seed, lost):
    stream = abductions(FRONT, n_reps=3, flaws=Imperfections(noise_px=1.0), seed=seed)
    xy = stream.xy_px.copy()
    xy[np.random.default_rng(seed).random(xy.shape[:2]) < lost] = np.nan
    report = score_recording(with_points(stream, xy), "shoulder_abduction")
    assert report.status == "refused" or report.metric("repetitions").value == 3


@pytest.mark.parametrize("roll", [-10.0, 10.0])
@pytest.mark.parametrize("protocol", ["squat", "shoulder_abduction"])
def test_a_rolled_camera_changes_angles_by_less_than_half_a_degree(protocol, roll):
    make = squats if protocol == "squat" else abductions
    yaw = 90.0 if protocol == "squat" else 0.0
    level = values(score_recording(make(Camera(yaw_deg=yaw)), protocol))
    rolled = values(score_recording(make(Camera(yaw_deg=yaw, roll_deg=roll)), protocol))
    assert rolled.keys() == level.keys()
    for name, value in level.items():
        if name[0] in ("knee_flexion_deg", "abduction_deg", "repetitions"):
            assert rolled[name] == pytest.approx(value, abs=0.5)
