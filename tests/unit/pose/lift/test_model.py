"""The lift as it is kept and used."""

import itertools
import json

import numpy as np
import pytest

from pose.keypoints import INDEX, N_KEYPOINTS
from pose.lift.angles import ANGLES, OUTPUTS
from pose.lift.bounds import VIEWS, Widening
from pose.lift.model import LiftError, read_lift, write_lift
from pose.lift.network import DenseLayer, DenseNetwork, said_of
from pose.lift.windows import FEATURES, from_the_right, windows
from tests.unit.pose.lift.test_bounds import f32
from tests.unit.pose.lift.test_windows import body


def small_network(seed: int = 0) -> DenseNetwork:
    rng = np.random.default_rng(seed)
    sizes = (FEATURES, 8, OUTPUTS)
    return DenseNetwork(
        tuple(
            DenseLayer(
                # Whole 64ths, which 16 bits hold.
                f32(rng.integers(-16, 16, (before, after)) / 64),
                f32(rng.normal(0, 5, after)),
            )
            for before, after in itertools.pairwise(sizes)
        )
    )


WIDENING = Widening(
    ("squat", "sit_to_stand"),
    np.full((2, VIEWS, len(ANGLES), 2), 1.5, dtype=np.float32),
    np.ones((2, len(ANGLES)), dtype=np.float32),
)


def test_what_was_written_is_read_again(tmp_path):
    network = small_network()
    write_lift(tmp_path, network, WIDENING, {"version": "7", "people": 5})
    lift = read_lift(tmp_path)
    rows = windows(body())
    np.testing.assert_array_equal(lift.network.outputs(rows), network.outputs(rows))
    np.testing.assert_array_equal(lift.widening.factors, WIDENING.factors)
    np.testing.assert_array_equal(lift.widening.between_deg, WIDENING.between_deg)
    assert (lift.version, lift.widening.movements) == ("7", ("squat", "sit_to_stand"))
    assert lift.record["people"] == 5


def test_the_same_weights_make_the_same_file(tmp_path):
    for folder in ("a", "b"):
        write_lift(tmp_path / folder, small_network(), WIDENING, {"version": "1"})
    first, second = ((tmp_path / one / "lift.npz").read_bytes() for one in ("a", "b"))
    assert first == second


@pytest.mark.parametrize("damage", ["weights", "schema"])
def test_weights_that_are_not_those_of_their_record_are_refused(tmp_path, damage):
    write_lift(tmp_path, small_network(), WIDENING, {"version": "1"})
    if damage == "weights":
        with (tmp_path / "lift.npz").open("ab") as file:
            file.write(b"x")
    else:
        record = json.loads((tmp_path / "lift.json").read_text())
        (tmp_path / "lift.json").write_text(json.dumps(record | {"schema": "other"}))
    with pytest.raises(LiftError):
        read_lift(tmp_path)


def test_both_sides_are_looked_at_as_left_ones(tmp_path):
    write_lift(tmp_path, small_network(), WIDENING, {"version": "1"})
    lift, xy = read_lift(tmp_path), body()
    found = lift.angles(xy, "squat")
    assert found.value_deg.shape == (len(xy), 2, len(ANGLES))
    mirrored = from_the_right(windows(xy))
    said, _ = said_of(lift.network, mirrored)
    np.testing.assert_allclose(found.value_deg[:, 1], said[..., 1], rtol=1e-6)
    value, low, high = found.track("elbow_flexion", "right")
    elbow = np.sort(lift.network.outputs(mirrored)[:, 6:9], axis=1)[:, 1]
    np.testing.assert_allclose(value, elbow, rtol=1e-6)
    assert (low <= value).all()
    assert (value <= high).all()


def test_how_the_arms_are_held_changes_nothing_of_legs_and_trunk(tmp_path):
    write_lift(tmp_path, small_network(), WIDENING, {"version": "1"})
    lift, xy = read_lift(tmp_path), body()
    lifted = xy.copy()
    for part in ("elbow", "wrist"):
        lifted[:, [INDEX[f"left_{part}"], INDEX[f"right_{part}"]], 1] -= 250
    hanging, overhead = lift.angles(xy, "squat"), lift.angles(lifted, "squat")
    for angle in ("knee_flexion", "hip_flexion", "trunk_inclination"):
        np.testing.assert_array_equal(hanging.track(angle, "left"), overhead.track(angle, "left"))
    first, second = (one.track("elbow_flexion", "left")[0] for one in (hanging, overhead))
    assert not np.allclose(first, second)


def test_frames_without_hips_have_no_angles_and_the_others_the_same(tmp_path):
    write_lift(tmp_path, small_network(), WIDENING, {"version": "1"})
    lift, xy = read_lift(tmp_path), body()
    xy[5, [INDEX["left_hip"], INDEX["right_hip"]]] = np.nan
    found = lift.angles(xy, "squat")
    assert np.isnan(found.value_deg[5]).all()
    assert np.isnan(found.low_deg[5]).all()
    assert np.isfinite(np.delete(found.value_deg, 5, axis=0)).all()


def test_nobody_has_no_angles(tmp_path):
    write_lift(tmp_path, small_network(), WIDENING, {"version": "1"})
    found = read_lift(tmp_path).angles(np.full((6, N_KEYPOINTS, 2), np.nan), "squat")
    assert np.isnan(found.value_deg).all()
    assert np.isnan(found.yaw_deg)


def test_a_movement_that_nobody_was_measured_doing_is_refused(tmp_path):
    write_lift(tmp_path, small_network(), WIDENING, {"version": "1"})
    with pytest.raises(KeyError, match="rowing"):
        read_lift(tmp_path).angles(body(), "rowing")
