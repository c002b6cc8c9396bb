"""Movement with known answers: joint-angle curves to a body, to keypoints, with their truth.

    movement = squat(n_reps=5, peak_deg=95.0)
    stream, truth = synthesize(movement, Camera(yaw_deg=90.0), fps=30.0)

Everything is deterministic: the same arguments and seed give the same numbers.
"""

from collections.abc import Callable, Mapping

from pose.synthesis.arm_raises import (
    elbow_flexion,
    shoulder_extension,
    shoulder_flexion,
    shoulder_scaption,
)
from pose.synthesis.body import POINT_NAMES, Body, included_angle_deg
from pose.synthesis.camera import Camera
from pose.synthesis.floor_exercises import glute_bridge, push_up
from pose.synthesis.heel_raise import heel_raise
from pose.synthesis.imperfections import CLEAN, Imperfections
from pose.synthesis.leg_raises import hip_abduction, hip_extension, hip_flexion, knee_flexion
from pose.synthesis.lunges import forward_lunge, side_lunge
from pose.synthesis.movement import Movement, Phase, RepetitionTruth
from pose.synthesis.recording import Truth, synthesize, truth_of
from pose.synthesis.seated_knee_extension import seated_knee_extension
from pose.synthesis.shoulder_abduction import shoulder_abduction
from pose.synthesis.single_leg_stance import (
    single_leg_stance,
    single_leg_stance_eyes_closed,
)
from pose.synthesis.sit_to_stand import (
    chair_stand_30s,
    five_times_sit_to_stand,
    sit_to_stand,
)
from pose.synthesis.squat import squat
from pose.synthesis.stances import (
    four_stage_balance,
    quiet_stance,
    quiet_stance_eyes_closed,
    stance_feet_together,
    stance_semi_tandem,
    tandem_stance,
)
from pose.synthesis.timed_up_and_go import timed_up_and_go
from pose.synthesis.trunk_bends import functional_reach, trunk_lateral_flexion

MOVEMENTS: Mapping[str, Callable[..., Movement]] = {
    "squat": squat,
    "shoulder_abduction": shoulder_abduction,
    "single_leg_stance": single_leg_stance,
    "single_leg_stance_eyes_closed": single_leg_stance_eyes_closed,
    "sit_to_stand": sit_to_stand,
    "chair_stand_30s": chair_stand_30s,
    "five_times_sit_to_stand": five_times_sit_to_stand,
    "shoulder_flexion": shoulder_flexion,
    "shoulder_extension": shoulder_extension,
    "shoulder_scaption": shoulder_scaption,
    "elbow_flexion": elbow_flexion,
    "seated_knee_extension": seated_knee_extension,
    "hip_abduction": hip_abduction,
    "hip_flexion": hip_flexion,
    "hip_extension": hip_extension,
    "knee_flexion": knee_flexion,
    "trunk_lateral_flexion": trunk_lateral_flexion,
    "functional_reach": functional_reach,
    "forward_lunge": forward_lunge,
    "side_lunge": side_lunge,
    "heel_raise": heel_raise,
    "glute_bridge": glute_bridge,
    "push_up": push_up,
    "quiet_stance": quiet_stance,
    "quiet_stance_eyes_closed": quiet_stance_eyes_closed,
    "stance_feet_together": stance_feet_together,
    "stance_semi_tandem": stance_semi_tandem,
    "tandem_stance": tandem_stance,
    "four_stage_balance": four_stage_balance,
    "timed_up_and_go": timed_up_and_go,
}
"""Makers of movements by the protocol that scores them."""

__all__ = [
    "CLEAN",
    "MOVEMENTS",
    "POINT_NAMES",
    "Body",
    "Camera",
    "Imperfections",
    "Movement",
    "Phase",
    "RepetitionTruth",
    "Truth",
    "chair_stand_30s",
    "elbow_flexion",
    "five_times_sit_to_stand",
    "forward_lunge",
    "four_stage_balance",
    "functional_reach",
    "glute_bridge",
    "heel_raise",
    "hip_abduction",
    "hip_extension",
    "hip_flexion",
    "included_angle_deg",
    "knee_flexion",
    "push_up",
    "quiet_stance",
    "quiet_stance_eyes_closed",
    "seated_knee_extension",
    "shoulder_abduction",
    "shoulder_extension",
    "shoulder_flexion",
    "shoulder_scaption",
    "side_lunge",
    "single_leg_stance",
    "single_leg_stance_eyes_closed",
    "sit_to_stand",
    "squat",
    "stance_feet_together",
    "stance_semi_tandem",
    "synthesize",
    "tandem_stance",
    "timed_up_and_go",
    "trunk_lateral_flexion",
    "truth_of",
]
