import numpy as np
import pytest

from layerwise.linear_model import combine, xor_weights


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1), (3.5, 3.75), (-1000, -2), (0, 1e6)])
def test_the_output_is_on_where_one_input_is_high(low, high):
    """At all four corners, wherever the two levels lie."""
    W1, b1, w2, b2 = xor_weights(low, high)
    x = np.array([[low, low], [low, high], [high, low], [high, high]])
    hidden = np.heaviside(x @ W1.T + b1, 0)
    assert np.heaviside(hidden @ w2 + b2, 0).tolist() == [0, 1, 1, 0]
    assert np.heaviside(-(hidden @ w2 + b2), 0).tolist() == [1, 0, 0, 1]  # no corner is on a line


def test_levels_must_differ():
    """Two equal levels have no corners."""
    with pytest.raises(ValueError, match="high must be greater than 1, got 1"):
        xor_weights(1.0, 1.0)


def test_combine_squashes_a_weighted_sum():
    """Negative weights count against; equal opinions may add up to more certainty than each had."""
    P = np.array([[0.9, 0.1, 0.5], [0.2, 0.8, 0.5]])
    expected = 1 / (1 + np.exp(-(2.0 * P[0] - 1.0 * P[1] + 0.3)))
    np.testing.assert_allclose(combine(P, [2.0, -1.0], 0.3), expected)
    assert combine([[0.7], [0.8]], [3.0, 3.0], -2.0)[0] > 0.9
    assert combine(np.ones((2, 1)), [1000.0, 1000.0], 0.0).tolist() == [1]
    assert combine(np.zeros((2, 0)), [1.0, 1.0], 0.0).shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0.5], [0.5]], [1.0], 0.0), r"weights must have shape \(2,\), one a row of P, got shape \(1,\)"),
        (([[1.5]], [1.0], 0.0), "P must hold probabilities between 0 and 1, got 1.5 to 1.5"),
        (([[-0.5]], [1.0], 0.0), "P must hold probabilities"),
        (([0.5], [1.0], 0.0), r"P must have shape \(M, N\)"),
        (([[np.nan]], [1.0], 0.0), "P must be finite"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    """Scores in place of probabilities above all."""
    with pytest.raises(ValueError, match=message):
        combine(*arguments)
