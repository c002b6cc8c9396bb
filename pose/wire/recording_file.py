"""Recording files: one whole recording with its facts, told apart by their content."""

import json
from codecs import BOM_UTF8
from pathlib import Path
from typing import Final

import numpy as np

from pose.stream import KeypointStream, PoseFormatError, RecordingFacts
from pose.wire.facts import facts_from_json, facts_to_json
from pose.wire.json_form import decode_recording_json
from pose.wire.limits import check_records
from pose.wire.parquet_form import PARQUET_MAGIC, decode_recording_parquet
from pose.wire.records import MAGIC, RECORD_DTYPE, Records
from pose.wire.streams import stream_from_records
from pose.wire.strict_json import parsed_json

FILE_MAGIC: Final = b"PLKREC01"
_LENGTH_BYTES: Final = 4
_HEAD_BYTES: Final = len(FILE_MAGIC) + _LENGTH_BYTES


def pack_recording(records: Records, facts: RecordingFacts) -> bytes:
    """Return a recording as the bytes of a recording file.

    Raises
    ------
    PoseFormatError
        If a record breaks a limit.
    """
    check_records(records)
    text = json.dumps(facts_to_json(facts), allow_nan=False).encode()
    return b"".join(
        (
            FILE_MAGIC,
            len(text).to_bytes(_LENGTH_BYTES, "little"),
            text,
            records.astype(RECORD_DTYPE, copy=False).tobytes(),
        )
    )


def unpack_recording(content: bytes) -> tuple[Records, RecordingFacts]:
    """Return records and facts from a recording file: binary, JSON or Parquet.

    Raises
    ------
    PoseFormatError
        Naming the field, or the record and field, that is wrong.
    """
    if content.removeprefix(BOM_UTF8).lstrip()[:1] == b"{":
        return decode_recording_json(content)
    if content.startswith(PARQUET_MAGIC):
        return decode_recording_parquet(content)
    if content.startswith(MAGIC):
        raise PoseFormatError(
            "facts",
            "chunks (PLKP) do not say how large the picture was; "
            "give a recording file (PLKREC01), or its JSON or Parquet form",
        )
    if not content.startswith(FILE_MAGIC):
        raise PoseFormatError(
            "magic", "not a recording: it must start with PLKREC01 or PAR1, or be JSON"
        )
    length = int.from_bytes(content[len(FILE_MAGIC) : _HEAD_BYTES], "little")
    body_bytes = len(content) - _HEAD_BYTES - length
    if body_bytes < 0:
        raise PoseFormatError("facts", f"{length} bytes announced, the file ends before them")
    facts = facts_from_json(
        parsed_json(content[_HEAD_BYTES : _HEAD_BYTES + length], "facts"),
    )
    if body_bytes % RECORD_DTYPE.itemsize:
        raise PoseFormatError("records", f"{body_bytes} bytes are no whole number of records")
    records = np.frombuffer(content[_HEAD_BYTES + length :], RECORD_DTYPE)
    check_records(records)
    return records, facts


def read_recording_file(path: Path) -> KeypointStream:
    """Return the stream in a recording file: binary, JSON or Parquet, whatever its name.

    Raises
    ------
    PoseFormatError
        If the file is not a recording.
    OSError
        If it cannot be read.
    """
    return stream_from_records(*unpack_recording(path.read_bytes()))


def write_recording_file(path: Path, records: Records, facts: RecordingFacts) -> None:
    """Write a recording file.

    Raises
    ------
    PoseFormatError
        If a record breaks a limit.
    OSError
        If it cannot be written.
    """
    path.write_bytes(pack_recording(records, facts))
