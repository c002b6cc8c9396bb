"""Compares a converted network with the published graph that it was made from."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.movenet.errors import ModelError
from pose.movenet.export import rgba_function
from pose.movenet.figure import figure_rgba, padded_to
from pose.movenet.graph import GraphModel
from pose.movenet.interpreter import KeypointNetwork
from pose.movenet.quiet_tensorflow import tf

UInt8Array = NDArray[np.uint8]
Float32Array = NDArray[np.float32]

TOLERANCE: Final = 1e-5
"""Largest difference allowed in y, x (units of the picture's side) and score."""
_SHIFTS_PX: Final = ((0, 0), (-11, 17), (9, -23))


def known_pictures(side_px: int) -> Sequence[UInt8Array]:
    """Return the drawn figure in three places, each shape ``(side_px, side_px, 4)``."""
    figure = padded_to(side_px, figure_rgba())
    return [np.roll(figure, shift, axis=(0, 1)) for shift in _SHIFTS_PX]


def graph_keypoints(graph: GraphModel, pictures: Sequence[UInt8Array]) -> Float32Array:
    """Return what the published graph answers, executed by TensorFlow, shape ``(n, 17, 3)``."""
    network = rgba_function(graph)
    answers = [network(tf.constant(picture[np.newaxis])).numpy()[0, 0] for picture in pictures]
    return np.asarray(answers, dtype=np.float32)


def largest_difference(graph: GraphModel, tflite: bytes, pictures: Sequence[UInt8Array]) -> float:
    """Return the largest absolute difference between both networks over some pictures."""
    network = KeypointNetwork(tflite)
    converted = np.asarray([network.keypoints(picture) for picture in pictures])
    return float(np.abs(converted - graph_keypoints(graph, pictures)).max())


def require_same_keypoints(name: str, graph: GraphModel, tflite: bytes) -> float:
    """Return the largest difference on the known pictures.

    Raises
    ------
    ModelError
        If it is not within `TOLERANCE`.
    """
    difference = largest_difference(graph, tflite, known_pictures(graph.input_shape[1]))
    if not difference <= TOLERANCE:
        raise ModelError(
            f"{name}: the converted network differs from the published one by {difference:.2g}, "
            f"more than {TOLERANCE:.0e}"
        )
    return difference
