"""The map to laboratory angles: arithmetic, and people whom it was not fitted to."""

import statistics

import numpy as np
import pytest

from pose.laboratory import LABORATORY_MAPS, as_laboratory_deg
from tests.benchmarks.real_angles import Compared, knees, left_out_errors_deg


def test_the_map_is_a_straight_line_and_missing_stays_missing():
    line = LABORATORY_MAPS["knee_flexion_deg"]
    mapped = as_laboratory_deg("knee_flexion_deg", np.array([0.0, 100.0, np.nan]))
    expected = [line.offset_deg, 100 * line.slope + line.offset_deg, np.nan]
    assert mapped == pytest.approx(expected, nan_ok=True)


def test_a_measure_without_a_map_is_refused():
    with pytest.raises(KeyError):
        as_laboratory_deg("shoulder_abduction_deg", np.zeros(3))


def test_every_map_says_who_was_measured_and_how_far_off_it_is():
    for line in LABORATORY_MAPS.values():
        assert "five healthy adults" in line.source
        assert line.residual_sd_deg > 0
        assert line.lowest_deg < line.highest_deg


@pytest.fixture(scope="module")
def compared() -> list[Compared]:
    return knees("1", 2.0) + knees("5", 2.0)


def test_a_line_from_other_adults_helps_most_of_those_whom_it_was_not_fitted_to(compared):
    errors = left_out_errors_deg(compared)
    assert statistics.fmean(errors["after"]) < statistics.fmean(errors["before"]) - 1.0
    helped = sum(after < before for before, after in zip(*errors.values(), strict=True))
    assert helped >= 4


def test_the_map_is_the_line_through_all_of_them(compared):
    line = LABORATORY_MAPS["knee_flexion_deg"]
    seen = np.concatenate([one.seen_deg for one in compared])
    slope, offset = np.polyfit(seen, np.concatenate([one.measured_deg for one in compared]), 1)
    assert line.slope == pytest.approx(slope, abs=0.02)
    assert line.offset_deg == pytest.approx(offset, abs=1.0)
    assert line.highest_deg == pytest.approx(np.percentile(seen, 99), abs=3.0)
