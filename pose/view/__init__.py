"""From which side the camera sees the person, how they lie or stand, and the camera's roll.

Yaw is 0 degrees when the person faces the camera (or turns their back to it) and 90
when the camera sees them from the side.  It follows from how wide shoulders and hips
look beside the length of the torso; people differ in width, and estimators in where
they put a joint, so it comes with its own uncertainty.
"""

from pose.view.estimate import (
    FRONT_MAX_DEG,
    SIDE_MIN_DEG,
    UNKNOWN_VIEW,
    Facing,
    Posture,
    View,
    ViewEstimate,
)
from pose.view.facing import facing_side
from pose.view.found import estimated_view
from pose.view.posture import estimated_posture
from pose.view.roll import estimated_roll
from pose.view.yaw import likely_yaws

__all__ = [
    "FRONT_MAX_DEG",
    "SIDE_MIN_DEG",
    "UNKNOWN_VIEW",
    "Facing",
    "Posture",
    "View",
    "ViewEstimate",
    "estimated_posture",
    "estimated_roll",
    "estimated_view",
    "facing_side",
    "likely_yaws",
]
