"""What can be followed through a recording: joint angles, leans, heights, by key.

A protocol names its measures by these keys.  Each says from which views it is a
measurement, which joints it needs, and whether it has a side.  Angles are degrees, other
measures shares of the body's own segments; all grow upwards, outwards or with the bend.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.stream import FloatArray
from pose.view import View
from scoring.movement import Movement
from scoring.tracks import heights, joints
from scoring.tracks.joints import SCAPTION_FORWARDS_DEG
from scoring.tracks.parts import FLANK, FOREARM, SHANK, SIDES, THIGH, UPPER_ARM, Track

__all__ = ["FLANK", "MEASURES", "SIDES", "UPPER_ARM", "Measure", "followed"]

FRONTAL: Final = frozenset({View.FRONT})
SAGITTAL: Final = frozenset({View.SIDE})
ANY: Final = frozenset(View)


@dataclass(frozen=True)
class Measure:
    """One thing that can be followed.

    Attributes
    ----------
    track
        Movement and side to values ``(m,)``; NaN where not seen.
    unit
        UCUM.
    definition
        One sentence, ending with a full stop.
    views
        From where it is a measurement.
    sided
        Whether it belongs to one side of the patient.
    segments
        For angles: the two segments between which it is taken, by the names of their ends;
        their lengths tell how much keypoint noise turns them.
    plane_deg
        For arms seen from the front: how far before the body's plane they are to go.
    """

    track: Track
    unit: str
    definition: str
    views: frozenset[View]
    sided: bool = True
    segments: tuple[tuple[str, str], ...] = ()
    plane_deg: float = 0.0


def followed(movement: Movement, key: str, side: str | None = None) -> FloatArray:
    """Return a measure of a movement while in place, ``(m,)``; taken once and kept.

    Raises
    ------
    KeyError
        If there is no such measure.
    """
    measure = MEASURES[key]
    whose = (side or "left") if measure.sided else ""
    if (key, whose) not in movement.tracks:
        values = measure.track(movement, whose)
        movement.tracks[key, whose] = np.where(movement.in_place, values, np.nan)
    return movement.tracks[key, whose]


MEASURES: Final[Mapping[str, Measure]] = {
    "knee_flexion": Measure(
        joints.knee_flexion,
        "deg",
        "Knee flexion: 180 degrees minus the angle hip-knee-ankle; 0 is straight.",
        SAGITTAL,
        segments=(THIGH, SHANK),
    ),
    "front_knee_flexion": Measure(
        joints.front_knee_flexion,
        "deg",
        "Knee flexion: 180 degrees minus the angle hip-knee-ankle of the leg whose foot is ahead; "
        "0 is straight.",
        SAGITTAL,
        sided=False,
        segments=(THIGH, SHANK),
    ),
    "hip_flexion": Measure(
        joints.hip_flexion,
        "deg",
        "Hip flexion: 180 degrees minus the angle shoulder-hip-knee; 0 is standing.",
        SAGITTAL,
        segments=(FLANK, THIGH),
    ),
    "thigh_inclination": Measure(
        joints.thigh_inclination,
        "deg",
        "Inclination of the thigh from vertical, whichever way; 0 is hanging.",
        SAGITTAL,
        segments=(THIGH,),
    ),
    "hip_extended": Measure(
        heights.hip_extended,
        "deg",
        "Hip extension: the angle shoulder-hip-knee minus 180 degrees; 0 is straight.",
        SAGITTAL,
        segments=(FLANK, THIGH),
    ),
    "hip_extension": Measure(
        joints.hip_extension,
        "deg",
        "Hip extension: how far the thigh points behind the trunk's line; 0 is in line.",
        SAGITTAL,
        segments=(FLANK, THIGH),
    ),
    "hip_abduction": Measure(
        joints.hip_abduction,
        "deg",
        "Hip abduction: the thigh's outward lean from vertical minus the pelvis's tilt.",
        FRONTAL,
        segments=(THIGH,),
    ),
    "elbow_flexion": Measure(
        joints.elbow_flexion,
        "deg",
        "Elbow flexion: 180 degrees minus the angle shoulder-elbow-wrist; 0 is straight.",
        SAGITTAL,
        segments=(UPPER_ARM, FOREARM),
    ),
    "shoulder_abduction": Measure(
        joints.shoulder_elevation,
        "deg",
        "Abduction: angle between upper arm and trunk side (elbow, shoulder, hip of one side) in "
        "a front view; 0 is hanging.",
        FRONTAL,
        segments=(UPPER_ARM, FLANK),
    ),
    "shoulder_scaption": Measure(
        joints.scaption,
        "deg",
        "Scaption: angle between upper arm and trunk side (elbow, shoulder, hip of one side) of an "
        f"arm that goes up {SCAPTION_FORWARDS_DEG:g} degrees before the body's plane; 0 is hanging.",
        FRONTAL,
        segments=(UPPER_ARM, FLANK),
        plane_deg=SCAPTION_FORWARDS_DEG,
    ),
    "shoulder_flexion": Measure(
        joints.shoulder_elevation,
        "deg",
        "Flexion: angle between upper arm and trunk side (elbow, shoulder, hip of one side) in a "
        "side view; 0 is hanging.",
        SAGITTAL,
        segments=(UPPER_ARM, FLANK),
    ),
    "shoulder_extension": Measure(
        joints.shoulder_extension,
        "deg",
        "Extension: how far the upper arm points behind the trunk's line; 0 is hanging.",
        SAGITTAL,
        segments=(UPPER_ARM, FLANK),
    ),
    "trunk_lateral_flexion": Measure(
        joints.trunk_to_side,
        "deg",
        "Lateral flexion: lean of the line mid-hip to mid-shoulder from vertical to this side.",
        FRONTAL,
        segments=(FLANK,),
    ),
    "trunk_side_bend": Measure(
        joints.bent_to_side,
        "deg",
        "Lean of the line mid-hip to mid-shoulder to this side; 0 where it leans to the other.",
        FRONTAL,
        segments=(FLANK,),
    ),
    "pelvis_tilt": Measure(
        joints.pelvis_hike,
        "deg",
        "Pelvis tilt: how much higher the hip of this side is than the other, as an angle.",
        FRONTAL,
        segments=(("hip", "hip"),),
    ),
    "trunk_lean": Measure(
        joints.trunk_lean,
        "deg",
        "Lean of the line mid-hip to mid-shoulder from vertical: forward from the side, to the "
        "patient's left from the front.",
        frozenset({View.FRONT, View.SIDE}),
        sided=False,
        segments=(FLANK,),
    ),
    "hip_drop": Measure(
        heights.hip_drop,
        "{thigh}",
        "Drop of the hips below standing, over the ankles.",
        ANY,
        sided=False,
    ),
    "shoulder_drop": Measure(
        heights.shoulder_drop,
        "{thigh}",
        "Drop of the shoulders below standing, over the ankles.",
        ANY,
        sided=False,
    ),
    "hip_height": Measure(
        heights.hip_height, "{torso}", "Height of the hips over the ankles.", ANY, sided=False
    ),
    "shoulder_height": Measure(
        heights.shoulder_height,
        "{torso}",
        "Height of the shoulders over the ankles.",
        ANY,
        sided=False,
    ),
    "body_rise": Measure(
        heights.body_rise,
        "{shank}",
        "Height of hips and shoulders in the picture.",
        ANY,
        sided=False,
    ),
    "ankle_rise": Measure(
        heights.ankle_rise, "{shank}", "Height of the ankles in the picture.", ANY, sided=False
    ),
    "bridge": Measure(
        heights.bridge,
        "{torso}",
        "Height of the hips above the line between shoulders and ankles.",
        SAGITTAL,
        sided=False,
    ),
    "chest_drop": Measure(
        heights.chest_drop,
        "{arm}",
        "How far the shoulders have come down towards the wrists.",
        SAGITTAL,
        sided=False,
    ),
    "wrist_height": Measure(
        heights.wrist_height, "{arm}", "Height of the wrist from hanging (0) to overhead (2).", ANY
    ),
    "forearm_lift": Measure(
        heights.lifted("elbow", "wrist"), "1", "Height of the wrist beside the elbow.", ANY
    ),
    "thigh_lift": Measure(
        heights.lifted("hip", "knee"), "1", "Height of the knee beside the hip.", ANY
    ),
    "shank_lift": Measure(
        heights.lifted("knee", "ankle"), "1", "Height of the ankle beside the knee.", ANY
    ),
    "ankle_lift": Measure(
        heights.ankle_lift, "{shank}", "Height of this ankle above the other one.", ANY
    ),
    "ankle_apart": Measure(
        heights.ankle_apart, "{shank}", "Distance of this ankle from the other one sideways.", ANY
    ),
    "head_to_side": Measure(
        heights.head_to_side,
        "{torso}",
        "How far the nose is out over the hips to this side.",
        FRONTAL,
    ),
    "pelvis_to_side": Measure(
        heights.pelvis_to_side, "{torso}", "How far the hips are over to this side.", FRONTAL
    ),
    "knee_valgus": Measure(
        heights.knee_valgus,
        "1",
        "Distance of the knees beside that of the ankles; below 1 the knees come together.",
        FRONTAL,
        sided=False,
    ),
}
"""Every measure by its key."""
