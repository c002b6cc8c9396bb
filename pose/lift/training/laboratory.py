"""Recordings of a movement laboratory: where joints were, and the angles that it reports.

UI-PRMD (Vakanski et al. 2018, public domain): ten movements of five healthy adults, ten times each,
well and badly, by optical motion capture with the Plug-in Gait model.  Nothing of it is part of this
project; whoever trains names the folder.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

import numpy as np

from pose.keypoints import INDEX, MIRROR_ORDER
from pose.lift.angles import ANGLES
from pose.stream import FloatArray

POINTS_FILE: Final = "vicon_coco17_3d_100hz.npz"
RATE_HZ: Final = 100.0
MOVEMENTS: Final[Mapping[str, str]] = {
    "1": "deep squat", "2": "hurdle step", "3": "inline lunge", "4": "side lunge",
    "5": "sit to stand", "6": "leg raise", "7": "shoulder abduction", "8": "shoulder extension",
    "9": "shoulder rotation", "10": "shoulder scaption",
}  # fmt: skip
"""Names of the recordings' movements by their numbers."""
SEGMENTS: Final = (
    "head", "trunk", "hips", "shoulders", "thigh", "shank", "upper_arm", "forearm",
)  # fmt: skip
_LEG: Final = (("hip", "thigh"), ("knee", "shank"), ("ankle", ""))
"""Joints, each with the segment below it."""
_ARM: Final = (("shoulder", "upper_arm"), ("elbow", "forearm"), ("wrist", ""))
_MISSING: Final = -32768
_TENTHS_OF_MM: Final = 1e4
_COLUMNS: Final = {"knee_flexion": "knee_flex", "hip_flexion": "hip_flex",
                   "elbow_flexion": "elb_flex", "shoulder_elevation": "sho_y"}  # fmt: skip
_UNSIGNED: Final = ("shoulder_elevation",)
_PLAUSIBLE_DEG: Final = (-40.0, 170.0)
"""Beyond it the laboratory had lost its markers."""


@dataclass(frozen=True)
class MeasuredSession:
    """Joined repetitions of one movement by one person.

    Attributes
    ----------
    person
        As the recordings number them.
    movement
        One of the values of `MOVEMENTS`.
    is_correct
        Whether it was done as shown.
    metres
        Shape ``(n, 17, 3)`` at `RATE_HZ`; body axes: x to the person's left, y up, z forward.
    angles_deg
        Shape ``(n, 2, len(ANGLES))``, left and right; NaN where not known.
    episode
        Shape ``(n,)``: which repetition a frame belongs to.
    """

    person: str
    movement: str
    is_correct: bool
    metres: FloatArray
    angles_deg: FloatArray
    episode: FloatArray


def read_sessions(folder: Path) -> list[MeasuredSession]:
    """Read every session of a folder.

    Raises
    ------
    OSError
        If the files are not there.
    """
    with np.load(folder / POINTS_FILE, allow_pickle=True) as archive:
        points, angles = archive["points_0p1mm"], archive["angles_0p01deg"]
        names = [str(name) for name in archive["angle_names"]]
    with (folder / "index.csv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index))

    def whose(row: dict[str, str]) -> tuple[str, str, str]:
        return row["kind"], row["movement"], row["subject"]

    return [
        _session(list(own), points, angles, names)
        for _, own in groupby(sorted(rows, key=whose), key=whose)
    ]


def _session(
    rows: Sequence[dict[str, str]], points: FloatArray, angles: FloatArray, names: list[str]
) -> MeasuredSession:
    rows = sorted(rows, key=lambda row: int(row["episode"]))
    spans = [int(row["offset"]) + np.arange(int(row["n_frames"])) for row in rows]
    frames = np.concatenate(spans)
    metres = np.where(points[frames] == _MISSING, np.nan, points[frames] / _TENTHS_OF_MM)
    measured = np.where(angles[frames] == _MISSING, np.nan, angles[frames] / 100.0)
    known = np.radians([float(row["facing_deg"]) for row in rows if row["facing_deg"]])
    body = in_body_axes(metres, float(np.arctan2(np.sin(known).mean(), np.cos(known).mean())))
    return MeasuredSession(
        rows[0]["subject"],
        MOVEMENTS[rows[0]["movement"]],
        rows[0]["kind"] == "correct",
        body,
        _angles_of(body, measured, names),
        np.repeat([float(row["episode"]) for row in rows], [len(span) for span in spans]),
    )


def in_body_axes(metres: FloatArray, facing: float) -> FloatArray:
    """Return points (z up) with x to the left of somebody who faces that way, y up, z forward."""
    forward = metres[..., 0] * np.cos(facing) + metres[..., 1] * np.sin(facing)
    left = metres[..., 1] * np.cos(facing) - metres[..., 0] * np.sin(facing)
    body = np.stack([left, metres[..., 2], forward], axis=-1)
    middle = np.nanmedian(body[:, [INDEX["left_hip"], INDEX["right_hip"]]], axis=(0, 1))
    body[..., [0, 2]] -= middle[[0, 2]]
    return np.asarray(body)


def _angles_of(body: FloatArray, measured: FloatArray, names: list[str]) -> FloatArray:
    table = np.full((len(body), 2, len(ANGLES)), np.nan)
    for angle, column in _COLUMNS.items():
        for side, letter in enumerate("lr"):
            values = measured[:, names.index(f"{letter}_{column}")]
            table[:, side, ANGLES.index(angle)] = np.abs(values) if angle in _UNSIGNED else values
    lowest_deg, highest_deg = _PLAUSIBLE_DEG
    table[(table < lowest_deg) | (table > highest_deg)] = np.nan
    table[:, :, ANGLES.index("trunk_inclination")] = trunk_inclination_deg(body)[:, np.newaxis]
    return table


def trunk_inclination_deg(body: FloatArray) -> FloatArray:
    """Return how far mid-hip to mid-shoulder is from the vertical, whichever way, ``(n,)``."""
    shoulders = body[:, [INDEX["left_shoulder"], INDEX["right_shoulder"]]].mean(axis=1)
    trunk = shoulders - body[:, [INDEX["left_hip"], INDEX["right_hip"]]].mean(axis=1)
    aside = np.hypot(trunk[:, 0], trunk[:, 2])
    return np.asarray(np.degrees(np.arctan2(aside, trunk[:, 1])))


def mirrored(session: MeasuredSession) -> MeasuredSession:
    """Return the session as a mirror shows it: left is right."""
    metres = session.metres[:, list(MIRROR_ORDER)] * (-1.0, 1.0, 1.0)
    return MeasuredSession(
        session.person,
        session.movement,
        session.is_correct,
        metres,
        session.angles_deg[:, ::-1],
        session.episode,
    )


def with_proportions(metres: FloatArray, scales: Mapping[str, float]) -> FloatArray:
    """Return points ``(n, 17, 3)`` of a body whose segments are so many times as long.

    Every segment keeps its direction, and so every joint its angle.

    Parameters
    ----------
    scales
        By the names of `SEGMENTS`, both sides alike; ``hips`` and ``shoulders`` are widths.
    """
    made = metres.copy()
    hips, shoulders = (
        metres[:, [INDEX[f"left_{name}"], INDEX[f"right_{name}"]]].mean(axis=1)
        for name in ("hip", "shoulder")
    )
    top = hips + scales["trunk"] * (shoulders - hips)
    for name in ("nose", "left_eye", "right_eye", "left_ear", "right_ear"):
        made[:, INDEX[name]] = top + scales["head"] * (metres[:, INDEX[name]] - shoulders)
    for side in ("left", "right"):
        for chain, width, start, begin in (
            (_LEG, "hips", hips, hips),
            (_ARM, "shoulders", shoulders, top),
        ):
            before, place, scale = start, begin, scales[width]
            for joint, segment in chain:
                at = INDEX[f"{side}_{joint}"]
                place = place + scale * (metres[:, at] - before)
                made[:, at], before, scale = place, metres[:, at], scales.get(segment, 1.0)
    return made
