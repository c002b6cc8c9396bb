"""Makes the known picture and its keypoints, on which a browser checks a runtime at start."""

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pose.keypoints import N_KEYPOINTS
from pose.movenet.figure import FIGURE_SIDE_PX, figure_rgba, padded_to
from pose.movenet.files import sha256_of, write_whole
from pose.movenet.network.heads import FULL_OUTPUT
from pose.movenet.reference import published_answers, read_published
from pose.published_models import MULTIPOSE, PUBLISHED_MODELS, PublishedModel

SCHEMA: Final = "plumbline.self-test/1"
POSITION_TOLERANCE: Final = 0.01
SCORE_TOLERANCE: Final = 0.05
"""How far a runtime may be off: well above rounding between runtimes (1e-5), well below what a
runtime that computes wrongly, a mirrored or a turned picture gives (0.1 and more)."""
_DECIMALS: Final = 6
_BOX_AND_SCORE: Final = 5
"""Numbers after the keypoints in each row of MultiPose: y, x, y, x of the box, and the score."""


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
        "models": {
            name: {**_picture_of(model), "keypoints_yxs": _rounded(_answer_of(model, cache_dir)[0])}
            for name, model in PUBLISHED_MODELS.items()
        },
        "multipose": _expected_of_multipose(cache_dir),
    }
    write_whole(folder / "figure.png", png.getvalue())
    write_whole(folder / "expected.json", _json_of(expected))
    return expected


def _expected_of_multipose(cache_dir: Path) -> dict[str, Any]:
    """Return the one person whom MultiPose finds; the other five rows are about nobody."""
    person = _answer_of(MULTIPOSE, cache_dir)[0]
    return {
        **_picture_of(MULTIPOSE),
        "name": MULTIPOSE.name,
        "keypoints_yxs": _rounded(person[:-_BOX_AND_SCORE].reshape(N_KEYPOINTS, 3)),
        "box_yxyx": _rounded(person[-_BOX_AND_SCORE:-1]),
        "score": float(np.round(person[-1].astype(np.float64), _DECIMALS)),
    }


def _picture_of(model: PublishedModel) -> dict[str, Any]:
    return {
        "input_side_px": model.input_side_px,
        "border_px": (model.input_side_px - FIGURE_SIDE_PX) // 2,
        "weights_sha256": model.weights_sha256,
    }


def _answer_of(model: PublishedModel, cache_dir: Path) -> NDArray[np.float32]:
    answers = published_answers(model, read_published(model, cache_dir))
    return answers(padded_to(model.input_side_px, figure_rgba()))[FULL_OUTPUT]


def _rounded(values: NDArray[np.float32]) -> Any:
    return np.round(values.astype(np.float64), _DECIMALS).tolist()


def _json_of(expected: Mapping[str, Any]) -> bytes:
    """Return JSON with one keypoint a line, so that a difference can be read."""
    text = json.dumps(expected, indent=2)
    rows = re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda row: f"[{' '.join(row[1].split())}]", text)
    return rows.encode() + b"\n"
