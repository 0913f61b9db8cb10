"""How much gradient arrives at each step of a sequence: whether the end can teach the beginning anything.

(Hochreiter, 1991; Bengio, Simard and Frasconi, Learning Long-Term Dependencies with Gradient Descent Is Difficult,
1994.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array
from ..nn.recurrent import Cell


def gradient_through_time(cell: Cell, x: ArrayLike) -> FloatArray:
    """Return, for each step, the norm of the gradient with respect to the state after it, shape (T,).

    The loss is the sum of all numbers in the last h, so the last gradient is ones for h, and zeros for the other
    parts of the state, such as an LSTM's c. Each step back makes of it the gradient of the state before. The norm is
    over all parts of the state: what h has lost, c may have kept.

    cell: an RNNCell or LSTMCell, which begins with zeros. x: (T, N, D). The cell's parameters collect gradients.

    >>> from layerwise.nn import RNNCell
    >>> cell = RNNCell(1, 1, nonlinearity="relu")
    >>> cell.weight_hh.data, cell.weight_ih.data = np.array([[0.5]]), np.array([[1.0]])
    >>> cell.bias_ih.data = cell.bias_hh.data = np.array([0.0])
    >>> gradient_through_time(cell, np.ones((3, 1, 1)))
    array([0.25, 0.5 , 1.  ])
    """
    x = float_array(x, "x")
    if x.ndim != 3 or not len(x):
        raise ValueError(f"x must have shape (T, N, D), T at least 1, got {x.shape}")
    state = cell.start(x.shape[1])
    for step in x:
        state = cell.forward(step, state)
    grads = (np.ones_like(state[0]), *(np.zeros_like(part) for part in state[1:]))
    norms = np.zeros(len(x))
    for t in reversed(range(len(x))):
        norms[t] = np.sqrt(sum((grad**2).sum() for grad in grads))
        _, grads = cell.backward(grads)
    return norms
