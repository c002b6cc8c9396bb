"""The rhythm of a signal, where it decides, and how far countings of a movement agree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.repetitions import found_repetitions
from scoring.repetitions.agreement import agreement, confidence
from scoring.repetitions.rhythm import NO_RHYTHM, Rhythm, found_rhythm
from tests.unit.scoring.test_repetitions import HZ, RULE, bump, found, still


def rough(seed: int) -> np.ndarray:
    """Return six movements; now and then something else is taken for the body."""
    rng = np.random.default_rng(seed)
    signal = np.concatenate([still(2), *[bump(1, 3.0) for _ in range(6)], still(2)])
    at = 0
    while (at := at + int(rng.integers(6, 20))) < len(signal):
        signal[at : at + int(rng.integers(3, 9))] += rng.uniform(-1.0, 1.0)
    return signal


def test_a_sensor_that_loses_the_body_again_and_again_is_counted_by_the_rhythm():
    counts = {seed: found_repetitions(rough(seed), RULE) for seed in range(40)}
    off = {seed: abs(len(one.complete) - 6) for seed, one in counts.items()}
    assert np.mean([one <= 1 for one in off.values()]) >= 0.85
    assert all(counts[seed].confidence <= 0.6 for seed in off if off[seed] > 1)
    for one in counts.values():
        for repetition in one.complete:
            assert repetition.start_frame < repetition.peak_frame < repetition.end_frame


def test_the_rhythm_says_how_far_repetitions_are_apart_and_how_alike():
    even = np.concatenate([still(2), *[bump(1, 3.0) for _ in range(8)], still(2)])
    uneven = np.concatenate([still(2), *[bump(1, one) for one in (1, 4, 2, 5, 1, 3)], still(2)])
    assert found_rhythm(even).period_s == pytest.approx(3.0, abs=0.05)
    assert found_rhythm(even).periodicity > 0.75
    assert found_rhythm(uneven).periodicity < found_rhythm(even).periodicity
    assert found_repetitions(even, RULE).confidence == 1.0


def in_groups(count: int, size: int, between: np.ndarray, seed: int) -> np.ndarray:
    """Return quick, clean repetitions; after so many of them comes what is ``between``."""
    rng = np.random.default_rng(seed)
    parts = [still(1.5)]
    for number in range(1, count + 1):
        parts += [bump(rng.normal(1, 0.05), 1.5 * rng.lognormal(0, 0.1)), still(1)]
        parts += [between] if number % size == 0 else []
    signal = np.concatenate([*parts, still(1.5)])
    return signal + rng.normal(0, 0.01, len(signal))


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("between", [np.concatenate([bump(0.3, 0.8), still(1)]), still(5)])
def test_attempts_and_pauses_after_every_few_repetitions_do_not_merge_them(size, between):
    for seed in range(10):
        one = found_repetitions(in_groups(8, size, between, seed), RULE)
        assert len(one.complete) == 8
        assert one.confidence == 1.0


@given(period_s=st.floats(0.8, 12.0))
def test_the_period_of_a_plain_wave_is_found(period_s):
    time_s = np.arange(round(6 * period_s * HZ)) / HZ
    rhythm = found_rhythm(np.sin(2 * np.pi * time_s / period_s))
    assert rhythm.period_s == pytest.approx(period_s, rel=0.05)


def test_sets_of_quick_movements_with_pauses_between_them_are_counted_one_by_one():
    quick = [bump(1, 0.7) for _ in range(10)]
    one = found(still(2), *quick, still(6), *quick, still(6), *quick, still(6), bump(1, 0.7)[:12])
    assert len(one.complete) == 30
    assert one.confidence > 0.9


def test_sets_are_counted_one_by_one_too_where_the_end_cuts_a_movement_off():
    quick = [0.15 + 0.85 * bump(1, 0.7) for _ in range(10)]
    one = found(still(2), *[*quick, still(6)] * 3, bump(1, 0.7)[:18])
    assert len(one.complete) == 30
    assert 0.9 < one.confidence < 1.0


def test_what_never_repeats_itself_has_no_rhythm():
    assert found_rhythm(np.linspace(0, 1, 100)) == NO_RHYTHM or (
        found_rhythm(np.linspace(0, 1, 100)).periodicity < 0.3
    )
    one = found(still(1), bump(1), still(1))
    assert len(one.complete) == 1
    assert one.confidence == 1.0


def test_countings_that_differ_by_half_do_not_agree():
    assert agreement(10, 10) == 1.0
    assert agreement(9, 10) == pytest.approx(0.8)  # one of the five that half of ten are
    assert agreement(5, 10) == 0.0
    assert agreement(0, 0) == 1.0
    assert agreement(0, 3) == 0.0


def test_a_rhythm_that_tells_of_more_repetitions_takes_away_the_confidence():
    starts = [0, 90, 180, 270, 360]
    clear, faint = Rhythm(3.0, 0.9), Rhythm(3.0, 0.3)
    assert confidence(starts, 5, clear, 30.0) == 1.0
    # Half the period: nine from the first to the last, not five.
    assert confidence(starts, 5, Rhythm(1.5, 0.9), 30.0) < 0.3
    assert confidence(starts, 5, Rhythm(1.5, 0.3), 30.0) == 1.0
    assert confidence(starts, 4, faint, 30.0) == pytest.approx(agreement(5, 4))
    assert confidence([], 0, clear, 30.0) == 0.0
    assert confidence([], 0, NO_RHYTHM, 30.0) == 1.0
