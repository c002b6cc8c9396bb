"""Bounds by hand, and the law that they hold on what they were found on."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pose.lift.angles import ANGLES, OUTPUTS, QUANTILES
from pose.lift.bounds import VIEW_EDGES_DEG, VIEWS, Widening, reaches_deg, view_of
from pose.lift.network import DenseLayer, DenseNetwork, quantiles_deg, yaw_deg
from pose.lift.training.calibrate import balanced_quantile, between_people_deg, widening_of
from pose.lift.training.held_out import Seen


def f32(values: Any) -> NDArray[np.float32]:
    return np.asarray(values, dtype=np.float32)


def seen(person: str, said: np.ndarray, true: np.ndarray, *, yaw: float = 0.0) -> Seen:
    geometry = np.zeros_like(true)
    return Seen(
        person=person,
        movement="1",
        is_correct=True,
        side="left",
        yaw_deg=yaw,
        found_yaw_deg=yaw,
        said_deg=said,
        true_deg=true,
        geometry_deg=geometry,
        episode=np.zeros(len(true)),
    )


def test_layers_multiply_add_and_cut_what_is_negative_between_them():
    first = DenseLayer(f32([[1, -1], [2, 0]]), f32([0, 1]))
    second = DenseLayer(f32([[1], [10]]), f32([0.5]))
    # (1, 1): 1 + 2 = 3 and -1 + 1 = 0.  (3, -1): 1 and -2, which becomes 0.
    rows = f32([[1, 1], [3, -1]])
    answers = DenseNetwork((first, second)).outputs(rows)
    np.testing.assert_array_equal(answers, [[3.5], [1.5]])
    np.testing.assert_array_equal(rows, [[1, 1], [3, -1]])


def test_quantiles_come_in_order_whatever_the_network_says():
    outputs = np.zeros((1, OUTPUTS), dtype=np.float32)
    outputs[0, :3] = [30, 20, 25]
    said = quantiles_deg(outputs)
    assert said.shape == (1, len(ANGLES), len(QUANTILES))
    np.testing.assert_array_equal(said[0, 0], [20, 25, 30])


@pytest.mark.parametrize(("yaw", "cosine", "sine"), [(0, 1, 0), (90, 0, 2), (-135, -1, -1)])
def test_the_yaw_is_that_of_the_usual_window(yaw, cosine, sine):
    outputs = np.zeros((3, OUTPUTS), dtype=np.float32)
    outputs[:, -2:] = [cosine, sine]
    outputs[0, -2:] = [-9, 7]
    assert yaw_deg(outputs) == pytest.approx(yaw)


def test_views_lie_between_their_edges():
    assert [view_of(yaw) for yaw in (-180, -90, -45, 0, 45, 90, 179.9, 180)] == [
        0, 1, 2, 3, 4, 5, 6, 6,
    ]  # fmt: skip
    assert len(VIEW_EDGES_DEG) == VIEWS + 1


def test_a_network_is_not_believed_to_be_surer_than_two_degrees():
    np.testing.assert_array_equal(reaches_deg(f32([10, 15, 16])), [5, 2])


def widening(factor: float = 1.0, between: float = 0.0) -> Widening:
    factors = np.full((1, VIEWS, len(ANGLES), 2), factor, dtype=np.float32)
    return Widening(("squat",), factors, np.full((1, len(ANGLES)), between, dtype=np.float32))


def test_bounds_are_reaches_times_factors_about_the_middle():
    wider = widening()
    wider.factors[0, view_of(45.0), 0] = [2, 3]
    said = np.tile(f32([10, 20, 24]), (1, len(ANGLES), 1))
    low, high = wider.bounds_deg(said, "squat", 45.0)
    assert (low[0, 0], high[0, 0]) == (0, 32)
    assert (low[0, 1], high[0, 1]) == (10, 24)


def test_what_people_add_is_added_as_squares_are():
    # 3 and 4 degrees of the frames with 4 and 3 of the person: 5 either way.
    wider = widening()
    wider.between_deg[0, :2] = [4, 3]
    said = np.tile(f32([17, 20, 23]), (1, len(ANGLES), 1))
    said[0, 1] = [16, 20, 24]
    low, high = wider.bounds_deg(said, "squat", 0.0)
    np.testing.assert_allclose([low[0, 0], high[0, 0], low[0, 1], high[0, 1]], [15, 25, 15, 25])


def test_a_movement_that_nobody_was_measured_doing_has_no_bounds():
    with pytest.raises(KeyError, match="rowing"):
        widening().bounds_deg(np.zeros((1, len(ANGLES), 3), dtype=np.float32), "rowing", 0.0)


def test_a_movement_without_a_name_has_the_widest_bounds_of_all():
    two = Widening(
        ("squat", "lunge"),
        np.stack([widening(1.0).factors[0], widening(3.0).factors[0]]),
        np.stack([f32([4] * len(ANGLES)), f32([np.nan] + [2] * (len(ANGLES) - 1))]),
    )
    two.factors[1, :, 1] = np.nan
    said = np.tile(f32([17, 20, 23]), (1, len(ANGLES), 1))
    low, high = two.bounds_deg(said, None, 0.0)
    # The lunge's reach of 9 with the squat's 4 between people; 3 and 4 where only the squat is known.
    np.testing.assert_allclose(high[0, 0] - 20, np.hypot(9, 4), rtol=1e-6)
    np.testing.assert_allclose(20 - low[0, 1], 5, rtol=1e-6)
    for movement in two.movements:
        named_low, named_high = two.bounds_deg(said, movement, 0.0)
        known = np.isfinite(named_low)
        assert (low <= named_low)[known].all()
        assert (high >= named_high)[known].all()


def test_the_next_person_may_be_off_by_student_s_t_times_the_spread_between_people():
    # -3, 0 and 3: spread 3; t of 2 degrees of freedom at 95 % is 2.920; sqrt(1 + 1/3) is 1.155.
    offsets = [np.full(len(ANGLES), off, dtype=np.float32) for off in (-3, 0, 3)]
    np.testing.assert_allclose(between_people_deg(offsets), 2.920 * 3 * 1.1547, rtol=1e-3)


def test_one_person_says_nothing_of_the_next():
    unknown = np.full(len(ANGLES), np.nan, dtype=np.float32)
    one = np.zeros(len(ANGLES), dtype=np.float32)
    assert np.isinf(between_people_deg([one, unknown])).all()


def test_every_person_weighs_the_same_however_long_they_were_recorded():
    # Half of all weight lies on the single 9: up to a share of 0.5 the ones decide.
    groups = [np.ones(99, dtype=np.float32), f32([9])]
    assert balanced_quantile(groups, 0.49) == 1
    assert balanced_quantile(groups, 0.51) == 9
    assert balanced_quantile([f32([-5, -4])], 0.9) == 0
    assert np.isnan(balanced_quantile([], 0.9))


def test_bounds_hold_for_somebody_new_about_as_often_as_they_are_meant_to():
    rng = np.random.default_rng(4)

    def person(name: str) -> Seen:
        middle = rng.uniform(0, 120, (400, len(ANGLES), 1))
        bias = rng.normal(0, 6, len(ANGLES))
        true = middle[..., 0] + bias + rng.normal(0, 8, middle.shape[:2])
        return seen(name, f32(middle + np.array([-4.0, 0.0, 6.0])), f32(true))

    held = []
    for _ in range(60):
        bounds = widening_of([person(name) for name in "abcde"])
        new = person("new")
        low, high = bounds.bounds_deg(new.said_deg, "1", 0.0)
        held.append(float(((low <= new.true_deg) & (new.true_deg <= high)).mean()))
    assert 0.88 < np.mean(held) < 0.97


def test_people_who_differ_where_the_joint_is_bent_far_make_the_bounds_wider():
    def person(name: str, off_when_bent: float) -> Seen:
        middle = np.tile(np.linspace(0, 100, 201)[:, np.newaxis, np.newaxis], (1, len(ANGLES), 1))
        true = middle[..., 0] + np.where(middle[..., 0] > 80, off_when_bent, 0.0)
        return seen(name, f32(middle + np.array([-4.0, 0.0, 4.0])), f32(true))

    alike = widening_of([person("a", 0), person("b", 0), person("c", 0)])
    apart = widening_of([person("a", -9), person("b", 0), person("c", 9)])
    np.testing.assert_allclose(alike.between_deg, 0, atol=1e-5)
    # Of the highest quarter, above 75, four fifths are above 80: offsets of about -7, 0 and 7.
    expected = between_people_deg([f32([off] * len(ANGLES)) for off in (-7.2, 0, 7.2)])
    np.testing.assert_allclose(apart.between_deg[0], expected, rtol=0.1)


def test_an_angle_that_the_laboratory_did_not_know_has_no_factors():
    said = np.tile(f32([0, 5, 10]), (20, len(ANGLES), 1))
    true = np.full((20, len(ANGLES)), 6.0, dtype=np.float32)
    true[:, 2] = np.nan
    factors = widening_of([seen("a", said, true)]).factors[0, view_of(0.0)]
    assert np.isnan(factors[2]).all()
    assert np.isfinite(np.delete(factors, 2, axis=0)).all()
