"""Medians and percentiles beside NumPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pose.medians import median_of, percentiles_of

NUMBERS = arrays.arrays(float, st.integers(1, 40), elements=st.floats(-1e6, 1e6))


@given(NUMBERS)
def test_the_median_is_numpys(values):
    assert median_of(values) == np.median(values)


@given(NUMBERS, st.lists(st.floats(0, 100), min_size=1, max_size=4))
def test_percentiles_are_numpys(values, percents):
    np.testing.assert_allclose(
        percentiles_of(values, *percents), np.percentile(values, percents), rtol=1e-9, atol=1e-9
    )


def test_a_quarter_of_the_way_between_two_is_a_quarter_between_them():
    assert percentiles_of(np.array([30.0, 10.0]), 25, 100) == pytest.approx((15.0, 30.0))


def test_what_was_asked_is_left_in_its_order():
    values = np.array([3.0, 1.0, 2.0])
    median_of(values)
    percentiles_of(values, 50)
    assert values.tolist() == [3.0, 1.0, 2.0]
