"""Synthetic recordings as their protocols ask for them."""

from dataclasses import replace

import numpy as np

from pose.stream import KeypointStream
from pose.synthesis import MOVEMENTS, Camera
from pose.view import View
from scoring.pipeline import SCORERS
from scoring.protocols import PROTOCOLS, Protocol

SIDE_YAW_DEG = 90.0
FLOOR = ("glute_bridge", "push_up")
LOW_CAMERA_M = 0.3
"""A device on a low stool, as the protocols on the floor ask for it."""
FAR_M, FAR_RATIO = 5.0, 0.4
"""Further away than the three metres that are walked towards the camera."""


def usual_camera(key: str, *, turned_deg: float = 0.0) -> Camera:
    """Return the camera that a protocol asks for, turned away from there."""
    yaw_deg = SIDE_YAW_DEG if PROTOCOLS[key].view is View.SIDE else 0.0
    camera = Camera(yaw_deg=yaw_deg + turned_deg)
    if key == "timed_up_and_go":
        return replace(camera, distance_m=FAR_M, figure_ratio=FAR_RATIO)
    return replace(camera, height_m=LOW_CAMERA_M) if key in FLOOR else camera


def in_picture(stream: KeypointStream) -> KeypointStream:
    """Return a recording without the points that were outside of its picture."""
    size_px = (stream.facts.image_width_px, stream.facts.image_height_px)
    with np.errstate(invalid="ignore"):
        outside = np.any((stream.xy_px < 0) | (stream.xy_px > np.array(size_px)), axis=-1)
    xy = np.where(np.stack((outside, outside), axis=-1), np.nan, stream.xy_px)
    return replace(stream, xy_px=xy, scores=np.where(outside, 0.0, stream.scores))


def usual_side(key: str, made: str | None = None) -> str | None:
    """Return the side to prescribe for a movement made for ``made``."""
    sides = PROTOCOLS[key].sides
    if made in sides:
        return made
    return None if None in sides else sides[0]


def scored_protocols() -> tuple[str, ...]:
    """Return every protocol that can be scored and whose movement can be made."""
    return tuple(key for key, one in PROTOCOLS.items() if key in MOVEMENTS and one.kind in SCORERS)


def repeated() -> tuple[str, ...]:
    """Return every protocol whose repetitions are counted and whose movement can be made."""
    return tuple(key for key in scored_protocols() if PROTOCOLS[key].repetition is not None)


def main_key(protocol: Protocol) -> str | None:
    """Return the key of the angle that a protocol is about; ``None`` where it has none."""
    return protocol.angles[0].key if protocol.angles else None
