"""Builds what browsers are served: ``.tflite`` files, TF.js copies and their manifest.

Imports no model runtime until a file has to be converted, so that a build with nothing to do,
and `problems_of`, take no time.
"""

import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pose.movenet.errors import ModelError
from pose.movenet.fetch import Say, fetch_published_files, files_of
from pose.movenet.files import file_has_sha256, sha256_of, write_whole
from pose.published_models import PUBLISHED_MODELS, PublishedModel

MANIFEST_SCHEMA: Final = "plumbline.models/1"
MANIFEST_FILE: Final = "manifest.json"
EXPORT_VERSION: Final = 2
"""Counts changes of what is built, and under which name, that make files built before stale."""
_HASH_CHARACTERS: Final = 12


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
    models = list(PUBLISHED_MODELS.values())
    fetch_published_files(files_of(models), cache_dir, source=source, say=say)
    entries = {}
    for model in models:
        say(f"Converting {model.name}")
        entries[model.name] = _build_one(model, models_dir, cache_dir)
        tflite = entries[model.name]["tflite"]
        say(f"  {tflite['file']}: {tflite['bytes']:,} bytes, answers as the published network")
    manifest = {
        "schema": MANIFEST_SCHEMA,
        "models": entries,
        "built_with": {
            "tensorflow": importlib.metadata.version("tensorflow"),
            "export": EXPORT_VERSION,
        },
    }
    stale = _files_named_by_manifest(models_dir) - _files_of(entries)
    write_whole(models_dir / MANIFEST_FILE, json.dumps(manifest, indent=2).encode() + b"\n")
    for name in stale:
        (models_dir / name).unlink(missing_ok=True)
    say(f"MoveNet is built: {models_dir}")


def _build_one(model: PublishedModel, models_dir: Path, cache_dir: Path) -> dict[str, Any]:
    # TensorFlow is loaded here, when there is something to convert, and not by `problems_of`.
    from pose.movenet.export import to_tflite  # noqa: PLC0415
    from pose.movenet.graph import read_graph_model  # noqa: PLC0415
    from pose.movenet.parity import require_same_keypoints  # noqa: PLC0415

    graph_file, weights_file = cache_dir / model.graph_file, cache_dir / model.weights_file
    graph = read_graph_model(graph_file, weights_file)
    tflite = to_tflite(graph)
    require_same_keypoints(model.name, graph, tflite)
    entry = manifest_entry(model, tflite)
    write_whole(models_dir / entry["tfjs"]["weights_file"], weights_file.read_bytes())
    write_whole(models_dir / entry["tfjs"]["file"], graph_file.read_bytes())
    write_whole(models_dir / entry["tflite"]["file"], tflite)
    return entry


def manifest_entry(model: PublishedModel, tflite: bytes) -> dict[str, Any]:
    """Return what the manifest says of one model.

    Names hold a hash of the content, so that browsers may keep the files for good and never mix
    old and new.  TF.js finds the weights beside ``model.json`` under the name that is written in
    it: they keep their published name, and their folder has the hash.
    """
    sha256 = sha256_of(tflite)
    tfjs_folder = f"tfjs/{model.name}-{model.weights_sha256[:_HASH_CHARACTERS]}"
    return {
        "input_side_px": model.input_side_px,
        "weights_sha256": model.weights_sha256,
        "tflite": {
            "file": f"{model.name}-{sha256[:_HASH_CHARACTERS]}.tflite",
            "sha256": sha256,
            "bytes": len(tflite),
        },
        "tfjs": {
            "file": f"{tfjs_folder}/model.json",
            "sha256": model.graph_sha256,
            "weights_file": f"{tfjs_folder}/{model.weights_file}",
        },
    }


def _files_of(entries: Mapping[str, Any]) -> set[str]:
    return {
        name
        for entry in entries.values()
        for name in (
            entry["tflite"]["file"],
            entry["tfjs"]["file"],
            entry["tfjs"]["weights_file"],
        )
    }


def _files_named_by_manifest(models_dir: Path) -> set[str]:
    """Return the files of an earlier build; none where its manifest cannot be read."""
    try:
        return _files_of(read_manifest(models_dir)["models"])
    except (ModelError, KeyError, TypeError, AttributeError):
        return set()


def read_manifest(models_dir: Path) -> dict[str, Any]:
    """Read the manifest.

    Raises
    ------
    ModelError
        If there is none, or it is of another schema.
    """
    path = models_dir / MANIFEST_FILE
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: run `python -m pose.movenet build`") from error
    if not isinstance(manifest, dict) or manifest.get("schema") != MANIFEST_SCHEMA:
        raise ModelError(f"{path} is not of the schema {MANIFEST_SCHEMA}")
    return manifest


def problems_of(models_dir: Path) -> Sequence[str]:
    """Return what is wrong with the built files, one sentence each; empty when all is well."""
    try:
        manifest = read_manifest(models_dir)
        if manifest["built_with"]["export"] != EXPORT_VERSION:
            return ["the files were built by another version of the converter"]
        return [
            problem
            for model in PUBLISHED_MODELS.values()
            for problem in _problems_of_entry(model, manifest["models"].get(model.name), models_dir)
        ]
    except ModelError as error:
        return [str(error)]
    except (KeyError, TypeError, AttributeError) as error:
        return [f"{models_dir / MANIFEST_FILE} is incomplete: {error!r}"]


def _problems_of_entry(
    model: PublishedModel, entry: dict[str, Any] | None, models_dir: Path
) -> list[str]:
    if entry is None:
        return [f"{model.name} is not in the manifest"]
    if entry["weights_sha256"] != model.weights_sha256:
        return [f"{model.name} was built from other weights"]
    expected = {
        entry["tflite"]["file"]: entry["tflite"]["sha256"],
        entry["tfjs"]["file"]: model.graph_sha256,
        entry["tfjs"]["weights_file"]: model.weights_sha256,
    }
    return [
        f"{models_dir / name} is missing or not what the manifest says"
        for name, sha256 in expected.items()
        if not file_has_sha256(models_dir / name, sha256)
    ]
