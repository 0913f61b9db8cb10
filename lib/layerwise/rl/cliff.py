"""CliffWalking: a walk along a cliff, small enough for a table. Sutton and Barto's example 6.6."""

from __future__ import annotations

from typing import Any

from ..arguments import whole_number

ROWS, COLUMNS = 4, 12
START, GOAL = 36, 47  # the lower left and the lower right cell; the ten between them are the cliff
MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))  # up, right, down, left


def cliff_step(state: int, action: int) -> tuple[int, float, bool]:
    """Return the next cell, the reward, and whether the goal is reached.

    A step costs 1. Whoever steps off the cliff pays 100 and stands at the start again; a step against the edge of the
    board leaves one where one is.

    state: 0 to 47, row by row from the upper left. action: 0 up, 1 right, 2 down, 3 left.

    >>> cliff_step(36, 0), cliff_step(36, 1), cliff_step(35, 2)
    ((24, -1.0, False), (36, -100.0, False), (47, -1.0, True))
    """
    state, action = whole_number(state, "state", at_least=0), whole_number(action, "action", at_least=0)
    if state >= ROWS * COLUMNS:
        raise ValueError(f"state must be 0 to {ROWS * COLUMNS - 1}, got {state}")
    if action >= len(MOVES):
        raise ValueError(f"action must be 0 (up), 1 (right), 2 (down) or 3 (left), got {action}")
    down, right = MOVES[action]
    row = min(max(state // COLUMNS + down, 0), ROWS - 1)
    column = min(max(state % COLUMNS + right, 0), COLUMNS - 1)
    landed = row * COLUMNS + column
    if START < landed < GOAL:
        return START, -100.0, False
    return landed, -1.0, landed == GOAL


class CliffWalking:
    """The walk as an environment, with gymnasium's reset and step; its states are whole numbers.

    >>> env = CliffWalking()
    >>> env.reset()
    (36, {})
    >>> env.step(0)
    (24, -1.0, False, False, {})
    """

    states, actions = ROWS * COLUMNS, len(MOVES)

    def __init__(self) -> None:
        self._state: int | None = None

    def reset(self, seed: int | None = None) -> tuple[int, dict[str, Any]]:
        """Begin at the start. seed: taken as other environments take one; nothing is drawn here."""
        self._state = START
        return START, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        """Go; return the next cell, the reward, terminated, truncated (never), and an empty dict."""
        if self._state is None:
            raise RuntimeError("the episode is over, or has not begun: call reset() first")
        state, reward, terminated = cliff_step(self._state, action)
        self._state = None if terminated else state
        return state, reward, terminated, False, {}
