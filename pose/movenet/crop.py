"""Which part of the next frame to look at for the same person: MoveNet's published cropping rule.

The same rule as the browser's (``frontend/src/pose/calculators/crop-region.ts``), on keypoints as
the network gave them, and the same sampling of the crop (``frontend/src/pose/sampling/sample.ts``).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import INDEX

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
UInt8Array = NDArray[np.uint8]
PixelRect = tuple[float, float, float, float]
"""Left, top, right, bottom, not in whole pixels; may reach outside the picture."""

MIN_CROP_SCORE: Final = 0.2
MIN_POSE_SCORE: Final = 0.25
_TORSO_MARGIN_RATIO: Final = 1.9
_BODY_MARGIN_RATIO: Final = 1.2
_ROUNDING_PX: Final = 1e-6
"""A sample that is so little outside the picture is on its border."""
_SHARES: Final = 256
"""Into how many parts the distance between two pixels is divided."""
_SHOULDERS: Final = [INDEX["left_shoulder"], INDEX["right_shoulder"]]
_HIPS: Final = [INDEX["left_hip"], INDEX["right_hip"]]


def pose_score(scores: FloatArray) -> float:
    """Return the mean of the scores above 0.2; 0 when there is none."""
    seen = scores[scores > MIN_CROP_SCORE]
    return float(seen.mean()) if seen.size else 0.0


def whole_picture(width_px: int, height_px: int) -> FloatArray:
    """Return left, top, right, bottom of the picture padded to a square, in pixels."""
    half = max(width_px, height_px) / 2
    return np.array(
        [width_px / 2 - half, height_px / 2 - half, width_px / 2 + half, height_px / 2 + half]
    )


def next_crop(xy_px: FloatArray, scores: FloatArray, width_px: int, height_px: int) -> FloatArray:
    """Return the square to look in after a frame with these keypoints.

    Its centre is the middle of the hips; its half side is 1.9 times the reach of the torso or
    1.2 times the reach of the body, the larger one, at most the distance to the farthest border
    of the picture.  The whole picture, where the torso is not seen or the square is larger.

    Parameters
    ----------
    xy_px
        Shape ``(17, 2)``.
    scores
        Shape ``(17,)``.
    width_px, height_px
        Size of the picture.

    Returns
    -------
    FloatArray
        Left, top, right, bottom in pixels.
    """
    whole = whole_picture(width_px, height_px)
    torso_is_seen = (scores[_HIPS] > MIN_CROP_SCORE).any() and (
        scores[_SHOULDERS] > MIN_CROP_SCORE
    ).any()
    if not torso_is_seen:
        return whole
    centre = xy_px[_HIPS].mean(axis=0)
    reach = np.abs(xy_px - centre).max(axis=1)
    torso = reach[_SHOULDERS + _HIPS].max()
    body = reach[scores >= MIN_CROP_SCORE].max()
    farthest_border = max(*centre, width_px - centre[0], height_px - centre[1])
    half = min(max(_TORSO_MARGIN_RATIO * torso, _BODY_MARGIN_RATIO * body), farthest_border)
    if not 0 < half <= max(width_px, height_px) / 2:
        return whole
    return np.concatenate([centre - half, centre + half])


def cut_out(picture: UInt8Array, rect: PixelRect, side_px: int) -> UInt8Array:
    """Return a rectangle of a picture, resized to a square; black outside the picture.

    MoveNet's published cropping, as the browser does it, to the last digit where the browser
    hands out red, green and blue: the first and the last sample lie on the rectangle's borders,
    borders being counted in distances between pixels (``crop_and_resize`` of TensorFlow,
    bilinear), and colours are cut to whole numbers.

    Parameters
    ----------
    picture
        Shape ``(height, width, 3)`` or ``(height, width, 4)``; alpha is not looked at.
    rect
        What to cut out.
    side_px
        Side of the result, 2 or more.

    Returns
    -------
    UInt8Array
        Shape ``(side_px, side_px, 4)``, opaque.
    """
    height, width = picture.shape[:2]
    left, top, right, bottom = rect
    left_columns, right_columns, across = _axis(left / width, right / width, width, side_px)
    upper_rows, lower_rows, down = _axis(top / height, bottom / height, height, side_px)
    across, down = across[:, np.newaxis], down[:, np.newaxis, np.newaxis]

    def along(rows: IntArray) -> IntArray:
        before, after = (
            picture[np.ix_(rows, columns)] for columns in (left_columns, right_columns)
        )
        return before[..., :3] * (_SHARES - across) + after[..., :3] * across

    mixed = along(upper_rows) * (_SHARES - down) + along(lower_rows) * down
    outside = (upper_rows < 0)[:, np.newaxis] | (left_columns < 0)
    square = np.full((side_px, side_px, 4), 255, dtype=np.uint8)
    square[..., :3] = np.where(outside[..., np.newaxis], 0, mixed // _SHARES**2)
    return square


def _axis(begin: float, end: float, length_px: int, samples: int) -> tuple[IntArray, ...]:
    """Return where to sample one axis, borders in units of the picture's side.

    For each sample: the pixels before and after it (-1 outside the picture), and how far it is
    from the first to the second, in `_SHARES`.
    """
    last = length_px - 1
    step_px = (end - begin) * last / (samples - 1)
    at_px = begin * last + np.arange(samples) * step_px
    on_picture = np.clip(at_px, 0, last)
    at_px = np.where(np.abs(at_px - on_picture) < _ROUNDING_PX, on_picture, at_px)
    inside = (at_px >= 0) & (at_px <= last)
    before = np.floor(at_px)
    share = np.floor((at_px - before) * _SHARES + 0.5)
    first = np.where(inside, before, -1).astype(np.int32)
    second = np.where(inside, np.minimum(before + 1, last), -1).astype(np.int32)
    return first, second, np.where(inside, share, 0).astype(np.int32)
