"""The Parquet form of a recording: one table of typed columns, for notebooks and archives.

PyArrow is imported where it is used: neither a worker nor `import pose.wire` loads it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import KEYPOINT_NAMES, N_KEYPOINTS
from pose.stream import FloatArray, PoseFormatError, RecordingFacts
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
    RECORD_DTYPE,
    Records,
    records_from_arrays,
    refuse_scores_of_missing,
)
from pose.wire.strict_json import parsed_json

PARQUET_MAGIC: Final = b"PAR1"
FACTS_KEY: Final = b"plumbline.facts"
"""Key of the facts, as JSON, in the file's metadata."""
EXPORT_KEY: Final = b"plumbline.export"
"""Key that marks a table of results (`scoring/export.py`), which is no recording."""
TIME_COLUMN: Final = "time_s"
PIXELS: Final = ("x_px", "y_px")
SHARES: Final = ("x", "y")
"""Endings of the coordinates: pixels, or units of the image's width and height."""


def recording_to_parquet(records: Records, facts: RecordingFacts) -> bytes:
    """Return a recording as the bytes of a Parquet file.

    Times are 64-bit; pixels and scores are 32-bit, whose 24 binary digits are finer than
    the wire's 16: `decode_recording_parquet` gives back the same records, bit for bit.
    A missing keypoint is null in all three of its columns.

    Raises
    ------
    PoseFormatError
        If a record breaks a limit.
    """
    check_records(records)
    points = points_of(records)
    missing = points[..., 0] == MISSING
    scales = (
        facts.image_width_px / COORDINATE_SCALE,
        facts.image_height_px / COORDINATE_SCALE,
        1 / SCORE_SCALE,
    )
    columns = {TIME_COLUMN: records["time_us"] / MICROSECONDS}
    for keypoint, name in enumerate(KEYPOINT_NAMES):
        for part, ending in enumerate((*PIXELS, "score")):
            values = points[:, keypoint, part]
            numbers = (values.view(np.uint16) if ending == "score" else values) * scales[part]
            numbers[missing[:, keypoint]] = np.nan
            columns[f"{name}_{ending}"] = numbers.astype(np.float32)
    return table_to_parquet(columns, {FACTS_KEY: facts_to_json(facts)})


def table_to_parquet(
    columns: Mapping[str, NDArray[Any]], metadata: Mapping[bytes, Mapping[str, Any]]
) -> bytes:
    """Return columns of one length as the bytes of a Parquet file; NaN becomes null.

    Parameters
    ----------
    columns
        Arrays of shape ``(n,)`` by name; their types become the columns' types.
    metadata
        JSON objects by their key in the file's metadata.

    Raises
    ------
    PoseFormatError
        If PyArrow is not installed.
    """
    with _pyarrow() as (pa, parquet):
        arrays = {name: pa.array(values, from_pandas=True) for name, values in columns.items()}
        texts = {key: json.dumps(value, allow_nan=False) for key, value in metadata.items()}
        sink = pa.BufferOutputStream()
        parquet.write_table(pa.table(arrays, metadata=texts), sink, compression="zstd")
        return bytes(sink.getvalue())


def decode_recording_parquet(content: bytes) -> tuple[Records, RecordingFacts]:
    """Return records and facts from the bytes of a Parquet file.

    Coordinates are pixels (``nose_x_px``) or shares of the picture (``nose_x``, in units
    of its width, and ``nose_y``, in units of its height), one of the two throughout.
    Columns may be of any type of floating-point or whole number; null and NaN are
    "missing".  Other columns are passed over.  Numbers are rounded to the wire's units
    and held to its limits.

    Raises
    ------
    PoseFormatError
        Naming the column, or the record and field, that is wrong.
    """
    with _pyarrow() as (pa, parquet):
        file = parquet.ParquetFile(pa.BufferReader(content))
        facts = _facts(file.schema_arrow.metadata or {})
        n_records = file.metadata.num_rows
        if n_records * RECORD_DTYPE.itemsize > MAX_RECORDING_BYTES:
            raise PoseFormatError(TIME_COLUMN, f"{n_records} frames are more than 2 MB of records")
        names = _column_names(file.schema_arrow.names)
        table = file.read(columns=names, use_threads=False)
        columns = [_numbers(pa, table.column(name), name) for name in names]
    points = np.stack(columns[1:], axis=1).reshape(n_records, N_KEYPOINTS, 3)
    xy, scores = points[..., :2], points[..., 2]
    if names[1].endswith(PIXELS):
        xy = xy / np.array((facts.image_width_px, facts.image_height_px))
    missing = np.isnan(xy).all(axis=2)
    scores = np.where(missing & np.isnan(scores), 0.0, scores)
    refuse_scores_of_missing(xy, scores)
    return records_from_arrays(columns[0], xy, scores), facts


@contextmanager
def _pyarrow() -> Iterator[tuple[Any, Any]]:
    """Give PyArrow and its Parquet module; what they refuse becomes a `PoseFormatError`."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - large, and only this form needs it
        from pyarrow import parquet  # noqa: PLC0415 - the same
    except ImportError as error:
        raise PoseFormatError(
            "magic", "a Parquet file, which needs PyArrow: pip install pyarrow"
        ) from error
    try:
        yield pa, parquet
    except PoseFormatError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise PoseFormatError("body", f"not a Parquet file that can be read: {reason}") from error


def _facts(metadata: dict[bytes, bytes]) -> RecordingFacts:
    """Return the facts from the file's metadata."""
    if EXPORT_KEY in metadata:
        raise PoseFormatError(
            "facts", "this is an export of results; give the recording that it was made from"
        )
    if FACTS_KEY not in metadata:
        raise PoseFormatError("facts", f"the file's metadata have no {FACTS_KEY.decode()!r}")
    return facts_from_json(parsed_json(metadata[FACTS_KEY], "facts"))


def _column_names(present: list[str]) -> list[str]:
    """Return the names of the 52 columns in the order of the wire, or name what is wrong."""
    endings = SHARES if f"{KEYPOINT_NAMES[0]}_{SHARES[0]}" in present else PIXELS
    points = [f"{name}_{part}" for name in KEYPOINT_NAMES for part in (*endings, "score")]
    count = Counter(present)
    for name in (TIME_COLUMN, *points):
        if count[name] != 1:
            raise PoseFormatError(
                name, "the column is missing" if count[name] == 0 else "the column is given twice"
            )
    other = PIXELS if endings is SHARES else SHARES
    for name in KEYPOINT_NAMES:
        if count[f"{name}_{other[0]}"] or count[f"{name}_{other[1]}"]:
            raise PoseFormatError(name, "given in pixels and in shares of the picture")
    return [TIME_COLUMN, *points]


def _numbers(pa: Any, column: Any, name: str) -> FloatArray:
    """Return a column as 64-bit numbers, NaN for null."""
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        raise PoseFormatError(name, f"a column of {column.type!s:.40}, not of numbers")
    numbers: FloatArray = column.cast(pa.float64(), safe=False).to_numpy()
    return numbers
