"""Laws that every protocol keeps: what must not change a score, and what must not break one."""

import json
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pose.keypoints import INDEX, KEYPOINT_NAMES
from pose.stream import KeypointStream
from pose.synthesis import MOVEMENTS, Imperfections
from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.protocols import PROTOCOLS
from scoring.report import Report
from tests.builders.motion import PHONE_LIKE, cut, empty, mirrored, with_points
from tests.builders.movements import ASKED, REPEATED, Trial, synthesized, trial
from tests.unit.scoring.test_report import VALIDATOR

SOMEBODY = Person(height_cm=170.0, age_years=72.0, sex="F")
COMPLETE = ("source", "view", "effective_fps", "filter", "method_version")
WITH_MOVEMENT = tuple(key for key in PROTOCOLS if key in MOVEMENTS)
keys = st.sampled_from(REPEATED)
any_keys = st.sampled_from(WITH_MOVEMENT)
few = settings(max_examples=30, deadline=None)


@lru_cache(maxsize=64)
def clean(key: str) -> tuple[Trial, Report]:
    one = trial(key)
    return one, one.scored()


@lru_cache(maxsize=64)
def phone(key: str) -> KeypointStream:
    """Return a recording as a phone makes it, of any protocol that has a movement."""
    return synthesized(key, PHONE_LIKE, seed=2)


def scored(one: Trial, stream: KeypointStream) -> Report:
    return replace(one, stream=stream).scored()


def main_numbers(report: Report) -> list[float]:
    """Return the count, and the values that the protocol is there for."""
    asked = ASKED[report.protocol]
    names = ("repetitions", asked.peak, asked.amplitude)
    found = [one.value for one in report.metrics if one.key in names]
    assert None not in found
    return [one for one in found if one is not None]


def check_whole(report: Report) -> None:
    """Fail where a report is not valid, not complete, or a value lies outside of its bounds."""
    text = json.dumps(report.to_json(), allow_nan=False)
    VALIDATOR.validate(json.loads(text))
    json.dumps(report.signals.to_json(), allow_nan=False)
    standing = {one.key for one in report.metrics if one.value is not None}
    for metric in report.metrics:
        told = metric.to_json()
        assert told["coverage"] is not None
        for name in COMPLETE:
            assert told[name], (metric.key, name)
        if metric.value is None:
            assert metric.refusal is not None
            assert set(metric.refusal.survivors) == standing
            continue
        assert np.isfinite(metric.value), metric
        assert metric.low is not None
        assert metric.high is not None
        assert metric.low <= metric.value <= metric.high, metric
        assert told["interval"], metric.key


# --- what changes nothing ---------------------------------------------------------------------
@few
@given(keys, st.floats(0.4, 2.5))
def test_a_larger_picture_has_the_same_numbers(key, factor):
    one, plain = clean(key)
    facts = one.stream.facts
    # Sizes of pictures are whole numbers of pixels: the factor is that of the width.
    width, height = round(facts.image_width_px * factor), round(facts.image_height_px * factor)
    larger = replace(
        one.stream,
        xy_px=one.stream.xy_px * factor,
        facts=replace(facts, image_width_px=width, image_height_px=height),
    )
    assert main_numbers(scored(one, larger)) == pytest.approx(main_numbers(plain), abs=0.05)


@few
@given(keys, st.floats(-200.0, 200.0), st.floats(-60.0, 60.0))
def test_another_place_in_the_picture_has_the_same_numbers(key, right_px, down_px):
    one, plain = clean(key)
    moved = replace(one.stream, xy_px=one.stream.xy_px + np.array([right_px, down_px]))
    assert main_numbers(scored(one, moved)) == pytest.approx(main_numbers(plain), abs=0.05)


@few
@given(any_keys, st.floats(0.0, 1e5))
def test_another_beginning_of_time_has_the_same_report(key, later_s):
    stream = phone(key)
    later = replace(stream, times_s=stream.times_s + later_s)
    first, second = (score_recording(one, key, SOMEBODY) for one in (stream, later))
    assert [one.key for one in first.metrics] == [one.key for one in second.metrics]
    for one, other in zip(first.metrics, second.metrics, strict=True):
        if one.value is None:
            assert other.value is None
        else:
            assert other.value == pytest.approx(one.value, rel=1e-3, abs=1e-3), one.key


@few
@given(any_keys)
def test_a_mirror_changes_nothing_for_the_patient(key):
    stream = phone(key)
    first, second = (
        score_recording(one, key, SOMEBODY).to_json() for one in (stream, mirrored(stream))
    )
    assert first["metrics"] == second["metrics"]
    assert first["repetitions"] == second["repetitions"]


@few
@given(keys, st.floats(12.0, 60.0), st.floats(0.0, 8.0), st.integers(0, 1000))
def test_the_frame_rate_and_its_jitter_change_nothing(key, fps, jitter_ms, seed):
    _, plain = clean(key)
    other = trial(key, fps=fps, flaws=Imperfections(jitter_ms=jitter_ms), seed=seed)
    assert main_numbers(other.scored()) == pytest.approx(main_numbers(plain), abs=0.6)


@few
@given(keys, st.floats(0.0, 3.0), st.integers(0, 1000))
def test_noise_does_not_change_the_count(key, noise_px, seed):
    one = trial(key, flaws=Imperfections(noise_px=noise_px), seed=seed)
    report = one.scored()
    check_whole(report)
    (count,) = [metric.value for metric in report.metrics if metric.key == "repetitions"]
    assert count == one.count


@few
@given(keys, st.floats(0.0, 20.0), st.floats(0.0, 20.0))
def test_standing_still_before_and_after_changes_nothing(key, before_s, after_s):
    _, plain = clean(key)
    other = trial(key, still_before_s=1.0 + before_s, still_after_s=1.0 + after_s)
    assert main_numbers(other.scored()) == pytest.approx(main_numbers(plain), abs=0.5)


# --- what breaks nothing ----------------------------------------------------------------------
gaps = st.lists(
    st.tuples(
        st.lists(st.sampled_from(KEYPOINT_NAMES), min_size=1, max_size=6),
        st.floats(0.0, 15.0),
        st.floats(0.05, 6.0),
    ),
    max_size=4,
)


@few
@given(any_keys, gaps)
def test_joints_that_are_hidden_leave_a_whole_report(key, hidden):
    stream = phone(key)
    xy = stream.xy_px.copy()
    for names, start_s, length_s in hidden:
        inside = (stream.times_s >= start_s) & (stream.times_s < start_s + length_s)
        xy[np.ix_(inside, [INDEX[name] for name in names])] = np.nan
    check_whole(score_recording(with_points(stream, xy), key, SOMEBODY))


@few
@given(any_keys, st.floats(0.0, 12.0), st.floats(0.0, 20.0))
def test_any_part_of_a_recording_leaves_a_whole_report(key, start_s, length_s):
    check_whole(score_recording(cut(phone(key), start_s, start_s + length_s), key, SOMEBODY))


@few
@given(any_keys, st.floats(0.5, 300.0), st.integers(0, 400))
def test_a_long_pause_of_the_camera_leaves_a_whole_report(key, pause_s, at_frame):
    stream = phone(key)
    times_s = stream.times_s.copy()
    times_s[at_frame:] += pause_s
    check_whole(score_recording(replace(stream, times_s=times_s), key, SOMEBODY))


@few
@given(any_keys, st.integers(0, 200), st.integers(0, 1000), st.floats(0.0, 1.0))
def test_points_anywhere_leave_a_whole_report(key, frames, seed, seen_ratio):
    rng = np.random.default_rng(seed)
    xy = rng.uniform(-200.0, 1400.0, (frames, 17, 2))
    xy[rng.random((frames, 17)) > seen_ratio] = np.nan
    check_whole(score_recording(with_points(empty(frames), xy), key, SOMEBODY))


@few
@given(any_keys, any_keys)
def test_any_movement_scored_as_any_other_leaves_a_whole_report(key, other):
    check_whole(score_recording(phone(other), key, SOMEBODY))


@pytest.mark.parametrize("key", PROTOCOLS)
@pytest.mark.parametrize("frames", [0, 1, 2, 3, 31, 300])
def test_a_body_in_one_point_is_refused_and_so_is_nobody(key, frames):
    still = with_points(empty(frames), np.full((frames, 17, 2), 300.0))
    for stream in (still, empty(frames)):
        report = score_recording(stream, key, SOMEBODY)
        check_whole(report)
        assert report.refusal is not None


@pytest.mark.parametrize("key", WITH_MOVEMENT)
@pytest.mark.parametrize("frames", [1, 2, 3, 10])
def test_the_first_frames_alone_are_too_short_and_say_so(key, frames):
    stream = phone(key)
    first = replace(
        stream,
        times_s=stream.times_s[:frames],
        xy_px=stream.xy_px[:frames],
        scores=stream.scores[:frames],
    )
    report = score_recording(first, key, SOMEBODY)
    check_whole(report)
    assert report.refusal is not None
    assert report.refusal.code in {"too_short", "half_person"}


@pytest.mark.parametrize("key", WITH_MOVEMENT)
def test_every_protocol_scores_the_movement_that_is_made_for_it(key):
    report = score_recording(phone(key), key, SOMEBODY, side=first_side(key))
    check_whole(report)
    assert report.refusal is None, report.refusal


def first_side(key: str) -> str | None:
    """Return the side of the movement, where it is one that may be prescribed."""
    side = MOVEMENTS[key]().side
    return side if side in PROTOCOLS[key].sides else None
