"""The built networks answer as the published ones; a build is whole, repeatable, and checked."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pose.keypoints import INDEX
from pose.movenet.__main__ import main
from pose.movenet.build import build
from pose.movenet.errors import ModelError
from pose.movenet.figure import JOINTS_PX, figure_rgba, padded_to
from pose.movenet.files import sha256_of
from pose.movenet.manifest import files_named_by, problems_of
from pose.published_models import LIGHTNING, MULTIPOSE, PUBLISHED_MODELS, SERVED_MODELS
from tests.unit.pose.movenet.published import published_folder

pytestmark = pytest.mark.tensorflow

UInt8Array = NDArray[np.uint8]
Float32Array = NDArray[np.float32]
SELF_TEST = Path(__file__).parents[4] / "frontend/src/pose/self-test"


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def _published_answers(name: str, pictures: list[UInt8Array]) -> list[Float32Array]:
    """Execute the published graph on its own input: int32 RGB, no alpha."""
    from pose.movenet.graph import read_graph_model  # noqa: PLC0415
    from pose.movenet.operations import execute  # noqa: PLC0415 - loads TensorFlow
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415

    model = PUBLISHED_MODELS[name]
    folder = published_folder()
    graph = read_graph_model(folder / model.graph_file, folder / model.weights_file)
    side = model.input_side_px
    network = tf.function(
        lambda image: execute(graph, image)(graph.output_name),
        input_signature=[tf.TensorSpec([1, side, side, 3], tf.int32)],
    )
    return [
        network(tf.constant(picture[np.newaxis, ..., :3].astype(np.int32))).numpy()[0, 0]
        for picture in pictures
    ]


def _file(folder: Path, name: str, kind: str, key: str = "file") -> Path:
    """Return a built file by what the manifest calls it."""
    manifest = json.loads((folder / "manifest.json").read_text())
    return folder / str(manifest["models"][name][kind][key])


def _network(folder: Path, name: str) -> Any:
    from pose.movenet.detect import load_network  # noqa: PLC0415 - loads TensorFlow

    return load_network(folder, name)


def _joints_px(keypoints: Float32Array, side_px: int) -> dict[str, tuple[float, float]]:
    """Return x and y of the drawn joints in pixels of the figure."""
    border = (side_px - 192) // 2
    return {
        name: tuple(keypoints[INDEX[name], 1::-1].astype(float) * side_px - border)
        for name in JOINTS_PX
    }


@pytest.mark.parametrize("name", PUBLISHED_MODELS)
def test_rgba_through_tflite_equals_int32_through_the_published_graph(built, name):
    side = PUBLISHED_MODELS[name].input_side_px
    figure = padded_to(side, figure_rgba())
    noise = np.random.default_rng(7).integers(0, 256, (side, side, 4), dtype=np.uint8)
    pictures = [figure, np.roll(figure, (5, -9), axis=(0, 1)), noise]
    network = _network(built, name)
    found = [network.keypoints(picture) for picture in pictures]
    np.testing.assert_allclose(found, _published_answers(name, pictures), rtol=0, atol=1e-5)


def test_alpha_changes_nothing(built):
    network = _network(built, LIGHTNING.name)
    opaque = figure_rgba()
    clear = opaque.copy()
    clear[..., 3] = 0
    np.testing.assert_array_equal(network.keypoints(clear), network.keypoints(opaque))


@pytest.mark.parametrize("name", PUBLISHED_MODELS)
def test_the_drawn_figure_is_found_where_it_was_drawn(built, name):
    network = _network(built, name)
    keypoints = network.keypoints(padded_to(network.input_side_px, figure_rgba()))
    assert keypoints[:, 2].min() > 0.5
    for joint, (x, y) in _joints_px(keypoints, network.input_side_px).items():
        drawn = JOINTS_PX[joint]
        assert np.hypot(x - drawn[0], y - drawn[1]) < 6, joint


def test_the_self_test_matches_and_a_mirrored_or_turned_picture_does_not(built):
    expected = json.loads((SELF_TEST / "expected.json").read_text())
    tolerance = expected["tolerance"]
    figure = _self_test_pixels()
    assert sha256_of(figure.tobytes()) == expected["picture"]["rgba_sha256"]
    for name, entry in expected["models"].items():
        assert entry["weights_sha256"] == PUBLISHED_MODELS[name].weights_sha256
        network = _network(built, name)
        picture = padded_to(entry["input_side_px"], figure)

        def matches(pixels: UInt8Array, network: Any = network, entry: Any = entry) -> bool:
            found = network.keypoints(np.ascontiguousarray(pixels))
            off = np.abs(found - np.array(entry["keypoints_yxs"]))
            return bool(
                (off[:, :2] <= tolerance["position"]).all()
                and (off[:, 2] <= tolerance["score"]).all()
            )

        assert matches(picture)
        assert not matches(picture[:, ::-1])
        assert not matches(np.rot90(picture))
        assert not matches(picture[..., [2, 1, 0, 3]])


def _self_test_pixels() -> UInt8Array:
    from PIL import Image  # noqa: PLC0415 - only here

    with Image.open(SELF_TEST / "figure.png") as image:
        return np.asarray(image.convert("RGBA"), dtype=np.uint8)


def test_the_self_test_command_writes_what_is_in_the_repository(tmp_path, capsys):
    cache = published_folder()
    assert main(["self-test", "--cache-dir", str(cache), "--out", str(tmp_path)]) == 0
    kept = json.loads((SELF_TEST / "expected.json").read_text())
    made = json.loads((tmp_path / "expected.json").read_text())
    for name, entry in kept["models"].items():
        np.testing.assert_allclose(
            made["models"][name].pop("keypoints_yxs"), entry.pop("keypoints_yxs"), atol=2e-5
        )
    for key in ("keypoints_yxs", "box_yxyx", "score"):
        made_value, kept_value = made["multipose"].pop(key), kept["multipose"].pop(key)
        np.testing.assert_allclose(made_value, kept_value, atol=2e-5)
    assert made == kept
    assert (tmp_path / "figure.png").is_file()
    assert "lowest score 0.5" in capsys.readouterr().out


def test_the_manifest_says_what_is_there(built):
    manifest = json.loads((built / "manifest.json").read_text())
    assert manifest["schema"] == "plumbline.models/2"
    assert manifest["models"].keys() == SERVED_MODELS.keys()
    for name, model in SERVED_MODELS.items():
        entry = manifest["models"][name]
        for kind in (
            ("full",) if model is MULTIPOSE else ("full", "heads", "features", "field_layers")
        ):
            content = (built / entry[kind]["file"]).read_bytes()
            assert entry[kind]["bytes"] == len(content)
            assert entry[kind]["sha256"] == sha256_of(content)
        assert entry["input_side_px"] == model.input_side_px
        assert entry["weights_sha256"] == model.weights_sha256


def test_a_recording_cannot_come_from_the_network_that_tells_people_apart():
    assert MULTIPOSE.name in SERVED_MODELS
    assert MULTIPOSE.name not in PUBLISHED_MODELS


def test_tfjs_finds_its_weights_beside_its_graph(built):
    manifest = json.loads((built / "manifest.json").read_text())
    for name in PUBLISHED_MODELS:
        entry = manifest["models"][name]
        graph_file = built / entry["tfjs"]["file"]
        (group,) = json.loads(graph_file.read_text())["weightsManifest"]
        (path,) = group["paths"]
        weights = (graph_file.parent / path).read_bytes()
        assert sha256_of(weights) == PUBLISHED_MODELS[name].weights_sha256


def test_a_second_build_does_nothing(copy, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    lines: list[str] = []
    build(copy, tmp_path / "no-cache", source=str(tmp_path / "nowhere"), say=lines.append)
    assert lines == [f"MoveNet is built already: {copy}"]
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before


def test_a_name_changes_with_the_content_so_that_browsers_may_keep_it_for_good(built):
    for name, model in PUBLISHED_MODELS.items():
        for kind, stem in (
            ("full", name),
            ("heads", f"{name}-heads"),
            ("features", f"{name}-features"),
        ):
            tflite = _file(built, name, kind)
            assert tflite.name == f"{stem}-{sha256_of(tflite.read_bytes())[:12]}.tflite"
        folder = _file(built, name, "tfjs").parent
        assert folder.name == f"{name}-{model.weights_sha256[:12]}"


def test_what_an_earlier_build_left_goes_once_the_new_manifest_stands(copy, tmp_path):
    manifest = json.loads((copy / "manifest.json").read_text())
    old = copy / "movenet-lightning-000000000000.tflite"
    old.write_bytes(b"old")
    (copy / "notes.txt").write_text("the user's own")
    manifest["schema"] = "plumbline.models/1"
    manifest["models"][LIGHTNING.name]["heads"]["file"] = old.name
    manifest["built_with"]["export"] = 0
    (copy / "manifest.json").write_text(json.dumps(manifest))
    build(copy, published_folder(), say=lambda _line: None)
    assert problems_of(copy) == []
    assert not old.exists()
    assert (copy / "notes.txt").exists()


def test_files_of_another_schema_are_known_too():
    entries = {
        LIGHTNING.name: {
            "input_side_px": 192,
            "tflite": {"file": "a.tflite", "sha256": "0"},
            "tfjs": {"file": "b/model.json", "weights_file": "b/b.bin"},
        }
    }
    assert files_named_by(entries) == {"a.tflite", "b/model.json", "b/b.bin"}


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("movenet-thunder", "full", "file"),
        ("movenet-lightning", "heads", "file"),
        ("movenet-lightning", "field_layers", "file"),
        ("movenet-multipose", "full", "file"),
        ("movenet-lightning", "tfjs", "weights_file"),
    ],
)
def test_a_damaged_or_missing_file_is_found_by_check(copy, name, kind, key, capsys):
    file = _file(copy, name, kind, key)
    assert main(["check", "--models-dir", str(copy)]) == 0
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert main(["check", "--models-dir", str(copy)]) == 1
    file.unlink()
    assert main(["check", "--models-dir", str(copy)]) == 1
    captured = capsys.readouterr()
    assert captured.err.count(f"{file} is missing or not what the manifest says") == 2


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        ("{", "cannot be read"),
        ('{"schema": "another/1"}', "is not of the schema"),
        ('{"schema": "plumbline.models/2"}', "is incomplete"),
        (
            '{"schema": "plumbline.models/2", "built_with": {"export": 0}, "models": {}}',
            "another version of the converter",
        ),
        (
            '{"schema": "plumbline.models/2", "built_with": {"export": 7}, "models": {}}',
            "movenet-lightning is not in the manifest",
        ),
    ],
)
def test_another_manifest_is_a_problem(tmp_path, manifest, problem):
    (tmp_path / "manifest.json").write_text(manifest)
    assert problem in problems_of(tmp_path)[0]


def test_a_build_from_wrong_files_is_one_line_and_leaves_nothing(tmp_path, capsys):
    source = tmp_path / "source"
    source.mkdir()
    for model in SERVED_MODELS.values():
        (source / model.graph_file).write_text("{}")
        (source / model.weights_file).write_bytes(b"weights")
    folders = ["--models-dir", str(tmp_path / "models"), "--cache-dir", str(tmp_path / "cache")]
    assert main(["build", *folders, "--from", str(source)]) == 1
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert message.startswith("pose.movenet: movenet-lightning.json is not the published file")
    assert LIGHTNING.graph_sha256 in message
    assert not (tmp_path / "models").exists()
    assert not (tmp_path / "cache").exists()


def test_the_environment_names_a_source(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PLUMBLINE_MODELS_FROM", str(tmp_path / "nowhere"))
    folders = ["--models-dir", str(tmp_path / "models"), "--cache-dir", str(tmp_path / "cache")]
    assert main(["build", *folders]) == 1
    assert (
        f"{tmp_path / 'nowhere'}/movenet-lightning.json cannot be read" in capsys.readouterr().err
    )


def test_a_network_that_answers_otherwise_is_refused(built):
    from pose.movenet.parity import TOLERANCE, require_same_outputs  # noqa: PLC0415 - TensorFlow
    from pose.movenet.reference import published_answers, read_published  # noqa: PLC0415

    graph = read_published(LIGHTNING, published_folder())
    (offset,) = (
        node.name
        for node in graph.nodes
        if node.name.endswith("kpt_offset_0/conv2d_7/BiasAdd/ReadVariableOp")
    )
    graph.weights[offset][:] += 0.01
    tflite = _file(built, LIGHTNING.name, "full").read_bytes()
    reference = published_answers(LIGHTNING, graph)
    with pytest.raises(ModelError, match="movenet-lightning: keypoints of the converted network"):
        require_same_outputs(LIGHTNING.name, tflite, reference, tolerance=TOLERANCE)


def test_a_network_that_is_not_built_is_a_clear_error(copy, tmp_path):
    with pytest.raises(ModelError, match=r"run `python -m pose\.movenet build`"):
        _network(tmp_path / "empty", LIGHTNING.name)
    _file(copy, LIGHTNING.name, "full").write_bytes(b"other")
    with pytest.raises(ModelError, match="is not what the manifest says"):
        _network(copy, LIGHTNING.name)


def test_nothing_but_converting_and_running_loads_tensorflow():
    modules = "pose.movenet.__main__, pose.movenet.build, pose.movenet.manifest, pose.movenet.graph"
    program = f"import sys, {modules}; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
