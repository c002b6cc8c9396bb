"""Descriptors of sway against hand arithmetic on circles, lines and sines."""

import numpy as np
import pytest
from scipy import signal, stats
from scipy.spatial import ConvexHull

from scoring.metrics.posturography import descriptors, romberg_quotient
from scoring.metrics.posturography.density import dwell_samples, sway_density
from scoring.metrics.posturography.dynamic import turning_points, velocity
from scoring.metrics.posturography.hull import diameter, hull_area, hull_points
from scoring.metrics.posturography.paths import quotient, thinned
from scoring.metrics.posturography.positional import ellipse_area, f_quantile_2

RATE_HZ = 25.0
TURN_S = 4.0
RADIUS = 0.5


def turning(seconds: float = 40.0) -> tuple[np.ndarray, np.ndarray]:
    """Return a circle of 0.5 in 4 s, 100 samples a turn, whole turns."""
    turn = 2 * np.pi * np.arange(round(seconds * RATE_HZ)) / (TURN_S * RATE_HZ)
    return RADIUS * np.cos(turn), RADIUS * np.sin(turn)


@pytest.fixture(scope="module")
def circle() -> dict[str, float]:
    return descriptors(*turning(), RATE_HZ)


def test_a_circle_is_its_radius_from_the_centre(circle):
    assert circle["mean_distance_radius"] == pytest.approx(RADIUS)
    assert circle["maximal_distance_radius"] == pytest.approx(RADIUS)
    assert circle["rms_radius"] == circle["planar_deviation"] == pytest.approx(RADIUS)
    assert circle["rms_ml"] == pytest.approx(RADIUS / 2**0.5)
    assert circle["mean_distance_ap"] == pytest.approx(RADIUS * 2 / np.pi, rel=1e-3)
    assert circle["range_ml"] == circle["range_planar"] == pytest.approx(2 * RADIUS)
    assert circle["range_ratio"] == pytest.approx(1.0)
    assert circle["coefficient_sway_direction"] == pytest.approx(0.0, abs=1e-12)


def test_a_circle_has_the_area_of_its_polygon(circle):
    # A hundred triangles of r^2 sin(3.6 degrees) / 2.
    triangle = RADIUS**2 * np.sin(2 * np.pi / 100) / 2
    assert circle["convex_hull_area"] == pytest.approx(100 * triangle)
    # One triangle a step, 25 steps a second.
    assert circle["sway_area_per_second"] == pytest.approx(25 * triangle)


def test_a_circle_moves_by_its_chords(circle):
    chord = 2 * RADIUS * np.sin(np.pi / 100)
    assert circle["sway_length_planar"] == pytest.approx(999 * chord)
    # The published definition divides by n / rate, not by the time between the ends.
    assert circle["mean_velocity_planar"] == pytest.approx(999 * chord / 40.0)
    # A turn in four seconds, by chords.
    assert circle["mean_frequency_planar"] == pytest.approx(0.25, rel=1e-3)


def test_the_ellipse_of_a_circle_is_the_hand_computed_one(circle):
    # Variances r^2 / 2 each, no covariance: 2 pi F r^2 / 2 (n - 1) / (n - 2), n = 1000.
    expected = np.pi * stats.f.ppf(0.95, 2, 998) * RADIUS**2 * 999 / 998
    assert circle["confidence_ellipse_area"] == pytest.approx(expected)
    assert circle["lfs"] == pytest.approx(circle["sway_length_planar"] / expected)
    wide = np.sqrt(4 * expected / np.pi)
    ratio = np.log(1000) + np.log(wide) - np.log(circle["sway_length_planar"])
    assert circle["fractal_dimension"] == pytest.approx(np.log(1000) / ratio)


def test_a_sine_turns_twice_a_period_and_peaks_at_its_greatest_speed(circle):
    # Ten periods of a sine, whose velocity is not zero where they begin and end.
    assert circle["zero_crossing_ap"] == 20
    fastest = RADIUS * 2 * np.pi / TURN_S
    for key in ("peak_velocity_pos_ml", "peak_velocity_neg_ml", "peak_velocity_all_ap"):
        assert circle[key] == pytest.approx(fastest, rel=1e-3)
    # Variances r^2 / 2 and fastest^2 / 2.
    expected = np.hypot(RADIUS, fastest) / 2**0.5
    assert circle["phase_plane_parameter_ap"] == pytest.approx(expected, rel=1e-3)


def test_a_line_has_length_and_direction_and_no_area():
    across = np.sin(2 * np.pi * 0.25 * np.arange(1000) / RATE_HZ)
    found = descriptors(3.0 * across, 4.0 * across, RATE_HZ)
    assert found["range_planar"] == pytest.approx(10.0)
    assert found["principal_sway_direction_deg"] == pytest.approx(np.degrees(np.arctan(0.75)))
    assert found["coefficient_sway_direction"] == pytest.approx(1.0)
    assert found["convex_hull_area"] == pytest.approx(0.0, abs=1e-9)
    assert found["confidence_ellipse_area"] == pytest.approx(0.0, abs=1e-6)
    assert found["mean_velocity_planar"] == pytest.approx(found["mean_velocity_ml"] * 5 / 3)


def test_standing_still_has_no_ratios_and_no_crash():
    found = descriptors(np.full(1500, 2.0), np.full(1500, -1.0), RATE_HZ)
    assert found["mean_value_ml"] == 2.0
    assert found["rms_radius"] == found["range_planar"] == found["convex_hull_area"] == 0.0
    assert found["mean_velocity_planar"] == found["zero_crossing_ml"] == 0.0
    for key in ("range_ratio", "lfs", "fractal_dimension", "mean_frequency_ml", "mean_peak"):
        assert np.isnan(found[key]), key
    for key in ("total_power_ml", "critical_time_ap", "sample_entropy_ml", "dfa_alpha_ap"):
        assert np.isnan(found[key]), key


def test_the_mean_place_is_that_before_centring_and_vfy_divides_by_it():
    x, y = turning()
    speed = np.hypot(velocity(x, RATE_HZ), velocity(y, RATE_HZ))
    found = descriptors(x, y + 2.0, RATE_HZ)
    assert found["mean_value_ap"] == pytest.approx(2.0)
    assert found["vfy"] == pytest.approx(np.var(speed) / 2.0)


def test_without_centring_the_path_is_about_zero():
    x, y = turning()
    about_zero = descriptors(x + 1.0, y, RATE_HZ, centre=False)
    assert about_zero["rms_ml"] == pytest.approx(np.sqrt(1.0 + RADIUS**2 / 2))
    assert about_zero["range_ml"] == pytest.approx(2 * RADIUS)


def test_coordinates_of_different_length_and_no_rate_are_refused():
    with pytest.raises(ValueError, match="samples"):
        descriptors(np.zeros(10), np.zeros(11), RATE_HZ)
    with pytest.raises(ValueError, match="rate"):
        descriptors(np.zeros(10), np.zeros(10), 0.0)


def test_the_velocity_is_that_of_the_public_filter():
    path = np.cumsum(np.random.default_rng(3).normal(size=200))
    expected = signal.savgol_filter(path, 5, 3, deriv=1, delta=1 / RATE_HZ)
    assert velocity(path, RATE_HZ) == pytest.approx(expected, abs=1e-9)


def test_peaks_lie_between_two_changes_of_sign_only():
    # Up to 5 before the first change and down to -9 after the last are cut off.
    speed = np.array([5.0, 1.0, -2.0, -3.0, 0.0, -1.0, 4.0, 2.0, -1.0, -9.0])
    count, positive, negative = turning_points(speed)
    assert count == 3
    assert positive.tolist() == [4.0]
    assert negative.tolist() == [3.0]
    assert turning_points(np.array([1.0, 0.0, 2.0]))[0] == 0


def test_the_quantile_of_f_is_the_tabulated_one():
    for degrees in (3, 48, 748, 5998):
        expected = stats.f.ppf(0.95, 2, degrees)
        assert f_quantile_2(0.95, degrees) == pytest.approx(expected, rel=1e-12)


def test_an_ellipse_holds_its_share_of_new_places():
    rng = np.random.default_rng(4)
    area = ellipse_area(np.eye(2), 100_000)
    radius = np.sqrt(area / np.pi)
    inside = np.hypot(*rng.normal(size=(2, 100_000))) <= radius
    assert inside.mean() == pytest.approx(0.95, abs=0.005)


@pytest.mark.parametrize("seed", range(5))
def test_the_hull_is_the_hull_of_all_points(seed):
    rng = np.random.default_rng(seed)
    x, y = np.array([[3.0, 2.0], [0.0, 0.2]]) @ rng.normal(size=(2, 500))
    corners = hull_points(x, y)
    assert hull_area(corners) == pytest.approx(ConvexHull(np.stack([x, y], axis=1)).volume)
    furthest = np.hypot(x[:, None] - x, y[:, None] - y).max()
    assert diameter(corners) == pytest.approx(furthest)


@pytest.mark.parametrize(
    ("x", "y", "far"),
    [([0, 1, 2], [5, 5, 5], 2.0), ([1, 1, 1], [0, 4, 1], 4.0), ([2, 2], [3, 3], 0.0)],
)
def test_points_on_one_line_have_two_ends(x, y, far):
    corners = hull_points(np.array(x, dtype=float), np.array(y, dtype=float))
    assert diameter(corners) == far
    assert hull_area(corners) == 0.0


def test_dwelling_is_counted_before_and_after_each_place():
    # Within 0.25 of the first: 0.1 and 0.2 after it; 0.5 ends it, though 0.0 comes back.
    path = np.array([0.0, 0.1, 0.2, 0.5, 0.0])
    assert dwell_samples(path, np.zeros(5), 0.25).tolist() == [2, 2, 2, 0, 0]


def test_dwelling_agrees_with_looking_at_every_sample():
    rng = np.random.default_rng(5)
    x, y = np.cumsum(rng.normal(size=(2, 400)), axis=1)
    radius = 8.0
    near = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 <= radius**2
    expected = [
        _run(near[place, place + 1 :]) + _run(near[place, :place][::-1]) for place in range(400)
    ]
    assert dwell_samples(x, y, radius).tolist() == expected


def _run(flags: np.ndarray) -> int:
    return int(np.argmin(flags)) if not flags.all() else len(flags)


def test_the_density_peaks_where_the_body_stays_longest():
    x, y = np.cumsum(np.random.default_rng(7).normal(scale=0.1, size=(2, 600)), axis=1)
    # Seconds, low-passed at 2.5 Hz; the last sample has nothing after it and is left out.
    dwell_s = dwell_samples(x, y, 0.3)[:-1] / RATE_HZ
    smooth = signal.filtfilt(*signal.butter(4, 2.5, fs=RATE_HZ), dwell_s)
    (peaks,) = signal.argrelmax(smooth)
    found = sway_density(x, y, RATE_HZ, 0.3)
    assert len(peaks) > 20
    assert found["mean_peak"] == pytest.approx(smooth[peaks].mean())
    steps = np.hypot(np.diff(x[peaks]), np.diff(y[peaks]))
    assert found["mean_distance_peak"] == pytest.approx(steps.mean())


def test_without_two_peaks_or_below_the_rate_of_the_smoothing_there_is_no_density():
    still = np.zeros(200)
    assert np.isnan(sway_density(still, still, RATE_HZ, 0.3)["mean_peak"])
    moving = np.random.default_rng(6).normal(size=200)
    assert np.isnan(sway_density(moving, moving, 5.0, 0.3)["mean_peak"])


def test_thinning_takes_means_of_neighbours():
    path, rate_hz = thinned(np.arange(10.0), 100.0)
    assert path.tolist() == [1.5, 5.5]
    assert rate_hz == 25.0
    same, rate_hz = thinned(np.arange(10.0), 30.0)
    assert same.tolist() == list(range(10))
    assert rate_hz == 30.0


def test_quotients():
    assert quotient(1.0, 4.0) == 0.25
    assert np.isnan(quotient(1.0, 0.0))
    assert romberg_quotient(3.0, 2.0) == 1.5
    for closed, opened in ((1.0, 0.0), (np.nan, 1.0), (1.0, -1.0), (1.0, np.inf)):
        assert np.isnan(romberg_quotient(closed, opened))
