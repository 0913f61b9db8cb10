"""The gradient of a deep Q-network: one move of each row is judged, and no single error pulls without limit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, float_matrix
from .exploration import action_numbers


def dqn_gradient(q: ArrayLike, actions: ArrayLike, targets: ArrayLike) -> FloatArray:
    """Return the gradient of the mean Huber loss with respect to q, (N, A): 0 for the moves that were not made.

        error              = q[n, actions[n]] - targets[n]
        loss of a row      = error**2 / 2 where |error| <= 1, else |error| - 1/2
        grad[n, actions[n]] = error / N, and 1 / N or -1 / N where |error| > 1

    q: (N, A), the online network's values. actions: (N,), the moves that were made. targets: (N,).

    >>> dqn_gradient([[1.0, 2.0], [3.0, 9.0]], [0, 1], [1.5, 2.0])
    array([[-0.25,  0.  ],
           [ 0.  ,  0.5 ]])
    """
    q, rows, actions, error = _errors(q, actions, targets)
    grad = np.zeros_like(q)
    grad[rows, actions] = np.clip(error, -1.0, 1.0) / max(1, len(q))
    return grad


def dqn_loss(q: ArrayLike, actions: ArrayLike, targets: ArrayLike) -> float:
    """Return the mean Huber loss whose gradient dqn_gradient is.

    >>> dqn_loss([[1.0, 2.0], [3.0, 9.0]], [0, 1], [1.5, 2.0])
    3.3125
    """
    error = np.abs(_errors(q, actions, targets)[3])
    return float(np.where(error <= 1, error**2 / 2, error - 0.5).mean())


def _errors(
    q: ArrayLike, actions: ArrayLike, targets: ArrayLike
) -> tuple[FloatArray, np.ndarray, np.ndarray, FloatArray]:
    q, targets = float_matrix(q, "q", "(N, A)"), float_array(targets, "targets")
    actions = action_numbers(actions, "actions", q.shape)
    if targets.shape != (len(q),):
        raise ValueError(f"targets must have shape ({len(q)},), got {targets.shape}")
    rows = np.arange(len(q))
    return q, rows, actions, q[rows, actions] - targets
