"""The faults that repair is tested with: as large as asked for, and repeatable."""

import numpy as np
import pytest

from pose.keypoints import INDEX, MIRROR_ORDER
from pose.synthesis import Camera, Imperfections, squat, synthesize


def _made(seed=2, **flaws):
    return synthesize(squat(n_reps=6), Camera(), imperfections=Imperfections(**flaws), seed=seed)[0]


TRUE = _made()


def test_new_kinds_leave_what_older_seeds_gave():
    older = {"noise_px": 2.0, "outlier_ratio": 0.02, "swapped_ratio": 0.05}
    before = _made(**older)
    after = _made(**older, gap_frames=(5, 25))
    seen = np.isfinite(after.xy_px)
    assert np.array_equal(before.xy_px[seen], after.xy_px[seen])


def test_how_much_of_one_new_kind_does_not_change_another():
    alone = _made(gap_frames=(5, 25))
    both = _made(gap_frames=(5, 25), stretch_ratio=0.2, swapped_pair_ratio=0.1)
    assert np.array_equal(np.isnan(alone.xy_px), np.isnan(both.xy_px))


def test_stretches_exchange_the_parts_that_are_named():
    stream = _made(stretch_ratio=0.2, stretch_frames=(5, 20), stretch_parts=("knee", "ankle"))
    moved = (stream.xy_px != TRUE.xy_px).any(axis=2)
    legs = [INDEX[f"{side}_{part}"] for part in ("knee", "ankle") for side in ("left", "right")]
    inside = moved[:, legs].all(axis=1)
    assert np.array_equal(moved.any(axis=1), inside)
    assert not np.delete(moved, legs, axis=1).any()
    assert np.array_equal(
        stream.xy_px[inside][:, legs], TRUE.xy_px[inside][:, MIRROR_ORDER][:, legs]
    )
    lengths = np.diff(np.flatnonzero(np.diff(inside, prepend=False, append=False)))[::2]
    assert lengths.min() >= 5
    assert 0.1 < inside.mean() < 0.3


def test_single_pairs_are_exchanged_by_themselves():
    stream = _made(swapped_pair_ratio=0.1)
    moved = (stream.xy_px != TRUE.xy_px).any(axis=2)[:, 1::2]
    assert moved.mean() == pytest.approx(0.1, abs=0.02)
    assert not (moved.sum(axis=1) == 8).any()


def test_a_mirrored_stretch_has_the_whole_body_exchanged():
    stream = _made(mirrored_s=(3.0, 5.0))
    inside = (stream.times_s >= 3.0) & (stream.times_s < 5.0)
    assert np.array_equal(stream.xy_px[inside], TRUE.xy_px[inside][:, MIRROR_ORDER])
    assert np.array_equal(stream.xy_px[~inside], TRUE.xy_px[~inside])


def test_every_keypoint_has_one_gap():
    missing = np.isnan(_made(gap_frames=(5, 25)).xy_px[..., 0])
    lengths = missing.sum(axis=0)
    assert (lengths >= 5).all()
    assert (lengths <= 25).all()
    assert (np.diff(missing.astype(int), axis=0) == 1).sum(axis=0).max() == 1


def test_somebody_else_stands_aside_and_is_of_another_size():
    stream = _made(other_person_s=(2.0, 4.0), other_person_px=200.0, other_person_size=0.5)
    inside = (stream.times_s >= 2.0) & (stream.times_s < 4.0)
    hips = [INDEX["left_hip"], INDEX["right_hip"]]
    aside = (stream.xy_px - TRUE.xy_px)[:, hips].mean(axis=1)
    assert aside[inside] == pytest.approx(np.broadcast_to([200.0, 0.0], aside[inside].shape))
    assert not aside[~inside].any()
    width = np.ptp(stream.xy_px[..., 1], axis=1) / np.ptp(TRUE.xy_px[..., 1], axis=1)
    assert width[inside] == pytest.approx(0.5)
