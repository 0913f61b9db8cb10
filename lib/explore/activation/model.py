"""What the activation explorer knows: a curve, its slope at one input, and a gradient on its way back.

No drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray, real_number, whole_number
from layerwise.functional.activation_table import Activation, get_activation

from ..activation_parts import acting, activation_pair, titled
from ..own_parts import RunsParts

X_LIMIT = 6.0  # the curve is shown from -X_LIMIT to X_LIMIT
MOST_UNITS = 20


@dataclass(frozen=True)
class ActivationModel(RunsParts):
    """One activation, looked at from one input.

    activation: a name in layerwise.ACTIVATIONS. x: the input, between -X_LIMIT and X_LIMIT.
    units: how many such units the gradient passes, one after the other, each at this input; 1 to MOST_UNITS.

    >>> model = ActivationModel("sigmoid", x=0.0, units=2)
    >>> model.value, model.slope, model.gradient_after().tolist()
    (0.5, 0.25, [1.0, 0.25, 0.0625])
    """

    activation: str = "sigmoid"
    x: float = 2.0
    units: int = 10

    goal = "Pass a gradient of 1 back through 10 sigmoid units and find the input that lets the most of it through."

    def __post_init__(self) -> None:
        get_activation(self.activation)
        x = real_number(self.x, "x", at_least=-X_LIMIT)
        if x > X_LIMIT:
            raise ValueError(f"x must be at most {X_LIMIT:g}, got {x:g}")
        if whole_number(self.units, "units", at_least=1) > MOST_UNITS:
            raise ValueError(f"units must be at most {MOST_UNITS}, got {self.units}")

    @property
    def library(self) -> Mapping[str, Any]:
        """The activation and its gradient."""
        return activation_pair(self.activation)

    @cached_property
    def pair(self) -> Activation:
        """The two functions that are drawn."""
        return acting(self.runs, self.activation)

    @property
    def named(self) -> str:
        """The activation, and whose it is."""
        return titled(self.runs, self.activation)

    def curve(self, x: FloatArray) -> FloatArray:
        """Return the activation at each x."""
        return self.pair.forward(x)

    def slopes(self, x: FloatArray) -> FloatArray:
        """Return the derivative at each x: what `*_backward` makes of a gradient of 1."""
        return self.pair.backward(np.ones_like(x), x)

    @property
    def value(self) -> float:
        """The activation at x."""
        return float(self.curve(np.array([self.x], dtype=float))[0])

    @property
    def slope(self) -> float:
        """The derivative at x."""
        return float(self.slopes(np.array([self.x], dtype=float))[0])

    def tangent(self, x: FloatArray) -> FloatArray:
        """Return the line that touches the curve at the model's x: value + slope * (x - self.x)."""
        return self.value + self.slope * (x - self.x)

    def gradient_after(self) -> FloatArray:
        """Return what is left of a gradient of 1 after 0, 1, ..., units units: slope ** k, shape (units + 1,)."""
        return self.slope ** np.arange(self.units + 1.0)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.activation == "sigmoid" and self.units == 10 and abs(self.x) < 0.05

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        unit = "unit" if self.units == 1 else "units"
        return (
            f"{self.named} at x = {self.x:.1f}: value {self.value:.3g}, slope {self.slope:.3g}. "
            f"A gradient of 1 that passes {self.units} such {unit} arrives as {self.gradient_after()[-1]:.2g}."
        )
