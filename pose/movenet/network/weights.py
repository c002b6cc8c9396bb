"""Puts the published weights into the networks written in Keras, layer by layer.

A layer finds its weights by the scope that they have in the published graph, never by their
order or shape.  Every published convolution must be used, exactly once.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from pose.movenet.errors import ModelError
from pose.movenet.graph import Array, GraphModel, GraphNode
from pose.movenet.network.architecture import ARCHITECTURES, maps_network
from pose.published_models import PublishedModel

_DEPTHWISE: Final = frozenset({"DepthwiseConv2dNative", "FusedDepthwiseConv2dNative"})
_PLAIN: Final = frozenset({"_FusedConv2D"})
_SCOPES_LEFT_OUT: Final = frozenset(
    {"StatefulPartitionedCall", "center_net_mobile_net_v2fpn_feature_extractor", "model_1", "model"}
)
_PUBLISHED_PYRAMID: Final = {
    "conv2d": "lateral_32",
    "conv2d_1": "lateral_16",
    "conv2d_2": "lateral_8",
    "conv2d_3": "lateral_4",
    "separable_conv2d": "smoothed_16",
    "separable_conv2d_1": "smoothed_8",
    "separable_conv2d_2": "smoothed_4",
}
"""Names of the pyramid's layers here by their names in the published graphs."""


def published_network(model: PublishedModel, graph: GraphModel) -> Any:
    """Return a network of `pose.movenet.network.architecture` with the published weights.

    Raises
    ------
    ModelError
        If the graph has other layers, or layers of other shapes, than the network.
    """
    network = maps_network(model)
    layers = {layer.name: layer for layer in network.layers if layer.weights}
    published = _published_weights(model, graph)
    if published.keys() != layers.keys():
        odd = ", ".join(sorted(published.keys() ^ layers.keys()))
        raise ModelError(f"{model.name}: not both in the graph and in the network: {odd}")
    for name, weights in published.items():
        try:
            layers[name].set_weights(weights)
        except ValueError as error:
            raise ModelError(f"{model.name}: weights of {name} do not fit: {error}") from error
    return network


def write_weights(network: Any, path: Path) -> None:
    """Write every weight as float16 to a NumPy archive: ``layer/0``, ``layer/1`` and so on."""
    arrays = {
        f"{layer.name}/{index}": weights.astype(np.float16)
        for layer in network.layers
        for index, weights in enumerate(layer.get_weights())
    }
    np.savez(path, **arrays)


def read_weights(network: Any, path: Path) -> None:
    """Put the weights that `write_weights` wrote into a network of the same architecture.

    Raises
    ------
    ModelError
        If the file cannot be read, or is of another network.
    """
    try:
        with np.load(path) as archive:
            for layer in network.layers:
                names = [f"{layer.name}/{index}" for index in range(len(layer.weights))]
                layer.set_weights([archive[name].astype(np.float32) for name in names])
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{path} does not have this network's weights: {error}") from error


def _published_weights(model: PublishedModel, graph: GraphModel) -> Mapping[str, list[Array]]:
    """Return the weights of each layer: kernels in the order of use, then the bias."""
    weights: dict[str, list[Array]] = defaultdict(list)
    for node in graph.nodes:
        if node.op in _DEPTHWISE | _PLAIN:
            # After the picture or features: the kernel and, unless another step follows, the bias.
            weights[_layer_of(model, node)] += [graph.weights[name] for name in node.inputs[1:]]
    return weights


def _layer_of(model: PublishedModel, node: GraphNode) -> str:
    scope, *inner = (part for part in node.inputs[1].split("/") if part not in _SCOPES_LEFT_OUT)
    for head in ARCHITECTURES[model.name].heads:
        if scope == head.published_name:
            return f"{head.name}_hidden" if inner[0].startswith("separable") else head.name
    return _PUBLISHED_PYRAMID.get(scope, scope)
