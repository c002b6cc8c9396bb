"""Keypoints of drawn patients, whose truth is exact: standing, squatting, sitting, lying."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pose.keypoints import N_KEYPOINTS
from pose.rendering import Scene
from pose.rendering.film import film_times_s
from pose.synthesis import (
    Camera,
    Movement,
    glute_bridge,
    push_up,
    quiet_stance,
    seated_knee_extension,
    squat,
)
from tests.validation.ledger import Ledger
from tests.validation.model import SYNTHETIC, Goal, Section, Table, Topic, percent
from tests.validation.networks import full_forms
from tests.validation.synthetic import LOW_CAMERA_M

if TYPE_CHECKING:
    from pose.movenet.evaluation.films import Followed
    from pose.movenet.evaluation.networks import Form

FPS = 6.0
QUICK_FPS = 1.0
NEAR = "left"
"""The side that is turned to the camera at a yaw of 90 degrees."""
WANTED_PERCENT = 2.0
GOALS = (
    Goal(
        "keypoints of drawn patients who stand or squat, median error of hips and legs in view",
        f"{WANTED_PERCENT:g} % of the body's height",
    ),
    Goal("the same, straightening a knee on a chair", f"{WANTED_PERCENT:g} % of the body's height"),
    Goal("the same, lying: bridge and push-up", f"{WANTED_PERCENT:g} % of the body's height"),
)
UNFOLLOWED: Final = ", whole picture"
SINGLE_POSE: Final = ("Lightning", "Thunder")
"""Networks that recordings may come from: the goals are theirs."""
TEXT = (
    (
        "Each patient is drawn into a room (`pose/rendering`) in every frame of one repetition, six "
        "frames a second, 1280 x 720, and the shipped network with decoding inside follows from the "
        "whole picture on, as the browser does. MultiPose looks at every whole picture. Errors are "
        "percentages of the body's height (1 % is 1.7 cm), median and, after the stroke, 95th "
        "percentile, of all keypoints in frames in which somebody was found, whatever their score. "
        "*Hidden side* is the side that the body itself hides in a side view. *Sure and far* is the "
        "share of keypoints scored 0.2 or more, which are taken for seen, that are more than 5 % off: "
        "what no score warns of. *Legs exchanged* is the share of frames in which knees and ankles fit the other side's truth better; "
        "from the side both legs of a bridge or a push-up nearly coincide, and an exchange costs "
        "little there."
    ),
    (
        "**What following adds, and what it costs.** Rows named *whole picture* are of the same network "
        "looking at the whole picture in every frame, as nobody does: following makes the person "
        "larger for the network, and most errors smaller. But MoveNet's rule fits the crop to the "
        "keypoints that score over 0.2. In the drawn push-up Thunder scores the feet, at the crop's "
        "edge, less than that; the crop shrinks, at times past them, and knees and ankles are put on "
        "the arms, some of them with scores that are taken for seen. Who lies on their back is looked "
        "at with the head up while followed (`docs/adr/0016-lying-patients-are-turned-upright.md`), "
        "not in the whole picture."
    ),
    (
        "**Drawn figures are not people.** They have plain clothes, no folds, no shadows on the body, "
        "no chair under them and no mat; a network that was trained on photos may do better or worse on "
        "people. What they do have is a truth without a labeller's error, in postures of which there "
        "are no labelled photos here."
    ),
)


@dataclass(frozen=True)
class Drawn:
    """One drawn patient: what they do, who looks, and which of the goals it belongs to."""

    name: str
    movement: Movement
    camera: Camera
    goal: int

    @property
    def near_side(self) -> str | None:
        """The side that hides the other; ``None`` from the front."""
        return NEAR if self.camera.yaw_deg else None


FRONT, SIDE = Camera(), Camera(yaw_deg=90.0)
FLOOR = Camera(yaw_deg=90.0, height_m=LOW_CAMERA_M)
PATIENTS = (
    Drawn("standing, from the front", quiet_stance(hold_s=4.0), FRONT, 0),
    Drawn("squat, from the front", squat(n_reps=1), FRONT, 0),
    Drawn("squat, from the side", squat(n_reps=1), SIDE, 0),
    Drawn("seated knee extension, from the side", seated_knee_extension(n_reps=1), SIDE, 1),
    Drawn("bridge, lying on the back", glute_bridge(n_reps=1), FLOOR, 2),
    Drawn("push-up", push_up(n_reps=1), FLOOR, 2),
)


@dataclass(frozen=True)
class Errors:
    """One network on one drawn patient: errors ``(n, 17)`` of the frames with somebody in them."""

    found_share: float
    percent: np.ndarray
    scores: np.ndarray
    legs_exchanged: float


def drawn_frames(one: Drawn, fps: float) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the pictures of a patient, and where their keypoints are, ``(n, 17, 2)``."""
    points = one.movement.points_at(film_times_s(one.movement, fps))
    scene = Scene(one.movement.body, one.camera)
    true_px, _ = one.camera.project(points[:, :N_KEYPOINTS], one.movement.body.height_m)
    return [np.asarray(scene.picture(at)) for at in points], true_px


def errors_of(found: "Followed", true_px: np.ndarray, one: Drawn) -> Errors:
    """Hold what was found against the truth."""
    from pose.movenet.evaluation.distances import errors_percent, exchanged  # noqa: PLC0415
    from pose.movenet.evaluation.films import LEGS  # noqa: PLC0415

    there = found.is_found
    body = one.movement.body
    height_px = one.camera.pixels_per_metre(body.height_m) * body.height_m
    crossed = exchanged(found.xy_px[there], true_px[there], LEGS)
    return Errors(
        float(there.mean()),
        errors_percent(found.xy_px[there], true_px[there], height_px),
        found.scores[there],
        float(crossed.mean()) if there.any() else float("nan"),
    )


def row_of(one: Drawn, network: str, errors: Errors) -> tuple[str, ...]:
    """Return a row: patient, network, found, groups of keypoints, what no score warns of."""
    from pose.movenet.evaluation.distances import groups_of, spread_of, sure_and_far  # noqa: PLC0415

    cells = []
    for group in groups_of(one.near_side).values():
        spread = spread_of(errors.percent[:, group].ravel())
        cells.append(
            f"{spread.median_percent:.1f} / {spread.high_percent:.1f}" if spread.count else "-"
        )
    return (
        one.name,
        network,
        percent(errors.found_share),
        *cells,
        _share(sure_and_far(errors.percent, errors.scores)),
        _share(errors.legs_exchanged),
    )


def _share(value: float) -> str:
    return percent(value) if np.isfinite(value) else "-"


def lower_body(one: Drawn, errors: Errors) -> np.ndarray:
    """Return the errors of hips, knees and ankles in view."""
    from pose.movenet.evaluation.distances import groups_of  # noqa: PLC0415

    groups = groups_of(one.near_side)
    return np.asarray(errors.percent[:, [*groups["hip"], *groups["leg"]]].ravel())


def by_goal(
    measured: Mapping[tuple[str, str], Errors], patients: Sequence[Drawn]
) -> dict[str, float]:
    """Return the lower body's median error by single-pose network; infinite where nobody is found."""
    medians = {}
    for network in SINGLE_POSE:
        errors = np.concatenate([lower_body(one, measured[one.name, network]) for one in patients])
        medians[network] = _median(errors)
    return medians


def _median(errors: np.ndarray) -> float:
    return float(np.median(errors)) if errors.size else float("inf")


def limit_of(measured: Mapping[tuple[str, str], Errors], patients: Sequence[Drawn]) -> str:
    """Return how much is missing, and the worst patient and network of a goal."""
    each = {
        (one.name, network): by_goal(measured, [one])[network]
        for one in patients
        for network in SINGLE_POSE
    }
    name, network = max(each, key=lambda key: each[key])
    over = max(by_goal(measured, patients).values()) - WANTED_PERCENT
    return (
        f"{over:.2f} % over; the worst is {network} on the {name} with {each[name, network]:.1f} %"
    )


def beside(measured: Mapping[tuple[str, str], Errors], patients: Sequence[Drawn]) -> str:
    """Return in words which single-pose network is nearer to the truth, over all keypoints."""
    medians = {
        network: [_median(measured[one.name, network].percent) for one in patients]
        for network in SINGLE_POSE
    }
    lightning, thunder = (np.array(medians[network]) for network in SINGLE_POSE)
    return (
        f"**Lightning beside Thunder.** The median of all keypoints is smaller with Thunder in "
        f"{int((thunder < lightning).sum())} of {len(patients)} drawn patients; the mean of those "
        f"medians is {lightning.mean():.2f} % with Lightning and {thunder.mean():.2f} % with Thunder."
    )


def section_of(measured: Mapping[tuple[str, str], Errors], patients: Sequence[Drawn]) -> Section:
    """Return the evidence of what was measured, by patient and network."""
    figures, values = [], dict[str, Any]()
    for number, goal in enumerate(GOALS):
        asked = [one for one in patients if one.goal == number]
        medians = by_goal(measured, asked)
        figures.append(
            goal.found(
                ", ".join(f"{network} {one:.2f} %" for network, one in medians.items()),
                met=max(medians.values()) <= WANTED_PERCENT,
                limit=limit_of(measured, asked),
            )
        )
        values[goal.name] = medians
    by_name = {one.name: one for one in patients}
    rows = [row_of(by_name[name], network, errors) for (name, network), errors in measured.items()]
    headings = (
        "drawn patient", "network", "found", "head", "arm", "hip", "knee and ankle",
        "hidden side", "sure and far", "legs exchanged",
    )  # fmt: skip
    values["rows"] = [list(row) for row in rows]
    return Section(
        TOPIC.title,
        TOPIC.data,
        figures,
        text=(*TEXT, beside(measured, patients)),
        tables=(Table(headings, rows),),
        values=values,
    )


def measured_on(
    patients: Sequence[Drawn], forms: Mapping[str, "Form"], fps: float
) -> dict[tuple[str, str], Errors]:
    """Return the errors of every network on every patient, also unfollowed where they sit or lie."""
    from pose.movenet.evaluation.films import follow, look_at_whole  # noqa: PLC0415 - TensorFlow

    measured = {}
    for one in patients:
        frames, true_px = drawn_frames(one, fps)
        for network, form in forms.items():
            measured[one.name, network] = errors_of(follow(frames, form), true_px, one)
        for network in SINGLE_POSE if one.goal else ():
            unfollowed = look_at_whole(frames, forms[network])
            measured[one.name, network + UNFOLLOWED] = errors_of(unfollowed, true_px, one)
    return measured


def measure(share: float, ledger: Ledger) -> Section:
    """Measure every network on every drawn patient."""
    del ledger  # nothing is scored
    fps = FPS if share >= 1 else QUICK_FPS
    return section_of(measured_on(PATIENTS, full_forms(), fps), PATIENTS)


TOPIC = Topic(
    "keypoints-drawn",
    "Keypoints of drawn patients",
    f"{SYNTHETIC}, drawn as pictures, found by the shipped networks",
    GOALS,
    measure,
)
