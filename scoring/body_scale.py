"""Lengths of this body: in millimetres where stature is known, else in torso lengths."""

from dataclasses import dataclass

import numpy as np

from pose.scale import Scale, estimated_scale
from scoring.movement import Movement
from scoring.person import Person


@dataclass(frozen=True)
class BodyScale:
    """Lengths per pixel at the body.

    Attributes
    ----------
    unit_per_px, unit
        Millimetres (``"mm"``) or torso lengths (``"{torso}"``) per pixel.
    sd_ratio
        Uncertainty of the scale beside it; 0 for body units, which need none.
    """

    unit_per_px: float
    unit: str
    sd_ratio: float


def body_scale(movement: Movement, person: Person) -> BodyScale:
    """Return the scale of a movement; taken once and kept."""
    if person.height_cm is None:
        return BodyScale(1.0 / movement.torso_px, "{torso}", 0.0)
    found = scale_in_cm(movement, person.height_cm)
    if not np.isfinite(found.px_per_cm):
        return BodyScale(1.0 / movement.torso_px, "{torso}", 0.0)
    return BodyScale(found.mm_per_px, "mm", found.sd_ratio)


def scale_in_cm(movement: Movement, height_cm: float) -> Scale:
    """Return pixels per centimetre of a body of known stature; taken once and kept."""
    kept = movement.scales
    if height_cm not in kept:
        kept[height_cm] = estimated_scale(movement.xy_px, height_cm)
    return kept[height_cm]
