"""Change since last time: only beyond measurement error, and only between like and like."""

from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.change import Change, change_between
from scoring.norms import Grade, MinimalDetectableChange, Source, detectable_change_for
from scoring.refusals import refusal
from scoring.report import Metric

READ = Source("s", "Somebody", "A title", "Authors", 2000, "https://example.org", Grade.READ)
MDC = MinimalDetectableChange("time", None, 2.5, "s", 0.95, "29 women", "stopwatch", READ)


@dataclass(frozen=True)
class SeenMetric(Metric):
    """A metric that knows its view and its method."""

    view: str | None = None
    method_version: str | None = None


def time(value: float, half: float = 0.1, **more) -> SeenMetric:
    fields = {"low": value - half, "high": value + half, "side": None} | more
    return SeenMetric("time", value, "s", 1, "definition", **fields)


def rule_of(change: Change) -> str:
    """Return how a change was judged; fail where it was not."""
    assert change.rule is not None
    return change.rule


def reason_of(change: Change) -> str:
    """Return why two values cannot be compared; fail where they can."""
    assert change.reason is not None
    return change.reason


def test_beyond_the_minimal_detectable_change_it_is_a_change():
    change = change_between(time(12.0), time(15.0), MDC)
    assert (change.verdict, change.difference) == ("more", 3.0)
    assert "minimal detectable change of 2.5 s at 95 % confidence" in rule_of(change)
    assert "Somebody; 29 women; stopwatch" in rule_of(change)
    assert change_between(time(15.0), time(12.0), MDC).verdict == "less"


@pytest.mark.parametrize("later", [14.5, 14.0, 12.0, 9.5])
def test_a_difference_up_to_the_minimal_detectable_change_is_none_though_intervals_part(later):
    change = change_between(time(12.0), time(later), MDC)
    assert change.verdict == "no_change_shown"
    assert change.difference == later - 12.0
    assert change.reason is None


def test_beyond_it_the_intervals_of_this_camera_count_too():
    # Both intervals explain the root of 2^2 + 2^2, 2.83 s: more than the 2.7 s seen.
    assert change_between(time(12.0, 2.0), time(14.7, 2.0), MDC).verdict == "no_change_shown"
    assert change_between(time(12.0, 2.0), time(14.9, 2.0), MDC).verdict == "more"


def test_only_the_side_of_an_interval_that_faces_the_other_value_counts():
    # Upwards 12 could be 12.1, downwards 15 could be 14.9: the far sides do not matter.
    before, after = time(12.0, low=2.0, high=12.1), time(15.0, low=14.9, high=25.0)
    assert change_between(before, after, MDC).verdict == "more"
    # Turned round, they do: 12 could be 22.
    before, after = time(12.0, low=11.9, high=22.0), time(15.0, low=14.9, high=15.1)
    assert change_between(before, after, MDC).verdict == "no_change_shown"


def test_a_hold_that_the_recording_cut_short_can_show_more_and_never_less():
    cut_short = time(15.0, high=float("inf"))
    assert change_between(time(12.0), cut_short, MDC).verdict == "more"
    assert change_between(time(18.0), cut_short, MDC).verdict == "no_change_shown"
    assert change_between(time(18.0), cut_short, None).verdict == "no_change_shown"


def test_a_figure_published_at_90_percent_is_widened():
    # 2.5 s at 90 % is 2.98 s at 95 %.
    loose = replace(MDC, confidence=0.90)
    assert change_between(time(12.0), time(14.9), loose).verdict == "no_change_shown"
    assert change_between(time(12.0), time(15.0), loose).verdict == "more"
    assert "2.98 s at 95 % confidence" in rule_of(change_between(time(12.0), time(15.0), loose))


def test_a_figure_without_its_confidence_says_so():
    unstated = replace(MDC, confidence=None)
    assert "does not state" in rule_of(change_between(time(12.0), time(15.0), unstated))


def test_without_a_figure_the_intervals_must_not_touch():
    assert change_between(time(12.0, 1.0), time(14.0, 1.0), None).verdict == "no_change_shown"
    change = change_between(time(12.0, 1.0), time(14.1, 1.0), None)
    assert change.verdict == "more"
    assert "do not overlap" in rule_of(change)
    assert change_between(time(14.1, 1.0), time(12.0, 1.0), None).verdict == "less"


@pytest.mark.parametrize("grade", [Grade.SEEN_QUOTED, Grade.NOT_READ])
def test_a_figure_that_was_not_read_is_not_used(grade):
    unread = replace(MDC, source=replace(READ, grade=grade))
    change = change_between(time(12.0, 1.0), time(14.3, 1.0), unread)
    assert (change.verdict, change.detectable) == ("more", None)
    assert "do not overlap" in rule_of(change)


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        (time(15.0, side="left"), "The side differs: none and left."),
        (time(15.0, view="front"), "The view differs: none and front."),
        (replace(time(15.0), key="hold"), "The key differs: time and hold."),
        (replace(time(15.0), unit="ms"), "The unit differs: s and ms."),
        (time(15.0, method_version="1.0.0"), "version none and version 1."),
        (time(15.0, low=None), "The later value, or its interval, is missing."),
        (
            replace(time(15.0), value=None, refusal=refusal("wrong_view", "From the side.")),
            "The later value was refused: From the side.",
        ),
    ],
)
def test_unlike_values_are_not_compared_and_the_reason_is_given(later, reason):
    change = change_between(time(12.0), later, None)
    assert (change.verdict, change.difference, change.rule) == ("not_comparable", None, None)
    assert reason in reason_of(change)
    other_way = change_between(later, time(12.0), None)
    assert other_way.verdict == "not_comparable"


def test_views_must_be_the_same():
    front, side = time(12.0, view="front"), time(15.0, view="side")
    assert change_between(front, side, MDC).reason == "The view differs: front and side."
    assert change_between(side, replace(side, value=15.05), MDC).verdict == "no_change_shown"


def test_the_method_may_change_in_detail_and_not_in_kind():
    before = time(12.0, method_version="1.4.0")
    assert change_between(before, time(15.0, method_version="1.5.2"), MDC).verdict == "more"
    change = change_between(before, time(15.0, method_version="2.0.0"), MDC)
    assert change.reason == "The method changed: version 1 and version 2."


def test_the_protocols_must_be_the_same():
    change = change_between(time(12.0), time(15.0), MDC, protocols=("squat", "lunge"))
    assert change.reason == "The protocol differs: squat and lunge."
    same = change_between(time(12.0), time(15.0), MDC, protocols=("squat", "squat"))
    assert same.verdict == "more"


def test_view_and_method_are_also_found_in_the_context_of_a_metric():
    def seen(value, view, version):
        fields = {"value": value, "low": value - 0.1, "high": value + 0.1, "refusal": None}
        context = SimpleNamespace(view=view, method_version=version)
        return SimpleNamespace(key="time", unit="s", side=None, context=context, **fields)

    side = seen(12.0, "side", "1.0.0")
    assert change_between(side, seen(15.0, "side", "1.9.0"), MDC).verdict == "more"
    assert "view" in reason_of(change_between(side, seen(15.0, "front", "1.0.0"), MDC))
    assert "method" in reason_of(change_between(side, seen(15.0, "side", "2.0.0"), MDC))


@pytest.mark.parametrize("other", [replace(MDC, metric="hold"), replace(MDC, unit="ms")])
def test_the_figure_of_another_metric_is_a_mistake(other):
    with pytest.raises(ValueError, match="says nothing about time in s"):
        change_between(time(12.0), time(15.0), other)


def test_the_published_figure_for_five_stands_is_used():
    mdc = detectable_change_for("time_seated_again_s", "five_times_sit_to_stand")
    before = replace(time(14.0), key="time_seated_again_s")
    after = replace(time(11.4), key="time_seated_again_s")
    change = change_between(before, after, mdc)
    assert change.verdict == "less"
    assert "Goldberg et al. 2012" in rule_of(change)


def test_a_change_goes_into_a_report_with_its_rule():
    document = change_between(time(12.0), time(15.0), MDC).to_json()
    assert document["verdict"] == "more"
    assert document["difference"] == 3.0
    assert document["detectable"]["source"]["label"] == "Somebody"
    refused = change_between(time(12.0), time(15.0, side="left"), MDC).to_json()
    assert refused["difference"] is None
    assert refused["detectable"] is None


SIZES = st.floats(0, 5)
VALUES = st.floats(0, 50)
MAYBE_MDC = st.sampled_from([None, MDC])


@given(VALUES, VALUES, SIZES, SIZES, MAYBE_MDC)
def test_turned_round_more_is_less(first, second, half_first, half_second, mdc):
    before, after = time(first, half_first), time(second, half_second)
    forth, back = change_between(before, after, mdc), change_between(after, before, mdc)
    turned = {"more": "less", "less": "more", "no_change_shown": "no_change_shown"}
    assert back.verdict == turned[forth.verdict]


@given(VALUES, VALUES, SIZES, SIZES, SIZES, MAYBE_MDC)
def test_less_certain_values_never_show_more_change(first, second, half_a, half_b, wider, mdc):
    assume(first != second)
    sure = change_between(time(first, half_a), time(second, half_b), mdc)
    unsure = change_between(time(first, half_a + wider), time(second, half_b + wider), mdc)
    assert unsure.verdict in {sure.verdict, "no_change_shown"}


@given(VALUES, SIZES, MAYBE_MDC)
def test_the_same_value_again_is_no_change(value, half, mdc):
    assert change_between(time(value, half), time(value, half), mdc).verdict == "no_change_shown"
