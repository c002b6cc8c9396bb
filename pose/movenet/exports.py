"""Measures every way in which a network could be exported, so that one can be chosen.

Size, time on this machine's processor, and difference to the published graph:
``docs/adr/0012-what-is-exported.md`` says what was chosen.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.movenet.export import full_network, heads_network, to_tflite
from pose.movenet.fields import features_network, fields_of
from pose.movenet.interpreter import BuiltNetwork, with_keypoints
from pose.movenet.network.heads import BOX_SCALE, FULL_OUTPUT
from pose.movenet.network.weights import published_network
from pose.movenet.parity import largest_differences
from pose.movenet.reference import Answers, published_answers, read_published
from pose.published_models import PublishedModel

FloatArray = NDArray[np.float64]
UInt8Array = NDArray[np.uint8]

_ROUNDS: Final = 40
_WARM_UP_ROUNDS: Final = 3


@dataclass(frozen=True)
class Export:
    """One way to export a network, measured.

    Attributes
    ----------
    model, kind, weights
        Which network; ``full``, ``heads`` or ``features``; ``float32`` or ``float16``.
    size_bytes
        Of the file.
    time_ratio
        To the first export of the same network: the median over rounds in which they took turns.
    fastest_ms
        On one thread, the picture put in and the outputs taken out; decoding is only in ``full``.
    keypoint_difference
        Largest difference of a coordinate (units of the picture's side) or score to the
        published graph; for ``heads`` and ``features``, after decoding.
    map_difference
        The same of the maps; ``None`` for ``full``, which gives none.
    """

    model: str
    kind: str
    weights: str
    size_bytes: int
    time_ratio: float
    fastest_ms: float
    keypoint_difference: float
    map_difference: float | None


def measure_exports(
    model: PublishedModel, cache_dir: Path, pictures: Sequence[UInt8Array]
) -> Sequence[Export]:
    """Return every export of one network, measured on pictures ``(S, S, 4)``.

    They take turns, so that what else the machine does falls on all alike.
    """
    graph = read_published(model, cache_dir)
    network = published_network(model, graph)
    reference = published_answers(model, graph)
    files = dict(every_export(network))
    loaded = {key: BuiltNetwork(content) for key, content in files.items()}
    times_ms = _times_ms(loaded, pictures)
    first_ms = next(iter(times_ms.values()))
    rows = []
    for (kind, weights), built in loaded.items():
        taken_ms = times_ms[kind, weights]
        answers = _answers_of(kind, built, network)
        differences = largest_differences(answers, reference, pictures)
        maps = [value for name, value in differences.items() if name != FULL_OUTPUT]
        rows.append(
            Export(
                model.name,
                kind,
                weights,
                len(files[kind, weights]),
                float(np.median(taken_ms / first_ms)),
                float(taken_ms.min()),
                differences[FULL_OUTPUT],
                max(maps) if maps else None,
            )
        )
    return rows


def every_export(network: Any) -> Iterator[tuple[tuple[str, str], bytes]]:
    """Yield every ``.tflite`` that can be made of a network, by kind and type of its weights."""
    kinds = {"full": full_network(network)}
    if BOX_SCALE.name not in network.output:
        kinds["heads"] = heads_network(network)
        kinds["features"] = heads_network(features_network(network))
    for kind, exported in kinds.items():
        for weights in ("float32", "float16"):
            yield (kind, weights), to_tflite(exported, float16=weights == "float16")


def _answers_of(kind: str, built: BuiltNetwork, network: Any) -> Answers:
    """Return a built network as a function that gives all that its kind stands for."""
    if kind == "features":
        return lambda rgba: with_keypoints(fields_of(network, built.outputs(rgba)))
    return built.answers


def _times_ms(
    networks: Mapping[Any, BuiltNetwork], pictures: Sequence[UInt8Array]
) -> Mapping[Any, FloatArray]:
    """Return the time of each network in every round; each round begins with another one."""
    keys = list(networks)
    times_ms = {key: np.empty(_WARM_UP_ROUNDS + _ROUNDS) for key in keys}
    for number in range(_WARM_UP_ROUNDS + _ROUNDS):
        picture, first = pictures[number % len(pictures)], number % len(keys)
        for key in keys[first:] + keys[:first]:
            begin_s = time.perf_counter()
            networks[key].outputs(picture)
            times_ms[key][number] = (time.perf_counter() - begin_s) * 1e3
    return {key: taken[_WARM_UP_ROUNDS:] for key, taken in times_ms.items()}


def exports_table(rows: Sequence[Export]) -> str:
    """Return a Markdown table."""
    lines = [
        "| network | kind | weights | bytes | time, ratio | fastest, ms | keypoints | maps |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        maps = "" if row.map_difference is None else f"{row.map_difference:.1e}"
        lines.append(
            f"| {row.model} | {row.kind} | {row.weights} | {row.size_bytes:,} | {row.time_ratio:.2f} "
            f"| {row.fastest_ms:.1f} | {row.keypoint_difference:.1e} | {maps} |"
        )
    return "\n".join(lines) + "\n"
