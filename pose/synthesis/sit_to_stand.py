"""Standing up from a chair and sitting down again, with known times and heights."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pose.synthesis.body import POINT_NAMES, Body, FloatArray
from pose.synthesis.chair import ARMS, Chair, Sitting, standing_from, stood_until
from pose.synthesis.movement import Cycle, Movement, Phase, RepetitionTruth
from pose.synthesis.plan import Plan
from pose.synthesis.posture import STANDING_FLEXION_DEG
from pose.synthesis.walking import Turn, Walk, route_points, walk_of


@dataclass(frozen=True)
class Tempo:
    """Times of one set on a chair, and the walks around it."""

    cycles: tuple[Cycle, ...]
    first_s: float
    last_s: float
    entry: tuple[Walk | Turn, ...] = ()
    leaving: tuple[Walk | Turn, ...] = ()


def sit_to_stand(
    *,
    n_reps: int = 5,
    rise_s: float = 1.0,
    sit_s: float = 1.1,
    seated_pause_s: float = 0.6,
    standing_pause_s: float = 0.4,
    tempo_spread_ratio: float = 0.0,
    extra_rest_s: tuple[float, ...] = (),
    incomplete: tuple[int, ...] = (),
    incomplete_ratio: float = 0.35,
    seated_knee_deg: float = 95.0,
    trunk_lean_deg: float = 35.0,
    arms: str = "crossed",
    walk_in: bool = False,
    walk_away: bool = False,
    walk_m: float = 1.4,
    camera_yaw_deg: float = 90.0,
    still_before_s: float = 1.5,
    still_after_s: float = 1.5,
    body: Body | None = None,
    seed: int = 0,
) -> Movement:
    """Return standing up from a chair and sitting down, starting and ending seated.

    A repetition starts when the hips leave the seat and ends when they are back on it; its
    ``peak_deg`` is the knee flexion at the top and its ``travel_m`` the rise of the hips.
    The phases are ``walk_in``, ``test`` (seated to seated) and ``walk_away``.

    Parameters
    ----------
    n_reps
        Repetitions tried, incomplete ones included.
    rise_s, standing_pause_s, sit_s, seated_pause_s
        Tempo.
    tempo_spread_ratio, extra_rest_s
        As in `Plan`; the extra rest is spent sitting.
    incomplete, incomplete_ratio
        Numbers, from 0, of attempts that fall back, and how far the hips rise in them, as
        a share of their way up.
    seated_knee_deg
        Knee flexion in sitting: a larger one is a lower chair.
    trunk_lean_deg
        Forward lean of the trunk, beyond that in sitting, as the hips leave the seat.
    arms
        ``"crossed"`` on the chest, ``"free"`` at the sides, or ``"pushing"`` off the seat.
    walk_in
        Walks from near the camera to the chair and sits down first.
    walk_away
        After the last repetition, stands up and walks to the camera.
    walk_m, camera_yaw_deg
        How far they walk, and the yaw of the camera that they walk to and from.
    still_before_s, still_after_s
        Quiet sitting before the first and after the last repetition.
    body, seed
        Whose, and the seed of the spread.

    Raises
    ------
    ValueError
        If the chair is too high or too low, or arms or attempts are impossible.
    """
    if arms not in ARMS:
        raise ValueError(f"arms {arms!r}: {', '.join(ARMS)}")
    chair = Chair(body or Body(), seated_knee_deg, trunk_lean_deg)
    entry = _entry(chair.body, walk_m, camera_yaw_deg) if walk_in else ()
    first_s = entry[-1].end_s + sit_s if entry else 0.0
    plan = Plan(
        n_reps=n_reps,
        rise_s=rise_s,
        peak_pause_s=standing_pause_s,
        fall_s=sit_s,
        rest_s=seated_pause_s,
        tempo_spread_ratio=tempo_spread_ratio,
        extra_rest_s=extra_rest_s,
        incomplete=incomplete,
        incomplete_ratio=chair.risen_at(incomplete_ratio),
        still_before_s=first_s + still_before_s,
        still_after_s=still_after_s,
        seed=seed,
    )
    repetitions = plan.cycles(0.0, 1.0)
    last_s = plan.duration_s(repetitions)
    cycles = repetitions
    if entry:
        cycles = (stood_until(entry[-1].end_s, sit_s), *cycles)
    leaving: tuple[Walk | Turn, ...] = ()
    if walk_away:
        cycles = (*cycles, standing_from(last_s, rise_s))
        leaving = _leaving(chair.body, walk_m, camera_yaw_deg, last_s + rise_s)
    tempo = Tempo(cycles, first_s, last_s, entry, leaving)
    start_m = _towards_camera_m(walk_m, camera_yaw_deg)
    return Movement(
        protocol="sit_to_stand",
        side=None,
        duration_s=leaving[-1].end_s if leaving else last_s,
        body=chair.body,
        points_at=_session(Sitting(chair, cycles, arms), tempo, start_m),
        repetitions=tuple(_told(chair, cycle) for cycle in repetitions),
        measured="knee_flexion_deg",
        phases=_phases(tempo),
    )


def chair_stand_30s(**choices: Any) -> Movement:
    """Return `sit_to_stand` as the 30 s chair stand."""
    return replace(sit_to_stand(**choices), protocol="chair_stand_30s")


def five_times_sit_to_stand(**choices: Any) -> Movement:
    """Return `sit_to_stand` as the five times sit to stand."""
    return replace(sit_to_stand(**choices), protocol="five_times_sit_to_stand")


def _entry(body: Body, walk_m: float, yaw_deg: float) -> tuple[Walk | Turn, ...]:
    """Return the walk away from the camera to the chair and the turn before it."""
    away_deg = yaw_deg - 180.0 if yaw_deg > 0 else yaw_deg + 180.0
    walk = walk_of(body, 0.0, walk_m)
    return (walk, Turn(walk.end_s, away_deg, 0.0))


def _leaving(body: Body, walk_m: float, yaw_deg: float, from_s: float) -> tuple[Walk | Turn, ...]:
    """Return the turn to the camera and the walk to it."""
    turn = Turn(from_s, 0.0, yaw_deg)
    return (turn, walk_of(body, turn.end_s, walk_m))


def _towards_camera_m(walk_m: float, yaw_deg: float) -> tuple[float, float]:
    """Return the place, x and z, that is so far from the chair towards the camera."""
    yaw = np.radians(yaw_deg)
    return float(walk_m * np.sin(yaw)), float(walk_m * np.cos(yaw))


def _phases(tempo: Tempo) -> tuple[Phase, ...]:
    """Return the parts of a session by name."""
    parts = [Phase("test", tempo.first_s, tempo.last_s)]
    if tempo.entry:
        parts.insert(0, Phase("walk_in", 0.0, tempo.first_s))
    if tempo.leaving:
        parts.append(Phase("walk_away", tempo.last_s, tempo.leaving[-1].end_s))
    return tuple(parts)


def _told(chair: Chair, cycle: Cycle) -> RepetitionTruth:
    """Return the truth about one rise: knee flexion at its top, and the hips' travel."""
    return RepetitionTruth(
        side=None,
        start_s=cycle.start_s,
        end_s=cycle.end_s,
        peak_s=cycle.peak_s,
        peak_deg=chair.knee_deg + cycle.peak * (STANDING_FLEXION_DEG - chair.knee_deg),
        complete=cycle.complete,
        travel_m=chair.height_m(cycle.peak) - chair.height_m(0.0),
    )


def _session(
    sitting: Sitting, tempo: Tempo, start_m: tuple[float, float]
) -> Callable[[FloatArray], FloatArray]:
    """Return the points of a session: walking in, the chair, walking away."""
    body = sitting.chair.body
    sits_s = tempo.entry[-1].end_s if tempo.entry else -np.inf
    leaves_s = tempo.leaving[0].start_s if tempo.leaving else np.inf

    def points_at(times_s: FloatArray) -> FloatArray:
        points = np.empty((len(times_s), len(POINT_NAMES), 3))
        entering, leaving = times_s < sits_s, times_s >= leaves_s
        seated = ~entering & ~leaving
        points[seated] = sitting.points_at(times_s[seated])
        if entering.any():
            turn = tempo.entry[-1]
            assert isinstance(turn, Turn)
            points[entering] = route_points(
                body, times_s[entering], tempo.entry, facing_deg=turn.from_deg, at_m=start_m
            )
        if leaving.any():
            points[leaving] = route_points(body, times_s[leaving], tempo.leaving)
        return points

    return points_at
