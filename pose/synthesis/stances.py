"""Standing on two feet, apart, together, in a line, or from one stage to the next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from pose.synthesis.body import SIDES, Body, FloatArray
from pose.synthesis.footing import APART, Change, Footing, footings, standing_on
from pose.synthesis.movement import Movement, Phase, smooth_step
from pose.synthesis.sway import sway

CHANGE_S: Final = 1.4
"""Time to put both feet where they are wanted."""
FADE_S: Final = 0.7
"""The sway of one stage fades in this time; it is gone before the next one starts."""
STAGES: Final = ("feet_together", "semi_tandem", "tandem", "one_leg")


@dataclass(frozen=True)
class _Sway:
    """Sway in both directions over several windows, each with the same known size."""

    left: Sequence[Callable[[FloatArray], FloatArray]]
    forward: Sequence[Callable[[FloatArray], FloatArray]]
    windows: Sequence[tuple[float, float]]

    def left_mm(self, times_s: FloatArray) -> FloatArray:
        """Return the displacement to the left."""
        return self._sum(self.left, times_s)

    def forward_mm(self, times_s: FloatArray) -> FloatArray:
        """Return the displacement forward."""
        return self._sum(self.forward, times_s)

    def _sum(
        self, parts: Sequence[Callable[[FloatArray], FloatArray]], times_s: FloatArray
    ) -> FloatArray:
        total = np.zeros(len(times_s))
        for part, (start_s, end_s) in zip(parts, self.windows, strict=True):
            here = smooth_step((times_s - start_s) / FADE_S + 1.0)
            here = here - smooth_step((times_s - end_s) / FADE_S)
            total += here * part(times_s)
        return total


def quiet_stance(
    *,
    hold_s: float = 30.0,
    sway_rms_mm: float = 5.0,
    sway_forward_rms_mm: float = 6.0,
    still_before_s: float = 1.0,
    still_after_s: float = 1.0,
    body: Body | None = None,
    seed: int = 0,
) -> Movement:
    """Return standing on both feet, hip-wide.

    Parameters
    ----------
    hold_s
        How long the sway has its known size.
    sway_rms_mm, sway_forward_rms_mm
        Root mean square of the torso's displacement sideways and forward over the hold,
        about its mean there; all of it between 0.25 and 1 Hz, with power falling as 1/f².
    still_before_s, still_after_s
        Standing before and after.
    body, seed
        Whose, and the seed of the sway.
    """
    body = body or Body()
    hold = (still_before_s, still_before_s + hold_s)
    swaying = _swaying((hold,), sway_rms_mm, sway_forward_rms_mm, seed)
    return Movement(
        protocol="quiet_stance",
        side=None,
        duration_s=hold[1] + still_after_s,
        body=body,
        points_at=_points(body, (), swaying),
        hold=hold,
        sway_mm=swaying.left_mm,
        sway_rms_mm=sway_rms_mm,
        sway_forward_mm=swaying.forward_mm,
        sway_forward_rms_mm=sway_forward_rms_mm,
    )


def four_stage_balance(
    *,
    hold_s: float | Sequence[float] = 10.0,
    stages: Sequence[str] = STAGES,
    side: str = "left",
    between_s: float = 3.0,
    sway_rms_mm: float = 6.0,
    sway_forward_rms_mm: float = 6.0,
    still_before_s: float = 2.0,
    still_after_s: float = 1.5,
    body: Body | None = None,
    seed: int = 0,
) -> Movement:
    """Return the stages of the four-stage balance test, one after the other.

    Between two stages the feet are hip-wide.  Each stage is a phase by its name, from the
    moment that both feet are in place to the moment that the first of them leaves it; on
    one leg, as long as the other foot is off the floor.  Where there is one stage, it is the hold too.

    Parameters
    ----------
    hold_s
        How long each stage is held, or all of them; shorter than asked is balance lost.
    stages
        Which, of ``feet_together``, ``semi_tandem``, ``tandem`` and ``one_leg``.
    side
        The foot that is behind in the second and the third and stands alone in the fourth.
    between_s
        From the end of a stage to the start of the next, 2.8 s or more.
    sway_rms_mm, sway_forward_rms_mm
        As in `quiet_stance`, in each stage.
    still_before_s, still_after_s
        Standing hip-wide before the first step and after the last one.
    body, seed
        Whose, and the seed of the sway.

    Raises
    ------
    ValueError
        If stages are unknown, too short or too close, or ``side`` is no side.
    """
    if side not in SIDES:
        raise ValueError(f"side {side!r}: left or right")
    unknown = [stage for stage in stages if stage not in STAGES]
    if unknown or not stages:
        raise ValueError(f"stages {', '.join(unknown)}: {', '.join(STAGES)}")
    holds_s = [float(hold_s)] * len(stages) if isinstance(hold_s, int | float) else list(hold_s)
    if len(holds_s) != len(stages) or min(holds_s) < CHANGE_S:
        raise ValueError(f"hold_s: one time of {CHANGE_S:g} s or more for each stage")
    if between_s < 2 * CHANGE_S:
        raise ValueError(f"between_s: the feet need {2 * CHANGE_S:g} s from stage to stage")
    body = body or Body()
    phases = _stage_phases(stages, holds_s, still_before_s + CHANGE_S, between_s)
    windows = [(phase.start_s, phase.end_s) for phase in phases]
    swaying = _swaying(windows, sway_rms_mm, sway_forward_rms_mm, seed)
    return Movement(
        protocol="four_stage_balance",
        side=side,
        duration_s=windows[-1][1] + CHANGE_S + still_after_s,
        body=body,
        points_at=_points(body, _changes(phases, footings(side)), swaying),
        hold=windows[0] if len(stages) == 1 else None,
        sway_mm=swaying.left_mm,
        sway_rms_mm=sway_rms_mm,
        sway_forward_mm=swaying.forward_mm,
        sway_forward_rms_mm=sway_forward_rms_mm,
        phases=phases,
    )


def stance_feet_together(**choices: Any) -> Movement:
    """Return the first stage of `four_stage_balance` alone."""
    return _one_stage("stance_feet_together", "feet_together", choices)


def stance_semi_tandem(**choices: Any) -> Movement:
    """Return the second stage of `four_stage_balance` alone."""
    return _one_stage("stance_semi_tandem", "semi_tandem", choices)


def tandem_stance(**choices: Any) -> Movement:
    """Return the third stage of `four_stage_balance` alone."""
    return _one_stage("tandem_stance", "tandem", choices)


def quiet_stance_eyes_closed(**choices: Any) -> Movement:
    """Return `quiet_stance` as it is scored with the eyes closed."""
    return replace(quiet_stance(**choices), protocol="quiet_stance_eyes_closed")


def _one_stage(protocol: str, stage: str, choices: dict[str, Any]) -> Movement:
    """Return one stage under the protocol that scores it."""
    return replace(four_stage_balance(stages=(stage,), **choices), protocol=protocol)


def _stage_phases(
    stages: Sequence[str], holds_s: Sequence[float], first_s: float, between_s: float
) -> tuple[Phase, ...]:
    """Return the stages with their times."""
    phases = []
    start_s = first_s
    for stage, hold_s in zip(stages, holds_s, strict=True):
        phases.append(Phase(stage, start_s, start_s + hold_s))
        start_s += hold_s + between_s
    return tuple(phases)


def _changes(phases: Sequence[Phase], stages: Mapping[str, Footing]) -> tuple[Change, ...]:
    """Return the feet's ways into each stage and back to hip-wide.

    The foot that is lifted is the last to move and the first to be back, and its stage is
    all the time that it is off the floor.
    """
    changes = []
    for phase in phases:
        to = stages[phase.name]
        off_s = 0.0 if to.lifted is None else CHANGE_S / 2
        stays = "right" if to.lifted == "left" else "left"
        in_s, out_s = phase.start_s + off_s, phase.end_s - off_s
        changes.append(Change(in_s - CHANGE_S, in_s, to, stays))
        changes.append(Change(out_s, out_s + CHANGE_S, APART, to.lifted or "left"))
    return tuple(changes)


def _swaying(
    windows: Sequence[tuple[float, float]], left_mm: float, forward_mm: float, seed: int
) -> _Sway:
    """Return sway of a known size in each window."""
    return _Sway(
        [
            sway(*window, left_mm, FADE_S, seed=_seed(seed, n, 0))
            for n, window in enumerate(windows)
        ],
        [
            sway(*window, forward_mm, FADE_S, seed=_seed(seed, n, 1))
            for n, window in enumerate(windows)
        ],
        windows,
    )


def _seed(seed: int, window: int, direction: int) -> int:
    """Return a seed of its own for each window and direction."""
    return 2 * (len(STAGES) * seed + window) + direction


def _points(
    body: Body, changes: Sequence[Change], swaying: _Sway
) -> Callable[[FloatArray], FloatArray]:
    """Return the points of somebody who stands, as a function of time."""

    def points_at(times_s: FloatArray) -> FloatArray:
        sway_m = (swaying.left_mm(times_s) / 1000.0, swaying.forward_mm(times_s) / 1000.0)
        return standing_on(body, times_s, APART, changes, sway_m)

    return points_at
