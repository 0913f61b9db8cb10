"""What the perceptron explorer knows: two lines over the corners of XOR, and a perceptron that looks at their answers.

The lines are the learner's to move. The third one is learned with the perceptron's rule, corner after corner. No
drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray, real_number, whole_number
from layerwise.linear_model import perceptron_step

from ..own_parts import RunsParts

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
WANTED = np.array([0, 1, 1, 0])
MOST_LOOKS = 60
ROUND = len(CORNERS)  # looks until each corner has had its turn
LOW, HIGH = -1.5, 1.5  # how far a line may be from the origin

Rule = Callable[[FloatArray, float, FloatArray, float], tuple[FloatArray, float]]


@dataclass(frozen=True)
class PerceptronModel(RunsParts):
    """Two lines, and how long the third one has learned.

    angle1, angle2: in degrees, -180 to 180, the direction in which a line's "on" side lies.
    shift1, shift2: the line is on where cos(angle) * x1 + sin(angle) * x2 > shift.
    looks: how many corners the third line has looked at, 0 to MOST_LOOKS; a look is one call of `rule`.
    rule: a perceptron_step; None for the learner's where it has passed, and the library's where not.

    >>> PerceptronModel().right, PerceptronModel(angle1=45, shift1=0.35, angle2=45, shift2=1.05).right
    (2, 4)
    """

    angle1: int = 0
    shift1: float = 0.5
    angle2: int = 90
    shift2: float = 0.5
    looks: int = 40
    rule: Rule | None = None

    goal = "Move the two lines until the third can get all four corners right."

    def __post_init__(self) -> None:
        for name in ("angle1", "angle2"):
            if abs(whole_number(getattr(self, name), name, at_least=-180)) > 180:
                raise ValueError(f"{name} must be at most 180, got {getattr(self, name)}")
        for name in ("shift1", "shift2"):
            real_number(getattr(self, name), name, at_least=LOW, at_most=HIGH)
        if whole_number(self.looks, "looks", at_least=0) > MOST_LOOKS:
            raise ValueError(f"looks must be at most {MOST_LOOKS}, got {self.looks}")

    @property
    def library(self) -> Mapping[str, Any]:
        """How the third line learns."""
        return {"perceptron_step": perceptron_step}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"perceptron_step": self.rule}

    @property
    def lines(self) -> tuple[FloatArray, FloatArray]:
        """W1 (2, 2) and b1 (2,): the lines are on where x @ W1.T + b1 > 0."""
        angles = np.radians([self.angle1, self.angle2])
        W1 = np.column_stack([np.cos(angles), np.sin(angles)]).round(12)  # a right angle is one
        return W1, -np.array([self.shift1, self.shift2])

    def hidden(self, x: FloatArray) -> FloatArray:
        """Return what the two lines say, 0 or 1 each: (N, 2)."""
        W1, b1 = self.lines
        return (x @ W1.T + b1 > 0).astype(float)

    @cached_property
    def _learned(self) -> tuple[FloatArray, float, list[int]]:
        w: FloatArray = np.zeros(2)
        seen, b, mistakes = self.hidden(CORNERS), 0.0, []
        rule = self.runs["perceptron_step"]
        for look in range(self.looks):
            k = look % ROUND
            if k == 0:
                mistakes.append(0)
            step = rule.apart(rule(w, b, seen[k], 2.0 * WANTED[k] - 1), "w", "b")
            moved, c = rule.finite(step[0], (2,)), float(rule.finite(step[1], ()))
            mistakes[-1] += int(c != b)  # a mistake moves b by 1
            w, b = moved, c
        return w, float(b), mistakes

    @property
    def third(self) -> tuple[FloatArray, float]:
        """The third line's weights (2,) and bias, after its looks."""
        w, b, _ = self._learned
        return w, b

    @property
    def mistakes(self) -> list[int]:
        """The mistakes of each round of four looks; the last round may be a part of one."""
        return self._learned[2]

    def output(self, x: FloatArray) -> Any:
        """Return what the third line says at x, 0 or 1: (N,)."""
        w, b = self.third
        return (self.hidden(x) @ w + b > 0).astype(int)

    @property
    def right(self) -> int:
        """How many corners are right."""
        return int((self.output(CORNERS) == WANTED).sum())

    @property
    def merged(self) -> bool:
        """Whether a corner that should be on and one that should be off look alike to the third line."""
        seen = self.hidden(CORNERS)
        return bool((seen[WANTED == 1][:, None] == seen[WANTED == 0]).all(axis=2).any())

    @property
    def reached(self) -> bool:
        """Whether all four corners are right."""
        return self.right == ROUND

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        w, b = self.third
        text = (
            f"Line 1 at {self.angle1}° and {self.shift1:.2f}, line 2 at {self.angle2}° and {self.shift2:.2f}: after "
            f"{self.looks} looks {self.right} of 4 corners are right. The third line's weights are {w[0]:g} and "
            f"{w[1]:g}, its bias {b:g}.{self.runs.said}"
        )
        if self.reached:
            return text
        if self.merged:
            return f"{text} Two corners that should differ look alike to it, so no third line can tell them apart."
        different = len(np.unique(self.hidden(CORNERS), axis=0))
        if different == ROUND:
            return f"{text} To it the corners are the corners of a square again: XOR once more."
        return f"{text} A third line that is right exists; it may need more looks."
