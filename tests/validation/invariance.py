"""The same movement seen otherwise: facing, mirrored, rolled, other frame rates."""

import math
from dataclasses import dataclass, replace

import numpy as np

from pose.synthesis import MOVEMENTS, Imperfections, Movement, synthesize
from pose.synthesis.battery import SETTINGS
from pose.view import View
from scoring.protocols import PROTOCOLS
from scoring.report import Report
from tests.builders.motion import mirrored
from tests.validation.ledger import Ledger
from tests.validation.model import SYNTHETIC, Figure, Goal, Picture, Section, Table, Topic
from tests.validation.pictures import bars
from tests.validation.synthetic import main_key, repeated, usual_camera, usual_side

LIMIT_DEG = 0.5
GOALS = (
    Goal(
        "the same movement facing the other way, mirrored, rolled 10 degrees, at 12, 24, 30, 60 "
        "and jittered fps",
        f"within {LIMIT_DEG:g} degrees and the same count",
    ),
)
OTHER = {"left": "right", "right": "left", None: None}


@dataclass(frozen=True)
class Way:
    """One way of seeing a movement.

    Attributes
    ----------
    turned
        Whether the patient faces the other way.
    other_limb
        Whether the other limb does it, so that it is the nearer one again.
    """

    fps: float = 30.0
    jitter_ms: float = 0.0
    roll_deg: float = 0.0
    mirrored: bool = False
    turned: bool = False
    other_limb: bool = False


USUAL = Way()
WAYS = {
    "facing the other way": Way(turned=True, other_limb=True),
    "the same, with the far limb": Way(turned=True),
    "mirrored": Way(mirrored=True),
    "rolled 10 degrees": Way(roll_deg=10.0),
    "12 fps": Way(fps=12.0),
    "24 fps": Way(fps=24.0),
    "60 fps": Way(fps=60.0),
    "30 fps, 8 ms jitter": Way(jitter_ms=8.0),
}
TEXT = (
    "Without noise, five repetitions of each protocol, one second each way and no rest at "
    "the peak, are recorded at 30 frames a second from where the protocol asks, and once "
    "more in each other way. Shown: the largest difference of "
    "the main angle's median peak, degrees, and of the count where it differs. Protocols "
    "without an angle from their view are compared by their count alone."
)


@dataclass(frozen=True)
class Difference:
    """What another way of seeing changes: the angle, and the count; NaN where refused."""

    angle_deg: float
    count: float

    @property
    def within(self) -> bool:
        """Whether it is within the goal."""
        return self.count == 0 and not self.angle_deg > LIMIT_DEG


def applies(key: str, way: Way) -> bool:
    """Whether a movement can be seen so: only side views have another way to face."""
    return not way.turned or PROTOCOLS[key].view is View.SIDE


def brisk(key: str, side: str | None) -> Movement:
    """Return repetitions of one second each way that do not rest at their peak."""
    setting = SETTINGS[key]
    tempo = setting.plan({"n_reps": 5, "rise_s": 1.0, "peak_pause_s": 0.0, "fall_s": 1.0})
    return MOVEMENTS[key](**tempo, **({"side": side} if side else {}))


def seen(key: str, way: Way, ledger: Ledger) -> Report:
    """Return the report about a movement seen in one way."""
    limb = "left" if SETTINGS[key].sided else None
    side = OTHER[limb] if way.other_limb else limb
    camera = replace(usual_camera(key), roll_deg=way.roll_deg)
    if way.turned:
        camera = replace(camera, yaw_deg=-camera.yaw_deg)
    stream, _ = synthesize(
        brisk(key, side),
        camera,
        fps=way.fps,
        imperfections=Imperfections(jitter_ms=way.jitter_ms),
    )
    return ledger.score(mirrored(stream) if way.mirrored else stream, key, usual_side(key, side))


def compared(first: Report, other: Report, key: str | None) -> Difference:
    """Return the largest difference of the main angle, of any side, and of the count."""
    if first.refusal is not None or other.refusal is not None:
        return Difference(math.nan, math.nan)
    count = _value(other, "repetitions") - _value(first, "repetitions")
    if key is None:
        return Difference(math.nan, count)
    # Facing the other way, the nearer limb is the other one.
    ours, theirs = (
        sorted(one.value for one in report.metrics if one.key == key and one.value is not None)
        for report in (first, other)
    )
    if not ours or len(ours) != len(theirs):
        return Difference(math.nan, count)
    return Difference(max(abs(a - b) for a, b in zip(ours, theirs, strict=True)), count)


def _value(report: Report, key: str) -> float:
    return next(
        (one.value for one in report.metrics if one.key == key and one.value is not None), math.nan
    )


def differences(
    keys: tuple[str, ...], ledger: Ledger, ways: dict[str, Way] = WAYS
) -> dict[str, dict[str, Difference]]:
    """Return what each way of seeing changes, by protocol."""
    table: dict[str, dict[str, Difference]] = {}
    for key in keys:
        usual, main = seen(key, USUAL, ledger), main_key(PROTOCOLS[key])
        table[key] = {
            name: compared(usual, seen(key, way, ledger), main)
            for name, way in ways.items()
            if applies(key, way)
        }
    return table


def cell(one: Difference | None) -> str:
    """Return a difference as a table shows it."""
    if one is None:
        return "-"
    if math.isnan(one.count):
        return "**refused**"
    angle = "no angle" if math.isnan(one.angle_deg) else f"{one.angle_deg:.2f}"
    return angle if one.count == 0 else f"{angle}, **count {one.count:+.0f}**"


def figure_of(table: dict[str, dict[str, Difference]]) -> Figure:
    """Return how many pairs are within the goal, and which are not."""
    every = [(key, way, one) for key, row in table.items() for way, one in row.items()]
    outside = [f"{key} {way}" for key, way, one in every if not one.within]
    known = [one.angle_deg for _, _, one in every if not math.isnan(one.angle_deg)]
    return GOALS[0].found(
        f"{len(every) - len(outside)} of {len(every)} pairs within; largest "
        f"{max(known):.2f} degrees",
        met=not outside,
        limit="; ".join(outside[:6])
        + (" and more" if len(outside) > 6 else "")
        + ". A limb further from the camera is seen smaller than the trunk, and one camera "
        "does not know its depth",
    )


def measure(share: float, ledger: Ledger) -> Section:
    """Measure what other ways of seeing change."""
    keys = repeated() if share >= 1 else repeated()[:: max(round(1 / share) // 3, 1)]
    table = differences(keys, ledger)
    largest = {
        key: float(np.nanmax([0.0, *(one.angle_deg for one in row.values())]))
        for key, row in table.items()
    }
    rows = [(key, *(cell(row.get(way)) for way in WAYS)) for key, row in table.items()]
    return Section(
        TOPIC.title,
        TOPIC.data,
        (figure_of(table),),
        text=(TEXT,),
        tables=(Table(("protocol", *WAYS), rows),),
        picture=Picture(
            "invariance",
            "Largest difference of the main angle over all ways of seeing, degrees; the line is "
            "the goal",
            lambda path: bars(path, "largest difference", largest, goal=LIMIT_DEG, unit="degrees"),
        ),
        values={
            key: {way: [one.angle_deg, one.count] for way, one in row.items()}
            for key, row in table.items()
        },
    )


TOPIC = Topic("invariance", "The same movement seen otherwise", SYNTHETIC, GOALS, measure)
