"""epsilon_greedy: now and then a move at random, because what was never tried cannot be known."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import IntArray, float_array, float_matrix, real_number


def epsilon_greedy(q: ArrayLike, epsilon: float, u: ArrayLike, random_actions: ArrayLike) -> IntArray:
    """Return an action for each row, (N,): the random one where u < epsilon, else the one of the largest value.

    Of equal values the first. A random action may happen to be the best one.

    q: (N, A), the values of the A actions. epsilon: 0 to 1, the chance of a random action.
    u: (N,), drawn uniformly from [0, 1). random_actions: (N,), whole numbers drawn from 0 to A - 1.

    >>> epsilon_greedy([[1.0, 5.0], [7.0, 2.0]], 0.1, u=[0.05, 0.6], random_actions=[0, 1])
    array([0, 0])
    """
    q, epsilon = float_matrix(q, "q", "(N, A)"), real_number(epsilon, "epsilon", at_least=0, at_most=1)
    u = float_array(u, "u")
    if u.shape != (len(q),) or not ((u >= 0) & (u < 1)).all():
        raise ValueError(f"u must have shape ({len(q)},) and lie in [0, 1), one draw a row; got {u}")
    random_actions = action_numbers(random_actions, "random_actions", q.shape)
    return np.where(u < epsilon, random_actions, q.argmax(axis=1))


def action_numbers(value: ArrayLike, name: str, shape: tuple[int, ...]) -> IntArray:
    """Return value as whole numbers (N,), each an action of a table of `shape` (N, A)."""
    actions, (N, A) = np.asarray(value), shape
    if actions.dtype.kind not in "iu" or actions.shape != (N,):
        raise ValueError(f"{name} must be {N} whole numbers, got shape {actions.shape} and dtype {actions.dtype}")
    if actions.size and not 0 <= actions.min() <= actions.max() < A:
        raise ValueError(f"{name} must be 0 to {A - 1}, got {actions.min()} to {actions.max()}")
    return actions.astype(np.int64)
