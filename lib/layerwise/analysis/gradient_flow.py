"""How much gradient reaches each layer of a deep network, and how many ReLU units are dead.

A deep network can stand still because the gradient vanishes on its way to the first layers (Hochreiter, 1991;
Glorot and Bengio, 2010), or because units that output zero for every example pass no gradient at all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix, real_number, whole_number
from ..functional.activation_table import get_activation


def grad_norms(depth: int, act: str, std: float, width: int = 100, batch: int = 100, seed: int = 0) -> FloatArray:
    """Return the L2 norm of the gradient with respect to each layer's weights, first layer first.

    The network has `depth` layers without biases; each computes h = act(x @ W.T), W of shape (width, width).
    The random numbers are standard normal and drawn from np.random.default_rng(seed) in this order:
    the inputs (batch, width), then each W from first to last (times std), then the gradient of the loss with
    respect to the last layer's output (batch, width), divided by batch as a loss that is a mean would do.

    Going back through one layer, with z = x @ W.T:

        grad_z = grad_h * act'(z)       grad_W = grad_z.T @ x       grad_x = grad_z @ W

    and grad_x is grad_h of the layer before. Twenty sigmoids multiply the gradient by at most 1/4 each.

    depth: number of layers, at least 1. act: a name in ACTIVATIONS. std: of the weights, above 0.
    Returns norms of shape (depth,): norms[0] belongs to the layer next to the input.

    >>> norms = grad_norms(depth=20, act="sigmoid", std=0.1)
    >>> norms.shape, bool(norms[0] < 1e-9 * norms[-1])
    ((20,), True)
    """
    depth, width = whole_number(depth, "depth", at_least=1), whole_number(width, "width", at_least=1)
    batch, seed = whole_number(batch, "batch", at_least=1), whole_number(seed, "seed", at_least=0)
    std = real_number(std, "std", above=0)
    activation = get_activation(act, "act")

    rng = np.random.default_rng(seed)
    x: FloatArray = rng.standard_normal((batch, width))
    weights = [std * rng.standard_normal((width, width)) for _ in range(depth)]
    grad_h: FloatArray = rng.standard_normal((batch, width)) / batch

    inputs = []
    for W in weights:
        inputs.append(x)
        x = activation.forward(x @ W.T)

    norms = np.zeros(depth)
    for i in reversed(range(depth)):
        x, W = inputs[i], weights[i]
        grad_z = activation.backward(grad_h, x @ W.T)
        norms[i] = np.linalg.norm(grad_z.T @ x)
        grad_h = grad_z @ W
    return norms


def dead_fraction(h: ArrayLike) -> float:
    """Return the fraction of units that are zero for every example: dead, as far as this batch can tell.

    h: outputs of a ReLU layer, shape (N, units). A unit that is zero for some examples is doing its job.

    >>> dead_fraction([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]])
    0.3333333333333333
    """
    h = float_matrix(h, "h", "(N, units)")
    if h.size == 0:
        raise ValueError(f"h must hold at least one example and one unit, got shape {h.shape}")
    return float((h == 0).all(axis=0).mean())
