"""Held peaks, ranges, deficits and their intervals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pose.smoothing import GRID_HZ, low_passed, moving_mean
from pose.synthesis import Camera
from pose.view import View
from scoring.metrics.held import HeldTrack, held_extreme
from scoring.metrics.range_of_motion import (
    angle_metrics,
    angle_peaks,
    asked_keys,
    best_quality,
    filtered_noise_deg,
    held_metric,
    limb_angle,
    measurable,
    quick_turn_deg,
)
from scoring.movement import Movement
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS, AngleRow
from scoring.repetitions import Repetition
from tests.builders.motion import PHONE_LIKE, squats
from tests.builders.movements import trial
from tests.builders.reports import code_of, known

KNEE = AngleRow("knee_deg", "knee_flexion", range_key="knee_range_deg")
WHOLE = (Repetition(40, 90, 130),)


@pytest.fixture(scope="module")
def squat() -> Movement:
    return prepared(squats(n_reps=1), PROTOCOLS["squat"], None)


def bump(top: float, hold_frames: int = 12) -> np.ndarray:
    up = np.linspace(0.0, top, 40)
    return np.concatenate([np.zeros(30), up, np.full(hold_frames, top), up[::-1], np.zeros(30)])


def test_a_plateau_is_held_and_a_blip_is_not():
    values = bump(90.0)
    assert held_extreme(values) == pytest.approx(90.0)
    # One frame of 30 more lifts the mean over 6 frames by 5.
    values[76] += 30.0
    assert held_extreme(values) == pytest.approx(95.0)
    assert values.max() == 120.0


def test_the_lowest_is_the_highest_upside_down():
    values = bump(90.0) + np.sin(np.arange(152.0))
    assert held_extreme(values, highest=False) == pytest.approx(-held_extreme(-values))


@given(
    arrays.arrays(float, st.integers(1, 80), elements=st.floats(-180, 180) | st.just(np.nan)),
    st.booleans(),
)
def test_what_is_held_lies_among_what_was_seen(values, highest):
    found = held_extreme(values, highest=highest)
    if not np.isfinite(values).any():
        assert np.isnan(found)
    else:
        assert np.nanmin(values) - 1e-9 <= found <= np.nanmax(values) + 1e-9


@given(st.integers(0, 10_000))
def test_means_taken_once_are_means_taken_each_time(seed):
    rng = np.random.default_rng(seed)
    values = np.cumsum(rng.normal(size=300))
    values[rng.integers(0, 300, 5)] = np.nan
    start = int(rng.integers(0, 200))
    end = start + int(rng.integers(1, 100))
    track = HeldTrack(values)
    for highest in (True, False):
        found = track.extreme(start, end, highest=highest)
        inside = values[start:end]
        if np.isfinite(inside).any():
            assert np.nanmin(inside) - 1e-9 <= found <= np.nanmax(inside) + 1e-9


def test_noise_hardly_lifts_a_plateau_that_is_placed_by_a_longer_mean():
    # Noise of 2 degrees, low-passed, on a plateau of half a second: the highest mean of 0.2 s
    # lies 0.74 degrees too high on average, the one that a mean of 0.4 s places 0.01.
    rng = np.random.default_rng(11)
    placed, highest = [], []
    for _ in range(200):
        noisy = low_passed(bump(90.0, 15) + rng.normal(0, 2.0, 155))
        placed.append(held_extreme(noisy) - 90.0)
        highest.append(np.nanmax(moving_mean(noisy, round(0.2 * GRID_HZ))) - 90.0)
    assert np.mean(highest) > 0.5
    assert abs(np.mean(placed)) < 0.2


def test_peak_and_range_are_those_of_the_bump():
    peaks = angle_peaks(10.0 + bump(80.0), WHOLE)
    assert peaks.peak_deg == pytest.approx([90.0])
    assert peaks.range_deg == pytest.approx([80.0], abs=3.0)
    assert peaks.beyond_deg == pytest.approx([0.0], abs=1e-9)


def test_an_end_that_is_lowest_is_one_upside_down():
    up = angle_peaks(bump(80.0), WHOLE)
    down = angle_peaks(-bump(80.0), WHOLE, lowest=True)
    assert down.peak_deg == pytest.approx(-up.peak_deg)
    assert down.range_deg == pytest.approx(up.range_deg)


def test_a_turn_that_was_not_seen_has_no_peak_however_well_the_rest_was_seen():
    # The top is at frames 70 to 81; a second signal can count what is hidden there.
    one = (Repetition(40, 76, 112),)
    values = 10.0 + bump(80.0)
    values[74:79] = np.nan
    assert angle_peaks(values, one).peak_deg == pytest.approx([90.0], abs=3.0)
    values[66:86] = np.nan
    hidden = angle_peaks(values, one)
    assert np.nanmax(values) > 80.0
    assert np.isnan(hidden.peak_deg).all()
    assert np.isnan(hidden.range_deg).all()


def test_a_turn_without_a_stay_may_have_gone_further():
    sharp = np.concatenate([np.linspace(0, 90, 10), np.linspace(90, 0, 10)])
    peaks = angle_peaks(sharp, (Repetition(0, 10, 20),))
    # The top is some 10 degrees a frame away: the mean over 6 frames lies 15 below.
    beyond = float(peaks.beyond_deg[0])
    assert beyond == pytest.approx(90.0 - float(peaks.peak_deg[0]))
    assert quick_turn_deg(peaks, 1.0) == pytest.approx(2 * (beyond - 1.0))
    assert quick_turn_deg(peaks, 90.0) == 0.0
    hidden = angle_peaks(np.full(20, np.nan), (Repetition(0, 10, 20),))
    assert np.isnan(hidden.peak_deg[0])
    assert quick_turn_deg(hidden, 0.0) == 0.0


def test_only_turns_that_were_seen_say_how_long_the_end_was_held(squat):
    row = AngleRow("a_deg", "knee_flexion", held_key="c_s", held_within_deg=5.0)
    once = limb_angle(squat, row, "left", (Repetition(0, 45, 90),))
    both = np.append(once.peaks.peak_deg, np.nan)
    twice = replace(
        once,
        repetitions=once.repetitions * 2,
        peaks=replace(once.peaks, peak_deg=both),
    )
    alone, among = held_metric(squat, once), held_metric(squat, twice)
    assert (among.n, among.value) == (1, alone.value)
    assert (alone.value or 0.0) > 0.0


def test_a_row_asks_for_its_keys():
    row = AngleRow("a_deg", "knee_flexion", deficit_key="b_deg", held_key="c_s")
    assert asked_keys(row) == ["a_deg", "b_deg", "c_s"]


def test_what_is_missing_to_the_end_is_never_negative():
    # 180 asked for, 150 reached: 30 are missing.  The interval is that of the peak.
    report = trial("shoulder_flexion").scored()
    peak = known(report, "shoulder_flexion_deg", "left")
    deficit = known(report, "shoulder_flexion_deficit_deg", "left")
    assert deficit.value == pytest.approx(180.0 - peak.value)
    assert deficit.low == pytest.approx(max(180.0 - peak.high, 0.0))
    assert deficit.high == pytest.approx(180.0 - peak.low)
    over = trial("shoulder_flexion", peak_deg=179.0).scored()
    assert known(over, "shoulder_flexion_deficit_deg", "left").low >= 0.0


def test_an_end_of_the_range_that_is_lowest_is_missed_from_above():
    # The knee stays 8 degrees short of straight.
    report = trial("seated_knee_extension").scored()
    assert known(report, "knee_extension_deficit_deg", "left").value == pytest.approx(8.0, abs=0.5)


def test_the_end_is_held_as_long_as_the_movement_pauses():
    # 1 s at the top, and what of the way lies within 5 degrees of it, both ways.
    report = trial("seated_knee_extension", peak_pause_s=1.0).scored()
    held = known(report, "end_hold_s", "left")
    assert 1.0 <= held.value <= 1.7
    longer = trial("seated_knee_extension", peak_pause_s=2.0).scored()
    assert known(longer, "end_hold_s", "left").value == pytest.approx(held.value + 1.0, abs=0.1)


def test_joints_that_were_hidden_in_every_repetition_refuse_their_angle(squat):
    hidden = replace(squat, xy_px=squat.xy_px.copy())
    hidden.xy_px[:, [15, 16]] = np.nan
    angle = limb_angle(hidden, KNEE, "left", WHOLE)
    metrics = angle_metrics(hidden, angle)
    assert [one.key for one in metrics] == ["knee_deg", "knee_range_deg"]
    assert {code_of(one) for one in metrics} == {"half_person"}
    assert filtered_noise_deg(hidden, angle) == 0.0


def test_a_view_that_is_not_asked_for_refuses_with_what_it_is(squat):
    front = replace(squat, view=replace(squat.view, view=View.FRONT, yaw_deg=3.0))
    angle = limb_angle(front, KNEE, "left", WHOLE)
    assert not measurable(front, angle)
    (peak, _) = angle_metrics(front, angle)
    assert code_of(peak) == "view_cannot_measure"
    assert peak.refusal is not None
    assert "from the side; this one is front (yaw 3 degrees)" in peak.refusal.message
    assert peak.side == "left"
    chosen = limb_angle(front, KNEE, "left", WHOLE, chosen=True)
    assert angle_metrics(front, chosen)[0].side is None


@pytest.mark.parametrize(
    ("yaw_deg", "quality"), [(0.0, "good"), (29.0, "good"), (35.0, "fair"), (45.0, "poor")]
)
def test_an_oblique_front_is_never_good(squat, yaw_deg, quality):
    assert best_quality(replace(squat, view=replace(squat.view, yaw_deg=yaw_deg))) == quality


@pytest.mark.parametrize("key", ["hip_abduction", "shoulder_abduction"])
def test_the_interval_grows_with_the_noise_and_with_the_yaw(key):
    def width(**how):
        report = trial(key, **how).scored()
        metric = known(report, PROTOCOLS[key].angles[0].key, "left")
        return metric.high - metric.low

    assert width(flaws=PHONE_LIKE, seed=2) > width()
    assert width(camera=Camera(yaw_deg=25.0)) > width()
