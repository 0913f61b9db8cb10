"""One step of a long short-term memory: a state that passes unchanged, and gates that say what goes in and out.

(Hochreiter and Schmidhuber, Long Short-Term Memory, 1997; the forget gate: Gers, Schmidhuber and Cummins, Learning to
Forget, 2000.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, grad_of_shape
from .activations import sigmoid


def lstm_cell(
    x: ArrayLike, h: ArrayLike, c: ArrayLike, weight_ih: ArrayLike, weight_hh: ArrayLike, bias: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the next h and the next c, both (N, H), and the gates, (N, 4 H).

        z          = x @ weight_ih.T + h @ weight_hh.T + bias     (N, 4 H), cut into four parts: i, f, g, o
        i, f, o    = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o)     how much goes in, stays, and comes out: 0 to 1
        g          = tanh(z_g)                                    what might go in: -1 to 1
        c_next     = f * c + i * g                                the memory
        h_next     = o * tanh(c_next)                             what the rest of the network sees of it

    x: (N, D), one step of N sequences. h, c: (N, H), the state. weight_ih: (4 H, D). weight_hh: (4 H, H). bias: (4 H,).
    gates: i, f, g, o side by side, as they are after sigmoid and tanh: what lstm_cell_backward asks for.

    >>> h, c, gates = lstm_cell([[1.0]], [[0.0]], [[2.0]], np.zeros((4, 1)), np.zeros((4, 1)), np.zeros(4))
    >>> gates, c, h.round(4)  # gates half open, and nothing to let in
    (array([[0.5, 0.5, 0. , 0.5]]), array([[1.]]), array([[0.3808]]))
    """
    x, h, c, weight_ih, weight_hh = _checked(x, h, c, weight_ih, weight_hh)
    bias = float_array(bias, "bias")
    if bias.shape != weight_ih.shape[:1]:
        raise ValueError(f"bias must have shape {weight_ih.shape[:1]}: i, f, g, o; got {bias.shape}")
    H = h.shape[1]
    z = x @ weight_ih.T + h @ weight_hh.T + bias
    gates = sigmoid(z)
    gates[:, 2 * H : 3 * H] = np.tanh(z[:, 2 * H : 3 * H])
    i, f, g, o = _parts(gates)
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, gates


def lstm_cell_backward(
    grad_h: ArrayLike,
    grad_c: ArrayLike,
    x: ArrayLike,
    h: ArrayLike,
    c: ArrayLike,
    gates: ArrayLike,
    weight_ih: ArrayLike,
    weight_hh: ArrayLike,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the gradients with respect to x, h, c, weight_ih, weight_hh and bias.

    With c_next = f * c + i * g again, and t = tanh(c_next):

        grad_c_next = grad_c + grad_h * o * (1 - t**2)        from the step after, and by way of h_next = o * t
        grad_i, grad_f, grad_g, grad_o = grad_c_next * g, grad_c_next * c, grad_c_next * i, grad_h * t
        grad_z      = each of them times its slope: s * (1 - s) for the sigmoids, 1 - g**2 for tanh
        grad_c_prev = grad_c_next * f                         no weight and no slope: with f = 1 nothing is lost

    Then as for a Linear: grad_x = grad_z @ weight_ih, grad_h_prev = grad_z @ weight_hh, the weights' gradients are
    grad_z.T @ x and grad_z.T @ h, the bias's is grad_z.sum(axis=0).

    grad_h, grad_c: (N, H), with respect to the h and c that lstm_cell returned. The others are what it was given, and
    the gates that it returned.

    >>> half = np.full((1, 4), 0.5)
    >>> grads = lstm_cell_backward([[0.0]], [[1.0]], [[1.0]], [[0.0]], [[2.0]], half, np.ones((4, 1)), np.ones((4, 1)))
    >>> [grad.ravel().tolist() for grad in grads[:3]]
    [[1.0], [1.0], [0.5]]
    """
    x, h, c, weight_ih, weight_hh = _checked(x, h, c, weight_ih, weight_hh)
    gates = float_array(gates, "gates")
    if gates.shape != (len(x), len(weight_ih)):
        raise ValueError(f"gates must have shape (N, 4 H), {(len(x), len(weight_ih))}, got {gates.shape}")
    from_h, from_c = grad_of_shape(grad_h, h.shape), grad_of_shape(grad_c, h.shape)
    i, f, g, o = _parts(gates)
    t = np.tanh(f * c + i * g)
    grad_c_next = from_c + from_h * o * (1 - t**2)
    slopes = gates * (1 - gates)
    slopes[:, 2 * h.shape[1] : 3 * h.shape[1]] = 1 - g**2
    grad_z = slopes * np.concatenate([grad_c_next * g, grad_c_next * c, grad_c_next * i, from_h * t], axis=1)
    return grad_z @ weight_ih, grad_z @ weight_hh, grad_c_next * f, grad_z.T @ x, grad_z.T @ h, grad_z.sum(axis=0)


def _parts(gates: FloatArray) -> list[FloatArray]:
    """Return i, f, g, o, each (N, H): views of the four parts."""
    return np.split(gates, 4, axis=1)


def _checked(
    x: ArrayLike, h: ArrayLike, c: ArrayLike, weight_ih: ArrayLike, weight_hh: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the five as float arrays whose shapes go together."""
    x, h, c = float_array(x, "x"), float_array(h, "h"), float_array(c, "c")
    weight_ih, weight_hh = float_array(weight_ih, "weight_ih"), float_array(weight_hh, "weight_hh")
    if x.ndim != 2 or h.ndim != 2 or h.shape != c.shape or len(x) != len(h):
        raise ValueError(f"x must have shape (N, D), h and c (N, H), got {x.shape}, {h.shape} and {c.shape}")
    D, H = x.shape[1], h.shape[1]
    if weight_ih.shape != (4 * H, D) or weight_hh.shape != (4 * H, H):
        raise ValueError(
            f"weight_ih must have shape (4 H, D), {(4 * H, D)}, and weight_hh {(4 * H, H)}, got {weight_ih.shape} "
            f"and {weight_hh.shape}"
        )
    return x, h, c, weight_ih, weight_hh
