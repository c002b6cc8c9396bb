"""Four-stage balance in one recording: which stage was held for how long.

The feet stand, step, and stand again.  Each time that they stand has a geometry: how far
the ankles are apart, and how much lower the front one looks.  The order of the stages is
known.  Both together say which stand belongs to which stage; where two readings are about
as likely and give other times, the recording is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from scoring.combined import Measured, sppb_balance
from scoring.findings import Findings
from scoring.kinds.hold import end_s, hold_span, start_s
from scoring.metrics.feet import FeetPlace, feet_place, still_spans
from scoring.metrics.hold import (
    Hold,
    found_holds,
    hold_half_width_s,
    hold_quality,
    lift_shank,
)
from scoring.metrics.points import combined_metric
from scoring.metrics.sway import sideways_sway
from scoring.movement import BoolArray, Movement
from scoring.person import Person
from scoring.protocols import Protocol, StanceRule
from scoring.refusals import ScoringError
from scoring.report import Event, Metric
from scoring.signals import Series

ONE_LEG: Final = "one_leg"
SKIPPED_NATS: Final = 3.0
REPEATED_NATS: Final = 1.0
"""How unlikely it is that a stage is left out, or tried again; chosen by us."""
TELLING_NATS: Final = 1.5
"""Readings of the stages that are less than this less likely are as good as the best."""
SOURCE: Final = (
    "{stage}: longest time with the feet in place, up to {target:g} s, from the step into the "
    "stance until a foot moves (4-Stage Balance Test, CDC STEADI). Which stage it is follows from "
    "the order and from where the ankles stand beside each other, chosen by us."
)
SPPB_STAGES: Final = ("feet_together", "semi_tandem", "tandem")
SOURCE_STAGES: Final = (
    "Stages held for {target:g} s, one after the other from the first (4-Stage Balance Test, CDC "
    "STEADI); a time that is short by no more than its own error counts as held."
)
INTERVAL: Final = "95 %: one frame and 0.065 s for the extrapolation at either end."
INTERVAL_STAGES: Final = "Stages held at the lower and at the upper bounds of their times."


@dataclass(frozen=True)
class StageShape:
    """How the ankles of a stage look from the front: means and standard deviations.

    ``apart_hip`` in hip widths, ``lower_shank`` in shank lengths, both chosen by us: feet
    that touch have their ankles 0.3 to 0.6 hip widths apart, heel to toe they overlap, and
    the front foot looks lower by its way ahead times the camera's height over its distance.
    """

    key: str
    name: str
    apart_hip: tuple[float, float]
    lower_shank: tuple[float, float]

    def log_likelihood(self, place: FeetPlace) -> float:
        """Return how well a place of the feet fits; what is hidden says nothing."""
        total = 0.0
        for seen, (mean, spread) in (
            (place.apart_hip, self.apart_hip),
            (place.lower_shank, self.lower_shank),
        ):
            if np.isfinite(seen):
                total -= 0.5 * ((seen - mean) / spread) ** 2 + np.log(spread)
        return total


STAGES: Final = (
    StageShape("feet_together", "Feet together", (0.42, 0.13), (0.0, 0.04)),
    StageShape("semi_tandem", "Semi-tandem", (0.38, 0.16), (0.09, 0.06)),
    StageShape("tandem", "Tandem", (0.08, 0.13), (0.18, 0.10)),
)
FEET_APART: Final = StageShape("apart", "Feet apart", (1.3, 0.35), (0.0, 0.10))
"""Feet as one stands without being asked: no stage."""


def score_stages(
    movement: Movement, protocol: Protocol, person: Person, side: str | None
) -> Findings:
    """Score how long each of the four stages was held."""
    del side  # the last stage is on whichever leg
    stance, hold = protocol.stance, protocol.hold
    if stance is None or hold is None:
        raise ValueError(f"{protocol.key} needs a stance rule and a hold rule")
    on_one_leg = [one for one in found_holds(movement, hold) if one.duration_s >= stance.min_hold_s]
    lifted = frames_of(on_one_leg, len(movement.times_s))
    stands = [
        span
        for span in still_spans(movement, stance.foot_moved_shank, movement.in_place & ~lifted)
        if span.duration_s >= stance.min_hold_s
    ]
    if not stands and not on_one_leg:
        raise ScoringError(
            "feet_moved", f"The feet were never in place for {stance.min_hold_s:g} s."
        )
    places = [feet_place(movement, span) for span in stands]
    held = told_apart(stands, places, stance.target_s, went_on=bool(on_one_leg))
    by_stage = {stage.key: held.get(stage.key) for stage in STAGES}
    by_stage[ONE_LEG] = longest(on_one_leg)
    if not any(by_stage.values()):
        raise ScoringError(
            "not_the_stance", "The feet stood apart all the time: no stage was seen."
        )
    capped = {key: up_to(one, stance.target_s) for key, one in by_stage.items() if one is not None}
    sways = {key: sideways_sway(one, movement, person) for key, one in capped.items()}
    longest_key = max(capped, key=lambda key: (capped[key].duration_s, capped[key].start_frame))
    return Findings(
        metrics=(
            *stage_metrics(capped, movement, stance, {key: one[0] for key, one in sways.items()}),
            stages_held(capped, movement, stance.target_s),
            *balance_points(capped, movement, stance.target_s),
        ),
        series=(lift_series(movement),),
        events=tuple(stage_events(capped, movement, stance.target_s)),
        sway=sways[longest_key][1],
        hold=hold_span(capped[longest_key], movement),
    )


def lift_series(movement: Movement) -> Series:
    """Return how much higher one ankle is than the other, for drawing."""
    lift = lift_shank(movement.xy_px, movement.segments_px["knee", "ankle"])
    return Series("foot_lift_shank", None, "1", np.abs(lift))


def frames_of(holds: list[Hold], count: int) -> BoolArray:
    """Return the frames ``(count,)`` that belong to one of the holds."""
    frames = np.zeros(count, dtype=bool)
    for hold in holds:
        frames[hold.start_frame : hold.end_frame] = True
    return frames


def longest(holds: list[Hold]) -> Hold | None:
    """Return the longest hold; ``None`` without holds."""
    return max(holds, key=lambda hold: hold.duration_s, default=None)


def up_to(hold: Hold, target_s: float) -> Hold:
    """Return a hold that is not timed beyond its target."""
    if hold.duration_s <= target_s:
        return hold
    frames = round(target_s * (hold.end_frame - hold.start_frame) / hold.duration_s)
    return replace(
        hold,
        end_frame=hold.start_frame + frames,
        stop_reason="target_reached",
        seen_for_s=hold.duration_s,
    )


def told_apart(
    stands: list[Hold], places: list[FeetPlace], target_s: float, *, went_on: bool
) -> dict[str, Hold]:
    """Return the longest stand of each of the stages on two feet.

    Parameters
    ----------
    went_on
        Whether the last stage, on one leg, was seen too.

    Raises
    ------
    ScoringError
        If two readings are about as likely and give other times.
    """
    readings = sorted(likely_readings(places, went_on=went_on), reverse=True)
    best_fit, best = readings[0]
    chosen = by_label(stands, best)
    for fit, labels in readings[1:]:
        if best_fit - fit < TELLING_NATS and differs(chosen, by_label(stands, labels), target_s):
            raise ScoringError(
                "not_the_stance",
                "The stages cannot be told apart: two readings of where the feet stood are about "
                "as likely and give other times.",
            )
    return chosen


def likely_readings(
    places: list[FeetPlace], *, went_on: bool
) -> list[tuple[float, tuple[int, ...]]]:
    """Return every reading of the stands that keeps the stages' order, with its likelihood.

    A reading has the index of a stage, or -1 for feet that merely stand, for each stand.
    Within the stretch of a stage a stand is that stage or none, whichever fits better.
    """
    count = len(places)
    fits = np.array([[stage.log_likelihood(place) for stage in STAGES] for place in places])
    apart = np.array([FEET_APART.log_likelihood(place) for place in places])
    readings = []
    for first in range(count + 1):
        for second in range(first, count + 1):
            stage_of = np.repeat(np.arange(len(STAGES)), (first, second - first, count - second))
            fit = fits[np.arange(count), stage_of] if count else np.empty(0)
            labels = tuple(np.where(fit >= apart, stage_of, -1).tolist())
            likely = float(np.maximum(fit, apart).sum()) - _unusual_nats(labels, went_on=went_on)
            readings.append((likely, labels))
    return readings


def _unusual_nats(labels: tuple[int, ...], *, went_on: bool) -> float:
    """Return how unlikely a reading is before the feet are seen: stages come once, in order."""
    stages = [label for label in labels if label >= 0]
    last = len(STAGES) if went_on else max(stages, default=-1)
    skipped = sum(stage not in stages for stage in range(last))
    return SKIPPED_NATS * skipped + REPEATED_NATS * (len(stages) - len(set(stages)))


def by_label(stands: list[Hold], labels: tuple[int, ...]) -> dict[str, Hold]:
    """Return the longest stand of each stage under one reading; -1 is no stage."""
    chosen: dict[str, Hold] = {}
    for index, stage in enumerate(STAGES):
        own = [stand for stand, label in zip(stands, labels, strict=True) if label == index]
        found = longest(own)
        if found is not None:
            chosen[stage.key] = found
    return chosen


def differs(one: dict[str, Hold], other: dict[str, Hold], target_s: float) -> bool:
    """Whether two readings give a stage another time, up to its target."""
    return any(
        abs(_timed_s(one.get(stage.key), target_s) - _timed_s(other.get(stage.key), target_s)) > 0
        for stage in STAGES
    )


def _timed_s(hold: Hold | None, target_s: float) -> float:
    return 0.0 if hold is None else min(hold.duration_s, target_s)


def stage_metrics(
    held: dict[str, Hold],
    movement: Movement,
    rule: StanceRule,
    sways: Mapping[str, Metric | None],
) -> list[Metric]:
    """Return the seconds and the sway of every stage; a stage that was not seen is refused."""
    metrics = []
    half_s = hold_half_width_s(movement.fps)
    for key, name in named_stages():
        source = SOURCE.format(stage=name, target=rule.target_s)
        hold = held.get(key)
        if hold is None:
            why = ScoringError(
                "no_hold", f"{name}: no stand of at least {rule.min_hold_s:g} s was seen."
            ).refusal
            metrics.append(Metric(f"{key}_s", None, "s", 0, source, quality=None, refusal=why))
            continue
        metrics.append(
            Metric(
                key=f"{key}_s",
                value=hold.duration_s,
                unit="s",
                side=hold.stance_side,
                n=1,
                low=min(max(hold.uncut_s - half_s, 0.0), rule.target_s),
                high=min(hold.duration_s + half_s, rule.target_s),
                at_least=hold.lasted_longer,
                quality=hold_quality(movement, hold),
                source=source,
                interval=INTERVAL,
            )
        )
        sway = sways[key]
        if sway is not None:
            metrics.append(replace(sway, key=f"{key}_{sway.key}"))
    return metrics


def named_stages() -> list[tuple[str, str]]:
    """Return key and name of the four stages, in order."""
    return [*((stage.key, stage.name) for stage in STAGES), (ONE_LEG, "One leg")]


def stages_held(held: dict[str, Hold], movement: Movement, target_s: float) -> Metric:
    """Return how many stages, from the first, were held to the target."""
    half_s = hold_half_width_s(movement.fps)
    times_s = [held[key].uncut_s if key in held else 0.0 for key, _ in named_stages()]
    low, value, high = (
        float(np.cumprod([time_s >= target_s - slack for time_s in times_s]).sum())
        for slack in (0.0, half_s, 2 * half_s)
    )
    return Metric(
        key="stages_held",
        value=value,
        unit="{#}",
        n=len(held),
        low=low,
        high=high,
        source=SOURCE_STAGES.format(target=target_s),
        interval=INTERVAL_STAGES,
    )


def balance_points(held: dict[str, Hold], movement: Movement, target_s: float) -> list[Metric]:
    """Return the balance part of the Short Physical Performance Battery, 0 to 4 points."""
    half_s = hold_half_width_s(movement.fps)
    amounts: list[Measured | None] = []
    for key in SPPB_STAGES:
        if key not in held:
            amounts.append(None)
            continue
        seen_s = held[key].uncut_s
        low_s, high_s = max(seen_s - half_s, 0.0), seen_s + half_s
        amounts.append(Measured(min(seen_s, target_s), min(low_s, target_s), high_s))
    return [combined_metric(sppb_balance(*amounts), n=len(held))]


def stage_events(held: dict[str, Hold], movement: Movement, target_s: float) -> list[Event]:
    """Return when each stage was held, and whether to its target."""
    least_s = target_s - hold_half_width_s(movement.fps)
    return [
        Event(
            "stage",
            start_s(held[key], movement),
            end_s(held[key], movement),
            f"{name} for {held[key].duration_s:.1f} s, "
            + (
                "held."
                if held[key].duration_s >= least_s
                else f"not held, ended: {held[key].stop_reason}."
            ),
        )
        for key, name in named_stages()
        if key in held
    ]
