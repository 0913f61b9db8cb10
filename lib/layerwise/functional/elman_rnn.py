"""A recurrent network in two functions: one formula used at every step, and its gradient, backwards through time.

The state is what the network remembers: each step mixes what comes in with the state that the step before left.
(Elman, Finding Structure in Time, 1990; Werbos, Backpropagation Through Time, 1990.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, grad_of_shape, one_of


def rnn_forward(
    x: ArrayLike,
    h_0: ArrayLike,
    weight_ih: ArrayLike,
    weight_hh: ArrayLike,
    bias: ArrayLike,
    nonlinearity: str = "tanh",
) -> tuple[FloatArray, FloatArray]:
    """Return out, the states of all steps, (T, N, H), and h_n, the last of them, (N, H).

        out[t] = tanh(x[t] @ weight_ih.T + out[t - 1] @ weight_hh.T + bias)        out[-1] at t = 0 stands for h_0

    x: (T, N, D), T steps of N sequences: time comes first, as in PyTorch. h_0: (N, H), the state to begin with.
    weight_ih: (H, D), from the input. weight_hh: (H, H), from the state. bias: (H,); PyTorch adds two of them.
    nonlinearity: "tanh", or "relu" for max(x, 0).

    >>> out, h_n = rnn_forward([[[1.0]], [[1.0]]], [[0.0]], [[1.0]], [[2.0]], [0.0], nonlinearity="relu")
    >>> out[:, 0, 0], h_n
    (array([1., 3.]), array([[3.]]))
    """
    x, h_0, weight_ih, weight_hh = _checked(x, h_0, weight_ih, weight_hh)
    bias = float_array(bias, "bias")
    if bias.shape != weight_hh.shape[:1]:
        raise ValueError(f"bias must have shape {weight_hh.shape[:1]}, got {bias.shape}")
    tanh = one_of(nonlinearity, "nonlinearity", ("tanh", "relu")) == "tanh"
    from_x = x @ weight_ih.T + bias  # (T, N, H), for all steps at once: it does not depend on the states
    out, h = np.empty_like(from_x), h_0
    for t in range(len(x)):
        z = from_x[t] + h @ weight_hh.T
        out[t] = h = np.tanh(z) if tanh else np.maximum(z, 0)
    return out, np.array(h)


def rnn_backward(
    grad_out: ArrayLike,
    x: ArrayLike,
    h_0: ArrayLike,
    out: ArrayLike,
    weight_ih: ArrayLike,
    weight_hh: ArrayLike,
    nonlinearity: str = "tanh",
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return grad_x (T, N, D), grad_h_0 (N, H), grad_weight_ih (H, D), grad_weight_hh (H, H) and grad_bias (H,).

    From the last step to the first, with grad_h = 0 to begin with:

        grad_h         = grad_out[t] + grad_h                 what this state is used for now, and what it becomes later
        grad_z         = grad_h * (1 - out[t]**2)             through tanh; for "relu" times (out[t] > 0)
        grad_weight_ih += grad_z.T @ x[t]                     all steps used the same weights: their gradients add up
        grad_weight_hh += grad_z.T @ out[t - 1]
        grad_bias      += grad_z.sum(axis=0)
        grad_x[t]      = grad_z @ weight_ih
        grad_h         = grad_z @ weight_hh                   to the step before

    grad_out: the gradient with respect to out, (T, N, H); where only the last state is used, zeros elsewhere. The
    others are what rnn_forward was given, and the out that it gave.

    >>> x, out, grad_out = [[[1.0]], [[1.0]]], [[[1.0]], [[3.0]]], [[[0.0]], [[1.0]]]
    >>> grads = rnn_backward(grad_out, x, [[0.0]], out, [[1.0]], [[2.0]], nonlinearity="relu")
    >>> [grad.ravel().tolist() for grad in grads]
    [[2.0, 1.0], [4.0], [3.0], [1.0], [3.0]]
    """
    x, h_0, weight_ih, weight_hh = _checked(x, h_0, weight_ih, weight_hh)
    out = float_array(out, "out")
    if out.shape != (*x.shape[:2], len(weight_hh)):
        raise ValueError(f"out must have the shape (T, N, H), {(*x.shape[:2], len(weight_hh))}, got {out.shape}")
    grad_out = grad_of_shape(grad_out, out.shape)
    tanh = one_of(nonlinearity, "nonlinearity", ("tanh", "relu")) == "tanh"
    grad_z, grad_h = np.empty_like(out), np.zeros_like(h_0)
    for t in reversed(range(len(x))):
        slope = 1 - out[t] ** 2 if tanh else out[t] > 0
        grad_z[t] = (grad_out[t] + grad_h) * slope
        grad_h = grad_z[t] @ weight_hh
    before = np.concatenate([h_0[None], out])[: len(x)]  # the state that each step started from
    steps = (0, 1)
    grad_weight_ih = np.tensordot(grad_z, x, (steps, steps))  # the sums over t of grad_z[t].T @ x[t]
    grad_weight_hh = np.tensordot(grad_z, before, (steps, steps))
    return grad_z @ weight_ih, grad_h, grad_weight_ih, grad_weight_hh, grad_z.sum(axis=steps)


def _checked(
    x: ArrayLike, h_0: ArrayLike, weight_ih: ArrayLike, weight_hh: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the four as float arrays whose shapes go together."""
    x, h_0 = float_array(x, "x"), float_array(h_0, "h_0")
    weight_ih, weight_hh = float_array(weight_ih, "weight_ih"), float_array(weight_hh, "weight_hh")
    if x.ndim != 3:
        raise ValueError(f"x must have shape (T, N, D): steps, sequences, features; got shape {x.shape}")
    H = weight_ih.shape[0] if weight_ih.ndim == 2 else 0
    if weight_ih.shape != (H, x.shape[2]) or weight_hh.shape != (H, H) or not H:
        raise ValueError(
            f"weight_ih must have shape (H, {x.shape[2]}) and weight_hh (H, H), got {weight_ih.shape} and "
            f"{weight_hh.shape}"
        )
    if h_0.shape != (x.shape[1], H):
        raise ValueError(f"h_0 must have shape (N, H), {(x.shape[1], H)}, got {h_0.shape}")
    return x, h_0, weight_ih, weight_hh
