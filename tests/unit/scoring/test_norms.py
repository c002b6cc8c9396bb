"""Norms: who they are about, where a value lies beside them, and what may be shown."""

import math
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.norms import (
    Grade,
    MinimalDetectableChange,
    Norm,
    Source,
    Statistic,
    all_norm_files,
    compared,
    compared_with_norms,
    described,
    detectable_change_for,
    norms_for,
    source_called,
)
from scoring.person import ANYBODY, Person
from scoring.refusals import refusal
from scoring.report import Metric

Interval = tuple[float, float, float]
"""A value, its low and its high end."""
READ = Source("s", "Somebody", "A title", "Authors", 2000, "https://example.org", Grade.READ)
NORMS = [norm for file in all_norm_files() for norm in file.norms]
CHANGES = [change for file in all_norm_files() for change in file.changes]
CHAIR = ("window_repetitions", "chair_stand_30s")
FIVE = ("time_seated_again_s", "five_times_sit_to_stand")
ONE_LEG = ("hold_s", "single_leg_stance")
FORBIDDEN = re.compile(
    r"\b(risk|falls?|diagnos\w*|normal|abnormal|impair\w*|weak\w*|poor|bad|good|disease|healthy"
    r"|deficit|frail\w*|should|danger\w*|patholog\w*|average)\b",
    re.IGNORECASE,
)


def norm(statistic: Statistic, value: float = 10.0, **more) -> Norm:
    fields: dict[str, Any] = {
        "unit": "s",
        "population": "people",
        "method": "stopwatch",
        "source": READ,
    }
    return Norm("m", "p", statistic, value, **(fields | more))


def published_change(metric: str, protocol: str) -> MinimalDetectableChange:
    """Return the minimal detectable change; fail where there is none."""
    found = detectable_change_for(metric, protocol)
    assert found is not None
    return found


def chair_cut_off(age: float, sex: str) -> float | None:
    found = norms_for(*CHAIR, Person(age_years=age, sex=sex))
    return found[0].value if found else None


@pytest.mark.parametrize(
    ("ages", "men", "women"),
    [
        ((60, 64.9), 14, 12),
        ((65, 69.9), 12, 11),
        ((70, 74.9), 12, 10),
        ((75, 79.9), 11, 10),
        ((80, 84.9), 10, 9),
        ((85, 89.9), 8, 8),
        ((90, 94.9), 7, 4),
    ],
)
def test_the_table_of_chair_stands_is_the_published_one_to_the_last_day_of_each_age(
    ages, men, women
):
    for age in ages:
        assert chair_cut_off(age, "M") == men
        assert chair_cut_off(age, "F") == women


@pytest.mark.parametrize("age", [59.99, 95.0])
def test_nobody_outside_the_table_of_chair_stands_is_compared(age):
    assert chair_cut_off(age, "F") is None


@pytest.mark.parametrize(
    ("age", "cut_off_s"), [(60, 11.4), (69.9, 11.4), (70, 12.6), (80, 14.8), (89.9, 14.8)]
)
def test_five_stands_are_compared_with_bohannon_without_asking_for_the_sex(age, cut_off_s):
    for sex in ("F", "M", None):
        (found,) = norms_for(*FIVE, Person(age_years=age, sex=sex))
        assert found.value == cut_off_s


@pytest.mark.parametrize(("age", "mean_s"), [(65, 27.0), (70, 17.2), (80, 8.5), (99, 8.5)])
def test_times_on_one_leg_are_the_means_that_were_read_and_never_those_from_memory(age, mean_s):
    (found,) = norms_for(*ONE_LEG, Person(age_years=age))
    assert found.value == mean_s
    assert found.source.label == "Bohannon 2006"


def test_there_is_no_time_on_one_leg_for_the_young_whose_table_was_not_read():
    assert norms_for(*ONE_LEG, Person(age_years=30, sex="F")) == []


def test_about_somebody_unknown_only_norms_for_everybody_are_shown():
    assert norms_for(*CHAIR, ANYBODY) == []
    assert norms_for(*CHAIR, Person(age_years=72)) == []
    assert norms_for(*CHAIR, Person(sex="F")) == []
    (found,) = norms_for("abduction_deg", "shoulder_abduction", ANYBODY)
    assert (found.value, found.group) == (180.0, "people")


def test_norms_about_fewer_people_come_first():
    found = norms_for("abduction_deg", "shoulder_abduction", Person(age_years=40, sex="F"))
    assert [one.value for one in found] == [188.0, 180.0]


def test_a_norm_is_only_for_its_metric_in_its_protocol():
    woman = Person(age_years=72, sex="F")
    assert norms_for("window_repetitions", "squat", woman) == []
    assert norms_for("touches", "single_leg_stance", woman) == []
    (anywhere,) = norms_for("sppb_balance_points", "whatever", woman)
    assert anywhere.protocol is None


@given(
    st.sampled_from(sorted({(one.metric, one.protocol or "any") for one in NORMS})),
    st.one_of(st.none(), st.floats(0, 110)),
    st.sampled_from([None, "F", "M"]),
)
def test_whoever_asks_only_what_was_read_is_shown_and_only_about_such_people(
    key: tuple[str, str], age, sex
):
    for found in norms_for(*key, Person(age_years=age, sex=sex)):
        assert found.source.grade in {Grade.READ, Grade.QUOTED}
        assert found.source.address.startswith("http")
        assert found.sex in {"any", sex}
        if age is None:
            assert (found.age_from_years, found.age_to_years) == (None, None)


def test_figures_from_memory_and_from_notes_are_in_the_data_and_never_come_out():
    hidden = [one for one in NORMS if not one.source.showable]
    assert {one.source.grade for one in hidden} == {Grade.NOT_READ, Grade.SEEN_QUOTED}
    for one in hidden:
        person = Person(age_years=one.age_from_years, sex=one.sex if one.sex != "any" else "F")
        assert one not in norms_for(one.metric, one.protocol or "any", person)


def test_the_same_people_are_never_given_two_figures_of_one_source_and_kind():
    for one in NORMS:
        if not one.source.showable or one.age_from_years is None:
            continue
        person = Person(age_years=one.age_from_years, sex=one.sex if one.sex != "any" else "F")
        found = norms_for(one.metric, one.protocol or "any", person)
        assert sum(other.source == one.source for other in found) == 1


def test_a_cut_off_below_marks_only_what_lies_wholly_under_it():
    cut_off = norm(Statistic.CUT_OFF_BELOW)
    assert compared(9.0, 8.0, 9.99, cut_off) == "below"
    assert compared(9.0, 8.0, 10.0, cut_off) == "overlaps"
    assert compared(10.0, 10.0, 10.0, cut_off) == "within"
    assert compared(12.0, 9.99, 13.0, cut_off) == "overlaps"


def test_a_cut_off_above_leaves_the_figure_itself_unmarked():
    cut_off = norm(Statistic.CUT_OFF_ABOVE)
    assert compared(10.0, 10.0, 10.0, cut_off) == "within"
    assert compared(10.5, 10.01, 11.0, cut_off) == "above"
    assert compared(10.5, 10.0, 11.0, cut_off) == "overlaps"


def test_a_cut_off_from_marks_the_figure_itself():
    cut_off = norm(Statistic.CUT_OFF_FROM)
    assert compared(10.0, 10.0, 10.0, cut_off) == "above"
    assert compared(9.5, 9.0, 9.99, cut_off) == "within"
    assert compared(9.5, 9.0, 10.0, cut_off) == "overlaps"


def test_beside_a_mean_with_its_spread_two_standard_deviations_are_within():
    # 10 +- 1.96 * 1: from 8.04 to 11.96.
    mean = norm(Statistic.MEAN, sd=1.0)
    assert compared(9.0, 8.05, 11.95, mean) == "within"
    assert compared(9.0, 8.03, 11.0, mean) == "overlaps"
    assert compared(7.0, 6.0, 8.03, mean) == "below"
    assert compared(13.0, 11.97, 14.0, mean) == "above"


@pytest.mark.parametrize("statistic", [Statistic.MEAN, Statistic.PERCENTILE, Statistic.CONVENTION])
def test_beside_a_figure_without_a_spread_nothing_is_within(statistic):
    figure = norm(statistic, percent=75)
    assert compared(10.0, 10.0, 10.0, figure) == "overlaps"
    assert compared(9.0, 8.0, 9.9, figure) == "below"
    assert compared(11.0, 10.1, 12.0, figure) == "above"


@pytest.mark.parametrize(
    "bad", [(1.0, 2.0, 3.0), (4.0, 2.0, 3.0), (math.nan, 1.0, 2.0), (1.0, math.nan, 2.0)]
)
def test_a_value_outside_its_interval_is_compared_with_nothing(bad: Interval):
    with pytest.raises(ValueError, match="interval"):
        compared(*bad, norm(Statistic.MEAN))


@given(
    st.sampled_from(list(Statistic)),
    st.floats(0, 20),
    st.floats(0, 5),
    st.floats(0, 5),
    st.floats(0, 5),
    st.one_of(st.none(), st.floats(0.1, 3)),
)
def test_a_wider_interval_never_says_more(statistic, value, below, above, wider, sd):
    figure = norm(statistic, sd=sd if statistic is Statistic.MEAN else None, percent=50)
    narrow = compared(value, value - below, value + above, figure)
    wide = compared(value, value - below - wider, value + above + wider, figure)
    assert wide in {narrow, "overlaps"}


@given(st.sampled_from(list(Statistic)), st.floats(0, 20), st.floats(0, 20), st.floats(0, 3))
def test_a_higher_value_never_moves_down(statistic, first, second, half):
    order = {
        Statistic.CUT_OFF_BELOW: ("below", "overlaps", "within"),
        Statistic.CUT_OFF_ABOVE: ("within", "overlaps", "above"),
        Statistic.CUT_OFF_FROM: ("within", "overlaps", "above"),
    }.get(statistic, ("below", "overlaps", "above"))
    figure = norm(statistic, percent=50)
    places = [
        order.index(compared(value, value - half, value + half, figure))
        for value in sorted((first, second))
    ]
    assert places == sorted(places)


def test_the_sentence_names_the_group_the_source_and_the_figure():
    (woman,) = norms_for(*CHAIR, Person(age_years=72, sex="F"))
    text = "fewer than usual for women of 70 to 74 (CDC STEADI: under 10)"
    assert described(9, 9, 9, woman) == text
    assert described(10, 10, 11, woman) == f"not {text}"
    assert described(10, 9, 11, woman).startswith(f"may or may not be {text}; ")


@pytest.mark.parametrize(
    ("made", "interval", "text"),
    [
        (norm(Statistic.CUT_OFF_ABOVE), (12, 11, 13), "longer than usual for people"),
        (norm(Statistic.CUT_OFF_FROM), (10, 10, 10), "at or over the cut-off for people"),
        (norm(Statistic.CUT_OFF_FROM), (9, 9, 9), "not at or over the cut-off for people"),
        (norm(Statistic.CUT_OFF_BELOW, usual=False), (9, 9, 9), "shorter than the cut-off for"),
        (norm(Statistic.MEAN, sd=1.0), (10, 9, 11), "as for most people (Somebody: mean 10 s, SD"),
        (norm(Statistic.MEAN, sd=1.0), (10, 8, 11), "may or may not be as for most people"),
        (norm(Statistic.MEAN, sd=1.0), (7, 7, 7), "shorter than for most people"),
        (norm(Statistic.MEAN, sd=1.0), (13, 13, 13), "longer than for most people"),
        (norm(Statistic.MEAN), (7, 7, 7), "shorter than the mean of people (Somebody: mean 10 s)"),
        (norm(Statistic.MEAN), (10, 9, 11), "about the mean of people"),
        (norm(Statistic.PERCENTILE, percent=75), (11, 11, 11), "longer than percentile 75 of"),
        (
            norm(Statistic.CONVENTION),
            (9, 9, 9),
            "than the conventional range of people (Somebody: 10",
        ),
        (norm(Statistic.MEAN, age_from_years=80.0), (9, 9, 9), "the mean of people from 80"),
        (norm(Statistic.MEAN, age_to_years=18.0, sex="M"), (9, 9, 9), "mean of men under 18"),
        (norm(Statistic.MEAN, unit="deg"), (9, 9, 9), "less than the mean of people"),
    ],
)
def test_every_kind_of_norm_has_its_words(made, interval: Interval, text):
    assert text in described(*interval, made)


@pytest.mark.parametrize("interval", [(0, 0, 0), (1000, 1000, 1000), (20, 0, 1000)])
def test_no_sentence_sounds_like_a_judgement(interval: Interval):
    for one in NORMS:
        text = described(*interval, one)
        assert not FORBIDDEN.search(text), text
        assert one.source.label in text


def metric(value: float | None, low: float | None, high: float | None, unit: str = "{#}") -> Metric:
    return Metric("window_repetitions", value, unit, 1, "definition", low=low, high=high)


def test_a_metric_is_put_beside_every_norm_in_its_unit():
    woman = Person(age_years=72, sex="F")
    (found,) = compared_with_norms(metric(9, 8, 9), "chair_stand_30s", woman)
    assert found.place == "below"
    document = found.to_json()
    assert document["text"].startswith("fewer than usual")
    assert document["norm"]["source"]["grade"] == "quoted"
    assert document["norm"]["age_to_years"] == 75
    assert compared_with_norms(metric(9, 8, 9, unit="s"), "chair_stand_30s", woman) == []


def test_a_refused_metric_is_put_beside_nothing():
    woman = Person(age_years=72, sex="F")
    refused = Metric(
        "window_repetitions",
        None,
        "{#}",
        0,
        "definition",
        refusal=refusal("no_repetitions", "none"),
    )
    assert compared_with_norms(refused, "chair_stand_30s", woman) == []


def hold(value: float) -> Metric:
    return Metric("hold_s", value, "s", 1, "definition", low=value - 0.2, high=value + 0.2)


def test_a_hold_that_the_recording_cut_short_is_never_called_short():
    man = Person(age_years=75, sex="M")
    (short,) = compared_with_norms(hold(15.0), "single_leg_stance", man)
    assert short.place == "below"
    assert compared_with_norms(hold(15.0), "single_leg_stance", man, at_least=True) == []
    (long,) = compared_with_norms(hold(20.0), "single_leg_stance", man, at_least=True)
    assert long.place == "above"


def test_minimal_detectable_changes_are_the_published_ones():
    five = published_change(*FIVE)
    assert (five.value, five.value_95, five.unit) == (2.5, 2.5, "s")
    assert published_change(*ONE_LEG).value_95 == 24.1
    assert published_change(*CHAIR).confidence is None
    assert published_change(*CHAIR).value_95 == 2.5


def test_a_change_published_at_90_percent_grows_to_95():
    # 4 degrees * 1.96 / 1.645.
    shoulder = published_change("abduction_deg", "shoulder_abduction")
    assert shoulder.value_95 == pytest.approx(4.766, abs=1e-3)
    assert shoulder.to_json()["value_95"] == pytest.approx(4.766, abs=1e-3)


def test_changes_of_a_force_plate_are_in_the_data_and_never_come_out():
    hidden = [change for change in CHANGES if not change.source.showable]
    assert {change.method for change in hidden} == {"force plate"}
    for change in hidden:
        assert detectable_change_for(change.metric, "quiet_stance") is None


def test_a_source_is_found_by_its_key_and_no_other():
    assert source_called("sppb").grade is Grade.QUOTED
    with pytest.raises(KeyError):
        source_called("nobody")


def test_every_source_stands_on_the_page_of_norms_with_its_address():
    page = Path(__file__).resolve().parents[3] / "docs" / "clinical" / "norms.md"
    text = page.read_text(encoding="utf-8")
    for file in all_norm_files():
        for source in file.sources:
            assert source.label in text
            assert source.address in text
