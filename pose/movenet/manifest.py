"""What ``var/models/manifest.json`` says: which files were built, and how they were checked.

Imports no model runtime, so that looking whether there is anything to build takes no time.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pose.movenet.errors import ModelError
from pose.movenet.files import file_has_sha256, sha256_of
from pose.published_models import SERVED_MODELS, PublishedModel

MANIFEST_SCHEMA: Final = "plumbline.models/2"
MANIFEST_FILE: Final = "manifest.json"
EXPORT_VERSION: Final = 7
"""Counts changes of what is built, and under which name, that make files built before stale."""
NETWORKS: Final = ("full", "heads", "features")
"""Kinds of ``.tflite`` files: with decoding inside, ending in the maps to decode, or ending before
the layers of the maps of which few cells are read (`pose.movenet.fields`)."""
_HASH_CHARACTERS: Final = 12


def network_entry(
    file_stem: str,
    tflite: bytes,
    *,
    outputs: Mapping[str, Sequence[int]],
    differences: Mapping[str, float],
) -> dict[str, Any]:
    """Return what the manifest says of one ``.tflite`` file.

    Names hold a hash of the content, so that browsers may keep the files for good and never mix
    old and new.

    Parameters
    ----------
    file_stem
        The name's beginning.
    tflite
        The file's content.
    outputs
        Shape of each output by name, in the order in which the file gives them.
    differences
        Largest difference of each output to TensorFlow, as measured.
    """
    sha256 = sha256_of(tflite)
    return {
        "file": f"{file_stem}-{sha256[:_HASH_CHARACTERS]}.tflite",
        "sha256": sha256,
        "bytes": len(tflite),
        "max_difference": max(differences.values()),
        "outputs": [
            {"name": name, "shape": list(shape), "max_difference": differences[name]}
            for name, shape in outputs.items()
        ],
    }


def layers_entry(file_stem: str, content: bytes) -> dict[str, Any]:
    """Return what the manifest says of the layers that a features network leaves out."""
    sha256 = sha256_of(content)
    file = f"{file_stem}-{sha256[:_HASH_CHARACTERS]}.bin"
    return {"file": file, "sha256": sha256, "bytes": len(content)}


def tfjs_entry(model: PublishedModel) -> dict[str, str]:
    """Return what the manifest says of the published TF.js files.

    TF.js finds the weights beside ``model.json`` under the name that is written in it: they keep
    their published name, and their folder has the hash.
    """
    folder = f"tfjs/{model.name}-{model.weights_sha256[:_HASH_CHARACTERS]}"
    return {
        "file": f"{folder}/model.json",
        "sha256": model.graph_sha256,
        "weights_file": f"{folder}/{model.weights_file}",
    }


def files_named_by(entries: Mapping[str, Any]) -> set[str]:
    """Return every file that some models' entries name, of this schema or an earlier one."""
    return {
        part[key]
        for entry in entries.values()
        for part in entry.values()
        if isinstance(part, dict)
        for key in ("file", "weights_file")
        if key in part
    }


def _checksums_of(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of each file of one model."""
    built = [entry[kind] for kind in (*NETWORKS, "field_layers", "tfjs") if kind in entry]
    checksums = {part["file"]: part["sha256"] for part in built}
    if "tfjs" in entry:
        checksums[entry["tfjs"]["weights_file"]] = entry["weights_sha256"]
    return checksums


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
            for model in SERVED_MODELS.values()
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
    if "tfjs" in entry and entry["tfjs"]["sha256"] != model.graph_sha256:
        return [f"{model.name} was built from another graph"]
    return [
        f"{models_dir / name} is missing or not what the manifest says"
        for name, sha256 in _checksums_of(entry).items()
        if not file_has_sha256(models_dir / name, sha256)
    ]
