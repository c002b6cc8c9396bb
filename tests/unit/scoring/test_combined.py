"""Combined scores by hand, at the edges of their bands, and with intervals across them."""

import re
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.combined import (
    CombinedScore,
    Measured,
    sppb_balance,
    sppb_chair_stand,
    steadi_chair_stand,
    steadi_four_stage,
)
from scoring.person import ANYBODY, Person

WOMAN = Person(age_years=72, sex="F")
JUDGING = re.compile(
    r"\b(risk|falls?|diagnos\w*|normal|abnormal|impair\w*|weak|poor)\b", re.IGNORECASE
)


class Points(NamedTuple):
    """A score that was not refused."""

    value: int
    low: int
    high: int


def triple(score: CombinedScore) -> tuple[int | None, int | None, int | None]:
    return score.value, score.low, score.high


def points_of(score: CombinedScore) -> Points:
    """Return the points and their range; fail where the score was refused."""
    assert score.value is not None, score.reason
    assert score.low is not None
    assert score.high is not None
    return Points(score.value, score.low, score.high)


def statement_of(score: CombinedScore) -> str:
    """Return the sentence beside the points; fail where there is none."""
    assert score.statement is not None
    return score.statement


def reason_of(score: CombinedScore) -> str:
    """Return why there is no score; fail where there is one."""
    assert score.reason is not None
    return score.reason


@pytest.mark.parametrize(
    ("holds_s", "points"),
    [
        ((0.0, 0.0, 0.0), 0),
        ((9.9, 10.0, 10.0), 0),
        ((10.0, 9.9, 10.0), 1),
        ((10.0, 10.0, 0.0), 2),
        ((10.0, 10.0, 2.99), 2),
        ((10.0, 10.0, 3.0), 3),
        ((10.0, 10.0, 9.99), 3),
        ((10.0, 10.0, 10.0), 4),
    ],
)
def test_balance_points_by_the_published_rule(holds_s, points):
    assert triple(sppb_balance(*holds_s)) == (points, points, points)


def test_a_hold_near_an_edge_gives_a_range_of_points():
    near = Measured(9.9, 9.6, 10.2)
    assert triple(sppb_balance(10.0, 10.0, near)) == (3, 3, 4)
    # A semi-tandem stand that may not have been held may also be worth only one point.
    assert triple(sppb_balance(10.0, near, 10.0)) == (1, 1, 4)


def test_a_hold_that_the_recording_cut_short_may_be_worth_every_point():
    cut_short = Measured(4.0, 3.9, float("inf"))
    assert triple(sppb_balance(10.0, 10.0, cut_short)) == (3, 3, 4)


def test_a_stage_that_was_not_tried_needs_no_time():
    assert sppb_balance(4.0, None, None).value == 0
    assert sppb_balance(10.0, 4.0, float("nan")).value == 1


@pytest.mark.parametrize(
    ("holds_s", "missing"),
    [
        ((None, 10.0, 10.0), "side by side"),
        ((10.0, None, 10.0), "semi-tandem"),
        ((10.0, 10.0, None), "tandem"),
        # Perhaps the first stage was held, and then the second was due.
        ((Measured(9.9, 9.6, 10.2), None, None), "semi-tandem"),
    ],
)
def test_balance_points_are_refused_without_a_stage_that_was_due(holds_s, missing):
    score = sppb_balance(*holds_s)
    assert triple(score) == (None, None, None)
    assert score.reason == f"The time of the stage {missing} is missing."


@pytest.mark.parametrize(
    ("time_s", "points"),
    [
        (5.0, 4),
        (11.19, 4),
        (11.2, 3),
        (13.69, 3),
        (13.7, 2),
        (16.69, 2),
        (16.7, 1),
        (60.0, 1),
        (60.01, 0),
    ],
)
def test_chair_stand_points_by_the_published_bands(time_s, points):
    assert triple(sppb_chair_stand(time_s)) == (points, points, points)


def test_a_time_near_an_edge_gives_a_range_of_points():
    assert triple(sppb_chair_stand(Measured(11.0, 10.8, 11.3))) == (4, 3, 4)
    assert triple(sppb_chair_stand(Measured(15.0, 11.0, 20.0))) == (2, 1, 4)
    assert triple(sppb_chair_stand(Measured(59.0, 57.0, 61.0))) == (1, 0, 1)


def test_five_stands_that_were_not_completed_are_worth_nothing_whatever_the_time():
    assert triple(sppb_chair_stand(None, completed=False)) == (0, 0, 0)
    assert triple(sppb_chair_stand(9.0, completed=False)) == (0, 0, 0)


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_chair_stand_points_are_refused_without_a_time(missing):
    score = sppb_chair_stand(missing)
    assert score.value is None
    assert score.reason == "The time of five stands is missing."


@pytest.mark.parametrize(
    ("holds_s", "stages"),
    [
        ((10, 10, 10, 10), 4),
        ((10, 10, 10, 9.9), 3),
        ((10, 10, 9.9, 10), 2),
        ((10, 9.9, None, None), 1),
        ((9.9, None, None, None), 0),
    ],
)
def test_stages_are_counted_until_one_is_not_held(
    holds_s: tuple[float, float | None, float | None, float | None], stages
):
    assert triple(steadi_four_stage(*holds_s, WOMAN)) == (stages, stages, stages)


def test_the_tandem_stand_is_put_beside_the_published_time_in_neutral_words():
    cited = "(CDC STEADI: under 10 s)"
    short = steadi_four_stage(10, 10, 8.0, None, WOMAN)
    assert short.statement == f"Tandem stand: shorter than the cut-off for people from 65 {cited}"
    held = steadi_four_stage(10, 10, 10, 3, WOMAN)
    assert statement_of(held).startswith("Tandem stand: not shorter than the cut-off")
    near = steadi_four_stage(10, 10, Measured(9.9, 9.6, 10.2), 3, WOMAN)
    assert statement_of(near).startswith("Tandem stand: may or may not be shorter")
    assert triple(near) == (2, 2, 3)
    not_tried = steadi_four_stage(4, None, None, None, WOMAN)
    assert not_tried.statement == short.statement


@pytest.mark.parametrize("person", [ANYBODY, Person(age_years=64.9, sex="M")])
def test_people_whom_the_figure_is_not_about_get_the_count_and_no_sentence(person):
    score = steadi_four_stage(10, 10, 8.0, None, person)
    assert (score.value, score.statement) == (2, None)


def test_the_four_stages_are_refused_without_a_stage_that_was_due():
    score = steadi_four_stage(10, 10, 10, None, WOMAN)
    assert (score.value, score.statement) == (None, None)
    assert score.reason == "The time of the stage one leg is missing."


@pytest.mark.parametrize(
    ("count", "age", "sex", "flag"),
    [
        (9, 72, "F", 1),
        (10, 72, "F", 0),
        (11, 72, "M", 1),
        (12, 72, "M", 0),
        (3, 94.9, "F", 1),
        (4, 94.9, "F", 0),
        (13, 60, "M", 1),
        (14, 60, "M", 0),
    ],
)
def test_stands_in_30_s_are_flagged_by_the_published_table(count, age, sex, flag):
    score = steadi_chair_stand(count, Person(age_years=age, sex=sex))
    assert triple(score) == (flag, flag, flag)
    assert ("not fewer" in statement_of(score)) == (flag == 0)


def test_a_count_that_may_lie_on_either_side_gives_both_flags():
    score = steadi_chair_stand(Measured(10, 9, 11), WOMAN)
    assert triple(score) == (0, 0, 1)
    assert "may or may not be fewer" in statement_of(score)


@pytest.mark.parametrize(
    "person",
    [
        ANYBODY,
        Person(age_years=72),
        Person(sex="F"),
        Person(age_years=59.9, sex="F"),
        Person(age_years=95, sex="F"),
    ],
)
def test_without_a_row_in_the_table_there_is_no_flag(person):
    score = steadi_chair_stand(9, person)
    assert score.value is None
    assert "known sex and ages from 60 to 94" in reason_of(score)


def test_without_a_count_there_is_no_flag():
    assert steadi_chair_stand(None, WOMAN).reason == "The number of stands is missing."


@pytest.mark.parametrize(
    "bad", [(1.0, 2.0, 3.0), (4.0, 2.0, 3.0), (1.0, -1.0, 2.0), (float("nan"), 1.0, 2.0)]
)
def test_a_value_outside_its_interval_is_no_measurement(bad):
    with pytest.raises(ValueError, match="interval"):
        Measured(*bad)


def test_every_score_says_its_rule_and_its_source_and_judges_nobody():
    scores = [
        sppb_balance(10, 10, 5),
        sppb_chair_stand(12.0),
        steadi_four_stage(10, 10, 5, None, WOMAN),
        steadi_chair_stand(5, WOMAN),
    ]
    assert len({score.key for score in scores}) == len(scores)
    for score in scores:
        document = score.to_json()
        assert document["source"]["address"].startswith("http")
        assert document["source"]["grade"] == "quoted"
        for text in (document["definition"], document["statement"] or ""):
            assert not JUDGING.search(text)


HOLD = st.floats(0, 12)
HALF = st.floats(0, 3)


def around(value: float, half: float) -> Measured:
    return Measured(value, max(value - half, 0.0), value + half)


def stages_held(holds_s: list[float]) -> int:
    """Return the stages of three holds, with one leg held for 5 s."""
    side_by_side_s, semi_tandem_s, tandem_s = holds_s
    score = steadi_four_stage(side_by_side_s, semi_tandem_s, tandem_s, 5.0, WOMAN)
    return points_of(score).value


@given(st.tuples(HOLD, HOLD, HOLD), st.tuples(HOLD, HOLD, HOLD))
def test_holding_longer_never_costs_a_point(first, second):
    shorter = [min(pair) for pair in zip(first, second, strict=True)]
    longer = [max(pair) for pair in zip(first, second, strict=True)]
    assert points_of(sppb_balance(*shorter)).value <= points_of(sppb_balance(*longer)).value
    assert stages_held(shorter) <= stages_held(longer)


@given(st.floats(0, 90), st.floats(0, 90))
def test_standing_up_faster_never_costs_a_point(first, second):
    faster, slower = sorted((first, second))
    assert points_of(sppb_chair_stand(faster)).value >= points_of(sppb_chair_stand(slower)).value


@given(HOLD, HOLD, HOLD, HALF, st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_range_holds_the_points_of_every_hold_that_the_intervals_allow(
    side, semi, tandem, half, one, two, three
):
    holds = [around(value, half) for value in (side, semi, tandem)]
    score = points_of(sppb_balance(*holds))
    allowed = [
        held.low + share * (held.high - held.low)
        for held, share in zip(holds, (one, two, three), strict=True)
    ]
    assert score.low <= score.value <= score.high
    assert score.low <= points_of(sppb_balance(*allowed)).value <= score.high


@given(st.floats(0, 90), HALF, st.floats(0, 1))
def test_the_range_holds_the_points_of_every_time_that_the_interval_allows(time_s, half, share):
    measured = around(time_s, half)
    score = points_of(sppb_chair_stand(measured))
    allowed = measured.low + share * (measured.high - measured.low)
    assert score.low <= score.value <= score.high
    assert score.low <= points_of(sppb_chair_stand(allowed)).value <= score.high
