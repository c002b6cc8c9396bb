"""From a folder of labelled pictures to a fine-tuned network, exported and described."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from pose.movenet.errors import ModelError
from pose.movenet.export import answers_of, both_network, export_single_pose
from pose.movenet.fetch import Say
from pose.movenet.files import write_whole
from pose.movenet.graph import GraphModel
from pose.movenet.network.weights import published_network, write_weights
from pose.movenet.training.coco import LabelledPicture, read_labels
from pose.movenet.training.loop import (
    Losses,
    Settings,
    fine_tune,
    mean_losses,
    round_to_float16,
)
from pose.movenet.training.samples import MIN_LABELLED, subjects_of
from pose.published_models import PublishedModel

SCHEMA: Final = "plumbline.fine-tuned/1"
REPORT_FILE: Final = "fine-tuned.json"
NOTHING_HELD_OUT: Final = (
    "No picture was held out. How well a network does on what it learned from is no evidence "
    "of how well it does on anybody else."
)
NO_ACCURACY: Final = (
    "A loss is no accuracy, and held-out pictures of the same room and people flatter. Measure "
    "the network on labelled people who had no part in this before it is used."
)
WORSE: Final = (
    "On the pictures that were held out the network is worse than the published one: it learned "
    "its pictures by heart. Do not use it."
)


@dataclass(frozen=True)
class Split:
    """Pictures to learn from, and pictures to look at before and after.

    Whole pictures are held out, not people: somebody seen in training must not be tested on.
    """

    learned: Sequence[LabelledPicture]
    held_out: Sequence[LabelledPicture]


def split_of(pictures: Sequence[LabelledPicture], held_out_ratio: float, seed: int) -> Split:
    """Hold out a share of the pictures that have somebody to cut out, at random.

    Raises
    ------
    ModelError
        If no picture has.
    """
    usable = [picture for picture in pictures if subjects_of([picture])]
    if not usable:
        raise ModelError(f"there is nobody with at least {MIN_LABELLED} labelled keypoints")
    order = np.random.default_rng(seed).permutation(len(usable))
    n_held_out = min(round(held_out_ratio * len(usable)), len(usable) - 1)
    held_out, learned = order[:n_held_out], order[n_held_out:]
    return Split([usable[index] for index in learned], [usable[index] for index in held_out])


def fine_tune_to_files(
    model: PublishedModel,
    graph: GraphModel,
    pictures: Path,
    annotations: Path,
    out: Path,
    *,
    settings: Settings,
    held_out_ratio: float,
    say: Say,
) -> dict[str, Any]:
    """Fine-tune a published network; write it in every exported form, and a report.

    Parameters
    ----------
    model, graph
        Where it starts from.
    pictures, annotations
        A folder of pictures and their labels in COCO's keypoint format.
    out
        Folder for the files.
    settings, held_out_ratio
        How to train, and which share of the pictures to keep out of it.
    say
        Takes one line of progress.

    Returns
    -------
    dict
        The report, as written to ``fine-tuned.json``.

    Raises
    ------
    ModelError
        If the labels cannot be read, or the exported network differs from the trained one.
    """
    split = split_of(read_labels(pictures, annotations), held_out_ratio, settings.seed)
    say(f"Learning from {_counted(split.learned)}; held out: {_counted(split.held_out)}")
    network = published_network(model, graph)
    before = _losses(network, split, settings)
    fine_tune(network, split.learned, settings, say=say)
    round_to_float16(network)
    after = _losses(network, split, settings)
    for name, losses in after.items():
        say(f"{name}: loss {before[name]['total']:.4f} before, {losses['total']:.4f} after")
    report = {
        "schema": SCHEMA,
        "base": {"name": model.name, "weights_sha256": model.weights_sha256},
        "settings": asdict(settings),
        "pictures": {
            "learned": [picture.path.name for picture in split.learned],
            "held_out": [picture.path.name for picture in split.held_out],
        },
        "losses": {"before": before, "after": after},
        "warnings": warnings_of(before, after),
        **_export(model, network, out),
    }
    write_whole(out / REPORT_FILE, json.dumps(report, indent=2).encode() + b"\n")
    for warning in warnings_of(before, after):
        say(warning)
    return report


def warnings_of(before: Mapping[str, Losses], after: Mapping[str, Losses]) -> list[str]:
    """Return what must be said about losses by part, ``learned`` and perhaps ``held_out``."""
    if "held_out" not in after:
        return [NOTHING_HELD_OUT]
    is_worse = not after["held_out"]["total"] < before["held_out"]["total"]
    return [WORSE, NO_ACCURACY] if is_worse else [NO_ACCURACY]


def _losses(network: Any, split: Split, settings: Settings) -> dict[str, Losses]:
    parts = {"learned": split.learned, "held_out": split.held_out}
    return {
        name: mean_losses(network, pictures, settings.batch)
        for name, pictures in parts.items()
        if pictures
    }


def _export(model: PublishedModel, network: Any, out: Path) -> dict[str, Any]:
    trained = answers_of(both_network(network))
    stem = f"{model.name}-fine-tuned"
    out.mkdir(parents=True, exist_ok=True)
    weights_file = f"{stem}.npz"
    write_weights(network, out / weights_file)
    return {
        "input_side_px": model.input_side_px,
        "weights_file": weights_file,
        **export_single_pose(stem, network, trained, out),
    }


def _counted(pictures: Sequence[LabelledPicture]) -> str:
    return f"{len(subjects_of(pictures))} people in {len(pictures)} pictures"
