"""Speed and smoothness against analytic movements and the published formulas."""

import cmath
import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.synthesis.movement import smooth_step
from scoring.metrics.velocity import (
    log_dimensionless_jerk,
    spectral_arc_length,
    speed_metrics,
    speeds,
)
from scoring.movement import Movement
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS
from scoring.repetitions import Repetition
from tests.builders.motion import squats
from tests.builders.movements import trial
from tests.builders.reports import code_of, known

RATE_HZ = 30.0
LEAST_JERK_PEAK_RATIO = 1.875
"""Peak over mean speed of the movement of least jerk: 30 t^2 (1 - t)^2 at t = 1/2."""


def least_jerk(duration_s: float, way: float = 1.0, rate_hz: float = RATE_HZ) -> np.ndarray:
    """Return there and back along the path of least jerk, half a second of rest around."""
    frames = np.arange(round((2 * duration_s + 1.0) * rate_hz) + 1) / rate_hz - 0.5
    there, back = smooth_step(frames / duration_s), smooth_step(frames / duration_s - 1.0)
    return way * (there - back)


def there_and_back(duration_s: float, rate_hz: float = RATE_HZ) -> tuple[Repetition, ...]:
    start, way = round(0.5 * rate_hz), round(duration_s * rate_hz)
    return (Repetition(start, start + way, start + 2 * way),)


def movement_of(fps: float = 30.0) -> Movement:
    return replace(prepared(squats(n_reps=1), PROTOCOLS["squat"], None), fps=fps)


@pytest.mark.parametrize("duration_s", [0.8, 1.2, 2.0])
def test_the_peak_speed_of_least_jerk_is_1_875_times_its_mean(duration_s):
    found = speeds(least_jerk(duration_s, 0.7), there_and_back(duration_s))
    expected = LEAST_JERK_PEAK_RATIO * 0.7 / duration_s
    # The window of 0.23 s rounds off what is quick beside it.
    assert found.first == pytest.approx([expected], rel=0.03)
    assert found.back == pytest.approx([expected], rel=0.03)


def test_a_quicker_way_back_has_the_higher_speed():
    signal = np.concatenate([least_jerk(1.6)[: round(2.1 * RATE_HZ)], np.zeros(60)])
    back = least_jerk(0.8)[round(1.3 * RATE_HZ) :]
    signal[round(2.1 * RATE_HZ) : round(2.1 * RATE_HZ) + len(back)] = back
    (one,) = there_and_back(1.6)
    found = speeds(signal, (Repetition(one.start_frame, one.peak_frame, len(signal) - 1),))
    assert found.back[0] == pytest.approx(2 * found.first[0], rel=0.05)


def test_least_jerk_has_the_analytic_log_dimensionless_jerk():
    # Speed 30 t^2 (1 - t)^2 has the second derivative 60 - 360 t + 360 t^2, whose square
    # has the integral 720; its peak is 1.875, so -ln(720 / 1.875^2) = -ln(204.8).
    t = np.linspace(0.0, 1.0, 20001)
    speed = 30 * t**2 * (1 - t) ** 2
    jerk = 60 - 360 * t + 360 * t**2
    found = log_dimensionless_jerk(speed, jerk, 20000.0)
    assert found == pytest.approx(-math.log(204.8), abs=1e-4)


@given(st.floats(0.1, 10.0), st.floats(0.2, 5.0))
def test_dimensionless_jerk_knows_neither_size_nor_time(size, duration_s):
    t = np.linspace(0.0, 1.0, 2001)
    speed = size / duration_s * 30 * t**2 * (1 - t) ** 2
    jerk = size / duration_s**3 * (60 - 360 * t + 360 * t**2)
    found = log_dimensionless_jerk(speed, jerk, 2000.0 / duration_s)
    assert found == pytest.approx(-math.log(204.8), abs=1e-3)


def test_the_derivatives_of_a_recording_are_near_the_analytic_jerk():
    # Windows of 0.23 s take off some of the jerk at the ends of a way of 2 s.
    found = speeds(least_jerk(2.0), there_and_back(2.0))
    assert found.ldlj[0] == pytest.approx(-math.log(204.8), abs=0.5)


def arc_length_by_hand(speed: list[float], rate_hz: float) -> float:
    """Return the spectral arc length, straight from its published definition."""
    padded = 2 ** (math.ceil(math.log2(len(speed))) + 4)
    step_hz = rate_hz / padded
    amplitudes = []
    for bin_number in range(int(10.0 / step_hz) + 1):
        turn = -2j * math.pi * bin_number / padded
        amplitudes.append(abs(sum(v * cmath.exp(turn * n) for n, v in enumerate(speed))))
    top = max(amplitudes)
    shares = [one / top for one in amplitudes]
    above = [number for number, share in enumerate(shares) if share >= 0.05]
    kept = shares[above[0] : above[-1] + 1]
    step = 1.0 / (len(kept) - 1)
    pairs = itertools.pairwise(kept)
    return -sum(math.hypot(step, later - earlier) for earlier, later in pairs)


@pytest.mark.parametrize("frames", [12, 33, 64])
def test_the_spectral_arc_length_is_that_of_its_definition(frames):
    t = np.linspace(0.0, 1.0, frames)
    for speed in (t**2 * (1 - t) ** 2, np.sin(np.pi * t) + 0.3 * np.sin(7 * np.pi * t) ** 2):
        expected = arc_length_by_hand(speed.tolist(), RATE_HZ)
        assert spectral_arc_length(speed, RATE_HZ) == pytest.approx(expected, rel=1e-9)


def test_a_single_blow_has_the_arc_length_of_a_flat_spectrum():
    # All frequencies alike: a straight line across, whose length is 1.
    assert spectral_arc_length(np.array([1.0, 0, 0, 0, 0, 0, 0, 0]), RATE_HZ) == pytest.approx(-1)


@given(st.floats(0.01, 100.0))
def test_the_arc_length_does_not_know_the_size(size):
    t = np.linspace(0.0, 1.0, 40)
    speed = t**2 * (1 - t) ** 2
    assert spectral_arc_length(size * speed, RATE_HZ) == pytest.approx(
        spectral_arc_length(speed, RATE_HZ)
    )


def test_a_halting_movement_is_less_smooth_by_both_measures():
    smooth = least_jerk(2.0)
    times_s = np.arange(len(smooth)) / RATE_HZ
    halting = smooth + 0.03 * np.sin(2 * np.pi * 2.5 * times_s)
    one, other = (speeds(values, there_and_back(2.0)) for values in (smooth, halting))
    assert other.sparc[0] < one.sparc[0] - 0.1
    assert other.ldlj[0] < one.ldlj[0] - 0.5


def test_what_is_still_has_no_smoothness():
    still = np.zeros(64)
    assert math.isnan(spectral_arc_length(still, RATE_HZ))
    assert math.isnan(log_dimensionless_jerk(still, still, RATE_HZ))
    assert math.isnan(log_dimensionless_jerk(np.ones(64), still, RATE_HZ))


def test_a_spectrum_of_one_line_has_no_arc():
    assert math.isnan(spectral_arc_length(np.ones(1), 1000.0))


def test_a_repetition_with_a_gap_has_no_smoothness_and_one_that_was_hidden_no_speed():
    signal = least_jerk(1.2)
    signal[20:22] = np.nan
    (one,) = there_and_back(1.2)
    found = speeds(signal, (one,))
    assert np.isfinite(found.first[0])
    assert np.isnan(found.sparc[0])
    assert np.isnan(found.ldlj[0])
    hidden = speeds(np.full(len(signal), np.nan), (one,))
    assert np.isnan(hidden.first[0])
    assert np.isnan(hidden.back[0])


def test_a_way_of_which_a_third_was_hidden_may_have_been_quickest_there():
    signal = least_jerk(1.2)
    (one,) = there_and_back(1.2)
    whole = speeds(signal, (one,))
    middle = (one.start_frame + one.peak_frame) // 2
    signal[middle - 6 : middle + 6] = np.nan
    found = speeds(signal, (one,))
    assert np.isnan(found.first[0])
    assert found.back[0] == pytest.approx(whole.back[0])


def test_no_repetition_has_no_speeds():
    assert speeds(least_jerk(1.0), ()).first.shape == (0,)


def test_speeds_are_named_by_their_way_and_carry_their_intervals():
    found = speeds(least_jerk(1.2), there_and_back(1.2))
    metrics = speed_metrics(found, "{thigh}", movement_of(), ("down", "up"))
    assert [one.key for one in metrics] == ["peak_speed_down", "peak_speed_up", "sparc", "ldlj"]
    assert [one.unit for one in metrics] == ["{thigh}/s", "{thigh}/s", "1", "1"]
    for one in metrics:
        assert one.value is not None
        assert one.low is not None
        assert one.high is not None
        assert one.low < one.value < one.high
        assert one.quality is not None


@pytest.mark.parametrize(
    ("fps", "refused"),
    [
        (12.0, ["peak_speed_down", "peak_speed_up", "sparc", "ldlj"]),
        (18.0, ["sparc", "ldlj"]),
        (25.0, []),
    ],
)
def test_too_few_frames_a_second_refuse_what_they_cannot_show(fps, refused):
    found = speeds(least_jerk(1.2), there_and_back(1.2))
    metrics = speed_metrics(found, "deg", movement_of(fps), ("down", "up"))
    assert [one.key for one in metrics if one.value is None] == refused
    assert {code_of(one) for one in metrics if one.value is None} <= {"too_slow"}


def test_repetitions_that_were_hidden_refuse_what_was_not_seen():
    hidden = speeds(np.full(120, np.nan), there_and_back(1.2))
    metrics = speed_metrics(hidden, "deg", movement_of(), ("up", "down"))
    assert {code_of(one) for one in metrics} == {"half_person"}


def test_a_recording_of_few_frames_is_scored_without_speeds():
    report = trial("squat", fps=12.0).scored()
    assert code_of(report.metric("peak_speed_down")) == "too_slow"
    assert known(report, "repetitions").value == 5


def test_the_speed_of_a_whole_recording_is_that_of_its_knees():
    # Five knees bent by 106 degrees along the path of least jerk in 1.2 s.
    report = trial("knee_flexion").scored()
    expected = LEAST_JERK_PEAK_RATIO * (110.0 - 4.0) / 1.2
    speed = known(report, "peak_speed_up")
    assert speed.value == pytest.approx(expected, rel=0.04)
    assert speed.low < expected < speed.high
