"""Compares two forms of one network on pictures, output by output."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pose.movenet.errors import ModelError
from pose.movenet.figure import figure_rgba, padded_to
from pose.movenet.interpreter import BuiltNetwork
from pose.movenet.reference import Answers, Float32Array

UInt8Array = NDArray[np.uint8]

Completed = Callable[[Mapping[str, Float32Array]], Mapping[str, Float32Array]]
"""From a file's outputs to what is compared."""

TOLERANCE: Final = 1e-5
"""Largest difference allowed in y, x (units of the picture's side) and score."""
MAP_TOLERANCE: Final = 1e-3
"""Largest difference allowed in a head's map (probabilities; distances in cells)."""
_SHIFTS_PX: Final = ((0, 0), (-11, 17), (9, -23))


def known_pictures(side_px: int) -> Sequence[UInt8Array]:
    """Return the drawn figure in three places, each shape ``(side_px, side_px, 4)``."""
    figure = padded_to(side_px, figure_rgba())
    return [np.roll(figure, shift, axis=(0, 1)) for shift in _SHIFTS_PX]


def largest_differences(
    one: Answers, other: Answers, pictures: Iterable[UInt8Array]
) -> Mapping[str, float]:
    """Return the largest absolute difference of each output that both have, over all pictures."""
    differences: dict[str, float] = {}
    for picture in pictures:
        expected = other(picture)
        for name, found in one(picture).items():
            if name in expected:
                difference = np.abs(found - expected[name]).max()
                # NumPy's maximum keeps NaN: a network that gives it once is never alike.
                differences[name] = float(np.maximum(difference, differences.get(name, 0.0)))
    return differences


def require_same_outputs(
    what: str,
    tflite: bytes,
    reference: Answers,
    *,
    tolerance: float,
    completed: Completed = dict,
) -> Mapping[str, float]:
    """Return the largest difference of each output of a ``.tflite`` file on the known pictures.

    Where a file leaves work to whoever runs it, ``completed`` does that work on its outputs.

    Raises
    ------
    ModelError
        If one is not within the tolerance of the reference.
    """
    network = BuiltNetwork(tflite)
    pictures = known_pictures(network.input_side_px)
    differences = largest_differences(
        lambda picture: completed(network.outputs(picture)), reference, pictures
    )
    for name, difference in differences.items():
        if not difference <= tolerance:
            raise ModelError(
                f"{what}: {name} of the converted network differs from the original's by "
                f"{difference:.2g}, more than {tolerance:.0e}"
            )
    return differences
