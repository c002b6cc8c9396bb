"""Every repeated movement with the camera that its protocol asks for, and its exact answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from pose.stream import KeypointStream
from pose.synthesis import CLEAN, MOVEMENTS, Camera, Imperfections, Movement, Truth, synthesize
from pose.view import View
from scoring.pipeline import score_recording
from scoring.protocols import PROTOCOLS, Kind
from scoring.report import Report

FROM_THE_SIDE = Camera(yaw_deg=90.0)
FROM_THE_FRONT = Camera()
LOW = Camera(yaw_deg=90.0, height_m=0.3)
"""A device on a low stool: what lies on the floor is seen without perspective from above."""
MID_HIP, MID_SHOULDER = [11, 12], [5, 6]

REPEATED = tuple(key for key, one in PROTOCOLS.items() if one.kind is Kind.REPETITIONS)


@dataclass(frozen=True)
class Asked:
    """What a protocol's main answer is, and how it is recorded.

    ``peak`` is the key of the metric that the truth's ``peak_deg`` is, ``amplitude`` that
    of how far the whole body goes, and ``far`` makes its truth from the movement.
    """

    camera: Camera
    peak: str | None = None
    amplitude: str | None = None
    far: Callable[[Movement], float] | None = None
    seconds_side: str | None = None


def _drop_thigh(movement: Movement) -> float:
    """Return how far the middle of the hips comes down, in thigh lengths."""
    points = movement.points_at(np.linspace(0.0, movement.duration_s, 2000))
    hips_m = points[:, MID_HIP, 1].mean(axis=1) - points[:, [15, 16], 1].mean(axis=1)
    return float(np.ptp(hips_m)) / movement.body.metres(movement.body.thigh)


def _travel_in(part: Callable[[Movement], float]) -> Callable[[Movement], float]:
    def far(movement: Movement) -> float:
        ways_m = [one.travel_m for one in movement.repetitions if one.complete]
        known = [way_m for way_m in ways_m if way_m is not None]
        return float(np.median(known)) / part(movement)

    return far


_torsos = _travel_in(lambda movement: movement.body.torso_m)
_shanks = _travel_in(lambda movement: movement.body.metres(movement.body.shank))
_arms = _travel_in(
    lambda movement: movement.body.metres(movement.body.upper_arm + movement.body.forearm)
)

ASKED: Mapping[str, Asked] = {
    "squat": Asked(FROM_THE_SIDE, "knee_flexion_deg", "depth_ratio", _drop_thigh),
    "sit_to_stand": Asked(FROM_THE_SIDE, "knee_extension_deficit_deg", "rise_torso", _torsos),
    "chair_stand_30s": Asked(FROM_THE_SIDE, None, "rise_torso", _torsos),
    "five_times_sit_to_stand": Asked(FROM_THE_SIDE, None, "rise_torso", _torsos),
    "shoulder_abduction": Asked(FROM_THE_FRONT, "abduction_deg"),
    "shoulder_flexion": Asked(FROM_THE_SIDE, "shoulder_flexion_deg"),
    "shoulder_extension": Asked(FROM_THE_SIDE, "shoulder_extension_deg"),
    "shoulder_scaption": Asked(FROM_THE_FRONT, "scaption_deg"),
    "elbow_flexion": Asked(FROM_THE_SIDE, "elbow_flexion_deg"),
    "seated_knee_extension": Asked(FROM_THE_SIDE, "knee_flexion_left_deg"),
    "hip_abduction": Asked(FROM_THE_FRONT, "hip_abduction_deg"),
    "hip_flexion": Asked(FROM_THE_SIDE, "hip_flexion_deg"),
    "hip_extension": Asked(FROM_THE_SIDE, "hip_extension_deg"),
    "knee_flexion": Asked(FROM_THE_SIDE, "knee_flexion_deg"),
    "trunk_lateral_flexion": Asked(FROM_THE_FRONT, "lateral_flexion_deg"),
    "forward_lunge": Asked(FROM_THE_SIDE, "knee_flexion_deg", "depth_ratio", _drop_thigh),
    "side_lunge": Asked(FROM_THE_FRONT, None, "depth_ratio", _drop_thigh),
    "heel_raise": Asked(FROM_THE_FRONT, None, "rise_shank", _shanks),
    "glute_bridge": Asked(LOW, "hip_extension_deficit_deg", "bridge_height_torso", _torsos),
    "push_up": Asked(LOW, "elbow_flexion_deg", "depth_arm", _arms),
}
"""The main answers by protocol."""


@dataclass(frozen=True)
class Trial:
    """A recording of one protocol with the truth about it."""

    key: str
    side: str | None
    movement: Movement
    stream: KeypointStream
    truth: Truth

    @property
    def count(self) -> int:
        """How many repetitions somebody who watches would count.

        Sides that move together are one repetition.
        """
        return len({one.start_s for one in self.truth.repetitions if one.complete})

    def peak_deg(self, side: str | None = None) -> float:
        """Return the median of the true peaks (of a side)."""
        ends = self.truth.repetitions
        known = [one.peak_deg for one in ends if one.complete and one.side in (None, side)]
        return float(np.median(known or [one.peak_deg for one in ends if one.complete]))

    def scored(self) -> Report:
        """Return the report."""
        return score_recording(self.stream, self.key, side=self.side)


def trial(
    key: str,
    *,
    camera: Camera | None = None,
    fps: float = 30.0,
    flaws: Imperfections = CLEAN,
    seed: int = 0,
    **movement: object,
) -> Trial:
    """Return one recording as its protocol asks for it."""
    made = MOVEMENTS[key](**movement)
    stream, truth = synthesize(
        made, camera or ASKED[key].camera, fps=fps, imperfections=flaws, seed=seed
    )
    side = made.side if made.side in PROTOCOLS[key].sides else None
    return Trial(key, side, made, stream, truth)


def synthesized(key: str, flaws: Imperfections = CLEAN, seed: int = 0) -> KeypointStream:
    """Return a recording of any protocol that has a movement, from the view that it asks for."""
    yaw_deg = 90.0 if PROTOCOLS[key].view is View.SIDE else 0.0
    camera = ASKED[key].camera if key in ASKED else Camera(yaw_deg=yaw_deg)
    stream, _ = synthesize(MOVEMENTS[key](), camera, imperfections=flaws, seed=seed)
    return stream
