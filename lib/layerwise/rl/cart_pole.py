"""CartPole: a pole on a cart, to be held upright by pushing the cart left or right, fifty times a second.

The physics and the limits are those of gymnasium's CartPole-v1, after Barto, Sutton and Anderson (1983).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, random_generator, whole_number

GRAVITY = 9.8  # metres per second, per second
CART, POLE = 1.0, 0.1  # kilograms
HALF_LENGTH = 0.5  # metres, from the hinge to the pole's middle
FORCE = 10.0  # newtons, of a push
SECONDS = 0.02  # a step
X_LIMIT = 2.4  # metres from the middle of the track
ANGLE_LIMIT = math.radians(12)


def cartpole_step(state: ArrayLike, action: int) -> tuple[FloatArray, float, bool]:
    """Return the state a fiftieth of a second after a push, the reward, and whether the episode is over.

        push      = 10 to the right (action 1) or to the left (action 0)
        pressed   = (push + 0.1 * 0.5 * theta_dot**2 * sin(theta)) / 1.1
        theta_acc = (9.8 * sin(theta) - cos(theta) * pressed) / (0.5 * (4 / 3 - 0.1 * cos(theta)**2 / 1.1))
        x_acc     = pressed - 0.1 * 0.5 * theta_acc * cos(theta) / 1.1

    Then each of the four numbers goes on for 0.02 seconds, with the velocity and the acceleration *before* the step
    (Euler's method). The reward is 1, also for the last step. terminated: |x| > 2.4, or the angle beyond 12 degrees.

    state: (4,): x, x_dot, theta, theta_dot, in metres, radians and seconds; theta is 0 upright, and positive to the
    right. action: 0 or 1.

    >>> state, reward, terminated = cartpole_step([0.0, 0.0, 0.0, 0.0], 1)
    >>> state.round(4), reward, terminated  # pushed to the right: the cart goes right, the pole tips left
    (array([ 0.    ,  0.1951,  0.    , -0.2927]), 1.0, False)
    """
    state = float_array(state, "state")
    if state.shape != (4,):
        raise ValueError(f"state must have shape (4,): x, x_dot, theta, theta_dot; got shape {state.shape}")
    action = two_actions(action)
    x, x_dot, theta, theta_dot = state.tolist()
    total, moment = CART + POLE, POLE * HALF_LENGTH
    sine, cosine = math.sin(theta), math.cos(theta)
    pressed = ((FORCE if action == 1 else -FORCE) + moment * theta_dot**2 * sine) / total
    theta_acc = (GRAVITY * sine - cosine * pressed) / (HALF_LENGTH * (4 / 3 - POLE * cosine**2 / total))
    x_acc = pressed - moment * theta_acc * cosine / total
    x, x_dot = x + SECONDS * x_dot, x_dot + SECONDS * x_acc
    theta, theta_dot = theta + SECONDS * theta_dot, theta_dot + SECONDS * theta_acc
    return np.array([x, x_dot, theta, theta_dot]), 1.0, abs(x) > X_LIMIT or abs(theta) > ANGLE_LIMIT


def two_actions(action: Any) -> int:
    """Return action as an int, 0 or 1; anything else is refused."""
    action = whole_number(action, "action", at_least=0)
    if action > 1:
        raise ValueError(f"action must be 0 (push left) or 1 (push right), got {action}")
    return action


class CartPole:
    """An environment with gymnasium's two methods: reset, and step.

    max_steps: after so many an episode is cut off, which is called truncated: 500 in CartPole-v1, 200 in v0.
    step: what computes a step, such as your own cartpole_step.

    >>> env = CartPole()
    >>> state, info = env.reset(seed=0)
    >>> state.round(4)
    array([ 0.0137, -0.023 , -0.0459, -0.0483])
    >>> state, reward, terminated, truncated, info = env.step(1)
    >>> reward, terminated, truncated
    (1.0, False, False)
    """

    actions = 2

    def __init__(self, max_steps: int = 500, step: Callable[..., Any] = cartpole_step) -> None:
        self.max_steps = whole_number(max_steps, "max_steps", at_least=1)
        self._step, self._rng = step, random_generator(None)
        self._state: FloatArray | None = None
        self._taken = 0

    def reset(self, seed: int | None = None) -> tuple[FloatArray, dict[str, Any]]:
        """Begin an episode: four numbers between -0.05 and 0.05. seed: makes this and all later starts repeatable."""
        if seed is not None:
            self._rng = random_generator(seed)
        self._state, self._taken = self._rng.uniform(-0.05, 0.05, 4), 0
        return self._state.copy(), {}

    def step(self, action: int) -> tuple[FloatArray, float, bool, bool, dict[str, Any]]:
        """Push; return the next state, the reward, terminated, truncated, and an empty dict for gymnasium's info."""
        if self._state is None:
            raise RuntimeError("the episode is over, or has not begun: call reset() first")
        self._state, reward, terminated = self._step(self._state, action)
        self._taken += 1
        truncated, state = self._taken >= self.max_steps, self._state.copy()
        if terminated or truncated:
            self._state = None
        return state, reward, terminated, truncated, {}
