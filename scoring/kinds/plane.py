"""Whether an arm moves in the plane that its angle is measured in."""

from typing import Final

import numpy as np

from pose.angles import length_px, point, shoulder_elevation_deg
from pose.view import FRONT_MAX_DEG, View
from scoring.measures import MEASURES
from scoring.metrics.range_of_motion import LimbAngle
from scoring.movement import Movement
from scoring.protocols import Protocol
from scoring.report import Event

ARM_IN_PLANE: Final = "shoulder_abduction"
MIN_ARM_LENGTH_RATIO: Final = 0.75
"""An upper arm that looks shorter than this at mid-height is raised forwards too (41 degrees)."""
MID_ELEVATION_DEG: Final = (60.0, 120.0)
OUT_OF_PLANE_SD_DEG: Final = 10.0


def turned_events(movement: Movement, protocol: Protocol) -> list[Event]:
    """Return the event that the patient did not face the camera squarely, if that matters."""
    frontal = any(View.FRONT in MEASURES[row.measure].views for row in protocol.angles)
    if not frontal or not movement.view.yaw_deg >= FRONT_MAX_DEG:
        return []
    return [
        Event(
            "turned_from_camera",
            float(movement.times_s[0]),
            float(movement.times_s[-1]),
            f"Turned about {movement.view.yaw_deg:.0f} degrees away from the camera: "
            f"{protocol.title.lower()} is less certain.",
        )
    ]


def out_of_plane_events(movement: Movement, protocol: Protocol, angle: LimbAngle) -> list[Event]:
    """Return the event that an arm was raised forwards rather than sideways, if it was.

    From the front, an arm that comes forwards looks shorter half-way up.  Only abduction
    asks for the frontal plane.
    """
    found = angle.repetitions
    if protocol.key != ARM_IN_PLANE or not found:
        return []
    xy, arm = movement.xy_px, angle.limb
    length = length_px(point(xy, f"{arm}_shoulder"), point(xy, f"{arm}_elbow"))
    angle_deg = shoulder_elevation_deg(xy, arm)
    with np.errstate(invalid="ignore"):
        half_way = (angle_deg > MID_ELEVATION_DEG[0]) & (angle_deg < MID_ELEVATION_DEG[1])
    half_way &= np.isfinite(length)
    known = length[np.isfinite(length)]
    if half_way.sum() < len(found) or known.size == 0:
        return []
    shortened = float(np.median(length[half_way]) / np.percentile(known, 90))
    if shortened >= MIN_ARM_LENGTH_RATIO:
        return []
    return [
        Event(
            "arm_out_of_plane",
            float(movement.times_s[found[0].start_frame]),
            float(movement.times_s[min(found[-1].end_frame, len(movement.times_s) - 1)]),
            f"The {arm} arm looked {shortened:.0%} as long half-way up: raised forwards, not "
            "sideways.",
        )
    ]
