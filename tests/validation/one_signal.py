"""Repetitions of patients and healthy people, in one signal each, beside borders set by hand."""

import csv
from dataclasses import dataclass

import numpy as np

from scoring.protocols import PROTOCOLS
from scoring.repetitions import Repetitions, found_repetitions
from tests.builders.real_data import data_folder
from tests.validation.ledger import Ledger
from tests.validation.model import RECORDED, Goal, Section, Table, Topic, percent

THIGH_M = 0.42
"""A usual thigh: turns the drop of the head into the unit of a squat's rule."""
FULL_LIFT_M, FULL_LIFT_DEG = 1.3, 180.0
"""Way of a thumb from hanging to overhead."""
WANTED = 0.97
GOALS = (
    Goal("arm lifts of healthy people and patients, one signal each, within one", f"{WANTED:g}"),
    Goal("squats of healthy people and patients, one signal each, within one", f"{WANTED:g}"),
)
GROUPS = {
    "CG": "healthy",
    "GPP/BackPain": "back pain",
    "GPP/Parkinson": "Parkinson's disease",
    "GPP/Stroke": "stroke",
}


@dataclass(frozen=True)
class Beside:
    """One person's count beside the labels."""

    group: str
    count: int
    labelled: int
    confidence: float

    @property
    def off(self) -> int:
        """How many were counted too many."""
        return self.count - self.labelled


def rows(name: str) -> dict[str, np.ndarray]:
    """Return the rows of one file by person."""
    with (data_folder("kimore_1d") / name).open(encoding="utf-8") as lines:
        return {
            row[0]: np.array([float(value) for value in row[1:] if value.strip()])
            for row in csv.reader(lines)
        }


def group_of(person: str) -> str:
    """Return what is known about somebody's health."""
    return next((name for start, name in GROUPS.items() if person.startswith(start)), "other")


def inside(found: Repetitions, first: float, last: float) -> int:
    """Return how many repetitions have their peak in a stretch of frames."""
    return sum(first <= one.peak_frame <= last for one in found.complete)


def arm_lifts() -> list[Beside]:
    """Return each person's arm lifts between the first border and the last.

    Some people lift their arms before the first border too, and that is not labelled.
    """
    rule = PROTOCOLS["shoulder_abduction"].repetition
    assert rule is not None
    signals, compared = rows("signal_es1.csv"), []
    for person, border in rows("labels_es1.csv").items():
        angle = signals[person] / FULL_LIFT_M * FULL_LIFT_DEG
        found = found_repetitions(angle, rule)
        count = inside(found, border[0], border[-1])
        compared.append(Beside(group_of(person), count, len(border) - 1, found.confidence))
    return compared


def squats() -> list[Beside]:
    """Return each person's squats in the whole signal: all that was recorded is the exercise."""
    rule = PROTOCOLS["squat"].repetition
    assert rule is not None
    signals, compared = rows("signal_es5.csv"), []
    for person, border in rows("labels_es5.csv").items():
        found = found_repetitions(-signals[person] / THIGH_M, rule)
        people = Beside(group_of(person), len(found.complete), len(border) // 2, found.confidence)
        compared.append(people)
    return compared


def within_one(compared: list[Beside]) -> float:
    """Return the share of people whose count is at most one off."""
    return sum(abs(one.off) <= 1 for one in compared) / len(compared)


def by_group(compared: list[Beside]) -> list[tuple[str, ...]]:
    """Return rows of a table by group of people."""
    names = [name for name in GROUPS.values() if any(one.group == name for one in compared)]
    table: list[tuple[str, ...]] = []
    for name in (*names, "all"):
        people = [one for one in compared if name in (one.group, "all")]
        off = sorted(one.off for one in people if one.off)
        table.append(
            (
                name,
                str(len(people)),
                percent(sum(one.off == 0 for one in people) / len(people)),
                percent(within_one(people)),
                ", ".join(f"{difference:+d}" for difference in off) or "-",
            )
        )
    return table


def confident(compared: list[Beside]) -> str:
    """Return what the confidence of the count says about its error."""
    wrong = [one.confidence for one in compared if abs(one.off) > 1]
    right = [one.confidence for one in compared if abs(one.off) <= 1]
    text = f"median confidence {np.median(right):.2f} where within one"
    return f"{text}, {np.median(wrong):.2f} where not" if wrong else text


def measure(share: float, ledger: Ledger) -> Section:
    """Count all signals."""
    del share, ledger  # some seconds in all; a signal is no recording
    lifts, down = arm_lifts(), squats()
    headings = ("people", "n", "exact", "within one", "off by")
    return Section(
        TOPIC.title,
        TOPIC.data,
        [
            goal.found(
                f"{within_one(people):.3f} of {len(people)} people",
                met=within_one(people) >= WANTED,
                limit=f"{WANTED - within_one(people):.3f} short: "
                f"{sum(abs(one.off) > 1 for one in people)} people; in some of these signals the "
                "sensor lost head or feet for most of the time, and some clean repetitions are not "
                "labelled",
            )
            for goal, people in zip(GOALS, (lifts, down), strict=True)
        ],
        text=(
            (
                "One signal each: the height of a thumb, and the distance from head to feet, at about "
                "30 Hz, with repetitions marked by hand. Arm lifts are counted between the first border "
                "and the last, squats in the whole signal. This is the only part that patients are in, and it tests counting alone: no camera, no "
                "keypoints, no angle."
            ),
            f"Arm lifts: {confident(lifts)}. Squats: {confident(down)}.",
        ),
        tables=(
            Table(headings, by_group(lifts), "Arm lifts"),
            Table(headings, by_group(down), "Squats"),
        ),
        values={
            "arm_lifts": [one.off for one in lifts],
            "squats": [one.off for one in down],
        },
    )


TOPIC = Topic(
    "one-signal",
    "Counting patients in one signal each",
    f"{RECORDED}: thumb height and head-to-foot distance of healthy people and patients",
    GOALS,
    measure,
)
