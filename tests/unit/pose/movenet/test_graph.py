"""Reading a TF.js graph model, without TensorFlow."""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pose.movenet.errors import ModelError
from pose.movenet.graph import read_graph_model, split_tensor_name
from pose.published_models import PUBLISHED_MODELS
from tests.unit.pose.movenet.published import published_folder

WEIGHTS = np.array([[1.5, -2.0], [0.25, 4.0]], dtype="<f2").tobytes() + np.int32(7).tobytes()


def document() -> dict[str, Any]:
    """A graph that multiplies its input by weights: out of order, as graphs may be."""
    size = [{"size": "1"}, {"size": "2"}]
    return {
        "signature": {
            "inputs": {"x:0": {"name": "x:0", "tensorShape": {"dim": size}}},
            "outputs": {"y:0": {"name": "y:0"}},
        },
        "modelTopology": {
            "node": [
                {"name": "y", "op": "MatMul", "input": ["x", "w:0", "^k"],
                 "attr": {"transpose_a": {"b": False}, "n": {"i": "3"},
                          "padding": {"s": base64.b64encode(b"SAME").decode()},
                          "fused": {"list": {"s": [base64.b64encode(b"Relu").decode()]}},
                          "none": {"list": {}}}},
                {"name": "x", "op": "Placeholder", "attr": {"shape": {"shape": {"dim": size}}}},
                {"name": "w", "op": "Const"},
                {"name": "k", "op": "Const"},
            ]
        },
        "weightsManifest": [
            {"paths": ["m.bin"],
             "weights": [
                 {"name": "w", "shape": [2, 2], "dtype": "float32",
                  "quantization": {"dtype": "float16", "original_dtype": "float32"}},
                 {"name": "k", "shape": [], "dtype": "int32"},
             ]}
        ],
    }  # fmt: skip


def write(folder: Path, content: Any, weights: bytes = WEIGHTS) -> tuple[Path, Path]:
    graph_file, weights_file = folder / "m.json", folder / "m.bin"
    graph_file.write_text(json.dumps(content))
    weights_file.write_bytes(weights)
    return graph_file, weights_file


def test_nodes_come_after_the_nodes_they_read(tmp_path):
    model = read_graph_model(*write(tmp_path, document()))
    names = [node.name for node in model.nodes]
    assert sorted(names) == ["k", "w", "x", "y"]
    assert names.index("y") > max(names.index("x"), names.index("w"))
    assert (model.input_name, model.output_name, model.input_shape) == ("x", "y", (1, 2))


def test_attributes_are_plain_values_and_orders_of_execution_are_no_inputs(tmp_path):
    nodes = {node.name: node for node in read_graph_model(*write(tmp_path, document())).nodes}
    assert nodes["y"].inputs == ("x", "w:0")
    assert nodes["y"].attributes == {
        "transpose_a": False,
        "n": 3,
        "padding": "SAME",
        "fused": ("Relu",),
        "none": (),
    }
    assert nodes["x"].attributes == {"shape": (1, 2)}


def test_float16_weights_are_read_exactly_as_float32(tmp_path):
    weights = read_graph_model(*write(tmp_path, document())).weights
    assert weights["w"].dtype == np.float32
    np.testing.assert_array_equal(weights["w"], [[1.5, -2.0], [0.25, 4.0]])
    assert weights["k"].shape == ()
    assert weights["k"] == 7


@pytest.mark.parametrize("weights", [WEIGHTS[:-1], WEIGHTS + b"\0"])
def test_weights_of_another_length_are_refused(tmp_path, weights):
    with pytest.raises(ModelError, match=r"m\.json is not a TF\.js graph model that can be read"):
        read_graph_model(*write(tmp_path, document(), weights))


def test_integer_quantised_weights_are_refused(tmp_path):
    content = document()
    content["weightsManifest"][0]["weights"][0]["quantization"] = {"dtype": "uint8", "scale": 0.1}
    with pytest.raises(ModelError, match="w has integer-quantised weights"):
        read_graph_model(*write(tmp_path, content))


def test_a_graph_that_reads_an_absent_node_is_refused(tmp_path):
    content = document()
    content["modelTopology"]["node"][0]["input"][0] = "absent:1"
    with pytest.raises(ModelError, match="y reads absent, which the graph does not have"):
        read_graph_model(*write(tmp_path, content))


def test_a_cycle_is_refused(tmp_path):
    content = document()
    content["modelTopology"]["node"][2] = {"name": "w", "op": "Identity", "input": ["y"]}
    with pytest.raises(ModelError, match="cycle"):
        read_graph_model(*write(tmp_path, content))


@pytest.mark.parametrize("content", [[], {}, {"signature": {"inputs": {}, "outputs": {}}}, "text"])
def test_another_json_document_is_refused(tmp_path, content):
    with pytest.raises(ModelError, match="not a TF"):
        read_graph_model(*write(tmp_path, content))


def test_tensor_names_carry_the_index_of_an_output():
    assert split_tensor_name("a/b:2") == ("a/b", 2)
    assert split_tensor_name("a/b") == ("a/b", 0)


@pytest.mark.parametrize("published", PUBLISHED_MODELS.values(), ids=lambda model: model.name)
def test_the_published_graphs_are_read(published):
    folder = published_folder()
    model = read_graph_model(folder / published.graph_file, folder / published.weights_file)
    side = published.input_side_px
    assert model.input_shape == (1, side, side, 3)
    assert len(model.nodes) == 331
    assert sum(node.op == "Const" for node in model.nodes) == len(model.weights) == 180
