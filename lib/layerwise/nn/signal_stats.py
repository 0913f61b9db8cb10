"""What becomes of the signal and of the gradient in a deep network before the first step.

The four measurements of the chapter on initialization: whether the units differ at all, how wide the activations are
in each layer, how wide the gradients are, and what the loss should be before anything is learned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix, real_number, whole_number
from ..functional.activation_table import get_activation


def symmetry_rank(W: ArrayLike, tol: float = 1e-6) -> int:
    """Return the rank of W: how many different things its units compute.

    Units that start equal get equal gradients and stay equal, so a layer trained from zeros has rank 1 (0 if nothing
    moved), however many units it has. Random weights have full rank. Equal biases or equal constants do not help.

    W: weights of a layer, shape (out, in). tol: singular values below tol times the largest count as 0.

    >>> symmetry_rank([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]])
    1
    >>> symmetry_rank([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    2
    """
    W = float_matrix(W, "W", "(out, in)")
    tol = real_number(tol, "tol", above=0, below=1)
    if W.size == 0:
        raise ValueError(f"W must have at least one unit and one input, got shape {W.shape}")
    if not np.isfinite(W).all():
        raise ValueError("W must be finite, got nan or inf: did training diverge?")
    s = np.linalg.svd(W, compute_uv=False)
    return int((s > tol * s[0]).sum())


def activation_stats(x: ArrayLike, weights: Sequence[ArrayLike], act: str) -> FloatArray:
    """Return mean and standard deviation of each layer's activations, first layer first: shape (depth, 2).

        h = act(h @ W.T)         starting with h = x

    x: inputs, shape (N, in). weights: one W of shape (out, in) for each layer, without biases. act: a name in
    ACTIVATIONS. A standard deviation that goes to 0 or to the activation's limits says that the signal dies.

    >>> activation_stats([[1.0], [3.0]], [[[2.0]], [[0.5]]], "identity")  # 2, 6 and then 1, 3
    array([[4., 2.],
           [2., 1.]])
    """
    x, weights = _checked(x, weights)
    activation = get_activation(act, "act")
    stats = np.empty((len(weights), 2))
    h = x
    for i, W in enumerate(weights):
        h = activation.forward(h @ W.T)
        stats[i] = h.mean(), h.std()
    return stats


def gradient_stats(x: ArrayLike, weights: Sequence[ArrayLike], act: str, grad_output: ArrayLike) -> FloatArray:
    """Return mean and standard deviation of the gradient at each layer's pre-activations z: shape (depth, 2).

        forward   z = h @ W.T            h = act(z)                   starting with h = x
        back      grad_z = grad_h * act'(z)       grad_h = grad_z @ W        starting with grad_h = grad_output

    x, weights and act as in activation_stats. grad_output: the gradient of the loss with respect to the last layer's
    activations, shape (N, out of the last layer). First layer first, although it is computed last.
    (Glorot and Bengio, 2010, figures 7 and 8.)

    >>> gradient_stats([[1.0], [3.0]], [[[2.0]], [[0.5]]], "identity", [[1.0], [-1.0]])
    array([[0. , 0.5],
           [0. , 1. ]])
    """
    x, weights = _checked(x, weights)
    activation = get_activation(act, "act")
    grad_h = float_matrix(grad_output, "grad_output", "(N, out)")
    if grad_h.shape != (len(x), len(weights[-1])):
        raise ValueError(f"grad_output must have shape {(len(x), len(weights[-1]))}, got shape {grad_h.shape}")
    zs = []
    h = x
    for W in weights:
        zs.append(h @ W.T)
        h = activation.forward(zs[-1])
    stats = np.empty((len(weights), 2))
    for i in reversed(range(len(weights))):
        grad_z = activation.backward(grad_h, zs[i])
        stats[i] = grad_z.mean(), grad_z.std()
        grad_h = grad_z @ weights[i]
    return stats


def expected_initial_loss(C: int) -> float:
    """Return log(C): the cross-entropy of a classifier that gives each of C classes the same probability.

    A network whose first loss is far above it starts with strong opinions: its last weights are too large.

    >>> round(expected_initial_loss(10), 4)
    2.3026
    """
    return math.log(whole_number(C, "C", at_least=2))


def _checked(x: ArrayLike, weights: Sequence[ArrayLike]) -> tuple[FloatArray, list[FloatArray]]:
    """x and weights as arrays that fit together."""
    x = float_matrix(x, "x", "(N, in)")
    layers = [float_matrix(W, f"weights[{i}]", "(out, in)") for i, W in enumerate(weights)]
    if not layers or x.size == 0:
        raise ValueError(f"there must be at least one layer and one input, got {len(layers)} weights, x of {x.shape}")
    features = x.shape[1]
    for i, W in enumerate(layers):
        if W.shape[1] != features:
            raise ValueError(f"weights[{i}] must have shape (out, {features}) to take what comes in, got {W.shape}")
        features = len(W)
    return x, layers
