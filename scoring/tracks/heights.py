"""Heights and ways through a recording, in lengths of the body's own segments, ``(m,)``."""

from typing import Final

import numpy as np

from pose import angles, segments
from pose.angles import length_px, point
from pose.medians import median_of, percentiles_of
from pose.stream import FloatArray
from scoring.movement import Movement
from scoring.tracks import joints
from scoring.tracks.parts import FOREARM, OTHER, SIDES, UPPER_ARM, Track

STANDING_SHARE: Final = 0.95
MIN_FEET_APART_TORSO: Final = 0.1


def _above_floor(movement: Movement, part: str) -> FloatArray:
    """Return how far a pair of joints is above the ankles, pixels.

    The ankles are the floor: a camera that shifts moves both and changes nothing.  Where
    they are never seen the picture's lower edge is, which holds while the camera does.
    """
    ankle = movement.middle("ankle")[:, 1]
    missing = np.isnan(ankle)
    if missing.any():
        known = ankle[~missing & movement.in_place]
        edge = float(movement.stream.facts.image_height_px)
        ankle = np.where(missing, median_of(known) if known.size else edge, ankle)
    return np.asarray(ankle - movement.middle(part)[:, 1])


def hip_height(movement: Movement, _side: str) -> FloatArray:
    """Return the height of the hips over the ankles, torso lengths."""
    return _above_floor(movement, "hip") / movement.torso_px


def shoulder_height(movement: Movement, _side: str) -> FloatArray:
    """Return the height of the shoulders over the ankles, torso lengths."""
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


def hip_drop(movement: Movement, _side: str) -> FloatArray:
    """Return how far the hips are below standing, thigh lengths."""
    return _drop(movement, "hip")


def shoulder_drop(movement: Movement, _side: str) -> FloatArray:
    """Return how far the shoulders are below standing, thigh lengths."""
    return _drop(movement, "shoulder")


def body_rise(movement: Movement, _side: str) -> FloatArray:
    """Return the height of hips and shoulders in the picture, shank lengths."""
    trunk = (movement.middle("hip") + movement.middle("shoulder"))[:, 1] / 2
    return np.asarray(-trunk / movement.segments_px["knee", "ankle"])


def ankle_rise(movement: Movement, _side: str) -> FloatArray:
    """Return the height of the ankles in the picture, shank lengths."""
    return np.asarray(-movement.middle("ankle")[:, 1] / movement.segments_px["knee", "ankle"])


def bridge(movement: Movement, _side: str) -> FloatArray:
    """Return how far the hips are above the line of shoulders and ankles, torso lengths."""
    floor = (movement.middle("shoulder") + movement.middle("ankle"))[:, 1] / 2
    return np.asarray((floor - movement.middle("hip")[:, 1]) / movement.torso_px)


def hip_extended(movement: Movement, side: str) -> FloatArray:
    """Return hip flexion downwards: 0 is straight, a bent hip is negative, degrees."""
    return -angles.hip_flexion_deg(movement.xy_px, side)


def chest_drop(movement: Movement, _side: str) -> FloatArray:
    """Return how far the shoulders are from their highest place above the wrists, arm lengths."""
    height = (movement.middle("wrist") - movement.middle("shoulder"))[:, 1]
    return np.asarray(-height / _mean_arm_px(movement))


def _mean_arm_px(movement: Movement) -> float:
    """Return the arm's length, mean of both sides: as far away as the middle between them."""
    lengths = [
        movement.segment_px(*UPPER_ARM, side) + movement.segment_px(*FOREARM, side)
        for side in SIDES
    ]
    known = [length for length in lengths if np.isfinite(length)]
    return float(np.mean(known)) if known else float("nan")


def wrist_height(movement: Movement, side: str) -> FloatArray:
    """Return the wrist from hanging (0) over the shoulder (1) to overhead (2), arm lengths.

    The elbow stands in where the wrist is not seen.
    """
    xy = movement.xy_px
    shoulder = point(xy, f"{side}_shoulder")[:, 1]
    wrist, elbow = point(xy, f"{side}_wrist")[:, 1], point(xy, f"{side}_elbow")[:, 1]
    reach = np.where(np.isfinite(wrist), (shoulder - wrist) / 2, shoulder - elbow)
    return np.asarray(1.0 + reach / movement.segment_px(*UPPER_ARM, side))


def lifted(upper: str, lower: str) -> Track:
    """Return the track of how high a segment's lower end is beside its upper end, its lengths."""

    def track(movement: Movement, side: str) -> FloatArray:
        above = point(movement.xy_px, f"{side}_{upper}")[:, 1]
        below = point(movement.xy_px, f"{side}_{lower}")[:, 1]
        return np.asarray((above - below) / movement.segments_px[upper, lower])

    return track


def ankle_lift(movement: Movement, side: str) -> FloatArray:
    """Return how far this ankle is above the other one, shank lengths."""
    xy = movement.xy_px
    other, this = point(xy, f"{OTHER[side]}_ankle")[:, 1], point(xy, f"{side}_ankle")[:, 1]
    return np.asarray((other - this) / movement.segments_px["knee", "ankle"])


def ankle_apart(movement: Movement, side: str) -> FloatArray:
    """Return how far this ankle is from the other one across the picture, shank lengths."""
    xy = movement.xy_px
    apart = point(xy, f"{OTHER[side]}_ankle")[:, 0] - point(xy, f"{side}_ankle")[:, 0]
    return np.asarray(np.abs(apart) / movement.segments_px["knee", "ankle"])


def head_to_side(movement: Movement, side: str) -> FloatArray:
    """Return how far the nose is out over the hips to this side, torso lengths."""
    away = point(movement.xy_px, "nose")[:, 0] - movement.middle("hip")[:, 0]
    return np.asarray(joints.outward(movement, side) * away / movement.torso_px)


def pelvis_to_side(movement: Movement, side: str) -> FloatArray:
    """Return how far the hips are over to this side of the feet's middle, torso lengths."""
    away = (movement.middle("hip") - movement.middle("ankle"))[:, 0]
    return np.asarray(joints.outward(movement, side) * away / movement.torso_px)


def knee_valgus(movement: Movement, _side: str) -> FloatArray:
    """Return the distance of the knees beside that of the ankles; NaN where feet touch."""
    # Feet that touch have no distance to compare with.
    least_px = MIN_FEET_APART_TORSO * movement.torso_px
    return segments.knee_separation_ratio(movement.xy_px, min_separation_px=least_px)


def _percentile(values: FloatArray, percent: float) -> float:
    known = values[np.isfinite(values)]
    return percentiles_of(known, percent)[0] if known.size else float("nan")
