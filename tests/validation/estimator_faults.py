"""How estimators are wrong about keypoints, beside what the lift learned to expect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from pose.keypoints import INDEX, MIRROR_ORDER
from pose.lift.training.cameras import BIAS_PX, BODY_PX, NOISE_PX, WANDER_PX
from pose.repair import repaired
from pose.smoothing import GRID_HZ, low_passed
from pose.stream import FloatArray
from pose.synthesis import Camera, shoulder_abduction, sit_to_stand, squat
from tests.builders.real_data import (
    KERAAL_EXERCISES,
    keraal_alphapose,
    keraal_blazepose,
    keraal_openpose,
)
from tests.validation.keypoints_drawn import SINGLE_POSE, Drawn, drawn_frames
from tests.validation.ledger import Ledger
from tests.validation.model import RECORDED, SYNTHETIC, Goal, Section, Table, Topic
from tests.validation.networks import full_forms

if TYPE_CHECKING:
    from pose.movenet.evaluation.networks import Form

SLOW_HZ: Final = 2.0
"""Slower errors are called wander, faster ones noise."""
AS_SD: Final = 1.4826
"""A normal standard deviation beside a median absolute deviation."""
JOINTS: Final = slice(INDEX["left_shoulder"], None)
"""Of the body: the face does not enter angles."""
STATURE: Final = 1.08
"""A body's height beside that of its highest and lowest keypoints."""
QUICK_FPS: Final = 5.0
PERCENT_PX: Final = BODY_PX / 100
RANGES: Final[Mapping[str, tuple[float, float]]] = {
    name: (low / PERCENT_PX, high / PERCENT_PX)
    for name, (low, high) in (("bias", BIAS_PX), ("wander", WANDER_PX), ("noise", NOISE_PX))
}
"""Between which the lift learned each, in percent of the body's height."""
GOALS = (
    Goal(
        "bias, wander and noise of estimators, median over joints, beside what the lift learned from",
        "none above the highest that it learned",
    ),
)
TEXT = (
    (
        "How far shoulders, elbows, wrists, hips, knees and ankles are off, as standard deviations on each "
        "axis in percent of the body's height, and the median over these joints. *Bias* stays over a "
        f"recording, *wander* is what changes more slowly than {SLOW_HZ:g} Hz, *noise* the rest. Of the "
        "recorded person nobody knows where the joints were: three estimators saw the same pictures, and "
        "what two of them differ by is the sum of what each is off by, so three differences give the three "
        "(wander and noise; the bias is that of a pair, shared alike). Errors that all three make alike "
        "are not seen so. Of drawn patients the truth is exact."
    ),
)
DRAWN: Final = (
    Drawn("squat, from the front", squat(n_reps=1), Camera(), 0),
    Drawn("squat, oblique", squat(n_reps=1), Camera(yaw_deg=45.0), 0),
    Drawn("sit to stand, oblique", sit_to_stand(n_reps=1), Camera(yaw_deg=45.0), 0),
    Drawn("abduction, from the front", shoulder_abduction(n_reps=1), Camera(), 0),
)


@dataclass(frozen=True)
class Faults:
    """Variances of each joint, in percent of the body's height squared: each ``(12,)``."""

    bias: FloatArray
    wander: FloatArray
    noise: FloatArray

    def typical(self) -> dict[str, float]:
        """Return the median over joints of each, as standard deviations."""
        parts = {"bias": self.bias, "wander": self.wander, "noise": self.noise}
        return {
            name: float(np.median(np.sqrt(np.maximum(part, 0.0)))) for name, part in parts.items()
        }


def faults_of(off: FloatArray, fps: float) -> Faults:
    """Return the parts of errors ``(n, 17, 2)`` in percent of the height, NaN where not known."""
    off = off[:, JOINTS]
    bias = np.nanmedian(off, axis=0)
    left = np.nan_to_num(off - bias)
    slow = low_passed(left.reshape(len(left), -1), SLOW_HZ * GRID_HZ / fps).reshape(left.shape)
    return Faults(np.mean(bias**2, axis=-1), _variance(slow), _variance(left - slow))


def _variance(values: FloatArray) -> FloatArray:
    """Return robust variances about 0, mean of both axes."""
    return np.asarray(np.mean((AS_SD * np.median(np.abs(values), axis=0)) ** 2, axis=-1))


def of_three(pairs: Mapping[tuple[str, str], Faults]) -> dict[str, Faults]:
    """Return what each of three is off by, from how far each two of them are apart."""
    names = sorted({name for pair in pairs for name in pair})

    def between(one: str, other: str) -> Faults:
        return pairs[(one, other)] if (one, other) in pairs else pairs[(other, one)]

    each = {}
    for name in names:
        first, second = (other for other in names if other != name)
        mine, its, rest = between(name, first), between(name, second), between(first, second)
        each[name] = Faults(
            (mine.bias + its.bias) / 4,
            (mine.wander + its.wander - rest.wander) / 2,
            (mine.noise + its.noise - rest.noise) / 2,
        )
    return each


def recorded(exercise: str) -> dict[str, Faults]:
    """Return what three estimators of one recording are off by."""
    streams = {
        "AlphaPose": keraal_alphapose(exercise),
        "OpenPose": keraal_openpose(exercise),
        "BlazePose": keraal_blazepose(exercise),
    }
    count = min(stream.n_frames for stream in streams.values())
    points = {name: repaired(stream).xy_px[:count] for name, stream in streams.items()}
    beside = points["AlphaPose"]
    for name, xy in points.items():
        points[name] = _unmirrored(xy, beside, streams[name].facts.image_width_px)
    tall_px = STATURE * np.nanmedian(np.ptp(_seen_whole(beside)[..., 1], axis=1))
    return of_three(
        {
            (one, other): faults_of(100 * (points[one] - points[other]) / tall_px, GRID_HZ)
            for one, other in combinations(points, 2)
        }
    )


def _seen_whole(xy: FloatArray) -> FloatArray:
    return xy[np.isfinite(xy[..., 0]).all(axis=1)]


def _unmirrored(xy: FloatArray, beside: FloatArray, width_px: int) -> FloatArray:
    """Return points as another estimator saw them, who looked at a mirrored picture or did not."""
    turned = xy[:, list(MIRROR_ORDER)] * (-1.0, 1.0) + (width_px, 0.0)
    candidates = (xy, xy * (-1.0, 1.0) + (width_px, 0.0), turned)
    return min(candidates, key=lambda one: float(np.nanmedian(np.abs(one - beside))))


def drawn(one: Drawn, form: "Form", fps: float) -> Faults:
    """Return what a network is off by on a drawn patient, followed as the browser does."""
    from pose.movenet.evaluation.films import follow  # noqa: PLC0415 - loads TensorFlow

    frames, true_px = drawn_frames(one, fps)
    found = follow(frames, form)
    off = np.where(found.is_found[:, np.newaxis, np.newaxis], found.xy_px - true_px, np.nan)
    body = one.movement.body
    height_px = one.camera.pixels_per_metre(body.height_m) * body.height_m
    return faults_of(100 * off / height_px, fps)


def section_of(found: Mapping[tuple[str, str], Faults]) -> Section:
    """Return the evidence, by what was looked at and who looked."""
    typical = {names: faults.typical() for names, faults in found.items()}
    highest = {name: max(one[name] for one in typical.values()) for name in RANGES}
    goal = GOALS[0].found(
        ", ".join(
            f"{name} {highest[name]:.2f} % of {high:.2f} %" for name, (_, high) in RANGES.items()
        ),
        met=all(highest[name] <= high for name, (_, high) in RANGES.items()),
        limit="the lift has not learned from estimators as poor as the poorest here",
    )
    rows = [
        (what, who, *(f"{one[name]:.2f}" for name in RANGES))
        for (what, who), one in typical.items()
    ]
    rows.append(
        ("what the lift learned", "-", *(f"{a:.2f} to {b:.2f}" for a, b in RANGES.values()))
    )
    return Section(
        TOPIC.title,
        TOPIC.data,
        [goal],
        text=TEXT,
        tables=(Table(("movement", "estimator", *RANGES), rows),),
        values={"highest": highest, "rows": [list(row) for row in rows]},
    )


def measured(patients: Sequence[Drawn], fps: float) -> dict[tuple[str, str], Faults]:
    """Return what every estimator is off by, recorded and drawn."""
    found = {}
    for number, exercise in enumerate(KERAAL_EXERCISES, start=1):
        for name, faults in recorded(exercise).items():
            found[f"recorded exercise {number}", name] = faults
    forms = full_forms()
    for one in patients:
        for network in SINGLE_POSE:
            found[f"drawn {one.name}", network] = drawn(one, forms[network], fps)
    return found


def measure(share: float, ledger: Ledger) -> Section:
    """Measure every estimator."""
    del ledger  # nothing is scored
    return section_of(
        measured(DRAWN, GRID_HZ / 2) if share >= 1 else measured(DRAWN[:1], QUICK_FPS)
    )


TOPIC = Topic(
    "estimator-faults",
    "How estimators are wrong about keypoints",
    f"{RECORDED}; {SYNTHETIC}, drawn as pictures",
    GOALS,
    measure,
)
