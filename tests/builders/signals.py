"""One signal with a known count: synthetic sit to stand, and joined sessions of real movement."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

HZ = 30
SEATED, STANDING = 1.0, 1.9
"""Heights of the pelvis in thigh lengths: a seat at knee height, and standing."""
TRAVEL = STANDING - SEATED


@dataclass(frozen=True)
class Trial:
    """One signal, and how many complete repetitions it holds."""

    values: np.ndarray
    count: int


def way(start: float, end: float, seconds: float) -> np.ndarray:
    """Return a movement without jerks from one height to another."""
    share = np.arange(max(round(seconds * HZ), 2)) / max(round(seconds * HZ), 2)
    return start + (end - start) * (10 * share**3 - 15 * share**4 + 6 * share**5)


def still(seconds: float, height: float) -> np.ndarray:
    return np.full(round(seconds * HZ), height)


def stand(
    rng: np.random.Generator, way_s: tuple[float, float], hold_s: tuple[float, float]
) -> list[np.ndarray]:
    """Return one repetition: up, a moment of standing, down, a moment of sitting."""
    top = SEATED + TRAVEL * rng.normal(1.0, 0.02)
    return [
        way(SEATED, top, rng.uniform(*way_s)),
        still(rng.uniform(*hold_s), top),
        way(top, SEATED, rng.uniform(*way_s)),
        still(rng.uniform(*hold_s), SEATED),
    ]


def series(
    rng: np.random.Generator,
    count: int,
    way_s: tuple[float, float] = (0.6, 1.3),
    hold_s: tuple[float, float] = (0.1, 0.8),
) -> np.ndarray:
    """Return some repetitions, seated before and after."""
    parts = [piece for _ in range(count) for piece in stand(rng, way_s, hold_s)]
    before, after = (still(rng.uniform(1.0, 3.0), SEATED) for _ in range(2))
    return np.concatenate([before, *parts, after])


def unsteady(rng: np.random.Generator, values: np.ndarray, share: float = 0.006) -> np.ndarray:
    """Return the signal with a little noise, and the slow sway of a body."""
    sway = 0.012 * TRAVEL * np.sin(np.arange(len(values)) / HZ * 1.7 + rng.uniform(0, 6))
    return values + sway + rng.normal(0, share * TRAVEL, len(values))


def normal(rng: np.random.Generator) -> Trial:
    count = int(rng.integers(4, 16))
    return Trial(unsteady(rng, series(rng, count)), count)


def fast(rng: np.random.Generator) -> Trial:
    count = int(rng.integers(5, 25))
    return Trial(unsteady(rng, series(rng, count, (0.28, 0.45), (0.0, 0.12))), count)


def slow(rng: np.random.Generator) -> Trial:
    count = int(rng.integers(3, 8))
    return Trial(unsteady(rng, series(rng, count, (2.0, 4.5), (0.2, 1.5))), count)


def pauses(rng: np.random.Generator) -> Trial:
    """Return repetitions with stops on the way up or down, and long rests between them."""
    count = int(rng.integers(4, 10))
    parts = [still(2.0, SEATED)]
    for _ in range(count):
        up, top, down, seat = stand(rng, (0.6, 1.3), (0.1, 0.8))
        broken = rng.integers(3)
        if broken < 2:
            line = up if broken == 0 else down
            at = int(len(line) * rng.uniform(0.4, 0.6))
            stop = still(rng.uniform(0.4, 2.0), line[at])
            line = np.concatenate([line[:at], stop, line[at:]])
            up, down = (line, down) if broken == 0 else (up, line)
        parts += [up, top, down, seat, still(rng.uniform(0.0, 6.0), SEATED)]
    parts.append(still(1.5, SEATED))
    return Trial(unsteady(rng, np.concatenate(parts)), count)


def failed(rng: np.random.Generator) -> Trial:
    """Return repetitions among which some attempts turn back at 35 % of the height."""
    count = int(rng.integers(4, 12))
    parts = [still(2.0, SEATED)]
    attempts = rng.choice(count, size=int(rng.integers(1, count)), replace=False)
    for index in range(count):
        if index in attempts:
            turn = SEATED + 0.35 * TRAVEL
            tried_s = rng.uniform(0.4, 0.9)
            parts += [way(SEATED, turn, tried_s), way(turn, SEATED, tried_s)]
            parts.append(still(rng.uniform(0.1, 1.0), SEATED))
        parts += stand(rng, (0.6, 1.3), (0.1, 0.8))
    parts.append(still(1.5, SEATED))
    return Trial(unsteady(rng, np.concatenate(parts)), count)


def drifting(rng: np.random.Generator) -> Trial:
    """Return repetitions seen by a camera that sinks or rises by up to 30 % of the travel."""
    count = int(rng.integers(5, 16))
    values = series(rng, count)
    drift = np.linspace(0, rng.uniform(-0.3, 0.3) * TRAVEL, len(values))
    return Trial(unsteady(rng, values + drift), count)


def noisy(rng: np.random.Generator) -> Trial:
    """Return repetitions with 3 % noise, and 2 % of the samples anywhere."""
    count = int(rng.integers(4, 16))
    values = unsteady(rng, series(rng, count), 0.03)
    wild = rng.random(len(values)) < 0.02
    values[wild] += rng.choice([-1, 1], wild.sum()) * rng.uniform(0.4, 1.5, wild.sum()) * TRAVEL
    return Trial(values, count)


def gaps(rng: np.random.Generator) -> Trial:
    """Return repetitions of which up to 0.8 s are hidden again and again."""
    count = int(rng.integers(4, 16))
    values = unsteady(rng, series(rng, count))
    at = HZ
    while (at := at + int(rng.integers(2 * HZ, 6 * HZ))) < len(values) - 2 * HZ:
        values[at : at + int(rng.integers(5, 25))] = np.nan
    return Trial(values, count)


def walking_away(rng: np.random.Generator) -> Trial:
    """Return repetitions, a last stand that is none, and a walk up to the camera.

    The pelvis rises in the picture, or sinks out of it, step by step, and may get lost.
    """
    count = int(rng.integers(4, 12))
    values = series(rng, count)
    up = way(SEATED, STANDING, rng.uniform(0.7, 1.2))
    steps = np.arange(round(rng.uniform(1.5, 5.0) * HZ)) / HZ
    end = STANDING + TRAVEL * rng.choice([rng.uniform(0.2, 2.5), rng.uniform(-2.5, -1.6)])
    walk = way(STANDING, end, len(steps) / HZ)[: len(steps)]
    walk = walk + 0.08 * TRAVEL * np.sin(2 * np.pi * 1.8 * steps)[: len(walk)]
    tail = [up, still(rng.uniform(0.1, 1.0), STANDING), walk]
    if rng.random() < 0.3:
        tail.append(np.full(HZ, np.nan))
    return Trial(unsteady(rng, np.concatenate([values, *tail])), count)


BATTERY: dict[str, Callable[[np.random.Generator], Trial]] = {
    "normal": normal,
    "fast": fast,
    "slow": slow,
    "pauses": pauses,
    "failed attempts": failed,
    "drift": drifting,
    "noise and outliers": noisy,
    "gaps": gaps,
    "walking away": walking_away,
}
"""Every kind of trial, made from a generator of chance."""
