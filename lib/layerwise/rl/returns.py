"""discounted_returns: what a move was worth, judged by all that came after it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, real_number


def discounted_returns(rewards: ArrayLike, terminated: ArrayLike, gamma: float) -> FloatArray:
    """Return, for each step, its reward and those that follow it in the episode, each step later times gamma again.

        returns[t] = rewards[t]                              where the episode ends with step t
        returns[t] = rewards[t] + gamma * returns[t + 1]     elsewhere

    rewards: (T,), of one episode or of several, one after the other. terminated: (T,), True at an episode's last step;
    after the last of all steps nothing follows. gamma: 0 to 1.

    >>> discounted_returns([1.0, 1.0, 1.0, 5.0], [False, False, True, False], gamma=0.5)
    array([1.75, 1.5 , 1.  , 5.  ])
    """
    rewards = float_array(rewards, "rewards")
    if rewards.ndim != 1:
        raise ValueError(f"rewards must have shape (T,), got shape {rewards.shape}")
    ends = flags(terminated, "terminated", rewards.shape)
    gamma = real_number(gamma, "gamma", at_least=0, at_most=1)
    returns, after = np.zeros_like(rewards), 0.0
    for t in reversed(range(len(rewards))):
        after = rewards[t] + (0.0 if ends[t] else gamma * after)
        returns[t] = after
    return returns


def flags(value: ArrayLike, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return value as an array of bools of this shape; numbers other than 0 and 1 are refused."""
    array = np.asarray(value)
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    if array.dtype == bool:
        return array
    if array.dtype.kind not in "iuf" or not np.isin(array, (0, 1)).all():
        raise ValueError(f"{name} must hold True or False, or 1 and 0, got {value!r}")
    return array.astype(bool)
