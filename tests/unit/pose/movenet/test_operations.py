"""Executing graphs with TensorFlow: each operation by hand, and none that is not known."""

from typing import Any

import numpy as np
import pytest

from pose.movenet.errors import ModelError
from pose.movenet.graph import GraphModel, GraphNode

pytestmark = pytest.mark.tensorflow

NHWC = {"data_format": "NHWC", "dilations": (1, 1, 1, 1), "strides": (1, 1, 1, 1)}

SLICE = dict.fromkeys(
    ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"), 0
)


def run(op: str, inputs: list[Any], **attributes: Any) -> np.ndarray:
    """Execute one operation of constants; the first is the graph's input."""
    from pose.movenet.operations import execute  # noqa: PLC0415 - loads TensorFlow
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415

    image, *constants = (np.asarray(value) for value in inputs)
    names = [f"c{index}" for index in range(len(constants))]
    nodes = (
        GraphNode("x", "Placeholder", (), {}),
        *(GraphNode(name, "Const", (), {}) for name in names),
        GraphNode("y", op, ("x", *names), attributes),
    )
    weights = dict(zip(names, constants, strict=True))
    model = GraphModel(nodes, weights, "x", "y", image.shape)
    answer: np.ndarray = execute(model, tf.constant(image))("y").numpy()
    return answer


def test_an_unknown_operation_is_refused_before_any_work():
    from pose.movenet.operations import require_known_operations  # noqa: PLC0415 - TensorFlow

    nodes = (
        GraphNode("x", "Placeholder", (), {}),
        GraphNode("head/nms", "NonMaxSuppressionV5", ("x",), {}),
    )
    model = GraphModel(nodes, {}, "x", "head/nms", (1, 8, 8, 3))
    with pytest.raises(
        ModelError, match="operation NonMaxSuppressionV5 of node head/nms is not known here"
    ):
        require_known_operations(model)


def test_an_unknown_fused_step_is_refused():
    image = np.ones((1, 1, 1, 1), dtype=np.float32)
    with pytest.raises(ModelError, match="fused with Prelu"):
        run("_FusedConv2D", [image, image], padding="SAME", fused_ops=("Prelu",), **NHWC)


def test_explicit_padding_is_refused():
    image = np.ones((1, 1, 1, 1), dtype=np.float32)
    with pytest.raises(ModelError, match="SAME or VALID"):
        run("_FusedConv2D", [image, image], padding="EXPLICIT", **NHWC)


def test_a_fused_convolution_adds_its_bias_and_then_cuts_off():
    # A 1x1 filter of weight 2 on -1, 1, 5 and bias 1: -1, 3, 11; Relu6 leaves 0, 3, 6.
    image = np.array([-1, 1, 5], dtype=np.float32).reshape(1, 1, 3, 1)
    weight = np.full((1, 1, 1, 1), 2, dtype=np.float32)
    bias = np.array([1], dtype=np.float32)
    inputs = [image, weight, bias]
    answers = {
        steps: run("_FusedConv2D", inputs, padding="VALID", fused_ops=steps, **NHWC).ravel()
        for steps in (("BiasAdd",), ("BiasAdd", "Relu"), ("BiasAdd", "Relu6"))
    }
    np.testing.assert_array_equal(answers["BiasAdd",], [-1, 3, 11])
    np.testing.assert_array_equal(answers["BiasAdd", "Relu"], [0, 3, 11])
    np.testing.assert_array_equal(answers["BiasAdd", "Relu6"], [0, 3, 6])


@pytest.mark.parametrize("op", ["DepthwiseConv2dNative", "FusedDepthwiseConv2dNative"])
def test_a_depthwise_convolution_keeps_channels_apart(op):
    # Two channels, 3x1 box filters of weights 1 and 10, the border padded with zeros.
    image = np.array([[1, 1], [2, 2], [3, 3]], dtype=np.float32).reshape(1, 3, 1, 2)
    weight = np.stack([np.full(3, 1), np.full(3, 10)], axis=1).astype(np.float32)
    answer = run(op, [image, weight.reshape(3, 1, 2, 1)], padding="SAME", **NHWC)
    np.testing.assert_array_equal(answer[0, :, 0], [[3, 30], [6, 60], [5, 50]])


def test_resizing_looks_at_pixel_centres_where_the_graph_says_so():
    # 0, 1 to four: centres lie at -0.25, 0.25, 0.75, 1.25 of the old pixels; corners aligned,
    # they lie at 0, 1/3, 2/3, 1.
    inputs = [np.array([0, 1], dtype=np.float32).reshape(1, 1, 2, 1), np.array([1, 4], np.int32)]
    centres = run("ResizeBilinear", inputs, align_corners=False, half_pixel_centers=True)
    corners = run("ResizeBilinear", inputs, align_corners=True, half_pixel_centers=False)
    np.testing.assert_allclose(centres.ravel(), [0, 0.25, 0.75, 1])
    np.testing.assert_allclose(corners.ravel(), [0, 1 / 3, 2 / 3, 1], rtol=1e-6)


@pytest.mark.parametrize(
    ("op", "inputs", "attributes", "expected"),
    [
        ("AddV2", [[1.0, 2.0], [3.0, 5.0]], {}, [4, 7]),
        ("Sub", [[1.0, 2.0], [3.0, 5.0]], {}, [-2, -3]),
        ("Mul", [[3, 4], [5, 6]], {}, [15, 24]),
        ("RealDiv", [[3.0, 4.0], [2.0, 8.0]], {}, [1.5, 0.5]),
        ("FloorDiv", [[7, -7], [2, 2]], {}, [3, -4]),
        ("SquaredDifference", [[1.0, 2.0], [4.0, 2.0]], {}, [9, 0]),
        ("Sqrt", [[4.0, 9.0]], {}, [2, 3]),
        ("Sigmoid", [[0.0]], {}, [0.5]),
        ("Cast", [[1.9, -1.9]], {"DstT": "DT_INT32"}, [1, -1]),
        ("ArgMax", [[[1.0, 5.0], [7.0, 2.0]], 1], {}, [1, 0]),
        ("Reshape", [[1, 2, 3, 4], [2, 2]], {}, [[1, 2], [3, 4]]),
        ("ExpandDims", [[1, 2], 1], {}, [[1], [2]]),
        ("Squeeze", [[[1, 2]]], {"squeeze_dims": (0,)}, [1, 2]),
        ("Pack", [[1, 2], [3, 4]], {"axis": 1}, [[1, 3], [2, 4]]),
        ("ConcatV2", [[[1], [2]], [[3], [4]], 1], {}, [[1, 3], [2, 4]]),
        ("GatherNd", [[[1, 2], [3, 4]], [[1, 0], [0, 1]]], {}, [3, 2]),
        ("Identity", [[1, 2]], {}, [1, 2]),
        ("Abs", [[-1.5, 2.0]], {}, [1.5, 2]),
        ("AddN", [[1.0], [2.0], [4.0]], {}, [7]),
        ("Equal", [[1, 2], [1, 3]], {}, [True, False]),
        ("Exp", [[0.0, 1.0]], {}, [1, np.e]),
        ("Fill", [[2], 0.5], {}, [0.5, 0.5]),
        ("Greater", [[1, 2, 3], [2, 2, 2]], {}, [False, False, True]),
        ("GreaterEqual", [[1, 2, 3], [2, 2, 2]], {}, [False, True, True]),
        ("Less", [[1, 2, 3], [2, 2, 2]], {}, [True, False, False]),
        ("LogicalAnd", [[True, True], [True, False]], {}, [True, False]),
        ("Max", [[[1.0, 5.0], [7.0, 2.0]], 1], {"keep_dims": False}, [5, 7]),
        ("Sum", [[[1.0, 5.0], [7.0, 2.0]], 0], {"keep_dims": True}, [[8, 7]]),
        ("Maximum", [[1.0, 5.0], [3.0, 3.0]], {}, [3, 5]),
        ("Minimum", [[1.0, 5.0], [3.0, 3.0]], {}, [1, 3]),
        ("Range", [0.0, 3.0, 1.0], {}, [0, 1, 2]),
        ("Reciprocal", [[4.0]], {}, [0.25]),
        ("Select", [[True, False], [1, 2], [3, 4]], {}, [1, 4]),
        ("Shape", [[[1, 2, 3]]], {}, [1, 3]),
        ("Size", [[[1, 2, 3]]], {}, 3),
        ("Tile", [[1, 2], [2]], {}, [1, 2, 1, 2]),
        ("StridedSlice", [[5, 6, 7], [1], [3], [1]], SLICE, [6, 7]),
        ("StridedSlice", [[5, 6, 7], [1], [2], [1]], {**SLICE, "shrink_axis_mask": 1}, 6),
        (
            "StridedSlice",
            [[5, 6], [0, 0], [0, 0], [1, 1]],
            {**SLICE, "new_axis_mask": 1, "begin_mask": 2, "end_mask": 2},
            [[5, 6]],
        ),
    ],
)
def test_an_operation_means_what_tensorflow_means_by_it(op, inputs, attributes, expected):
    types: dict[str, type] = {"f": np.float32, "b": np.bool_}
    typed: list[np.ndarray] = [
        value.astype(types.get(value.dtype.kind, np.int32)) for value in map(np.asarray, inputs)
    ]
    np.testing.assert_allclose(run(op, typed, **attributes), expected, rtol=1e-6)


def test_an_operation_with_several_outputs_is_read_by_their_index():
    from pose.movenet.operations import execute  # noqa: PLC0415 - loads TensorFlow
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415

    nodes = (
        GraphNode("x", "Placeholder", (), {}),
        GraphNode("split", "Unpack", ("x",), {"num": 2, "axis": 1}),
        GraphNode("y", "Sub", ("split:1", "split"), {}),
    )
    model = GraphModel(nodes, {}, "x", "y", (2, 2))
    answer = execute(model, tf.constant([[1.0, 10.0], [2.0, 40.0]]))("y").numpy()
    np.testing.assert_array_equal(answer, [9, 38])


def test_the_highest_k_come_first_and_of_equal_ones_the_earlier():
    from pose.movenet.operations import execute  # noqa: PLC0415 - loads TensorFlow
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415

    nodes = (
        GraphNode("x", "Placeholder", (), {}),
        GraphNode("k", "Const", (), {}),
        GraphNode("top", "TopKV2", ("x", "k"), {"sorted": True}),
    )
    model = GraphModel(nodes, {"k": np.array(3, np.int32)}, "x", "top", (1, 4))
    read = execute(model, tf.constant([[0.5, 0.9, 0.1, 0.5]]))
    np.testing.assert_allclose(read("top"), [[0.9, 0.5, 0.5]])
    np.testing.assert_array_equal(read("top:1"), [[1, 0, 3]])


def test_a_split_is_read_part_by_part():
    from pose.movenet.operations import execute  # noqa: PLC0415 - loads TensorFlow
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415

    nodes = (
        GraphNode("x", "Placeholder", (), {}),
        GraphNode("axis", "Const", (), {}),
        GraphNode("parts", "Split", ("axis", "x"), {"num_split": 2}),
    )
    model = GraphModel(nodes, {"axis": np.array(1, np.int32)}, "x", "parts", (1, 4))
    read = execute(model, tf.constant([[1, 2, 3, 4]]))
    np.testing.assert_array_equal(read("parts:1"), [[3, 4]])


def test_pooling_takes_the_largest_of_each_neighbourhood():
    image = np.array([1, 5, 2, 0], dtype=np.float32).reshape(1, 1, 4, 1)
    window = {"ksize": (1, 3, 3, 1), "padding": "SAME", **NHWC}
    np.testing.assert_array_equal(run("MaxPool", [image], **window).ravel(), [5, 5, 5, 2])
