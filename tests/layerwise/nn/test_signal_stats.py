import math

import numpy as np
import pytest

from layerwise.nn.signal_stats import activation_stats, expected_initial_loss, gradient_stats, symmetry_rank


def five_layers(std: float) -> tuple[np.ndarray, list[np.ndarray]]:
    rng = np.random.default_rng(0)
    return rng.standard_normal((1000, 100)), [std * rng.standard_normal((100, 100)) for _ in range(5)]


@pytest.mark.parametrize(
    ("act", "std", "published"),
    [
        ("sigmoid", 1.0, 0.437),
        ("sigmoid", 0.01, 0.0115),
        ("sigmoid", 0.1, 0.116),
        ("relu", 0.01, 1.8e-6),
        ("relu", math.sqrt(2 / 100), 1.0),
        ("tanh", 0.1, 0.314),
    ],
)
def test_the_published_spread_in_layer_five(act: str, std: float, published: float):
    """1000 inputs through five layers of 100 units: the numbers of the figure, from another seed."""
    x, weights = five_layers(std)
    assert activation_stats(x, weights, act)[4, 1] == pytest.approx(published, rel=0.35)


def test_gradients_are_those_of_finite_differences():
    """Means over the batch, at the pre-activations, held against numerical differentiation."""
    rng = np.random.default_rng(1)
    x, grad_output = rng.standard_normal((3, 4)), rng.standard_normal((3, 2))
    W1, W2 = rng.standard_normal((5, 4)), rng.standard_normal((2, 5))

    def loss(z1):
        return (np.tanh(np.tanh(z1) @ W2.T) * grad_output).sum()

    z1 = x @ W1.T
    numerical = np.zeros_like(z1)
    for index in np.ndindex(z1.shape):
        step = np.zeros_like(z1)
        step[index] = 1e-6
        numerical[index] = (loss(z1 + step) - loss(z1 - step)) / 2e-6
    stats = gradient_stats(x, [W1, W2], "tanh", grad_output)
    assert stats[0] == pytest.approx([numerical.mean(), numerical.std()], abs=1e-8)


def test_sigmoid_gradients_vanish_towards_the_input():
    """Five sigmoid layers: the first layer's gradient is much narrower than the last one's."""
    x, weights = five_layers(0.1)
    stats = gradient_stats(x, weights, "sigmoid", np.random.default_rng(1).standard_normal((1000, 100)))
    assert (np.diff(stats[:, 1]) > 0).all() and stats[0, 1] < 0.01 * stats[4, 1]


def test_rank_counts_different_units():
    """All equal: 1. All zero: 0. Random: full. Rounding noise does not count."""
    row = np.arange(1.0, 5)
    assert symmetry_rank(np.tile(row, (6, 1))) == 1
    assert symmetry_rank(np.zeros((6, 4))) == 0
    assert symmetry_rank(np.random.default_rng(0).standard_normal((6, 4))) == 4
    assert symmetry_rank(np.tile(row, (6, 1)) + 1e-12 * np.random.default_rng(0).standard_normal((6, 4))) == 1


def test_the_expected_loss_is_the_cross_entropy_of_equal_scores():
    """log C, natural logarithm, a mean."""
    from layerwise import cross_entropy

    assert expected_initial_loss(10) == pytest.approx(cross_entropy(np.zeros((7, 10)), np.arange(7)))


def test_what_does_not_fit_is_refused():
    """The error names the layer and the shapes."""
    x, W = np.ones((3, 4)), np.ones((5, 4))
    refused = [
        (lambda: activation_stats(x, [], "relu"), ValueError, "at least one layer"),
        (lambda: activation_stats(x, [W, W], "relu"), ValueError, r"weights\[1\] must have shape \(out, 5\)"),
        (lambda: activation_stats(x, [W], "swish"), ValueError, "swish"),
        (lambda: gradient_stats(x, [W], "relu", np.ones((3, 4))), ValueError, r"grad_output must have shape \(3, 5\)"),
        (lambda: symmetry_rank(np.ones(3)), ValueError, "W must have shape"),
        (lambda: symmetry_rank(np.full((2, 2), np.nan)), ValueError, "did training diverge"),
        (lambda: symmetry_rank(np.ones((0, 3))), ValueError, "at least one unit"),
        (lambda: expected_initial_loss(1), ValueError, "C must be at least 2"),
    ]
    for call, error, message in refused:
        with pytest.raises(error, match=message):
            call()
