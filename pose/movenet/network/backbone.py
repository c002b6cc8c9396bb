"""MobileNetV2 (Sandler and others, 2018), as MoveNet uses it: what is in the picture, and where.

Each block widens (1 x 1), looks around in each channel on its own (3 x 3, depthwise) and narrows
again (1 x 1); where size and width stay, what came in is added to what comes out.  The published
networks have their batch normalisation folded into the convolutions: each is a convolution with
a bias.  Layers are named as in the published graphs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pose.movenet.network.keras import keras

Tensor = Any

STRIDES_PX: Final = (4, 8, 16, 32)
"""Pixels of the picture that one cell of each returned map stands for."""
_STEM_CHANNELS: Final = 32
_TOP_CHANNELS: Final = 1280
"""Not widened in Thunder and MultiPose."""


@dataclass(frozen=True)
class Stage:
    """Blocks of one width; the first of them may halve the map.

    Attributes
    ----------
    expansion
        How many times wider a block is inside.
    channels
        Width between blocks, before the network's width multiplier.
    blocks
        How many.
    stride
        Of the first block.
    """

    expansion: int
    channels: int
    blocks: int
    stride: int


STAGES: Final = (
    Stage(expansion=1, channels=16, blocks=1, stride=1),
    Stage(expansion=6, channels=24, blocks=2, stride=2),
    Stage(expansion=6, channels=32, blocks=3, stride=2),
    Stage(expansion=6, channels=64, blocks=4, stride=2),
    Stage(expansion=6, channels=96, blocks=3, stride=1),
    Stage(expansion=6, channels=160, blocks=3, stride=2),
    Stage(expansion=6, channels=320, blocks=1, stride=1),
)
"""MobileNetV2's own table."""
_LATERAL_STAGES: Final = {1: 4, 2: 8, 3: 16}
"""Stages whose last block the pyramid reads, and their stride in pixels."""


def widened(channels: int, width: float) -> int:
    """Return channels times the width multiplier, as a multiple of 8, never 10 % below."""
    wanted = channels * width
    rounded = max(8, int(wanted + 4) // 8 * 8)
    return rounded if rounded >= 0.9 * wanted else rounded + 8


def backbone(pixels: Tensor, width: float) -> Mapping[int, Tensor]:
    """Return features of a picture by stride in pixels: 4, 8, 16 and 32.

    Parameters
    ----------
    pixels
        float32 ``[batch, S, S, 3]``, from -1 to 1.
    width
        The width multiplier: 1 for Lightning, 1.75 for Thunder, 1.5 for MultiPose.
    """
    features = convolution(
        pixels, widened(_STEM_CHANNELS, width), name="Conv1", size=3, stride=2, activation="relu6"
    )
    laterals: dict[int, Tensor] = {}
    index = 0
    for number, stage in enumerate(STAGES):
        for position in range(stage.blocks):
            features = _inverted_residual(
                features,
                widened(stage.channels, width),
                expansion=stage.expansion,
                stride=stage.stride if position == 0 else 1,
                name=f"block_{index}" if index else "expanded_conv",
            )
            index += 1
        if number in _LATERAL_STAGES:
            laterals[_LATERAL_STAGES[number]] = features
    laterals[32] = convolution(features, _TOP_CHANNELS, name="Conv_1", activation="relu6")
    return laterals


def _inverted_residual(
    features: Tensor, channels: int, *, expansion: int, stride: int, name: str
) -> Tensor:
    channels_in = features.shape[-1]
    inside = features
    if expansion > 1:
        inside = convolution(
            inside, expansion * channels_in, name=f"{name}_expand", activation="relu6"
        )
    inside = keras.layers.DepthwiseConv2D(
        3, strides=stride, padding="same", activation="relu6", name=f"{name}_depthwise"
    )(inside)
    outside = convolution(inside, channels, name=f"{name}_project")
    if stride == 1 and channels == channels_in:
        return keras.layers.Add(name=f"{name}_add")([features, outside])
    return outside


def convolution(
    features: Tensor,
    channels: int,
    *,
    name: str,
    size: int = 1,
    stride: int = 1,
    activation: str | None = None,
) -> Tensor:
    """Return a convolution with a bias, the map's size kept but for its stride."""
    layer = keras.layers.Conv2D(
        channels, size, strides=stride, padding="same", activation=activation, name=name
    )
    return layer(features)
