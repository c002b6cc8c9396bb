"""Makes the known picture and its keypoints, on which a browser checks a runtime at start."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from pose.movenet.figure import FIGURE_SIDE_PX, figure_rgba, padded_to
from pose.movenet.files import sha256_of, write_whole
from pose.movenet.graph import read_graph_model
from pose.movenet.parity import graph_keypoints
from pose.published_models import PUBLISHED_MODELS

SCHEMA: Final = "plumbline.self-test/1"
POSITION_TOLERANCE: Final = 0.01
SCORE_TOLERANCE: Final = 0.05
"""How far a runtime may be off: well above rounding between runtimes (1e-5), well below what a
runtime that computes wrongly, a mirrored or a turned picture gives (0.1 and more)."""
_DECIMALS: Final = 6


def write_self_test(folder: Path, cache_dir: Path) -> Mapping[str, Any]:
    """Write ``figure.png`` and ``expected.json``; return what the latter says.

    Parameters
    ----------
    folder
        Where both go: the browser's sources.
    cache_dir
        Has the published files, fetched and checked.
    """
    figure = figure_rgba()
    png = io.BytesIO()
    Image.fromarray(figure).save(png, "PNG", optimize=True)
    expected = {
        "schema": SCHEMA,
        "picture": {
            "file": "figure.png",
            "width_px": FIGURE_SIDE_PX,
            "height_px": FIGURE_SIDE_PX,
            "rgba_sha256": sha256_of(figure.tobytes()),
        },
        "tolerance": {"position": POSITION_TOLERANCE, "score": SCORE_TOLERANCE},
        "models": {name: _expected_of(name, cache_dir) for name in PUBLISHED_MODELS},
    }
    write_whole(folder / "figure.png", png.getvalue())
    write_whole(folder / "expected.json", _json_of(expected))
    return expected


def _expected_of(name: str, cache_dir: Path) -> dict[str, Any]:
    model = PUBLISHED_MODELS[name]
    graph = read_graph_model(cache_dir / model.graph_file, cache_dir / model.weights_file)
    picture = padded_to(model.input_side_px, figure_rgba())
    (found,) = graph_keypoints(graph, [picture])
    return {
        "input_side_px": model.input_side_px,
        "border_px": (model.input_side_px - FIGURE_SIDE_PX) // 2,
        "weights_sha256": model.weights_sha256,
        "keypoints_yxs": np.round(found.astype(np.float64), _DECIMALS).tolist(),
    }


def _json_of(expected: Mapping[str, Any]) -> bytes:
    """Return JSON with one keypoint a line, so that a difference can be read."""
    text = json.dumps(expected, indent=2)
    for entry in expected["models"].values():
        for keypoint in entry["keypoints_yxs"]:
            spread = "[\n          " + ",\n          ".join(map(str, keypoint)) + "\n        ]"
            text = text.replace(spread, json.dumps(keypoint))
    return text.encode() + b"\n"
