"""Chunks of the wire format: what is kept, and what is refused by name."""

import itertools
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.stream import FloatArray, PoseFormatError
from pose.wire import (
    RECORD_DTYPE,
    Chunk,
    check_records,
    decode_chunk,
    decode_chunk_json,
    encode_chunk,
    facts_from_json,
    facts_to_json,
    join_chunks,
    records_from_arrays,
)
from tests.builders.keypoints import any_records, still_records

GOLDEN = json.loads((Path(__file__).parents[2] / "golden/wire/chunk.json").read_text())


def refusal_of(call: Callable[..., Any], *args: Any, **kwargs: Any) -> PoseFormatError:
    with pytest.raises(PoseFormatError) as caught:
        call(*args, **kwargs)
    return caught.value


def golden_arrays() -> tuple[FloatArray, FloatArray, FloatArray]:
    rows = np.array(
        [[np.nan if number is None else number for number in row] for row in GOLDEN["frames"]]
    )
    points = rows[:, 1:].reshape(-1, 17, 3)
    return rows[:, 0], points[..., :2], points[..., 2]


def test_a_record_has_106_bytes():
    assert RECORD_DTYPE.itemsize == 4 + 17 * 6 == 106


def test_the_golden_chunk_is_written_byte_by_byte():
    body = encode_chunk(records_from_arrays(*golden_arrays()), sequence=7, first_frame=420)
    assert body.hex() == GOLDEN["expected_hex"]


def test_the_golden_chunk_is_read_as_its_numbers():
    chunk = decode_chunk(bytes.fromhex(GOLDEN["expected_hex"]), sequence=7)
    times_s, xy, scores = golden_arrays()
    assert (chunk.sequence, chunk.first_frame) == (7, 420)
    np.testing.assert_array_equal(chunk.records["time_us"], np.rint(times_s * 1e6))
    x = np.where(np.isnan(xy[..., 0]), -2.0, xy[..., 0])
    np.testing.assert_allclose(chunk.records["points"]["x"] / 16384, x, atol=0.5 / 16384)
    np.testing.assert_allclose(chunk.records["points"]["score"] / 65535, scores, atol=0.5 / 65535)


def test_the_golden_chunk_is_the_same_from_its_json_form():
    document = json.dumps({"schema": "plumbline.keypoints/1", **GOLDEN})
    chunk = decode_chunk_json(document, sequence=7)
    body = encode_chunk(chunk.records, sequence=7, first_frame=chunk.first_frame)
    assert body.hex() == GOLDEN["expected_hex"]


def test_the_golden_facts_are_read_and_written_unchanged():
    assert facts_to_json(facts_from_json(GOLDEN["facts"])) == GOLDEN["facts"]


@given(any_records(), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_what_is_encoded_is_decoded_again(records, sequence, first_frame):
    body = encode_chunk(records, sequence=sequence, first_frame=first_frame)
    chunk = decode_chunk(body, sequence=sequence)
    assert (chunk.sequence, chunk.first_frame) == (sequence, first_frame)
    np.testing.assert_array_equal(chunk.records, records)


@given(any_records(), st.data())
def test_a_chunk_cut_or_lengthened_anywhere_is_refused(records, data):
    body = encode_chunk(records, sequence=0, first_frame=0)
    shorter = data.draw(st.integers(0, len(body) - 1))
    assert refusal_of(decode_chunk, body[:shorter]).field in {"body", "record_count"}
    assert refusal_of(decode_chunk, body + b"\0").field == "record_count"


@given(st.binary(max_size=400))
def test_noise_is_refused_and_never_fails_otherwise(noise):
    assert refusal_of(decode_chunk, noise).field in {"body", "magic"}


def test_a_chunk_of_another_kind_version_number_or_count_is_refused_by_name():
    good = encode_chunk(still_records(2), sequence=3, first_frame=0)
    assert refusal_of(decode_chunk, b"PLKX" + good[4:]).field == "magic"
    assert refusal_of(decode_chunk, good[:4] + b"\2\0" + good[6:]).field == "version"
    assert refusal_of(decode_chunk, good[:6] + b"\0\0" + good[8:]).field == "record_count"
    assert refusal_of(decode_chunk, good[:6] + b"\1\0" + good[8:]).field == "record_count"
    assert refusal_of(decode_chunk, good, sequence=4).field == "sequence"
    crowd = struct.pack("<4sHHII", b"PLKP", 1, 2001, 0, 0) + bytes(2001 * 106)
    assert refusal_of(decode_chunk, crowd).field == "record_count"
    assert refusal_of(decode_chunk, bytes(2_000_001)).field == "body"


def test_too_few_or_too_many_records_are_not_encoded():
    for n_frames in (0, 2001):
        refusal = refusal_of(encode_chunk, still_records(n_frames), sequence=0, first_frame=0)
        assert refusal.field == "record_count"


@pytest.mark.parametrize(("axis", "value"), [("x", -8193), ("y", 24577), ("x", -32767)])
def test_a_coordinate_far_outside_the_picture_is_refused(axis, value):
    records = still_records(5)
    records["points"][axis][3, 16] = value
    refusal = refusal_of(check_records, records)
    assert (refusal.field, refusal.record) == (f"right_ankle.{axis}", 3)


def test_coordinates_on_the_border_are_kept():
    records = still_records(5)
    records["points"]["x"][0, 0], records["points"]["y"][0, 0] = -8192, 24576
    check_records(records)


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_keypoint_with_one_coordinate_missing_is_refused(axis):
    records = still_records(5)
    records["points"][axis][2, 0] = -32768
    records["points"]["score"][2, 0] = 0
    refusal = refusal_of(check_records, records)
    assert (refusal.field, refusal.record) == ("nose", 2)


def test_a_missing_keypoint_with_a_score_is_refused():
    records = still_records(5)
    records["points"][["x", "y"]][4, 1] = (-32768, -32768)
    refusal = refusal_of(check_records, records)
    assert (refusal.field, refusal.record) == ("left_eye.score", 4)


def test_time_that_goes_backwards_is_refused_within_and_across_chunks():
    records = still_records(5)
    records["time_us"][3] = 1
    refusal = refusal_of(check_records, records)
    assert (refusal.field, refusal.record) == ("time_us", 3)
    body = encode_chunk(still_records(5, start_us=1000), sequence=1, first_frame=5)
    decode_chunk(body, previous_time_us=1000)
    refusal = refusal_of(decode_chunk, body, previous_time_us=1001)
    assert (refusal.field, refusal.record) == ("time_us", 0)


def test_a_recording_of_ten_minutes_is_refused_and_a_little_less_is_kept():
    records = still_records(3)
    records["time_us"] = (0, 1, 599_999_999)
    check_records(records)
    records["time_us"][2] = 600_000_000
    refusal = refusal_of(check_records, records)
    assert (refusal.field, refusal.record) == ("time_us", 2)


def test_120_frames_a_second_are_kept_and_one_more_in_any_second_is_refused():
    records = still_records(480, fps=120.0)
    check_records(records)
    # Frame 300 is at 2.5 s.  One frame more in that second: frames 301 and on come one step
    # (8333 us) earlier, so the 121 frames from 181 to 301 fall within less than a second.
    records["time_us"][301:] -= 8333
    refusal = refusal_of(check_records, records)
    assert (refusal.field, refusal.record) == ("time_us", 301)


def test_a_recording_of_more_than_two_megabytes_is_refused():
    # 2,000,000 / 106 = 18,867.9 records
    check_records(still_records(18_867, fps=60.0))
    assert refusal_of(check_records, still_records(18_868, fps=60.0)).field == "records"


@given(any_records(), st.data())
def test_a_recording_cut_into_chunks_is_joined_again(records, data):
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(records) - 1)))))
    edges = [0, *(cut for cut in cuts if cut < len(records)), len(records)]
    chunks = [
        decode_chunk(
            encode_chunk(records[start:end], sequence=number, first_frame=start), sequence=number
        )
        for number, (start, end) in enumerate(itertools.pairwise(edges))
    ]
    np.testing.assert_array_equal(join_chunks(chunks), records)


def test_chunks_that_do_not_follow_each_other_are_refused():
    first = Chunk(0, 0, still_records(60))
    second = Chunk(1, 60, still_records(60, start_us=2_000_000))
    assert len(join_chunks([first, second])) == 120
    assert len(join_chunks([])) == 0
    assert refusal_of(join_chunks, [second]).field == "sequence"
    assert refusal_of(join_chunks, [second, first]).field == "sequence"
    overlapping = Chunk(1, 59, second.records)
    assert refusal_of(join_chunks, [first, overlapping]).field == "first_frame"
    earlier = Chunk(1, 60, still_records(60, start_us=1_000_000))
    refusal = refusal_of(join_chunks, [first, earlier])
    assert (refusal.field, refusal.record) == ("time_us", 60)


def test_a_rate_that_only_shows_across_chunks_is_refused():
    # Two bursts of 100 frames in half a second each, half a second apart: 200 within 1.0 s.
    bursts = [still_records(100, fps=200.0, start_us=start) for start in (0, 500_000)]
    for records in bursts:
        check_records(records)
    chunks = [Chunk(0, 0, bursts[0]), Chunk(1, 100, bursts[1])]
    refusal = refusal_of(join_chunks, chunks)
    assert (refusal.field, refusal.record) == ("time_us", 120)


@pytest.mark.parametrize(
    ("part", "value", "field"),
    [
        ("time", np.nan, "time_us"),
        ("time", 600.0, "time_us"),
        ("time", -0.001, "time_us"),
        ("x", np.nan, "left_knee.x"),
        ("y", np.inf, "left_knee.y"),
        ("x", 1.51, "left_knee.x"),
        ("score", np.nan, "left_knee.score"),
        ("score", 1.01, "left_knee.score"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_before_they_are_packed(part, value, field):
    times_s = np.array([0.0, 0.1, 0.2])
    xy, scores = np.full((3, 17, 2), 0.5), np.full((3, 17), 0.5)
    if part == "time":
        times_s[1] = value
    elif part == "score":
        scores[1, 13] = value
    else:
        xy[1, 13, "xy".index(part)] = value
    refusal = refusal_of(records_from_arrays, times_s, xy, scores)
    assert (refusal.field, refusal.record) == (field, 1)
    assert str(refusal).startswith(f"record 1, {field}: ")
