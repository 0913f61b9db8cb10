"""One network twice on the same points: what it can draw without an activation, and what with relu.

Both start alike and take the same steps. Every few steps is a frame: the difference of the two scores over the plane.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

import layerwise as lw
from layerwise.arguments import FloatArray, IntArray
from layerwise.functional.activation_table import Activation

from ..activation_parts import acting, activation_pair
from ..own import YOURS
from ..own_parts import RunsParts

POINTS = {"rings": lw.circles, "corners": lw.xor}
STEPS, EVERY = 200, 4
GRID, REACH = 36, 1.45  # places along a side of the plane, and how far it goes from 0
_HIDDEN, _RATE, _SEED = 8, 0.5, 5


@dataclass(frozen=True)
class Course:
    """How one network trains. frames: (F, GRID, GRID), above 0 where it says class 1. right: (F,), of the points."""

    frames: FloatArray
    right: FloatArray


@dataclass(frozen=True)
class BendModel(RunsParts):
    """The points that both networks learn; one of them bends by the relu that runs."""

    points: str = "rings"

    def __post_init__(self) -> None:
        if self.points not in POINTS:
            raise ValueError(f"points must be one of {', '.join(POINTS)}, got {self.points!r}")

    @property
    def library(self) -> Mapping[str, Any]:
        """What bends: relu, and its gradient for the training."""
        return activation_pair("relu")

    @cached_property
    def data(self) -> tuple[FloatArray, IntArray]:
        """The points, (N, 2), around 0, and their classes, (N,)."""
        X, y = POINTS[self.points](seed=0)
        X = X - (X.max(axis=0) + X.min(axis=0)) / 2
        return X * (1.2 / np.abs(X).max()), y

    @cached_property
    def straight(self) -> Course:
        """Without an activation."""
        return self._trained(lw.ACTIVATIONS["identity"])

    @cached_property
    def bent(self) -> Course:
        """With relu."""
        return self._trained(acting(self.runs, "relu"))

    @property
    def goal(self) -> str:
        """Whose relu it should be."""
        return "bend it by a relu of your own. It is the first exercise of chapter 1, a few minutes from here."

    @property
    def reached(self) -> bool:
        """Whether it is the learner's."""
        return all(one.source == YOURS for one in self.runs.values())

    @property
    def sentence(self) -> str:
        """What both networks come to."""
        return (
            f"One network twice, after {STEPS} steps of training on the same points. Without a bend it draws a "
            f"straight line, and {self.straight.right[-1]:.0%} of the points are right; with {self.runs.whose}, "
            f"{self.bent.right[-1]:.0%}."
        )

    def _trained(self, activation: Activation) -> Course:
        X, y = self.data
        net = lw.MLP2(_HIDDEN, "relu", lr=_RATE, seed=_SEED)
        net.initialize(in_features=2, classes=2)
        net.activation = activation
        side = np.linspace(-REACH, REACH, GRID)
        plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
        frames, right = [], []
        for step in range(STEPS + 1):
            if step % EVERY == 0:
                scores = net.logits(plane)
                frames.append((scores[:, 1] - scores[:, 0]).reshape(GRID, GRID))
                right.append(np.mean(net.predict(X) == y))
            net.step(X, y)
        return Course(np.array(frames), np.array(right))
