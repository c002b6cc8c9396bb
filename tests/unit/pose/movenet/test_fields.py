"""The layers that a features network leaves out give the maps that the network would have given."""

import numpy as np
import pytest

from pose.movenet.fields import (
    FEATURES_OUTPUT,
    FIELDS,
    FieldLayers,
    features_network,
    field_layers,
    field_layers_file,
    fields_of,
)
from pose.movenet.network.architecture import maps_network
from pose.movenet.network.heads import CENTRE, HEATMAPS
from pose.published_models import LIGHTNING

pytestmark = pytest.mark.tensorflow


@pytest.fixture(scope="module")
def network():
    return maps_network(LIGHTNING)


@pytest.fixture(scope="module")
def picture():
    side = LIGHTNING.input_side_px
    return np.random.default_rng(5).uniform(0, 255, (1, side, side, 3)).astype(np.float32)


def test_the_fields_of_the_features_are_the_maps_of_the_whole_network(network, picture):
    maps = {name: value.numpy()[0] for name, value in network(picture).items()}
    features = features_network(network)(picture)
    completed = fields_of(network, {name: value.numpy()[0] for name, value in features.items()})
    assert set(completed) == set(maps)
    for name, expected in maps.items():
        np.testing.assert_allclose(completed[name], expected, atol=1e-5)


def test_a_features_network_ends_in_probabilities_and_features(network):
    outputs = features_network(network).output
    assert set(outputs) == {CENTRE.name, HEATMAPS.name, FEATURES_OUTPUT}


def test_the_file_holds_the_layers_one_field_after_the_other(network):
    content = np.frombuffer(field_layers_file(network), "<f4")
    each = [np.frombuffer(field_layers(network, field).to_bytes(), "<f4") for field in FIELDS]
    np.testing.assert_array_equal(content, np.concatenate(each))
    # 3 x 3 x 24 + 24 x 96 + 96 + 96 x 34 + 34.
    assert all(len(layers) == 5914 for layers in each)


def test_a_field_looks_one_cell_around_with_zeros_outside():
    around, one = np.ones((3, 3, 1), np.float32), np.ones((1, 1), np.float32)
    layers = FieldLayers(around, one, np.zeros(1, np.float32), one, np.full(1, 0.5, np.float32))
    field = layers.field(np.ones((3, 3, 1), np.float32))
    np.testing.assert_allclose(field[..., 0], [[4.5, 6.5, 4.5], [6.5, 9.5, 6.5], [4.5, 6.5, 4.5]])


def test_what_is_negative_in_between_counts_for_nothing():
    middle = np.zeros((3, 3, 1), np.float32)
    middle[1, 1] = 1
    one, zero = np.ones((1, 1), np.float32), np.zeros(1, np.float32)
    field = FieldLayers(middle, -one, zero, one, zero).field(np.ones((1, 1, 1), np.float32))
    assert field[0, 0, 0] == 0
