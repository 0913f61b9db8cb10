import numpy as np
import pytest

from layerwise import nn
from layerwise.models.mlp import mlp


def test_the_layers_stand_in_the_usual_order():
    """Linear, norm, activation, dropout for each hidden layer; the last Linear has nothing behind it."""
    net = mlp((4, 6, 5, 3), nn.Tanh, norm=nn.BatchNorm1d, dropout=lambda: nn.Dropout(0.2, rng=0), rng=0)
    block = [nn.Linear, nn.BatchNorm1d, nn.Tanh, nn.Dropout]
    assert [type(layer) for layer in net] == [*block, *block, nn.Linear]
    assert [net[i].weight.shape for i in (0, 4, 8)] == [(6, 4), (5, 6), (3, 5)]
    assert [net[i].weight.shape for i in (1, 5)] == [(6,), (5,)]
    assert net(np.ones((2, 4))).shape == (2, 3)


def test_without_hidden_layers_it_is_one_linear_layer():
    """Nothing else is left."""
    assert [type(layer) for layer in mlp((4, 3), norm=nn.BatchNorm1d, rng=0)] == [nn.Linear]


def test_every_layer_has_modules_of_its_own():
    """What one keeps for backward is not another's."""
    net = mlp((2, 2, 2, 2), rng=0)
    assert net[1] is not net[3]


def test_weights_are_drawn_from_one_generator_first_layer_first():
    """Nothing else draws from it, so a seed and a generator give the same; biases start at 0."""
    rng = np.random.default_rng(3)
    expected = [rng.normal(0, np.sqrt(2 / n), (m, n)) for n, m in ((4, 6), (6, 3))]
    for source in (3, np.random.default_rng(3)):
        net = mlp((4, 6, 3), rng=source)
        for layer, weight in zip((net[0], net[2]), expected, strict=True):
            np.testing.assert_allclose(layer.weight.data, weight, rtol=1e-12)
            assert not layer.bias.data.any()


def test_the_first_weights_may_be_filled_otherwise():
    """init is given each weight as an array, and the generator by name."""
    drawn = []

    def fill(weight, rng):
        drawn.append((weight.shape, rng.random()))
        weight[...] = 7

    net = mlp((4, 6, 3), init=fill, rng=5)
    rng = np.random.default_rng(5)
    assert drawn == [((6, 4), rng.random()), ((3, 6), rng.random())]
    assert (net[0].weight.data == 7).all()


def test_sizes_that_make_no_network_are_refused():
    """Inputs and outputs at least, each a whole number above 0."""
    with pytest.raises(ValueError, match=r"sizes must be .* got \[64\]"):
        mlp((64,))
    with pytest.raises(ValueError, match="sizes must be at least 1, got 0"):
        mlp((64, 0, 10))
    with pytest.raises(TypeError, match=r"sizes must be an int, got 0\.5"):
        mlp((64, 0.5, 10))
