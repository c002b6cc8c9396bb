"""The network that is trained: dense layers, quantiles of every angle, and the yaw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.lift.angles import ANGLES, ARM_ANGLES, OUTPUTS, QUANTILES, YAW_OUTPUTS
from pose.lift.network import DenseLayer, DenseNetwork
from pose.lift.training.drawn import DRAWN
from pose.lift.training.examples import Examples, examples
from pose.lift.training.laboratory import MeasuredSession
from pose.lift.windows import FEATURES, without_arms
from pose.movenet.network.keras import keras
from pose.movenet.quiet_tensorflow import tf

Float32Array = NDArray[np.float32]

HIDDEN: Final = (256, 192, 128)
_DROPOUT: Final = 0.15
_ARMS_HIDDEN_SHARE: Final = 0.6
_BATCH: Final = 256
_RATE: Final = 1.5e-3
_DECAY: Final = 3e-4
_UNIT_DEG: Final = 15.0
"""Errors are counted in it, so that they are of the size of one."""
_QUANTILE_WEIGHTS: Final = (0.5, 2.0, 0.5)
_YAW_WEIGHT: Final = 0.1
_LEAST_SPREAD: Final = 0.05
_N_QUANTILES: Final = len(ANGLES) * len(QUANTILES)


@dataclass(frozen=True)
class Schedule:
    """How long to train.

    Attributes
    ----------
    epochs
        How often new examples are drawn and learned from.
    cameras
        How many cameras see each session in an epoch.
    """

    epochs: int = 40
    cameras: int = 3


def train(
    sessions: Sequence[MeasuredSession],
    schedule: Schedule,
    *,
    seed: int,
    say: Callable[[str], None] = lambda _: None,
) -> DenseNetwork:
    """Train a network on sessions; the same seed gives the same network on the same machine.

    Each person has an offset of their own in every angle while it learns, for a laboratory puts its
    markers on everybody a little differently; what is kept is the middle of them, without that of
    what was drawn.
    """
    rng = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    people = sorted({session.person for session in sessions})
    drawn = examples(sessions, people, rng, cameras=schedule.cameras)
    mean, spread = drawn.windows.mean(axis=0), drawn.windows.std(axis=0) + _LEAST_SPREAD
    learner, core = _networks(len(people))
    steps = max(1, schedule.epochs * len(drawn.windows) // _BATCH)
    rate = keras.optimizers.schedules.CosineDecay(_RATE, steps)
    learner.compile(keras.optimizers.AdamW(rate, weight_decay=_DECAY), _loss)
    for epoch in range(schedule.epochs):
        if epoch:
            drawn = examples(sessions, people, rng, cameras=schedule.cameras)
        seen, wanted = _with_and_without_arms(drawn, rng)
        rows = [(seen - mean) / spread, drawn.person]
        history = learner.fit(rows, wanted, batch_size=_BATCH, verbose=0)
        say(f"epoch {epoch + 1} of {schedule.epochs}: loss {history.history['loss'][0]:.4f}")
    measured = [person != DRAWN for person in people]
    offsets = learner.get_layer("offsets").get_weights()[0][measured].mean(axis=0)
    return _without_learner(core, mean, spread, offsets)


def _networks(people: int) -> tuple[Any, Any]:
    """Return the network that learns, which knows whose window it sees, and the one that is kept."""
    window = keras.Input((FEATURES,))
    person = keras.Input((), dtype="int32")
    values = window
    for units in HIDDEN:
        values = keras.layers.Dense(units, activation="relu")(values)
        values = keras.layers.Dropout(_DROPOUT)(values)
    outputs = keras.layers.Dense(OUTPUTS)(values)
    own = keras.layers.Embedding(
        people, len(ANGLES), embeddings_initializer="zeros", name="offsets"
    )(person)
    own = keras.layers.Lambda(_on_every_quantile, output_shape=(OUTPUTS,))(own)
    learner = keras.Model([window, person], keras.layers.Add()([outputs, own]))
    return learner, keras.Model(window, outputs)


def _on_every_quantile(own: Any) -> Any:
    """Return offsets ``(k, angles)`` for each output ``(k, OUTPUTS)``, none for the yaw."""
    repeated = tf.repeat(own, len(QUANTILES), axis=1)
    return tf.pad(repeated, [[0, 0], [0, YAW_OUTPUTS]])


def _with_and_without_arms(
    drawn: Examples, rng: np.random.Generator
) -> tuple[Float32Array, Float32Array]:
    """Return windows, the arms hidden in most of them, and what is to be learned from each.

    Legs and trunk are learned where the arms are hidden, the arms' angles where they are not.
    """
    hidden = rng.random(len(drawn.windows)) < _ARMS_HIDDEN_SHARE
    seen = np.where(hidden[:, np.newaxis], without_arms(drawn.windows), drawn.windows)
    arms = np.array([angle in ARM_ANGLES for angle in ANGLES])
    learned = arms != hidden[:, np.newaxis]
    angles_deg = np.where(learned, drawn.angles_deg, np.float32(np.nan))
    return seen, np.concatenate([angles_deg, drawn.yaw], axis=1)


def _loss(wanted: Any, outputs: Any) -> Any:
    """Return the mean pinball loss of the angles that are known, and the error of the yaw."""
    angles = wanted[:, : len(ANGLES), tf.newaxis]
    known = tf.math.is_finite(angles)
    quantiles = tf.reshape(outputs[:, :_N_QUANTILES], (-1, len(ANGLES), len(QUANTILES)))
    error = tf.where(known, angles - quantiles, 0.0) / _UNIT_DEG
    share = tf.constant(QUANTILES, dtype=tf.float32)
    pinball = tf.maximum(share * error, (share - 1.0) * error)
    weighted = tf.reduce_mean(pinball * tf.constant(_QUANTILE_WEIGHTS, dtype=tf.float32))
    yaw = tf.reduce_mean(tf.square(wanted[:, len(ANGLES) :] - outputs[:, _N_QUANTILES:]))
    return weighted + _YAW_WEIGHT * yaw


def _without_learner(
    core: Any, mean: Float32Array, spread: Float32Array, offsets: Float32Array
) -> DenseNetwork:
    """Return the network in NumPy: windows are scaled, and offsets added, by its own layers."""
    pairs = [layer.get_weights() for layer in core.layers if layer.get_weights()]
    first, first_bias = pairs[0]
    pairs[0] = [first / spread[:, np.newaxis], first_bias - (mean / spread) @ first]
    last, last_bias = pairs[-1]
    own = np.concatenate([np.repeat(offsets, len(QUANTILES)), np.zeros(YAW_OUTPUTS)])
    pairs[-1] = [last, last_bias + own]
    return DenseNetwork(
        tuple(
            DenseLayer(np.asarray(weights, np.float32), np.asarray(bias, np.float32))
            for weights, bias in pairs
        )
    )
