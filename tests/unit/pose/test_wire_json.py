"""The JSON form: the same records, and strict."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.keypoints import KEYPOINT_NAMES
from pose.stream import PoseFormatError
from pose.wire import (
    Chunk,
    chunk_to_json,
    decode_chunk_json,
    decode_recording_json,
    recording_to_json,
)
from tests.builders.keypoints import FACTS, any_records, still_records


def row(time_s: float = 0.0, **changes: Any) -> list[Any]:
    """One frame of the JSON form; changes by column, as in ``c5=None``."""
    numbers = [time_s, *([0.5, 0.25, 0.8] * 17)]
    for column, value in changes.items():
        numbers[int(column[1:])] = value
    return numbers


def document(*frames: Any, **fields: Any) -> dict[str, Any]:
    return {
        "schema": "plumbline.keypoints/1",
        "sequence": 0,
        "first_frame": 0,
        "facts": {},
        "frames": list(frames),
        **fields,
    }


def refusal_of(value: Any, **kwargs: Any) -> PoseFormatError:
    body = value if isinstance(value, str | bytes) else json.dumps(value)
    with pytest.raises(PoseFormatError) as caught:
        decode_chunk_json(body, **kwargs)
    return caught.value


@given(any_records())
def test_a_chunk_survives_its_json_form(records):
    chunk = decode_chunk_json(chunk_to_json(Chunk(3, 180, records)), sequence=3)
    assert (chunk.sequence, chunk.first_frame) == (3, 180)
    np.testing.assert_array_equal(chunk.records, records)


@given(any_records())
def test_a_recording_survives_its_json_form_with_its_facts(records):
    again, facts = decode_recording_json(recording_to_json(records, FACTS))
    np.testing.assert_array_equal(again, records)
    assert facts == FACTS


def test_a_frame_means_what_the_format_says():
    # 0.5 * 16384 = 8192, 0.25 * 16384 = 4096, 0.8 * 65535 = 52428, 0.0333 s = 33300 us
    chunk = decode_chunk_json(json.dumps(document(row(), row(0.0333, c4=None, c5=None, c6=0))))
    assert chunk.records["time_us"].tolist() == [0, 33_300]
    assert chunk.records["points"][0, 0].tolist() == (8192, 4096, 52428)
    assert chunk.records["points"][1, 1].tolist() == (-32768, -32768, 0)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_constants_that_are_no_json_are_refused(constant):
    text = json.dumps(document(row())).replace("0.25", constant, 1)
    assert refusal_of(text).field == "frames"


@pytest.mark.parametrize(
    ("frame", "field"),
    [
        (row(c0=None), "time_s"),
        (row(c0="0"), "time_s"),
        (row(c0=-0.1), "time_us"),
        (row(c0=600), "time_us"),
        (row(c1=True), "nose.x"),
        (row(c2=[0.5]), "nose.y"),
        (row(c3=None), "nose.score"),
        (row(c3=1.5), "nose.score"),
        (row(c3=10**400), "nose.score"),
        (row(c49=1e999), "right_ankle.x"),
        (row(c50=1.6), "right_ankle.y"),
        (row(c4=None), "left_eye.x"),
        (row(c4=None, c5=None), "left_eye.score"),
        (row()[:-1], "frames"),
        ([*row(), 0.0], "frames"),
        ({"t": 0}, "frames"),
    ],
)
def test_a_wrong_number_is_refused_by_record_and_field(frame, field):
    text = json.dumps(document(row(), frame)).replace("Infinity", "1e999")
    refusal = refusal_of(text)
    assert (refusal.field, refusal.record) == (field, 1)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (b"\xff\xfe{", "body"),
        ("{", "body"),
        ("[" * 100_000, "body"),
        ("9" * 5000, "body"),
        ([], "body"),
        (document(row(), schema="plumbline.keypoints/2"), "schema"),
        (document(row(), sequence=-1), "sequence"),
        (document(row(), sequence=True), "sequence"),
        (document(row(), sequence=5), "sequence"),
        (document(row(), first_frame=1.5), "first_frame"),
        (document(row(), first_frame=2**32), "first_frame"),
        (document(), "frames"),
        (document(row(), frames=None), "frames"),
        (document(row(0.2), row(0.1)), "time_us"),
    ],
)
def test_a_wrong_document_is_refused_by_field(value, field):
    assert refusal_of(value, sequence=0).field == field


def test_a_chunk_after_a_later_time_is_refused():
    refusal = refusal_of(document(row(0.5)), previous_time_us=500_001)
    assert (refusal.field, refusal.record) == ("time_us", 0)


def test_too_many_frames_or_bytes_are_refused():
    frames = [row(0.01 * number) for number in range(2001)]
    assert refusal_of(document(*frames)).field == "frames"
    assert refusal_of(" " * 2_000_001).field == "body"


def test_a_recording_of_more_than_two_megabytes_of_records_is_refused():
    text = recording_to_json(still_records(2), FACTS)
    frames = ",".join(["[]"] * 18_868)
    start = text.index('"frames":[') + len('"frames":[')
    with pytest.raises(PoseFormatError) as caught:
        decode_recording_json(text[:start] + frames + "]}")
    assert caught.value.field == "frames"


def test_a_recording_without_facts_is_refused():
    with pytest.raises(PoseFormatError) as caught:
        decode_recording_json(json.dumps(document(row())))
    assert caught.value.field == "schema"


@pytest.mark.parametrize(
    ("harm", "field"),
    [
        (lambda text: text.replace('"sequence"', '"schema":"x","sequence"'), "'schema'"),
        (lambda text: text.replace("{", '{"frames":[],', 1), "'frames'"),
        (lambda text: text[:-1] + ',"frames":[[0]]}', "'frames'"),
        (lambda text: text.replace('"facts":{}', '"facts":{"lens":1,"lens":2}'), "'lens'"),
    ],
)
def test_a_field_given_twice_is_refused_by_name(harm, field):
    text = json.dumps(document(row()), separators=(",", ":"))
    refusal = refusal_of(harm(text))
    assert refusal.field == field
    assert refusal.reason == "given twice in one object"


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text.replace(b'"facts":{}', b'"facts":{"lens":"\xff"}'),
        lambda text: text.replace(b'"facts":{}', b'"facts":{"lens":"\xed\xa0\x80"}'),
        lambda text: text.replace(b"0.25", b"\xff", 1),
        lambda text: text.decode().encode("utf-16"),
        lambda text: text.decode().replace('"facts":{}', '"facts":{"lens":"\ud800"}'),
    ],
)
def test_text_that_is_no_utf_8_is_refused(harm):
    text = json.dumps(document(row()), separators=(",", ":")).encode()
    assert refusal_of(harm(text)).field == "body"


def is_read_with_facts_nested(depth: int) -> bool:
    text = recording_to_json(still_records(2), FACTS)
    nested = text.replace('"mirrored"', f'"lens":{"[" * depth}{"]" * depth},"mirrored"')
    try:
        _, facts = decode_recording_json(nested)
    except PoseFormatError:
        return False
    return "lens" in facts.extra


def test_facts_nested_too_deeply_are_refused_and_never_fail_otherwise():
    # Python's limit depends on how deep the caller already is: somewhere on the way it is met.
    read = [is_read_with_facts_nested(depth) for depth in (*range(100, 1000, 10), 3000, 100_000)]
    assert read[0]
    assert not read[-1]
    assert read == sorted(read, reverse=True)


def spread(text: str) -> str:
    return json.dumps(json.loads(text), indent=2)


def frames_first(text: str) -> str:
    value = json.loads(text)
    return json.dumps({"frames": value.pop("frames"), **value})


def frames_named_twice(text: str) -> str:
    value = json.loads(text)
    return json.dumps({**value, "facts": {**value["facts"], "frames": [[0.5]]}})


def with_a_mark(text: str) -> str:
    return "\ufeff" + text


@pytest.mark.parametrize("written", [spread, frames_first, frames_named_twice, with_a_mark])
@given(records=any_records(max_frames=6))
def test_a_recording_means_the_same_however_its_text_is_laid_out(written, records):
    again, _ = decode_recording_json(written(recording_to_json(records, FACTS)))
    np.testing.assert_array_equal(again, records)


@pytest.mark.parametrize("written", [str, spread])
@given(column=st.integers(0, 51), wrong=st.sampled_from(["x", True, [], {}, 1e9, -1e12, 10**30]))
def test_one_wrong_value_is_named_however_the_text_is_laid_out(written, column, wrong):
    text = json.dumps(document(row(), row(0.1, **{f"c{column}": wrong}), row(0.2)))
    refusal = refusal_of(written(text))
    keypoint, part = divmod(column - 1, 3)
    name = "time_s" if column == 0 else f"{KEYPOINT_NAMES[keypoint]}.{('x', 'y', 'score')[part]}"
    assert (refusal.field, refusal.record) == (name, 1)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_noise_between_braces_is_refused_and_never_fails_otherwise(noise):
    for body in (noise, b"{" + noise + b"}", b'{"frames":[[' + noise + b"]]}"):
        with pytest.raises(PoseFormatError):
            decode_recording_json(body)


def test_frames_that_are_not_those_of_the_document_are_not_read():
    frames = [row()]
    inside = document(facts={"frames": frames}, frames=None)
    assert refusal_of(inside).field == "frames"
    without = {**document(), "facts": {"frames": frames}}
    del without["frames"]
    assert refusal_of(without).field == "frames"
    elsewhere = json.dumps({**document(frames=None), "facts": {}, "others": frames})
    assert refusal_of(elsewhere).field == "frames"


@pytest.mark.parametrize("written", [str, frames_first, lambda text: json.dumps(json.loads(text))])
def test_an_ordinary_recording_is_not_checked_number_by_number(written, monkeypatch):
    # The slow way finds words for what is wrong; 60 s must not take it.
    monkeypatch.delattr("pose.wire.json_form._numbers")
    records = still_records(1800)
    records["points"][5, 5] = (-32768, -32768, 0)
    again, _ = decode_recording_json(written(recording_to_json(records, FACTS)))
    np.testing.assert_array_equal(again, records)


def test_a_file_of_more_than_sixteen_megabytes_is_refused_before_it_is_read():
    with pytest.raises(PoseFormatError) as caught:
        decode_recording_json(b" " * 16_000_001)
    assert caught.value.field == "body"
