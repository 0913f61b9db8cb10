"""What the value of a move should have been: the reward, and what the next state promises."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, float_matrix, real_number
from .returns import flags


def td_target(
    q_next: ArrayLike,
    rewards: ArrayLike,
    terminated: ArrayLike,
    gamma: float,
    truncated: ArrayLike | None = None,
) -> FloatArray:
    """Return rewards + gamma * the largest value of the next state, (N,); the reward alone where the episode ended.

    q_next: (N, A), the values of the next states, from the target network. rewards: (N,). terminated: (N,), True where
    the pole fell. truncated: (N,), True where the episode was cut off, or None. That changes nothing: it is no end
    for the pole, which would have gone on standing, so the next state keeps its value (Pardo and others, 2018).

    >>> td_target([[2.0, 10.0], [3.0, 4.0]], [1.0, 1.0], [False, True], gamma=0.5)
    array([6., 1.])
    """
    q_next = float_matrix(q_next, "q_next", "(N, A)")
    if truncated is not None:
        flags(truncated, "truncated", q_next.shape[:1])
    return _target(q_next.max(axis=1), rewards, terminated, gamma)


def double_dqn_target(
    q_online_next: ArrayLike, q_target_next: ArrayLike, rewards: ArrayLike, terminated: ArrayLike, gamma: float
) -> FloatArray:
    """The same, where the online network chooses the next move and the target network says what it is worth.

    The largest of several guesses is too large on average, as it was chosen for being large; whoever is asked about
    it without having chosen it has no such bias. (Van Hasselt, Guez and Silver, 2016.)

    q_online_next, q_target_next: (N, A), both networks' values of the next states.

    >>> double_dqn_target([[1.0, 2.0]], [[9.0, 5.0]], [1.0], [False], gamma=0.5)
    array([3.5])
    """
    q_online_next = float_matrix(q_online_next, "q_online_next", "(N, A)")
    q_target_next = float_matrix(q_target_next, "q_target_next", "(N, A)")
    if q_online_next.shape != q_target_next.shape:
        raise ValueError(
            f"q_online_next and q_target_next must have one shape, got {q_online_next.shape} and {q_target_next.shape}"
        )
    chosen = q_online_next.argmax(axis=1)
    return _target(q_target_next[np.arange(len(chosen)), chosen], rewards, terminated, gamma)


def _target(values: FloatArray, rewards: ArrayLike, terminated: ArrayLike, gamma: float) -> FloatArray:
    rewards, gamma = float_array(rewards, "rewards"), real_number(gamma, "gamma", at_least=0, at_most=1)
    if rewards.shape != values.shape:
        raise ValueError(f"rewards must have shape {values.shape}, one for each row of values; got {rewards.shape}")
    ended = flags(terminated, "terminated", values.shape)
    return rewards + np.where(ended, 0.0, gamma * values)
