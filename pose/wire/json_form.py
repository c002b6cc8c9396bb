"""The JSON form of records, for integrators."""

import json
import math
from types import GenericAlias
from typing import Annotated, Any, Final

import msgspec
import numpy as np

from pose.keypoints import KEYPOINT_NAMES, N_KEYPOINTS
from pose.stream import PoseFormatError, RecordingFacts
from pose.wire.facts import facts_from_json, facts_to_json
from pose.wire.limits import (
    COORDINATE_SCALE,
    MAX_RECORDING_BYTES,
    MICROSECONDS,
    MISSING,
    SCORE_SCALE,
    check_records,
    points_of,
)
from pose.wire.records import (
    MAX_RECORDS_IN_CHUNK,
    RECORD_DTYPE,
    Chunk,
    Records,
    check_sequence,
    records_from_arrays,
    refuse_scores_of_missing,
)
from pose.wire.strict_json import parsed_json

JSON_MEDIA_TYPE: Final = "application/vnd.plumbline.keypoints+json"
SCHEMA: Final = "plumbline.keypoints/1"
ROW_LENGTH: Final = 1 + 3 * N_KEYPOINTS
MAX_JSON_BYTES: Final = 8 * MAX_RECORDING_BYTES
"""JSON says the same in up to eight times the bytes."""
_DECIMALS: Final = 6
"""Finer than both wire units (1/16384, 1/65535) and exact for microseconds."""
_BEYOND_ANY_LIMIT: Final = 1e9
_MAX_UNSIGNED: Final = 2**32 - 1
_FRAMES: Final = b'"frames"'
_Number = Annotated[float, msgspec.Meta(gt=-_BEYOND_ANY_LIMIT, lt=_BEYOND_ANY_LIMIT)]
_ROW: Any = GenericAlias(tuple, (_Number, *(_Number | None, _Number | None, _Number) * N_KEYPOINTS))
_ROWS_READER: Final = msgspec.json.Decoder(list[_ROW])
"""Knows what `_numbers` knows: 52 numbers in range, null for x and y alone, nothing else."""


def decode_chunk_json(
    body: bytes | str, *, sequence: int | None = None, previous_time_us: int | None = None
) -> Chunk:
    """Return one chunk from its JSON form; the same records as its binary form.

    Raises
    ------
    PoseFormatError
        Naming the field, or the record and field, that is wrong.
    """
    if len(body) > MAX_RECORDING_BYTES:
        raise PoseFormatError("body", f"{len(body)} bytes; at most {MAX_RECORDING_BYTES}")
    value = _parse(body)
    number = _unsigned(value, "sequence")
    check_sequence(number, expected=sequence)
    first_frame = _unsigned(value, "first_frame")
    records = _records(value.get("frames"))
    if not 1 <= len(records) <= MAX_RECORDS_IN_CHUNK:
        raise PoseFormatError(
            "frames", f"{len(records)} frames; a chunk has 1 to {MAX_RECORDS_IN_CHUNK}"
        )
    check_records(records, previous_time_us=previous_time_us)
    return Chunk(number, first_frame, records)


def decode_recording_json(body: bytes | str) -> tuple[Records, RecordingFacts]:
    """Return a whole recording with its facts from one JSON document.

    Raises
    ------
    PoseFormatError
        Naming the field, or the record and field, that is wrong.
    """
    if len(body) > MAX_JSON_BYTES:
        raise PoseFormatError("body", f"{len(body)} bytes; at most {MAX_JSON_BYTES}")
    value = _parse(body)
    facts = facts_from_json(value.get("facts"))
    return _records(value.get("frames")), facts


def chunk_to_json(chunk: Chunk) -> str:
    """Return a chunk in its JSON form."""
    return _document(
        {"sequence": chunk.sequence, "first_frame": chunk.first_frame, "facts": {}}, chunk.records
    )


def recording_to_json(records: Records, facts: RecordingFacts) -> str:
    """Return a whole recording, with its facts, as one JSON document."""
    return _document(
        {"sequence": 0, "first_frame": 0, "facts": facts_to_json(facts)},
        records,
    )


def _document(head: dict[str, Any], records: Records) -> str:
    """Return the JSON text of records below their head."""
    rows = np.empty((len(records), ROW_LENGTH))
    points = points_of(records)
    rows[:, 0] = records["time_us"] / MICROSECONDS
    rows[:, 1::3] = points[..., 0] / COORDINATE_SCALE
    rows[:, 2::3] = points[..., 1] / COORDINATE_SCALE
    rows[:, 3::3] = points[..., 2].view(np.uint16) / SCORE_SCALE
    frames: list[list[Any]] = rows.round(_DECIMALS).tolist()
    for record, keypoint in np.argwhere(points[..., 0] == MISSING):
        frames[record][1 + 3 * keypoint] = None
        frames[record][2 + 3 * keypoint] = None
    document = {"schema": SCHEMA, **head, "frames": frames}
    return json.dumps(document, allow_nan=False, separators=(",", ":"))


def _parse(body: bytes | str) -> dict[str, Any]:
    """Return the document as an object of the right schema."""
    content = body if isinstance(body, bytes) else body.encode(errors="surrogatepass")
    value = _parsed_quickly(content)
    if value is None:
        value = parsed_json(content, "body", refuse_constant=_refuse_constant)
    if not isinstance(value, dict):
        raise PoseFormatError("body", "not a JSON object")
    if value.get("schema") != SCHEMA:
        raise PoseFormatError("schema", f"must be {SCHEMA!r}")
    return value


def _parsed_quickly(content: bytes) -> dict[str, Any] | None:
    """Return the document with its frames as tuples of numbers, or nothing.

    The frames are nearly all of a document and hold nothing but numbers: they are cut out
    and read by a reader that knows what a row is.  Whatever is unusual gives ``None``, so
    that the ordinary reader reads the whole and finds words for it.
    """
    name = content.find(_FRAMES)
    start = content.find(b"[", name)
    end = content.rfind(b"]]") + len(b"]]")
    plain = name >= 0 and content.find(_FRAMES, name + 1) < 0
    if not plain or content[name + len(_FRAMES) : start].strip() != b":":
        return None
    try:
        frames = _ROWS_READER.decode(memoryview(content)[start:end])
        value = parsed_json(content[:start] + b"null" + content[end:], "body")
    except (msgspec.DecodeError, PoseFormatError):
        return None
    return {**value, "frames": frames} if "frames" in value else None


def _refuse_constant(name: str) -> float:
    """Refuse what Python's reader takes although it is no JSON."""
    raise PoseFormatError("frames", f"{name} is no JSON; a missing keypoint is null")


def _unsigned(value: dict[str, Any], name: str) -> int:
    """Return a whole number that the binary header can hold."""
    number = value.get(name)
    if isinstance(number, bool) or not isinstance(number, int):
        raise PoseFormatError(name, "not a whole number")
    if not 0 <= number <= _MAX_UNSIGNED:
        raise PoseFormatError(name, f"{number} is not between 0 and {_MAX_UNSIGNED}")
    return number


def _records(frames: Any) -> Records:
    """Return records from rows of 52 numbers."""
    if not isinstance(frames, list):
        raise PoseFormatError("frames", "not a list of frames")
    if len(frames) * RECORD_DTYPE.itemsize > MAX_RECORDING_BYTES:
        raise PoseFormatError("frames", f"{len(frames)} frames are more than 2 MB of records")
    if frames and not isinstance(frames[0], tuple):
        frames = [_numbers(row, record) for record, row in enumerate(frames)]
    rows = np.array(frames, dtype=np.float64).reshape(-1, ROW_LENGTH)
    points = rows[:, 1:].reshape(-1, N_KEYPOINTS, 3)
    refuse_scores_of_missing(points[..., :2], points[..., 2])
    return records_from_arrays(rows[:, 0], points[..., :2], points[..., 2])


def _numbers(row: Any, record: int) -> list[float]:
    """Return one row with NaN for null, after refusing everything that is no number."""
    if not isinstance(row, list):
        raise PoseFormatError("frames", "not a list of numbers", record=record)
    if len(row) != ROW_LENGTH:
        raise PoseFormatError(
            "frames", f"{len(row)} numbers where {ROW_LENGTH} should be", record=record
        )
    for column, number in enumerate(row):
        may_be_null = column > 0 and column % 3 != 0
        if number is None and may_be_null:
            continue
        # `type` and not `isinstance`: true and false are whole numbers to Python.
        if type(number) not in (float, int) or not abs(number) < _BEYOND_ANY_LIMIT:
            raise PoseFormatError(
                _column_name(column), f"{number!r:.40} is not a number in range", record=record
            )
    return [math.nan if number is None else number for number in row]


def _column_name(column: int) -> str:
    """Return what the number in this column of a row is."""
    if column == 0:
        return "time_s"
    keypoint, part = divmod(column - 1, 3)
    return f"{KEYPOINT_NAMES[keypoint]}.{('x', 'y', 'score')[part]}"
