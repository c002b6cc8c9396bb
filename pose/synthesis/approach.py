"""Walking to the place of an exercise first, and from it to the camera at the end."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pose.synthesis.body import POINT_INDEX, Body, FloatArray
from pose.synthesis.movement import Movement, Phase, smooth_step
from pose.synthesis.walking import Turn, Walk, route_points, walk_of

SETTLE_S: Final = 0.5
"""Time from standing to the exercise's own first pose, and back from its last."""
SAME_FEET_M: Final = 0.03
"""A movement whose ankles are further from standing is not one in standing."""


def with_walks(
    movement: Movement,
    *,
    camera_yaw_deg: float,
    walk_in: bool = True,
    walk_away: bool = True,
    walk_m: float = 1.4,
) -> Movement:
    """Return a movement in standing with a walk from the camera before and one to it after.

    All times of the truth are later by the walk in.  In the half second between standing and
    the exercise's own pose every point goes straight, so bones are then off by a little.  The
    phases are ``walk_in``, ``test`` and ``walk_away``.

    Parameters
    ----------
    movement
        One that starts and ends in standing.
    camera_yaw_deg, walk_m
        The yaw of the camera that they come from and go to, and how far they walk.
    walk_in, walk_away
        Which of the two.

    Raises
    ------
    ValueError
        If the movement does not start and end in standing, or has phases of its own.
    """
    if movement.phases:
        raise ValueError(f"{movement.protocol} has phases of its own")
    _check_stands(movement)
    body = movement.body
    away_deg = camera_yaw_deg - 180.0 if camera_yaw_deg > 0 else camera_yaw_deg + 180.0
    walk = walk_of(body, 0.0, walk_m)
    entry = (walk, Turn(walk.end_s, away_deg, 0.0)) if walk_in else ()
    starts_s = entry[-1].end_s + SETTLE_S if entry else 0.0
    ends_s = starts_s + movement.duration_s
    leaving: tuple[Walk | Turn, ...] = ()
    if walk_away:
        turn = Turn(ends_s + SETTLE_S, 0.0, camera_yaw_deg)
        leaving = (turn, walk_of(body, turn.end_s, walk_m))
    yaw = np.radians(camera_yaw_deg)
    from_m = (float(walk_m * np.sin(yaw)), float(walk_m * np.cos(yaw)))
    session = _Session(movement, entry, leaving, starts_s, away_deg, from_m)
    phases = [Phase("test", starts_s, ends_s)]
    if entry:
        phases.insert(0, Phase("walk_in", 0.0, starts_s))
    if leaving:
        phases.append(Phase("walk_away", ends_s, leaving[-1].end_s))
    return replace(
        later(movement, starts_s),
        duration_s=phases[-1].end_s,
        points_at=session.points_at,
        phases=tuple(phases),
    )


def later(movement: Movement, by_s: float) -> Movement:
    """Return a movement whose truth is told later; its first pose lasts until then."""
    hold = movement.hold

    def shifted(of: Callable[[FloatArray], FloatArray]) -> Callable[[FloatArray], FloatArray]:
        return lambda times_s: of(times_s - by_s)

    return replace(
        movement,
        duration_s=movement.duration_s + by_s,
        points_at=lambda times_s: movement.points_at(np.maximum(times_s - by_s, 0.0)),
        repetitions=tuple(
            replace(
                one, start_s=one.start_s + by_s, end_s=one.end_s + by_s, peak_s=one.peak_s + by_s
            )
            for one in movement.repetitions
        ),
        hold=None if hold is None else (hold[0] + by_s, hold[1] + by_s),
        touches=tuple((start_s + by_s, end_s + by_s) for start_s, end_s in movement.touches),
        phases=tuple(
            Phase(one.name, one.start_s + by_s, one.end_s + by_s) for one in movement.phases
        ),
        sway_mm=shifted(movement.sway_mm),
        sway_forward_mm=shifted(movement.sway_forward_mm),
    )


@dataclass(frozen=True)
class _Session:
    """A movement between two walks."""

    movement: Movement
    entry: tuple[Walk | Turn, ...]
    leaving: tuple[Walk | Turn, ...]
    starts_s: float
    from_deg: float
    from_m: tuple[float, float]

    def points_at(self, times_s: FloatArray) -> FloatArray:
        """Return all points of the body at times of shape ``(n,)``."""
        body, last_s = self.movement.body, self.movement.duration_s
        own_s = np.clip(times_s - self.starts_s, 0.0, last_s)
        points = self.movement.points_at(own_s)
        before, after = times_s < self.starts_s, times_s > self.starts_s + last_s
        if before.any():
            walked = route_points(
                body, times_s[before], self.entry, facing_deg=self.from_deg, at_m=self.from_m
            )
            share = smooth_step((times_s[before] - self.starts_s) / SETTLE_S + 1.0)
            points[before] = walked + share[:, None, None] * (points[before] - walked)
        if after.any():
            walked = route_points(body, times_s[after], self.leaving)
            share = smooth_step((times_s[after] - self.starts_s - last_s) / SETTLE_S)
            points[after] += share[:, None, None] * (walked - points[after])
        return points


def _check_stands(movement: Movement) -> None:
    """Raise `ValueError` unless the first and the last pose stand where one stands."""
    ends = movement.points_at(np.array([0.0, movement.duration_s]))
    ankles = [POINT_INDEX["left_ankle"], POINT_INDEX["right_ankle"]]
    hips = [POINT_INDEX["left_hip"], POINT_INDEX["right_hip"]]
    standing = _standing_points(movement.body)
    off_m = np.linalg.norm(ends[:, ankles] - standing[ankles], axis=-1).max()
    low_m = (standing[hips, 1] - ends[:, hips, 1]).max()
    if max(off_m, low_m) > SAME_FEET_M:
        raise ValueError(f"{movement.protocol} does not start and end in standing")


def _standing_points(body: Body) -> FloatArray:
    """Return all points of somebody who stands."""
    points = route_points(body, np.zeros(1), ())
    return np.asarray(points[0])
