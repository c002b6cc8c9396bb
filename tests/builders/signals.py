"""One signal with a known count: synthetic sit to stand, and sessions of real movement."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from pose.angles import (
    inclination_deg,
    length_px,
    midpoint,
    point,
    shoulder_elevation_deg,
)
from pose.smoothing import low_passed
from tests.builders.real_data import data_folder

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
    """Return repetitions seen by a camera that sinks or rises by up to half of the travel."""
    count = int(rng.integers(5, 16))
    values = series(rng, count)
    drift = np.linspace(0, rng.uniform(-0.5, 0.5) * TRAVEL, len(values))
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


@dataclass(frozen=True)
class Session:
    """What of a session is counted: the camera's turn, the protocol's rule, and the signal."""

    movement: str
    yaw_deg: float
    protocol: str
    signal: Callable[[np.ndarray], np.ndarray]


def hip_drop(xy_px: np.ndarray) -> np.ndarray:
    """Return how far the hips are down, over the ankles, in thigh lengths."""
    hip, knee, ankle = (midpoint(xy_px, part) for part in ("hip", "knee", "ankle"))
    return (hip[:, 1] - ankle[:, 1]) / np.nanpercentile(length_px(hip, knee), 80)


def hip_height(xy_px: np.ndarray) -> np.ndarray:
    return -hip_drop(xy_px)


def thigh_deg(xy_px: np.ndarray) -> np.ndarray:
    """Return the inclination of the thigh that moves."""
    return moving_more(
        *(
            np.abs(inclination_deg(point(xy_px, f"{side}_knee"), point(xy_px, f"{side}_hip")))
            for side in ("left", "right")
        )
    )


def arm_deg(xy_px: np.ndarray) -> np.ndarray:
    """Return the elevation of the arm that moves."""
    return moving_more(*(shoulder_elevation_deg(xy_px, side) for side in ("left", "right")))


def moving_more(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the signal with the wider spread: the higher one would jump in a gap of the other.

    Noise of one that points at the camera is no movement, so both are smoothed first.
    """
    spread = [float(np.nanstd(low_passed(one, 1.0))) for one in (left, right)]
    return left if spread[0] > spread[1] else right


SESSIONS = {
    "squat": Session("1", 90.0, "squat", hip_drop),
    "forward lunge": Session("3", 90.0, "forward_lunge", hip_drop),
    "side lunge": Session("4", 0.0, "side_lunge", hip_drop),
    "sit to stand, from standing": Session("5", 90.0, "sit_to_stand", hip_drop),
    "sit to stand, from the seat": Session("5", 90.0, "sit_to_stand", hip_height),
    "straight leg raise": Session("6", 90.0, "hip_flexion", thigh_deg),
    "shoulder abduction": Session("7", 0.0, "shoulder_abduction", arm_deg),
    "shoulder extension": Session("8", 90.0, "shoulder_extension", arm_deg),
    "shoulder scaption": Session("10", 0.0, "shoulder_scaption", arm_deg),
}
SUBJECTS = ("1", "2", "3", "4", "5")
IMAGE_WIDTH_PX, IMAGE_HEIGHT_PX, FOCAL_PX, CAMERA_M = 720, 1280, 1100.0, 3.2
HIDDEN = -32768
UNDER_WAY_SHARE = 0.25
THIGH_M = 0.42
"""A usual thigh: turns the drop of the head into the unit of a squat's rule."""
FULL_LIFT_M, FULL_LIFT_DEG = 1.3, 180.0
"""Way of a thumb from hanging to overhead."""


@cache
def _laboratory() -> tuple[np.ndarray, list[dict[str, str]]]:
    folder = data_folder("uiprmd")
    with np.load(folder / "vicon_coco17_3d_100hz.npz", allow_pickle=True) as archive:
        points = archive["points_0p1mm"]
    with (folder / "index.csv").open(encoding="utf-8") as index:
        return points, list(csv.DictReader(index))


def session(name: str, kind: str, subject: str, *, noise_px: float = 2.0) -> Trial | None:
    """Return the signal of a whole session seen by a camera, as it comes out of the cleaning.

    The count is that of the repetitions that were recorded: an episode without points is
    none, nor is the first one where it begins under way.

    Parameters
    ----------
    kind
        ``"correct"``, or ``"incorrect"``: the same movements, done unevenly on purpose.
    """
    row = SESSIONS[name]
    points, index = _laboratory()
    rows = [
        one
        for one in index
        if (one["kind"], one["movement"], one["subject"]) == (kind, row.movement, subject)
    ]
    if not rows:
        return None
    frames = np.concatenate([int(one["offset"]) + np.arange(int(one["n_frames"])) for one in rows])
    metres = np.where(points[frames] == HIDDEN, np.nan, points[frames] / 1e4)
    known_deg = [float(one["facing_deg"]) for one in rows if one["facing_deg"]]
    rng = np.random.default_rng([int(subject), int(row.movement)])
    times_s = np.arange(0, (len(frames) - 1) / 100, 1 / HZ)
    places = np.round(times_s * 100).astype(int)
    xy_px = _seen(metres[places], float(np.mean(known_deg)), row.yaw_deg)
    episode = np.repeat(np.arange(len(rows)), [int(one["n_frames"]) for one in rows])[places]
    known = np.isfinite(row.signal(xy_px))
    recorded = [known[episode == one].mean() > 0.5 for one in range(len(rows))]
    values = row.signal(with_faults(xy_px + rng.normal(0, noise_px, xy_px.shape), rng))
    return Trial(low_passed(values), sum(recorded))


def with_faults(xy_px: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return points of which 3 % are lost one by one, and some for up to 0.8 s."""
    faulty = xy_px.copy()
    faulty[rng.random(faulty.shape[:2]) < 0.03] = np.nan
    for joint in range(faulty.shape[1]):
        start = int(rng.integers(HZ, len(faulty) - HZ))
        faulty[start : start + int(rng.integers(5, 25)), joint] = np.nan
    return faulty


def _seen(metres: np.ndarray, facing_deg: float, yaw_deg: float) -> np.ndarray:
    """Return pixels of a level camera that sees somebody turned to their right by ``yaw_deg``."""
    facing, yaw = np.radians(facing_deg), np.radians(yaw_deg)
    forward = np.array([np.cos(facing), np.sin(facing), 0.0])
    left = np.array([-np.sin(facing), np.cos(facing), 0.0])
    towards = np.cos(yaw) * forward + np.sin(yaw) * left
    right = np.cross(-towards, [0.0, 0.0, 1.0])
    seen = metres - (np.nanmedian(metres.reshape(-1, 3), axis=0) + CAMERA_M * towards)
    depth = seen @ -towards
    x = IMAGE_WIDTH_PX / 2 + FOCAL_PX * (seen @ right) / depth
    y = IMAGE_HEIGHT_PX / 2 - FOCAL_PX * seen[..., 2] / depth
    return np.stack([x, y], axis=-1)


def whole_repetitions(trial: Trial, rest: float, typical_range: float) -> range:
    """Return the counts that are right: each end at which a movement is cut may cost one."""
    known = trial.values[np.isfinite(trial.values)]
    share = (np.array([np.mean(known[:9]), np.mean(known[-9:])]) - rest) / typical_range
    return range(trial.count - int((share > UNDER_WAY_SHARE).sum()), trial.count + 1)


@dataclass(frozen=True)
class Patient:
    """One person's signal, low at rest, and where a therapist saw repetitions begin and end."""

    name: str
    values: np.ndarray
    borders: np.ndarray
    count: int


def patients(exercise: str) -> list[Patient]:
    """Return arm lifts (``"es1"``, degrees) or squats (``"es5"``, thighs) of many people."""
    signals = _rows(f"signal_{exercise}.csv")
    found = []
    for name, borders in _rows(f"labels_{exercise}.csv").items():
        lifts = exercise == "es1"
        values = signals[name] * (FULL_LIFT_DEG / FULL_LIFT_M if lifts else -1 / THIGH_M)
        count = len(borders) - 1 if lifts else len(borders) // 2
        found.append(Patient(name, values, borders, count))
    return found


def _rows(name: str) -> dict[str, np.ndarray]:
    with (data_folder("kimore_1d") / name).open(encoding="utf-8") as lines:
        return {
            row[0]: np.array([float(value) for value in row[1:] if value.strip()])
            for row in csv.reader(lines)
        }
