"""What can be followed through a recording: joint angles, leans, heights, by key.

A protocol names its measures by these keys.  Each says from which views it is a
measurement, which joints it needs, and whether it has a side.  Angles are degrees, other
measures shares of the body's own segments; all grow upwards, outwards or with the bend.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from pose import angles, segments
from pose.angles import length_px, point
from pose.stream import FloatArray
from pose.view import Facing, View
from scoring.movement import Movement

Track = Callable[[Movement, str], FloatArray]
FRONTAL: Final = frozenset({View.FRONT})
SAGITTAL: Final = frozenset({View.SIDE})
ANY: Final = frozenset(View)
SIDES: Final = ("left", "right")
OTHER: Final = {"left": "right", "right": "left"}
MIN_UPPER_ARM_TORSO: Final = 0.2
"""An upper arm is some 0.6 torso lengths long: shorter ones point at the camera."""
SCAPTION_FORWARDS_DEG: Final = 35.0
"""Plane of the shoulder blade before the body's: scaption is asked for at 30 to 40 degrees."""
STANDING_SHARE: Final = 0.95
MIN_FEET_APART_TORSO: Final = 0.1


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


# --- angles -----------------------------------------------------------------------------------
def _knee_flexion(movement: Movement, side: str) -> FloatArray:
    return angles.knee_flexion_deg(movement.xy_px, side)


def _front_knee_flexion(movement: Movement, _side: str) -> FloatArray:
    """Return the flexion of the knee whose foot is ahead, as seen from the side."""
    facing = _facing_sideways(movement)
    if facing is None:
        return np.full(len(movement.times_s), np.nan)
    ankles = [point(movement.xy_px, f"{side}_ankle")[:, 0] for side in SIDES]
    left_ahead = segments.facing_sign(facing) * (ankles[0] - ankles[1])
    left, right = (_knee_flexion(movement, side) for side in SIDES)
    front = np.where(left_ahead > 0, left, right)
    return np.where(np.isnan(left_ahead), np.nan, front)


def _hip_flexion(movement: Movement, side: str) -> FloatArray:
    return angles.hip_flexion_deg(movement.xy_px, side)


def _elbow_flexion(movement: Movement, side: str) -> FloatArray:
    return angles.flexion_deg(movement.xy_px, side, "shoulder", "elbow", "wrist")


def _shoulder_elevation(movement: Movement, side: str) -> FloatArray:
    return angles.shoulder_elevation_deg(
        movement.xy_px, side, min_segment_px=MIN_UPPER_ARM_TORSO * movement.torso_px
    )


def _scaption(movement: Movement, side: str) -> FloatArray:
    """Return elevation in a plane `SCAPTION_FORWARDS_DEG` before the body's, seen from the front.

    The picture shows only a part of what goes sideways; that plane says which part.  Of
    the trunk's side, which narrows in the body's own plane, that plane sees a part.
    """
    xy, shown = movement.xy_px, np.cos(np.radians(SCAPTION_FORWARDS_DEG))
    lean_deg = _trunk_to_side(movement, side)
    least_px = MIN_UPPER_ARM_TORSO * movement.torso_px
    arm_deg = segments.arm_abduction_deg(
        xy, side, _facing_across(movement), min_segment_px=least_px
    )
    arm = np.radians(arm_deg + lean_deg)
    flank = point(xy, f"{side}_shoulder") - point(xy, f"{side}_hip")
    narrowing_deg = np.degrees(np.arctan2(_outward(movement, side) * flank[:, 0], -flank[:, 1]))
    narrowing = np.radians(narrowing_deg - lean_deg)
    raised_deg = np.degrees(np.arctan2(np.sin(arm) / shown, np.cos(arm)))
    seen_deg = raised_deg + np.degrees(np.arctan(np.tan(narrowing) * shown))
    return np.asarray(np.abs(seen_deg))


def _thigh_inclination(movement: Movement, side: str) -> FloatArray:
    """Return how far the thigh is from hanging, whichever way, degrees."""
    hip, knee = (point(movement.xy_px, f"{side}_{part}") for part in ("hip", "knee"))
    return np.degrees(np.arctan2(np.abs(knee[:, 0] - hip[:, 0]), knee[:, 1] - hip[:, 1]))


def _facing_sideways(movement: Movement) -> Facing | None:
    """Return where the patient looks in a side view; ``None`` in any other."""
    facing = movement.view.facing
    return facing if facing in (Facing.LEFT, Facing.RIGHT) else None


def _facing_across(movement: Movement) -> Facing:
    """Return whether the patient faces the camera or away from it; the camera if in doubt."""
    return Facing.AWAY if movement.view.facing is Facing.AWAY else Facing.CAMERA


def _shoulder_extension(movement: Movement, side: str) -> FloatArray:
    facing = _facing_sideways(movement)
    if facing is None:
        return np.full(len(movement.times_s), np.nan)
    return -segments.shoulder_flexion_deg(movement.xy_px, side, facing)


def _hip_extension(movement: Movement, side: str) -> FloatArray:
    facing = _facing_sideways(movement)
    if facing is None:
        return np.full(len(movement.times_s), np.nan)
    return -segments.signed_hip_flexion_deg(movement.xy_px, side, facing)


def _outward(movement: Movement, side: str) -> int:
    """Return +1 where the side of the patient is the right of the picture, else -1."""
    leftward = segments.facing_sign(_facing_across(movement))
    return leftward if side == "left" else -leftward


def _pelvis_hike(movement: Movement, side: str) -> FloatArray:
    """Return how much higher this side's hip is than the other, degrees."""
    tilt = segments.pelvis_tilt_deg(movement.xy_px, _facing_across(movement))
    return tilt if side == "left" else -tilt


def _hip_abduction(movement: Movement, side: str) -> FloatArray:
    return segments.hip_abduction_deg(movement.xy_px, side, _facing_across(movement))


def _lean_in_picture(movement: Movement) -> FloatArray:
    """Return the lean of mid-hip to mid-shoulder, + to the right of the picture, degrees."""
    return angles.inclination_deg(movement.middle("hip"), movement.middle("shoulder"))


def _trunk_lean(movement: Movement, _side: str) -> FloatArray:
    """Return the trunk's lean, + forward in a side view, else + to the patient's left.

    Where a side view does not tell where the patient looks, + is the right of the picture.
    """
    if movement.view.view is View.SIDE:
        facing = _facing_sideways(movement) or Facing.RIGHT
    else:
        facing = _facing_across(movement)
    return segments.facing_sign(facing) * _lean_in_picture(movement)


def _trunk_to_side(movement: Movement, side: str) -> FloatArray:
    return _outward(movement, side) * _lean_in_picture(movement)


def _bent_to_side(movement: Movement, side: str) -> FloatArray:
    """Return the lean to this side, 0 where the trunk leans to the other."""
    return np.maximum(_trunk_to_side(movement, side), 0.0)


# --- heights and ways, in lengths of the body -------------------------------------------------
def _above_floor(movement: Movement, part: str) -> FloatArray:
    """Return how far a pair of joints is above the ankles, pixels.

    The ankles are the floor: a camera that shifts moves both and changes nothing.
    """
    ankle = movement.middle("ankle")[:, 1]
    missing = np.isnan(ankle)
    if missing.any():
        known = ankle[~missing & movement.in_place]
        ankle = np.where(missing, np.median(known) if known.size else np.nan, ankle)
    return np.asarray(ankle - movement.middle(part)[:, 1])


def _hip_height(movement: Movement, _side: str) -> FloatArray:
    return _above_floor(movement, "hip") / movement.torso_px


def _shoulder_height(movement: Movement, _side: str) -> FloatArray:
    return _above_floor(movement, "shoulder") / movement.torso_px


def standing_thigh_px(movement: Movement) -> float:
    """Return the thigh's length while standing, mean of the sides that were seen, pixels."""
    if "standing_thigh_px" not in movement.lengths:
        movement.lengths["standing_thigh_px"] = _standing_thigh_px(movement)
    return movement.lengths["standing_thigh_px"]


def _standing_thigh_px(movement: Movement) -> float:
    height = np.where(movement.in_place, _above_floor(movement, "hip"), np.nan)
    with np.errstate(invalid="ignore"):
        upright = height >= STANDING_SHARE * _percentile(height, 95)
    xy = movement.xy_px
    lengths = [
        _percentile(length_px(point(xy, f"{side}_hip"), point(xy, f"{side}_knee"))[upright], 50)
        for side in OTHER
    ]
    known = [length for length in lengths if np.isfinite(length)]
    return float(np.mean(known)) if known else float("nan")


def _drop(movement: Movement, part: str) -> FloatArray:
    """Return how far a pair of joints is below standing, thigh lengths."""
    height = np.where(movement.in_place, _above_floor(movement, part), np.nan)
    return (_percentile(height, 95) - height) / standing_thigh_px(movement)


def _hip_drop(movement: Movement, _side: str) -> FloatArray:
    return _drop(movement, "hip")


def _shoulder_drop(movement: Movement, _side: str) -> FloatArray:
    return _drop(movement, "shoulder")


def _body_rise(movement: Movement, _side: str) -> FloatArray:
    """Return the height of hips and shoulders in the picture, shank lengths."""
    trunk = (movement.middle("hip") + movement.middle("shoulder"))[:, 1] / 2
    return np.asarray(-trunk / movement.segments_px["knee", "ankle"])


def _ankle_rise(movement: Movement, _side: str) -> FloatArray:
    return np.asarray(-movement.middle("ankle")[:, 1] / movement.segments_px["knee", "ankle"])


def _bridge(movement: Movement, _side: str) -> FloatArray:
    """Return how far the hips are above the line of shoulders and ankles, torso lengths."""
    floor = (movement.middle("shoulder") + movement.middle("ankle"))[:, 1] / 2
    return np.asarray((floor - movement.middle("hip")[:, 1]) / movement.torso_px)


def _hip_extended(movement: Movement, side: str) -> FloatArray:
    return -angles.hip_flexion_deg(movement.xy_px, side)


def _chest_drop(movement: Movement, _side: str) -> FloatArray:
    """Return how far the shoulders are from their highest place above the wrists, arm lengths."""
    height = (movement.middle("wrist") - movement.middle("shoulder"))[:, 1]
    return np.asarray(-height / _mean_arm_px(movement))


def _mean_arm_px(movement: Movement) -> float:
    """Return the arm's length, mean of both sides: as far away as the middle between them."""
    xy = movement.xy_px
    lengths = [
        sum(
            _percentile(length_px(point(xy, f"{side}_{start}"), point(xy, f"{side}_{end}")), 80)
            for start, end in (UPPER_ARM, FOREARM)
        )
        for side in SIDES
    ]
    known = [length for length in lengths if np.isfinite(length)]
    return float(np.mean(known)) if known else float("nan")


def _wrist_height(movement: Movement, side: str) -> FloatArray:
    """Return the wrist from hanging (0) over the shoulder (1) to overhead (2), arm lengths.

    The elbow stands in where the wrist is not seen.
    """
    xy = movement.xy_px
    shoulder = point(xy, f"{side}_shoulder")[:, 1]
    wrist, elbow = point(xy, f"{side}_wrist")[:, 1], point(xy, f"{side}_elbow")[:, 1]
    reach = np.where(np.isfinite(wrist), (shoulder - wrist) / 2, shoulder - elbow)
    upper_arm = length_px(point(xy, f"{side}_shoulder"), point(xy, f"{side}_elbow"))
    return np.asarray(1.0 + reach / _percentile(upper_arm, 80))


def _lifted(upper: str, lower: str) -> Track:
    """Return the track of how high a segment's lower end is beside its upper end, its lengths."""

    def track(movement: Movement, side: str) -> FloatArray:
        above = point(movement.xy_px, f"{side}_{upper}")[:, 1]
        below = point(movement.xy_px, f"{side}_{lower}")[:, 1]
        return np.asarray((above - below) / movement.segments_px[upper, lower])

    return track


def _ankle_lift(movement: Movement, side: str) -> FloatArray:
    """Return how far this ankle is above the other one, shank lengths."""
    xy = movement.xy_px
    other, this = point(xy, f"{OTHER[side]}_ankle")[:, 1], point(xy, f"{side}_ankle")[:, 1]
    return np.asarray((other - this) / movement.segments_px["knee", "ankle"])


def _ankle_apart(movement: Movement, side: str) -> FloatArray:
    """Return how far this ankle is from the other one across the picture, shank lengths."""
    xy = movement.xy_px
    apart = point(xy, f"{OTHER[side]}_ankle")[:, 0] - point(xy, f"{side}_ankle")[:, 0]
    return np.asarray(np.abs(apart) / movement.segments_px["knee", "ankle"])


def _head_to_side(movement: Movement, side: str) -> FloatArray:
    """Return how far the nose is out over the hips to this side, torso lengths."""
    away = point(movement.xy_px, "nose")[:, 0] - movement.middle("hip")[:, 0]
    return np.asarray(_outward(movement, side) * away / movement.torso_px)


def _pelvis_to_side(movement: Movement, side: str) -> FloatArray:
    """Return how far the hips are over to this side of the feet's middle, torso lengths."""
    away = (movement.middle("hip") - movement.middle("ankle"))[:, 0]
    return np.asarray(_outward(movement, side) * away / movement.torso_px)


def _knee_valgus(movement: Movement, _side: str) -> FloatArray:
    # Feet that touch have no distance to compare with.
    least_px = MIN_FEET_APART_TORSO * movement.torso_px
    return segments.knee_separation_ratio(movement.xy_px, min_separation_px=least_px)


def _percentile(values: FloatArray, percent: float) -> float:
    known = values[np.isfinite(values)]
    return float(np.percentile(known, percent)) if known.size else float("nan")


THIGH, SHANK = ("hip", "knee"), ("knee", "ankle")
UPPER_ARM, FOREARM, FLANK = ("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip")

MEASURES: Final[Mapping[str, Measure]] = {
    "knee_flexion": Measure(
        _knee_flexion,
        "deg",
        "Knee flexion: 180 degrees minus the angle hip-knee-ankle; 0 is straight.",
        SAGITTAL,
        segments=(THIGH, SHANK),
    ),
    "front_knee_flexion": Measure(
        _front_knee_flexion,
        "deg",
        "Knee flexion: 180 degrees minus the angle hip-knee-ankle of the leg whose foot is ahead; "
        "0 is straight.",
        SAGITTAL,
        sided=False,
        segments=(THIGH, SHANK),
    ),
    "hip_flexion": Measure(
        _hip_flexion,
        "deg",
        "Hip flexion: 180 degrees minus the angle shoulder-hip-knee; 0 is standing.",
        SAGITTAL,
        segments=(FLANK, THIGH),
    ),
    "thigh_inclination": Measure(
        _thigh_inclination,
        "deg",
        "Inclination of the thigh from vertical, whichever way; 0 is hanging.",
        SAGITTAL,
        segments=(THIGH,),
    ),
    "hip_extended": Measure(
        _hip_extended,
        "deg",
        "Hip extension: the angle shoulder-hip-knee minus 180 degrees; 0 is straight.",
        SAGITTAL,
        segments=(FLANK, THIGH),
    ),
    "hip_extension": Measure(
        _hip_extension,
        "deg",
        "Hip extension: how far the thigh points behind the trunk's line; 0 is in line.",
        SAGITTAL,
        segments=(FLANK, THIGH),
    ),
    "hip_abduction": Measure(
        _hip_abduction,
        "deg",
        "Hip abduction: the thigh's outward lean from vertical minus the pelvis's tilt.",
        FRONTAL,
        segments=(THIGH,),
    ),
    "elbow_flexion": Measure(
        _elbow_flexion,
        "deg",
        "Elbow flexion: 180 degrees minus the angle shoulder-elbow-wrist; 0 is straight.",
        SAGITTAL,
        segments=(UPPER_ARM, FOREARM),
    ),
    "shoulder_abduction": Measure(
        _shoulder_elevation,
        "deg",
        "Abduction: angle between upper arm and trunk side (elbow, shoulder, hip of one side) in "
        "a front view; 0 is hanging.",
        FRONTAL,
        segments=(UPPER_ARM, FLANK),
    ),
    "shoulder_scaption": Measure(
        _scaption,
        "deg",
        "Scaption: angle between upper arm and trunk side (elbow, shoulder, hip of one side) of an "
        f"arm that goes up {SCAPTION_FORWARDS_DEG:g} degrees before the body's plane; 0 is hanging.",
        FRONTAL,
        segments=(UPPER_ARM, FLANK),
        plane_deg=SCAPTION_FORWARDS_DEG,
    ),
    "shoulder_flexion": Measure(
        _shoulder_elevation,
        "deg",
        "Flexion: angle between upper arm and trunk side (elbow, shoulder, hip of one side) in a "
        "side view; 0 is hanging.",
        SAGITTAL,
        segments=(UPPER_ARM, FLANK),
    ),
    "shoulder_extension": Measure(
        _shoulder_extension,
        "deg",
        "Extension: how far the upper arm points behind the trunk's line; 0 is hanging.",
        SAGITTAL,
        segments=(UPPER_ARM, FLANK),
    ),
    "trunk_lateral_flexion": Measure(
        _trunk_to_side,
        "deg",
        "Lateral flexion: lean of the line mid-hip to mid-shoulder from vertical to this side.",
        FRONTAL,
        segments=(FLANK,),
    ),
    "trunk_side_bend": Measure(
        _bent_to_side,
        "deg",
        "Lean of the line mid-hip to mid-shoulder to this side; 0 where it leans to the other.",
        FRONTAL,
        segments=(FLANK,),
    ),
    "pelvis_tilt": Measure(
        _pelvis_hike,
        "deg",
        "Pelvis tilt: how much higher the hip of this side is than the other, as an angle.",
        FRONTAL,
        segments=(("hip", "hip"),),
    ),
    "trunk_lean": Measure(
        _trunk_lean,
        "deg",
        "Lean of the line mid-hip to mid-shoulder from vertical: forward from the side, to the "
        "patient's left from the front.",
        frozenset({View.FRONT, View.SIDE}),
        sided=False,
        segments=(FLANK,),
    ),
    "hip_drop": Measure(
        _hip_drop, "{thigh}", "Drop of the hips below standing, over the ankles.", ANY, sided=False
    ),
    "shoulder_drop": Measure(
        _shoulder_drop,
        "{thigh}",
        "Drop of the shoulders below standing, over the ankles.",
        ANY,
        sided=False,
    ),
    "hip_height": Measure(
        _hip_height, "{torso}", "Height of the hips over the ankles.", ANY, sided=False
    ),
    "shoulder_height": Measure(
        _shoulder_height, "{torso}", "Height of the shoulders over the ankles.", ANY, sided=False
    ),
    "body_rise": Measure(
        _body_rise, "{shank}", "Height of hips and shoulders in the picture.", ANY, sided=False
    ),
    "ankle_rise": Measure(
        _ankle_rise, "{shank}", "Height of the ankles in the picture.", ANY, sided=False
    ),
    "bridge": Measure(
        _bridge,
        "{torso}",
        "Height of the hips above the line between shoulders and ankles.",
        SAGITTAL,
        sided=False,
    ),
    "chest_drop": Measure(
        _chest_drop,
        "{arm}",
        "How far the shoulders have come down towards the wrists.",
        SAGITTAL,
        sided=False,
    ),
    "wrist_height": Measure(
        _wrist_height, "{arm}", "Height of the wrist from hanging (0) to overhead (2).", ANY
    ),
    "forearm_lift": Measure(
        _lifted("elbow", "wrist"), "1", "Height of the wrist beside the elbow.", ANY
    ),
    "thigh_lift": Measure(_lifted("hip", "knee"), "1", "Height of the knee beside the hip.", ANY),
    "shank_lift": Measure(
        _lifted("knee", "ankle"), "1", "Height of the ankle beside the knee.", ANY
    ),
    "ankle_lift": Measure(_ankle_lift, "{shank}", "Height of this ankle above the other one.", ANY),
    "ankle_apart": Measure(
        _ankle_apart, "{shank}", "Distance of this ankle from the other one sideways.", ANY
    ),
    "head_to_side": Measure(
        _head_to_side, "{torso}", "How far the nose is out over the hips to this side.", FRONTAL
    ),
    "pelvis_to_side": Measure(
        _pelvis_to_side, "{torso}", "How far the hips are over to this side.", FRONTAL
    ),
    "knee_valgus": Measure(
        _knee_valgus,
        "1",
        "Distance of the knees beside that of the ankles; below 1 the knees come together.",
        FRONTAL,
        sided=False,
    ),
}
"""Every measure by its key."""
