"""Facts of a recording: strict, and the model's checksum."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.published_models import PUBLISHED_MODELS
from pose.stream import PoseFormatError, RecordingFacts
from pose.wire import (
    MAX_UNCERTAIN_SPANS,
    check_model_is_published,
    facts_from_json,
    facts_to_json,
)
from tests.builders.keypoints import FACTS


def facts_json(**changes: Any) -> dict[str, Any]:
    value = facts_to_json(FACTS)
    for name, change in changes.items():
        if change is ...:
            del value[name]
        else:
            value[name] = change
    return value


def refused_field(value: Any) -> str:
    with pytest.raises(PoseFormatError) as caught:
        facts_from_json(value)
    return caught.value.field


def ordered_spans() -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """Spans that follow each other, none of them touching the next."""
    borders_us = st.lists(st.integers(0, 599_999_999), max_size=12, unique=True).map(sorted)
    return borders_us.map(lambda us: tuple(zip(us[::2], us[1::2], strict=False)))


@given(
    st.builds(
        RecordingFacts,
        image_width_px=st.integers(16, 16384),
        image_height_px=st.integers(16, 16384),
        mirrored=st.booleans(),
        screen_angle_deg=st.sampled_from((0, 90, 180, 270)),
        gravity=st.none() | st.tuples(*[st.floats(-100, 100)] * 3),
        runtime=st.text("abc-", max_size=100),
        dropped_frames=st.integers(0, 72_000),
        uncertain_spans_us=ordered_spans(),
        extra=st.dictionaries(st.text("xyz", min_size=1), st.integers() | st.none(), max_size=3),
    )
)
def test_facts_survive_json_text(facts):
    assert facts_from_json(json.loads(json.dumps(facts_to_json(facts)))) == facts


def test_facts_that_may_be_left_out_have_defaults():
    value = facts_json(
        **dict.fromkeys(
            (
                "screen_angle_deg",
                "gravity",
                "runtime",
                "runtime_version",
                "started_at",
                "dropped_frames",
            ),
            ...,
        )
    )
    facts = facts_from_json(value)
    assert facts == replace(
        FACTS,
        gravity=None,
        runtime="unknown",
        runtime_version="",
        started_at="",
        dropped_frames=0,
        uncertain_spans_us=(),
    )


def test_unknown_fields_are_kept_and_written_back():
    facts = facts_from_json(facts_json(lens="wide"))
    assert facts.extra == {"lens": "wide"}
    assert facts_to_json(facts)["lens"] == "wide"


@pytest.mark.parametrize("name", ["image_width_px", "image_height_px", "mirrored", "model"])
def test_a_fact_that_is_needed_is_asked_for_by_name(name):
    assert refused_field(facts_json(**{name: ...})) == name


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("schema", "plumbline.facts/2"),
        ("schema", None),
        ("image_width_px", 0),
        ("image_width_px", 1280.0),
        ("image_height_px", True),
        ("image_height_px", "720"),
        ("image_height_px", 16385),
        ("mirrored", 0),
        ("mirrored", "false"),
        ("screen_angle_deg", 45),
        ("screen_angle_deg", False),
        ("screen_angle_deg", [0]),
        ("gravity", [0.0, 9.8]),
        ("gravity", [0.0, 9.8, True]),
        ("gravity", [0.0, 9.8, float("nan")]),
        ("gravity", [0.0, 9.8, float("inf")]),
        ("gravity", [0.0, 9.8, 10**400]),
        ("gravity", "down"),
        ("runtime", None),
        ("runtime", "x" * 101),
        ("runtime_version", "1\n2"),
        ("model", 1),
        ("model_sha256", "BF97"),
        ("model_sha256", "g" * 64),
        ("started_at", "yesterday"),
        ("started_at", "2026-02-30T09:30:00Z"),
        ("started_at", "2026-11-23T09:30:00+01:00"),
        ("dropped_frames", -1),
        ("dropped_frames", 1.0),
        ("uncertain_spans_us", None),
        ("uncertain_spans_us", [5, 6]),
        ("uncertain_spans_us", [[5]]),
        ("uncertain_spans_us", [[5, 4]]),
        ("uncertain_spans_us", [[-1, 4]]),
        ("uncertain_spans_us", [[0, 4.5]]),
        ("uncertain_spans_us", [[0, 600_000_000]]),
        ("uncertain_spans_us", [[0, 5], [5, 6]]),
        ("uncertain_spans_us", [[7, 9], [0, 5]]),
        ("uncertain_spans_us", [[us, us] for us in range(301)]),
        ("lens", float("nan")),
        ("lens", ["wide\x00"]),
        ("lens", {"\ud800": 1}),
    ],
)
def test_a_wrong_fact_is_refused_by_name(name, wrong):
    assert refused_field(facts_json(**{name: wrong})) == name


def test_spans_of_one_frame_and_as_many_as_may_be_are_taken():
    many = [[us, us] for us in range(MAX_UNCERTAIN_SPANS)]
    assert len(facts_from_json(facts_json(uncertain_spans_us=many)).uncertain_spans_us) == 300


def test_facts_that_are_no_object_or_too_large_are_refused():
    assert refused_field([]) == "facts"
    assert refused_field(facts_json(lens="x" * 10_000)) == "facts"


@pytest.mark.parametrize("name", sorted(PUBLISHED_MODELS))
def test_a_published_model_is_accepted_with_its_own_checksum_only(name):
    published = PUBLISHED_MODELS[name]
    facts = replace(FACTS, model=name, model_sha256=published.weights_sha256)
    check_model_is_published(facts)
    with pytest.raises(PoseFormatError) as caught:
        check_model_is_published(replace(facts, model_sha256="0" * 64))
    assert caught.value.field == "model_sha256"


def test_an_unknown_model_is_refused():
    with pytest.raises(PoseFormatError) as caught:
        check_model_is_published(replace(FACTS, model="movenet-lightnin"))
    assert caught.value.field == "model"
