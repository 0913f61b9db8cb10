"""What the pole explorer computes: an episode by hand, the agent's from the same start, and whether it was held."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from layerwise.arguments import FloatArray, whole_number
from layerwise.rl import cartpole_step, first_states

from ..own_parts import RunsParts
from .agent import study, values

__all__ = ["PoleModel", "study"]

ENOUGH = 195  # steps
MOST = 500
STARTS = 20
LONGEST = 10  # steps a push may last


@dataclass(frozen=True)
class PoleModel(RunsParts):
    """Pushes by hand, each for some steps, until the pole falls; and the agent, as many steps from the same start.

    start: which of twenty starts, 1 to 20. hold: steps that a push lasts, 1 to 10. pushes: what was pushed: for each
    push the action, 0 or 1, and the steps that it was to last. step: what computes a step; None for
    cartpole_step, the learner's where it has passed.

    >>> model = PoleModel().push(1).push(0)
    >>> model.steps, model.fallen
    (6, False)
    """

    start: int = 1
    hold: int = 3
    pushes: tuple[tuple[int, int], ...] = ()
    step: Callable[..., Any] | None = field(default=None, repr=False)

    goal: ClassVar[str] = f"Hold the pole by hand for {ENOUGH} steps."

    def __post_init__(self) -> None:
        if not 1 <= whole_number(self.start, "start", at_least=1) <= STARTS:
            raise ValueError(f"start must be 1 to {STARTS}, got {self.start}")
        if not 1 <= whole_number(self.hold, "hold", at_least=1) <= LONGEST:
            raise ValueError(f"hold must be 1 to {LONGEST}, got {self.hold}")

    def push(self, action: int, times: int = 1) -> PoleModel:
        """The model after more pushes; after a fall, or after 500 steps, the same."""
        model = self
        for _ in range(times):
            if model.fallen or model.steps >= MOST:
                break
            model = replace(model, pushes=(*model.pushes, (action, self.hold)))
        return model

    @property
    def library(self) -> Mapping[str, Any]:
        """What computes a step."""
        return {"cartpole_step": cartpole_step}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"cartpole_step": self.step}

    def _step(self, state: FloatArray, action: int) -> tuple[FloatArray, bool]:
        """The next state, and whether it is a fall."""
        step = self.runs["cartpole_step"]
        found = step.apart(step(state.copy(), action), "state", "reward", "whether it is over")
        return step.finite(found[0], (4,)), bool(found[2])

    @cached_property
    def _by_hand(self) -> tuple[FloatArray, bool]:
        return self._episode([action for action, hold in self.pushes for _ in range(hold)])

    def _episode(self, actions: Sequence[int]) -> tuple[FloatArray, bool]:
        """All states on the way, and whether the last one is a fall."""
        states, fallen = [first_states([self.start])[0]], False
        for action in actions[:MOST]:
            state, fallen = self._step(states[-1], action)
            states.append(state)
            if fallen:
                break
        return np.array(states), bool(fallen)

    @property
    def states(self) -> FloatArray:
        """Your states from the start on, (steps + 1, 4)."""
        return self._by_hand[0]

    @property
    def fallen(self) -> bool:
        """Whether your episode has ended by a fall, or off the track."""
        return self._by_hand[1]

    @property
    def steps(self) -> int:
        """How many steps you have held it."""
        return len(self.states) - 1

    @cached_property
    def agents(self) -> tuple[FloatArray, bool]:
        """The agent's states, as many steps, and whether it has let it fall."""
        states, fallen = [first_states([self.start])[0]], False
        for _ in range(self.steps):
            state, fallen = self._step(states[-1], int(values(states[-1][None])[0].argmax()))
            states.append(state)
            if fallen:
                break
        return np.array(states), bool(fallen)

    @cached_property
    def advice(self) -> FloatArray:
        """What the agent thinks of the two pushes in your state, (2,)."""
        found: FloatArray = values(self.states[-1][None])[0]
        return found

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.steps >= ENOUGH

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        x, x_dot, theta, theta_dot = self.states[-1]
        text = f"Step {self.steps}: the pole leans {_side(theta, f'{abs(np.degrees(theta)):.1f} degrees')} "
        text += f"and turns {_side(theta_dot, f'{abs(np.degrees(theta_dot)):.0f} degrees a second')}; "
        text += f"the cart is {_side(x, f'{abs(x):.2f} metres')} of the middle and goes "
        text += f"{_side(x_dot, f'{abs(x_dot):.2f} metres a second')}. "
        if self.fallen:
            why = "the cart has left the track" if abs(x) > 2.4 else "the pole has fallen"
            text += f"It is over: {why}. Another start begins anew. "
        elif self.steps >= MOST:
            text += "It is over: five hundred steps, and it stands. "
        else:
            better = "right" if self.advice[1] > self.advice[0] else "left"
            best, other = f"{max(self.advice):.1f}", f"{min(self.advice):.1f}"
            text += f"The agent would push {better} here: {best} to come, "
            text += "and hardly less the other way. " if best == other else f"against {other}. "
        states, fallen = self.agents
        held = f"has let it fall after {len(states) - 1} steps" if fallen else "holds it"
        return text + f"From the same start the agent {held}.{self.runs.said}"


def _side(value: float, size: str) -> str:
    return f"{size} to the {'right' if value > 0 else 'left'}"
