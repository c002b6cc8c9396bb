"""What is said about a view: its kind, where the person looks, and how sure that is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FRONT_MAX_DEG: Final = 30.0
SIDE_MIN_DEG: Final = 60.0


class View(StrEnum):
    """From where the camera looks."""

    FRONT = "front"
    OBLIQUE = "oblique"
    SIDE = "side"
    UNKNOWN = "unknown"


class Facing(StrEnum):
    """Where the person looks: at or away from the camera, or to a side of the picture."""

    CAMERA = "camera"
    AWAY = "away"
    LEFT = "left"
    RIGHT = "right"


class Posture(StrEnum):
    """How the trunk is held for most of a recording; seated and standing are both upright."""

    UPRIGHT = "upright"
    LYING = "lying"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ViewEstimate:
    """The camera's view of a recording; NaN and ``None`` where it cannot be told.

    Attributes
    ----------
    view, facing, yaw_deg, yaw_sd_deg
        Somebody who lies is described as if the picture were turned until the trunk
        stands upright: a view from the side shows the trunk's side, and ``LEFT`` means
        that the left side of the body is nearer.
    frontal_ratio
        The width seen beside the width expected from the front.
    posture
        How the trunk is held for most of the time.
    trunk_deg
        Lean of the trunk that was turned away for the above: 0 unless lying, positive
        with the head to the right of the picture.
    """

    view: View
    facing: Facing | None
    yaw_deg: float
    yaw_sd_deg: float
    frontal_ratio: float = float("nan")
    posture: Posture = Posture.UNKNOWN
    trunk_deg: float = 0.0

    @property
    def near_side(self) -> str | None:
        """The patient's side that is nearer to the camera in a side view."""
        if self.view is View.FRONT or self.facing not in (Facing.LEFT, Facing.RIGHT):
            return None
        # Someone who faces the left edge of the picture shows their left side.
        return "left" if self.facing is Facing.LEFT else "right"


UNKNOWN_VIEW: Final = ViewEstimate(View.UNKNOWN, None, float("nan"), float("nan"))
