"""Records and chunks: the binary form."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pose.keypoints import KEYPOINT_NAMES, N_KEYPOINTS
from pose.stream import PoseFormatError
from pose.wire.limits import (
    COORDINATE_SCALE,
    HIGHEST_COORDINATE,
    LOWEST_COORDINATE,
    MAX_RECORDING_BYTES,
    MAX_TIME_US,
    MICROSECONDS,
    MISSING,
    SCORE_SCALE,
    check_records,
)

MEDIA_TYPE: Final = "application/vnd.plumbline.keypoints"
MAGIC: Final = b"PLKP"
VERSION: Final = 1
MAX_RECORDS_IN_CHUNK: Final = 2000

HEADER_DTYPE: Final = np.dtype(
    [
        ("magic", "S4"),
        ("version", "<u2"),
        ("record_count", "<u2"),
        ("sequence", "<u4"),
        ("first_frame", "<u4"),
    ]
)
POINT_DTYPE: Final = np.dtype([("x", "<i2"), ("y", "<i2"), ("score", "<u2")])
RECORD_DTYPE: Final = np.dtype([("time_us", "<u4"), ("points", POINT_DTYPE, (N_KEYPOINTS,))])

Records = NDArray[Any]
"""Structured array of `RECORD_DTYPE`."""


@dataclass(frozen=True)
class Chunk:
    """One chunk of a recording: about two seconds of records."""

    sequence: int
    first_frame: int
    records: Records


def encode_chunk(records: Records, *, sequence: int, first_frame: int) -> bytes:
    """Return the bytes of one chunk.

    Parameters
    ----------
    records
        1 to 2000 records of `RECORD_DTYPE`.
    sequence
        Number of the chunk in the recording, from 0.
    first_frame
        Index of the first record in the whole recording.

    Raises
    ------
    PoseFormatError
        If there are too few or too many records, or one breaks a limit.
    """
    _check_record_count(len(records))
    check_records(records)
    header = np.array((MAGIC, VERSION, len(records), sequence, first_frame), dtype=HEADER_DTYPE)
    return header.tobytes() + records.astype(RECORD_DTYPE, copy=False).tobytes()


def decode_chunk(
    body: bytes, *, sequence: int | None = None, previous_time_us: int | None = None
) -> Chunk:
    """Return the records of one chunk as a read-only view of its bytes.

    Parameters
    ----------
    body
        The chunk as it was sent.
    sequence
        The number it must have (the one in its address); ``None`` accepts any.
    previous_time_us
        Time of the last record of the chunk before, where it is known.

    Raises
    ------
    PoseFormatError
        Naming the header field or the record and field that is wrong.
    """
    if len(body) > MAX_RECORDING_BYTES:
        raise PoseFormatError("body", f"{len(body)} bytes; at most {MAX_RECORDING_BYTES}")
    if len(body) < HEADER_DTYPE.itemsize:
        raise PoseFormatError("body", f"{len(body)} bytes; the header alone has 16")
    header = np.frombuffer(body, HEADER_DTYPE, count=1)[0]
    if body[: len(MAGIC)] != MAGIC:
        raise PoseFormatError("magic", "not a chunk of keypoints: it must start with PLKP")
    if header["version"] != VERSION:
        raise PoseFormatError("version", f"{header['version']}; this reader knows {VERSION}")
    count = int(header["record_count"])
    _check_record_count(count)
    expected = HEADER_DTYPE.itemsize + count * RECORD_DTYPE.itemsize
    if len(body) != expected:
        raise PoseFormatError(
            "record_count", f"{count} records are {expected} bytes, the body has {len(body)}"
        )
    check_sequence(int(header["sequence"]), expected=sequence)
    records = np.frombuffer(body, RECORD_DTYPE, offset=HEADER_DTYPE.itemsize)
    check_records(records, previous_time_us=previous_time_us)
    return Chunk(int(header["sequence"]), int(header["first_frame"]), records)


def check_sequence(number: int, *, expected: int | None) -> None:
    """Refuse a chunk whose number is not the one in its address."""
    if expected is not None and number != expected:
        raise PoseFormatError("sequence", f"{number} in the chunk, {expected} in its address")


def _check_record_count(count: int) -> None:
    """Refuse an empty or an overlong chunk."""
    if not 1 <= count <= MAX_RECORDS_IN_CHUNK:
        raise PoseFormatError("record_count", f"{count}; a chunk has 1 to {MAX_RECORDS_IN_CHUNK}")


def join_chunks(chunks: Iterable[Chunk]) -> Records:
    """Return all records of a recording from its chunks, in order of sequence.

    Raises
    ------
    PoseFormatError
        If a chunk is missing or its ``first_frame`` does not follow the one before, or if
        the recording as a whole breaks a limit (time across chunks, rate, length, size).
    """
    parts: list[Records] = []
    n_records = 0
    for expected, chunk in enumerate(chunks):
        if chunk.sequence != expected:
            raise PoseFormatError("sequence", f"{chunk.sequence} where {expected} should be")
        if chunk.first_frame != n_records:
            raise PoseFormatError(
                "first_frame",
                f"chunk {expected} starts at {chunk.first_frame}, "
                f"the chunks before it have {n_records} records",
            )
        parts.append(chunk.records)
        n_records += len(chunk.records)
    records = np.concatenate(parts) if parts else np.empty(0, RECORD_DTYPE)
    check_records(records)
    return records


def records_from_arrays(times_s: ArrayLike, xy: ArrayLike, scores: ArrayLike) -> Records:
    """Return records from plain numbers.

    Parameters
    ----------
    times_s
        Shape ``(n,)``, seconds since the first record.
    xy
        Shape ``(n, 17, 2)``, in units of the image's width and height; NaN where missing.
    scores
        Shape ``(n, 17)``, in [0, 1]; taken as 0 where the keypoint is missing.

    Raises
    ------
    PoseFormatError
        If a number does not fit the format, naming record and field.
    """
    times = np.asarray(times_s, dtype=np.float64)
    points = np.asarray(xy, dtype=np.float64).reshape(len(times), N_KEYPOINTS, 2)
    confidence = np.asarray(scores, dtype=np.float64).reshape(len(times), N_KEYPOINTS)
    with np.errstate(over="ignore"):  # what overflows is refused below, with words
        times_us = np.rint(times * MICROSECONDS)
        # One contiguous array for each axis: several times faster than the pairs.
        units = {
            name: np.rint(points[..., axis] * COORDINATE_SCALE) for axis, name in enumerate("xy")
        }
    missing = np.isnan(units["x"]) & np.isnan(units["y"])
    _refuse_first(~((times_us >= 0) & (times_us < MAX_TIME_US)), "time_us", "not in [0 s, 600 s)")
    for name, values in units.items():
        inside = (values >= LOWEST_COORDINATE) & (values <= HIGHEST_COORDINATE)
        reason = "not a number in [-0.5, 1.5], or missing without its partner"
        _refuse_first(~(inside | missing), name, reason)
    bad_score = ~((confidence >= 0) & (confidence <= 1)) & ~missing
    _refuse_first(bad_score, "score", "not a number in [0, 1]")
    records = np.empty(len(times), RECORD_DTYPE)
    records["time_us"] = times_us
    for name, values in units.items():
        values[missing] = MISSING
        records["points"][name] = values
    records["points"]["score"] = np.where(missing, 0, np.rint(confidence * SCORE_SCALE))
    check_records(records)
    return records


def refuse_scores_of_missing(xy: NDArray[np.float64], scores: NDArray[np.float64]) -> None:
    """Refuse a score above 0 for a keypoint that is missing, ``(n, 17, 2)`` and ``(n, 17)``.

    Raises
    ------
    PoseFormatError
        Naming the record and the keypoint.
    """
    scored = np.isnan(xy[..., 0]) & np.isnan(xy[..., 1]) & (scores != 0)
    _refuse_first(scored, "score", "a missing keypoint has score 0")


def _refuse_first(bad: NDArray[np.bool_], field: str, reason: str) -> None:
    """Refuse the first record of which ``bad`` is true, naming the keypoint if it has one."""
    if not bad.any():
        return
    record, *keypoint = np.argwhere(bad)[0]
    name = f"{KEYPOINT_NAMES[keypoint[0]]}.{field}" if keypoint else field
    raise PoseFormatError(name, reason, record=int(record))
