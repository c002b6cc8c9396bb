"""Compares a converted network with the network in TensorFlow that it was made from."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.movenet.errors import ModelError
from pose.movenet.figure import figure_rgba, padded_to
from pose.movenet.interpreter import BuiltNetwork
from pose.movenet.quiet_tensorflow import tf

UInt8Array = NDArray[np.uint8]
Float32Array = NDArray[np.float32]

TOLERANCE: Final = 1e-5
"""Largest difference allowed in y, x (units of the picture's side) and score."""
MAP_TOLERANCE: Final = 1e-3
"""Largest difference allowed in a head's map (probabilities; distances in cells)."""
_SHIFTS_PX: Final = ((0, 0), (-11, 17), (9, -23))


def known_pictures(side_px: int) -> Sequence[UInt8Array]:
    """Return the drawn figure in three places, each shape ``(side_px, side_px, 4)``."""
    figure = padded_to(side_px, figure_rgba())
    return [np.roll(figure, shift, axis=(0, 1)) for shift in _SHIFTS_PX]


def answers_of(network: Any, rgba: UInt8Array) -> Mapping[str, Float32Array]:
    """Return what a network of `pose.movenet.export` answers in TensorFlow, by output."""
    answers = network.run(tf.constant(rgba[np.newaxis]))
    return {name: answer.numpy()[0] for name, answer in answers.items()}


def largest_differences(
    network: Any, tflite: bytes, pictures: Sequence[UInt8Array]
) -> Mapping[str, float]:
    """Return the largest absolute difference between both over some pictures, by output."""
    converted = BuiltNetwork(tflite)
    differences: dict[str, float] = {}
    for picture in pictures:
        found = converted.outputs(picture)
        for name, expected in answers_of(network, picture).items():
            difference = float(np.abs(found[name] - expected).max())
            differences[name] = max(difference, differences.get(name, 0.0))
    return differences


def require_same_outputs(
    what: str, network: Any, tflite: bytes, *, tolerance: float
) -> Mapping[str, float]:
    """Return the largest difference of each output on the known pictures.

    Raises
    ------
    ModelError
        If one is not within the tolerance.
    """
    side_px = BuiltNetwork(tflite).input_side_px
    differences = largest_differences(network, tflite, known_pictures(side_px))
    for name, difference in differences.items():
        if not difference <= tolerance:
            raise ModelError(
                f"{what}: {name} of the converted network differs from TensorFlow's by "
                f"{difference:.2g}, more than {tolerance:.0e}"
            )
    return differences
