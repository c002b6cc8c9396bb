"""The recordings whose reports are pinned, by name."""

from collections.abc import Callable

from pose.synthesis import Camera, Imperfections
from scoring.person import Person
from scoring.pipeline import score_recording
from scoring.report import Report
from tests.builders.motion import PHONE_LIKE, abductions, squats, stance

PORTRAIT = Camera(yaw_deg=-90.0, image_width_px=720, image_height_px=1280)
RECORDINGS: dict[str, Callable[[], Report]] = {
    "squat-side": lambda: score_recording(
        squats(PORTRAIT, n_reps=5, peak_deg=92.0, incomplete=(2,), flaws=PHONE_LIKE, seed=1),
        "squat",
    ),
    "squat-front": lambda: score_recording(
        squats(Camera(), n_reps=3, fps=15.0, flaws=PHONE_LIKE, seed=2), "squat"
    ),
    "shoulder-abduction-front": lambda: score_recording(
        abductions(n_reps=4, peak_deg=150.0, right_peak_deg=115.0, flaws=PHONE_LIKE, seed=3),
        "shoulder_abduction",
        side="both",
    ),
    "shoulder-abduction-side": lambda: score_recording(
        abductions(Camera(yaw_deg=90.0), n_reps=2), "shoulder_abduction"
    ),
    "single-leg-stance": lambda: score_recording(
        stance(
            hold_s=20.0,
            touches_s=(6.0,),
            flaws=Imperfections(noise_px=1.0, jitter_ms=5.0),
        ),
        "single_leg_stance",
        Person(height_cm=170.0),
        side="left",
    ),
}
