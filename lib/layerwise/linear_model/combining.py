"""What two lines and a third can do: XOR by hand, and models whose probabilities are added up and squashed.

A line cannot be on at two opposite corners of a square and off at the others (Minsky and Papert, 1969). Two lines and
one that combines them can. With a sigmoid in place of each step this is a network with one hidden layer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, float_matrix, real_number
from ..functional.activations import sigmoid


def xor_weights(low: float, high: float) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    """Return W1 (2, 2), b1 (2,), w2 (2,) and b2 that are 1 where one input of two is high, and 0 elsewhere.

        hidden = step(x @ W1.T + b1)        step(z) = 1 where z > 0, else 0
        output = step(hidden @ w2 + b2)

    x1 + x2 is 2 low, low + high or 2 high. The first unit is on from the middle of the first two ("at least one"), the
    second from the middle of the last two ("both"); the output is the first and not the second.

    low, high: the two values that an input has; low < high.

    >>> W1, b1, w2, b2 = xor_weights(0, 1)
    >>> x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> hidden = np.heaviside(x @ W1.T + b1, 0)
    >>> np.heaviside(hidden @ w2 + b2, 0)
    array([0., 1., 1., 0.])
    """
    low = real_number(low, "low")
    high = real_number(high, "high", above=low)
    W1 = np.ones((2, 2))
    b1 = -np.array([1.5 * low + 0.5 * high, 0.5 * low + 1.5 * high])
    return W1, b1, np.array([1.0, -1.0]), -0.5


def combine(P: ArrayLike, weights: ArrayLike, bias: float) -> FloatArray:
    """Return sigmoid(weights @ P + bias): one probability an example, (N,), from those of M models.

    Each model counts as much as its weight says, against those who disagree with it if that is negative. The sum of
    probabilities is no probability; the sigmoid makes it one.

    P: (M, N), the probability that model m gives example n. weights: (M,). bias: a number.

    >>> combine([[0.7], [0.8]], [1.0, 1.0], 0.0).round(2)
    array([0.82])
    """
    P = float_matrix(finite_array(P, "P"), "P", "(M, N)")
    weights, bias = finite_array(weights, "weights"), real_number(bias, "bias")
    if weights.shape != (len(P),):
        raise ValueError(f"weights must have shape ({len(P)},), one a row of P, got shape {weights.shape}")
    if P.size and not 0 <= P.min() <= P.max() <= 1:
        raise ValueError(f"P must hold probabilities between 0 and 1, got {P.min():g} to {P.max():g}")
    return sigmoid(weights @ P + bias)
