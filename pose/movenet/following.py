"""Follows one person from frame to frame; as ``frontend/src/pose/filters/crop-follower.ts`` does."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.movenet.crop import MIN_POSE_SCORE, PixelRect, next_crop, pose_score, whole_picture
from pose.movenet.turning import quarter_turns_after

FloatArray = NDArray[np.float64]

_EDGE_ALPHA: Final = 0.9


class CropFollower:
    """Follows one person; each edge of the crop goes nine tenths of the way at once."""

    def __init__(self, width_px: int, height_px: int) -> None:
        """Start with the whole picture."""
        self._size_px = (width_px, height_px)
        self._edges_px: FloatArray | None = None
        self._quarter_turns = 0

    def rect(self) -> PixelRect:
        """Return where to look in the next frame."""
        edges = whole_picture(*self._size_px) if self._edges_px is None else self._edges_px
        left, top, right, bottom = edges.tolist()
        return left, top, right, bottom

    @property
    def quarter_turns(self) -> int:
        """By how many quarters, counter-clockwise, to turn what is looked at."""
        return self._quarter_turns

    def apply(self, xy_px: FloatArray, scores: FloatArray) -> None:
        """Take a frame's keypoints, in pixels of the whole picture."""
        if pose_score(scores) < MIN_POSE_SCORE:
            self._edges_px = None
            self._quarter_turns = 0
            return
        wanted = next_crop(xy_px, scores, *self._size_px)
        before = wanted if self._edges_px is None else self._edges_px
        self._edges_px = before + _EDGE_ALPHA * (wanted - before)
        self._quarter_turns = quarter_turns_after(self._quarter_turns, xy_px, scores)
