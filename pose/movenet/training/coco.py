"""Reads pictures whose people are labelled in COCO's format: 17 keypoints each."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import N_KEYPOINTS
from pose.movenet.errors import ModelError

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_PIXEL_MIDDLE: Final = 0.5
"""A label names a pixel; its place is the pixel's middle."""
_NO_BOX: Final = (np.nan,) * 4


@dataclass(frozen=True)
class LabelledPicture:
    """One picture and everybody who is marked in it.

    Attributes
    ----------
    path
        The picture.
    xy_px
        Keypoints of the labelled people, shape ``(n, 17, 2)``; where they are not labelled, 0.
    is_labelled
        Which of them are labelled, hidden ones too, shape ``(n, 17)``.
    unlabelled_boxes_px
        Left, top, right, bottom of people without keypoints and of crowds, shape ``(m, 4)``:
        nothing is known about what a network should see there.
    boxes_px, areas_px2
        The same of the labelled people, and COCO's ``area`` of their outlines, shape ``(n, 4)``
        and ``(n,)``; NaN where the file does not say it.
    unlabelled_areas_px2
        Shape ``(m,)``.
    """

    path: Path
    xy_px: FloatArray
    is_labelled: BoolArray
    unlabelled_boxes_px: FloatArray
    boxes_px: FloatArray
    areas_px2: FloatArray
    unlabelled_areas_px2: FloatArray


def read_labels(pictures: Path, annotations: Path) -> Sequence[LabelledPicture]:
    """Return the pictures of a COCO keypoint file that have at least one labelled person.

    Raises
    ------
    ModelError
        If the file is not of that format, or a picture is missing.
    """
    try:
        document = json.loads(annotations.read_text(encoding="utf-8"))
        by_picture: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
        for annotation in document["annotations"]:
            by_picture[annotation["image_id"]].append(annotation)
        labelled = [
            _labelled_picture(pictures / image["file_name"], by_picture[image["id"]])
            for image in document["images"]
        ]
    except OSError as error:
        raise ModelError(f"{annotations} cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{annotations} is not in COCO's keypoint format: {error!r}") from error
    wanted = [picture for picture in labelled if len(picture.xy_px)]
    if not wanted:
        raise ModelError(f"{annotations} has no person with labelled keypoints")
    for picture in wanted:
        if not picture.path.is_file():
            raise ModelError(f"{picture.path} is labelled but missing")
    return wanted


def _labelled_picture(path: Path, annotations: Sequence[Mapping[str, Any]]) -> LabelledPicture:
    people, flags, boxes, areas = [], [], [], []
    unlabelled_boxes, unlabelled_areas = [], []
    for annotation in annotations:
        keypoints = np.array(annotation.get("keypoints", []), dtype=np.float64)
        area_px2 = float(annotation.get("area", np.nan))
        if annotation.get("iscrowd") or not keypoints.any():
            unlabelled_boxes.append(_box_px(annotation["bbox"]))
            unlabelled_areas.append(area_px2)
            continue
        x, y, visibility = keypoints.reshape(N_KEYPOINTS, 3).T
        is_labelled = visibility > 0
        xy_px = np.stack([x, y], axis=1) + _PIXEL_MIDDLE
        people.append(np.where(is_labelled[:, np.newaxis], xy_px, 0))
        flags.append(is_labelled)
        boxes.append(_box_px(annotation.get("bbox", _NO_BOX)))
        areas.append(area_px2)
    return LabelledPicture(
        path,
        np.array(people).reshape(-1, N_KEYPOINTS, 2),
        np.array(flags, dtype=np.bool_).reshape(-1, N_KEYPOINTS),
        np.array(unlabelled_boxes, dtype=np.float64).reshape(-1, 4),
        np.array(boxes, dtype=np.float64).reshape(-1, 4),
        np.array(areas, dtype=np.float64),
        np.array(unlabelled_areas, dtype=np.float64),
    )


def _box_px(values: Sequence[float]) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of COCO's left, top, width, height."""
    left, top, width, height = map(float, values)
    return left, top, left + width, top + height
