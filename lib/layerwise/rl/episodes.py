"""episode_lengths: how long a policy holds the pole, many episodes side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import IntArray, float_matrix, whole_number
from .cart_pole import cartpole_step


def episode_lengths(
    policy: Callable[[Any], ArrayLike],
    starts: ArrayLike,
    max_steps: int = 500,
    step: Callable[..., Any] = cartpole_step,
) -> IntArray:
    """Return how many steps each episode lasts, (N,): until the pole falls, the cart leaves, or max_steps.

    policy: called with the states of the M episodes that go on, (M, 4); returns their actions, (M,).
    starts: (N, 4). step: what computes a step, such as your own cartpole_step.

    >>> episode_lengths(lambda states: np.ones(len(states), dtype=int), np.zeros((2, 4)))  # always to the right
    array([9, 9])
    """
    states = float_matrix(starts, "starts", "(N, 4)").astype(np.float64)
    max_steps = whole_number(max_steps, "max_steps", at_least=1)
    lengths = np.zeros(len(states), dtype=np.int64)
    going = np.arange(len(states))
    for _ in range(max_steps):
        if not len(going):
            break
        lengths[going] += 1
        goes_on = []
        for n, action in zip(going, _actions(policy, states[going]), strict=True):
            states[n], _, terminated = step(states[n].copy(), int(action))
            if not terminated:
                goes_on.append(n)
        going = np.array(goes_on, dtype=np.int64)
    return lengths


def first_states(seeds: Iterable[int]) -> Any:
    """Return the state with which CartPole begins for each seed, (N, 4): the same as CartPole().reset(seed)."""
    return np.array([np.random.default_rng(seed).uniform(-0.05, 0.05, 4) for seed in seeds]).reshape(-1, 4)


def _actions(policy: Callable[[Any], ArrayLike], states: Any) -> Any:
    actions = np.asarray(policy(states))
    if actions.shape != (len(states),):
        raise ValueError(f"policy must return an action for each of {len(states)} states, got shape {actions.shape}")
    return actions
