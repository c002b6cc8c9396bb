"""The feature pyramid: deep features brought back to one cell for 4 x 4 pixels.

From the coarsest map down, each step doubles the map's size, adds the lateral connection of the
backbone at that size, and smooths the sum.  The layers keep no published names, which are only
numbers: `pose.movenet.network.weights` knows them.
"""

from collections.abc import Mapping
from typing import Any, Final

from pose.movenet.network.backbone import convolution
from pose.movenet.network.keras import keras

Tensor = Any

_LATERAL_CHANNELS: Final = {16: 64, 8: 32, 4: 24}
"""Channels that each step adds from the backbone, by stride in pixels."""
_SMOOTHED_CHANNELS: Final = {16: 32, 8: 24, 4: 24}
"""Channels that each step leaves: those that the next one adds to."""


def pyramid(features: Mapping[int, Tensor]) -> Tensor:
    """Return features ``[batch, S/4, S/4, 24]`` of `pose.movenet.network.backbone.backbone`'s."""
    coarse = convolution(features[32], _LATERAL_CHANNELS[16], name="lateral_32")
    for stride, channels in _LATERAL_CHANNELS.items():
        finer = keras.layers.UpSampling2D(interpolation="bilinear", name=f"doubled_{stride}")(
            coarse
        )
        lateral = convolution(features[stride], channels, name=f"lateral_{stride}")
        merged = keras.layers.Add(name=f"merged_{stride}")([finer, lateral])
        coarse = keras.layers.SeparableConv2D(
            _SMOOTHED_CHANNELS[stride],
            3,
            padding="same",
            activation="relu",
            name=f"smoothed_{stride}",
        )(merged)
    return coarse
