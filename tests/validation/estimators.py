"""Four real estimators on the same adult: faults survived, and how far they agree."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pose.angles import included_angle_deg, length_px, point
from pose.repair import repaired
from pose.stream import FloatArray, KeypointStream
from scoring.preparation import prepared
from scoring.protocols import PROTOCOLS
from tests.builders.real_data import (
    KERAAL_EXERCISES,
    keraal_alphapose,
    keraal_blazepose,
    keraal_kinect,
    keraal_openpose,
)
from tests.validation.ledger import Ledger
from tests.validation.model import RECORDED, Figure, Goal, Section, Table, Topic
from tests.validation.synthetic import scored_protocols

ESTIMATORS: dict[str, Callable[[str], KeypointStream]] = {
    "AlphaPose": keraal_alphapose,
    "OpenPose": keraal_openpose,
    "BlazePose": keraal_blazepose,
    "Kinect": keraal_kinect,
}
SPIKE_DEG = 50.0
"""Nobody turns a joint by more in a thirtieth of a second."""
LEAST_SEGMENT_TRUNK = 0.25
LEAST_GAIN_DEG = 5.0
PLAUSIBLE_DEG = 10.0
ANYWHERE = "squat"
"""Preparation depends on the protocol by what it needs to see alone."""
GOALS = (
    Goal("three exercises as four estimators saw them, every protocol", "no crash"),
    Goal("the mirrored recordings among them", "detected, and no other"),
    Goal("jumps of elbow, knee and shoulder between frames", f"none above {SPIKE_DEG:g} degrees"),
    Goal("angles of the four estimators beside each other", "plausible"),
)
TEXT = (
    "One adult, three exercises, seen at once by four "
    "estimators, about 195 frames each. Jumps are the largest change of an elbow, knee or "
    "shoulder angle between two frames, of segments at least a quarter of the trunk long. A "
    "recording is mirrored when it agrees better with the others after its sides are "
    "exchanged; “alone” says whether the recording alone showed it. The last column is how "
    "far an estimator's angles are from the median of the others, median over frames and "
    "joints."
)
HEADINGS = (
    "exercise", "estimator", "jump before, deg", "after", "spikes removed",
    "frames put back", "mirrored: beside others / alone", "from the others, deg",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """One recording: what was wrong in it, and what is left."""

    jump_before_deg: float
    jump_after_deg: float
    detected: bool
    swapped_frames: int
    spikes: int
    angles_deg: dict[str, FloatArray]


@dataclass(frozen=True)
class Beside:
    """One recording beside the other estimators of the same exercise.

    Attributes
    ----------
    away_deg
        How far its angles are from the median of the others, median over frames and joints.
    fits_exchanged
        Whether it agrees better with the others when its sides are exchanged.
    """

    away_deg: float
    fits_exchanged: bool


def joint_angles(xy: FloatArray) -> dict[str, FloatArray]:
    """Return the angles of elbows, knees and shoulders, each ``(n,)``.

    NaN where a segment points at the camera: a dot has no direction.
    """
    trunk = np.nanmedian(length_px(point(xy, "left_shoulder"), point(xy, "left_hip")))
    angles = {}
    for side in ("left", "right"):
        for joint, first, last in (
            ("elbow", "shoulder", "wrist"),
            ("knee", "hip", "ankle"),
            ("shoulder", "elbow", "hip"),
        ):
            ends = [point(xy, f"{side}_{end}") for end in (first, joint, last)]
            included = included_angle_deg(ends[0], ends[1], ends[2])
            shortest = np.minimum(length_px(ends[0], ends[1]), length_px(ends[1], ends[2]))
            with np.errstate(invalid="ignore"):
                angles[f"{side} {joint}"] = np.where(
                    shortest >= LEAST_SEGMENT_TRUNK * trunk, included, np.nan
                )
    return angles


def largest_jump_deg(angles: dict[str, FloatArray]) -> float:
    """Return the largest change between two frames that follow each other."""
    jumps = [np.abs(np.diff(angle)) for angle in angles.values()]
    known = np.concatenate([jump[np.isfinite(jump)] for jump in jumps])
    return float(known.max()) if known.size else 0.0


def fits_exchanged(all_seen: dict[str, Seen], name: str) -> bool:
    """Whether an estimator agrees better with the others when its sides are exchanged."""
    others = {other: one for other, one in all_seen.items() if other != name}
    gain = [
        beside_deg(all_seen[name].angles_deg[f"{side} {joint}"], others, f"{side} {joint}")
        - beside_deg(all_seen[name].angles_deg[f"{other} {joint}"], others, f"{side} {joint}")
        for joint in ("shoulder", "elbow")
        for side, other in (("left", "right"), ("right", "left"))
    ]
    return float(np.nanmedian(gain)) > LEAST_GAIN_DEG


def beside_deg(angle_deg: FloatArray, others: dict[str, Seen], joint: str) -> float:
    """Return how far an angle is from the median of other estimators, median over frames."""
    count = min(len(angle_deg), *(len(one.angles_deg[joint]) for one in others.values()))
    together = np.stack([one.angles_deg[joint][:count] for one in others.values()])
    both = np.isfinite(together).any(axis=0) & np.isfinite(angle_deg[:count])
    if not both.any():
        return float("nan")
    away = np.abs(angle_deg[:count][both] - np.nanmedian(together[:, both], axis=0))
    return float(np.median(away))


def seen(stream: KeypointStream) -> Seen:
    """Return one recording before and after its repair."""
    found = repaired(stream)
    cleaned = prepared(stream, PROTOCOLS[ANYWHERE], None)
    angles = joint_angles(cleaned.xy_px)
    return Seen(
        jump_before_deg=largest_jump_deg(joint_angles(stream.xy_px)),
        jump_after_deg=largest_jump_deg(angles),
        detected=found.mirrored_detected,
        swapped_frames=found.swapped_frames,
        spikes=found.spikes,
        angles_deg=angles,
    )


def crashes(streams: dict[tuple[str, str], KeypointStream], ledger: Ledger) -> list[str]:
    """Score every recording by every protocol; return what raised instead of refusing."""
    raised = []
    for (exercise, estimator), stream in streams.items():
        for key in scored_protocols():
            side = PROTOCOLS[key].sides[0]
            try:
                ledger.score(stream, key, side)
            except Exception as error:  # noqa: BLE001 - any exception is what is looked for
                raised.append(f"{exercise} {estimator} {key}: {error!r}")
    return raised


def name_of(recording: tuple[str, str]) -> str:
    """Return a recording's name as tables show it."""
    exercise, estimator = recording
    return f"exercise {KERAAL_EXERCISES.index(exercise) + 1}, {estimator}"


def all_beside(found: dict[tuple[str, str], Seen]) -> dict[tuple[str, str], Beside]:
    """Return every recording beside the other estimators of the same exercise."""
    table = {}
    for exercise in KERAAL_EXERCISES:
        own = {estimator: found[exercise, estimator] for estimator in ESTIMATORS}
        for estimator, one in own.items():
            others = {other: its for other, its in own.items() if other != estimator}
            away_deg = [beside_deg(a, others, joint) for joint, a in one.angles_deg.items()]
            table[exercise, estimator] = Beside(
                away_deg=float(np.nanmedian(away_deg)),
                fits_exchanged=fits_exchanged(own, estimator),
            )
    return table


def row_of(recording: tuple[str, str], one: Seen, beside: Beside) -> tuple[str, ...]:
    """Return one recording as a row of the table."""
    exercise, estimator = name_of(recording).split(", ")
    answers = (beside.fits_exchanged, one.detected)
    return (
        exercise,
        estimator,
        f"{one.jump_before_deg:.0f}",
        f"{one.jump_after_deg:.0f}",
        str(one.spikes),
        str(one.swapped_frames),
        " / ".join("yes" if answer else "no" for answer in answers),
        f"{beside.away_deg:.1f}",
    )


def mirrored_figure(
    found: dict[tuple[str, str], Seen], beside: dict[tuple[str, str], Beside]
) -> Figure:
    """Return whether the mirrored recordings, and no others, were detected."""
    mirrored = [name_of(key) for key, one in beside.items() if one.fits_exchanged]
    detected = [name_of(key) for key, one in found.items() if one.detected]
    return GOALS[1].found(
        f"{len(mirrored)} found beside the other estimators ({', '.join(mirrored) or 'none'}); "
        f"{len(detected)} from the recording alone",
        met=detected == mirrored,
        limit="its picture was mirrored before the estimator saw it, so its labels fit what "
        "it shows: the points alone are a valid recording of another person, and only who "
        "knows which side moved can tell",
    )


def jumps_figure(found: dict[tuple[str, str], Seen]) -> Figure:
    """Return the largest jump that repair leaves, beside the largest before it."""
    after_deg = max(one.jump_after_deg for one in found.values())
    before_deg = max(one.jump_before_deg for one in found.values())
    return GOALS[2].found(
        f"largest {after_deg:.0f} degrees after repair, {before_deg:.0f} before",
        met=after_deg <= SPIKE_DEG,
        limit=f"{after_deg - SPIKE_DEG:.0f} degrees over",
    )


def angles_figure(
    found: dict[tuple[str, str], Seen], beside: dict[tuple[str, str], Beside]
) -> Figure:
    """Return how large the angles are, and how far the estimators are from each other."""
    straight_deg = [one.away_deg for one in beside.values() if not one.fits_exchanged]
    largest_deg = max(
        float(np.nanmax(np.abs(a))) for one in found.values() for a in one.angles_deg.values()
    )
    return GOALS[3].found(
        f"0 to {largest_deg:.0f} degrees; from the other estimators' median "
        f"{np.median(straight_deg):.1f} (median recording), {max(straight_deg):.1f} (worst, but "
        "for mirrored ones)",
        met=largest_deg <= 180.0 and max(straight_deg) < PLAUSIBLE_DEG,
        limit="estimators differ by what they call a joint",
    )


def measure(share: float, ledger: Ledger) -> Section:
    """Look at every recording of every estimator."""
    del share  # twelve short recordings
    streams = {
        (exercise, estimator): load(exercise)
        for exercise in KERAAL_EXERCISES
        for estimator, load in ESTIMATORS.items()
    }
    raised = crashes(streams, ledger)
    found = {name: seen(stream) for name, stream in streams.items()}
    beside = all_beside(found)
    rows = [row_of(key, one, beside[key]) for key, one in found.items()]
    crashed = GOALS[0].found(
        f"{len(raised)} of {len(streams) * len(scored_protocols())} raised",
        met=not raised,
        limit="; ".join(raised[:3]),
    )
    return Section(
        TOPIC.title,
        TOPIC.data,
        (
            crashed,
            mirrored_figure(found, beside),
            jumps_figure(found),
            angles_figure(found, beside),
        ),
        text=(TEXT,),
        tables=(Table(HEADINGS, rows),),
        values={
            "jumps_deg": [row[1:4] for row in rows],
            "away_deg": {name_of(key): one.away_deg for key, one in beside.items()},
            "raised": raised,
        },
    )


TOPIC = Topic(
    "estimators",
    "The faults of real estimators",
    f"{RECORDED}: one healthy adult as four pose estimators saw them",
    GOALS,
    measure,
)
