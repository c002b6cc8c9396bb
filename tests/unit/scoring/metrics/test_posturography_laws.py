"""Laws that every descriptor keeps, whatever the path."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.metrics.posturography import axis_descriptors, descriptors

RATE_HZ = 25.0
COUNT = 500
LENGTHS = (
    "mean_value_ml", "mean_value_ap",
    "mean_distance_ml", "mean_distance_ap", "mean_distance_radius",
    "maximal_distance_ml", "maximal_distance_ap", "maximal_distance_radius",
    "rms_ml", "rms_ap", "rms_radius", "range_ml", "range_ap", "range_planar",
    "planar_deviation", "phase_plane_parameter_ml", "phase_plane_parameter_ap",
    "sway_length_ml", "sway_length_ap", "sway_length_planar",
    "mean_velocity_ml", "mean_velocity_ap", "mean_velocity_planar",
    "peak_velocity_pos_ml", "peak_velocity_neg_ml", "peak_velocity_all_ml",
    "peak_velocity_pos_ap", "peak_velocity_neg_ap", "peak_velocity_all_ap",
    "mean_distance_peak", "vfy",
)  # fmt: skip
AREAS = (
    "confidence_ellipse_area", "convex_hull_area", "sway_area_per_second",
    "total_power_ml", "total_power_ap", "energy_to_05_hz_ml", "energy_to_05_hz_ap",
    "energy_05_to_2_hz_ml", "energy_05_to_2_hz_ap", "energy_above_2_hz_ml",
    "energy_above_2_hz_ap", "short_time_diffusion_ml", "short_time_diffusion_ap",
    "long_time_diffusion_ml", "long_time_diffusion_ap",
    "critical_displacement_ml", "critical_displacement_ap",
)  # fmt: skip
ROUND = (
    "mean_distance_radius", "maximal_distance_radius", "rms_radius", "range_planar",
    "planar_deviation", "confidence_ellipse_area", "convex_hull_area",
    "sway_area_per_second", "sway_length_planar", "mean_velocity_planar", "lfs",
    "fractal_dimension", "mean_frequency_planar", "mean_peak", "mean_distance_peak",
)  # fmt: skip
SPECTRAL = (
    "total_power", "power_frequency", "frequency", "centroid", "energy",
)  # fmt: skip
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=15, deadline=None)


def path(seed: int) -> np.ndarray:
    """Return a smooth wandering path ``(2, 500)`` of about 1 cm that is drawn to its middle."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(size=(2, COUNT + 4))
    wander = np.zeros((2, COUNT + 4))
    for sample in range(1, COUNT + 4):
        wander[:, sample] = 0.97 * wander[:, sample - 1] + 0.1 * steps[:, sample]
    smooth = np.stack([np.convolve(row, np.full(5, 0.2), mode="valid") for row in wander])
    return smooth + rng.normal(size=(2, 1))


def same(found: dict[str, float], expected: dict[str, float], keys=None) -> None:
    for key in expected if keys is None else keys:
        assert found[key] == pytest.approx(expected[key], rel=1e-6, abs=1e-9, nan_ok=True), key


@few
@given(seeds, st.floats(0.01, 100.0))
def test_scale(seed, factor):
    x, y = path(seed)
    small = descriptors(x, y, RATE_HZ)
    large = descriptors(factor * x, factor * y, RATE_HZ, density_radius=0.3 * factor)
    powers = dict.fromkeys(LENGTHS, 1) | dict.fromkeys(AREAS, 2) | {"lfs": -1}
    expected = {key: value * factor ** powers.get(key, 0) for key, value in small.items()}
    same(large, expected)


@few
@given(seeds, st.floats(-50.0, 50.0), st.floats(-50.0, 50.0))
def test_shift(seed, right, forward):
    x, y = path(seed)
    here, there = descriptors(x, y, RATE_HZ), descriptors(x + right, y + forward, RATE_HZ)
    same(there, here, set(here) - {"mean_value_ml", "mean_value_ap", "vfy"})
    assert there["mean_value_ml"] == pytest.approx(here["mean_value_ml"] + right)


@few
@given(seeds, st.floats(0.0, 2 * np.pi))
def test_rotation(seed, angle):
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    (x, y), (across, along) = path(seed), turned @ path(seed)
    same(descriptors(across, along, RATE_HZ), descriptors(x, y, RATE_HZ), ROUND)


@few
@given(seeds)
def test_time_reversal(seed):
    x, y = path(seed)
    forth, back = descriptors(x, y, RATE_HZ), descriptors(x[::-1], y[::-1], RATE_HZ)
    swapped = {
        key: forth[_other_way(key)]
        for key in forth
        # Segments and windows begin at the start, entropy asks for the next sample, and a
        # periodic window is not symmetrical.
        if not key.startswith(("dfa", "sample", "mean_peak", "mean_distance_peak", *SPECTRAL))
    }
    same(back, swapped)


@few
@given(seeds)
def test_mirrored_axis(seed):
    x, y = path(seed)
    right, left = descriptors(x, y, RATE_HZ), descriptors(-x, y, RATE_HZ)
    signs = {"mean_value_ml": -1, "coefficient_sway_direction": -1}
    expected = {
        key: signs.get(key, 1) * right[_other_way(key) if key.endswith("ml") else key]
        for key in right
    }
    same(left, expected)


def _other_way(key: str) -> str:
    """Return the key of the other direction for one that has a direction."""
    if "_pos_" in key:
        return key.replace("_pos_", "_neg_")
    return key.replace("_neg_", "_pos_")


@few
@given(seeds)
def test_exchanged_axes(seed):
    x, y = path(seed)
    found, exchanged = descriptors(x, y, RATE_HZ), descriptors(y, x, RATE_HZ)
    for key, value in found.items():
        if key.endswith("_ml"):
            assert exchanged[f"{key[:-3]}_ap"] == pytest.approx(value, nan_ok=True), key
    assert exchanged["range_ratio"] == pytest.approx(1 / found["range_ratio"])
    angle = found["principal_sway_direction_deg"]
    assert exchanged["principal_sway_direction_deg"] == pytest.approx(90 - angle)


@few
@given(seeds)
def test_one_axis_is_what_the_plane_says_of_it(seed):
    x, y = path(seed)
    plane = descriptors(x, y, RATE_HZ)
    same({f"{key}_ml": value for key, value in axis_descriptors(x, RATE_HZ).items()}, {
        key: value for key, value in plane.items() if key.endswith("_ml")
    })  # fmt: skip


def test_every_key_has_a_unit_of_the_path_or_none():
    x, y = path(1)
    found = descriptors(x, y, RATE_HZ)
    assert set(LENGTHS) | set(AREAS) | set(ROUND) <= set(found)
    assert len(found) == 31 * 2 + 10 + 6 + 1 + 2


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_gap_tells_nothing_and_breaks_nothing(bad):
    x, y = path(2)
    x[100] = bad
    found = descriptors(x, y, RATE_HZ)
    assert all(np.isnan(value) for key, value in found.items() if not key.endswith("_ap"))
    one_axis = axis_descriptors(y, RATE_HZ)
    assert np.isfinite(found["rms_ap"])
    assert found["rms_ap"] == pytest.approx(one_axis["rms"])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_next_to_nothing_tells_nothing(count):
    found = descriptors(np.arange(count) * 1.0, np.arange(count) * 2.0, RATE_HZ)
    assert all(np.isnan(value) for key, value in found.items() if "mean_value" not in key)


@pytest.mark.parametrize("count", [3, 4, 5, 9, 10, 50, 99, 188])
def test_short_paths_tell_what_they_can(count):
    x, y = path(3)[:, :count]
    found = descriptors(x, y, RATE_HZ)
    assert np.isfinite(found["rms_radius"])
    assert np.isnan(found["total_power_ml"])
    assert np.isfinite(found["mean_velocity_planar"]) == (count >= 5)
    assert np.isfinite(found["sample_entropy_ml"]) <= (count >= 100)


def test_places_on_a_coarse_grid_are_measured_like_others():
    x, y = np.round(path(4), 1)
    found = descriptors(x, y, RATE_HZ)
    assert np.isfinite(found["convex_hull_area"])
    assert found["range_planar"] >= max(found["range_ml"], found["range_ap"])
