"""DQN: a network plays, remembers its moves, and learns from them what each move is worth.

(Mnih and others, Human-level control through deep reinforcement learning, 2015; with double targets, van Hasselt and
others, 2016.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, IntArray, float_array, random_generator, real_number, whole_number
from ..nn.module import Module
from .episodes import episode_lengths, first_states
from .exploration import epsilon_greedy
from .huber import dqn_gradient
from .replay import ReplayBuffer
from .soft_copy import soft_update
from .targets import double_dqn_target, td_target

CARTPOLE_SCALE = (2.4, 3.0, 0.21, 3.5)  # the size that each of the four numbers has: limits, and velocities on the way
LOOKS = range(10**6, 10**6 + 10)  # seeds of the episodes with which an agent is looked at
PARTS: Mapping[str, Any] = {
    "ReplayBuffer": ReplayBuffer,
    "epsilon_greedy": epsilon_greedy,
    "td_target": td_target,
    "double_dqn_target": double_dqn_target,
    "dqn_gradient": dqn_gradient,
    "soft_update": soft_update,
}


class DQN:
    """An agent for an environment with a state of numbers and a few actions.

    env: with reset(seed) and step(action). online, target: two networks of one shape, from states (N, S) to values
    (N, actions); the target begins as a copy. optimizer: of the online one's parameters; it needs
    `step` only.

    scale: what states are divided by before a network sees them, (S,). gamma: discount. double: who chooses the next
    move, the online network (True) or the target (False). batch_size: moves an update. capacity: of the replay buffer.
    warm_up: moves before the first update. update_every: moves for each update. target_every, tau: after so many
    updates the target network follows by tau; 200 and 1.0 copy it now and then. epsilon: chance of a random move at the
    beginning and at the end. explore: moves in which it falls from one to the other.
    truncated_ends: take an episode that was cut off for one that ended, which it is not.
    parts: replacements for the six parts by name, such as your own.

    largest: the largest value of the latest batch, to see whether values run away.
    """

    def __init__(
        self,
        env: Any,
        online: Module,
        target: Module,
        optimizer: Any,
        *,
        scale: ArrayLike = CARTPOLE_SCALE,
        gamma: float = 0.99,
        double: bool = True,
        batch_size: int = 64,
        capacity: int = 20_000,
        warm_up: int = 500,
        update_every: int = 2,
        target_every: int = 1,
        tau: float = 0.01,
        epsilon: tuple[float, float] = (1.0, 0.05),
        explore: int = 10_000,
        truncated_ends: bool = False,
        parts: Mapping[str, Any] | None = None,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        self.env, self.online, self.target, self.optimizer = env, online, target, optimizer
        self.scale = float_array(scale, "scale")
        self.gamma = real_number(gamma, "gamma", at_least=0, at_most=1)
        self.batch_size = whole_number(batch_size, "batch_size", at_least=1)
        self.warm_up = max(whole_number(warm_up, "warm_up", at_least=1), self.batch_size)
        self.update_every = whole_number(update_every, "update_every", at_least=1)
        self.target_every = whole_number(target_every, "target_every", at_least=1)
        self.tau = real_number(tau, "tau", above=0, at_most=1)
        self.epsilon = tuple(real_number(value, "epsilon", at_least=0, at_most=1) for value in epsilon)
        self.explore = whole_number(explore, "explore", at_least=1)
        self.double, self.truncated_ends = bool(double), bool(truncated_ends)
        unknown = sorted(set(parts or {}) - set(PARTS))
        if unknown:
            raise ValueError(f"parts must be named among {', '.join(PARTS)}; got {', '.join(unknown)}")
        self.parts = {**PARTS, **(parts or {})}
        self.rng = random_generator(rng)
        self.capacity = whole_number(capacity, "capacity", at_least=1)
        self.buffer = self.parts["ReplayBuffer"](self.capacity)
        self.moves, self.updates, self.largest = 0, 0, 0.0
        self._state: FloatArray | None = None
        self._own, self._copies = online.parameters(), target.parameters()
        self.parts["soft_update"](self._copies, self._own, 1.0)

    # ---- playing

    def values(self, states: ArrayLike) -> FloatArray:
        """Return the online network's value of each action, (N, actions)."""
        return self.online(np.asarray(states) / self.scale)

    def policy(self, states: ArrayLike) -> IntArray:
        """Return the best action in each state, (N,), without any chance."""
        best: IntArray = np.argmax(self.values(states), axis=1)
        return best

    @property
    def chance(self) -> float:
        """Of a random move now: a straight line from the first epsilon to the second, and level from there."""
        first, last = self.epsilon
        return max(0.0, 1 - self.moves / self.explore) * (first - last) + last

    def play(self) -> None:
        """Make a move, and keep it."""
        if self._state is None:
            self._state, _ = self.env.reset(int(self.rng.integers(2**31)))
        q = self.values(self._state[None])
        u, random_actions = self.rng.random(1), self.rng.integers(q.shape[1], size=1)
        action = int(self.parts["epsilon_greedy"](q, self.chance, u, random_actions)[0])
        state, reward, terminated, truncated, _ = self.env.step(action)
        ended = terminated or (truncated and self.truncated_ends)
        self.buffer.add(self._state, action, reward, state, ended)
        self._state = None if terminated or truncated else state
        self.moves += 1

    # ---- learning

    def learn(self) -> None:
        """Draw a batch from the buffer, and move the online network towards its targets."""
        kept = min(self.moves, self.capacity)
        batch = self.buffer.sample(self.rng.integers(kept, size=self.batch_size))
        states, actions, rewards, next_states, terminated = batch
        q_next = self.target(next_states / self.scale)
        if self.double:
            q_online_next = self.online(next_states / self.scale)
            goals = self.parts["double_dqn_target"](q_online_next, q_next, rewards, terminated, self.gamma)
        else:
            goals = self.parts["td_target"](q_next, rewards, terminated, self.gamma)
        q = self.online(states / self.scale)
        self.largest = float(np.abs(q).max())
        for parameter in self._own:
            parameter.zero_grad()
        self.online.backward_parameters(self.parts["dqn_gradient"](q, actions, goals))
        self.optimizer.step()
        self.updates += 1
        if self.updates % self.target_every == 0:
            self.parts["soft_update"](self._copies, self._own, self.tau)

    def fit(self, moves: int, look_every: int = 1000, enough: float = 475.0) -> list[float]:
        """Train until a look is enough, at most so many moves; return all looks, and keep the best one's weights.

        An agent that could hold the pole may have forgotten it a thousand moves later.
        """
        looks: list[float] = []
        kept = self.online.state_dict()
        for look in self.train(moves, look_every):
            if look > max(looks, default=-1.0):
                kept = self.online.state_dict()
            looks.append(look)
            if look >= enough:
                break
        self.online.load_state_dict(kept)
        return looks

    def train(
        self, moves: int, look_every: int = 2500, starts: Sequence[int] = range(10**6, 10**6 + 10)
    ) -> Iterator[Any]:
        """Play and learn for so many moves; after every look_every, yield the mean length of ten greedy episodes.

        starts: the seeds of these episodes. Whoever stops asking stops the training.
        """
        first = first_states(starts)
        for _ in range(moves):
            self.play()
            if self.moves >= self.warm_up and self.moves % self.update_every == 0:
                self.learn()
            if self.moves % look_every == 0:
                yield float(episode_lengths(self.policy, first).mean())
