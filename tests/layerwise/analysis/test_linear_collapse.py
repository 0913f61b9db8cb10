import itertools

import numpy as np
import pytest

from layerwise import collapse_linear


def random_layers(sizes, seed=0):
    rng = np.random.default_rng(seed)
    return [(rng.standard_normal((b, a)), rng.standard_normal(b)) for a, b in itertools.pairwise(sizes)]


@pytest.mark.parametrize("sizes", [[3, 2], [3, 5, 2], [4, 1, 6, 3], [2, 7, 7, 7, 1]])
def test_one_layer_computes_what_all_computed(sizes):
    """For any number of layers and any widths, on a batch of inputs."""
    layers = random_layers(sizes)
    x = np.random.default_rng(1).standard_normal((5, sizes[0]))
    W, b = collapse_linear(layers)
    out = x
    for layer_W, layer_b in layers:
        out = out @ layer_W.T + layer_b
    assert W.shape == (sizes[-1], sizes[0])
    assert b.shape == (sizes[-1],)
    np.testing.assert_allclose(x @ W.T + b, out, rtol=1e-12, atol=1e-12)


def test_the_layers_are_left_as_they_were():
    """The result shares no memory with the layers, even when there is one only."""
    layers = [(np.eye(2), np.zeros(2))]
    W, b = collapse_linear(layers)
    W += 1
    b += 1
    assert layers[0][0].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert layers[0][1].tolist() == [0.0, 0.0]


def test_lists_of_integers_work():
    """The result is made of floats."""
    W, b = collapse_linear([([[1], [2]], [0, 1]), ([[1, 1]], [5])])
    assert W.dtype == b.dtype == np.float64
    assert (W.tolist(), b.tolist()) == ([[3.0]], [6.0])


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "layers must hold at least one"),
        ([(np.eye(2), np.zeros(2)), (np.eye(3), np.zeros(3))], r"layers\[1\] takes 3 features .* gives 2"),
        ([(np.eye(2), np.zeros(3))], r"b of layers\[0\] must have shape \(2,\) to fit W of shape \(2, 2\)"),
        ([(np.eye(2), np.zeros((1, 2)))], r"b of layers\[0\] must have shape \(2,\).*got \(1, 2\)"),
        ([(np.zeros(2), np.zeros(2))], r"W of layers\[0\] must have shape \(out_features, in_features\)"),
        ([np.eye(3)], r"layers\[0\] must be a pair \(W, b\)"),
    ],
)
def test_layers_that_do_not_fit_are_named(layers, message):
    """The message says which layer, and the two sizes that clash."""
    with pytest.raises(ValueError, match=message):
        collapse_linear(layers)
