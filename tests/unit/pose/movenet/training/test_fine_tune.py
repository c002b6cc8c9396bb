"""Fine-tuning from files to files: the loss falls, and what is exported is what was trained."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pose.movenet.__main__ import main
from pose.movenet.errors import ModelError
from pose.movenet.figure import figure_rgba
from pose.published_models import LIGHTNING, THUNDER
from tests.builders.real_data import data_folder
from tests.unit.pose.movenet.published import published_folder
from tests.unit.pose.movenet.training.labelled import write_pictures

pytestmark = pytest.mark.tensorflow


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Four pictures, three to learn from, a few epochs: the folder and the report."""
    folder, out = tmp_path_factory.mktemp("pictures"), tmp_path_factory.mktemp("out")
    labels = write_pictures(folder, 4)
    options = ["--pictures", str(folder), "--annotations", str(labels), "--out", str(out)]
    options += ["--cache-dir", str(published_folder()), "--held-out", "0.25"]
    assert main(["fine-tune", *options, "--heads-epochs", "4", "--all-epochs", "2"]) == 0
    return out, json.loads((out / "fine-tuned.json").read_text())


def restored(out: Path) -> Any:
    from pose.movenet.network.architecture import maps_network  # noqa: PLC0415 - TensorFlow
    from pose.movenet.network.weights import read_weights  # noqa: PLC0415

    network = maps_network(LIGHTNING)
    read_weights(network, out / "movenet-lightning-fine-tuned.npz")
    return network


def test_the_loss_falls_on_what_is_learned_from(tuned):
    _, report = tuned
    before, after = (report["losses"][when]["learned"] for when in ("before", "after"))
    assert after["total"] < 0.8 * before["total"]


def test_pictures_are_learned_from_or_held_out_never_both(tuned):
    _, report = tuned
    learned, held_out = report["pictures"]["learned"], report["pictures"]["held_out"]
    assert (len(learned), len(held_out)) == (3, 1)
    assert sorted(learned + held_out) == ["0.png", "1.png", "2.png", "3.png"]
    assert report["losses"]["after"].keys() == {"learned", "held_out"}


def test_every_exported_network_answers_as_the_trained_one(tuned):
    from pose.movenet.export import answers_of, both_network  # noqa: PLC0415 - loads TensorFlow
    from pose.movenet.fields import field_layers_file, fields_of  # noqa: PLC0415
    from pose.movenet.interpreter import BuiltNetwork  # noqa: PLC0415

    out, report = tuned
    trained = restored(out)
    expected = answers_of(both_network(trained))(figure_rgba())
    for kind, tolerance in (("full", 1e-5), ("heads", 1e-3), ("features", 1e-3)):
        built = BuiltNetwork((out / report[kind]["file"]).read_bytes())
        assert report[kind]["max_difference"] < tolerance
        found = built.outputs(figure_rgba())
        compared = fields_of(trained, found) if kind == "features" else found
        for name, values in compared.items():
            np.testing.assert_allclose(values, expected[name], rtol=0, atol=tolerance)
    layers = (out / report["field_layers"]["file"]).read_bytes()
    assert layers == field_layers_file(trained)


def test_every_part_of_the_network_was_changed(tuned):
    from pose.movenet.network.weights import published_network  # noqa: PLC0415 - TensorFlow
    from pose.movenet.reference import read_published  # noqa: PLC0415

    out, _ = tuned
    published = published_network(LIGHTNING, read_published(LIGHTNING, published_folder()))
    trained = restored(out)
    for name in ("Conv1", "block_9_expand", "lateral_8", "smoothed_4", "centre", "centre_hidden"):
        before, after = (network.get_layer(name).get_weights() for network in (published, trained))
        assert not np.array_equal(before[0], after[0]), name


def test_weights_of_another_network_are_refused(tuned, tmp_path):
    from pose.movenet.network.architecture import maps_network  # noqa: PLC0415 - TensorFlow
    from pose.movenet.network.weights import read_weights  # noqa: PLC0415

    network = maps_network(THUNDER)
    with pytest.raises(ModelError, match="does not have this network's weights"):
        read_weights(network, tuned[0] / "movenet-lightning-fine-tuned.npz")
    with pytest.raises(ModelError, match="does not have this network's weights"):
        read_weights(network, tmp_path / "absent.npz")


def test_the_heads_alone_change_at_first(tmp_path):
    from pose.movenet.network.weights import published_network  # noqa: PLC0415 - TensorFlow
    from pose.movenet.reference import read_published  # noqa: PLC0415
    from pose.movenet.training.coco import read_labels  # noqa: PLC0415
    from pose.movenet.training.loop import Settings, fine_tune  # noqa: PLC0415

    pictures = read_labels(tmp_path, write_pictures(tmp_path, 2))
    network = published_network(LIGHTNING, read_published(LIGHTNING, published_folder()))
    before = {layer.name: layer.get_weights() for layer in network.layers}
    lines: list[str] = []
    fine_tune(network, pictures, Settings(heads_epochs=1, all_epochs=0), say=lines.append)
    changed = {
        layer.name
        for layer in network.layers
        if any(map(np.any, map(np.subtract, layer.get_weights(), before[layer.name])))
    }
    heads = ("centre", "keypoint_heatmaps", "keypoint_offsets", "keypoint_regression")
    assert changed == {*heads, *(f"{head}_hidden" for head in heads)}
    assert len(lines) == 1
    assert lines[0].startswith("heads, epoch 1 of 1: loss ")


def test_what_the_losses_do_not_show_is_said():
    from pose.movenet.training.command import (  # noqa: PLC0415 - loads TensorFlow
        NO_ACCURACY,
        NOTHING_HELD_OUT,
        WORSE,
        warnings_of,
    )

    high, low = {"total": 2.0}, {"total": 1.0}
    learned = {"learned": high}
    assert warnings_of(learned, {"learned": low}) == [NOTHING_HELD_OUT]
    before = {**learned, "held_out": low}
    assert warnings_of(before, {"learned": low, "held_out": {"total": 0.5}}) == [NO_ACCURACY]
    assert warnings_of(before, {"learned": low, "held_out": high}) == [WORSE, NO_ACCURACY]
    nan = {"learned": low, "held_out": {"total": float("nan")}}
    assert warnings_of(before, nan) == [WORSE, NO_ACCURACY]


def test_one_picture_alone_is_learned_from_and_none_held_out(tmp_path):
    from pose.movenet.training.coco import read_labels  # noqa: PLC0415
    from pose.movenet.training.command import split_of  # noqa: PLC0415 - loads TensorFlow

    pictures = read_labels(tmp_path, write_pictures(tmp_path, 1))
    split = split_of(pictures, held_out_ratio=1.0, seed=1)
    assert (len(split.learned), len(split.held_out)) == (1, 0)


def test_the_labelled_photos_can_be_learned_from():
    from pose.movenet.training.coco import read_labels  # noqa: PLC0415
    from pose.movenet.training.samples import plain_samples, subjects_of  # noqa: PLC0415
    from pose.movenet.training.targets import targets_of  # noqa: PLC0415

    folder = data_folder("images/coco")
    pictures = read_labels(folder, folder / "person_keypoints.json")
    samples = list(plain_samples(subjects_of(pictures), 192))
    assert (len(pictures), len(samples)) == (7, 25)
    for sample in samples:
        targets = targets_of(sample)
        assert targets.centre.max() == 1
        assert targets.heatmaps.max() == 1


def test_labels_that_cannot_be_used_are_one_clear_line(tmp_path, capsys):
    labels = tmp_path / "labels.json"
    labels.write_text('{"images": [], "annotations": []}')
    options = ["--pictures", str(tmp_path), "--annotations", str(labels), "--out", str(tmp_path)]
    assert main(["fine-tune", *options, "--cache-dir", str(published_folder())]) == 1
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "has no person with labelled keypoints" in message


def test_somebody_must_be_labelled_well_enough(tmp_path):
    from pose.movenet.training.coco import read_labels  # noqa: PLC0415
    from pose.movenet.training.command import split_of  # noqa: PLC0415 - loads TensorFlow
    from tests.unit.pose.movenet.training.labelled import annotation, write_labels  # noqa: PLC0415

    write_pictures(tmp_path, 1)
    labels = write_labels(tmp_path, [annotation(0, [5, 5, 2] * 4 + [0] * 39)], 1)
    with pytest.raises(ModelError, match="nobody with at least 5 labelled keypoints"):
        split_of(read_labels(tmp_path, labels), held_out_ratio=0.2, seed=1)
