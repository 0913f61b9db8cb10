"""What the normalization explorer knows: one feature of a batch, on its way through batch normalization.

No drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray, real_number
from layerwise.nn.batch_norm import BatchNorm1d
from layerwise.nn.parameter import Parameter

from ..own_parts import RunsParts

BATCH, RUNNING = "of this batch", "running"
RUNNING_MEAN, RUNNING_STD = 1.0, 2.0  # what an earlier training is taken to have left behind
STAGES = ("x", "x - mean", "x_hat", "y")
_BASE = np.array([-1.7, -1.1, -0.7, -0.3, 0.0, 0.2, 0.6, 1.2, 1.8])
_BASE = (_BASE - _BASE.mean()) / _BASE.std()  # mean 0, spread 1
MOVED = 6  # the point that can be dragged
CLOSE = 0.1


@dataclass(frozen=True)
class NormalizationModel(RunsParts):
    """Nine examples of one feature, x = centre + spread * (nine fixed numbers of mean 0 and spread 1), one dragged.

    drag: how far the example MOVED is pulled away from its place. weight, bias, eps: the layer's.
    statistics: BATCH in training, RUNNING in evaluation.

    >>> model = NormalizationModel(centre=2.0, spread=1.5)
    >>> float(model.mean.round(6)), float(model.std.round(3)), model.stages().shape
    (2.0, 1.5, (4, 9))
    """

    centre: float = 2.0
    spread: float = 1.5
    drag: float = 0.0
    weight: float = 1.0
    bias: float = 0.0
    eps: float = 1e-5
    statistics: str = BATCH

    goal = "With the centre at 2 or above and a spread of 1.5 or more, choose weight and bias so that y is x again."

    def __post_init__(self) -> None:
        for name in ("centre", "drag", "weight", "bias"):
            real_number(getattr(self, name), name)
        real_number(self.spread, "spread", above=0)
        real_number(self.eps, "eps", at_least=0)
        if self.statistics not in (BATCH, RUNNING):
            raise ValueError(f"statistics must be {BATCH!r} or {RUNNING!r}, got {self.statistics!r}")

    @property
    def x(self) -> FloatArray:
        """The batch, shape (9,)."""
        x = self.centre + self.spread * _BASE
        x[MOVED] += self.drag
        return x

    @property
    def mean(self) -> FloatArray:
        """The mean that is taken away."""
        return np.asarray(self.x.mean() if self.statistics == BATCH else RUNNING_MEAN)

    @property
    def std(self) -> FloatArray:
        """What is divided by, eps included."""
        var = self.x.var() if self.statistics == BATCH else RUNNING_STD**2
        return np.asarray(np.sqrt(var + self.eps))

    @property
    def library(self) -> Mapping[str, Any]:
        """The layer."""
        return {"BatchNorm1d": BatchNorm1d}

    def layer(self) -> Any:
        """Return the layer in this setting."""
        layer = self.runs["BatchNorm1d"](1, eps=self.eps).train(self.statistics == BATCH)
        layer.weight, layer.bias = Parameter([self.weight]), Parameter([self.bias])
        layer.running_mean, layer.running_var = np.array([RUNNING_MEAN]), np.array([RUNNING_STD**2])
        return layer

    def stages(self) -> FloatArray:
        """Return x, x - mean, x_hat and y of every example, shape (4, 9)."""
        centered = self.x - self.mean
        return np.array([self.x, centered, centered / self.std, self._y])

    @cached_property
    def _y(self) -> FloatArray:
        x = self.x[:, None]
        return self.runs["BatchNorm1d"].finite(self.layer()(x), x.shape)[:, 0]

    def pull(self) -> FloatArray:
        """Return how far each y moves when the dragged x goes up by a little, per unit, shape (9,).

        That is one column of the Jacobian, asked of backward one row at a time.
        """
        return self._pull

    @cached_property
    def _pull(self) -> FloatArray:
        layer, norm, slopes = self.layer(), self.runs["BatchNorm1d"], np.zeros(len(_BASE))
        layer(self.x[:, None])
        for i, one in enumerate(np.eye(len(_BASE))):
            slopes[i] = norm.finite(layer.backward(one[:, None]), (len(_BASE), 1))[MOVED, 0]
        return slopes

    @property
    def distance(self) -> float:
        """The largest distance between y and x."""
        x, *_, y = self.stages()
        return float(np.abs(y - x).max())

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        far = self.centre >= 2 and self.spread >= 1.5
        return far and self.statistics == BATCH and self.distance < CLOSE

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        y, pull = self.stages()[-1], self.pull()
        others = np.delete(pull, MOVED)
        moves = (
            f"the others move by {others.min():.2f} to {others.max():.2f}"
            if np.abs(others).max() > 1e-9
            else "the others stay where they are"
        )
        return (
            f"Mean {self.mean:.2f} is taken away, then divided by {self.std:.2f}. y has mean {y.mean():.2f} and "
            f"spread {y.std():.2f}; it is at most {self.distance:.2f} away from x. If the dragged point "
            f"rises by a little, its own y moves by {pull[MOVED]:.2f} of that, and {moves}.{self.runs.said}"
        )
