"""What a protocol is: one row of data for each exercise or test, with its rules."""

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from pose.view import View

Side = Literal["left", "right", "both"]


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """Data that is read from a file: checked field by field, never changed afterwards."""


class Kind(StrEnum):
    """How a protocol is scored."""

    REPETITIONS = "repetitions"
    HOLD = "hold"
    STANCE = "stance"
    STAGES = "stages"
    REACH = "reach"
    PHASES = "phases"


class Limbs(StrEnum):
    """Whose repetitions are counted: the whole body's, or each limb's by itself."""

    BODY = "body"
    EACH = "each"


class RepetitionRule(Row, frozen=True, forbid_unknown_fields=True):
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


class HoldRule(Row, frozen=True, forbid_unknown_fields=True):
    """When a foot counts as lifted, in shank lengths, torso lengths and seconds.

    Attributes
    ----------
    lift_shank, down_shank
        An ankle this much above the other one is lifted, and below the second one down.
    min_lift_s
        Shorter lifts are steps.
    foot_moved_shank
        A standing foot further than this from where it settled has moved.
    arms_moved_torso
        A wrist further than this from where it was before the lift is reported.
    """

    lift_shank: float = 0.10
    down_shank: float = 0.06
    min_lift_s: float = 0.3
    foot_moved_shank: float = 0.30
    arms_moved_torso: float = 0.5


class StanceRule(Row, frozen=True, forbid_unknown_fields=True):
    """When somebody stands still on both feet, in shank lengths, hip widths and seconds.

    Attributes
    ----------
    target_s
        How long the stance is to be held.
    foot_moved_shank
        A foot further than this from where it stood has stepped.
    narrowest_hip, widest_hip
        Distance of the ankles sideways, in hip widths, that is this stance; ``None``: any.
    min_hold_s
        Shorter stands are not reported.
    max_lean_deg
        A trunk that leans further than this from where it was is held by something, or
        falls.
    """

    target_s: float
    foot_moved_shank: float = 0.10
    narrowest_hip: float | None = None
    widest_hip: float | None = None
    min_hold_s: float = 1.0
    max_lean_deg: float = 30.0


class ReachRule(Row, frozen=True, forbid_unknown_fields=True):
    """When a reach is one, in shank lengths, torso lengths and degrees.

    Attributes
    ----------
    start_deg
        Elevation of the arm at the start, lowest and highest; 90 is level.
    foot_moved_shank, heel_lift_shank
        A foot further away, or an ankle further up, makes the reach invalid.
    min_reach_torso
        Shorter ways of the wrist are no reach.
    """

    start_deg: tuple[float, float] = (75.0, 105.0)
    foot_moved_shank: float = 0.15
    heel_lift_shank: float = 0.10
    min_reach_torso: float = 0.05


class PhasesRule(Row, frozen=True, forbid_unknown_fields=True):
    """When somebody sits, stands and walks.

    Attributes
    ----------
    standing_share
        Share of the way from sitting to standing above which somebody stands.
    sitting_share
        Share below which somebody sits.
    walk_shank
        Feet further than this from where they were have begun to walk, shank lengths.
    """

    standing_share: float = 0.7
    sitting_share: float = 0.3
    walk_shank: float = 0.10


class TimingRule(Row, frozen=True, forbid_unknown_fields=True):
    """How a test is timed from its first movement.

    Attributes
    ----------
    window_s
        Repetitions are counted for this long: one that is more than half-way up at the
        end counts.
    repetitions
        The time of this many repetitions is measured.
    """

    window_s: float | None = None
    repetitions: int | None = None


class SignalRow(Row, frozen=True, forbid_unknown_fields=True):
    """The signal that is counted: a measure that the movement raises, or lowers.

    Attributes
    ----------
    measure
        Key of `scoring.measures.MEASURES`.
    lowers
        Whether the movement makes the measure smaller.
    min_range
        Least range that is a movement, in the measure's unit; the rule's where not given.
    either_end
        Whether the movement may as well begin at its high end: somebody who starts
        standing sits down and stands up again.
    """

    measure: str
    lowers: bool = False
    min_range: float | None = None
    either_end: bool = False


class AngleRow(Row, frozen=True, forbid_unknown_fields=True):
    """One angle that is reported for each repetition.

    Attributes
    ----------
    key
        Key of the metric.
    measure
        Key of `scoring.measures.MEASURES`; it says from which views it can be measured.
    lowest
        Whether the end of the movement is the lowest value (a knee that straightens).
    range_key
        Key of the metric for the range in one repetition; ``None``: not reported.
    deficit_key, end_range_deg
        Key of the metric that says how much is missing to ``end_range_deg``.
    held_key, held_within_deg
        Key of the metric that says how long the end of the movement was held.
    """

    key: str
    measure: str
    lowest: bool = False
    range_key: str | None = None
    deficit_key: str | None = None
    end_range_deg: float | None = None
    held_key: str | None = None
    held_within_deg: float = 5.0


class AmplitudeRow(Row, frozen=True, forbid_unknown_fields=True):
    """How far the counted signal goes in a repetition, as a metric.

    Attributes
    ----------
    key, unit, definition
        Of the metric.
    scale_sd_ratio
        Uncertainty of the segment that it is measured in.
    front_shortfall_ratio
        By how much a view that is not from the side may show too little.
    """

    key: str
    unit: str
    definition: str
    scale_sd_ratio: float = 0.05
    front_shortfall_ratio: float = 0.0
    good_half_width: float = 0.15
    usual_spread: float = 0.05


class ClinicalText(Row, frozen=True, forbid_unknown_fields=True):
    """What people are told: plain sentences, each translatable by itself.

    Attributes
    ----------
    setup, instructions
        For the patient: where to stand, what to do.
    timing, stop
        When the clock runs, and what ends the test.
    invalid
        What makes a recording no measurement.
    source
        Where the test is defined, and how far ours differs.
    """

    setup: tuple[str, ...]
    instructions: tuple[str, ...]
    timing: str
    stop: str
    invalid: tuple[str, ...]
    source: str


class Protocol(Row, frozen=True, forbid_unknown_fields=True):
    """One scored exercise.

    Attributes
    ----------
    key, title
        Name in code and in English.
    view
        The view that gives every metric.
    max_yaw_deg, min_yaw_deg
        Recordings turned further, or less, are refused with ``wrong_view``; ``None``: any.
    prescribable, side_needed
        Sides that may be prescribed, and whether one must be.
    needed_pairs
        Joints of which at least one side must be seen.
    needed_both
        Joints of which both sides (or the prescribed one) must be seen.
    needed_limb
        Joints that must be seen on the prescribed side, or on at least one where none is.
    limbs
        Whose repetitions are counted.
    signal, second
        What is counted, and the second signal that checks the count.
    amplitude, angles
        What is reported for each repetition.
    first_way
        ``"up"`` or ``"down"``: which way a repetition goes first.
    also
        Further groups of metrics, keys of `scoring.kinds.repetitions.EXTRAS`.
    """

    key: str
    title: str
    kind: Kind
    view: View
    prescribable: tuple[Side, ...] = ()
    side_needed: bool = False
    needed_pairs: tuple[str, ...] = ()
    needed_both: tuple[str, ...] = ()
    needed_limb: tuple[str, ...] = ()
    max_yaw_deg: float | None = None
    min_yaw_deg: float | None = None
    limbs: Limbs = Limbs.BODY
    signal: SignalRow | None = None
    second: SignalRow | None = None
    repetition: RepetitionRule | None = None
    amplitude: AmplitudeRow | None = None
    angles: tuple[AngleRow, ...] = ()
    first_way: Literal["up", "down"] = "up"
    also: tuple[str, ...] = ()
    hold: HoldRule | None = None
    stance: StanceRule | None = None
    reach: ReachRule | None = None
    phases: PhasesRule | None = None
    timing: TimingRule | None = None
    text: ClinicalText | None = None
    min_duration_s: float = 2.0
    min_fps: float = 8.0
    min_coverage: float = 0.5
    max_other_person: float = 0.1

    @property
    def sides(self) -> tuple[str | None, ...]:
        """Every side that may be prescribed; ``None`` where none need be."""
        return self.prescribable if self.side_needed else (None, *self.prescribable)
