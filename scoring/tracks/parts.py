"""Sides and segments of the body, by the names of their ends."""

from collections.abc import Callable
from typing import Final

from pose.stream import FloatArray
from scoring.movement import Movement

Track = Callable[[Movement, str], FloatArray]
"""Movement and side to values ``(m,)``; NaN where not seen."""
SIDES: Final = ("left", "right")
OTHER: Final = {"left": "right", "right": "left"}
THIGH, SHANK = ("hip", "knee"), ("knee", "ankle")
UPPER_ARM, FOREARM, FLANK = ("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip")
