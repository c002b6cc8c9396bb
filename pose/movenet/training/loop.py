"""The training loop: the heads first, on what the backbone sees already; then everything, gently."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pose.movenet.fetch import Say
from pose.movenet.network.heads import HEADS
from pose.movenet.network.keras import keras
from pose.movenet.quiet_tensorflow import tf
from pose.movenet.training.coco import LabelledPicture
from pose.movenet.training.losses import losses_of, total_loss
from pose.movenet.training.samples import Sample, plain_samples, subjects_of, varied_samples
from pose.movenet.training.targets import stacked, targets_of

Tensor = Any
Losses = Mapping[str, float]

_LARGEST_GRADIENT: Final = 5.0


@dataclass(frozen=True)
class Settings:
    """How to train.  The defaults suit some hundred labelled people.

    Attributes
    ----------
    heads_epochs, all_epochs
        How often every person is seen while the heads alone change, and while everything does.
    heads_rate, all_rate
        Adam's step size in each.
    batch
        People to a step.
    seed
        Of every random choice.
    """

    heads_epochs: int = 5
    all_epochs: int = 5
    heads_rate: float = 1e-3
    all_rate: float = 2e-5
    batch: int = 4
    seed: int = 1


def fine_tune(
    network: Any, pictures: Sequence[LabelledPicture], settings: Settings, *, say: Say
) -> None:
    """Change a single-pose network's weights so that it finds the labelled people better.

    Parameters
    ----------
    network
        `pose.movenet.network.weights.published_network`'s; changed in place.
    pictures
        What it learns from.
    settings, say
        How; takes one line for each epoch.
    """
    random = np.random.default_rng(settings.seed)
    heads = [layer for layer in network.layers if _belongs_to_a_head(layer.name)]
    stages = (
        ("heads", heads, settings.heads_epochs, settings.heads_rate),
        ("everything", network.layers, settings.all_epochs, settings.all_rate),
    )
    for stage, layers, epochs, rate in stages:
        variables = [variable for layer in layers for variable in layer.trainable_variables]
        step = _training_step(network, variables, keras.optimizers.Adam(rate))
        for epoch in range(1, epochs + 1):
            samples = varied_samples(subjects_of(pictures), network.input_shape[1], random)
            losses = [float(step(*batch)) for batch in _batches(samples, settings.batch)]
            say(f"{stage}, epoch {epoch} of {epochs}: loss {np.mean(losses):.4f}")


def round_to_float16(network: Any) -> None:
    """Round every weight to float16, as files store them: what is measured then is what is built."""
    for variable in network.variables:
        variable.assign(np.asarray(variable).astype(np.float16).astype(np.float32))


def mean_losses(network: Any, pictures: Sequence[LabelledPicture], batch: int) -> Losses:
    """Return the loss of each head, and ``total``, over people as they are, without variations."""
    samples = plain_samples(subjects_of(pictures), network.input_shape[1])
    sums: dict[str, float] = {}
    n_batches = 0
    for rgb, targets in _batches(samples, batch):
        losses = losses_of(network(rgb), targets)
        for name, loss in {**losses, "total": total_loss(losses)}.items():
            sums[name] = sums.get(name, 0.0) + float(loss)
        n_batches += 1
    return {name: value / n_batches for name, value in sums.items()}


def _belongs_to_a_head(layer_name: str) -> bool:
    return layer_name.removesuffix("_hidden") in {head.name for head in HEADS}


def _training_step(
    network: Any, variables: Sequence[Any], optimizer: Any
) -> Callable[[Tensor, Mapping[str, Tensor]], Tensor]:
    def step(rgb: Tensor, targets: Mapping[str, Tensor]) -> Tensor:
        with tf.GradientTape() as tape:
            loss = total_loss(losses_of(network(rgb, training=True), targets))
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), _LARGEST_GRADIENT)
        optimizer.apply_gradients(zip(gradients, variables, strict=True))
        return loss

    compiled: Callable[[Tensor, Mapping[str, Tensor]], Tensor] = tf.function(
        step, reduce_retracing=True
    )
    return compiled


def _batches(samples: Iterable[Sample], size: int) -> Iterator[tuple[Tensor, Mapping[str, Tensor]]]:
    remaining = iter(samples)
    while batch := list(itertools.islice(remaining, size)):
        rgb = np.stack([sample.rgb for sample in batch]).astype(np.float32)
        targets = stacked([targets_of(sample) for sample in batch])
        yield tf.constant(rgb), {name: tf.constant(values) for name, values in targets.items()}
