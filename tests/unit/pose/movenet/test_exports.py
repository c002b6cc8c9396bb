"""What each kind of built network gives: its outputs by name, and what they are worth."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pose.keypoints import N_KEYPOINTS
from pose.movenet.errors import ModelError
from pose.movenet.figure import JOINTS_PX, figure_rgba, padded_to
from pose.movenet.network.heads import FULL_OUTPUT, HEADS, STRIDE_PX
from pose.published_models import LIGHTNING, MULTIPOSE, PUBLISHED_MODELS, PublishedModel
from tests.unit.pose.movenet.published import published_folder

pytestmark = pytest.mark.tensorflow


def entry(folder: Path, name: str) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return dict(manifest["models"][name])


def loaded(folder: Path, name: str, kind: str) -> Any:
    from pose.movenet.interpreter import BuiltNetwork  # noqa: PLC0415 - loads TensorFlow

    return BuiltNetwork((folder / entry(folder, name)[kind]["file"]).read_bytes())


def published_graph(model: PublishedModel) -> Any:
    from pose.movenet.graph import read_graph_model  # noqa: PLC0415

    folder = published_folder()
    return read_graph_model(folder / model.graph_file, folder / model.weights_file)


def figure(model: PublishedModel) -> Any:
    return padded_to(model.input_side_px, figure_rgba())


@pytest.mark.parametrize("name", PUBLISHED_MODELS)
def test_a_heads_only_network_gives_four_maps_by_name_in_the_manifests_order(built, name):
    model = PUBLISHED_MODELS[name]
    side = model.input_side_px // STRIDE_PX
    network = loaded(built, name, "heads")
    expected = {head.name: (1, side, side, head.channels) for head in HEADS}
    assert dict(network.output_shapes) == expected
    said = [(output["name"], output["shape"]) for output in entry(built, name)["heads"]["outputs"]]
    assert [shape for _, shape in said] == _shapes_by_position(network)
    assert [name for name, _ in said] == list(network.outputs(figure(model)))


def _shapes_by_position(network: Any) -> list[list[int]]:
    return [details["shape"].tolist() for details in network._interpreter.get_output_details()]


@pytest.mark.parametrize("name", PUBLISHED_MODELS)
def test_every_map_is_the_published_graphs(built, name):
    from pose.movenet.operations import execute  # noqa: PLC0415 - loads TensorFlow
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415

    model = PUBLISHED_MODELS[name]
    picture = figure(model)
    graph = published_graph(model)
    read = execute(graph, tf.constant(picture[np.newaxis, ..., :3].astype(np.int32)))
    found = loaded(built, name, "heads").outputs(picture)
    scope = "StatefulPartitionedCall/"
    tensors = {
        "centre": f"{scope}Sigmoid_1",
        "keypoint_heatmaps": f"{scope}Sigmoid",
        "keypoint_offsets": f"{scope}kpt_offset_0/conv2d_7/BiasAdd",
        "keypoint_regression": f"{scope}kpt_regress_0/conv2d_6/BiasAdd",
    }
    for output, tensor in tensors.items():
        np.testing.assert_allclose(found[output], read(tensor).numpy()[0], rtol=0, atol=1e-3)


@pytest.mark.parametrize("name", PUBLISHED_MODELS)
def test_maps_that_are_decoded_outside_give_the_full_networks_keypoints(built, name):
    from pose.movenet.detect import load_network  # noqa: PLC0415 - loads TensorFlow

    picture = figure(PUBLISHED_MODELS[name])
    full, heads = (load_network(built, name, kind=kind) for kind in ("full", "heads"))
    np.testing.assert_allclose(heads.keypoints(picture), full.keypoints(picture), rtol=0, atol=1e-6)
    with pytest.raises(ModelError, match=r"movenet-lightning \(int8\) is not built in"):
        load_network(built, LIGHTNING.name, kind="int8")


@pytest.mark.parametrize("name", PUBLISHED_MODELS)
def test_the_manifest_says_how_far_each_map_is_from_tensorflow(built, name):
    from pose.movenet.parity import known_pictures, largest_differences  # noqa: PLC0415
    from pose.movenet.reference import published_answers  # noqa: PLC0415 - loads TensorFlow

    model = PUBLISHED_MODELS[name]
    said = entry(built, name)["heads"]
    outputs = loaded(built, name, "heads").outputs
    reference = published_answers(model, published_graph(model))
    measured = largest_differences(outputs, reference, known_pictures(model.input_side_px))
    differences = {output["name"]: output["max_difference"] for output in said["outputs"]}
    assert differences == pytest.approx(measured, abs=1e-5)
    assert said["max_difference"] == max(differences.values())
    assert 0 < said["max_difference"] < 1e-3


def test_a_map_that_differs_too_much_is_named(built):
    from pose.movenet.parity import MAP_TOLERANCE, require_same_outputs  # noqa: PLC0415
    from pose.movenet.reference import published_answers  # noqa: PLC0415 - loads TensorFlow

    graph = published_graph(LIGHTNING)
    (bias,) = (
        node.name
        for node in graph.nodes
        if node.name.endswith("kpt_regress_0/conv2d_6/BiasAdd/ReadVariableOp")
    )
    graph.weights[bias][:] += 0.01
    content = (built / entry(built, LIGHTNING.name)["heads"]["file"]).read_bytes()
    reference = published_answers(LIGHTNING, graph)
    with pytest.raises(ModelError, match="keypoint_regression of the converted network differs"):
        require_same_outputs("lightning", content, reference, tolerance=MAP_TOLERANCE)


def test_an_answer_that_is_no_number_is_never_alike(built):
    from pose.movenet.parity import require_same_outputs  # noqa: PLC0415 - loads TensorFlow

    content = (built / entry(built, LIGHTNING.name)["full"]["file"]).read_bytes()
    answers = iter([np.nan, 0.0, 0.0])

    def nan_at_first(_rgba):
        return {FULL_OUTPUT: np.full((1, N_KEYPOINTS, 3), next(answers), dtype=np.float32)}

    with pytest.raises(ModelError, match="by nan"):
        require_same_outputs("lightning", content, nan_at_first, tolerance=10)


def test_multipose_finds_the_one_person_who_is_there(built):
    from pose.keypoints import INDEX  # noqa: PLC0415

    people = loaded(built, MULTIPOSE.name, "full").outputs(figure(MULTIPOSE))[FULL_OUTPUT]
    assert people.shape == (6, 3 * N_KEYPOINTS + 5)
    assert people[0, -1] > 0.7
    assert people[1:, -1].max() < 0.1
    keypoints = people[0, :-5].reshape(N_KEYPOINTS, 3)
    border = (MULTIPOSE.input_side_px - 192) // 2
    for joint, (x, y) in JOINTS_PX.items():
        found_y, found_x = keypoints[INDEX[joint], :2] * MULTIPOSE.input_side_px - border
        assert np.hypot(found_x - x, found_y - y) < 7, joint
    top, left, bottom, right = people[0, -5:-1]
    inside = keypoints[:, :2]
    assert (inside > (top, left)).all()
    assert (inside < (bottom, right)).all()


def test_multipose_finds_two_people_who_stand_side_by_side(built):
    picture = figure(MULTIPOSE)
    narrow = picture[32:224, 72:184]
    two = np.zeros_like(picture)
    two[32:224, 16:128] = narrow
    two[32:224, 128:240] = narrow
    people = loaded(built, MULTIPOSE.name, "full").outputs(two)[FULL_OUTPUT]
    assert people[:2, -1].min() > 0.5
    assert people[2:, -1].max() < 0.2
    middles = sorted((people[:2, -4] + people[:2, -2]) / 2 * MULTIPOSE.input_side_px)
    assert middles == pytest.approx([72, 184], abs=8)


def test_multipose_answers_as_the_published_graph(built):
    from pose.movenet.operations import execute  # noqa: PLC0415 - loads TensorFlow
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415

    picture = figure(MULTIPOSE)
    graph = published_graph(MULTIPOSE)
    read = execute(graph, tf.constant(picture[np.newaxis, ..., :3].astype(np.int32)))
    expected = read(graph.output_name).numpy()[0]
    found = loaded(built, MULTIPOSE.name, "full").outputs(picture)[FULL_OUTPUT]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5)
