"""What the four maps should have been for a labelled sample.

The rules were read off the published networks' own maps: a keypoint's peak is a Gaussian of one
cell around the cell it lies in, its offsets are right within two cells around that, and a
person's middle is the mean of their keypoints.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import N_KEYPOINTS
from pose.movenet.network.heads import STRIDE_PX
from pose.movenet.training.samples import Sample

Float32Array = NDArray[np.float32]
FloatArray = NDArray[np.float64]

_KEYPOINT_SIGMA_CELLS: Final = 1.0
_CENTRE_SIGMA_CELLS: Final = 1.6
_TAUGHT_AROUND_CELLS: Final = 2
"""How far around a peak the numbers that are read there are taught."""


@dataclass(frozen=True)
class Targets:
    """Wanted maps ``[h, h, ...]`` and where they are wanted, float32.

    Attributes
    ----------
    centre, heatmaps
        ``[h, h, 1]`` and ``[h, h, 17]``: 1 in the cell of a peak, less around it.
    offsets, regression
        ``[h, h, 17, 2]``: y and x from the cell's index, in cells.
    offsets_wanted, regression_wanted
        ``[h, h, 17]``: 1 where these are taught, 0 elsewhere.
    known
        ``[h, h, 1]``: 0 where people stand who are not labelled, 1 elsewhere.
    """

    centre: Float32Array
    heatmaps: Float32Array
    offsets: Float32Array
    offsets_wanted: Float32Array
    regression: Float32Array
    regression_wanted: Float32Array
    known: Float32Array


def targets_of(sample: Sample) -> Targets:
    """Return the wanted maps of one sample."""
    side = sample.rgb.shape[0] // STRIDE_PX
    targets = _empty(side)
    for xy_px, is_labelled in zip(sample.xy_px, sample.is_labelled, strict=True):
        yx = xy_px[:, ::-1] / STRIDE_PX
        middle = yx[is_labelled].mean(axis=0)
        if _is_inside(middle, side):
            _raise_peak(targets.centre[..., 0], middle, _CENTRE_SIGMA_CELLS)
            for keypoint in np.flatnonzero(is_labelled).tolist():
                _teach(
                    targets.regression, targets.regression_wanted, keypoint, middle, yx[keypoint]
                )
        for keypoint in np.flatnonzero(is_labelled).tolist():
            if _is_inside(yx[keypoint], side):
                place = yx[keypoint]
                _raise_peak(targets.heatmaps[..., keypoint], place, _KEYPOINT_SIGMA_CELLS)
                _teach(targets.offsets, targets.offsets_wanted, keypoint, place, place)
    for box in sample.unlabelled_boxes_px / STRIDE_PX:
        left, top = np.maximum(np.floor(box[:2]), 0).astype(int)
        right, bottom = np.maximum(np.ceil(box[2:]), 0).astype(int)
        targets.known[top:bottom, left:right] = 0
    return targets


def stacked(targets: list[Targets]) -> dict[str, Float32Array]:
    """Return the maps of a batch by name, ``[batch, h, h, ...]``."""
    return {
        field.name: np.stack([getattr(target, field.name) for target in targets])
        for field in fields(Targets)
    }


def _empty(side: int) -> Targets:
    def zeros(*channels: int) -> Float32Array:
        return np.zeros((side, side, *channels), dtype=np.float32)

    return Targets(
        centre=zeros(1),
        heatmaps=zeros(N_KEYPOINTS),
        offsets=zeros(N_KEYPOINTS, 2),
        offsets_wanted=zeros(N_KEYPOINTS),
        regression=zeros(N_KEYPOINTS, 2),
        regression_wanted=zeros(N_KEYPOINTS),
        known=zeros(1) + 1,
    )


def _is_inside(yx: FloatArray, side: int) -> bool:
    return bool((yx >= 0).all() and (yx < side).all())


def _raise_peak(plane: Float32Array, yx: FloatArray, sigma: float) -> None:
    """Raise a plane to a Gaussian around the cell of a place, where it is lower."""
    side = plane.shape[0]
    row, column = np.floor(yx)
    rows, columns = np.mgrid[:side, :side]
    squared = (rows - row) ** 2 + (columns - column) ** 2
    np.maximum(plane, np.exp(-squared / (2 * sigma**2)).astype(np.float32), out=plane)


def _teach(
    values: Float32Array, wanted: Float32Array, keypoint: int, around: FloatArray, to: FloatArray
) -> None:
    """Set the distance from each cell around one place to another; the nearest place wins."""
    row, column = np.floor(around).astype(int)
    side = values.shape[0]
    for r in range(max(0, row - _TAUGHT_AROUND_CELLS), min(side, row + _TAUGHT_AROUND_CELLS + 1)):
        for c in range(
            max(0, column - _TAUGHT_AROUND_CELLS), min(side, column + _TAUGHT_AROUND_CELLS + 1)
        ):
            # The closer to the place, the more it counts; a place closer still wins.
            weight = np.exp(-((r - row) ** 2 + (c - column) ** 2) / 2)
            if weight > wanted[r, c, keypoint]:
                wanted[r, c, keypoint] = weight
                values[r, c, keypoint] = to - (r, c)
