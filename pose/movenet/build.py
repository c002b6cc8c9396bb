"""Builds what browsers are served: ``.tflite`` files, TF.js copies and their manifest.

Imports no model runtime until a file has to be converted, so that a build with nothing to do
takes no time.
"""

import importlib.metadata
import json
from pathlib import Path
from typing import Any

from pose.movenet.fetch import Say, fetch_published_files, files_of
from pose.movenet.files import write_whole
from pose.movenet.manifest import (
    EXPORT_VERSION,
    MANIFEST_FILE,
    MANIFEST_SCHEMA,
    NETWORKS,
    files_named_by,
    problems_of,
    tfjs_entry,
)
from pose.published_models import MULTIPOSE, SERVED_MODELS, PublishedModel


def build(models_dir: Path, cache_dir: Path, *, source: str | None = None, say: Say) -> None:
    """Build every published model, unless it is built already.

    Parameters
    ----------
    models_dir
        Where the files and ``manifest.json`` go; the manifest is written last.
    cache_dir, source, say
        As in `pose.movenet.fetch.fetch_published_files`.

    Raises
    ------
    ModelError
        If a published file cannot be had or is not understood, or a converted network does
        not answer as the published one.
    """
    if not problems_of(models_dir):
        say(f"MoveNet is built already: {models_dir}")
        return
    models = list(SERVED_MODELS.values())
    fetch_published_files(files_of(models), cache_dir, source=source, say=say)
    entries = {}
    for model in models:
        say(f"Converting {model.name}")
        entries[model.name] = _build_one(model, models_dir, cache_dir)
        for part in (entries[model.name][kind] for kind in NETWORKS if kind in entries[model.name]):
            difference = f"within {part['max_difference']:.1g} of TensorFlow"
            say(f"  {part['file']}: {part['bytes']:,} bytes, {difference}")
    manifest = {
        "schema": MANIFEST_SCHEMA,
        "models": entries,
        "built_with": {
            "tensorflow": importlib.metadata.version("tensorflow"),
            "export": EXPORT_VERSION,
        },
    }
    stale = _files_of_earlier_build(models_dir) - files_named_by(entries)
    write_whole(models_dir / MANIFEST_FILE, json.dumps(manifest, indent=2).encode() + b"\n")
    for name in stale:
        (models_dir / name).unlink(missing_ok=True)
    say(f"MoveNet is built: {models_dir}")


def _build_one(model: PublishedModel, models_dir: Path, cache_dir: Path) -> dict[str, Any]:
    # TensorFlow is loaded here, when there is something to convert, and not before.
    from pose.movenet.export import (  # noqa: PLC0415
        export_checked,
        export_single_pose,
        full_network,
    )
    from pose.movenet.network.weights import published_network  # noqa: PLC0415
    from pose.movenet.parity import TOLERANCE  # noqa: PLC0415
    from pose.movenet.reference import published_answers, read_published  # noqa: PLC0415

    graph = read_published(model, cache_dir)
    network, reference = published_network(model, graph), published_answers(model, graph)
    entry: dict[str, Any] = {
        "input_side_px": model.input_side_px,
        "weights_sha256": model.weights_sha256,
    }
    if model is MULTIPOSE:
        entry["full"] = export_checked(
            model.name, full_network(network), reference, models_dir, tolerance=TOLERANCE
        )
        return entry
    entry |= export_single_pose(model.name, network, reference, models_dir)
    entry["tfjs"] = tfjs_entry(model)
    weights, graph_file = cache_dir / model.weights_file, cache_dir / model.graph_file
    write_whole(models_dir / entry["tfjs"]["weights_file"], weights.read_bytes())
    write_whole(models_dir / entry["tfjs"]["file"], graph_file.read_bytes())
    return entry


def _files_of_earlier_build(models_dir: Path) -> set[str]:
    """Return the files of an earlier build, of any schema; none where its manifest is not read."""
    try:
        document = json.loads((models_dir / MANIFEST_FILE).read_text(encoding="utf-8"))
        return files_named_by(document["models"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()
