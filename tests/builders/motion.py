"""Recordings for scoring tests: synthetic movement, and what befalls it."""

from dataclasses import replace

import numpy as np

from pose.keypoints import INDEX, MIRROR_ORDER
from pose.stream import KeypointStream, RecordingFacts
from pose.synthesis import (
    CLEAN,
    Camera,
    Imperfections,
    shoulder_abduction,
    single_leg_stance,
    squat,
    synthesize,
)

PHONE_LIKE = Imperfections(
    noise_px=2.0, jitter_ms=8.0, dropped_ratio=0.03, outlier_ratio=0.005, swapped_ratio=0.03
)
SIDE = Camera(yaw_deg=90.0)
FRONT = Camera()


def squats(camera=SIDE, *, fps=30.0, flaws=CLEAN, seed=0, **movement) -> KeypointStream:
    stream, _ = synthesize(squat(**movement), camera, fps=fps, imperfections=flaws, seed=seed)
    return stream


def abductions(camera=FRONT, *, fps=30.0, flaws=CLEAN, seed=0, **movement) -> KeypointStream:
    made = shoulder_abduction(**movement)
    stream, _ = synthesize(made, camera, fps=fps, imperfections=flaws, seed=seed)
    return stream


def stance(camera=FRONT, *, fps=30.0, flaws=CLEAN, noise_seed=0, **movement) -> KeypointStream:
    made = single_leg_stance(**movement)
    stream, _ = synthesize(made, camera, fps=fps, imperfections=flaws, seed=noise_seed)
    return stream


def with_points(stream: KeypointStream, xy_px: np.ndarray) -> KeypointStream:
    scores = np.where(np.isfinite(xy_px[..., 0]), stream.scores, 0.0)
    return replace(stream, xy_px=xy_px, scores=scores)


def without(stream: KeypointStream, *parts: str) -> KeypointStream:
    """Return the recording with both sides of some parts never seen."""
    xy = stream.xy_px.copy()
    for part in parts:
        for side in ("left", "right"):
            xy[:, INDEX[f"{side}_{part}"]] = np.nan
    return with_points(stream, xy)


def mirrored(stream: KeypointStream) -> KeypointStream:
    """Return what a mirrored camera records: x turned round, left and right exchanged."""
    xy = stream.xy_px[:, MIRROR_ORDER].copy()
    xy[..., 0] = stream.facts.image_width_px - xy[..., 0]
    return replace(
        stream,
        xy_px=xy,
        scores=stream.scores[:, MIRROR_ORDER].copy(),
        facts=replace(stream.facts, mirrored=True),
    )


def cut(stream: KeypointStream, start_s: float, end_s: float) -> KeypointStream:
    """Return the part of a recording from ``start_s`` to ``end_s``."""
    inside = (stream.times_s >= start_s) & (stream.times_s < end_s)
    return replace(
        stream,
        times_s=stream.times_s[inside],
        xy_px=stream.xy_px[inside],
        scores=stream.scores[inside],
    )


def empty(frames: int = 0) -> KeypointStream:
    """Return a recording in which nobody is seen."""
    return KeypointStream(
        times_s=np.arange(frames) / 30.0,
        xy_px=np.full((frames, 17, 2), np.nan),
        scores=np.zeros((frames, 17)),
        facts=RecordingFacts(1280, 720),
    )
