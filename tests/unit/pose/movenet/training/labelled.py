"""A few pictures of the drawn figure, labelled in COCO's format where it was drawn."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from pose.keypoints import KEYPOINT_NAMES, N_KEYPOINTS
from pose.movenet.figure import FIGURE_SIDE_PX, JOINTS_PX, figure_rgba

WIDTH_PX, HEIGHT_PX = 360, 260


def keypoints_at(left_px: int, top_px: int) -> list[int]:
    """Return COCO's list of x, y, visibility for the figure drawn there."""
    values = np.zeros((N_KEYPOINTS, 3), dtype=int)
    for index, name in enumerate(KEYPOINT_NAMES):
        if name in JOINTS_PX:
            x, y = JOINTS_PX[name]
            values[index] = (int(x) + left_px, int(y) + top_px, 2)
    return [int(value) for value in values.ravel()]


def annotation(picture: int, keypoints: list[int], **other: Any) -> dict[str, Any]:
    return {
        "image_id": picture,
        "keypoints": keypoints,
        "num_keypoints": sum(v > 0 for v in keypoints[2::3]),
        "iscrowd": 0,
        "bbox": [0, 0, 10, 10],
        **other,
    }


def write_labels(folder: Path, annotations: list[dict[str, Any]], n_pictures: int) -> Path:
    images = [{"id": index, "file_name": f"{index}.png"} for index in range(n_pictures)]
    path = folder / "labels.json"
    path.write_text(json.dumps({"images": images, "annotations": annotations}))
    return path


def write_pictures(folder: Path, n_pictures: int) -> Path:
    """Write pictures of the figure in different places, and their labels; return the labels."""
    annotations = []
    for index in range(n_pictures):
        left_px, top_px = 20 + 30 * index, 10 + 12 * index
        picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 130 + 10 * index, dtype=np.uint8)
        rows, columns = slice(top_px, top_px + FIGURE_SIDE_PX), slice(left_px, left_px + 192)
        picture[rows, columns] = figure_rgba()[: HEIGHT_PX - top_px, ..., :3]
        Image.fromarray(picture).save(folder / f"{index}.png")
        annotations.append(annotation(index, keypoints_at(left_px, top_px)))
    return write_labels(folder, annotations, n_pictures)
