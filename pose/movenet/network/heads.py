"""What a network's outputs are called, and the maps it ends in before anything is decoded.

Knows no model runtime.
"""

from dataclasses import dataclass
from typing import Final

from pose.keypoints import N_KEYPOINTS

FULL_OUTPUT: Final = "keypoints"
"""Name of the one output of a network with decoding inside."""
STRIDE_PX: Final = 4
"""One cell of a map stands for 4 x 4 pixels of the network's input."""


@dataclass(frozen=True)
class Head:
    """One map.

    Attributes
    ----------
    name
        What the output is called in a ``.tflite`` file and in the manifest.
    published_name
        The scope of its layers in the published graph.
    channels
        Numbers in each cell.
    is_probability
        Whether a sigmoid follows the last convolution; it is part of the heads-only network.
    """

    name: str
    published_name: str
    channels: int
    is_probability: bool


CENTRE: Final = Head("centre", "center_0", 1, is_probability=True)
"""How likely the middle of a person lies in this cell."""
HEATMAPS: Final = Head("keypoint_heatmaps", "kpt_heatmap_0", N_KEYPOINTS, is_probability=True)
"""How likely each keypoint, of any person, lies in this cell."""
OFFSETS: Final = Head("keypoint_offsets", "kpt_offset_0", 2 * N_KEYPOINTS, is_probability=False)
"""For each keypoint, how far (y, then x, in cells) from this cell's index it lies exactly."""
REGRESSION: Final = Head(
    "keypoint_regression", "kpt_regress_0", 2 * N_KEYPOINTS, is_probability=False
)
"""For a person whose middle is this cell, how far (y, then x, in cells) each keypoint lies from it."""

HEADS: Final = (CENTRE, HEATMAPS, OFFSETS, REGRESSION)
"""The maps of a single-pose network.  A built file gives them in an order of its own, which the
manifest says."""

BOX_SCALE: Final = Head("box_scale", "box_scale_0", 2, is_probability=False)
"""For a person whose middle is this cell, height and width of their box, in cells."""
BOX_OFFSET: Final = Head("box_offset", "box_offset_0", 2, is_probability=False)
"""How far (y, then x, in cells) from this cell's index the middle of their box lies."""
PEOPLE_HEADS: Final = (*HEADS, BOX_SCALE, BOX_OFFSET)
"""The maps of MultiPose."""
