"""The maps whose decoding is pinned: made from a few numbers, alike in Python and TypeScript.

Case of kind ``seed``: a linear congruential generator, ``state = (1664525 * state + 1013904223)
mod 2**32``, beginning from the seed, gives u = state / 2**32 after each step.  The four maps are
filled one after the other, in the order of `pose.movenet.network.heads.HEADS`, each cell by cell in
reading order and channel by channel: centre u, keypoint_heatmaps u, keypoint_offsets 2u - 1,
keypoint_regression (2u - 1) * side / 2.

Case of kind ``flat``: every number of a map is the one that is given.

All are rounded to float32.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pose.movenet.network.heads import CENTRE, HEADS, HEATMAPS, OFFSETS, REGRESSION

Maps = Mapping[str, NDArray[np.float32]]

CASES: list[dict[str, Any]] = [
    {"name": "of Lightning's size", "side": 48, "seed": 1},
    {"name": "of Lightning's size, another", "side": 48, "seed": 20},
    {"name": "of Thunder's size", "side": 64, "seed": 300},
    {"name": "of an odd side", "side": 7, "seed": 4000},
    {
        "name": "flat: the cell before the middle's left, as its map says",
        "side": 8,
        "flat": {
            "centre": 0.5,
            "keypoint_heatmaps": 0.25,
            "keypoint_offsets": 0.75,
            "keypoint_regression": -1.0,
        },
    },
    {
        "name": "flat: of four equal cells the first",
        "side": 8,
        "flat": {
            "centre": 0.5,
            "keypoint_heatmaps": 0.25,
            "keypoint_offsets": 0.0,
            "keypoint_regression": 0.5,
        },
    },
    {
        "name": "flat: a keypoint expected outside is looked for in the nearest corner",
        "side": 8,
        "flat": {
            "centre": 0.5,
            "keypoint_heatmaps": 0.25,
            "keypoint_offsets": 1.5,
            "keypoint_regression": 100.0,
        },
    },
]


def maps_of(case: Mapping[str, Any]) -> Maps:
    """Return the maps of a case, float32 ``[1, side, side, channels]`` each, by name."""
    side = case["side"]
    shapes = {head.name: (1, side, side, head.channels) for head in HEADS}
    if "flat" in case:
        return {
            name: np.full(shape, case["flat"][name], dtype=np.float32)
            for name, shape in shapes.items()
        }
    counts = [int(np.prod(shape)) for shape in shapes.values()]
    drawn = np.split(_uniform(case["seed"], sum(counts)), np.cumsum(counts)[:-1])
    uniform = dict(zip(shapes, drawn, strict=True))
    values = {
        CENTRE.name: uniform[CENTRE.name],
        HEATMAPS.name: uniform[HEATMAPS.name],
        OFFSETS.name: 2 * uniform[OFFSETS.name] - 1,
        REGRESSION.name: (2 * uniform[REGRESSION.name] - 1) * side / 2,
    }
    return {name: values[name].reshape(shape).astype(np.float32) for name, shape in shapes.items()}


def _uniform(seed: int, count: int) -> NDArray[np.float64]:
    states = np.empty(count)
    state = seed
    for index in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        states[index] = state
    return states / 2**32


def keypoints_of(case: Mapping[str, Any]) -> list[list[float]]:
    """Return what `pose.movenet.network.decoding` makes of a case: 17 rows of y, x, score."""
    from pose.movenet.network.decoding import decode  # noqa: PLC0415 - loads TensorFlow
    from pose.movenet.quiet_tensorflow import tf  # noqa: PLC0415

    maps = {name: tf.constant(values) for name, values in maps_of(case).items()}
    rows: list[list[float]] = decode(maps).numpy()[0, 0].astype(np.float64).tolist()
    return rows
