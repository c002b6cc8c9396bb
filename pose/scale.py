"""How large a body is in the picture: body units, centimetres, and the camera's distance.

Lengths of segments follow stature well enough for a scale.  Estimators differ in where
they put the hip, which makes legs longer and the trunk shorter, or the other way round:
the whole way from ankle to shoulder hardly changes.  A segment that leaves the picture's
plane only ever looks shorter, so where they disagree the longest is right.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.angles import length_px, point, torso_px
from pose.medians import percentiles_of
from pose.stream import FloatArray

LEG_OF_HEIGHT: Final = 0.485
"""Thigh plus shank beside stature, as Winter 2009 is used for scaling keypoints."""
TRUNK_OF_HEIGHT: Final = 0.288
"""Hip to shoulder beside stature: Drillis and Contini, as tabulated in Winter 2009."""
SEGMENTS_OF_HEIGHT: Final = {
    "thigh": LEG_OF_HEIGHT / 2,
    "shank": LEG_OF_HEIGHT / 2,
    "trunk": TRUNK_OF_HEIGHT,
}
"""Thigh and shank are equally long within half a percent in the same table."""
WHOLE_SD_RATIO: Final = 0.05
"""Spread over people and estimators of the way from ankle to shoulder; chosen by us."""
SEGMENT_SD_RATIO: Final = 0.10
"""The same of one segment; shanks, trunks and thighs of five adults spread by 4, 8 and 11 %."""
MIN_AGREEMENT: Final = 0.5
"""Segments that imply statures further apart are not all in the picture's plane."""
AS_LONG_RATIO: Final = 0.75
"""A segment of one side shorter than this beside the other side's is not seen whole."""
LONG_PERCENT: Final = 80.0
"""Percentile of a length over the frames: unbent and not foreshortened, but no outlier."""
MIN_SCALE_FRAMES: Final = 5
ASSUMED_FOCAL_RATIO: Final = 0.85
"""Focal length beside the picture's longer side: 61 degrees of view; chosen by us."""
ASSUMED_FOCAL_SD_RATIO: Final = 0.2
"""Cameras of phones and laptops see about 52 to 72 degrees along the longer side; chosen by us."""


@dataclass(frozen=True)
class Scale:
    """Pixels per centimetre at the body, and how sure that is.

    Attributes
    ----------
    px_per_cm
        NaN where neither legs nor trunk were seen.
    sd_ratio
        Standard deviation beside the value.
    source
        ``"ankle to shoulder"``, one of the segments, or ``"none"``.
    """

    px_per_cm: float
    sd_ratio: float
    source: str

    @property
    def mm_per_px(self) -> float:
        """Millimetres per pixel."""
        return 10.0 / self.px_per_cm


@dataclass(frozen=True)
class Distance:
    """How far the camera is away, in body heights, and how sure that is.

    ``source`` says whether the camera's focal length was ``"known"`` or ``"assumed"``.
    """

    body_heights: float
    sd_ratio: float
    source: str


def estimated_scale(xy: FloatArray, height_cm: float) -> Scale:
    """Return the scale of a body of known stature.

    Parameters
    ----------
    xy
        Low-passed points, shape ``(n, 17, 2)``, pixels.
    height_cm
        Stature in centimetres.

    Raises
    ------
    ValueError
        If the stature is not positive.
    """
    if not height_cm > 0:
        raise ValueError(f"stature {height_cm} cm must be positive")
    stature_px, sd_ratio, source = stature_in_px(xy)
    return Scale(stature_px / height_cm, sd_ratio, source)


def stature_in_px(xy: FloatArray) -> tuple[float, float, str]:
    """Return how long the body would stand in the picture: pixels, sd ratio and source.

    From ankle to shoulder where thigh, shank and trunk imply much the same; else from
    the segment that looks longest: the others point at the camera, as thighs of somebody
    seated before it do.
    """
    lengths = {
        "thigh": _segment_px(xy, "hip", "knee"),
        "shank": _segment_px(xy, "knee", "ankle"),
        "trunk": _long_px(torso_px(xy)),
    }
    implied = {
        name: length / SEGMENTS_OF_HEIGHT[name]
        for name, length in lengths.items()
        if np.isfinite(length)
    }
    if not implied:
        return float("nan"), float("nan"), "none"
    longest = max(implied, key=lambda name: implied[name])
    whole = len(implied) == len(lengths)
    if whole and min(implied.values()) >= MIN_AGREEMENT * implied[longest]:
        stature = sum(lengths.values()) / sum(SEGMENTS_OF_HEIGHT.values())
        return stature, WHOLE_SD_RATIO, "ankle to shoulder"
    return implied[longest], SEGMENT_SD_RATIO, longest


def camera_distance(
    xy: FloatArray, image_width_px: int, image_height_px: int, *, focal_px: float | None = None
) -> Distance:
    """Return how far the camera is from the body, in body heights.

    Parameters
    ----------
    xy
        Low-passed points, shape ``(n, 17, 2)``, pixels.
    image_width_px, image_height_px
        Size of the picture.
    focal_px
        Focal length in pixels where it is known; else one usual for phones is assumed.
    """
    stature_px, sd_ratio, _ = stature_in_px(xy)
    if focal_px is not None:
        return Distance(focal_px / stature_px, sd_ratio, "known")
    assumed_px = ASSUMED_FOCAL_RATIO * max(image_width_px, image_height_px)
    both = float(np.hypot(sd_ratio, ASSUMED_FOCAL_SD_RATIO))
    return Distance(assumed_px / stature_px, both, "assumed")


def _segment_px(xy: FloatArray, start: str, end: str) -> float:
    """Return a segment's length, the mean of both sides; NaN where none was seen.

    A leg that is lifted points at the camera and looks much shorter: then the other one is
    right.  One that is only behind looks a little shorter, and the mean is.
    """
    lengths = [
        _long_px(length_px(point(xy, f"{side}_{start}"), point(xy, f"{side}_{end}")))
        for side in ("left", "right")
    ]
    longer = float(np.fmax(lengths[0], lengths[1]))
    whole = [length for length in lengths if length >= AS_LONG_RATIO * longer]
    return float(np.mean(whole)) if whole else float("nan")


def _long_px(lengths_px: FloatArray) -> float:
    known = lengths_px[np.isfinite(lengths_px) & (lengths_px > 0)]
    enough = known.size >= MIN_SCALE_FRAMES
    return percentiles_of(known, LONG_PERCENT)[0] if enough else float("nan")
