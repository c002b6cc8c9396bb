"""How far the counted signal goes, in lengths of the body."""

from typing import Any

import numpy as np
import pytest

from scoring.metrics.amplitude import amplitude_metric
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS, AmplitudeRow
from tests.builders.motion import FRONT, SIDE, squats
from tests.builders.movements import ASKED, trial
from tests.builders.reports import known

ROW = AmplitudeRow("rise_torso", "{torso}", "How far.", front_shortfall_ratio=0.2)
PLAIN = AmplitudeRow("rise_torso", "{torso}", "How far.")


def movement_from(camera):
    return prepared(squats(camera, n_reps=1), PROTOCOLS["squat"], None)


def test_the_value_is_the_median_over_repetitions():
    metric = amplitude_metric(np.array([0.5, 0.6, 0.7, 0.9, 0.6]), PLAIN, movement_from(SIDE))
    assert metric.value == pytest.approx(0.6)
    assert metric.n == 5
    assert metric.unit == "{torso}"
    assert metric.spread == pytest.approx(np.std([0.5, 0.6, 0.7, 0.9, 0.6], ddof=1))
    assert metric.source == "How far. Held for 0.2 s; median over repetitions."


def test_a_repetition_whose_turn_was_hidden_says_nothing_of_how_far():
    movement = movement_from(SIDE)
    some = amplitude_metric(np.array([0.5, np.nan, 0.7]), PLAIN, movement)
    assert some.value == pytest.approx(0.6)
    assert some.n == 2
    none = amplitude_metric(np.array([np.nan]), PLAIN, movement)
    assert none.value is None
    assert none.refusal is not None
    assert none.refusal.code == "half_person"


def test_what_goes_towards_the_camera_widens_the_interval_upwards_only():
    values = np.full(6, 0.5)
    side = amplitude_metric(values, ROW, movement_from(SIDE))
    front = amplitude_metric(values, ROW, movement_from(FRONT))
    assert front.low == side.low
    assert front.high == pytest.approx((side.high or 0.0) + 0.2 * 0.5)
    assert "20%" in front.interval
    assert "looks less" not in amplitude_metric(values, PLAIN, movement_from(FRONT)).interval


def test_the_interval_holds_the_uncertain_length_of_its_segment():
    # 1.96 times 10 per cent of 0.5, and nothing of a spread that is none.
    row = AmplitudeRow("x", "1", "X.", scale_sd_ratio=0.1, usual_spread=0.0)
    metric = amplitude_metric(np.full(50, 0.5), row, movement_from(SIDE))
    assert (metric.high or 0.0) - 0.5 == pytest.approx(1.96 * 0.05)


def test_no_bound_is_below_nothing():
    assert amplitude_metric(np.full(3, 0.01), PLAIN, movement_from(SIDE)).low == 0.0


@pytest.mark.parametrize("key", ["squat", "glute_bridge", "push_up", "sit_to_stand"])
def test_a_smaller_way_is_a_smaller_value_in_its_proportion(key):
    whole, half = trial(key), trial(key, **smaller(key))
    asked = ASKED[key]
    assert asked.far is not None
    truth = asked.far(half.movement) / asked.far(whole.movement)
    values = [known(one.scored(), str(asked.amplitude)).value for one in (half, whole)]
    assert truth < 0.9
    assert values[0] / values[1] == pytest.approx(truth, rel=0.03)


def smaller(key: str) -> dict[str, Any]:
    return {
        "squat": {"peak_deg": 60.0},
        "glute_bridge": {"peak_deg": 25.0},
        "push_up": {"peak_deg": 60.0},
        "sit_to_stand": {"seated_knee_deg": 80.0},
    }[key]
