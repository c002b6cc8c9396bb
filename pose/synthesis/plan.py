"""When repetitions happen and how far they go: what all movements in sets have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

import numpy as np

from pose.synthesis.body import SIDES, Body, FloatArray
from pose.synthesis.movement import Cycle, Movement, RepetitionTruth

BOTH: Final = "both"
ALTERNATING: Final = "alternating"


class PlanOptions(TypedDict, total=False):
    """The fields of `Plan`, as keywords of the makers of movements."""

    n_reps: int
    peak_spread_deg: float
    rise_s: float
    peak_pause_s: float
    fall_s: float
    rest_s: float
    tempo_spread_ratio: float
    extra_rest_s: tuple[float, ...]
    incomplete: tuple[int, ...]
    incomplete_ratio: float
    still_before_s: float
    still_after_s: float
    seed: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A set of repetitions.

    Attributes
    ----------
    n_reps
        Repetitions tried, incomplete ones included.
    peak_spread_deg
        Each peak differs from its target by a draw from ± this.
    rise_s, peak_pause_s, fall_s, rest_s
        Tempo: away from rest, at the peak, back, and between repetitions.
    tempo_spread_ratio
        Each of these times differs by a draw from ± this share of it.
    extra_rest_s
        Longer rest after the first repetition, after the second, and so on.
    incomplete
        Numbers, from 0, of repetitions that are broken off.
    incomplete_ratio
        How far those go, as a share of the way from rest to the target.
    still_before_s, still_after_s
        Quiet time around the repetitions.
    seed
        Of both spreads.
    """

    n_reps: int = 5
    peak_spread_deg: float = 0.0
    rise_s: float = 1.2
    peak_pause_s: float = 0.3
    fall_s: float = 1.2
    rest_s: float = 0.6
    tempo_spread_ratio: float = 0.0
    extra_rest_s: tuple[float, ...] = ()
    incomplete: tuple[int, ...] = ()
    incomplete_ratio: float = 0.4
    still_before_s: float = 1.5
    still_after_s: float = 1.5
    seed: int = 0

    def cycles(self, rest: float, target: float, *, arm: int = 0) -> tuple[Cycle, ...]:
        """Return the repetitions of one joint that rests at ``rest``.

        Joints numbered differently by ``arm`` share the tempo and draw their own peaks.
        """
        draws = np.random.default_rng((self.seed, arm)).uniform(-1.0, 1.0, self.n_reps)
        tempo = np.random.default_rng((self.seed, 99)).uniform(-1.0, 1.0, (self.n_reps, 4))
        factors = 1.0 + self.tempo_spread_ratio * tempo
        start_s = self.still_before_s
        cycles: list[Cycle] = []
        for number, (rise, pause, fall, between) in enumerate(factors.tolist()):
            complete = number not in self.incomplete
            peak = target + self.peak_spread_deg * draws[number]
            if not complete:
                peak = rest + self.incomplete_ratio * (target - rest)
            times_s = (rise * self.rise_s, pause * self.peak_pause_s, fall * self.fall_s)
            cycles.append(Cycle(start_s, *times_s, float(peak), complete))
            extra_s = self.extra_rest_s[number] if number < len(self.extra_rest_s) else 0.0
            start_s = cycles[-1].end_s + between * self.rest_s + extra_s
        return tuple(cycles)

    def duration_s(self, cycles: Sequence[Cycle]) -> float:
        """Return how long a set of these repetitions lasts."""
        return (cycles[-1].end_s if cycles else self.still_before_s) + self.still_after_s

    def check(self, what: str, target: float, lowest: float, highest: float) -> None:
        """Raise `ValueError` if a peak could be outside of what a joint can do."""
        if not lowest < target - self.peak_spread_deg <= target + self.peak_spread_deg <= highest:
            raise ValueError(f"{what} reach from {lowest:g} to {highest:g} degrees")

    def movement(
        self,
        protocol: str,
        measured: str,
        body: Body,
        cycles: Mapping[str | None, Sequence[Cycle]],
        points_at: Callable[[FloatArray], FloatArray],
        *,
        side: str | None,
    ) -> Movement:
        """Return the movement that these repetitions by side make."""
        told = [
            RepetitionTruth(one, c.start_s, c.end_s, c.peak_s, c.peak, c.complete)
            for one, repetitions in cycles.items()
            for c in repetitions
        ]
        longest = max(cycles.values(), key=self.duration_s, default=())
        return Movement(
            protocol=protocol,
            side=side,
            duration_s=self.duration_s(longest),
            body=body,
            points_at=points_at,
            repetitions=tuple(sorted(told, key=lambda one: one.start_s)),
            measured=measured,
        )


def sides_of(side: str, *, allowed: Sequence[str] = (*SIDES, BOTH)) -> tuple[str, ...]:
    """Return the sides that move.

    Raises
    ------
    ValueError
        If ``side`` is not allowed.
    """
    if side not in allowed:
        raise ValueError(f"side {side!r}: {', '.join(allowed)}")
    return (side,) if side in SIDES else tuple(SIDES)


def alternated(cycles: Sequence[Cycle], side: str) -> dict[str | None, tuple[Cycle, ...]]:
    """Return repetitions by side: all on one, or left and right in turn, left first."""
    if side != ALTERNATING:
        return {one: tuple(cycles) if one == side else () for one in SIDES}
    return {one: tuple(cycles[first::2]) for first, one in enumerate(SIDES)}
