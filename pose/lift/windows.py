"""What a lift sees: a short window of keypoints about every frame, in the body's own measure.

Everything is seen from the left side: a mirrored window asks for the right side's angles.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.angles import (
    elbow_flexion_deg,
    hip_flexion_deg,
    knee_flexion_deg,
    shoulder_elevation_deg,
    trunk_lean_deg,
)
from pose.keypoints import INDEX, MIRROR_ORDER, N_KEYPOINTS
from pose.smoothing import GRID_HZ
from pose.stream import FloatArray

Float32Array = NDArray[np.float32]
IntArray = NDArray[np.int64]
AnyFloats = NDArray[np.floating[Any]]

STEPS_S: Final = (-0.5, -1 / 3, -0.2, -0.1, -1 / 30, 0.0, 1 / 30, 0.1, 0.2, 1 / 3, 0.5)
"""Times of the window's steps about the frame that it belongs to."""
_STEPS: Final = np.round(np.array(STEPS_S) * GRID_HZ).astype(np.int64)
_NOW: Final = STEPS_S.index(0.0)
_HIPS: Final = [INDEX["left_hip"], INDEX["right_hip"]]
_SHOULDERS: Final = [INDEX["left_shoulder"], INDEX["right_shoulder"]]
_EARS: Final = [INDEX["left_ear"], INDEX["right_ear"]]
_OF_A_SIDE: Final = (
    ("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle"),
    ("shoulder", "hip"),
)  # fmt: skip
_SEGMENTS: Final = (
    *(
        (f"{side}_{start}", f"{side}_{end}")
        for side in ("left", "right")
        for start, end in _OF_A_SIDE
    ),
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
)
_STARTS: Final = [INDEX[start] for start, _ in _SEGMENTS]
_ENDS: Final = [INDEX[end] for _, end in _SEGMENTS]
_ARM_PARTS: Final = ("elbow", "wrist")
_ARM_ANGLES: Final = ("elbow", "shoulder")
_OTHER_SIDE: Final = [5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 10, 11]
"""Segments in the order of the mirrored body."""
_FARTHEST_TORSOS: Final = 4.0
_USUAL_LONGEST: Final = 95
_TORSO_PERCENTILE: Final = 90
_SHORTEST: Final = 0.05
_WIDTHS: Final = 4
_ANGLES: Final = (
    *((name, side) for side in ("left", "right") for name in ("knee", "hip", "elbow", "shoulder")),
    ("trunk", ""),
)
"""Angles of the picture, in the order of their columns."""
_ANGLES_OTHER_SIDE: Final = [4, 5, 6, 7, 0, 1, 2, 3, 8]
_ANGLE_UNIT_DEG: Final = 90.0


def _columns() -> int:
    return len(STEPS_S) * N_KEYPOINTS * 3 + len(_ANGLES) + 2 * len(_SEGMENTS) + _WIDTHS


FEATURES: Final = _columns()
"""How many numbers a window has."""


def windows(xy: FloatArray, frames: IntArray | None = None) -> Float32Array:
    """Return the windows about some frames of a recording, seen from the left side.

    For each step of `STEPS_S` every keypoint beside the middle of the hips of the frame, in torso
    lengths, y up, and whether it was seen; then the angles that the picture shows, which are right
    where the view suits them; then for each segment how much of its length is seen now, which tells
    how far it points at the camera or away, and how long it is at most in the recording; then how wide the body is seen and where the nose is, which tells the view.

    Parameters
    ----------
    xy
        Repaired, smooth and upright, at `GRID_HZ`: shape ``(n, 17, 2)``, y down, NaN where missing.
    frames
        Which ones; all where ``None``.

    Returns
    -------
    Float32Array
        Shape ``(len(frames), FEATURES)``; finite.  Rows of frames without hips tell nothing: see
        `can_be_lifted`.
    """
    frames = np.arange(len(xy)) if frames is None else frames
    torso = _middle(xy, _SHOULDERS) - _middle(xy, _HIPS)
    size = _percentile(np.hypot(torso[:, 0], torso[:, 1])[:, np.newaxis], _TORSO_PERCENTILE)[0]
    scaled = (xy / (size if size > 0 else 1.0)).astype(np.float32)
    scaled[..., 1] *= -1
    lengths = np.hypot(*np.moveaxis(scaled[:, _STARTS] - scaled[:, _ENDS], -1, 0))
    longest = _percentile(lengths, _USUAL_LONGEST)
    share = np.clip(_known(lengths[frames]) / np.maximum(longest, _SHORTEST), 0, 1.5)
    steps = np.clip(frames[:, np.newaxis] + _STEPS, 0, len(xy) - 1)
    root = _middle(scaled[frames], _HIPS)
    around = scaled[steps] - root[:, np.newaxis, np.newaxis]
    seen = np.isfinite(around[..., 0])
    around = np.clip(_known(around), -_FARTHEST_TORSOS, _FARTHEST_TORSOS)
    whole = np.concatenate([longest, _widths(scaled)])
    return np.concatenate(
        [
            around.reshape(len(frames), -1),
            seen.reshape(len(frames), -1),
            _picture_angles(xy[frames]),
            share,
            np.broadcast_to(whole, (len(frames), len(whole))),
        ],
        axis=1,
        dtype=np.float32,
    )


def can_be_lifted(xy: FloatArray) -> NDArray[np.bool_]:
    """Return the frames ``(n,)`` in which a hip and a shoulder are seen."""
    hips, shoulders = (np.isfinite(xy[:, pair, 0]).any(axis=1) for pair in (_HIPS, _SHOULDERS))
    return np.asarray(hips & shoulders)


def from_the_right(rows: Float32Array) -> Float32Array:
    """Return windows ``(k, FEATURES)`` as a mirror shows them: the right side is the left one."""
    return rows[:, _MIRROR_COLUMNS] * _MIRROR_SIGNS


def without_arms(rows: Float32Array) -> Float32Array:
    """Return windows ``(k, FEATURES)`` in which elbows and wrists were not seen.

    How people hold their arms while they bend their legs is habit and instruction, not anatomy.
    """
    return rows * _WITHOUT_ARMS


def _arms() -> Float32Array:
    steps = len(STEPS_S)
    hidden = np.zeros(N_KEYPOINTS, dtype=bool)
    hidden[[INDEX[f"{side}_{part}"] for side in ("left", "right") for part in _ARM_PARTS]] = True
    segments = np.array([any(part in end for part in _ARM_PARTS) for _, end in _SEGMENTS])
    angles = np.array([name in _ARM_ANGLES for name, _ in _ANGLES])
    parts = [
        np.tile(np.repeat(hidden, 2), steps),
        np.tile(hidden, steps),
        angles,
        segments,
        segments,
    ]
    return 1 - np.concatenate([*parts, np.zeros(_WIDTHS, dtype=bool)]).astype(np.float32)


def _mirror() -> tuple[IntArray, Float32Array]:
    steps, order = len(STEPS_S), np.array(MIRROR_ORDER)
    places = np.arange(steps * N_KEYPOINTS * 2).reshape(steps, N_KEYPOINTS, 2)[:, order]
    seen = len(places.ravel()) + np.arange(steps * N_KEYPOINTS).reshape(steps, N_KEYPOINTS)
    angles = seen.max() + 1 + np.array(_ANGLES_OTHER_SIDE)
    share = angles.max() + 1 + np.array(_OTHER_SIDE)
    longest = share.max() + 1 + np.array(_OTHER_SIDE)
    widths = longest.max() + 1 + np.arange(_WIDTHS)
    signs = np.ones(FEATURES, dtype=np.float32)
    signs[: places.size : 2] = -1
    # A width, left less right, is the same in a mirror; where the nose is turns round.
    signs[-2:] = -1
    parts = [places.ravel(), seen[:, order].ravel(), angles, share, longest, widths]
    return np.concatenate(parts), signs


_MIRROR_COLUMNS, _MIRROR_SIGNS = _mirror()
_WITHOUT_ARMS: Final = _arms()


def _picture_angles(xy: FloatArray) -> Float32Array:
    """Return the angles that the picture shows, ``(k, len(_ANGLES))``; 0 where one is not known."""
    tracks = [
        *(
            angle_deg(xy, side)
            for side in ("left", "right")
            for angle_deg in (
                knee_flexion_deg,
                hip_flexion_deg,
                elbow_flexion_deg,
                shoulder_elevation_deg,
            )
        ),
        np.abs(trunk_lean_deg(xy)),
    ]
    return _known(np.stack(tracks, axis=1).astype(np.float32) / np.float32(_ANGLE_UNIT_DEG))


def _middle(xy: AnyFloats, pair: list[int]) -> AnyFloats:
    """Return the middle of a pair, or the seen one of the two, ``(n, 2)``."""
    left, right = xy[:, pair[0]], xy[:, pair[1]]
    middle = (left + right) / 2
    middle = np.where(np.isnan(middle), left, middle)
    return np.where(np.isnan(middle), right, middle)


def _widths(scaled: Float32Array) -> FloatArray:
    """Return how far left is from right at shoulders and hips, and the nose from both and from the ears."""
    across = scaled[..., 0]
    nose = across[:, INDEX["nose"]]
    shoulders, ears = (_middle(scaled, pair)[:, 0] for pair in (_SHOULDERS, _EARS))
    tracks = [
        across[:, _SHOULDERS[0]] - across[:, _SHOULDERS[1]],
        across[:, _HIPS[0]] - across[:, _HIPS[1]],
        nose - shoulders,
        nose - ears,
    ]
    return _percentile(np.stack(tracks, axis=1), 50)


def _percentile(tracks: AnyFloats, percent: float) -> FloatArray:
    """Return a percentile of what is known of each column; 0 where nothing is."""
    result = np.zeros(tracks.shape[1])
    for column, values in enumerate(tracks.T):
        known = values[np.isfinite(values)]
        if known.size:
            result[column] = np.percentile(known, percent)
    return result


def _known(values: Float32Array) -> Float32Array:
    return np.nan_to_num(values, nan=0.0)
