"""When a movement begins and ends, extrapolated from two levels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.smoothing import GRID_HZ, low_passed
from pose.synthesis.movement import smooth_step
from scoring.metrics.onsets import beginning_frame, end_frame, with_gaps_bridged


def lift(start_s, rise_s, *, total_s=6.0, height=1.0, rest=0.0):
    """Return a lift along the path of least jerk, on the grid."""
    times_s = np.arange(0.0, total_s, 1 / GRID_HZ)
    return rest + height * smooth_step((times_s - start_s) / rise_s)


@given(
    start_s=st.floats(1.5, 3.0),
    rise_s=st.floats(0.4, 1.2),
    height=st.floats(0.1, 2.0),
    rest=st.floats(-1.0, 1.0),
)
def test_a_lift_begins_when_it_begins_whatever_its_height_and_pace(start_s, rise_s, height, rest):
    values = low_passed(lift(start_s, rise_s, height=height, rest=rest))
    found = beginning_frame(values, round((start_s + rise_s / 2) * GRID_HZ))
    assert found is not None
    assert found / GRID_HZ == pytest.approx(start_s, abs=0.08)


@given(start_s=st.floats(1.5, 3.0), rise_s=st.floats(0.4, 1.2))
def test_an_end_is_a_beginning_backwards_in_time(start_s, rise_s):
    values = lift(start_s, rise_s)
    frame = round((start_s + rise_s / 2) * GRID_HZ)
    forwards = beginning_frame(values, frame)
    backwards = end_frame(values[::-1].copy(), len(values) - 1 - frame)
    assert forwards is not None
    assert backwards == pytest.approx(len(values) - 1 - forwards)


def test_a_known_rest_is_taken_though_it_was_not_seen_for_long():
    # Down for an instant only: rest is 0, though the mean over 0.2 s never is.
    times_s = np.arange(0.0, 4.0, 1 / GRID_HZ)
    values = smooth_step(np.abs(times_s - 2.0) / 0.25)
    found = beginning_frame(values, round(2.15 * GRID_HZ), rest=0.0, not_before=45)
    assert found is not None
    assert found / GRID_HZ == pytest.approx(2.0, abs=0.05)


@given(limit=st.integers(0, 66))
def test_nothing_begins_before_something_else_ended(limit):
    found = beginning_frame(lift(2.0, 0.6), 69, not_before=limit)
    assert found is None or found >= limit


def test_a_movement_that_was_under_way_at_the_start_begins_there():
    assert beginning_frame(lift(-0.3, 0.6), 3) == 0.0


def test_a_level_that_was_passed_before_the_limit_tells_no_beginning():
    assert beginning_frame(lift(-0.3, 0.6), 3, rest=0.0) is None


def test_values_that_do_not_rise_have_no_beginning():
    assert beginning_frame(np.ones(60), 30) is None
    assert beginning_frame(np.full(60, np.nan), 30) is None


def test_a_gap_up_to_half_a_second_is_crossed_and_a_longer_one_is_not():
    values = lift(2.0, 0.6)
    short = values.copy()
    short[63:70] = np.nan
    found = beginning_frame(short, 72)
    assert found is not None
    assert found / GRID_HZ == pytest.approx(2.0, abs=0.15)
    long = values.copy()
    long[40:70] = np.nan
    assert beginning_frame(long, 72, rest=0.0) is None


def test_only_inner_gaps_are_bridged():
    values = np.array([np.nan, 1.0, np.nan, 3.0, np.nan])
    assert with_gaps_bridged(values)[1:4].tolist() == [1.0, 2.0, 3.0]
    assert np.isnan(with_gaps_bridged(values)[[0, 4]]).all()


def test_nothing_is_changed_in_the_values():
    values = lift(2.0, 0.6)
    values[63:66] = np.nan
    before = values.copy()
    beginning_frame(values, 70)
    end_frame(values, 70)
    np.testing.assert_array_equal(values, before)
