"""What a learned lift is asked about a recording, and when it must not be asked."""

from collections.abc import Mapping
from typing import Final

from pose.angles import rotated
from pose.lift.model import Lift, LiftedAngles
from pose.smoothing import MOTION_CUTOFF_HZ, low_passed
from pose.stream import FloatArray
from pose.view import Posture, ViewEstimate
from scoring.measures import MEASURES
from scoring.protocols import Protocol

LIFTED_MOVEMENTS: Final[Mapping[str, str]] = {
    "squat": "deep squat",
    "shoulder_abduction": "shoulder abduction",
    "shoulder_scaption": "shoulder scaption",
}
"""What the people whom the lift learned from did, by the protocol in which it is the same."""
LIFTED_ANGLES: Final[Mapping[str, str]] = {
    "knee_flexion": "knee_flexion",
    "hip_flexion": "hip_flexion",
    "shoulder_abduction": "shoulder_elevation",
    "shoulder_scaption": "shoulder_elevation",
}
"""What the lift calls an angle that a protocol asks for by the name of a measure."""


def wanted_angles(protocol: Protocol, view: ViewEstimate) -> frozenset[str]:
    """Return the angles that a protocol asks for and a view does not show in their plane.

    What is missing at the end of a movement is not among them: standing people differ by more.
    """
    return frozenset(
        LIFTED_ANGLES[row.measure]
        for row in protocol.angles
        if row.measure in LIFTED_ANGLES
        and not row.lowest
        and view.view not in MEASURES[row.measure].views
    )


def lifted(
    raw: FloatArray, roll_deg: float, view: ViewEstimate, protocol: Protocol, lift: Lift | None
) -> LiftedAngles | None:
    """Return what a lift says of a recording; ``None`` where it must not or need not be asked.

    It learned from people who stood or sat, doing a few movements, smoothed as angles usually are.

    Parameters
    ----------
    raw
        Points at the grid's times, ``(m, 17, 2)``, not smoothed, as the picture shows them.
    roll_deg
        The camera's roll.
    """
    movement = LIFTED_MOVEMENTS.get(protocol.key)
    wanted = wanted_angles(protocol, view)
    if lift is None or movement is None or not wanted or view.posture is not Posture.UPRIGHT:
        return None
    smooth = rotated(low_passed(raw, MOTION_CUTOFF_HZ), roll_deg)
    return lift.angles(smooth, movement, wanted)
