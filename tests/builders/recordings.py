"""Recordings as a browser would send them: facts, wire chunks and digests."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from pose import wire
from pose.published_models import LIGHTNING
from pose.synthesis import MOVEMENTS, Camera, Movement, synthesize

CHUNK_FRAMES = 60
FACTS: dict[str, Any] = {
    "schema": "plumbline.facts/1",
    "image_width_px": 1280,
    "image_height_px": 720,
    "mirrored": False,
    "screen_angle_deg": 0,
    "gravity": None,
    "runtime": "litert-wasm-threads",
    "runtime_version": "2.5.3",
    "model": LIGHTNING.name,
    "model_sha256": LIGHTNING.weights_sha256,
    "started_at": "2026-11-23T09:30:00Z",
}
YAW_DEG = {"squat": 90.0, "shoulder_abduction": 0.0, "single_leg_stance": 0.0}


@cache
def synthetic_records(
    protocol: str, *, yaw_deg: float | None = None, **choices: Any
) -> wire.Records:
    """Return the records of a synthetic recording of one exercise."""
    make: Callable[..., Movement] = MOVEMENTS[protocol]
    movement = make(**choices)
    camera = Camera(yaw_deg=YAW_DEG[protocol] if yaw_deg is None else yaw_deg)
    stream, _truth = synthesize(movement, camera, fps=30.0)
    return wire.records_from_stream(stream)


def still_records(n_frames: int, *, fps: float = 30.0, start_s: float = 0.0) -> wire.Records:
    """Return records of somebody who stands still."""
    records = np.repeat(synthetic_records("squat", n_reps=1)[:1], n_frames)
    times_us = np.rint((start_s + np.arange(n_frames) / fps) * 1e6)
    records["time_us"] = times_us.astype(np.uint32)
    return records


def chunks_of(records: wire.Records, *, frames: int = CHUNK_FRAMES) -> list[bytes]:
    """Return a recording's wire chunks in order."""
    return [
        wire.encode_chunk(records[first : first + frames], sequence=number, first_frame=first)
        for number, first in enumerate(range(0, len(records), frames))
    ]


def digest_header(body: bytes) -> str:
    """Return what `Content-Digest` says of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def digest_of_digests(bodies: Sequence[bytes]) -> str:
    """Return what *complete* says of all bodies in order."""
    return digest_header(b"".join(hashlib.sha256(body).digest() for body in bodies))
