"""Timed up and go in its parts: stand up, walk, turn, walk back, turn, sit down."""

from collections.abc import Sequence

import numpy as np

from pose.synthesis.body import POINT_NAMES, Body, FloatArray
from pose.synthesis.chair import ARMS, Chair, Sitting, standing_from, stood_until
from pose.synthesis.movement import Movement, Phase
from pose.synthesis.walking import Turn, Walk, route_points, walk_of


def timed_up_and_go(
    *,
    walk_m: float = 3.0,
    rise_s: float = 1.1,
    sit_s: float = 1.3,
    turn_s: float = 1.4,
    step_s: float = 0.55,
    seated_knee_deg: float = 95.0,
    trunk_lean_deg: float = 35.0,
    arms: str = "free",
    still_before_s: float = 2.0,
    still_after_s: float = 2.0,
    body: Body | None = None,
) -> Movement:
    """Return one timed up and go.

    The way out leads where the seated body faces: towards a camera at yaw 0, which must be
    further away than ``walk_m``.  The phases are ``sitting``, ``stand_up`` (hips off the
    seat until upright), ``walk_out``, ``turn``, ``walk_back``, ``turn_to_sit``,
    ``sit_down`` (until the hips are on the seat) and ``seated``; the test is all of them
    but the first and the last, and is the hold.

    Parameters
    ----------
    walk_m
        From the chair to the turn.
    rise_s, sit_s, turn_s, step_s
        Tempo: each turn, and each step.
    seated_knee_deg, trunk_lean_deg, arms
        As in `sit_to_stand`.
    still_before_s, still_after_s
        Quiet sitting.
    body
        Whose.

    Raises
    ------
    ValueError
        If the chair is too high or too low, or the arms do something else.
    """
    if arms not in ARMS:
        raise ValueError(f"arms {arms!r}: {', '.join(ARMS)}")
    chair = Chair(body or Body(), seated_knee_deg, trunk_lean_deg)
    moves = _there_and_back(chair.body, still_before_s + rise_s, walk_m, turn_s, step_s)
    sits_s = moves[-1].end_s
    cycles = (standing_from(still_before_s, rise_s), stood_until(sits_s, sit_s))
    up, down = (Sitting(chair, (cycle,), arms) for cycle in cycles)
    ends_s = sits_s + sit_s

    def points_at(times_s: FloatArray) -> FloatArray:
        points = np.empty((len(times_s), len(POINT_NAMES), 3))
        before, after = times_s < moves[0].start_s, times_s >= sits_s
        walking = ~before & ~after
        points[before] = up.points_at(times_s[before])
        points[walking] = route_points(chair.body, times_s[walking], moves)
        points[after] = down.points_at(times_s[after])
        return points

    names = ("walk_out", "turn", "walk_back", "turn_to_sit")
    return Movement(
        protocol="timed_up_and_go",
        side=None,
        duration_s=ends_s + still_after_s,
        body=chair.body,
        points_at=points_at,
        hold=(still_before_s, ends_s),
        phases=(
            Phase("sitting", 0.0, still_before_s),
            Phase("stand_up", still_before_s, moves[0].start_s),
            *(Phase(name, m.start_s, m.end_s) for name, m in zip(names, moves, strict=True)),
            Phase("sit_down", sits_s, ends_s),
            Phase("seated", ends_s, ends_s + still_after_s),
        ),
    )


def _there_and_back(
    body: Body, start_s: float, walk_m: float, turn_s: float, step_s: float
) -> Sequence[Walk | Turn]:
    """Return the way to the mark, the turn there, the way back and the turn to the seat."""
    n_steps = walk_of(body, start_s, walk_m).n_steps
    out = Walk(start_s, walk_m, n_steps, step_s)
    turn = Turn(out.end_s, 0.0, 180.0, turn_s)
    back = Walk(turn.end_s, walk_m, n_steps, step_s)
    return (out, turn, back, Turn(back.end_s, 180.0, 360.0, turn_s))
