"""Executes the nodes of a TF.js graph model with TensorFlow, one by one.

Knows exactly the operations that the published MoveNet graphs contain.  Their meaning is
TensorFlow's own of the same names (``tf.raw_ops``), except the two fused convolutions, which
TF.js's optimiser made: a convolution, then the steps in ``fused_ops``.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pose.movenet.errors import ModelError
from pose.movenet.graph import GraphModel, GraphNode, split_tensor_name
from pose.movenet.quiet_tensorflow import tf

Tensor = Any
Attributes = Mapping[str, Any]


def _convolution(
    convolve: Callable[..., Tensor], inputs: list[Tensor], attributes: Attributes
) -> Tensor:
    """Convolve, then apply the fused steps in their order."""
    if attributes["data_format"] != "NHWC" or attributes["padding"] not in {"SAME", "VALID"}:
        raise ModelError("a convolution is not NHWC with SAME or VALID padding")
    result = convolve(
        input=inputs[0],
        filter=inputs[1],
        strides=attributes["strides"],
        padding=attributes["padding"],
        dilations=attributes["dilations"],
    )
    arguments = iter(inputs[2:])
    for step in attributes.get("fused_ops", ()):
        if step == "BiasAdd":
            result = tf.nn.bias_add(result, next(arguments))
        elif step == "Relu":
            result = tf.nn.relu(result)
        elif step == "Relu6":
            result = tf.nn.relu6(result)
        else:
            raise ModelError(f"a convolution is fused with {step}, which is not known here")
    return result


def _conv2d(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    return _convolution(tf.raw_ops.Conv2D, inputs, attributes)


def _depthwise_conv2d(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    return _convolution(tf.raw_ops.DepthwiseConv2dNative, inputs, attributes)


def _resize_bilinear(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    return tf.raw_ops.ResizeBilinear(
        images=inputs[0],
        size=inputs[1],
        align_corners=attributes["align_corners"],
        half_pixel_centers=attributes["half_pixel_centers"],
    )


def _cast(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    types = {"DT_FLOAT": tf.float32, "DT_INT32": tf.int32}
    return tf.cast(inputs[0], types[attributes["DstT"]])


def _arg_max(inputs: list[Tensor], _: Attributes) -> Tensor:
    return tf.argmax(inputs[0], axis=inputs[1], output_type=tf.int32)


def _unpack(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    return tf.unstack(inputs[0], num=attributes["num"], axis=attributes["axis"])


def _pack(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    return tf.stack(inputs, axis=attributes["axis"])


def _squeeze(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    return tf.squeeze(inputs[0], axis=list(attributes["squeeze_dims"]))


def _concat(inputs: list[Tensor], _: Attributes) -> Tensor:
    return tf.concat(inputs[:-1], axis=inputs[-1])


def _max_pool(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    kept = ("ksize", "strides", "padding", "data_format")
    return tf.raw_ops.MaxPool(input=inputs[0], **{name: attributes[name] for name in kept})


def _split(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    return tf.split(inputs[1], attributes["num_split"], axis=inputs[0])


def _strided_slice(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    masks = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")
    value, begin, end, strides = inputs
    return tf.raw_ops.StridedSlice(
        input=value,
        begin=begin,
        end=end,
        strides=strides,
        **{name: attributes[name] for name in masks},
    )


def _top_k(inputs: list[Tensor], attributes: Attributes) -> Tensor:
    return list(tf.raw_ops.TopKV2(input=inputs[0], k=inputs[1], sorted=attributes["sorted"]))


def _reduced(function: Callable[..., Tensor]) -> Callable[[list[Tensor], Attributes], Tensor]:
    """Return an operation that takes the axes to go as its second input."""
    return lambda inputs, attributes: function(
        inputs[0], axis=inputs[1], keepdims=attributes["keep_dims"]
    )


def _plain(function: Callable[..., Tensor]) -> Callable[[list[Tensor], Attributes], Tensor]:
    """Return an operation that takes its inputs in order and no attribute."""
    return lambda inputs, _: function(*inputs)


OPERATIONS: Final[Mapping[str, Callable[[list[Tensor], Attributes], Tensor]]] = {
    "Abs": _plain(tf.abs),
    "AddN": lambda inputs, _: tf.add_n(inputs),
    "AddV2": _plain(tf.add),
    "ArgMax": _arg_max,
    "Cast": _cast,
    "ConcatV2": _concat,
    "DepthwiseConv2dNative": _depthwise_conv2d,
    "Equal": _plain(tf.equal),
    "Exp": _plain(tf.exp),
    "ExpandDims": _plain(tf.expand_dims),
    "Fill": _plain(tf.fill),
    "FloorDiv": _plain(tf.math.floordiv),
    "FusedDepthwiseConv2dNative": _depthwise_conv2d,
    "GatherNd": _plain(tf.gather_nd),
    "Greater": _plain(tf.greater),
    "GreaterEqual": _plain(tf.greater_equal),
    "Identity": _plain(tf.identity),
    "Less": _plain(tf.less),
    "LogicalAnd": _plain(tf.logical_and),
    "Max": _reduced(tf.reduce_max),
    "MaxPool": _max_pool,
    "Maximum": _plain(tf.maximum),
    "Minimum": _plain(tf.minimum),
    "Mul": _plain(tf.multiply),
    "Pack": _pack,
    "Range": _plain(tf.range),
    "RealDiv": _plain(tf.divide),
    "Reciprocal": _plain(tf.math.reciprocal),
    "Reshape": _plain(tf.reshape),
    "ResizeBilinear": _resize_bilinear,
    "Select": _plain(tf.where),
    "Shape": _plain(tf.shape),
    "Sigmoid": _plain(tf.sigmoid),
    "Size": _plain(tf.size),
    "Split": _split,
    "Sqrt": _plain(tf.sqrt),
    "SquaredDifference": _plain(tf.math.squared_difference),
    "Squeeze": _squeeze,
    "StridedSlice": _strided_slice,
    "Sub": _plain(tf.subtract),
    "Sum": _reduced(tf.reduce_sum),
    "Tile": _plain(tf.tile),
    "TopKV2": _top_k,
    "Unpack": _unpack,
    "_FusedConv2D": _conv2d,
}
"""What each operation does: inputs and attributes to one tensor, or a list of tensors."""


def require_known_operations(model: GraphModel) -> None:
    """Stop before any work where a graph has an operation that is not known here.

    Raises
    ------
    ModelError
        Naming the operation and a node that has it.
    """
    for node in model.nodes:
        if node.op not in OPERATIONS and node.op not in {"Const", "Placeholder"}:
            raise ModelError(f"operation {node.op} of node {node.name} is not known here")


def execute(model: GraphModel, image: Tensor) -> Callable[[str], Tensor]:
    """Execute a graph.

    Parameters
    ----------
    model
        The graph; its operations have passed `require_known_operations`.
    image
        What the placeholder stands for: int32 ``[1, S, S, 3]``, RGB, 0 to 255.

    Returns
    -------
    Callable
        Gives the value of a tensor by its name in the graph: ``model.output_name`` for the
        graph's answer, any other node for what lies on the way.
    """
    tensors: dict[str, Tensor] = {}

    def read(reference: str) -> Tensor:
        name, output = split_tensor_name(reference)
        value = tensors[name]
        return value[output] if isinstance(value, list) else value

    for node in model.nodes:
        tensors[node.name] = _value(node, model, image, read)
    return read


def _value(
    node: GraphNode, model: GraphModel, image: Tensor, read: Callable[[str], Tensor]
) -> Tensor:
    if node.op == "Const":
        return tf.constant(model.weights[node.name])
    if node.op == "Placeholder":
        return image
    return OPERATIONS[node.op]([read(reference) for reference in node.inputs], node.attributes)
