"""Holds the networks written in Keras against the published graphs, on pictures of people."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.movenet.errors import ModelError
from pose.movenet.export import answers_of, both_network
from pose.movenet.fetch import Say
from pose.movenet.graph import GraphModel
from pose.movenet.network.heads import FULL_OUTPUT
from pose.movenet.parity import MAP_TOLERANCE, largest_differences
from pose.movenet.pictures import PictureFiles, pictures_of, squared
from pose.movenet.reference import published_answers
from pose.published_models import PublishedModel

UInt8Array = NDArray[np.uint8]

KEYPOINT_TOLERANCE: Final = 1e-4
"""Largest difference of a coordinate (units of the picture's side) or score."""


def compare(
    model: PublishedModel,
    network: Any,
    graph: GraphModel,
    files: PictureFiles,
    n_frames: int,
    *,
    say: Say,
) -> Mapping[str, float]:
    """Return the largest difference of each output over all pictures, and say them.

    Parameters
    ----------
    model, network, graph
        Which network; written in Keras; as published.
    files, n_frames
        As in `pose.movenet.pictures.pictures_of`.
    say
        Takes one line of the result.

    Raises
    ------
    ModelError
        If one is larger than `KEYPOINT_TOLERANCE` or, of a map, `MAP_TOLERANCE`.
    """
    ours = answers_of(both_network(network))
    count = itertools.count()
    pictures = _counted(count, files, n_frames, model.input_side_px)
    differences = largest_differences(ours, published_answers(model, graph), pictures)
    say(f"{model.name}: {next(count)} pictures")
    for name, difference in differences.items():
        tolerance = KEYPOINT_TOLERANCE if name == FULL_OUTPUT else MAP_TOLERANCE
        say(f"  {name}: largest difference {difference:.1e}, allowed {tolerance:.0e}")
        if not difference <= tolerance:
            raise ModelError(f"{model.name}: {name} differs by {difference:.2g}")
    return differences


def _counted(
    count: Iterator[int], files: PictureFiles, n_frames: int, side_px: int
) -> Iterator[UInt8Array]:
    for picture in pictures_of(files, n_frames):
        next(count)
        yield squared(picture, side_px)
