import numpy as np
import pytest

import layerwise as lw
from layerwise import dead_fraction, grad_norms

from ..numerical import numerical_gradient

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("act", ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu"])
def test_the_norms_are_those_of_the_measured_gradients(act):
    """Three small layers, every weight's gradient measured by central differences."""
    depth, std, width, batch, seed = 3, 0.7, 4, 5, 11
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((batch, width))
    weights = std * np.stack([rng.standard_normal((width, width)) for _ in range(depth)])
    grad_output = rng.standard_normal((batch, width)) / batch

    def loss(weights):
        h = x
        for W in weights:
            h = lw.ACTIVATIONS[act].forward(h @ W.T)
        return float((grad_output * h).sum())

    measured = numerical_gradient(loss, weights)
    expected = np.linalg.norm(measured.reshape(depth, -1), axis=1)
    np.testing.assert_allclose(grad_norms(depth, act, std, width, batch, seed), expected, rtol=1e-6, atol=1e-9)


def test_sigmoid_starves_the_first_layer_and_relu_does_not():
    """Twenty layers: the sigmoid's gradient shrinks a trillionfold, ReLU's with He's std keeps its size."""
    sigmoid = np.median([grad_norms(20, "sigmoid", 0.1, seed=s) for s in range(5)], axis=0)
    relu = np.median([grad_norms(20, "relu", np.sqrt(2 / 100), seed=s) for s in range(5)], axis=0)
    assert sigmoid.shape == (20,)
    assert sigmoid[0] < 1e-10 * sigmoid[-1]
    assert 0.2 < relu[0] / relu[-1] < 5


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, "relu", 0.1), ValueError, "depth must be at least 1, got 0"),
        ((2.0, "relu", 0.1), TypeError, "depth must be an int, got 2.0"),
        ((2, "rellu", 0.1), ValueError, "act must be one of .*got 'rellu'"),
        ((2, "relu", 0.0), ValueError, "std must be greater than 0, got 0.0"),
        ((2, "relu", -1), ValueError, "std must be greater than 0, got -1"),
        ((2, "relu", 0.1, 0), ValueError, "width must be at least 1, got 0"),
        ((2, "relu", 0.1, 5, 0), ValueError, "batch must be at least 1, got 0"),
        ((2, "relu", 0.1, 5, 5, -1), ValueError, "seed must be at least 0, got -1"),
    ],
)
def test_wrong_arguments_are_named(arguments, error, message):
    """The message names the argument, what it was given and what it takes."""
    with pytest.raises(error, match=message):
        grad_norms(*arguments)


@pytest.mark.parametrize(
    ("h", "fraction"),
    [
        ([[0, 0], [0, 0]], 1.0),
        ([[0, 1], [2, 0]], 0.0),
        ([[0, 1, 0, 3], [0, 0, 0, 1], [0, 2, 0, 2]], 0.5),
        ([[0.0, 1e-300]], 0.5),
    ],
)
def test_a_unit_is_dead_when_no_example_wakes_it(h, fraction):
    """Zeros count only when they fill a unit's whole column."""
    assert dead_fraction(h) == fraction


def test_dead_fraction_is_a_plain_float():
    """So that it prints as a number."""
    assert type(dead_fraction(np.zeros((2, 2)))) is float


@pytest.mark.parametrize(
    ("h", "message"),
    [
        (np.zeros(3), r"h must have shape \(N, units\), got shape \(3,\)"),
        (np.zeros((2, 3, 4)), r"h must have shape \(N, units\), got shape \(2, 3, 4\)"),
        (np.zeros((0, 3)), r"h must hold at least one example and one unit, got shape \(0, 3\)"),
    ],
)
def test_wrong_shapes_are_named(h, message):
    """A batch of units has two dimensions and is not empty."""
    with pytest.raises(ValueError, match=message):
        dead_fraction(h)
