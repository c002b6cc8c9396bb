"""Where to look for the same person in the next frame: MoveNet's published cropping rule.

The same rule, on the same whole pixels, as the browser's (``frontend/src/pose/calculators/
crop-region.ts``, ``frontend/src/pose/filters/crop-follower.ts``), on keypoints as the network
gave them.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pose.keypoints import INDEX

FloatArray = NDArray[np.float64]
UInt8Array = NDArray[np.uint8]
PixelRect = tuple[int, int, int, int]
"""Left, top, right, bottom; may reach outside the picture."""

MIN_CROP_SCORE: Final = 0.2
MIN_POSE_SCORE: Final = 0.25
_TORSO_MARGIN_RATIO: Final = 1.9
_BODY_MARGIN_RATIO: Final = 1.2
_EDGE_ALPHA: Final = 0.9
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


class CropFollower:
    """Follows one person; each edge of the crop goes nine tenths of the way at once."""

    def __init__(self, width_px: int, height_px: int) -> None:
        """Start with the whole picture."""
        self._size_px = (width_px, height_px)
        self._edges_px: FloatArray | None = None

    def rect(self) -> PixelRect:
        """Return where to look in the next frame, in whole pixels."""
        edges = whole_picture(*self._size_px) if self._edges_px is None else self._edges_px
        left, top, right, bottom = (int(np.floor(edge + 0.5)) for edge in edges)
        return left, top, max(right, left + 1), max(bottom, top + 1)

    def apply(self, xy_px: FloatArray, scores: FloatArray) -> None:
        """Take a frame's keypoints, in pixels of the whole picture."""
        if pose_score(scores) < MIN_POSE_SCORE:
            self._edges_px = None
            return
        wanted = next_crop(xy_px, scores, *self._size_px)
        before = wanted if self._edges_px is None else self._edges_px
        self._edges_px = before + _EDGE_ALPHA * (wanted - before)


def cut_out(picture: UInt8Array, rect: PixelRect, side_px: int) -> UInt8Array:
    """Return a rectangle of a picture, resized to a square; black outside the picture.

    Parameters
    ----------
    picture
        Shape ``(height, width, 3)`` or ``(height, width, 4)``; alpha is not looked at.
    rect
        What to cut out.
    side_px
        Side of the result.

    Returns
    -------
    UInt8Array
        Shape ``(side_px, side_px, 4)``, opaque.
    """
    height, width = picture.shape[:2]
    left, top, right, bottom = rect
    cut = np.zeros((bottom - top, right - left, 3), dtype=np.uint8)
    x0, x1 = np.clip((left, right), 0, width)
    y0, y1 = np.clip((top, bottom), 0, height)
    cut[y0 - top : y1 - top, x0 - left : x1 - left] = picture[y0:y1, x0:x1, :3]
    resized = Image.fromarray(cut).resize((side_px, side_px), Image.Resampling.BILINEAR)
    return np.asarray(resized.convert("RGBA"), dtype=np.uint8)
