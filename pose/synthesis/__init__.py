"""Movement with known answers: joint-angle curves to a body, to keypoints, with their truth.

    movement = squat(n_reps=5, peak_deg=95.0)
    stream, truth = synthesize(movement, Camera(yaw_deg=90.0), fps=30.0)

Everything is deterministic: the same arguments and seed give the same numbers.
"""

from pose.synthesis.body import POINT_NAMES, Body, included_angle_deg
from pose.synthesis.camera import Camera
from pose.synthesis.imperfections import CLEAN, Imperfections
from pose.synthesis.movement import Movement, RepetitionTruth
from pose.synthesis.recording import Truth, synthesize, truth_of
from pose.synthesis.shoulder_abduction import shoulder_abduction
from pose.synthesis.single_leg_stance import single_leg_stance
from pose.synthesis.squat import squat

MOVEMENTS = {
    "squat": squat,
    "shoulder_abduction": shoulder_abduction,
    "single_leg_stance": single_leg_stance,
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
    "RepetitionTruth",
    "Truth",
    "included_angle_deg",
    "shoulder_abduction",
    "single_leg_stance",
    "squat",
    "synthesize",
    "truth_of",
]
