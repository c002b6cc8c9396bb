"""One recording as a table for other programs: keypoints and angles, units in the names.

Rows are the times of the 30 Hz grid that scoring measures on.  `docs/datatypes.md`
describes the columns and the coordinates; missing is an empty cell, never 0.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose import segments
from pose.angles import (
    elbow_flexion_deg,
    hip_flexion_deg,
    knee_flexion_deg,
    rotated,
    shoulder_elevation_deg,
    trunk_lean_deg,
)
from pose.keypoints import KEYPOINT_NAMES, N_KEYPOINTS
from pose.repair import repaired
from pose.scale import estimated_scale
from pose.smoothing import (
    GRID_HZ,
    MAX_BRIDGE_S,
    MOTION_CUTOFF_HZ,
    low_passed,
    resampled,
    uniform_times,
)
from pose.stream import FloatArray, KeypointStream
from pose.view import Facing, Posture, ViewEstimate, estimated_roll, estimated_view
from pose.wire import facts_to_json
from pose.wire.parquet_form import EXPORT_KEY, table_to_parquet

EXPORT_SCHEMA: Final = "plumbline.export/1"
SIDES: Final = ("left", "right")
CALIBRATION_S: Final = 1.0
"""The first second tells the camera's roll, as in scoring."""

JOINT_ANGLES: Final[Mapping[str, Callable[[FloatArray, str], FloatArray]]] = {
    "knee_flexion_deg": knee_flexion_deg,
    "hip_flexion_deg": hip_flexion_deg,
    "shoulder_elevation_deg": shoulder_elevation_deg,
    "elbow_flexion_deg": elbow_flexion_deg,
}
"""Unsigned angles of both sides, by the end of their columns' names."""

SEGMENT_ANGLES: Final[Mapping[str, Callable[[FloatArray, str, Facing | int], FloatArray]]] = {
    "shank_inclination_deg": segments.shank_inclination_deg,
    "thigh_inclination_deg": segments.thigh_inclination_deg,
    "upper_arm_inclination_deg": segments.upper_arm_inclination_deg,
    "forearm_inclination_deg": segments.forearm_inclination_deg,
}
"""Signed inclinations of both sides, which need to know where the person faces."""

Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class _Cleaned:
    """What is exported: one recording on the grid.

    ``upright_px`` has shape ``(m, 17, 2)``, origin top left, y down, roll removed by a turn
    about the picture's top left corner.
    """

    times_s: FloatArray
    upright_px: FloatArray
    view: ViewEstimate
    roll_deg: float
    roll_source: str


def export_recording(stream: KeypointStream, path: Path, *, height_cm: float | None = None) -> None:
    """Write keypoints and angles of one unmirrored recording to ``path``.

    The suffix chooses the form: ``.csv``, ``.parquet``, or ``.trc`` with the cleaned
    keypoints as markers.

    Parameters
    ----------
    stream
        The recording; ``.csv`` and ``.parquet`` hold its points as sent, too.
    path
        The file to write; one that exists is written over.
    height_cm
        Stature.  With it a ``.trc`` file is in millimetres, and tables have a column
        ``mm_per_px``; without it, or when no leg was seen, a ``.trc`` file is in pixels.

    Raises
    ------
    ValueError
        If the suffix is not known or the stature is no positive number.
    OSError
        If the file cannot be written.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        known = ", ".join(_WRITERS)
        raise ValueError(f"{path.name}: an export is one of {known}, by its suffix")
    if height_cm is not None and not 0 < height_cm < np.inf:
        raise ValueError(f"a stature of {height_cm} cm is no positive number")
    write(path, stream, _cleaned(stream), height_cm)


def _cleaned(stream: KeypointStream) -> _Cleaned:
    stamps_s = _stamps_s(stream)
    times_s = uniform_times(stamps_s)
    flat = repaired(stream).xy_px.reshape(stream.n_frames, 2 * N_KEYPOINTS)
    raw_px = resampled(stamps_s, flat, times_s).reshape(len(times_s), N_KEYPOINTS, 2)
    calibration = raw_px[: int(CALIBRATION_S * GRID_HZ)]
    roll_deg, roll_source = estimated_roll(calibration, stream.facts.gravity)
    upright_px = rotated(low_passed(raw_px), roll_deg)
    return _Cleaned(times_s, upright_px, estimated_view(upright_px), roll_deg, roll_source)


def _stamps_s(stream: KeypointStream) -> FloatArray:
    """Return the frames' times since the first one, ``(n,)``."""
    return stream.times_s - (stream.times_s[0] if stream.n_frames else 0.0)


def table_columns(stream: KeypointStream, *, height_cm: float | None = None) -> Columns:
    """Return the columns of a table, each of shape ``(m,)``; a missing number is NaN.

    Parameters
    ----------
    stream
        An unmirrored recording.
    height_cm
        Stature; adds ``mm_per_px``.
    """
    return _columns(stream, _cleaned(stream), height_cm)


def _columns(stream: KeypointStream, cleaned: _Cleaned, height_cm: float | None) -> Columns:
    frames = _nearest_frames(_stamps_s(stream), len(cleaned.times_s))
    columns: Columns = {"time_s": cleaned.times_s}
    columns["frame_time_s"] = _taken(_stamps_s(stream), frames)
    # Whoever reads an angle must see the view: it is no measurement in another one.
    columns["view"] = np.full(len(cleaned.times_s), cleaned.view.view.value)
    columns |= _angles(cleaned)
    for keypoint, name in enumerate(KEYPOINT_NAMES):
        columns[f"{name}_clean_x_px"] = cleaned.upright_px[:, keypoint, 0]
        columns[f"{name}_clean_y_px"] = cleaned.upright_px[:, keypoint, 1]
    for keypoint, name in enumerate(KEYPOINT_NAMES):
        raw_px = _taken(stream.xy_px[:, keypoint], frames)
        scores = np.where(
            np.isnan(raw_px[:, 0]), np.nan, _taken(stream.scores[:, keypoint], frames)
        )
        columns[f"{name}_raw_x_px"], columns[f"{name}_raw_y_px"] = raw_px.T
        columns[f"{name}_score"] = scores
    if height_cm is not None:
        scale = _mm_per_px(cleaned.upright_px, height_cm)
        columns["mm_per_px"] = np.full(len(cleaned.times_s), scale)
    return columns


def _angles(cleaned: _Cleaned) -> Columns:
    """Return the angles that the picture shows, degrees; each means something in its view only."""
    xy = cleaned.upright_px
    columns = {
        f"{side}_{name}": angle(xy, side) for name, angle in JOINT_ANGLES.items() for side in SIDES
    }
    columns["trunk_lean_deg"] = trunk_lean_deg(xy)
    facing = cleaned.view.facing if cleaned.view.posture is Posture.UPRIGHT else None
    unknown = np.full(len(xy), np.nan)
    for name, inclination in SEGMENT_ANGLES.items():
        for side in SIDES:
            signed = unknown if facing is None else inclination(xy, side, facing)
            columns[f"{side}_{name}"] = signed
    return columns


def _nearest_frames(stamps_s: FloatArray, n_rows: int) -> NDArray[np.intp]:
    """Return for each row of the grid the frame nearest to it, ``(n_rows,)``; -1 for none.

    A frame belongs to the one row that it is nearest to, within half a step.
    """
    steps = stamps_s * GRID_HZ
    rows = np.floor(steps + 0.5).astype(np.intp)
    # Furthest first: where a row has several frames, the nearest is written last.
    order = np.argsort(-np.abs(steps - rows), kind="stable")
    order = order[rows[order] < n_rows]
    nearest = np.full(n_rows, -1)
    nearest[rows[order]] = order
    return nearest


def _taken(values: FloatArray, frames: NDArray[np.intp]) -> FloatArray:
    """Return ``values (n, …)`` of the frames, NaN where there is none."""
    taken = np.full((len(frames), *values.shape[1:]), np.nan)
    taken[frames >= 0] = values[frames[frames >= 0]]
    return taken


def _mm_per_px(xy: FloatArray, height_cm: float) -> float:
    """Return the scale; NaN where neither legs nor trunk were seen."""
    return estimated_scale(xy, height_cm).mm_per_px


def _write_csv(
    path: Path, stream: KeypointStream, cleaned: _Cleaned, height_cm: float | None
) -> None:
    columns = _columns(stream, cleaned, height_cm)
    rows = zip(*(_texts(name, values) for name, values in columns.items()), strict=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _texts(name: str, values: NDArray[Any]) -> list[str]:
    """Return a column as texts: six digits for stamps, scores and scales, else three."""
    if values.dtype.kind == "U":
        return [str(text) for text in values]
    digits = 6 if name.endswith(("time_s", "score", "mm_per_px")) else 3
    return ["" if np.isnan(value) else f"{value:.{digits}f}" for value in values.tolist()]


def _write_parquet(
    path: Path, stream: KeypointStream, cleaned: _Cleaned, height_cm: float | None
) -> None:
    columns = _columns(stream, cleaned, height_cm)
    view = cleaned.view
    about = {
        "schema": EXPORT_SCHEMA,
        "view": view.view.value,
        "facing": None if view.facing is None else view.facing.value,
        "posture": view.posture.value,
        "roll_deg": cleaned.roll_deg,
        "roll_source": cleaned.roll_source,
        "grid_hz": GRID_HZ,
        "cutoff_hz": MOTION_CUTOFF_HZ,
        "max_bridge_s": MAX_BRIDGE_S,
        "facts": facts_to_json(stream.facts),
    }
    path.write_bytes(table_to_parquet(columns, {EXPORT_KEY: about}))


def _write_trc(
    path: Path, stream: KeypointStream, cleaned: _Cleaned, height_cm: float | None
) -> None:
    """Write markers: x to the right of the picture, y up, z 0, origin at its lower left corner."""
    scale = float("nan") if height_cm is None else _mm_per_px(cleaned.upright_px, height_cm)
    units, factor = ("mm", scale) if np.isfinite(scale) else ("px", 1.0)
    places = cleaned.upright_px * (factor, -factor)
    places[..., 1] += factor * stream.facts.image_height_px
    n_rows = len(cleaned.times_s)
    numbers = range(1, N_KEYPOINTS + 1)
    rate = f"{GRID_HZ:g}"
    lines: list[list[str]] = [
        ["PathFileType", "4", "(X/Y/Z)", "_".join(path.name.split())],
        [
            *("DataRate", "CameraRate", "NumFrames", "NumMarkers"),
            *("Units", "OrigDataRate", "OrigDataStartFrame", "OrigNumFrames"),
        ],
        [rate, rate, f"{n_rows}", f"{N_KEYPOINTS}", units, rate, "1", f"{n_rows}"],
        ["Frame#", "Time", *(cell for name in KEYPOINT_NAMES for cell in (name, "", ""))],
        ["", "", *(f"{axis}{number}" for number in numbers for axis in "XYZ")],
        [""],
    ]
    for row, (time_s, points) in enumerate(zip(cleaned.times_s, places, strict=True), start=1):
        markers = [cell for x, y in points.tolist() for cell in _marker(x, y)]
        lines.append([f"{row}", f"{time_s:.6f}", *markers])
    text = "".join("\t".join(cells) + "\n" for cells in lines)
    path.write_text(text, encoding="utf-8", newline="\n")


def _marker(x: float, y: float) -> tuple[str, str, str]:
    """Return a marker's three cells, all empty where it was not seen."""
    return ("", "", "") if np.isnan(x) else (f"{x:.3f}", f"{y:.3f}", "0.000")


_WRITERS: Final = {".csv": _write_csv, ".parquet": _write_parquet, ".trc": _write_trc}
