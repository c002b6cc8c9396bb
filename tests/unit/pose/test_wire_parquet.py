"""The Parquet form: the same records, typed columns, and strict."""

import json
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from pose.keypoints import KEYPOINT_NAMES
from pose.stream import PoseFormatError, RecordingFacts
from pose.wire import (
    decode_recording_parquet,
    facts_to_json,
    read_recording_file,
    recording_to_parquet,
    records_from_stream,
    stream_from_records,
)
from tests.builders.keypoints import FACTS, any_records, still_records
from tests.builders.real_data import keraal_alphapose


def table_of(content: bytes) -> pa.Table:
    return parquet.read_table(pa.BufferReader(content))


def file_of(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink)
    return bytes(sink.getvalue())


def still_table(n_frames: int = 3) -> pa.Table:
    return table_of(recording_to_parquet(still_records(n_frames), FACTS))


def changed(table: pa.Table, **columns: Any) -> bytes:
    """The table with whole columns replaced, as a file; ``...`` leaves a column out."""
    values = {name: table.column(name) for name in table.column_names}
    values.update({name: pa.array(new) for name, new in columns.items() if new is not ...})
    kept = {name: column for name, column in values.items() if columns.get(name) is not ...}
    return file_of(pa.table(kept, metadata=table.schema.metadata))


def refusal_of(content: bytes) -> PoseFormatError:
    with pytest.raises(PoseFormatError) as caught:
        decode_recording_parquet(content)
    assert "\n" not in str(caught.value)
    return caught.value


@given(any_records(), st.integers(16, 16384), st.integers(16, 16384), st.integers(0, 599_999_999))
def test_a_recording_survives_its_parquet_form_bit_for_bit(records, width, height, last_us):
    records["time_us"][-1] = max(last_us, records["time_us"][-1])
    facts = replace(FACTS, image_width_px=width, image_height_px=height)
    again, its_facts = decode_recording_parquet(recording_to_parquet(records, facts))
    np.testing.assert_array_equal(again, records)
    assert its_facts == facts


def test_columns_are_typed_named_with_their_units_and_in_order():
    table = still_table()
    points = [f"{name}_{part}" for name in KEYPOINT_NAMES for part in ("x_px", "y_px", "score")]
    assert table.column_names == ["time_s", *points]
    assert table.schema.field("time_s").type == pa.float64()
    assert {table.schema.field(name).type for name in points} == {pa.float32()}
    assert json.loads(table.schema.metadata[b"plumbline.facts"]) == facts_to_json(FACTS)


def test_a_row_means_what_the_format_says():
    # x 8192/16384 of 1280 px is 640, y of 720 px is 360, score 52428/65535 is 0.8
    records = still_records(2)
    records["points"][1, 3] = (-32768, -32768, 0)
    first, second = table_of(recording_to_parquet(records, FACTS)).to_pylist()
    assert (first["time_s"], first["nose_x_px"], first["nose_y_px"]) == (0.0, 640.0, 360.0)
    assert first["nose_score"] == np.float32(0.8)
    assert second["time_s"] == 0.033333
    parts = [second[f"left_ear_{part}"] for part in ("x_px", "y_px", "score")]
    assert parts == [None, None, None]
    assert second["nose_x_px"] == 640.0


def in_shares(table: pa.Table) -> pa.Table:
    names = [name.replace("_x_px", "_x").replace("_y_px", "_y") for name in table.column_names]
    sides = {"x_px": FACTS.image_width_px, "y_px": FACTS.image_height_px}
    columns = [
        np.divide(table.column(name).to_numpy(), sides.get(name[-4:], 1.0), dtype=float)
        for name in table.column_names
    ]
    return pa.table(columns, names=names, metadata=table.schema.metadata)


@given(any_records())
def test_coordinates_may_be_shares_of_the_picture_and_missing_may_be_nan(records):
    content = file_of(in_shares(table_of(recording_to_parquet(records, FACTS))))
    again, _ = decode_recording_parquet(content)
    np.testing.assert_array_equal(again, records)


def test_any_type_of_number_is_read_and_other_columns_are_passed_over():
    content = changed(
        still_table(),
        time_s=np.array([0, 1, 2], dtype=np.int16),
        nose_x_px=np.array([640, 641, 642]),
        nose_y_px=np.array([360.0, 361.0, 362.0]),
        note=["a", "b", "c"],
    )
    records, facts = decode_recording_parquet(content)
    stream = stream_from_records(records, facts)
    assert stream.times_s.tolist() == [0.0, 1.0, 2.0]
    # One wire unit is 1280/16384 = 0.078 px.
    np.testing.assert_allclose(stream.xy_px[:, 0, 0], [640, 641, 642], atol=0.04)
    np.testing.assert_allclose(stream.xy_px[:, 0, 1], [360, 361, 362], atol=0.04)


def test_a_missing_keypoint_may_have_score_zero_or_none():
    for score in (0.0, None):
        content = changed(
            still_table(1), nose_x_px=[None], nose_y_px=[None], nose_score=pa.array([score], "f4")
        )
        with_types = changed(
            table_of(content), nose_x_px=pa.nulls(1, "f4"), nose_y_px=pa.nulls(1, "f4")
        )
        records, _ = decode_recording_parquet(with_types)
        assert records["points"][0, 0].tolist() == (-32768, -32768, 0)


@pytest.mark.parametrize(
    ("columns", "field", "record"),
    [
        ({"time_s": [0.0, None, 0.2]}, "time_us", 1),
        ({"time_s": [0.0, -0.1, 0.2]}, "time_us", 1),
        ({"time_s": [0.0, 0.2, 0.1]}, "time_us", 2),
        ({"time_s": [0.0, 0.2, 600.0]}, "time_us", 2),
        ({"time_s": [0.0, 0.2, 1e308]}, "time_us", 2),
        ({"nose_x_px": [1.0, None, 1.0]}, "nose.x", 1),
        ({"nose_y_px": [1.0, 1.0, None]}, "nose.y", 2),
        ({"nose_x_px": [1.0, 1.0, 1921.0]}, "nose.x", 2),
        ({"left_knee_y_px": [1.0, 1e308, 0.0]}, "left_knee.y", 1),
        ({"left_knee_y_px": [1.0, float("inf"), 0.0]}, "left_knee.y", 1),
        ({"right_ankle_score": [0.5, 0.5, 1.1]}, "right_ankle.score", 2),
        ({"right_ankle_score": [0.5, None, 0.5]}, "right_ankle.score", 1),
        (
            {"nose_x_px": [1.0, None, 1.0], "nose_y_px": [1.0, None, 1.0]},
            "nose.score",
            1,
        ),
    ],
)
def test_a_wrong_number_is_refused_by_record_and_field(columns, field, record):
    refusal = refusal_of(changed(still_table(), **columns))
    assert (refusal.field, refusal.record) == (field, record)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"time_s": ...}, "time_s"),
        ({"left_knee_y_px": ...}, "left_knee_y_px"),
        ({"nose_x": [0.1, 0.1, 0.1]}, "nose_y"),
        ({"right_hip_y": [0.1, 0.1, 0.1]}, "right_hip"),
        ({"nose_score": [True, True, True]}, "nose_score"),
        ({"nose_x_px": ["1", "1", "1"]}, "nose_x_px"),
        ({"nose_x_px": [[1.0], [1.0], [1.0]]}, "nose_x_px"),
        ({"time_s": pa.array([0, 1, 2], pa.timestamp("us"))}, "time_s"),
    ],
)
def test_a_wrong_column_is_refused_by_name(columns, field):
    refusal = refusal_of(changed(still_table(), **columns))
    assert (refusal.field, refusal.record) == (field, None)


def test_a_column_given_twice_is_refused_by_name():
    table = still_table()
    twice = table.append_column("nose_score", table.column("nose_score"))
    assert refusal_of(file_of(twice)).field == "nose_score"


@pytest.mark.parametrize(
    ("metadata", "field"),
    [
        (None, "facts"),
        ({"plumbline.facts": "{"}, "facts"),
        ({"plumbline.facts": b"\xff"}, "facts"),
        ({"plumbline.facts": "[]"}, "facts"),
        ({"plumbline.facts": "{}"}, "schema"),
        ({"plumbline.facts": json.dumps({**facts_to_json(FACTS), "mirrored": 0})}, "mirrored"),
        ({"plumbline.export": "1", "plumbline.facts": json.dumps(facts_to_json(FACTS))}, "facts"),
    ],
)
def test_wrong_facts_are_refused_by_name(metadata, field):
    table = still_table().replace_schema_metadata(metadata)
    assert refusal_of(file_of(table)).field == field


def test_a_recording_of_more_than_two_megabytes_of_records_is_refused_before_it_is_read():
    # 2,000,000 / 106 = 18,867.9 records
    columns = {name: np.zeros(18_868, "f4") for name in still_table().column_names}
    table = pa.table(columns, metadata=still_table().schema.metadata)
    assert refusal_of(file_of(table)).field == "time_s"


def test_an_empty_recording_is_kept():
    records, _ = decode_recording_parquet(recording_to_parquet(still_records(0), FACTS))
    assert len(records) == 0


def test_records_that_break_a_limit_are_not_written():
    bad = still_records(2)
    bad["points"]["x"][1, 0] = 30_000
    with pytest.raises(PoseFormatError) as caught:
        recording_to_parquet(bad, FACTS)
    assert (caught.value.field, caught.value.record) == ("nose.x", 1)


@given(st.data())
def test_a_harmed_file_is_read_or_refused_in_one_line_and_never_fails_otherwise(data):
    content = bytearray(recording_to_parquet(still_records(4), FACTS))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content) - 1))
        content[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    try:
        records, facts = decode_recording_parquet(bytes(content))
    except PoseFormatError as refusal:
        message = str(refusal)
        assert "\n" not in message
    else:
        assert isinstance(facts, RecordingFacts)
        again = records_from_stream(stream_from_records(records, facts))
        assert len(again) <= len(records)


def test_without_pyarrow_the_refusal_says_what_to_install(monkeypatch, tmp_path):
    path = tmp_path / "recording"
    path.write_bytes(recording_to_parquet(still_records(4), FACTS))
    assert read_recording_file(path).n_frames == 4
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PoseFormatError, match="pip install pyarrow"):
        read_recording_file(path)


@pytest.mark.parametrize("exercise", ["CTK", "ELK", "RTK"])
def test_a_real_estimators_recording_keeps_its_places_to_half_a_wire_unit(exercise):
    stream = keraal_alphapose(exercise)
    records = records_from_stream(stream)
    again = stream_from_records(
        *decode_recording_parquet(recording_to_parquet(records, stream.facts))
    )
    # Half a unit is 960/16384/2 = 0.029 px.
    np.testing.assert_allclose(again.xy_px, stream.xy_px, rtol=0, atol=0.03)
    np.testing.assert_allclose(again.times_s, stream.times_s, rtol=0, atol=0.5e-6 + 1e-12)
