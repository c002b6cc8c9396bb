"""What is kept of a recording: the time at the place of the exercise, and who is meant."""

from dataclasses import replace

import numpy as np
import pytest

from pose.keypoints import INDEX
from scoring.pipeline import score_recording
from scoring.preparation import confidences, frames_in_place, needed_seen, prepared
from scoring.protocols import PROTOCOLS
from tests.builders.motion import FRONT, SIDE, abductions, cut, empty, squats, with_points, without
from tests.builders.reports import code_of, known, message_of

TORSO_PX = 150.0
RATE_HZ = 30


def standing(seconds: float = 10.0) -> np.ndarray:
    """Return somebody who stands still, ``(n, 17, 2)``."""
    xy = squats(FRONT, n_reps=1).xy_px[:1]
    return np.repeat(xy, round(seconds * RATE_HZ), axis=0)


def walked(xy: np.ndarray, start_s: float, end_s: float, away_px: float) -> np.ndarray:
    """Return the same with the body elsewhere for a while."""
    moved = xy.copy()
    moved[round(start_s * RATE_HZ) : round(end_s * RATE_HZ), :, 0] += away_px
    return moved


def kept_s(xy: np.ndarray, size_px: float = TORSO_PX) -> tuple[float, float]:
    """Return from when to when the body is in place."""
    frames = np.flatnonzero(frames_in_place(xy, size_px))
    return frames[0] / RATE_HZ, (frames[-1] + 1) / RATE_HZ


def test_somebody_who_stays_is_in_place_all_the_time():
    assert kept_s(standing()) == (0.0, 10.0)
    assert frames_in_place(np.empty((0, 17, 2)), TORSO_PX).shape == (0,)


def test_walking_in_and_walking_away_is_not_in_place():
    xy = walked(walked(standing(), 0.0, 2.0, 200.0), 8.0, 10.0, -200.0)
    assert kept_s(xy) == (2.0, 8.0)


def test_a_step_aside_in_the_middle_is_kept():
    assert kept_s(walked(standing(), 4.0, 5.0, 200.0)) == (0.0, 10.0)


def test_who_stands_only_briefly_before_walking_on_was_not_there_yet():
    xy = walked(standing(), 0.5, 2.0, 200.0)
    assert kept_s(xy) == (2.0, 10.0)
    xy = walked(standing(), 8.0, 9.5, 200.0)
    assert kept_s(xy) == (0.0, 8.0)


def test_who_walks_at_either_end_and_in_between_is_kept_in_between():
    xy = walked(walked(walked(standing(), 0.5, 1.5, 200.0), 5.0, 5.5, 200.0), 8.5, 9.5, 200.0)
    assert kept_s(xy) == (1.5, 8.5)


def test_a_torso_that_grows_belongs_to_somebody_who_comes_nearer():
    xy = standing()
    xy[240:, [5, 6], 1] -= 0.5 * TORSO_PX
    assert kept_s(xy) == (0.0, 8.0)


def test_one_foot_that_stays_is_enough_to_be_in_place():
    xy = standing()
    xy[200:, INDEX["left_ankle"], 0] += 200.0
    assert kept_s(xy) == (0.0, 10.0)


def test_without_feet_the_hips_tell_who_walks():
    xy = walked(standing(), 8.0, 10.0, 200.0)
    xy[:, [15, 16]] = np.nan
    assert kept_s(xy) == (0.0, 8.0)


def test_where_nothing_tells_the_place_all_is_kept():
    xy = standing()
    nowhere = xy.copy()
    nowhere[:, [11, 12, 15, 16]] = np.nan
    assert kept_s(nowhere) == (0.0, 10.0)
    assert kept_s(xy, float("nan")) == (0.0, 10.0)
    # A torso that is always too long for the size that was given tells of no place.
    assert kept_s(xy, 20.0) == (0.0, 10.0)


def test_needed_joints_are_those_of_the_prescribed_side():
    stream = abductions()
    xy = stream.xy_px.copy()
    xy[:, INDEX["left_elbow"]] = np.nan
    protocol = PROTOCOLS["shoulder_flexion"]
    assert needed_seen(xy, protocol, "right").all()
    assert not needed_seen(xy, protocol, "left").any()
    assert needed_seen(xy, protocol, None).all()


@pytest.mark.parametrize("key", ["shoulder_flexion", "squat"])
def test_half_a_person_is_told_which_joints_are_needed(key):
    stream = without(squats(SIDE), "shoulder", "elbow")
    report = score_recording(stream, key)
    assert code_of(report) == "half_person"
    assert "shoulder" in message_of(report)


def test_getting_into_position_and_leaving_are_told_with_their_times():
    stream = squats(FRONT, n_reps=4, still_before_s=4.0, still_after_s=4.0)
    xy = stream.xy_px.copy()
    end_s = stream.duration_s
    # Two seconds of walking 300 px in from the side, and as much to leave.
    walks_in = np.clip(1.0 - stream.times_s / 2.0, 0.0, 1.0)
    walks_away = np.clip(1.0 - (end_s - stream.times_s) / 2.0, 0.0, 1.0)
    xy[..., 0] += 300.0 * (walks_in + walks_away)[:, None]
    report = score_recording(with_points(stream, xy), "squat")
    assert known(report, "repetitions").value == 4
    into, left = report.events
    assert (into.kind, left.kind) == ("getting_into_position", "left_position")
    # Half a torso from the place, some 70 px, is where the place begins.
    assert into.end_s == pytest.approx(1.5, abs=0.4)
    assert left.start_s == pytest.approx(end_s - 1.5, abs=0.4)


def test_a_recording_of_nobody_has_no_size():
    movement = prepared(empty(90), PROTOCOLS["squat"], None)
    assert np.isnan(movement.torso_px)
    assert movement.person_share == movement.other_person_share == 0.0


def test_times_begin_with_the_first_frame():
    late = cut(squats(n_reps=2), 2.0, 8.0)
    movement = prepared(late, PROTOCOLS["squat"], None)
    assert movement.times_s[0] == 0.0
    assert movement.times_s[-1] == pytest.approx(late.duration_s, abs=1 / 30)


def test_confidence_of_a_span_is_that_of_the_needed_joint_that_was_found_worst():
    stream = squats(n_reps=2)
    scores = np.full_like(stream.scores, 0.9)
    later = stream.times_s >= 5.0
    # One side is enough: the near ankle is doubtful later, the far one more so.
    scores[later, INDEX["left_ankle"]] = 0.6
    scores[later, INDEX["right_ankle"]] = 0.3
    movement = prepared(replace(stream, scores=scores), PROTOCOLS["squat"], None)
    found = confidences(movement, PROTOCOLS["squat"], None, [(0.0, 5.0), (5.0, 8.0)])
    assert found == pytest.approx([0.9, 0.6])


def test_joints_of_the_prescribed_limb_count_by_themselves():
    stream = abductions(n_reps=1)
    scores = np.full_like(stream.scores, 0.9)
    scores[:, INDEX["right_elbow"]] = 0.4
    movement = prepared(replace(stream, scores=scores), PROTOCOLS["shoulder_abduction"], "right")
    protocol, whole = PROTOCOLS["shoulder_abduction"], [(0.0, stream.duration_s)]
    assert confidences(movement, protocol, "right", whole) == pytest.approx([0.4])
    assert confidences(movement, protocol, "left", whole) == pytest.approx([0.9])
