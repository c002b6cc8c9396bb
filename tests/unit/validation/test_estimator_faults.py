"""Parts of errors by hand, and three estimators told apart by how far they are from each other."""

import numpy as np
import pytest

from pose.keypoints import N_KEYPOINTS
from tests.validation.estimator_faults import RANGES, Faults, faults_of, of_three, section_of

FPS = 30.0
JOINTS = 12


def errors(*, bias: float = 0.0, wander: float = 0.0, noise: float = 0.0, seed: int = 0):
    """Two minutes of errors of every keypoint: constant, in waves of four seconds, and white."""
    rng = np.random.default_rng(seed)
    times_s = np.arange(3600)[:, np.newaxis, np.newaxis] / FPS
    phases = rng.uniform(0, 2 * np.pi, (1, N_KEYPOINTS, 2))
    waves = wander * np.sqrt(2) * np.sin(2 * np.pi * times_s / 4 + phases)
    return bias + waves + noise * rng.standard_normal((3600, N_KEYPOINTS, 2))


def flat(bias: float, wander: float, noise: float) -> Faults:
    return Faults(*(np.full(JOINTS, value) for value in (bias, wander, noise)))


def test_bias_wander_and_noise_are_told_apart():
    found = faults_of(errors(bias=1.5, noise=0.5), FPS).typical()
    assert found["bias"] == pytest.approx(1.5, abs=0.05)
    assert found["wander"] < 0.25
    assert found["noise"] == pytest.approx(0.5, abs=0.08)
    slow = faults_of(errors(wander=1.0), FPS).typical()
    # Half of the time a wave is beyond its standard deviation: no normal chance is so broad.
    assert slow["wander"] == pytest.approx(1.4826, abs=0.1)
    assert slow["noise"] < 0.05


def test_frames_in_which_nobody_was_found_say_nothing():
    off = errors(bias=1.5, noise=0.5)
    off[::3] = np.nan
    assert faults_of(off, FPS).typical()["bias"] == pytest.approx(1.5, abs=0.05)


def test_three_differences_give_what_each_of_the_three_is_off_by():
    # Variances 1, 4 and 9: the pairs differ by 5, 10 and 13.
    pairs = {
        ("a", "b"): flat(0, 5, 50),
        ("a", "c"): flat(0, 10, 100),
        ("b", "c"): flat(0, 13, 130),
    }
    each = of_three(pairs)
    assert [one.wander[0] for one in each.values()] == [1, 4, 9]
    assert [one.noise[0] for one in each.values()] == [10, 40, 90]


def test_the_bias_of_a_pair_is_shared_alike():
    pairs = {("a", "b"): flat(8, 0, 0), ("a", "c"): flat(8, 0, 0), ("b", "c"): flat(8, 0, 0)}
    # Two that are off by 2 each, apart, differ by 8 as squares: 2 times 4.
    assert [one.typical()["bias"] for one in of_three(pairs).values()] == pytest.approx([2, 2, 2])


def test_an_estimator_that_is_poorer_than_what_was_learned_from_misses_the_goal():
    within = flat(*(high**2 for _, high in RANGES.values()))
    beyond = flat(*((1.1 * high) ** 2 for _, high in RANGES.values()))
    assert section_of({("walk", "good"): within}).figures[0].met
    assert not section_of({("walk", "good"): within, ("walk", "poor"): beyond}).figures[0].met
