"""Repair: exchanged sides, spikes, other people, and what must be left alone."""

import numpy as np
import pytest

from pose.keypoints import INDEX, MIRROR_ORDER
from pose.repair import repaired
from pose.synthesis import Imperfections
from tests.builders.motion import FRONT, SIDE, abductions, squats, stance, with_points

NOISE = Imperfections(noise_px=2.0)


def test_a_clean_recording_is_left_as_it_is():
    stream = squats()
    clean = repaired(stream)
    assert clean.swapped_frames == 0
    assert clean.spikes == 0
    assert clean.person.all()
    assert not clean.other_person.any()
    assert clean.xy_px == pytest.approx(stream.xy_px)


@pytest.mark.parametrize("make", [squats, abductions, stance])
def test_single_exchanged_frames_are_put_back(make):
    true = make(FRONT, flaws=NOISE)
    rng = np.random.default_rng(4)
    frames = rng.choice(true.n_frames, round(0.03 * true.n_frames), replace=False)
    xy = true.xy_px.copy()
    xy[frames] = xy[frames][:, MIRROR_ORDER]
    clean = repaired(with_points(true, xy))
    assert clean.swapped_frames == pytest.approx(len(frames), abs=1)
    assert _wrong_body_points(clean.xy_px, true.xy_px) <= 0.001


@pytest.mark.parametrize("length", [5, 12, 20])
def test_exchanged_stretches_are_put_back(length):
    true = squats(FRONT, flaws=NOISE)
    xy = true.xy_px.copy()
    for start in (40, 150, 260):
        xy[start : start + length] = xy[start : start + length][:, MIRROR_ORDER]
    clean = repaired(with_points(true, xy))
    assert clean.swapped_frames == 3 * length
    assert _wrong_body_points(clean.xy_px, true.xy_px) == 0.0


def _wrong_body_points(found: np.ndarray, true: np.ndarray) -> float:
    """Return the share of points below the head that are not where they were made."""
    known = np.isfinite(found[:, 5:, 0])
    off = np.hypot(*np.moveaxis(found[:, 5:] - true[:, 5:], 2, 0)) > 1.0
    return float((off & known).sum() / known.sum())


def test_spikes_are_removed_and_real_movement_stays():
    true = abductions(rise_s=0.6, fall_s=0.6, flaws=NOISE)
    xy = true.xy_px.copy()
    rng = np.random.default_rng(8)
    frames = rng.choice(np.arange(5, true.n_frames - 5, 10), 25, replace=False)
    joints = rng.integers(5, 17, 25)
    xy[frames, joints] += np.array([90.0, -70.0])
    clean = repaired(with_points(true, xy))
    assert np.isnan(clean.xy_px[frames, joints]).all()
    # The fastest arm raise anybody does in therapy loses next to nothing.
    assert clean.spikes - 25 < 0.005 * true.n_frames * 17


def test_somebody_who_walks_through_is_masked_and_the_patient_stays():
    stream = squats(still_after_s=3.0)
    xy = stream.xy_px.copy()
    xy[100:120] += np.array([450.0, 0.0])
    clean = repaired(with_points(stream, xy))
    assert np.flatnonzero(clean.other_person).tolist() == list(range(100, 120))
    assert np.isnan(clean.xy_px[100:120]).all()
    assert np.isfinite(clean.xy_px[120:]).all()


def test_somebody_seen_first_and_last_is_masked_too():
    stream = squats()
    xy = stream.xy_px.copy()
    xy[:20] -= np.array([400.0, 0.0])
    xy[-20:] += np.array([400.0, 0.0])
    clean = repaired(with_points(stream, xy))
    assert clean.other_person[:20].all()
    assert clean.other_person[-20:].all()
    assert not clean.other_person[20:-20].any()


def test_guesses_of_low_score_or_outside_the_picture_are_no_sightings():
    stream = squats(SIDE)
    scores = stream.scores.copy()
    scores[:, INDEX["left_wrist"]] = 0.1
    xy = stream.xy_px.copy()
    xy[:, INDEX["right_wrist"], 1] = stream.facts.image_height_px * 1.2
    changed = with_points(stream, xy)
    clean = repaired(type(stream)(changed.times_s, xy, scores, stream.facts))
    assert np.isnan(clean.xy_px[:, INDEX["left_wrist"]]).all()
    assert np.isnan(clean.xy_px[:, INDEX["right_wrist"]]).all()
    assert np.isfinite(clean.xy_px[:, INDEX["left_knee"]]).all()


def test_the_recording_itself_is_not_changed():
    stream = squats(flaws=Imperfections(outlier_ratio=0.02, swapped_ratio=0.02))
    before = stream.xy_px.copy()
    repaired(stream)
    assert np.array_equal(stream.xy_px, before, equal_nan=True)
