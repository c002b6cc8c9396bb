"""One cleaned recording on a uniform grid: what every measure is taken from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pose import quality
from pose.angles import length_px, midpoint, point
from pose.lift.model import LiftedAngles
from pose.medians import percentiles_of
from pose.repair import Repaired
from pose.scale import Scale
from pose.stream import FloatArray, KeypointStream
from pose.view import ViewEstimate

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Movement:
    """One cleaned recording on a uniform grid.

    Attributes
    ----------
    times_s
        Shape ``(m,)``, seconds since the recording's first frame.
    raw_px
        Shape ``(m, 17, 2)``, resampled and upright, not low-passed.
    xy_px
        Shape ``(m, 17, 2)``, low-passed and upright: roll removed.
    picture_px
        The same as the picture shows it, for drawing.
    in_place
        Shape ``(m,)``, frames between getting into position and walking away.
    torso_px
        Length of the upright torso.
    noise_px
        Standard deviation of one coordinate's noise in one frame.
    cutoff_hz
        Frequency at which ``xy_px`` is 3 dB down.
    fps
        Effective frame rate of the recording.
    lift
        Angles from a learned lift, at ``times_s``; ``None`` where it is switched off, or nobody was
        measured doing this.
    """

    times_s: FloatArray
    raw_px: FloatArray
    xy_px: FloatArray
    picture_px: FloatArray
    in_place: BoolArray
    view: ViewEstimate
    roll_deg: float
    roll_source: str
    torso_px: float
    noise_px: float
    cutoff_hz: float
    fps: float
    coverage: float
    cleaned: Repaired
    stream: KeypointStream
    lift: LiftedAngles | None = None

    @property
    def person_share(self) -> float:
        """Share of frames in which anybody was found."""
        return quality.coverage(self.cleaned.person)

    @property
    def other_person_share(self) -> float:
        """Share of the frames with a person in which it was somebody else."""
        return self._share_of_bodies(self.cleaned.other_person)

    @property
    def uncertain_share(self) -> float:
        """Share of those frames in which it was uncertain whose body was followed."""
        return self._share_of_bodies(self.cleaned.uncertain)

    def _share_of_bodies(self, which: BoolArray) -> float:
        # Nothing is recorded of a body that is surely somebody else's: uncertain frames count too.
        found = int((self.cleaned.person | self.cleaned.uncertain).sum())
        return float(which.sum() / found) if found else 0.0

    @cached_property
    def segments_px(self) -> dict[tuple[str, str], float]:
        """Lengths of limb segments, of the side that is longer; NaN where none was seen, pixels."""
        pairs = (("hip", "knee"), ("knee", "ankle"), ("shoulder", "elbow"), ("elbow", "wrist"))
        return {
            pair: float(np.fmax(self.segment_px(*pair, "left"), self.segment_px(*pair, "right")))
            for pair in pairs
        }

    def segment_px(self, start: str, end: str, side: str) -> float:
        """Return the 80th percentile of a segment's length: seen whole; NaN where it is not."""
        length = length_px(point(self.xy_px, f"{side}_{start}"), point(self.xy_px, f"{side}_{end}"))
        known = length[np.isfinite(length)]
        return percentiles_of(known, 80)[0] if known.size else float("nan")

    def middle(self, part: str) -> FloatArray:
        """Return the middle of a left/right pair, or the seen one of the two, ``(m, 2)``."""
        if part not in self._middles:
            self._middles[part] = midpoint(self.xy_px, part)
        return self._middles[part]

    @cached_property
    def _middles(self) -> dict[str, FloatArray]:
        return {}

    @cached_property
    def tracks(self) -> dict[tuple[str, str], FloatArray]:
        """Measures that were taken already, by measure and side; see `scoring.measures`."""
        return {}

    @cached_property
    def lengths(self) -> dict[str, float]:
        """Lengths that were taken already, by name; see `scoring.measures`."""
        return {}

    @cached_property
    def scales(self) -> dict[float, Scale]:
        """Scales that were taken already, by stature in centimetres; see `scoring.body_scale`."""
        return {}
