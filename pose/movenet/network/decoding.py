"""From a single-pose network's four maps to keypoints, in MoveNet's four published steps.

1. `person_centre`: where is the person nearest to the middle of the picture?
2. `rough_keypoints`: where should that person's keypoints be?
3. `heatmaps_near`: what do the keypoints' maps say close to there?
4. `refined_keypoints`: the best cell of each, and how far within the cell.

All places are in cells of the maps, y before x, until the last line of `decode` turns them into
units of the picture's side.  Everything is float32.  ``frontend/src/pose`` decodes by the same
arithmetic; ``tests/golden/decode`` pins both.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from pose.keypoints import N_KEYPOINTS
from pose.movenet.network.architecture import published_constant
from pose.movenet.network.heads import CENTRE, HEATMAPS, OFFSETS, REGRESSION
from pose.movenet.quiet_tensorflow import tf

Tensor = Any

SOFTENING: Final = 1.8
"""Added to a distance, in cells, before it divides: the published graph's constant."""


def decode(maps: Mapping[str, Tensor]) -> Tensor:
    """Return the keypoints that four maps hold.

    Parameters
    ----------
    maps
        float32 ``[1, h, h, channels]`` for each of `pose.movenet.heads.HEADS`, by name.

    Returns
    -------
    Tensor
        float32 ``[1, 1, 17, 3]``: y, x in units of the picture's side, and score.
    """
    centre, regression = maps[CENTRE.name][0, :, :, 0], maps[REGRESSION.name][0]
    heatmaps, offsets = maps[HEATMAPS.name][0], maps[OFFSETS.name][0]
    rough = rough_keypoints(regression, person_centre(centre))
    yx_cells, scores = refined_keypoints(heatmaps_near(rough, heatmaps), heatmaps, offsets)
    yx = yx_cells * published_constant(1 / int(centre.shape[0]))
    return tf.concat([yx, scores[:, tf.newaxis]], axis=1)[tf.newaxis, tf.newaxis]


def person_centre(centre: Tensor) -> Tensor:
    """Step 1: return row and column, int32 ``[2]``, of the person in the middle.

    The probability ``[h, h]`` of each cell is weighted by the inverse of its distance from the
    map's middle, cell (h/2, h/2), so that a bystander at the edge does not win.
    """
    side = int(centre.shape[0])
    weighted = tf.reshape(centre * centre_weights(side), [-1])
    return row_and_column(tf.argmax(weighted, output_type=tf.int32), side)


def centre_weights(side: int) -> Any:
    """Return the weight of each cell ``[h, h]`` in step 1: inverse distance from cell (h/2, h/2)."""
    rows, columns = np.mgrid[:side, :side]
    distance = np.hypot(rows - side / 2, columns - side / 2)
    return published_constant(1 / (distance + SOFTENING))


def rough_keypoints(regression: Tensor, centre_cell: Tensor) -> Tensor:
    """Step 2: return y and x of each keypoint, ``[17, 2]``, as the person's middle predicts them.

    ``regression`` is ``[h, h, 34]``: y and x of each keypoint from that cell, in turn.
    """
    from_centre = tf.reshape(tf.gather_nd(regression, centre_cell), [N_KEYPOINTS, 2])
    return from_centre + tf.cast(centre_cell, tf.float32)


def heatmaps_near(rough: Tensor, heatmaps: Tensor) -> Tensor:
    """Step 3: return each keypoint's map ``[h, h, 17]``, weighted by the inverse distance to it.

    So the wrist of somebody else, far from where this person's should be, does not win.
    """
    side = int(heatmaps.shape[0])
    rows = tf.range(side, dtype=tf.float32)[:, tf.newaxis, tf.newaxis]
    columns = tf.range(side, dtype=tf.float32)[tf.newaxis, :, tf.newaxis]
    squared = tf.square(rows - rough[:, 0]) + tf.square(columns - rough[:, 1])
    return heatmaps / (tf.sqrt(squared) + published_constant(SOFTENING))


def refined_keypoints(near: Tensor, heatmaps: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor]:
    """Step 4: return where each keypoint is, ``[17, 2]``, and its score, ``[17]``.

    The place is the best cell of the weighted map plus the offset ``[h, h, 34]`` read there; the
    score is the unweighted probability of that cell.  Of equal cells, the first in reading order
    is taken.
    """
    side = int(heatmaps.shape[0])
    best = tf.argmax(tf.reshape(near, [-1, N_KEYPOINTS]), axis=0, output_type=tf.int32)
    cells = row_and_column(best, side)
    each = tf.range(N_KEYPOINTS)
    own = tf.concat([cells, each[:, tf.newaxis]], axis=1)
    by_keypoint = tf.reshape(offsets, [side, side, N_KEYPOINTS, 2])
    yx_cells = tf.cast(cells, tf.float32) + tf.gather_nd(by_keypoint, own)
    return yx_cells, tf.gather_nd(heatmaps, own)


def row_and_column(index: Tensor, side: int) -> Tensor:
    """Return row and column, in a last dimension of 2, of indices into a flattened map."""
    row = index // side
    return tf.stack([row, index - row * side], axis=-1)
