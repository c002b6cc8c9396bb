"""Intervals against hand arithmetic."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.metrics.held import held_extreme
from scoring.metrics.intervals import (
    angle_noise_deg,
    grade,
    median_interval,
    turned_angle_bounds_deg,
    turned_limb_error_deg,
    worse,
)
from scoring.metrics.sway import prediction_ellipse


def test_the_interval_of_one_repetition_is_its_usual_spread():
    # Weight 3, one value: variance 3 * 4^2 / 3 = 16, standard error 4, t(3) = 3.1824.
    value, low, high = median_interval(np.array([90.0]), 0.0, usual_sd=4.0)
    assert value == 90.0
    assert high - value == pytest.approx(3.1824 * 4.0, rel=1e-4)
    assert value - low == pytest.approx(high - value)


def test_the_error_of_one_measurement_does_not_average_out():
    values = np.full(1000, 50.0)
    _, low, high = median_interval(values, 2.0, usual_sd=0.0)
    assert (high - low) / 2 == pytest.approx(1.96 * 2.0)


@given(st.lists(st.floats(10, 170), min_size=1, max_size=12), st.floats(0, 10))
def test_the_median_lies_inside_its_interval(values, sd):
    value, low, high = median_interval(np.array(values), sd, usual_sd=1.0)
    assert low <= value <= high
    assert min(values) <= value <= max(values)


def test_a_limb_at_right_angles_looks_the_same_from_everywhere():
    assert turned_angle_bounds_deg(90.0, 40.0) == pytest.approx((90.0, 90.0))


def test_a_limb_seen_at_45_degrees_from_60_degrees_aside_is_wider():
    # tan(true) = tan(45) / cos(60) = 2: 63.435 degrees.
    assert turned_angle_bounds_deg(45.0, 60.0) == pytest.approx((45.0, 63.4349), rel=1e-5)
    # Beyond 90 degrees it goes the other way: 180 - 63.435.
    assert turned_angle_bounds_deg(135.0, 60.0) == pytest.approx((116.5651, 135.0), rel=1e-5)


def test_a_raised_arm_is_less_certain_the_narrower_the_body_looks():
    errors = [sum(turned_limb_error_deg(130.0, ratio)) for ratio in (1.0, 0.8, 0.6)]
    assert errors == sorted(errors)
    assert 5.0 < errors[0] < 20.0
    # At a right angle only the lean of the trunk matters, and it leans either way.
    below, above = turned_limb_error_deg(90.0, 1.0)
    assert below == pytest.approx(above, rel=0.05)
    assert below < errors[0] / 2


def test_an_arm_above_a_right_angle_is_more_likely_lower_and_one_below_it_higher():
    below, above = turned_limb_error_deg(140.0, 0.8)
    assert below > above
    below, above = turned_limb_error_deg(50.0, 0.8)
    assert above > below


def test_a_range_has_the_error_of_both_its_ends():
    # From 40 to 140 degrees both ends look further from 90 than they are.
    below, above = turned_limb_error_deg(140.0, 0.8, 40.0)
    assert below > turned_limb_error_deg(140.0, 0.8)[0]
    assert above >= 0.0


def test_the_worse_of_two_grades_counts():
    assert worse("good", "fair") == "fair"
    assert worse("poor", "good") == "poor"


def test_noise_of_an_angle_follows_from_the_length_of_its_segments():
    # 1 px at both ends of two segments of 100 px: sqrt(2) * sqrt(2) / 100 rad.
    assert angle_noise_deg(1.0, 100.0, 100.0) == pytest.approx(np.degrees(0.02))
    assert np.isnan(angle_noise_deg(1.0, 0.0, 100.0))


def test_grades_fall_with_coverage_count_and_width():
    assert grade(coverage=1.0, n=5, half_width=1.0, good_half_width=2.0) == "good"
    assert grade(coverage=1.0, n=2, half_width=1.0, good_half_width=2.0) == "fair"
    assert grade(coverage=0.8, n=5, half_width=1.0, good_half_width=2.0) == "fair"
    assert grade(coverage=1.0, n=5, half_width=4.1, good_half_width=2.0) == "poor"
    assert grade(coverage=0.6, n=5, half_width=1.0, good_half_width=2.0) == "poor"


def test_a_held_peak_ignores_a_spike_and_keeps_a_plateau():
    values = np.zeros(60)
    values[10] = 60.0
    values[30:40] = 50.0
    assert held_extreme(values) == pytest.approx(50.0)
    assert np.isnan(held_extreme(np.full(10, np.nan)))


def test_the_prediction_ellipse_covers_its_share_of_new_points():
    rng = np.random.default_rng(2)
    made = np.array([[5.0], [1.0]]) * rng.normal(size=(2, 4000))
    ellipse = prediction_ellipse(made)
    assert ellipse["angle_deg"] == pytest.approx(0.0, abs=2.0)
    fresh = np.array([[5.0], [1.0]]) * rng.normal(size=(2, 20_000))
    inside = ((fresh / np.array(ellipse["semi_axes"])[:, None]) ** 2).sum(axis=0) <= 1.0
    assert inside.mean() == pytest.approx(0.95, abs=0.01)
