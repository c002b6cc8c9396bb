"""The protocols: what is measured, from which view, with which thresholds.  Data only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pose.view import View


class Kind(StrEnum):
    """How a protocol is scored."""

    STRENGTH = "strength"
    RANGE_OF_MOTION = "range_of_motion"
    BALANCE = "balance"


@dataclass(frozen=True)
class RepetitionRule:
    """When a movement is a repetition.  Levels are shares of the recording's own range.

    Attributes
    ----------
    leave_level, reach_level
        A repetition begins below ``leave_level``, must pass ``reach_level`` and come back
        below ``leave_level``; one that does not reach or not come back is incomplete.
    attempt_level
        Movements that pass this, and are no repetition, are reported.
    onset_levels, onset_order
        Shares of the range from which a repetition's beginning and end are extrapolated,
        and the power of time with which the signal leaves its rest.
    min_range
        Least range, in the signal's unit, that is a movement at all.
    min_duration_s
        Shorter movements are noise.
    turn_share
        A movement that comes back by this share and goes out again by as much is two
        repetitions, though it did not come back to rest; ``None``: it is one.
    """

    leave_level: float
    reach_level: float
    attempt_level: float
    onset_levels: tuple[float, float]
    onset_order: float
    min_range: float
    min_duration_s: float
    turn_share: float | None = None


@dataclass(frozen=True)
class HoldRule:
    """When a foot counts as lifted, in shank lengths and seconds."""

    lift_shank: float = 0.10
    down_shank: float = 0.06
    floor_shank: float = 0.03
    min_lift_s: float = 0.3
    foot_moved_shank: float = 0.30


@dataclass(frozen=True)
class Protocol:
    """One scored exercise.

    Attributes
    ----------
    key, title
        Name in code and in English.
    view
        The view that gives every metric.
    max_yaw_deg
        Further turned recordings are refused with ``wrong_view``; ``None``: any view.
    sides
        Sides that may be prescribed.
    needed_pairs
        Joints of which at least one side must be seen.
    needed_both
        Joints of which both sides (or the prescribed one) must be seen.
    """

    key: str
    title: str
    kind: Kind
    view: View
    max_yaw_deg: float | None
    sides: tuple[str | None, ...]
    needed_pairs: tuple[str, ...]
    needed_both: tuple[str, ...]
    repetition: RepetitionRule | None = None
    hold: HoldRule | None = None
    min_duration_s: float = 2.0
    min_fps: float = 8.0
    min_coverage: float = 0.5
    max_other_person: float = 0.1


SQUAT: Final = Protocol(
    key="squat",
    title="Squat",
    kind=Kind.STRENGTH,
    view=View.SIDE,
    max_yaw_deg=None,
    sides=(None, "both"),
    needed_pairs=("shoulder", "hip", "knee", "ankle"),
    needed_both=(),
    repetition=RepetitionRule(
        leave_level=0.25,
        reach_level=0.55,
        attempt_level=0.12,
        min_range=0.15,
        onset_levels=(0.10, 0.40),
        onset_order=4.0,
        min_duration_s=0.4,
    ),
)
SHOULDER_ABDUCTION: Final = Protocol(
    key="shoulder_abduction",
    title="Shoulder abduction",
    kind=Kind.RANGE_OF_MOTION,
    view=View.FRONT,
    max_yaw_deg=50.0,
    sides=(None, "both", "left", "right"),
    needed_pairs=("hip",),
    needed_both=("shoulder", "elbow"),
    repetition=RepetitionRule(
        leave_level=0.40,
        reach_level=0.55,
        attempt_level=0.20,
        min_range=20.0,
        onset_levels=(0.08, 0.40),
        onset_order=2.5,
        turn_share=0.33,
        min_duration_s=0.4,
    ),
)
SINGLE_LEG_STANCE: Final = Protocol(
    key="single_leg_stance",
    title="Single-leg stance",
    kind=Kind.BALANCE,
    view=View.FRONT,
    max_yaw_deg=50.0,
    sides=(None, "left", "right"),
    needed_pairs=("shoulder", "hip"),
    needed_both=("knee", "ankle"),
    hold=HoldRule(),
)
PROTOCOLS: Final = {
    protocol.key: protocol for protocol in (SQUAT, SHOULDER_ABDUCTION, SINGLE_LEG_STANCE)
}
"""Protocols by key."""
