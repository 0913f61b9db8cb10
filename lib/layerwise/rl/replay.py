"""ReplayBuffer: the latest moves, to be learned from again and in another order.

Moves that follow each other are alike, and a network that learns from them alone forgets the others (Lin, 1992; Mnih
and others, 2015).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import FloatArray, IntArray, float_array, real_number, whole_number


class ReplayBuffer:
    """A ring of moves: once capacity are kept, each new one takes the place of the oldest.

    What is added is copied: the caller may go on writing into its arrays.

    >>> buffer = ReplayBuffer(capacity=2)
    >>> for step in (1.0, 2.0, 3.0):
    ...     buffer.add([step], 0, 10 * step, [step + 1], step == 3.0)
    >>> len(buffer)
    2
    >>> states, actions, rewards, next_states, terminated = buffer.sample([0, 1])
    >>> states[:, 0], rewards, next_states[:, 0], terminated  # the third move has replaced the first
    (array([3., 2.]), array([30., 20.]), array([4., 3.]), array([ True, False]))
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = whole_number(capacity, "capacity", at_least=1)
        self._states: FloatArray | None = None  # how wide they are, the first move tells
        self._next_states: Any = None
        self._actions: IntArray = np.zeros(self.capacity, dtype=np.int64)
        self._rewards = np.zeros(self.capacity)
        self._terminated = np.zeros(self.capacity, dtype=bool)
        self._added = 0

    def __len__(self) -> int:
        return min(self._added, self.capacity)

    def add(self, state: ArrayLike, action: int, reward: float, next_state: ArrayLike, terminated: bool) -> None:
        """Keep a move. state, next_state: arrays of one shape, that of the first move. terminated: not truncated."""
        state, next_state = float_array(state, "state"), float_array(next_state, "next_state")
        if self._states is None:
            self._states = np.zeros((self.capacity, *state.shape), dtype=state.dtype)
            self._next_states = np.zeros_like(self._states)
        for array, name in ((state, "state"), (next_state, "next_state")):
            if array.shape != self._states.shape[1:]:
                raise ValueError(f"{name} must have shape {self._states.shape[1:]}, as before; got {array.shape}")
        place = self._added % self.capacity
        self._states[place], self._next_states[place] = state, next_state
        self._actions[place] = whole_number(action, "action", at_least=0)
        self._rewards[place], self._terminated[place] = real_number(reward, "reward"), bool(terminated)
        self._added += 1

    def sample(self, indices: ArrayLike) -> tuple[FloatArray, IntArray, FloatArray, FloatArray, NDArray[np.bool_]]:
        """Return states (N, ...), actions (N,), rewards (N,), next_states (N, ...) and terminated (N,).

        indices: (N,), whole numbers from 0 to len - 1: places in the ring. The rows are copies.
        """
        places = np.asarray(indices)
        if places.ndim != 1 or places.dtype.kind not in "iu":
            raise ValueError(f"indices must be whole numbers, (N,); got shape {places.shape} and dtype {places.dtype}")
        if self._states is None or not (places.size == 0 or 0 <= places.min() <= places.max() < len(self)):
            raise IndexError(f"indices must be 0 to {len(self) - 1}: {len(self)} moves are kept; got {places}")
        kept = self._states, self._actions, self._rewards, self._next_states, self._terminated
        states, actions, rewards, next_states, terminated = (array[places] for array in kept)
        return states, actions, rewards, next_states, terminated
