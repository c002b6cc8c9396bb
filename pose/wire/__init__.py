"""Bytes, JSON and Parquet to keypoints and back: the wire format `plumbline.keypoints/1`.

`docs/datatypes.md` is the contract; `frontend/src/recording/wire.ts` is the other end.
Decoding is one `numpy.frombuffer`; everything after it is checks on whole arrays.
"""

from pose.wire.facts import (
    MAX_UNCERTAIN_SPANS,
    check_model_is_published,
    facts_from_json,
    facts_to_json,
    uncertain_spans_from_json,
)
from pose.wire.json_form import (
    JSON_MEDIA_TYPE,
    chunk_to_json,
    decode_chunk_json,
    decode_recording_json,
    recording_to_json,
)
from pose.wire.limits import (
    MAX_FRAMES_PER_SECOND,
    MAX_RECORDING_BYTES,
    MAX_TIME_US,
    check_records,
)
from pose.wire.parquet_form import decode_recording_parquet, recording_to_parquet
from pose.wire.recording_file import (
    pack_recording,
    read_recording_file,
    unpack_recording,
    write_recording_file,
)
from pose.wire.records import (
    HEADER_DTYPE,
    MAX_RECORDS_IN_CHUNK,
    MEDIA_TYPE,
    RECORD_DTYPE,
    Chunk,
    Records,
    decode_chunk,
    encode_chunk,
    join_chunks,
    records_from_arrays,
)
from pose.wire.streams import records_from_stream, stream_from_records

__all__ = [
    "HEADER_DTYPE",
    "JSON_MEDIA_TYPE",
    "MAX_FRAMES_PER_SECOND",
    "MAX_RECORDING_BYTES",
    "MAX_RECORDS_IN_CHUNK",
    "MAX_TIME_US",
    "MAX_UNCERTAIN_SPANS",
    "MEDIA_TYPE",
    "RECORD_DTYPE",
    "Chunk",
    "Records",
    "check_model_is_published",
    "check_records",
    "chunk_to_json",
    "decode_chunk",
    "decode_chunk_json",
    "decode_recording_json",
    "decode_recording_parquet",
    "encode_chunk",
    "facts_from_json",
    "facts_to_json",
    "join_chunks",
    "pack_recording",
    "read_recording_file",
    "recording_to_json",
    "recording_to_parquet",
    "records_from_arrays",
    "records_from_stream",
    "stream_from_records",
    "uncertain_spans_from_json",
    "unpack_recording",
    "write_recording_file",
]
