"""Every form of a network that is held against labels: as published, and as shipped."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.movenet.crop import cut_out, whole_picture
from pose.movenet.detect import from_crop, load_network
from pose.movenet.fields import fields_of
from pose.movenet.interpreter import KeypointNetwork
from pose.movenet.manifest import NETWORKS, read_manifest
from pose.movenet.network.decoding import decode
from pose.movenet.network.heads import FULL_OUTPUT
from pose.movenet.network.weights import published_network
from pose.movenet.quiet_tensorflow import tf
from pose.movenet.reference import published_answers, read_published
from pose.published_models import PublishedModel

FloatArray = NDArray[np.float64]
Float32Array = NDArray[np.float32]
UInt8Array = NDArray[np.uint8]

PUBLISHED: Final = "published graph, float32"
WEIGHTS: Final = "float16"
"""Of every shipped file: ``docs/adr/0012-what-is-exported.md``."""
MIN_PERSON_SCORE: Final = 0.15
"""Below it nobody is there, for the browser too: ``frontend/src/pose/people/person.ts``."""
_SCORE_AT: Final = 55


@dataclass(frozen=True)
class Form:
    """One form of a network, loaded.

    Attributes
    ----------
    model, name
        Which network; which form of it.
    input_side_px
        Side of the square that it takes.
    answer
        From RGBA pixels ``(S, S, 4)`` to ``(1, 17, 3)``, or ``(6, 56)`` for MultiPose.
    """

    model: str
    name: str
    input_side_px: int
    answer: Callable[[UInt8Array], Float32Array]

    def keypoints(self, rgba: UInt8Array, /) -> Float32Array:
        """Find one person, ``(17, 3)``: a single-pose network's answer."""
        found: Float32Array = self.answer(rgba)[0]
        return found


@dataclass(frozen=True)
class FoundPerson:
    """Somebody whom MultiPose found: keypoints ``(17, 2)``, their scores ``(17,)``, and how sure."""

    xy_px: FloatArray
    keypoint_scores: FloatArray
    score: float


def published_form(model: PublishedModel, cache_dir: Path) -> Form:
    """Return the published graph, executed by TensorFlow in float32."""
    answers = published_answers(model, read_published(model, cache_dir))
    return Form(model.name, PUBLISHED, model.input_side_px, lambda rgba: answers(rgba)[FULL_OUTPUT])


def shipped_forms(model: PublishedModel, models_dir: Path, cache_dir: Path) -> Iterator[Form]:
    """Yield every file of a network that browsers are served, run by TensorFlow Lite.

    Raises
    ------
    ModelError
        If they are not built, or not what the manifest says.
    """
    for kind in NETWORKS:
        if kind in read_manifest(models_dir)["models"][model.name]:
            network = load_network(models_dir, model.name, kind=kind)
            answer = (
                _completed(network, model, cache_dir) if kind == "features" else _whole(network)
            )
            yield Form(model.name, f"{kind}, {WEIGHTS}", network.input_side_px, answer)


def _whole(network: KeypointNetwork) -> Callable[[UInt8Array], Float32Array]:
    return lambda rgba: network.answers(rgba)[FULL_OUTPUT]


def _completed(
    network: KeypointNetwork, model: PublishedModel, cache_dir: Path
) -> Callable[[UInt8Array], Float32Array]:
    """Return a features network together with the layers that it leaves out."""
    layers_of: Any = published_network(model, read_published(model, cache_dir))

    def answer(rgba: UInt8Array) -> Float32Array:
        maps: Mapping[str, Float32Array] = fields_of(layers_of, network.outputs(rgba))
        decoded: Float32Array = decode(
            {name: tf.constant(values[np.newaxis]) for name, values in maps.items()}
        ).numpy()[0]
        return decoded

    return answer


def find_people(picture: UInt8Array, network: Form) -> list[FoundPerson]:
    """Return whom MultiPose finds in a whole picture, as the browser asks it, the surest first."""
    height, width = picture.shape[:2]
    left, top, right, bottom = whole_picture(width, height).tolist()
    rect = (left, top, right, bottom)
    rows = network.answer(cut_out(picture, rect, network.input_side_px)).astype(np.float64)
    people = []
    for row in rows[np.argsort(-rows[:, _SCORE_AT], kind="stable")]:
        keypoints = row[:51].reshape(17, 3)
        if row[_SCORE_AT] >= MIN_PERSON_SCORE:
            score = float(row[_SCORE_AT])
            people.append(FoundPerson(from_crop(keypoints, rect), keypoints[:, 2], score))
    return people
