"""The three published networks, put together: backbone, pyramid, heads."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pose.movenet.network.backbone import backbone
from pose.movenet.network.heads import HEADS, PEOPLE_HEADS, Head
from pose.movenet.network.keras import keras
from pose.movenet.network.pyramid import pyramid
from pose.published_models import LIGHTNING, MULTIPOSE, THUNDER, PublishedModel

Tensor = Any

_HEAD_CHANNELS: Final = 96
_HALF_RANGE: Final = 127.5


@dataclass(frozen=True)
class Architecture:
    """What differs between the networks.

    Attributes
    ----------
    width
        How many times wider than MobileNetV2 the backbone is.
    heads
        The maps that it ends in.
    """

    width: float
    heads: tuple[Head, ...]


ARCHITECTURES: Final = {
    LIGHTNING.name: Architecture(1.0, HEADS),
    THUNDER.name: Architecture(1.75, HEADS),
    MULTIPOSE.name: Architecture(1.5, PEOPLE_HEADS),
}


def maps_network(model: PublishedModel) -> Any:
    """Return a network up to its maps, with weights drawn at random.

    Returns
    -------
    keras.Model
        From RGB, float32 ``[batch, S, S, 3]``, 0 to 255, to one map ``[batch, S/4, S/4,
        channels]`` for each head, by name.
    """
    architecture = ARCHITECTURES[model.name]
    side_px = model.input_side_px
    rgb = keras.Input((side_px, side_px, 3), name="rgb")
    features = pyramid(backbone(_from_minus_1_to_1(rgb), architecture.width))
    maps = {head.name: _head_map(features, head) for head in architecture.heads}
    return keras.Model(rgb, maps, name=model.name.replace("-", "_"))


def _from_minus_1_to_1(rgb: Tensor) -> Tensor:
    layer = keras.layers.Rescaling(published_constant(1 / _HALF_RANGE), offset=-1.0)
    return layer(rgb)


def _head_map(features: Tensor, head: Head) -> Tensor:
    """Return a head's map: look around, widen, read; a sigmoid where it is a probability."""
    hidden = keras.layers.SeparableConv2D(
        _HEAD_CHANNELS, 3, padding="same", activation="relu", name=f"{head.name}_hidden"
    )(features)
    return keras.layers.Conv2D(
        head.channels, 1, activation="sigmoid" if head.is_probability else None, name=head.name
    )(hidden)


def published_constant(value: Any) -> Any:
    """Return a constant as the published graphs hold it: rounded to float16, used as float32."""
    return np.asarray(value, dtype=np.float16).astype(np.float32)
