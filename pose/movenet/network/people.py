"""From MultiPose's six maps to up to six people, as the published graph decodes them.

1. `person_centres`: the six best peaks of the centre map.
2. `boxes`: what each peak says of the person's box.
3. `rough_keypoints`: where each person's keypoints should be.
4. `heatmaps_near`: what the keypoints' maps say close to there, inside the box.
5. `refined_keypoints`: the best cell of each, and how far within the cell.
6. `person_scores`: how likely each is a person at all.

Places are in cells of the maps, y before x, until `decode_people` turns them into units of the
picture's side.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from pose.keypoints import N_KEYPOINTS
from pose.movenet.network.architecture import published_constant
from pose.movenet.network.decoding import row_and_column
from pose.movenet.network.heads import (
    BOX_OFFSET,
    BOX_SCALE,
    CENTRE,
    HEATMAPS,
    OFFSETS,
    REGRESSION,
)
from pose.movenet.quiet_tensorflow import tf

Tensor = Any

N_PEOPLE: Final = 6
_PEAK_SIDE_CELLS: Final = 5
_PEAK_TOLERANCE: Final = 1e-6
_SPREAD: Final = 0.3
"""Twice the variance of the Gaussian around a rough keypoint, in units of the map's side."""
_MIN_KEYPOINT_SCORE: Final = 0.127
"""Keypoints below it say nothing about whether there is a person."""


def decode_people(maps: Mapping[str, Tensor]) -> Tensor:
    """Return the people whom six maps hold.

    Parameters
    ----------
    maps
        float32 ``[1, h, h, channels]`` for each of `pose.movenet.network.heads.PEOPLE_HEADS`.

    Returns
    -------
    Tensor
        float32 ``[1, 6, 56]``, the likeliest middle first: y, x, score of each keypoint, then top, left, bottom,
        right of the box, in units of the picture's side, then the person's score.
    """
    centre, heatmaps, offsets = maps[CENTRE.name][0], maps[HEATMAPS.name][0], maps[OFFSETS.name][0]
    side = int(centre.shape[0])
    peaks, cells = person_centres(centre[:, :, 0])
    boxes_cells = boxes(cells, maps[BOX_SCALE.name][0], maps[BOX_OFFSET.name][0])
    rough = rough_keypoints(maps[REGRESSION.name][0], cells)
    near = heatmaps_near(rough, boxes_cells, heatmaps)
    yx_cells, scores = refined_keypoints(near, offsets)
    keypoints = tf.concat([yx_cells / side, scores[..., tf.newaxis]], axis=2)
    rows = [
        tf.reshape(keypoints, [N_PEOPLE, 3 * N_KEYPOINTS]),
        boxes_cells / side,
        person_scores(peaks, scores)[:, tf.newaxis],
    ]
    return tf.concat(rows, axis=1)[tf.newaxis]


def person_centres(centre: Tensor) -> tuple[Tensor, Tensor]:
    """Step 1: return the probabilities ``[6]``, best first, and cells ``[6, 2]`` of the peaks.

    A peak is a cell of the map ``[h, h]`` that none of the 5 x 5 around it exceeds.  Where there
    are fewer, the rest have probability 0.
    """
    side = int(centre.shape[0])
    plane = centre[tf.newaxis, :, :, tf.newaxis]
    highest = tf.nn.max_pool2d(plane, _PEAK_SIDE_CELLS, strides=1, padding="SAME")
    is_peak = tf.cast(tf.abs(plane - highest) < published_constant(_PEAK_TOLERANCE), tf.float32)
    peaks, index = tf.math.top_k(tf.reshape(plane * is_peak, [-1]), k=N_PEOPLE)
    return peaks, row_and_column(index, side)


def boxes(cells: Tensor, scale: Tensor, offset: Tensor) -> Tensor:
    """Step 2: return top, left, bottom and right, ``[6, 4]``, within the map.

    ``scale`` and ``offset``, ``[h, h, 2]``, say each person's height and width, and how far the
    box's middle lies from the person's cell.
    """
    side = float(scale.shape[0])
    middle = tf.cast(cells, tf.float32) + tf.gather_nd(offset, cells)
    half = tf.maximum(tf.gather_nd(scale, cells), 0.0) / 2
    return tf.clip_by_value(tf.concat([middle - half, middle + half], axis=1), 0.0, side)


def rough_keypoints(regression: Tensor, cells: Tensor) -> Tensor:
    """Step 3: return y and x of each person's keypoints, ``[6, 17, 2]``, as their cells predict."""
    from_cells = tf.reshape(tf.gather_nd(regression, cells), [N_PEOPLE, N_KEYPOINTS, 2])
    return from_cells + tf.cast(cells, tf.float32)[:, tf.newaxis]


def heatmaps_near(rough: Tensor, boxes_cells: Tensor, heatmaps: Tensor) -> Tensor:
    """Step 4: return each keypoint's map for each person, ``[h, h, 6, 17]``.

    It is weighted by a Gaussian around the rough keypoint, and 0 outside the person's box.  Both
    are products of a factor for the row and one for the column, which the published graph does
    not make use of: it computes an exponential for every cell.
    """
    side = int(heatmaps.shape[0])
    top, left, bottom, right = tf.unstack(boxes_cells, axis=1)
    by_row = _weights_along(side, rough[..., 0], top, bottom)[:, tf.newaxis]
    by_column = _weights_along(side, rough[..., 1], left, right)[tf.newaxis]
    return heatmaps[:, :, tf.newaxis] * (by_row * by_column)


def _weights_along(side: int, rough: Tensor, begin: Tensor, end: Tensor) -> Tensor:
    """Return the weights ``[h, 6, 17]`` along one axis, where ``rough`` is ``[6, 17]``."""
    place = tf.range(side, dtype=tf.float32)[:, tf.newaxis, tf.newaxis]
    inner, outer = _float16_factors(1 / (side * float(published_constant(_SPREAD))))
    weights = tf.exp(-outer * tf.square(inner * (place - rough)))
    inside = (place >= begin[:, tf.newaxis]) & (place < end[:, tf.newaxis])
    return weights * tf.cast(inside, tf.float32)


def _float16_factors(value: float) -> tuple[float, float]:
    """Return two numbers that float16 holds exactly; the first, squared, times the second is value.

    A file with float16 weights rounds this constant too, and with it which of two cells is the
    better one.  In two factors with a square between them it loses less than a millionth.
    """
    half = np.float16(value**0.5)
    inner = np.arange(half.view(np.uint16), half.view(np.uint16) + 1024, dtype=np.uint16)
    squares = inner.view(np.float16).astype(np.float64) ** 2
    outer = (value / squares).astype(np.float16).astype(np.float64)
    best = int(np.argmin(np.abs(squares * outer - value)))
    return float(squares[best] ** 0.5), float(outer[best])


def refined_keypoints(near: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor]:
    """Step 5: return where each keypoint is, ``[6, 17, 2]``, and its score, ``[6, 17]``.

    The place is the best cell of the weighted map plus the offset ``[h, h, 34]`` read there.  The
    score is the weighted probability of that cell: of the person, among the six, for whom it is
    the highest, so that two peaks within one body do not lower each other's.
    """
    side = int(near.shape[0])
    flat = tf.reshape(near, [side * side, N_PEOPLE * N_KEYPOINTS])
    cells = row_and_column(tf.argmax(flat, axis=0, output_type=tf.int32), side)
    each = tf.tile(tf.range(N_KEYPOINTS), [N_PEOPLE])[:, tf.newaxis]
    by_keypoint = tf.reshape(offsets, [side, side, N_KEYPOINTS, 2])
    place = tf.concat([cells, each], axis=1)
    yx_cells = tf.cast(cells, tf.float32) + tf.gather_nd(by_keypoint, place)
    scores = tf.gather_nd(tf.reduce_max(near, axis=2), place)
    return (
        tf.reshape(yx_cells, [N_PEOPLE, N_KEYPOINTS, 2]),
        tf.reshape(scores, [N_PEOPLE, N_KEYPOINTS]),
    )


def person_scores(peaks: Tensor, scores: Tensor) -> Tensor:
    """Step 6: return each person's score, ``[6]``: peak times the mean of the likely keypoints."""
    likely = scores > published_constant(_MIN_KEYPOINT_SCORE)
    count = tf.maximum(tf.reduce_sum(tf.cast(likely, tf.float32), axis=1), 1.0)
    return peaks * tf.reduce_sum(tf.where(likely, scores, 0.0), axis=1) / count
