"""Whole recordings: as a stream for scoring, and as files."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pose.keypoints import INDEX
from pose.stream import KeypointStream, PoseFormatError
from pose.wire import (
    encode_chunk,
    pack_recording,
    read_recording_file,
    recording_to_json,
    recording_to_parquet,
    records_from_stream,
    stream_from_records,
    unpack_recording,
    write_recording_file,
)
from tests.builders.keypoints import FACTS, any_records, still_records


def test_a_record_becomes_pixels_seconds_and_scores():
    # x 8192/16384 of 1280 px is 640, y 4096/16384 of 720 px is 180, score 13107/65535 is 0.2
    records = still_records(2)
    records["points"]["y"] = 4096
    records["points"]["score"] = 13107
    records["time_us"][1] = 40_000
    stream = stream_from_records(records, FACTS)
    np.testing.assert_array_equal(stream.times_s, [0.0, 0.04])
    assert (stream.xy_px == (640.0, 180.0)).all()
    np.testing.assert_allclose(stream.scores, 0.2)


@given(any_records())
def test_a_stream_written_again_gives_the_same_records(records):
    stream = stream_from_records(records, FACTS)
    fresh = np.diff(records["time_us"].astype(int), prepend=-1) != 0
    np.testing.assert_array_equal(records_from_stream(stream), records[fresh])


def test_missing_keypoints_are_nan_with_score_zero():
    records = still_records(3)
    records["points"][1, 5] = (-32768, -32768, 0)
    stream = stream_from_records(records, FACTS)
    assert np.argwhere(np.isnan(stream.xy_px)).tolist() == [[1, 5, 0], [1, 5, 1]]
    assert stream.scores[1, 5] == 0.0


def test_repeated_frames_are_dropped_and_counted():
    records = still_records(6)
    records["time_us"] = (0, 0, 33_333, 33_333, 33_333, 66_667)
    records["points"]["x"][:, 0] = (1, 2, 3, 4, 5, 6)
    stream = stream_from_records(records, FACTS)
    assert stream.repeated_frames == 3
    assert stream.n_frames == 3
    # The first of each is kept.
    np.testing.assert_allclose(stream.xy_px[:, 0, 0] * 16384 / 1280, (1, 3, 6))


def test_a_mirrored_recording_is_turned_round():
    records = still_records(2)
    records["points"]["x"][:, INDEX["left_knee"]] = 4096  # a quarter from the left, 320 px
    stream = stream_from_records(records, replace(FACTS, mirrored=True))
    assert not stream.facts.mirrored
    assert (stream.xy_px[:, INDEX["right_knee"], 0] == 960.0).all()
    assert (stream.xy_px[:, INDEX["left_knee"], 0] == 640.0).all()
    assert stream.unmirrored() is stream


def test_an_empty_recording_is_an_empty_stream():
    stream = stream_from_records(still_records(0), FACTS)
    assert (stream.n_frames, stream.duration_s) == (0, 0.0)
    assert len(records_from_stream(stream)) == 0


def test_a_stream_that_starts_late_is_written_from_zero():
    stream = KeypointStream(
        np.array([5.0, 5.1]), np.full((2, 17, 2), 100.0), np.full((2, 17), 0.5), FACTS
    )
    assert records_from_stream(stream)["time_us"].tolist() == [0, 100_000]


def test_decoding_leaves_the_bytes_as_they_are():
    content = pack_recording(still_records(4), FACTS)
    records, facts = unpack_recording(content)
    with pytest.raises(ValueError, match="read-only"):
        records["time_us"][0] = 1
    before = records.tobytes()
    stream_from_records(records, facts).xy_px[:] = 0.0
    assert records.tobytes() == before


@given(any_records())
def test_a_recording_survives_its_file(records):
    again, facts = unpack_recording(pack_recording(records, FACTS))
    np.testing.assert_array_equal(again, records)
    assert facts == FACTS


FORMS = {
    "binary": pack_recording,
    "json": lambda records, facts: recording_to_json(records, facts).encode(),
    "json after a line": lambda records, facts: b"\n" + recording_to_json(records, facts).encode(),
    "json after a mark": lambda records, facts: (
        b"\xef\xbb\xbf" + recording_to_json(records, facts).encode()
    ),
    "parquet": recording_to_parquet,
}


@pytest.mark.parametrize("name", ["recording.plk", "recording.json", "recording.parquet", "data"])
@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_known_by_its_content_and_not_by_its_name(tmp_path, form, name):
    path = tmp_path / name
    path.write_bytes(FORMS[form](still_records(30), FACTS))
    stream = read_recording_file(path)
    assert stream.n_frames == 30
    assert stream.facts == FACTS


def test_a_written_file_is_read_again(tmp_path):
    path = tmp_path / "recording.plk"
    write_recording_file(path, still_records(30), FACTS)
    assert read_recording_file(path).n_frames == 30


@given(any_records())
def test_every_form_holds_the_same_stream(records):
    streams = [
        stream_from_records(*unpack_recording(write(records, replace(FACTS, mirrored=True))))
        for write in FORMS.values()
    ]
    for stream in streams[1:]:
        np.testing.assert_array_equal(stream.times_s, streams[0].times_s)
        np.testing.assert_array_equal(stream.xy_px, streams[0].xy_px)
        np.testing.assert_array_equal(stream.scores, streams[0].scores)
        assert stream.repeated_frames == streams[0].repeated_frames


@pytest.mark.parametrize("form", FORMS)
def test_any_rate_with_jitter_repeats_and_pauses_is_read_by_its_stamps(form):
    for fps in (8.0, 12.5, 24.0, 59.94, 119.9):
        records = still_records(120, fps=fps)
        shift_us = np.random.default_rng(8).integers(0, int(0.4e6 / fps), 120)
        records["time_us"] += shift_us.astype(np.uint32)
        records["time_us"][60:] += 7_000_000  # a pause
        records["time_us"][30] = records["time_us"][29]  # a repeat
        stream = stream_from_records(*unpack_recording(FORMS[form](records, FACTS)))
        kept = np.delete(records["time_us"], 30)
        np.testing.assert_allclose(stream.times_s, kept / 1e6, rtol=0, atol=1e-9)
        assert stream.repeated_frames == 1


def test_chunks_without_facts_are_refused_with_what_to_give_instead():
    chunks = [encode_chunk(still_records(60), sequence=n, first_frame=60 * n) for n in (0, 1)]
    with pytest.raises(PoseFormatError, match="give a recording file") as caught:
        unpack_recording(b"".join(chunks))
    assert caught.value.field == "facts"


@given(st.sampled_from([b"", b"PLKREC01", b"PAR1", b"PLKP", b"{"]), st.binary(max_size=300))
def test_noise_after_any_beginning_is_refused_in_one_line(beginning, noise):
    with pytest.raises(PoseFormatError) as caught:
        unpack_recording(beginning + noise)
    assert len(str(caught.value).splitlines()) == 1


def test_a_file_starts_as_the_format_says():
    content = pack_recording(still_records(2), FACTS)
    length = int.from_bytes(content[8:12], "little")
    assert content[:8] == b"PLKREC01"
    assert content[12:13] == b"{"
    assert len(content) == 12 + length + 2 * 106


@pytest.mark.parametrize(
    ("harm", "field"),
    [
        (lambda content: content[1:], "magic"),
        (lambda content: content[:0], "magic"),
        (lambda content: content[:10], "facts"),
        (lambda content: content[:-1], "records"),
        (lambda content: content.replace(b'"mirrored"', b'"mirored_"'), "mirrored"),
        (lambda content: content.replace(b'{"schema"', b'["schema"'), "facts"),
        (lambda content: content.replace(b'"mirrored"', b'"schema"  '), "'schema'"),
        (lambda content: content.replace(b": 720", b": NaN"), "facts"),
        (lambda content: content.replace(b"litert", b"lit\xffrt"), "facts"),
        (lambda content: b"{" + content, "body"),
    ],
)
def test_a_harmed_file_is_refused_by_name(tmp_path, harm, field):
    path = tmp_path / "recording.plk"
    path.write_bytes(harm(pack_recording(still_records(2), FACTS)))
    with pytest.raises(PoseFormatError) as caught:
        read_recording_file(path)
    assert caught.value.field == field


def test_records_that_break_a_limit_are_neither_written_nor_read(tmp_path):
    good = pack_recording(still_records(2), FACTS)
    bad = still_records(2)
    bad["points"]["x"][1, 0] = 30_000
    with pytest.raises(PoseFormatError):
        pack_recording(bad, FACTS)
    with pytest.raises(PoseFormatError) as caught:
        unpack_recording(good[: -2 * 106] + bad.tobytes())
    assert (caught.value.field, caught.value.record) == ("nose.x", 1)
