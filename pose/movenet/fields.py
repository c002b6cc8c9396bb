"""The two maps of which a few cells are read, left out of the network and computed where they are read.

Decoding looks through the maps of probabilities as a whole, but reads the regression at one cell
and the offsets at 17 of 48 x 48 or more.  Their layers are small: a browser can apply them to the
features around a cell itself.  So the network that browsers run ends in the two maps of
probabilities and in the features; the layers of the two fields go into a file of their own.
``frontend/src/pose/decoding/field-layers.ts`` is the mirror.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.movenet.network.heads import CENTRE, HEATMAPS, OFFSETS, REGRESSION, Head
from pose.movenet.network.keras import keras

Float32Array = NDArray[np.float32]

FEATURES_OUTPUT: Final = "features"
"""Name of the output that the fields are computed from, ``[h, h, 24]``."""
FIELDS: Final = (OFFSETS, REGRESSION)
"""In the order in which their layers stand in the file."""
_LAST_FEATURES_LAYER: Final = "smoothed_4"


@dataclass(frozen=True)
class FieldLayers:
    """The layers from features to one field.

    Attributes
    ----------
    around
        ``(3, 3, features)``: looks around, each feature by itself, zeros outside the map.
    widen, widen_bias
        ``(features, hidden)`` and ``(hidden,)``; what is negative becomes 0.
    read, read_bias
        ``(hidden, channels)`` and ``(channels,)``.
    """

    around: Float32Array
    widen: Float32Array
    widen_bias: Float32Array
    read: Float32Array
    read_bias: Float32Array

    def field(self, features: Float32Array) -> Float32Array:
        """Return the whole field ``(h, h, channels)`` of features ``(h, h, features)``."""
        height, width, _ = features.shape
        padded = np.pad(features, ((1, 1), (1, 1), (0, 0)))
        seen = np.zeros_like(features)
        for row in range(3):
            for column in range(3):
                shifted = padded[row : row + height, column : column + width]
                seen = seen + shifted * self.around[row, column]
        hidden = np.maximum(seen @ self.widen + self.widen_bias, 0)
        field: Float32Array = hidden @ self.read + self.read_bias
        return field

    def to_bytes(self) -> bytes:
        """Return all numbers, float32, little-endian, in the order of the attributes."""
        parts = (self.around, self.widen, self.widen_bias, self.read, self.read_bias)
        return b"".join(part.astype("<f4").tobytes() for part in parts)


def features_network(network: Any) -> Any:
    """Return a single-pose network that ends in its probabilities and its features, by name."""
    maps = network.output
    outputs = {head.name: maps[head.name] for head in (CENTRE, HEATMAPS)}
    outputs[FEATURES_OUTPUT] = network.get_layer(_LAST_FEATURES_LAYER).output
    return keras.Model(network.input, outputs, name=f"{network.name}_features")


def field_layers(network: Any, field: Head) -> FieldLayers:
    """Return the layers from a network's features to one of its `FIELDS`."""
    around, widen, widen_bias = network.get_layer(f"{field.name}_hidden").get_weights()
    read, read_bias = network.get_layer(field.name).get_weights()
    return FieldLayers(around[..., 0], widen[0, 0], widen_bias, read[0, 0], read_bias)


def fields_of(network: Any, outputs: Mapping[str, Float32Array]) -> Mapping[str, Float32Array]:
    """Return a features network's outputs with the two fields in the place of the features."""
    features = outputs[FEATURES_OUTPUT]
    maps = {name: value for name, value in outputs.items() if name != FEATURES_OUTPUT}
    return maps | {field.name: field_layers(network, field).field(features) for field in FIELDS}


def field_layers_file(network: Any) -> bytes:
    """Return the layers of all `FIELDS`, one after the other."""
    return b"".join(field_layers(network, field).to_bytes() for field in FIELDS)
