"""The angles that a lift gives, of the left and of the right."""

from typing import Final

ANGLES: Final = (
    "knee_flexion",
    "hip_flexion",
    "elbow_flexion",
    "shoulder_elevation",
    "trunk_inclination",
)
"""In the order of everything that has one number for each.  Trunk inclination is the same for both
sides."""
ARM_ANGLES: Final = ("elbow_flexion", "shoulder_elevation")
"""Angles for which the arms are looked at; the others are said without them."""
QUANTILES: Final = (0.05, 0.5, 0.95)
"""What the network says of each angle, before calibration: lower bound, middle, upper bound."""
YAW_OUTPUTS: Final = 2
"""After the angles: cosine and sine of the yaw at which the person is seen."""
OUTPUTS: Final = len(ANGLES) * len(QUANTILES) + YAW_OUTPUTS
