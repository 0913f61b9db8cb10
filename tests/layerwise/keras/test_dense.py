import numpy as np
import pytest

import layerwise as lw
from layerwise.keras import Dense
from layerwise.keras.named_activations import ACTIVATIONS


def built(units, activation, in_features, seed):
    layer = Dense(units, activation)
    layer.build(in_features, seed)
    layer.bias.data = np.random.default_rng(seed).normal(size=units)
    return layer


@pytest.mark.parametrize("activation", [None, "linear", *ACTIVATIONS])
def test_gradients(activation):
    """Of input, kernel and bias, behind each activation."""
    layer = built(4, activation, 3, seed=1)
    assert lw.gradcheck(layer, np.random.default_rng(0).normal(size=(5, 3)))


def test_a_kernel_starts_as_glorot_says():
    """Uniform within the bound that both fans give, and up to it; a bias of 0; (in, units)."""
    layer = Dense(200)
    layer.build(100, rng=0)
    bound = np.sqrt(6 / 300)
    assert layer.kernel.shape == (100, 200) and not layer.bias.data.any()
    assert 0.999 * bound < np.abs(layer.kernel.data).max() <= bound
    assert layer.kernel.data.std() == pytest.approx(bound / np.sqrt(3), rel=0.01)


def test_it_is_built_once():
    """By the first call if by nobody else, and not by the second."""
    layer = Dense(2)
    assert layer.parameters() == []
    x = np.ones((3, 4))
    np.testing.assert_array_equal(layer(x), layer(x))
    assert layer.kernel.shape == (4, 2)


def test_what_does_not_fit_is_refused():
    """By name: units, activation, features, and backward before anything else."""
    with pytest.raises(ValueError, match="units must be at least 1, got 0"):
        Dense(0)
    with pytest.raises(ValueError, match=r"activation must be one of 'elu', .*got 'swash'"):
        Dense(3, "swash")
    with pytest.raises(ValueError, match=r"x must have 3 features, as this layer was built, got shape \(2, 4\)"):
        built(2, None, 3, 0)(np.ones((2, 4)))
    with pytest.raises(RuntimeError, match=r"Dense\.backward was called before Dense\.forward"):
        built(2, None, 3, 0).backward(np.ones((2, 2)))
