"""How far a network's maps are from what they should have been.

Peaks: the penalty-reduced focal loss of CenterNet (Zhou and others, 2019, equation 1), which asks
less of cells close to a peak.  Distances: absolute differences, in cells, where they are taught.
"""

from collections.abc import Mapping
from typing import Any, Final

from pose.keypoints import N_KEYPOINTS
from pose.movenet.network.heads import CENTRE, HEATMAPS, OFFSETS, REGRESSION
from pose.movenet.quiet_tensorflow import tf

Tensor = Any

_FOCUS: Final = 2.0
"""CenterNet's alpha: how little well-known cells count."""
_RELIEF: Final = 4.0
"""CenterNet's beta: how little is asked of cells close to a peak."""
_LEAST_PROBABILITY: Final = 1e-4
WEIGHTS: Final = {CENTRE.name: 1.0, HEATMAPS.name: 1.0, OFFSETS.name: 1.0, REGRESSION.name: 0.1}
"""What each part counts: CenterNet's 1 for peaks and offsets, its 0.1 for what spans the body."""


def losses_of(maps: Mapping[str, Tensor], targets: Mapping[str, Tensor]) -> Mapping[str, Tensor]:
    """Return the loss of each head, unweighted.

    Parameters
    ----------
    maps
        What a network answers, ``[batch, h, h, channels]`` for each head, by name.
    targets
        `pose.movenet.training.targets.stacked`.
    """
    known = targets["known"]
    return {
        CENTRE.name: focal_loss(maps[CENTRE.name], targets["centre"], known),
        HEATMAPS.name: focal_loss(maps[HEATMAPS.name], targets["heatmaps"], known),
        OFFSETS.name: distance_loss(
            maps[OFFSETS.name], targets["offsets"], targets["offsets_wanted"]
        ),
        REGRESSION.name: distance_loss(
            maps[REGRESSION.name], targets["regression"], targets["regression_wanted"]
        ),
    }


def total_loss(losses: Mapping[str, Tensor]) -> Tensor:
    """Return the weighted sum of `losses_of`."""
    return tf.add_n([WEIGHTS[name] * loss for name, loss in losses.items()])


def focal_loss(probability: Tensor, wanted: Tensor, known: Tensor) -> Tensor:
    """Return the penalty-reduced focal loss for each peak.

    Parameters
    ----------
    probability, wanted
        ``[batch, h, h, channels]``; wanted is 1 in the cell of a peak alone.
    known
        ``[batch, h, h, 1]``: of cells with 0, peaks alone count.
    """
    likely = tf.clip_by_value(probability, _LEAST_PROBABILITY, 1 - _LEAST_PROBABILITY)
    is_peak = tf.cast(wanted >= 1.0, tf.float32)
    at_peaks = is_peak * (1 - likely) ** _FOCUS * tf.math.log(likely)
    elsewhere = (1 - is_peak) * (1 - wanted) ** _RELIEF
    elsewhere = elsewhere * likely**_FOCUS * tf.math.log(1 - likely) * known
    return -tf.reduce_sum(at_peaks + elsewhere) / tf.maximum(tf.reduce_sum(is_peak), 1.0)


def distance_loss(found: Tensor, wanted: Tensor, weights: Tensor) -> Tensor:
    """Return the mean absolute difference, in cells, over y and x, where the weights are not 0.

    Parameters
    ----------
    found
        ``[batch, h, h, 34]``.
    wanted
        ``[batch, h, h, 17, 2]``.
    weights
        ``[batch, h, h, 17]``.
    """
    by_keypoint = tf.reshape(found, tf.concat([tf.shape(found)[:3], [N_KEYPOINTS, 2]], axis=0))
    off = tf.reduce_mean(tf.abs(by_keypoint - wanted), axis=-1) * weights
    return tf.reduce_sum(off) / tf.maximum(tf.reduce_sum(weights), 1.0)
