"""Views of, and angles of, people in a movement laboratory; prints one JSON object.

python -m tests.benchmarks.real_angles

Needs the development data; the pictures are projected from motion capture.
"""

import json
import statistics
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pose.angles import knee_flexion_deg, shoulder_elevation_deg
from pose.keypoints import MIRROR_ORDER
from pose.laboratory import as_laboratory_deg
from pose.stream import FloatArray, KeypointStream
from pose.view import Facing, estimated_view
from tests.benchmarks.angle_accuracy import cleaned, rounded
from tests.builders.real_data import uiprmd_session

MOVEMENTS = {"squat": "1", "sit to stand": "5", "lunge": "3"}
LIKELY_DEG = (-30.0, 180.0)
"""Some measured angles are beyond what a joint can do: the laboratory lost its markers."""
Session = tuple[KeypointStream, dict[str, FloatArray]]


def with_faults(stream: KeypointStream, seed: int) -> KeypointStream:
    """Return a recording with the faults of real estimators: 3 % lost, 0.5 % thrown, 3 % swapped."""
    rng = np.random.default_rng(seed)
    xy = stream.xy_px.copy()
    shape = xy.shape[:2]
    thrown, lost = rng.random(shape) < 0.005, rng.random(shape) < 0.03
    heading = rng.uniform(0.0, 2 * np.pi, shape)
    xy[thrown] += 80.0 * np.stack([np.cos(heading), np.sin(heading)], axis=-1)[thrown]
    xy[lost] = np.nan
    for point in range(shape[1]):
        start = rng.integers(0, shape[0] - 26)
        xy[start : start + rng.integers(5, 26), point] = np.nan
    swapped = rng.random(shape[0]) < 0.03
    xy[swapped] = xy[swapped][:, MIRROR_ORDER]
    return replace(stream, xy_px=xy, scores=np.where(np.isnan(xy[..., 0]), 0.0, 0.8))


@dataclass(frozen=True)
class Compared:
    """An angle of the picture beside the laboratory's, over the frames that have both."""

    movement: str
    subject: str
    side: str
    seen_deg: FloatArray
    measured_deg: FloatArray

    @property
    def error_deg(self) -> float:
        """Mean absolute error."""
        return float(np.abs(self.seen_deg - self.measured_deg).mean())

    @property
    def laboratory_error_deg(self) -> float:
        """The same after the map for knees."""
        mapped = as_laboratory_deg("knee_flexion_deg", self.seen_deg)
        return float(np.abs(mapped - self.measured_deg).mean())


def knees(
    movement: str, noise_px: float, sides: Iterable[str] = ("left", "right")
) -> list[Compared]:
    """Return each adult's knee flexion, each side seen from itself."""
    found = []
    for side in sides:
        yaw = 90.0 if side == "left" else -90.0
        for subject, (stream, measured) in _sessions(movement, yaw, noise_px):
            knee = knee_flexion_deg(cleaned(stream).xy, side)
            truth = measured[f"{side[0]}_knee_flex"]
            found.append(_compared(movement, subject, side, knee, truth))
    return found


def right_shoulders(noise_px: float) -> list[Compared]:
    """Return each adult's shoulder abduction from the front."""
    found = []
    for subject, (stream, measured) in _sessions("7", 0.0, noise_px):
        arm = shoulder_elevation_deg(cleaned(stream, ("shoulder", "elbow", "hip")).xy, "right")
        found.append(_compared("7", subject, "right", arm, np.abs(measured["r_sho_y"])))
    return found


def _sessions(movement: str, yaw: float, noise_px: float) -> Iterable[tuple[str, Session]]:
    for subject in "12345":
        try:
            stream, measured = uiprmd_session(movement, subject, yaw, noise_px=noise_px)
        except ValueError:  # not every adult has every movement
            continue
        yield subject, (with_faults(stream, int(subject)) if noise_px else stream, measured)


def _compared(
    movement: str, subject: str, side: str, seen: FloatArray, measured: FloatArray
) -> Compared:
    count = min(len(seen), len(measured))
    both = np.isfinite(seen[:count])
    both &= (measured[:count] > LIKELY_DEG[0]) & (measured[:count] < LIKELY_DEG[1])
    return Compared(movement, subject, side, seen[:count][both], measured[:count][both])


def left_out_errors_deg(compared: list[Compared]) -> dict[str, list[float]]:
    """Return each adult's error before and after a line fitted to the other adults."""
    errors: dict[str, list[float]] = {"before": [], "after": []}
    for subject in sorted({one.subject for one in compared}):
        others = [one for one in compared if one.subject != subject]
        slope, offset = np.polyfit(
            np.concatenate([one.seen_deg for one in others]),
            np.concatenate([one.measured_deg for one in others]),
            1,
        )
        own = [one for one in compared if one.subject == subject]
        after = [np.abs(slope * o.seen_deg + offset - o.measured_deg).mean() for o in own]
        errors["before"].append(round(statistics.fmean(one.error_deg for one in own), 1))
        errors["after"].append(round(statistics.fmean(after), 1))
    return errors


def errors_deg(noise_px: float) -> dict[str, float]:
    """Return mean absolute errors of each movement and side."""
    rows = {
        f"knee, {name}, {side}": statistics.fmean(one.error_deg for one in found)
        for name, movement in MOVEMENTS.items()
        for side in ("left", "right")
        if (found := knees(movement, noise_px, (side,)))
    }
    arms = right_shoulders(noise_px)
    rows["shoulder abduction, right"] = statistics.fmean(one.error_deg for one in arms)
    return rounded(rows)


def lines_from_others() -> dict[str, Any]:
    """Return each adult's error before and after a line fitted to the other adults."""
    squat, stand = knees("1", 2.0), knees("5", 2.0)
    together = left_out_errors_deg(squat + stand)
    return {
        "knee, squat": left_out_errors_deg(squat),
        "knee, sit to stand": left_out_errors_deg(stand),
        "knee, both": together,
        "shoulder abduction, right": left_out_errors_deg(right_shoulders(2.0)),
    }


def views(noise_px: float) -> dict[str, Any]:
    """Return the confusion of views over all movements, yaws and both directions."""
    rows: dict[str, Any] = {}
    for yaw in (0, 15, 30, 45, 60, 75, 90):
        found = [
            (estimated_view(cleaned(stream).xy), sign)
            for sign in ((1, -1) if yaw else (1,))
            for movement in range(1, 11)
            for _, (stream, _) in _sessions(str(movement), float(sign * yaw), noise_px)
        ]
        errors = np.array([view.yaw_deg - yaw for view, _ in found])
        spreads = np.array([view.yaw_sd_deg for view, _ in found])
        turned = {1: Facing.LEFT, -1: Facing.RIGHT}
        rows[str(yaw)] = {
            "views": dict(Counter(view.view.value for view, _ in found)),
            "yaw_error_mean_deg": round(float(errors.mean()), 1),
            "yaw_error_mean_abs_deg": round(float(np.abs(errors).mean()), 1),
            "within_one_sd": round(float((np.abs(errors) <= spreads).mean()), 2),
            "within_two_sd": round(float((np.abs(errors) <= 2 * spreads).mean()), 2),
            "wrong_facing": sum(
                view.facing is not turned[sign] for view, sign in found if view.near_side
            ),
        }
    return rows


def main() -> int:
    """Measure and print."""
    noises_px = (0.0, 2.0, 4.0)
    result = {
        "mean absolute error, degrees": {f"noise {n:g} px": errors_deg(n) for n in noises_px},
        "line from the other adults, degrees": lines_from_others(),
        "views": {f"noise {n:g} px": views(n) for n in (2.0, 6.0)},
    }
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
