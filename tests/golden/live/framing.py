"""People before cameras that stand well or badly, and the advice that helps first.

What is wrong follows from how each picture was made: where the camera is, where it looks,
and how sure the network was.  What is outside of the picture is where MoveNet puts it: at
the edge, with a low score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pose.keypoints import KEYPOINT_NAMES
from pose.stream import FloatArray
from pose.synthesis import MOVEMENTS, Camera
from pose.view import View
from scoring.protocols import PROTOCOLS
from tests.live_table import live_row
from tests.validation.synthetic import FLOOR, LOW_CAMERA_M

Row = dict[str, Any]
OUTSIDE_SCORE = 0.12
HIDDEN_SCORE = 0.15
LANDSCAPE, PORTRAIT = (1280, 720), (720, 1280)


@dataclass(frozen=True)
class Place:
    """How a picture of the start position is made.

    ``height`` is the share of the picture that a standing body would take, ``up`` and
    ``right`` how far its middle is from the picture's, as shares of the picture.
    """

    protocol: str
    advice: str | None
    yaw_deg: float | None = None
    height: float = 0.6
    up: float = 0.0
    right: float = 0.0
    score: float = 0.8
    size: tuple[int, int] = LANDSCAPE
    side: str | None = None
    hidden: tuple[str, ...] = ()
    stands: bool = False


PLACES: Mapping[str, Place] = {
    "well": Place("squat", None),
    "well, upright picture": Place("squat", None, size=PORTRAIT, height=0.8),
    "well from the front": Place("single_leg_stance", None),
    "well, seated": Place("sit_to_stand", None),
    "well, lying": Place("glute_bridge", None, height=0.9),
    "well, lying, not so near": Place("push_up", None, height=0.55),
    "well, lying, upright picture": Place("push_up", None, height=0.8, size=PORTRAIT),
    "well, arms will rise": Place("shoulder_abduction", None, height=0.5, up=-0.08),
    "well, feet outside that nobody needs": Place("shoulder_extension", None, height=0.8, up=-0.25),
    "well, half from the side": Place("five_times_sit_to_stand", None, yaw_deg=45.0),
    "well, sideways where that does": Place("heel_raise", None, yaw_deg=90.0),
    "well, far away for a walk": Place("timed_up_and_go", None, height=0.35),
    "feet below the picture": Place("squat", "feet_outside", up=-0.28),
    "head above the picture": Place("squat", "head_outside", up=0.28),
    "half outside to the right": Place("squat", "sides_outside", right=0.5),
    "half outside to the left": Place("single_leg_stance", "sides_outside", right=-0.5),
    "much too near": Place("squat", "step_back", height=1.5),
    "fills the picture": Place("squat", "step_back", height=1.02),
    "far away": Place("squat", "step_closer", height=0.25),
    "far away, feet not needed": Place("elbow_flexion", "step_closer", height=0.22),
    "no room above for the arms": Place("shoulder_abduction", "step_back", height=0.6, up=0.15),
    "no room beside for the arms": Place("shoulder_abduction", "step_back", size=PORTRAIT, right=0.25),
    "seen from the front": Place("squat", "turn_sideways", yaw_deg=0.0),
    "seen half from the side": Place("knee_flexion", "turn_sideways", yaw_deg=40.0),
    "the other side": Place("knee_flexion", "turn_left_side", yaw_deg=-90.0, side="left"),
    "seen from the side": Place("single_leg_stance", "face_camera", yaw_deg=90.0),
    "turned away by 50 degrees": Place("hip_abduction", "face_camera", yaw_deg=50.0),
    "dark": Place("squat", "more_light", score=0.36),
    "dark, from the front": Place("tandem_stance", "more_light", score=0.38),
    "far away and unsure: not the light": Place("squat", "step_closer", height=0.25, score=0.36),
    "nobody": Place("squat", "nobody", score=0.05),
    "stands where one lies": Place("glute_bridge", "lie_down", stands=True),
    "lying, cut off on one side": Place("glute_bridge", "sides_outside", height=0.9, right=0.42),
    "lying, too near": Place("glute_bridge", "camera_back", height=2.2),
    "lying, far away": Place("push_up", "camera_closer", height=0.25),
    "a far arm that is hidden": Place("elbow_flexion", None, hidden=("right_elbow", "right_wrist")),
}  # fmt: skip


def framing_rows() -> list[Row]:
    """Return every place as the file has it."""
    return [row(name, place) for name, place in PLACES.items()]


def row(name: str, place: Place) -> Row:
    """Return the keypoints of one picture, what is wished for and the first advice."""
    protocol = PROTOCOLS[place.protocol]
    table = live_row(protocol)
    width, height = place.size
    xy = in_picture_px(place)
    outside = ((xy < 0) | (xy > (width, height))).any(axis=1)
    scores = np.where(outside, OUTSIDE_SCORE, place.score)
    scores[[KEYPOINT_NAMES.index(name) for name in place.hidden]] = HIDDEN_SCORE
    places = np.clip(xy / (width, height), 0.0, 1.0)
    return {
        "name": name,
        "size": [width, height],
        "wish": {
            "view": "front" if protocol.view is View.FRONT else "side",
            "nearSide": place.side,
            "armsRise": table["armsRise"],
            "lies": table["lies"],
            "walks": table["walks"],
            "obliqueOk": table["obliqueOk"],
            "parts": table["parts"],
        },
        "advice": place.advice,
        "keypoints": [
            [round(float(x), 4), round(float(y), 4), round(float(score), 2)]
            for (x, y), score in zip(places, scores, strict=True)
        ],
    }


def in_picture_px(place: Place) -> FloatArray:
    """Return where the points would be if the picture went on, ``(17, 2)``."""
    usual_deg = 0.0 if PROTOCOLS[place.protocol].view is View.FRONT else 90.0
    movement = MOVEMENTS["squat" if place.stands else place.protocol]()
    width, height = place.size
    camera = Camera(
        yaw_deg=usual_deg if place.yaw_deg is None else place.yaw_deg,
        height_m=LOW_CAMERA_M if place.protocol in FLOOR else 1.0,
        figure_ratio=place.height,
        image_width_px=width,
        image_height_px=height,
    )
    points = movement.points_at(np.zeros(1))[0, : len(KEYPOINT_NAMES)]
    xy, _ = camera.project(points, movement.body.height_m)
    middle = (xy.min(axis=0) + xy.max(axis=0)) / 2
    wanted = np.array((width * (0.5 + place.right), height * (0.5 - place.up)))
    return np.asarray(xy - middle + wanted)
