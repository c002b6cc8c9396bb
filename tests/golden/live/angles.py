"""Joint angles of many poses, computed by `pose.angles` and `pose.segments`.

The browser's `calculators/angles.ts` and `segments.ts` must give the same within a
millionth of a degree, and nothing where Python gives NaN.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from pose import angles, segments
from pose.keypoints import INDEX, MIRROR_ORDER
from pose.stream import FloatArray
from pose.synthesis import MOVEMENTS, Camera
from scoring.measures import SIDES

Row = dict[str, Any]
SIZES = ((1280, 720), (720, 1280), (640, 480), (1000, 1000))
MOMENTS = (0.0, 0.4, 0.55)
"""Shares of a movement's time: at rest, and on the way."""
RANDOM_POSES = 12
SHORTEST_PX = 40.0
MIRRORED, MIRRORED_FRONT = "the same mirrored", "the same mirrored, facing the camera"


def angle_rows() -> list[Row]:
    """Return poses with their angles."""
    return [row(*pose) for pose in poses()]


Pose = tuple[str, FloatArray, tuple[int, int], int]
"""What it is, points ``(17, 2)``, size of the picture, and the sign of where somebody faces."""


def poses() -> Iterator[Pose]:
    """Yield poses of every movement, mirrored ones, random ones, and ones with faults."""
    for number, key in enumerate(MOVEMENTS):
        width, height = SIZES[number % len(SIZES)]
        camera = Camera(
            yaw_deg=(0.0, 90.0, -90.0, 40.0)[number % 4],
            roll_deg=(0.0, 7.0, -4.0)[number % 3],
            image_width_px=width,
            image_height_px=height,
        )
        movement = MOVEMENTS[key]()
        moment_s = MOMENTS[number % len(MOMENTS)] * movement.duration_s
        points = movement.points_at(np.array([moment_s]))[:, : len(INDEX)]
        xy = camera.project(points, movement.body.height_m)[0][0]
        yield key, xy, (width, height), (1, -1)[number % 2]
    rng = np.random.default_rng(4)
    for number in range(RANDOM_POSES):
        size = SIZES[number % len(SIZES)]
        xy = rng.uniform((0, 0), size, (len(INDEX), 2))
        yield "points anywhere", xy, size, 1
        if number % 3 == 0:
            yield MIRRORED, mirrored(xy, size), size, -1
            yield MIRRORED_FRONT, mirrored(xy, size), size, 1
    yield from faulty(rng.uniform((0, 0), SIZES[0], (len(INDEX), 2)))


def mirrored(xy: FloatArray, size: tuple[int, int]) -> FloatArray:
    """Return points of the mirrored picture, left and right exchanged."""
    turned: FloatArray = xy[list(MIRROR_ORDER)].copy()
    turned[:, 0] = size[0] - turned[:, 0]
    return turned


def faulty(xy: FloatArray) -> Iterator[Pose]:
    """Yield poses with missing points and with limbs that have no length or hardly any."""
    for gone in ("left_hip", "right_shoulder", "left_elbow", "right_knee"):
        less = xy.copy()
        less[INDEX[gone]] = np.nan
        yield f"without {gone}", less, SIZES[0], 1
    nobody = np.full_like(xy, np.nan)
    yield "nobody", nobody, SIZES[0], 1
    for start, end in (("left_knee", "left_ankle"), ("right_hip", "right_knee")):
        short = xy.copy()
        short[INDEX[end]] = short[INDEX[start]]
        yield f"{start} and {end} in one place", short, SIZES[0], 1
    stub = xy.copy()
    stub[INDEX["left_elbow"]] = stub[INDEX["left_shoulder"]] + (SHORTEST_PX / 2, 0.0)
    yield "an arm that points at the camera", stub, SIZES[0], 1
    straight = xy.copy()
    for part, down in (("hip", 100.0), ("knee", 250.0), ("ankle", 400.0)):
        straight[INDEX[f"left_{part}"]] = (300.0, down)
    yield "a straight leg", straight, SIZES[0], 1


def row(name: str, xy: FloatArray, size: tuple[int, int], facing: int) -> Row:
    """Return one pose with its angles; what cannot be measured is ``None``.

    Points are kept as the file has them, so that both sides start from the same numbers.
    """
    kept = xy.round(2)
    return {
        "name": name,
        "size": list(size),
        "facing": facing,
        "points": [None if np.isnan(point).any() else point.tolist() for point in kept],
        "both": {
            "torso_px": value(angles.torso_px(kept[None])),
            "trunk_lean": value(angles.trunk_lean_deg(kept[None])),
            "pelvis_tilt": value(segments.pelvis_tilt_deg(kept[None], facing)),
        },
        **{side: sided(kept[None], side, facing) for side in SIDES},
    }


def sided(xy: FloatArray, side: str, facing: int) -> dict[str, float | None]:
    """Return every angle of one side of one pose, ``xy (1, 17, 2)``."""
    return {
        "knee_flexion": value(angles.knee_flexion_deg(xy, side)),
        "hip_flexion": value(angles.hip_flexion_deg(xy, side)),
        "elbow_flexion": value(angles.elbow_flexion_deg(xy, side)),
        "shoulder_elevation": value(angles.shoulder_elevation_deg(xy, side)),
        "shoulder_elevation_of_long_arms": value(
            angles.shoulder_elevation_deg(xy, side, min_segment_px=SHORTEST_PX)
        ),
        "thigh_inclination": value(np.abs(segments.thigh_inclination_deg(xy, side, facing))),
        "signed_hip_flexion": value(segments.signed_hip_flexion_deg(xy, side, facing)),
        "signed_shoulder_flexion": value(segments.shoulder_flexion_deg(xy, side, facing)),
        "hip_abduction": value(segments.hip_abduction_deg(xy, side, facing)),
        "arm_abduction": value(segments.arm_abduction_deg(xy, side, facing)),
    }


def value(track: FloatArray) -> float | None:
    """Return the one value of a track as the file has it: nine digits, ``None`` for NaN."""
    return round(float(track[0]), 9) if np.isfinite(track[0]) else None
