"""Sway against numbers that others published for the same recordings."""

import csv

import numpy as np
import pytest

from scoring.metrics.posturography import descriptors
from scoring.metrics.posturography.resampling import reference_path, swarii
from scoring.metrics.posturography.santos_duarte import (
    power_weighted_frequency,
    prediction_ellipse_area,
    unfiltered_velocity,
)
from tests.builders.real_data import data_file, data_folder

FORCE_PLATE_HZ = 100.0
REFERENCE = {
    "rms_ml": 0.265410, "rms_ap": 0.416484, "rms_radius": 0.493864,
    "range_ml": 1.680799, "range_ap": 2.125677, "confidence_ellipse_area": 2.034278,
    "mean_velocity_ml": 0.358191, "mean_velocity_ap": 0.520391,
    "mean_velocity_planar": 0.695367, "mean_distance_ml": 0.179581,
    "mean_distance_ap": 0.348043, "mean_distance_radius": 0.425433,
    "sway_area_per_second": 0.095870, "mean_frequency_ml": 0.353070,
    "mean_frequency_ap": 0.264669, "mean_frequency_planar": 0.260486,
    "total_power_ml": 1.970103, "total_power_ap": 2.098976,
    "power_frequency_50_ml": 0.267380, "power_frequency_50_ap": 0.267380,
    "power_frequency_95_ml": 0.467914, "power_frequency_95_ap": 0.868984,
    "centroid_frequency_ml": 0.372975, "centroid_frequency_ap": 0.455350,
    "principal_sway_direction_deg": 13.280809, "lfs": 10.227400,
    "fractal_dimension": 1.630688,
}  # fmt: skip


@pytest.fixture(scope="module")
def public_path() -> np.ndarray:
    lines = data_file("sway_reference/jythen_cop.csv").read_text(encoding="utf-8").splitlines()
    header = next(row for row, line in enumerate(lines) if line.startswith("MocapFrame"))
    names = [name.strip() for name in lines[header].split(",")]
    table = np.array([line.split(",") for line in lines[header + 1 :] if line], dtype=float)
    force = table[:, names.index("Fz")]
    moments = table[:, [names.index("My"), names.index("Mx")]]
    with np.errstate(invalid="ignore", divide="ignore"):
        centre_cm = 100 * moments / force[:, None]
    return np.asarray((centre_cm - np.nanmean(centre_cm, axis=0))[4000:7000])


def test_the_public_descriptors_are_reproduced(public_path):
    path = reference_path(public_path, FORCE_PLATE_HZ)
    found = descriptors(path[:, 0], path[:, 1], 25.0, centre=False)
    for key, expected in REFERENCE.items():
        assert found[key] == pytest.approx(expected, rel=2e-5), key


def test_centring_once_more_hardly_changes_them(public_path):
    path = reference_path(public_path, FORCE_PLATE_HZ)
    found = descriptors(path[:, 0], path[:, 1], 25.0)
    for key, expected in REFERENCE.items():
        assert found[key] == pytest.approx(expected, rel=5e-4), key


def test_all_trials_have_their_published_area_velocity_and_frequency():
    folder = data_folder("bds_cop")
    with np.load(folder / "cop_cm_100hz.npz") as archive:
        # Published in micrometres; single precision kept a little less than that.
        trials = np.round(archive["cop_ap_ml"].astype(float), 6)
    with (folder / "expected.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert len(rows) == len(trials) == 108
    for trial, row in zip(trials, rows, strict=True):
        assert prediction_ellipse_area(trial) == pytest.approx(float(row["COParea"]), rel=1e-9)
        velocity = unfiltered_velocity(trial, FORCE_PLATE_HZ)
        assert velocity == pytest.approx(float(row["COPvelo"]), rel=1e-9)
        frequency = power_weighted_frequency(trial, FORCE_PLATE_HZ)
        assert frequency == pytest.approx(float(row["COPmfreq"]), rel=1e-9)


def test_every_descriptor_of_every_trial_is_a_number():
    with np.load(data_folder("bds_cop") / "cop_cm_100hz.npz") as archive:
        trials = archive["cop_ap_ml"][::9].astype(float)
    for trial in trials:
        found = descriptors(trial[:, 1], trial[:, 0], FORCE_PLATE_HZ)
        assert all(np.isfinite(value) for value in found.values())
        # The published ellipse and ours differ by (n + 1) / n and n / (n - 1) only.
        ratio = found["confidence_ellipse_area"] / prediction_ellipse_area(trial)
        assert ratio == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_published_definitions_of_next_to_nothing_are_unknown(count):
    path = np.ones((count, 2))
    assert np.isnan(prediction_ellipse_area(path))
    assert np.isnan(unfiltered_velocity(path, FORCE_PLATE_HZ))
    assert np.isnan(power_weighted_frequency(path, FORCE_PLATE_HZ))


def test_standing_still_has_no_frequency():
    still = np.ones((50, 2))
    assert np.isnan(power_weighted_frequency(still, FORCE_PLATE_HZ))
    assert unfiltered_velocity(still, FORCE_PLATE_HZ) == 0.0
    assert prediction_ellipse_area(still) == 0.0


def test_swarii_weighs_each_sample_by_the_time_it_stands_for():
    # Around 1.0 s, half a second either way: 0.6 stands for 0.5 to 0.8, 1.0 for 0.8 to 1.2,
    # and 1.4 for 1.2 to 1.5.  Samples at 0 and 2 lie outside.
    times_s = np.array([0.0, 0.6, 1.0, 1.4, 2.0])
    values = np.array([[100.0], [1.0], [2.0], [3.0], [100.0]])
    grid_s, means = swarii(times_s, values, rate_hz=1.0, window_s=1.0)
    assert grid_s.tolist() == [0.0, 1.0, 2.0]
    assert means[1, 0] == pytest.approx(0.3 * 1 + 0.4 * 2 + 0.3 * 3, rel=1e-5)
    # At the ends half a window remains, which holds one sample.
    assert means[[0, 2], 0].tolist() == pytest.approx([100.0, 100.0])


def test_swarii_keeps_what_does_not_change_and_has_holes_where_nothing_is():
    times_s = np.array([0.0, 0.1, 0.2, 1.0, 1.1])
    grid_s, means = swarii(times_s, np.full((5, 2), 7.0), rate_hz=10.0, window_s=0.2)
    assert len(grid_s) == 12
    assert means[[0, 1, 2, -1]] == pytest.approx(np.full((4, 2), 7.0))
    assert np.isnan(means[4:9]).all()


def test_swarii_and_the_reference_of_nothing_are_empty():
    grid_s, means = swarii(np.empty(0), np.empty((0, 2)))
    assert len(grid_s) == len(means) == 0
    assert reference_path(np.empty((0, 2)), FORCE_PLATE_HZ).shape == (0, 2)
    assert reference_path(np.ones((60, 2)), FORCE_PLATE_HZ).shape == (0, 2)
