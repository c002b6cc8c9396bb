"""How far forward a hand is, seen from the side: out of the picture, into the body.

A hand before the body is not at the body's distance from the camera.  The near arm looks
longer than the trunk by some 7 %, and in a body that is turned by 10 degrees towards the
camera a hand that goes forward comes nearer too, which makes its way look 8 % longer.
Both follow from the camera's distance and from how the body is turned, so they are taken
off, as far as 17 points tell them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.angles import point, rotated, torso_px
from pose.scale import camera_distance, stature_in_px
from pose.stream import FloatArray
from pose.view.yaw import HIP_WIDTH_TORSO, SHOULDER_WIDTH_TORSO
from scoring.movement import BoolArray, Movement

MAX_TURNED_DEG: Final = 30.0
MIN_HANGING_FRAMES: Final = 9
TORSO_SD_RATIO: Final = 0.03
"""Error of the trunk's length; chosen by us."""
RAISED_TORSO_SD_RATIO: Final = 0.06
"""The same where the arm never hung: a lifted arm lifts its shoulder."""
TURNED_SD_DEG: Final = 4.0
"""Error of how the body is turned; chosen by us."""
ERROR_PER_DEG: Final = 0.008
"""Error of a way forward by each degree that the body is turned, 3 m away; see docs/clinical."""


@dataclass(frozen=True)
class ForwardWay:
    """Where a hand is before the body.

    Attributes
    ----------
    place_torso
        Shape ``(m,)``, trunk lengths before the middle of the hips at the start.
    torso_px
        Length of the trunk, pixels at the body's distance.
    turned_deg
        How far the body is turned from the side towards the camera (away: negative).
    sd_ratio
        Error of a way beside its length, from the trunk's length and from the turn.
    """

    place_torso: FloatArray
    torso_px: float
    turned_deg: float
    sd_ratio: float


def forward_way(movement: Movement, arm: str, forward: float, hanging: BoolArray) -> ForwardWay:
    """Return where the wrist of ``arm`` is before the body.

    Parameters
    ----------
    arm
        ``"left"`` or ``"right"``.
    forward
        +1 where the patient faces the picture's right, -1 its left.
    hanging
        Frames ``(m,)`` in which the arm hangs; the body is measured in them.
    """
    known = hanging & np.isfinite(torso_px(movement.xy_px))
    rested = int(known.sum()) >= MIN_HANGING_FRAMES
    frames = known if rested else np.isfinite(torso_px(movement.xy_px))
    trunk_px = float(np.median(torso_px(movement.xy_px)[frames]))
    camera_px = camera_distance_px(movement)
    centre_px = picture_centre_px(movement)
    sine = turned_sine(movement.xy_px[frames], forward, (trunk_px, camera_px, centre_px))
    across_px = SHOULDER_WIDTH_TORSO * trunk_px / 2
    depth_px = across_px * np.sqrt(1.0 - sine**2) * (1 if arm == near_arm(forward) else -1)
    axis_px = float(np.nanmedian(movement.middle("hip")[frames, 0])) - centre_px
    wrist_px = point(movement.xy_px, f"{arm}_wrist")[:, 0] - centre_px
    # A wrist w before the axis is seen at (axis + w cos) camera / (camera - depth - w sin).
    place_px = (wrist_px * (camera_px - depth_px) - camera_px * axis_px) / (
        camera_px * forward * np.sqrt(1.0 - sine**2) + wrist_px * sine
    )
    torso_sd = TORSO_SD_RATIO if rested else RAISED_TORSO_SD_RATIO
    return ForwardWay(
        place_torso=place_px / trunk_px,
        torso_px=trunk_px,
        turned_deg=float(np.degrees(np.arcsin(sine))),
        sd_ratio=float(np.hypot(torso_sd, TURNED_SD_DEG * ERROR_PER_DEG)),
    )


def near_arm(forward: float) -> str:
    """Return the arm nearer to the camera: the right one of somebody who faces right."""
    return "right" if forward > 0 else "left"


def camera_distance_px(movement: Movement) -> float:
    """Return how far the camera is, in pixels at the body's distance."""
    facts = movement.stream.facts
    distance = camera_distance(movement.xy_px, facts.image_width_px, facts.image_height_px)
    return distance.body_heights * stature_in_px(movement.xy_px)[0]


def picture_centre_px(movement: Movement) -> float:
    """Return where the picture's middle is across, in the upright picture."""
    facts = movement.stream.facts
    middle = np.array([[facts.image_width_px / 2, facts.image_height_px / 2]])
    return float(rotated(middle, movement.roll_deg)[0, 0])


def turned_sine(xy: FloatArray, forward: float, sizes_px: tuple[float, float, float]) -> float:
    """Return the sine of the turn from the side towards the camera; 0 where it is not seen.

    Turned towards the camera, the patient's left is right of their right in the picture.
    The nearer side of a body beside the picture's middle looks further out, which is no turn.

    Parameters
    ----------
    xy
        Frames in which the arm hangs, ``(n, 17, 2)``.
    forward
        +1 where the patient faces the picture's right, -1 its left.
    sizes_px
        Length of the trunk, distance of the camera, and the picture's middle across.
    """
    trunk_px, camera_px, centre_px = sizes_px
    apart, width = 0.0, 0.0
    for part, width_torso in (("shoulder", SHOULDER_WIDTH_TORSO), ("hip", HIP_WIDTH_TORSO)):
        left, right = (point(xy, f"{side}_{part}")[:, 0] for side in ("left", "right"))
        if not np.isfinite(left - right).any():
            continue
        width_px = width_torso * trunk_px
        middle_px = float(np.nanmedian(left + right)) / 2 - centre_px
        # Facing the picture's left, the left side is the nearer one.
        apart += float(np.nanmedian(left - right)) + forward * middle_px * width_px / camera_px
        width += width_px
    limit = float(np.sin(np.radians(MAX_TURNED_DEG)))
    return float(np.clip(apart / width, -limit, limit)) if width else 0.0
