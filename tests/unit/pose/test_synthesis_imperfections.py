"""Flaws of cameras and networks on synthetic keypoints: as large as asked for, and repeatable."""

import numpy as np
import pytest

from pose.keypoints import KEYPOINT_NAMES, MIRROR_ORDER
from pose.synthesis import Imperfections, single_leg_stance, squat, synthesize


def test_the_same_seed_gives_the_same_recording_and_another_seed_another():
    flaws = Imperfections(
        noise_px=2.0,
        jitter_ms=5.0,
        dropped_ratio=0.1,
        outlier_ratio=0.02,
        swapped_ratio=0.05,
        missing=(((), 1.0, 1.2),),
    )
    movement = single_leg_stance(hold_s=5.0, seed=4)
    one, _ = synthesize(movement, imperfections=flaws, seed=9)
    again, _ = synthesize(single_leg_stance(hold_s=5.0, seed=4), imperfections=flaws, seed=9)
    other, _ = synthesize(movement, imperfections=flaws, seed=10)
    np.testing.assert_array_equal(one.times_s, again.times_s)
    np.testing.assert_array_equal(one.xy_px, again.xy_px)
    np.testing.assert_array_equal(one.scores, again.scores)
    assert one.n_frames != other.n_frames or not np.array_equal(one.xy_px, other.xy_px)


def test_noise_has_its_size_and_leaves_the_truth_alone():
    movement = squat(n_reps=5)
    clean, exact = synthesize(movement)
    noisy, truth = synthesize(movement, imperfections=Imperfections(noise_px=3.0))
    assert (noisy.xy_px - clean.xy_px).std() == pytest.approx(3.0, rel=0.02)
    np.testing.assert_array_equal(
        truth.angles_deg["left_knee_flexion_deg"], exact.angles_deg["left_knee_flexion_deg"]
    )


def test_jitter_and_lost_frames_keep_time_increasing_and_the_truth_in_step():
    flaws = Imperfections(jitter_ms=30.0, dropped_ratio=0.3)
    stream, truth = synthesize(squat(n_reps=5), fps=24.0, imperfections=flaws)
    expected_frames = 24.0 * squat(n_reps=5).duration_s
    assert stream.n_frames == pytest.approx(0.7 * expected_frames, rel=0.12)
    assert (np.diff(stream.times_s) > 0).all()
    assert len(np.unique(np.diff(stream.times_s).round(6))) > 50
    np.testing.assert_array_equal(truth.times_s, stream.times_s)
    assert len(truth.angles_deg["left_knee_flexion_deg"]) == stream.n_frames


def test_outliers_are_far_away_and_less_sure():
    flaws = Imperfections(outlier_ratio=0.05, outlier_px=100.0, score=0.8)
    clean, _ = synthesize(squat(n_reps=5))
    stream, _ = synthesize(squat(n_reps=5), imperfections=flaws)
    away_px = np.linalg.norm(stream.xy_px - clean.xy_px, axis=2)
    thrown = away_px > 1.0
    assert thrown.mean() == pytest.approx(0.05, rel=0.2)
    np.testing.assert_allclose(away_px[thrown], 100.0)
    assert set(stream.scores[thrown]) == {0.4}
    assert set(stream.scores[~thrown]) == {0.8}


def test_swapped_frames_have_left_and_right_exchanged():
    clean, _ = synthesize(squat(n_reps=5))
    stream, _ = synthesize(squat(n_reps=5), imperfections=Imperfections(swapped_ratio=0.1))
    swapped = (stream.xy_px != clean.xy_px).any(axis=(1, 2))
    assert swapped.mean() == pytest.approx(0.1, abs=0.04)
    np.testing.assert_array_equal(stream.xy_px[swapped], clean.xy_px[swapped][:, MIRROR_ORDER])


def test_missing_stretches_are_nan_for_the_keypoints_named():
    flaws = Imperfections(missing=((("left_ankle", "nose"), 1.0, 2.0), ((), 3.0, 3.5)))
    stream, _ = synthesize(squat(n_reps=2), imperfections=flaws)
    absent = np.isnan(stream.xy_px).any(axis=2)
    named = np.isin(KEYPOINT_NAMES, ("left_ankle", "nose"))
    first = (stream.times_s >= 1.0) & (stream.times_s < 2.0)
    second = (stream.times_s >= 3.0) & (stream.times_s < 3.5)
    np.testing.assert_array_equal(absent, first[:, None] & named | second[:, None])
    assert (stream.scores[absent] == 0.0).all()
