"""When repetitions begin and end, beside movement whose times are known."""

import numpy as np
import pytest

from pose.synthesis import (
    CLEAN,
    Camera,
    Imperfections,
    Movement,
    RepetitionTruth,
    shoulder_abduction,
    squat,
    synthesize,
)
from scoring.pipeline import score_recording
from scoring.report import Report
from tests.builders.motion import FRONT, PHONE_LIKE, SIDE
from tests.builders.reports import known

NOISY = Imperfections(noise_px=2.0, jitter_ms=5.0)
FRAME_RATES = [10.0, 15.0, 30.0]
TEMPOS = [(1.3, 1.2, 0.2, 0.6), (2.5, 2.0, 0.2, 0.6), (0.45, 0.45, 0.1, 0.3), (0.45, 0.45, 0, 0)]


def scored(
    movement: Movement, camera: Camera, fps: float, flaws: Imperfections, seed: int = 0
) -> tuple[Report, list[RepetitionTruth]]:
    stream, truth = synthesize(movement, camera, fps=fps, imperfections=flaws, seed=seed)
    return score_recording(stream, movement.protocol), list(truth.repetitions)


def errors_s(report: Report, truth: list[RepetitionTruth], side: str | None = None) -> np.ndarray:
    """Return start, peak and end of every repetition beside the truth, ``(n, 3)``."""
    made = [one for one in truth if one.side == side]
    found = [one for one in report.repetitions if one.side == side]
    assert len(found) == len(made)
    return np.array(
        [
            (one.start_s - true.start_s, one.peak_s - true.peak_s, one.end_s - true.end_s)
            for one, true in zip(found, made, strict=True)
        ]
    )


def squat_at(tempo: tuple[float, float, float, float], n_reps: int = 5) -> Movement:
    down_s, up_s, bottom_s, top_s = tempo
    return squat(
        n_reps=n_reps, down_s=down_s, up_s=up_s, bottom_pause_s=bottom_s, top_pause_s=top_s
    )


@pytest.mark.parametrize("fps", FRAME_RATES)
@pytest.mark.parametrize("camera", [SIDE, FRONT])
@pytest.mark.parametrize("tempo", TEMPOS)
def test_squats_begin_and_end_when_the_body_does(tempo, camera, fps):
    report, truth = scored(squat_at(tempo), camera, fps, CLEAN)
    assert np.abs(errors_s(report, truth)).max() <= 0.11


@pytest.mark.parametrize("fps", FRAME_RATES)
@pytest.mark.parametrize("rise_s", [0.5, 1.4, 2.5])
def test_abductions_begin_and_end_when_the_arm_does(rise_s, fps):
    made = shoulder_abduction(rise_s=rise_s, fall_s=rise_s, peak_deg=120.0)
    report, truth = scored(made, FRONT, fps, CLEAN)
    assert np.abs(errors_s(report, truth, "left")).max() <= 0.11


@pytest.mark.parametrize("flaws", [NOISY, PHONE_LIKE])
@pytest.mark.parametrize("fps", FRAME_RATES)
def test_under_noise_the_middle_of_the_borders_is_right_and_single_ones_scatter(fps, flaws):
    found = []
    for seed in range(4):
        report, truth = scored(squat_at(TEMPOS[0]), SIDE, fps, flaws, seed)
        found.append(errors_s(report, truth))
    errors = np.concatenate(found)
    assert np.abs(np.median(errors, axis=0)).max() <= 0.1
    # One border of twenty scatters with a standard deviation of a sixth of a second.
    assert np.quantile(np.abs(errors), 0.68) <= 0.17


@pytest.mark.parametrize("tempo", TEMPOS)
def test_the_interval_of_the_tempo_holds_the_truth_under_noise(tempo):
    down_s, up_s, bottom_s, _ = tempo
    truth = {
        "repetition_time_s": down_s + bottom_s + up_s,
        "down_s": down_s + bottom_s / 2,
        "up_s": up_s + bottom_s / 2,
    }
    held = []
    for seed in range(5):
        for fps in FRAME_RATES:
            report, _ = scored(squat_at(tempo), SIDE, fps, NOISY, seed)
            metrics = {key: known(report, key) for key in truth}
            held += [metrics[key].low <= true <= metrics[key].high for key, true in truth.items()]
    assert np.mean(held) >= 0.9
