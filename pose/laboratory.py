"""From an angle in a picture to the angle that a movement laboratory would report.

The two are defined differently: a picture joins three points, a laboratory turns one
segment's axes into the next one's.  The maps here were calibrated on few people and are
never applied silently: whoever uses one says so beside the number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pose.stream import FloatArray


@dataclass(frozen=True)
class LaboratoryMap:
    """A straight line from the angle seen to the laboratory's, and how far off it is.

    Attributes
    ----------
    slope, offset_deg
        Laboratory angle = slope times the angle seen, plus offset.
    residual_sd_deg
        Standard deviation of single frames of people whom the line was not fitted to.
    lowest_deg, highest_deg
        Angles seen in the calibration; outside them the line is a guess.
    source
        Who was measured, how, and what it brought to others.
    """

    slope: float
    offset_deg: float
    residual_sd_deg: float
    lowest_deg: float
    highest_deg: float
    source: str


LABORATORY_MAPS: Final[Mapping[str, LaboratoryMap]] = {
    "knee_flexion_deg": LaboratoryMap(
        slope=1.10,
        offset_deg=-3.3,
        residual_sd_deg=8.1,
        lowest_deg=0.0,
        highest_deg=131.0,
        source=(
            "Calibrated on five healthy adults, deep squat and sit to stand, seen from the side, "
            "against optical motion capture (Plug-in Gait). Each person in turn left out: mean "
            "absolute error 7.9 to 6.7 degrees in the squat and 6.9 to 5.8 in sit to stand; four "
            "people gained and one lost 4 degrees."
        ),
    ),
}
"""Measures whose map helped people whom it was not fitted to; others had none that did."""


def as_laboratory_deg(measure: str, angle_deg: FloatArray) -> FloatArray:
    """Return angles as a laboratory would report them, calibrated on five healthy adults.

    Parameters
    ----------
    measure
        A key of `LABORATORY_MAPS`.
    angle_deg
        Angles seen, any shape; NaN stays NaN.

    Raises
    ------
    KeyError
        If there is no map for the measure.
    """
    line = LABORATORY_MAPS[measure]
    return line.slope * angle_deg + line.offset_deg
