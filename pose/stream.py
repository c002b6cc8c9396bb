"""A recording of timed keypoints in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pose.keypoints import MIRROR_ORDER, N_KEYPOINTS

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FACTS_SCHEMA: Final = "plumbline.facts/1"


class PoseFormatError(ValueError):
    """A recording that is not what the format says, naming where and why.

    Parameters
    ----------
    field
        The field that is wrong, as `docs/datatypes.md` names it.
    reason
        What is wrong with it, for a person.
    record
        Index of the record (frame) in the recording or chunk, where there is one.
    """

    def __init__(self, field: str, reason: str, *, record: int | None = None) -> None:
        """Say which field is wrong, why, and in which record."""
        self.field = field
        self.reason = reason
        self.record = record
        where = field if record is None else f"record {record}, {field}"
        super().__init__(f"{where}: {reason}")


@dataclass(frozen=True)
class RecordingFacts:
    """What is known about a recording besides its keypoints (`plumbline.facts/1`).

    ``uncertain_spans_us`` are first and last time, on the frames' clock, of each stretch in which
    the sender was not certain that the patient was followed, in order.
    """

    image_width_px: int
    image_height_px: int
    mirrored: bool = False
    screen_angle_deg: int = 0
    gravity: tuple[float, float, float] | None = None
    runtime: str = "unknown"
    runtime_version: str = ""
    model: str = "unknown"
    model_sha256: str = ""
    started_at: str = ""
    dropped_frames: int = 0
    uncertain_spans_us: tuple[tuple[int, int], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class KeypointStream:
    """Timed keypoints of one person, checked once so that what follows is arithmetic.

    Attributes
    ----------
    times_s
        Shape ``(n_frames,)``, strictly increasing, seconds.
    xy_px
        Shape ``(n_frames, 17, 2)``, pixels, origin top left, y down; NaN where missing.
    scores
        Shape ``(n_frames, 17)``, the network's confidence in [0, 1]; 0 where missing.
    facts
        Image size, camera and model.
    repeated_frames
        Frames with the same time as the one before that the reader dropped.
    """

    times_s: FloatArray
    xy_px: FloatArray
    scores: FloatArray
    facts: RecordingFacts
    repeated_frames: int = 0

    def __post_init__(self) -> None:
        """Check shapes and order of time once.

        Raises
        ------
        PoseFormatError
            If a shape is wrong, a time is not finite or does not increase.
        """
        n_frames = len(self.times_s)
        if self.times_s.shape != (n_frames,):
            raise PoseFormatError("times_s", f"expected one axis, got {self.times_s.shape}")
        if self.xy_px.shape != (n_frames, N_KEYPOINTS, 2):
            raise PoseFormatError("xy_px", f"expected (n, 17, 2), got {self.xy_px.shape}")
        if self.scores.shape != (n_frames, N_KEYPOINTS):
            raise PoseFormatError("scores", f"expected (n, 17), got {self.scores.shape}")
        if not np.isfinite(self.times_s).all():
            raise PoseFormatError("times_s", "a time is not a finite number")
        backwards = np.flatnonzero(np.diff(self.times_s) <= 0)
        if backwards.size:
            raise PoseFormatError("times_s", "time does not increase", record=int(backwards[0]) + 1)

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.times_s)

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame to the last; 0 for fewer than two frames."""
        return float(self.times_s[-1] - self.times_s[0]) if self.n_frames > 1 else 0.0

    @property
    def uncertain_frames(self) -> BoolArray:
        """Frames ``(n_frames,)`` in which the sender was not certain whose body it followed."""
        times_us = np.rint(self.times_s * 1e6)
        uncertain = np.zeros(self.n_frames, dtype=bool)
        for start_us, end_us in self.facts.uncertain_spans_us:
            first = np.searchsorted(times_us, start_us, side="left")
            after = np.searchsorted(times_us, end_us, side="right")
            uncertain[first:after] = True
        return uncertain

    def unmirrored(self) -> "KeypointStream":
        """Return the recording as an unmirrored camera would have seen it.

        A mirrored picture shows the patient's left side where the right one is, and the
        network labels what it sees: x is turned round and left and right are exchanged.
        """
        if not self.facts.mirrored:
            return self
        xy_px = self.xy_px[:, MIRROR_ORDER].copy()
        xy_px[..., 0] = self.facts.image_width_px - xy_px[..., 0]
        return replace(
            self,
            xy_px=xy_px,
            scores=self.scores[:, MIRROR_ORDER].copy(),
            facts=replace(self.facts, mirrored=False),
        )
