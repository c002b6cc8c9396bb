"""Slopes, symmetry and time under tension against hand arithmetic."""

from dataclasses import replace

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scoring.metrics.course import (
    pairwise_slope,
    slope_metric,
    symmetry_metric,
    tension_metric,
    tension_times_s,
)
from scoring.movement import Movement
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS
from scoring.repetitions import Repetition, Repetitions
from scoring.report import Metric
from tests.builders.motion import squats
from tests.builders.movements import trial
from tests.builders.reports import code_of, known


@pytest.fixture(scope="module")
def movement() -> Movement:
    return prepared(squats(n_reps=1), PROTOCOLS["squat"], None)


def side_of(side: str, value: float, half: float, n: int = 5) -> Metric:
    low, high = value - half, value + half
    return Metric("arm_deg", value, "deg", n, "Source.", side=side, low=low, high=high)


def test_the_slope_is_the_median_of_the_slopes_between_all_pairs(movement):
    # 10 11 12 13 20: slopes 1 (six times), 2.5, 3, 4 and 7, so the median is 1 a repetition,
    # and 1 is 100 / 12 per cent of the median; least squares would say 2.2.
    metric = slope_metric("x_pct", "x", np.array([10.0, 11, 12, 13, 20]), movement)
    assert metric.value == pytest.approx(100 / 12)
    assert metric.unit == "%"
    assert metric.n == 5


def test_a_repetition_that_was_not_seen_leaves_its_place(movement):
    # 10 _ 14 16 18 20: two a repetition, in per cent of 16.
    values = np.array([10.0, np.nan, 14.0, 16.0, 18.0, 20.0])
    metric = slope_metric("x_pct", "x", values, movement)
    assert metric.value == pytest.approx(100 * 2 / 16)
    assert metric.n == 5


def test_a_fall_has_its_bounds_in_order(movement):
    metric = slope_metric("x_pct", "x", np.array([20.0, 18, 17, 13, 11, 10]), movement)
    assert metric.low is not None
    assert metric.value is not None
    assert metric.high is not None
    assert metric.low <= metric.value < metric.high < 0


@given(arrays.arrays(float, st.integers(5, 20), elements=st.floats(1.0, 100.0), unique=True))
def test_slope_and_bounds_are_those_of_theil_and_sen(values):
    numbers = np.arange(len(values), dtype=float)
    slope, low, high = pairwise_slope(values, numbers)
    expected = scipy.stats.theilslopes(values, numbers)
    assert slope == pytest.approx(expected.slope)
    assert low <= slope <= high
    assert (low, high) == pytest.approx((expected.low_slope, expected.high_slope))


@pytest.mark.parametrize(
    "values", [[1.0, 2, 3, 4], [1.0, 2, 3, 4, float("nan")], [], [0.0] * 6, [-1.0] * 5]
)
def test_few_repetitions_and_values_without_a_size_have_no_slope(values, movement):
    metric = slope_metric("x_pct", "x", np.array(values), movement)
    assert metric.value is None
    assert code_of(metric) == "not_enough_repetitions"


def test_what_was_hardly_seen_has_a_poor_slope(movement):
    values = np.array([5.0, 5, 5, 5, 5])
    assert slope_metric("x_pct", "x", values, movement).quality == "good"
    assert slope_metric("x_pct", "x", values, replace(movement, coverage=0.6)).quality == "poor"


def test_symmetry_is_the_difference_in_per_cent_of_the_mean():
    # 120 and 100: 20 of 110; errors of 3 and 4 are 5 of 110 together.
    metric = symmetry_metric(side_of("left", 120.0, 3.0), side_of("right", 100.0, 4.0), "x")
    assert metric.value == pytest.approx(100 * 20 / 110)
    assert metric.high == pytest.approx(100 * 25 / 110)
    assert metric.low == pytest.approx(100 * 15 / 110)
    assert metric.side is None


@given(st.floats(1.0, 180.0), st.floats(1.0, 180.0))
def test_exchanged_sides_exchange_the_sign(left, right):
    one = symmetry_metric(side_of("left", left, 1.0), side_of("right", right, 1.0), "x")
    other = symmetry_metric(side_of("left", right, 1.0), side_of("right", left, 1.0), "x")
    assert one.value == pytest.approx(-(other.value or 0.0))


def test_symmetry_needs_three_repetitions_of_each_side_and_something_to_compare():
    left = side_of("left", 120.0, 3.0)
    refused = Metric("arm_deg", None, "deg", 0, "Source.", side="right", quality=None)
    for right in (side_of("right", 100.0, 3.0, n=2), refused, side_of("right", -120.0, 3.0)):
        assert code_of(symmetry_metric(left, right, "x")) == "not_enough_repetitions"


def test_symmetry_is_no_better_than_the_worse_side():
    left, right = side_of("left", 120.0, 3.0), side_of("right", 100.0, 3.0)
    assert symmetry_metric(left, right, "x").quality == "good"
    assert symmetry_metric(left, replace(right, quality="poor"), "x").quality != "good"


def test_time_under_tension_leaves_the_pauses_out(movement):
    # A box of 1 s at 10 above a rest of 2, and a second one half as high, of 0.5 s: above
    # 2 + 0.25 * 10 both count, above 2 + 0.75 * 10 only the first one.
    signal = np.full(150, 2.0)
    signal[30:60], signal[90:105] = 12.0, 7.0
    ones = (Repetition(25, 45, 65), Repetition(85, 97, 110))
    found = Repetitions(ones, (), 2.0, 10.0, 2)
    assert tension_times_s(signal, found, 0.25) == pytest.approx([1.0, 0.5])
    assert tension_times_s(signal, found, 0.75) == pytest.approx([1.0, 0.0])
    metric = tension_metric(tension_times_s(signal, found, 0.25), 0.25, movement)
    assert metric.value == pytest.approx(1.5)
    assert metric.n == 2
    assert metric.low is not None
    assert metric.high is not None
    assert 0 < metric.low < 1.5 < metric.high


def test_no_time_is_no_less_than_none(movement):
    metric = tension_metric(np.zeros(3), 0.25, replace(movement, coverage=0.5))
    assert metric.low == 0.0
    assert metric.quality == "poor"


def test_a_steady_set_has_no_drift():
    steady = trial("squat", n_reps=8).scored()
    assert known(steady, "time_slope_pct").value == pytest.approx(0.0, abs=1.0)
    assert known(steady, "range_slope_pct").value == pytest.approx(0.0, abs=0.5)


def test_sides_that_reach_differently_are_told_by_the_symmetry():
    # 150 against 120 degrees: 30 of 135.
    report = trial("shoulder_abduction", peak_deg=150.0, right_peak_deg=120.0).scored()
    metric = known(report, "symmetry_pct")
    assert metric.value == pytest.approx(100 * 30 / 135, abs=1.5)
    assert metric.low < 100 * 30 / 135 < metric.high
