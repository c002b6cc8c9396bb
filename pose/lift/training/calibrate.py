"""How much wider the network's bounds must be to hold on people whom it had not seen."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from pose.lift.angles import ANGLES
from pose.lift.bounds import COVERED, MIDDLE, VIEWS, Widening, reaches_deg, view_of
from pose.lift.training.held_out import Seen

Float32Array = NDArray[np.float32]

MISSED_EACH_SIDE: Final = (1.0 - COVERED) / 2
_FEWEST_PEOPLE: Final = 2
_HIGH_SHARE: Final = 0.75
_RANGE_PERCENTILES: Final = (2, 98)


def widening_of(seen: Iterable[Seen]) -> Widening:
    """Return what makes bounds hold for somebody new, by movement, view and angle.

    Every person counts alike, however long they were recorded.
    """
    every = list(seen)
    movements = tuple(sorted({one.movement for one in every}))
    factors = np.full((len(movements), VIEWS, len(ANGLES), 2), np.nan, dtype=np.float32)
    between_deg = np.full((len(movements), len(ANGLES)), np.nan, dtype=np.float32)
    for row, movement in enumerate(movements):
        own = [one for one in every if one.movement == movement]
        people = sorted({one.person for one in own})
        offsets_deg = {person: _offset_deg(own, person) for person in people}
        # People differ by more where a joint is bent far, which is what is reported.
        high_deg = [_offset_deg(own, person, from_share=_HIGH_SHARE) for person in people]
        between_deg[row] = np.fmax(
            between_people_deg(list(offsets_deg.values())), between_people_deg(high_deg)
        )
        for view in range(VIEWS):
            there = [one for one in own if view_of(one.found_yaw_deg) == view]
            if there:
                factors[row, view] = _factors(there, offsets_deg)
    return Widening(movements, factors, between_deg)


def _offset_deg(
    own: Sequence[Seen], person: str, *, from_share: float | None = None
) -> Float32Array:
    """Return how far the truth is from what is said of a person, on average, ``(angles,)``.

    Parameters
    ----------
    from_share
        Only frames that are so far up, as a share of the way from the person's lowest angle to the
        highest.
    """
    true = np.concatenate([one.true_deg for one in own if one.person == person])
    said = np.concatenate([one.said_deg[..., MIDDLE] for one in own if one.person == person])
    offsets = np.full(len(ANGLES), np.nan, dtype=np.float32)
    for angle in range(len(ANGLES)):
        known = np.isfinite(true[:, angle])
        if from_share is not None and known.any():
            low, high = np.percentile(true[known, angle], _RANGE_PERCENTILES)
            known &= true[:, angle] >= low + from_share * (high - low)
        if known.any():
            offsets[angle] = (true[known, angle] - said[known, angle]).mean()
    return offsets


def between_people_deg(offsets_deg: Sequence[Float32Array]) -> Float32Array:
    """Return how far off somebody new may be, ``(angles,)``, from the offsets of others.

    Their spread, times Student's t for as few as they are, and a little more because their mean is
    not that of everybody; infinite where there are fewer than two.
    """
    table = np.stack(offsets_deg)
    reach_deg = np.full(table.shape[1], np.inf, dtype=np.float32)
    for angle, offsets in enumerate(table.T):
        known = offsets[np.isfinite(offsets)]
        if known.size >= _FEWEST_PEOPLE:
            t = special.stdtrit(known.size - 1, 1.0 - MISSED_EACH_SIDE)
            reach_deg[angle] = t * known.std(ddof=1) * np.sqrt(1.0 + 1.0 / known.size)
    return reach_deg


def _factors(own: Sequence[Seen], offsets_deg: dict[str, Float32Array]) -> Float32Array:
    """Return ``(angles, 2)``: reaches below and above that hold what is left of each person."""
    left = {person: _left_over([one for one in own if one.person == person], offset)
            for person, offset in offsets_deg.items()}  # fmt: skip
    factors = np.full((len(ANGLES), 2), np.nan, dtype=np.float32)
    for angle in range(len(ANGLES)):
        for bound in (0, 1):
            groups = [values[:, angle, bound] for values in left.values()]
            known = [values[np.isfinite(values)] for values in groups]
            factors[angle, bound] = balanced_quantile(
                [values for values in known if values.size], 1.0 - MISSED_EACH_SIDE
            )
    return factors


def _left_over(own: Sequence[Seen], offset_deg: Float32Array) -> Float32Array:
    """Return how far frames are off beyond their person's offset, in reaches, ``(k, angles, 2)``."""
    parts = [np.empty((0, len(ANGLES), 2))]
    for one in own:
        off = one.true_deg - one.said_deg[..., MIDDLE] - offset_deg
        parts.append(np.stack([-off, off], axis=-1) / reaches_deg(one.said_deg))
    return np.concatenate(parts).astype(np.float32)


def balanced_quantile(groups: Sequence[Float32Array], share: float) -> float:
    """Return the quantile of groups that each weigh the same, at least 0; NaN of none."""
    if not groups:
        return float("nan")
    values = np.concatenate(groups)
    weights = np.concatenate([np.full(len(group), 1.0 / len(group)) for group in groups])
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) / len(groups)
    place = min(int(np.searchsorted(reached, share)), len(values) - 1)
    return max(float(values[order][place]), 0.0)
