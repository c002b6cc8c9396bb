"""Timed up and go in its parts: standing up, walking, turning, sitting down; no gait."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pose.angles import point, torso_px
from pose.smoothing import GRID_HZ, REPETITION_CUTOFF_HZ, low_passed
from pose.stream import FloatArray
from scoring.findings import Findings
from scoring.metrics.feet import still_spans
from scoring.metrics.intervals import FAIR_COVERAGE, GOOD_COVERAGE
from scoring.metrics.onsets import beginning_frame, end_frame, with_gaps_bridged
from scoring.movement import BoolArray, Movement
from scoring.person import Person
from scoring.protocols import PhasesRule, Protocol
from scoring.refusals import ScoringError, refusal
from scoring.repetitions import runs
from scoring.report import FAIR, GOOD, POOR, Event, Metric
from scoring.signals import Series

SEATED_S: Final = 0.3
"""Somebody sits who stays low for so long."""
STANDING_S: Final = 1.0
SEAT_SD_S: Final = 0.10
"""Error of the moments at which the hips leave and reach the seat; see docs/clinical."""
STAND_SD_S: Final = 0.18
"""The same of reaching and leaving standing height, near which hardly anything moves."""
STEP_SD_S: Final = 0.15
TURN_SD_S: Final = 0.30
NEAR_FURTHEST: Final = 0.95
"""Within this share of the whole way somebody is at its far end."""
MIN_WAY_TORSO: Final = 1.0
"""Less is no walk to a mark."""
FAR_HIDDEN_S: Final = 0.5
NARROW_RATIO: Final = 2.2
"""Trunks longer than this many shoulder widths are seen from the side; chosen by us."""
STANDING_PERCENT: Final = 75.0
"""Hips bob below standing height with every step, so standing is above the median."""
STANDING_ORDER: Final = 5.5
"""Power of time with which the hips near standing, whose height is all but flat there."""
DEPTH_TORSO: Final = 6.0
"""Distance of the camera in torso lengths that makes a growing picture a way; chosen by us."""
INTERVAL: Final = "95 %: one frame at either end, and {sd} s for how well the moments are found."
SOURCES: Final = {
    "tug_total_s": "Time from the hips leaving the seat until they are back on it (timed up and "
    "go, CDC STEADI, where a stopwatch starts on the word and includes leaning forward).",
    "stand_up_s": "Time from the hips leaving the seat until they are at standing height.",
    "walk_out_s": "Time from the first step to the middle of the turn at the far end.",
    "walk_back_s": "Time from the middle of the turn at the far end to the beginning of sitting "
    "down, the turn before the chair included.",
    "sit_down_s": "Time from the hips leaving standing height until they are on the seat.",
}


@dataclass(frozen=True)
class Moments:
    """Frames at which the parts begin and end; ``None`` where one was not seen."""

    rises: float | None
    stands: float | None
    steps: float | None
    turns: float | None
    sits: float | None
    seated: float | None


def score_phases(
    movement: Movement, protocol: Protocol, person: Person, side: str | None
) -> Findings:
    """Score the times of the parts of one timed up and go."""
    del person, side  # neither stature nor a side matters
    rule = protocol.phases
    if rule is None:
        raise ValueError(f"{protocol.key} has no phases rule")
    share = risen_share(movement)
    moments = found_moments(movement, share, rule)
    if moments.rises is None and moments.seated is None:
        raise ScoringError("no_phases", "Neither standing up nor sitting down was seen.")
    return Findings(
        metrics=tuple(phase_metrics(moments, movement)),
        series=(Series("risen_share", None, "1", share),),
        events=tuple(phase_events(moments, movement)),
    )


def hips_above_ankles_px(movement: Movement) -> FloatArray:
    """Return the height of the hips in the picture over the ankles, ``(m,)``."""
    return np.asarray((movement.middle("ankle") - movement.middle("hip"))[:, 1])


def trunk_length_px(movement: Movement) -> FloatArray:
    """Return how long the trunk would look upright at every moment, ``(m,)``.

    Seen from the front, a trunk that leans forward looks short, but the shoulders look as
    broad as before: they tell how far away it is.
    """
    seen_px = low_passed(torso_px(movement.xy_px), REPETITION_CUTOFF_HZ)
    across = point(movement.xy_px, "left_shoulder") - point(movement.xy_px, "right_shoulder")
    broad_px = low_passed(np.abs(across[:, 0]), REPETITION_CUTOFF_HZ)
    with np.errstate(invalid="ignore", divide="ignore"):
        usual = float(np.nanmedian(seen_px / broad_px)) if np.isfinite(broad_px).any() else np.inf
    if not usual < NARROW_RATIO:
        return seen_px
    return np.asarray(np.fmax(seen_px, usual * broad_px))


def risen_share(movement: Movement) -> FloatArray:
    """Return the share of the way from sitting (0) to standing (1), ``(m,)``.

    Hips over ankles in lengths of the trunk *of the same moment*, so that coming nearer to
    the camera changes nothing.  Sitting is the start of the recording or its end, whichever
    is lower; standing is the upper quartile of what is above the middle.
    """
    trunk_px = trunk_length_px(movement)
    with np.errstate(invalid="ignore", divide="ignore"):
        height = with_gaps_bridged(hips_above_ankles_px(movement) / trunk_px)
    known = height[np.isfinite(height)]
    if known.size < 2 * STANDING_S * GRID_HZ:
        return np.full(len(height), np.nan)
    ends = round(SEATED_S * GRID_HZ)
    seated = min(float(np.median(known[:ends])), float(np.median(known[-ends:])))
    upper = known[known > (seated + float(np.percentile(known, 95))) / 2]
    standing = float(np.percentile(upper, STANDING_PERCENT)) if upper.size else float("nan")
    if not standing > seated:
        return np.full(len(height), np.nan)
    return np.asarray((height - seated) / (standing - seated))


def found_moments(movement: Movement, share: FloatArray, rule: PhasesRule) -> Moments:
    """Return the frames at which the parts begin and end."""
    with np.errstate(invalid="ignore"):
        seats = _long_runs(share < rule.sitting_share, SEATED_S)
        stands = _long_runs(share > rule.standing_share, STANDING_S)
    if not seats or not stands:
        return Moments(None, None, None, None, None, None)
    first_up, last_up = stands[0][0], stands[-1][1]
    before = [seat for seat in seats if seat[1] <= first_up]
    after = [seat for seat in seats if seat[0] >= last_up]
    height_px = with_gaps_bridged(hips_above_ankles_px(movement))
    rises = stood = sits = seated = steps = None
    if before and np.isfinite(share[before[-1][1] : first_up]).all():
        rises = beginning_frame(height_px, before[-1][1])
        stood = end_frame(1.0 - share, first_up - 1, rest=0.0, order=STANDING_ORDER)
        steps = first_step(movement, first_up, rule)
    if after and np.isfinite(share[last_up : after[0][0]]).all():
        sits = beginning_frame(1.0 - share, last_up, rest=0.0, order=STANDING_ORDER)
        seated = end_frame(height_px, after[0][0])
    turns = turn_frame(movement, first_up, last_up) if before and after else None
    return Moments(rises, stood, steps, turns, sits, seated)


def _long_runs(mask: BoolArray, least_s: float) -> list[tuple[int, int]]:
    return [
        (int(start), int(end))
        for start, end in zip(*runs(mask), strict=True)
        if end - start >= least_s * GRID_HZ
    ]


def first_step(movement: Movement, stands: int, rule: PhasesRule) -> float | None:
    """Return when the feet leave the place on which somebody stood up; ``None``: not seen."""
    everything = np.ones(len(movement.times_s), dtype=bool)
    spans = still_spans(movement, rule.walk_shank, everything)
    here = [span for span in spans if span.start_frame < stands]
    if not here or here[-1].end_frame >= len(everything):
        return None
    return float(here[-1].end_frame)


def turn_frame(movement: Movement, first: int, last: int) -> float | None:
    """Return the middle of the time at the far end of the walk; ``None``: not seen."""
    hips = movement.middle("hip")[first:last]
    trunk_px = low_passed(torso_px(movement.xy_px), 1.0)[first:last]
    known = np.isfinite(hips[:, 0]) & np.isfinite(trunk_px)
    hidden = _long_runs(~known, FAR_HIDDEN_S)
    if hidden or not known.any():
        return None
    here_px = float(np.median(trunk_px[known][: round(SEATED_S * GRID_HZ)]))
    aside = (hips[:, 0] - hips[known][0, 0]) / here_px
    nearer = DEPTH_TORSO * np.log(trunk_px / here_px)
    way = np.hypot(aside, nearer)
    if np.nanmax(way) < MIN_WAY_TORSO:
        return None
    with np.errstate(invalid="ignore"):
        far = np.flatnonzero(way >= NEAR_FURTHEST * np.nanmax(way))
    return first + float(far[0] + far[-1]) / 2


def phase_metrics(moments: Moments, movement: Movement) -> list[Metric]:
    """Return the time of every part; one whose ends were not both seen is refused."""
    parts = (
        ("tug_total_s", moments.rises, moments.seated, (SEAT_SD_S, SEAT_SD_S)),
        ("stand_up_s", moments.rises, moments.stands, (SEAT_SD_S, STAND_SD_S)),
        ("walk_out_s", moments.steps, moments.turns, (STEP_SD_S, TURN_SD_S)),
        ("walk_back_s", moments.turns, moments.sits, (TURN_SD_S, STAND_SD_S)),
        ("sit_down_s", moments.sits, moments.seated, (STAND_SD_S, SEAT_SD_S)),
    )
    return [_part(key, start, end, sds_s, movement) for key, start, end, sds_s in parts]


def _part(
    key: str,
    start: float | None,
    end: float | None,
    sds_s: tuple[float, float],
    movement: Movement,
) -> Metric:
    if start is None or end is None or end <= start:
        why = refusal("no_phases", f"Not both ends of this part were seen ({key}).")
        return Metric(key, None, "s", 0, SOURCES[key], quality=None, refusal=why)
    value = (end - start) / GRID_HZ
    frame_s = 1.0 / movement.fps
    half_s = 1.96 * float(np.hypot(np.hypot(*sds_s), frame_s * (2 / 12) ** 0.5))
    seen = movement.coverage
    return Metric(
        key=key,
        value=value,
        unit="s",
        n=1,
        low=max(value - half_s, 0.0),
        high=value + half_s,
        quality=GOOD if seen >= GOOD_COVERAGE else FAIR if seen >= FAIR_COVERAGE else POOR,
        source=SOURCES[key],
        interval=INTERVAL.format(sd=" and ".join(f"{sd_s:g}" for sd_s in sds_s)),
    )


def phase_events(moments: Moments, movement: Movement) -> list[Event]:
    """Return the moments that were seen, as events."""
    told = (
        ("stand_up", moments.rises, moments.stands, "Hips off the seat until standing."),
        ("walk_start", moments.steps, moments.steps, "The first foot leaves its place."),
        ("turn", moments.turns, moments.turns, "Middle of the turn at the far end."),
        ("sit_down", moments.sits, moments.seated, "Standing until the hips are on the seat."),
    )
    return [
        Event(kind, _seconds(start, movement), _seconds(end, movement), detail)
        for kind, start, end, detail in told
        if start is not None and end is not None
    ]


def _seconds(frame: float, movement: Movement) -> float:
    return float(movement.times_s[0] + frame / GRID_HZ)
