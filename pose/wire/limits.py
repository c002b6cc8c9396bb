"""What a recording may hold, whichever form it came in."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import KEYPOINT_NAMES, N_KEYPOINTS
from pose.stream import PoseFormatError

MISSING: Final = -32768
"""Value of x and y on the wire where a keypoint was not found."""

COORDINATE_SCALE: Final = 16384
"""Wire units per image width (x) or height (y)."""

SCORE_SCALE: Final = 65535
"""Wire units per 1.0 of score."""

LOWEST_COORDINATE: Final = -COORDINATE_SCALE // 2
HIGHEST_COORDINATE: Final = COORDINATE_SCALE * 3 // 2
MICROSECONDS: Final = 1_000_000
MAX_TIME_US: Final = 600 * MICROSECONDS
MAX_FRAMES_PER_SECOND: Final = 120
MAX_RECORDING_BYTES: Final = 2_000_000


def points_of(records: NDArray[Any]) -> NDArray[np.int16]:
    """Return x, y and score of every keypoint as one view, without copying.

    Shape ``(n_records, 17, 3)``; the score is the same 16 bits read as signed.
    """
    contiguous = np.ascontiguousarray(records)
    words = contiguous.view("<i2").reshape(len(records), 2 + 3 * N_KEYPOINTS)
    return words[:, 2:].reshape(len(records), N_KEYPOINTS, 3)


def check_records(records: NDArray[Any], *, previous_time_us: int | None = None) -> None:
    """Refuse records that break a limit of the format.

    Parameters
    ----------
    records
        Structured array of `RECORD_DTYPE`: one chunk, or a whole recording.
    previous_time_us
        Time of the record before the first one, where there is one.

    Raises
    ------
    PoseFormatError
        Naming the first record and the field that is wrong: time that goes backwards or
        past ten minutes, more than 120 frames in a second, a coordinate outside
        [-0.5, 1.5], a keypoint of which only one coordinate is missing, a missing one
        with a score, or more than 2 MB of records.
    """
    if records.nbytes > MAX_RECORDING_BYTES:
        raise PoseFormatError(
            "records", f"{records.nbytes} bytes; a recording has at most {MAX_RECORDING_BYTES}"
        )
    _check_times(records["time_us"].astype(np.int64), previous_time_us)
    _check_points(points_of(records))


def _check_times(times_us: NDArray[np.int64], previous_time_us: int | None) -> None:
    """Refuse times that go backwards, last too long or come too often."""
    if not len(times_us):
        return
    before = times_us[0] if previous_time_us is None else previous_time_us
    backwards = np.flatnonzero(np.diff(times_us, prepend=before) < 0)
    if backwards.size:
        raise PoseFormatError("time_us", "time goes backwards", record=int(backwards[0]))
    if times_us[-1] >= MAX_TIME_US:
        raise PoseFormatError(
            "time_us",
            "the recording is longer than 10 minutes",
            record=int(np.searchsorted(times_us, MAX_TIME_US)),
        )
    ahead = times_us[MAX_FRAMES_PER_SECOND:] - times_us[:-MAX_FRAMES_PER_SECOND]
    crowded = np.flatnonzero(ahead < MICROSECONDS)
    if crowded.size:
        raise PoseFormatError(
            "time_us",
            f"more than {MAX_FRAMES_PER_SECOND} frames within one second",
            record=int(crowded[0]) + MAX_FRAMES_PER_SECOND,
        )


def _check_points(points: NDArray[np.int16]) -> None:
    """Refuse coordinates far outside the picture and half-missing keypoints."""
    # Contiguous copies with the axis first: several times faster than the strided view.
    xy = np.ascontiguousarray(points[..., :2].transpose(2, 0, 1))
    # Shifted and read as unsigned, both borders are one comparison; "missing" wraps to above.
    shifted = xy.view(np.uint16) - np.uint16(LOWEST_COORDINATE + 2**16)
    beyond = shifted > HIGHEST_COORDINATE - LOWEST_COORDINATE
    if not beyond.any():
        return
    absent = xy == MISSING
    for axis, record, keypoint in _first(beyond & ~absent):
        raise PoseFormatError(
            f"{KEYPOINT_NAMES[keypoint]}.{'xy'[axis]}",
            "outside [-0.5, 1.5] of the picture",
            record=int(record),
        )
    for record, keypoint in _first(absent[0] != absent[1]):
        raise PoseFormatError(
            KEYPOINT_NAMES[keypoint],
            "x and y must both be missing or both be given",
            record=int(record),
        )
    for record, keypoint in _first(absent[0] & (points[..., 2] != 0)):
        raise PoseFormatError(
            f"{KEYPOINT_NAMES[keypoint]}.score",
            "a missing keypoint has score 0",
            record=int(record),
        )


def _first(bad: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Return where ``bad`` is first true, as a list of one or none."""
    return [np.argwhere(bad)[0]] if bad.any() else []
