"""The networks written in Keras are the published ones, on photos and frames of people."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pose.movenet.__main__ import main
from pose.movenet.errors import ModelError
from pose.movenet.figure import figure_rgba
from pose.movenet.graph import GraphModel
from pose.movenet.pictures import PictureFiles, find_pictures, pictures_of, squared
from pose.published_models import LIGHTNING, MULTIPOSE, SERVED_MODELS, PublishedModel
from tests.builders.real_data import data_folder
from tests.unit.pose.movenet.published import published_folder

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "figure.png"
    Image.fromarray(figure_rgba()[..., :3]).save(path)
    return path


def keras_and_graph(model: PublishedModel) -> tuple[Any, GraphModel]:
    from pose.movenet.network.weights import published_network  # noqa: PLC0415 - TensorFlow
    from pose.movenet.reference import read_published  # noqa: PLC0415

    graph = read_published(model, published_folder())
    return published_network(model, graph), graph


@pytest.mark.parametrize("name", SERVED_MODELS)
def test_on_photos_and_frames_keras_and_the_published_graph_are_one(name):
    from pose.movenet.compare import compare  # noqa: PLC0415 - loads TensorFlow

    photos = find_pictures([data_folder("images/coco")]).photos
    videos = find_pictures([data_folder("video")]).videos
    files = PictureFiles(photos[::3], videos[-2:])
    lines: list[str] = []
    model = SERVED_MODELS[name]
    differences = dict(compare(model, *keras_and_graph(model), files, 4, say=lines.append))
    assert lines[0] == f"{name}: {len(photos[::3]) + 4} pictures"
    assert differences.pop("keypoints") < 1e-4
    assert len(differences) == (6 if name == MULTIPOSE.name else 4)
    assert max(differences.values()) < 1e-3


def test_the_command_compares_every_network_that_is_asked_for(photo, capsys):
    cache = ["--cache-dir", str(published_folder())]
    assert main(["compare", str(photo), "--model", LIGHTNING.name, *cache]) == 0
    said = capsys.readouterr().out
    assert said.startswith("movenet-lightning: 1 pictures\n")
    assert said.count("largest difference") == 5


def test_networks_that_differ_end_with_an_error(photo):
    from pose.movenet.compare import compare  # noqa: PLC0415 - loads TensorFlow

    network, graph = keras_and_graph(LIGHTNING)
    layer = network.get_layer("keypoint_offsets")
    kernel, bias = layer.get_weights()
    layer.set_weights([kernel, bias + 0.02])
    files = find_pictures([photo])
    with pytest.raises(ModelError, match=r"movenet-lightning: keypoint_offsets differs by 0\.02"):
        compare(LIGHTNING, network, graph, files, 0, say=lambda _line: None)


def test_weights_that_do_not_fit_the_network_are_refused():
    from pose.movenet.network.weights import published_network  # noqa: PLC0415 - TensorFlow
    from pose.movenet.reference import read_published  # noqa: PLC0415

    graph = read_published(LIGHTNING, published_folder())
    with pytest.raises(ModelError, match=r"not both in the graph and in the network: box_offset"):
        published_network(MULTIPOSE, graph)
    kernel = "StatefulPartitionedCall/kpt_heatmap_0/conv2d_5/Conv2D/ReadVariableOp"
    wider = {**graph.weights, kernel: np.zeros((1, 1, 96, 18), dtype=np.float32)}
    object.__setattr__(graph, "weights", wider)
    with pytest.raises(ModelError, match="weights of keypoint_heatmaps do not fit"):
        published_network(LIGHTNING, graph)


def test_frames_are_taken_evenly_from_all_videos_together(tmp_path):
    import subprocess  # noqa: PLC0415

    for name, count, grey in (("a.mp4", 6, 40), ("b.mp4", 4, 200)):
        command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i"]
        command += [f"color=c=0x{grey:02x}{grey:02x}{grey:02x}:s=64x48:r=10", "-frames:v"]
        subprocess.run([*command, str(count), str(tmp_path / name)], check=True)
    files = find_pictures([tmp_path])
    # Of ten frames 0, 3, 6 and 9: two of the first video, two of the second.
    means = [frame.mean() for frame in pictures_of(files, 4)]
    np.testing.assert_allclose(means, [40, 40, 200, 200], atol=4)
    assert len(list(pictures_of(files, 99))) == 10
    assert list(pictures_of(files, 0)) == []


def test_a_photo_is_upright_and_padded_to_a_square(tmp_path):
    sideways = np.zeros((20, 40, 3), dtype=np.uint8)
    sideways[:, :20] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # turned: the top of the scene is at the right of the file
    Image.fromarray(sideways).save(tmp_path / "turned.png", exif=exif)
    (picture,) = pictures_of(find_pictures([tmp_path]), 0)
    assert picture.shape == (40, 20, 3)
    square = squared(picture, 40)
    assert square.shape == (40, 40, 4)
    np.testing.assert_array_equal(square[5, :, 0], [0] * 10 + [255] * 20 + [0] * 10)
    assert square[35, :, :3].max() == 0


def test_nothing_to_look_at_is_an_error(tmp_path):
    with pytest.raises(ModelError, match="no photo and no video"):
        find_pictures([tmp_path])
    with pytest.raises(ModelError, match="does not exist"):
        find_pictures([tmp_path / "absent"])
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(ModelError, match="is not a picture that can be read"):
        list(pictures_of(find_pictures([tmp_path]), 0))


def test_every_export_is_measured(photo, capsys):
    cache = ["--cache-dir", str(published_folder())]
    assert main(["exports", str(photo), "--model", LIGHTNING.name, *cache]) == 0
    header, _, *rows = capsys.readouterr().out.strip().splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert header.startswith("| network | kind | weights | bytes |")
    assert [tuple(row[:3]) for row in cells] == [
        ("movenet-lightning", kind, weights)
        for kind in ("full", "heads", "features")
        for weights in ("float32", "float16")
    ]
    sizes = [int(row[3].replace(",", "")) for row in cells]
    assert sizes[1] < 0.55 * sizes[0]
    assert sizes[3] < 0.55 * sizes[2]
    assert sizes[5] < sizes[3]
    assert cells[0][4] == "1.00"
    assert all(float(row[5]) > 0 for row in cells)
    assert all(float(row[6]) < 1e-5 for row in cells)
    assert [row[7] == "" for row in cells] == [True, True, *[False] * 4]
