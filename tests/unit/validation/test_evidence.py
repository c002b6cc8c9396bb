"""The evidence itself: what it says of tiny inputs whose answers are plain."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from pose.keypoints import INDEX
from pose.stream import KeypointStream, RecordingFacts
from pose.synthesis import CLEAN, Camera, Movement, sit_to_stand, squat, synthesize
from scoring.protocols import PROTOCOLS
from scoring.report import Metric, RepetitionResult
from tests.benchmarks.real_angles import Compared
from tests.validation import (
    counting,
    estimators,
    intervals,
    invariance,
    knee_error,
    one_signal,
    properties,
    session_angles,
    session_counts,
    sessions,
    speed,
    swaps,
    sway_keypoints,
    times,
    wrong_views,
)
from tests.validation.ledger import Ledger
from tests.validation.synthetic import in_picture, scored_protocols, usual_camera, usual_side


def number(key: str, value: float, low: float, high: float) -> Metric:
    return Metric(key, value, "deg", 5, "", low=low, high=high)


def test_a_ledger_counts_what_was_refused_whole_and_in_part():
    ledger = Ledger()
    side, _ = synthesize(squat(n_reps=3), Camera(yaw_deg=90.0))
    front, _ = synthesize(squat(n_reps=3), Camera())
    ledger.score(side, "squat")
    ledger.score(front, "squat")
    ledger.score(side, "shoulder_abduction")
    assert ledger.recordings == 3
    assert ledger.refused == {"wrong_view": 1}
    assert ledger.metrics_refused["view_cannot_measure"] >= 2
    assert ledger.metrics > ledger.metrics_refused.total()


def test_every_protocol_has_a_camera_and_a_side_that_it_takes():
    for key in scored_protocols():
        assert usual_side(key) in PROTOCOLS[key].sides
    assert usual_camera("squat").yaw_deg == 90.0
    assert usual_camera("shoulder_abduction", turned_deg=7.0).yaw_deg == 7.0
    assert usual_side("seated_knee_extension", "right") == "right"


def test_points_outside_of_the_picture_are_missing():
    xy = np.full((2, 17, 2), 50.0)
    xy[0, 3] = (-1.0, 50.0)
    xy[1, 4] = (50.0, 101.0)
    stream = KeypointStream(np.array([0.0, 0.1]), xy, np.ones((2, 17)), RecordingFacts(100, 100))
    seen = in_picture(stream)
    assert np.argwhere(np.isnan(seen.xy_px[..., 0])).tolist() == [[0, 3], [1, 4]]
    assert seen.scores.sum() == 2 * 17 - 2


def test_the_knee_of_a_clean_stream_has_no_error_and_a_dirty_one_has_gaps():
    movement = squat(n_reps=2)
    clean = knee_error.knee_error(movement, "squat", knee_error.CAMERA, CLEAN, 0)
    assert clean.rmse_deg < knee_error.CLEAN_DEG
    assert clean.seen_ratio == 1.0
    flaws = knee_error.dirt(movement.duration_s, np.random.default_rng(0))
    assert len(flaws.missing) == 17
    assert all(5 / 30 <= end - start < 26 / 30 for _, start, end in flaws.missing)
    both = knee_error.mean_error([clean, knee_error.KneeError(clean.rmse_deg + 2.0, 0.5)])
    assert both.rmse_deg == pytest.approx(clean.rmse_deg + 1.0)
    assert both.seen_ratio == 0.75


def test_a_rolled_camera_changes_nothing_and_another_movement_does():
    ways = {"rolled": invariance.WAYS["rolled 10 degrees"]}
    table = invariance.differences(("elbow_flexion",), Ledger(), ways)
    assert table["elbow_flexion"]["rolled"].within
    assert not invariance.Difference(0.6, 0.0).within
    assert not invariance.Difference(0.1, 1.0).within
    assert invariance.Difference(math.nan, 0.0).within
    assert not invariance.Difference(math.nan, math.nan).within
    assert invariance.cell(invariance.Difference(math.nan, math.nan)) == "**refused**"
    assert invariance.cell(invariance.Difference(0.25, -1.0)) == "0.25, **count -1**"
    assert invariance.cell(None) == "-"


def test_only_side_views_can_face_the_other_way():
    turned = invariance.WAYS["facing the other way"]
    assert invariance.applies("squat", turned)
    assert not invariance.applies("shoulder_abduction", turned)


def test_swaps_are_summed_by_kind_and_by_scene():
    counts = {
        "squat frames_whole 30": np.array([10, 9, 100, 1]),
        "squat stretch_whole 30": np.array([20, 20, 100, 0]),
        "turning frames_whole 60": np.array([10, 10, 100, 0]),
    }
    assert swaps.by_kind(counts)["frames_whole"].tolist() == [20, 19, 200, 1]
    assert swaps.by_scene(counts)["squat"].tolist() == [30, 29, 200, 1]
    assert swaps.put_back(*counts.values()) == 39 / 40
    assert swaps.put_back(np.zeros(4, dtype=int)) == 1.0


def test_a_tally_names_every_wrong_count():
    tally = counting.Tally()
    tally.add(0, "normal 0")
    tally.add(-1, "gaps 3")
    tally.add(0, "gaps 4", "too_short")
    assert tally.share == 1 / 3
    assert counting.off_by(tally) == "gaps 3 -1, gaps 4 too_short"
    both = tally + tally
    assert (both.exact, both.trials) == (2, 6)


def test_one_trial_of_the_battery_is_counted():
    tally = counting.counted("normal", "squat", 1, Ledger())
    assert (tally.exact, tally.trials) == (1, 1)


def test_people_are_grouped_by_what_is_known_of_their_health():
    people = [
        one_signal.Beside("healthy", 5, 5, 1.0),
        one_signal.Beside("healthy", 6, 5, 0.8),
        one_signal.Beside("stroke", 2, 5, 0.4),
    ]
    assert one_signal.within_one(people) == 2 / 3
    table = {row[0]: row for row in one_signal.by_group(people)}
    assert table["healthy"][1:] == ("2", "50.0 %", "100.0 %", "+1")
    assert table["stroke"][-1] == "-3"
    assert table["all"][1] == "3"
    assert "0.40 where not" in one_signal.confident(people)


def still_session(**choices: np.ndarray) -> sessions.Session:
    angle = np.concatenate([np.zeros(50), 60 * np.sin(np.linspace(0, np.pi, 100)), np.zeros(50)])
    angles = {"l_knee_flex": 0.1 * angle, "r_knee_flex": angle} | choices
    metres = np.zeros((200, 17, 3))
    metres[:, INDEX["right_ankle"], 2] = angle / 100
    return sessions.Session(metres, angles, 0.0, 10, 20)


def test_nine_is_right_too_where_the_first_repetition_is_cut():
    filmed = session_counts.FILMED["1"]
    whole = still_session()
    assert session_counts.moving_side(whole, filmed) == "right"
    assert session_counts.allowed_counts(whole, filmed) == (10,)
    begun = still_session(r_knee_flex=whole.angles_deg["r_knee_flex"][90:].repeat(2)[:200])
    assert session_counts.allowed_counts(begun, filmed) == (10, 9)
    hidden = replace(whole, metres=np.full((200, 17, 3), np.nan))
    assert session_counts.allowed_counts(hidden, filmed) == (10, 9)
    standing = session_counts.FILMED["5"]
    assert session_counts.allowed_counts(whole, standing) == (10, 9)


def test_a_wrong_count_is_told_in_words():
    counts = [
        session_counts.Count("1", "2", 90.0, 10, (10,)),
        session_counts.Count("1", "3", -90.0, 8, (10, 9)),
        session_counts.Count("1", "4", 90.0, None, (10,)),
    ]
    assert session_counts.exact_share(counts) == 1 / 3
    words = "subject 3, yaw -90: 8 of 10; subject 4, yaw 90: refused of 10"
    assert session_counts.wrong(counts) == words


def test_faults_leave_nothing_unchanged_and_none_leave_everything():
    stream, _ = synthesize(squat(n_reps=4), Camera(yaw_deg=90.0))
    none = sessions.faulty(stream, sessions.NONE, np.random.default_rng(0))
    assert np.array_equal(none.xy_px, stream.xy_px)
    faulty = sessions.faulty(stream, sessions.ESTIMATOR_LIKE, np.random.default_rng(0))
    lost = np.isnan(faulty.xy_px[..., 0])
    assert lost.any(axis=0).all()
    assert lost.all(axis=1).sum() >= sessions.ESTIMATOR_LIKE.empty_frames
    assert np.array_equal(faulty.scores == 0.0, lost)


def test_agreement_is_the_mean_difference_with_its_limits():
    peaks = [session_angles.Peaks("1", (12.0, 10.0), (10.0, 10.0))]
    found = session_angles.agreement_of(peaks)
    # Differences 2 and 0: mean 1, standard deviation sqrt(2).
    assert found.mean_deg == 1.0
    assert found.limits_deg == pytest.approx((1 - 1.96 * 2**0.5, 1 + 1.96 * 2**0.5))
    rows = session_angles.agreement_rows({"knee": peaks})
    assert [row[1] for row in rows] == ["all", "subject 1"]
    assert session_angles.by_subject(peaks)["subject 1"] == ([12.0, 10.0], [10.0, 10.0])


def test_the_laboratory_peak_of_a_hidden_stretch_is_unknown():
    one = still_session(r_knee_flex=np.full(200, np.nan))
    assert math.isnan(session_angles.laboratory_peak_deg(one, "r_knee_flex", 0.0, 1.0))
    assert session_angles.laboratory_peak_deg(still_session(), "r_knee_flex", 0.0, 2.0) > 59


@pytest.mark.parametrize("facing", [0.0, math.pi / 2, math.pi])
@pytest.mark.parametrize(("ahead", "angle"), [("left", "l_knee_flex"), ("right", "r_knee_flex")])
def test_the_knee_of_a_lunge_is_that_of_the_leg_ahead_whichever_way_it_faces(facing, ahead, angle):
    one = still_session()
    metres = np.zeros_like(one.metres)
    metres[:, INDEX[f"{ahead}_ankle"], :2] = 0.5 * np.array([math.cos(facing), math.sin(facing)])
    turned = replace(one, metres=metres, facing=facing)
    assert session_angles.front_knee(turned, RepetitionResult(None, 0.0, 1.0, 0.5)) == angle


def test_frame_errors_are_means_over_people():
    right = Compared("1", "1", "left", np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    wrong = Compared("1", "2", "left", np.array([1.0, 2.0]), np.array([3.0, 6.0]))
    assert session_angles.mean_error_deg([right, wrong]) == 1.5


def test_metrics_bound_to_a_view_are_noted_when_they_are_given():
    bound = wrong_views.bound_keys(PROTOCOLS["squat"])
    assert "knee_flexion_deg" in bound[wrong_views.SIDE_ONLY]
    assert "knee_valgus_ratio" in bound[wrong_views.FRONT_ONLY]
    stream, _ = synthesize(squat(n_reps=3), Camera(yaw_deg=90.0))
    asked = wrong_views.Asked()
    asked.note(Ledger().score(stream, "squat"), {"knee_flexion_deg"}, "yaw 90")
    assert asked.given[0].startswith("yaw 90: knee_flexion_deg 9")
    assert wrong_views.refused_share({"squat": asked}) == 0.0
    assert wrong_views.refused_share({}) == 1.0


def test_a_given_ratio_and_a_refusal_are_told_together():
    given = sway_keypoints.Given([0.98, 1.04], Counter({"noise_too_high": 3}))
    assert given.largest == pytest.approx(0.04)
    assert given.text() == "1.01 (0.98 to 1.04), refused 3"
    assert sway_keypoints.Given().text() == "not asked"


def test_paths_without_noise_keep_their_sway():
    path = sway_keypoints.trunk_path(0)
    assert path.std(axis=0) == pytest.approx([5.0, 5.0 / 3])
    found = sway_keypoints.from_paths(1, (0.0,))[0.0]
    assert found["rms"].ratios == pytest.approx([1.0])
    # 10 mm of white noise at 30 Hz keeps sqrt(2 / 15) of itself below 2 Hz: 3.65 mm.
    assert sway_keypoints.snr_of(10.0) == pytest.approx(1.37, abs=0.01)


def some_seen(angles_deg: dict[str, np.ndarray]) -> estimators.Seen:
    return estimators.Seen(
        0.0, 0.0, detected=False, swapped_frames=0, spikes=0, angles_deg=angles_deg
    )


def test_exchanged_sides_are_seen_beside_other_estimators():
    names = [f"{side} {joint}" for side in ("left", "right") for joint in ("shoulder", "elbow")]
    angles = {name: np.full(10, 20.0 if name.startswith("left") else 90.0) for name in names}
    turned = {name: np.full(10, 110.0 - angles[name][0]) for name in names}
    all_seen = {"a": some_seen(angles), "b": some_seen(angles), "c": some_seen(turned)}
    assert estimators.fits_exchanged(all_seen, "c")
    assert not estimators.fits_exchanged(all_seen, "a")


def test_a_jump_is_the_largest_change_between_frames_that_are_known():
    angles = {"left elbow": np.array([0.0, 10.0, np.nan, 170.0, 150.0])}
    assert estimators.largest_jump_deg(angles) == 20.0
    assert estimators.largest_jump_deg({"left elbow": np.full(3, np.nan)}) == 0.0


def test_an_interval_that_holds_the_truth_counts_and_a_refusal_does_not():
    held = intervals.Held()
    held.note(number("knee_flexion_deg", 90.0, 85.0, 95.0), 93.0)
    held.note(number("knee_flexion_deg", 90.0, 85.0, 95.0), 96.0)
    refused = Metric("knee_flexion_deg", None, "deg", 0, "")
    held.note(refused, 90.0)
    assert held.share == 0.5
    assert held.errors == [-3.0, -6.0]
    assert held.refused == {"none": 1}
    assert math.isnan(intervals.Held().share)


def test_drawn_trials_are_of_the_protocol_and_repeatable():
    first, again = (intervals.drawn_trial("elbow_flexion", 2.0, 3) for _ in range(2))
    assert np.array_equal(first.stream.xy_px, again.stream.xy_px)
    assert first.side == "left"


def stands(count: int, *, standing_pause_s: float) -> Movement:
    """Return stands of one second up and one down without a rest on the seat."""
    return sit_to_stand(
        n_reps=count, rise_s=1.0, sit_s=1.0, seated_pause_s=0.0, standing_pause_s=standing_pause_s
    )


def test_a_stand_that_is_half_way_up_at_thirty_seconds_counts():
    # A stand every two seconds: fifteen are over at 30 s, a sixteenth starts just then.
    assert times.stands_in_window(stands(18, standing_pause_s=0.0)) == 15
    # Every 2.1 s: fourteen end by 29.4 s; the next is 0.6 s into its rise, past half-way.
    assert times.stands_in_window(stands(18, standing_pause_s=0.1)) == 15
    assert times.seated_again_s(stands(5, standing_pause_s=0.0)) == pytest.approx(10.0)


def test_a_touch_divides_a_hold():
    case = next(one for one in times.CASES if one.metric == "touches")
    movement = next(
        m for seed in range(20) if (m := case.make(np.random.default_rng(seed))).touches
    )
    assert case.truth(movement) == 1.0


def test_a_case_is_measured_beside_its_truth():
    case = next(one for one in times.CASES if one.metric == "hold_s")
    found = times.errors_of(case, 1, Ledger())
    assert abs(found.errors[0]) < 0.5
    assert times.row_of(case, found)[0] == "single leg stance"
    assert math.isnan(times.Errors().largest)


def test_time_is_a_median_without_the_first_run():
    calls: list[int] = []
    took = speed.took(lambda: calls.append(1), runs=4)
    assert len(calls) == 5
    assert took.clock_ms >= 0.0
    stream = speed.minute_of("squat")
    assert 1700 <= stream.n_frames <= speed.FRAMES
    speed.plain_peer(stream)


def test_a_summary_line_of_tests_is_read():
    line = "3 failed, 812 passed, 4 skipped in 61.2s"
    assert [properties.counted(line, word) for word in ("passed", "failed", "error")] == [812, 3, 0]
    assert properties.laws() > 20
