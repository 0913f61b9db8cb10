"""One training of a network, a batch at a time: what it has learned, and what its latest update did.

A part that fails, or numbers that run away, end the step with a sentence; the weights are then as before it.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

import layerwise
from layerwise.arguments import FloatArray
from layerwise.functional.mse_loss import mse_loss, mse_loss_backward

from .data import Points, draw
from .features import columns
from .network import Network, Passed
from .parts import PartFailed, Toolbox
from .settings import Settings

MOST_HISTORY = 1000  # rows; then every second of them goes
RAN_AWAY = 1e6  # no weight of a network that learns is as large
_MOMENTUM = {"Momentum": 0.9, "NesterovSGD": 0.9}


class RanAway(ValueError):
    """The numbers grew beyond all bounds; says which."""


@dataclass(frozen=True)
class Update:
    """What an update did: to each parameter, before, the gradient, and after."""

    before: list[FloatArray]
    gradient: list[FloatArray]
    after: list[FloatArray]
    examples: int


class Run:
    """A network in training. updates: how many there were. history: (epoch, training loss, test loss) rows."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.tools = Toolbox(dict(settings.sources))
        self.rng = np.random.default_rng(settings.seed)
        self.network = Network(settings, self.tools, self.rng)
        self.updates, self.epochs_done = 0, 0
        self.latest: Update | None = None
        self.history: list[tuple[float, float, float]] = []
        self.set_points(settings)
        self._set_optimizer()

    # ---- what is trained on

    def set_points(self, settings: Settings) -> None:
        """Take other points; the epoch that was begun starts anew."""
        self.points: Points = draw(settings.dataset, settings.noise, settings.share, settings.seed, settings.points)
        self.inputs = columns(settings.features, self.points.x)
        self._rows = np.flatnonzero(~self.points.test)
        self._order: list[Any] = []

    def set_training(self, settings: Settings) -> None:
        """Take another rate, optimizer, penalty or batch size from here on."""
        old, self.settings = self.settings, settings
        if settings.optimizer != old.optimizer:
            self._set_optimizer()
        elif settings.lr != old.lr:
            self.optimizer.param_groups[0]["lr"] = settings.lr
        if settings.batch_size != old.batch_size:
            self._order = []

    def _set_optimizer(self) -> None:
        name = self.settings.optimizer
        tool = self.tools("SGD" if name == "Momentum" else name)
        options = {"momentum": _MOMENTUM[name]} if name in _MOMENTUM else {}
        parameters = self.network.parameters()
        self.optimizer = tool.run("", tool.things[0], parameters, lr=self.settings.lr, **options)
        self._optimizer_tool = tool

    # ---- training

    @property
    def epoch(self) -> float:
        """How often it has seen all training points."""
        return self.epochs_done + (1 - len(self._order) / self.batches if self._order else 0.0)

    @property
    def inside_epoch(self) -> bool:
        """Whether an epoch has been begun and not ended."""
        return bool(self._order)

    @property
    def batches(self) -> int:
        """How many updates an epoch has."""
        return max(1, -(-len(self._rows) // self.settings.batch_size))

    def step(self) -> None:
        """Make one update, on the next batch. Raises PartFailed or RanAway, and then leaves all weights alone."""
        if not len(self._rows):
            raise PartFailed("There is no point to train on: put some into the plane.")
        if not self._order:
            size, order = self.settings.batch_size, self.rng.permutation(self._rows)
            self._order = [order[start : start + size] for start in range(0, len(order), size)]
        rows = self._order[0]
        parameters = self.network.parameters()
        before = [np.array(parameter.data, dtype=float) for parameter in parameters]
        if not (self.settings.batch_norm and len(rows) == 1):  # one example has no spread
            try:
                self._update(rows, parameters, before)
            except ValueError:
                for parameter, data in zip(parameters, before, strict=True):
                    parameter.data = data
                raise
        self.updates += 1
        self._order = self._order[1:]
        if not self._order:
            self.epochs_done += 1
            self._note()

    def _update(self, rows: Any, parameters: list[Any], before: list[FloatArray]) -> None:
        passed = self.network.forward(self.inputs[rows], training=True)
        grad = self.loss_gradient(passed[-1].activation[:, 0], self.points.target[rows])
        self.network.backward(grad[:, None], passed)
        for parameter in parameters:
            if np.shape(parameter.grad) != parameter.data.shape:
                self._blame_gradient(parameter)
        weights = [layer.linear.weight for layer in self.network.layers]
        if self.settings.l2:
            self._penalize(weights)
        gradients = [np.array(parameter.grad, dtype=float) for parameter in parameters]
        self._optimizer_tool.run("'s step", self.optimizer.step)
        if self.settings.l1:
            l1 = self.tools("l1_step")
            for weight in weights:
                given = weight.data, np.zeros_like(weight.data), self.settings.lr, self.settings.l1
                weight.data = l1.numbers(weight.data.shape, "", l1.things[0], *given)
        for parameter, data in zip(parameters, before, strict=True):
            if np.shape(parameter.data) != data.shape or not np.abs(parameter.data).max() <= RAN_AWAY:
                self._blame_update(parameter, data)
        after = [np.array(parameter.data, dtype=float) for parameter in parameters]
        self.latest = Update(before, gradients, after, len(rows))

    def _blame_gradient(self, parameter: Any) -> None:
        shape, tool = parameter.data.shape, self.tools("Linear")
        if parameter.grad is None:
            raise PartFailed(f"After the backward of {tool.whose}, a parameter of shape {shape} has no gradient.")
        tool.numbers(shape, "'s backward", lambda: parameter.grad)

    def _blame_update(self, parameter: Any, before: FloatArray) -> None:
        """Say whose fault it is that a parameter cannot be gone on with: whoever made nan of finite numbers."""
        self.tools("Linear").numbers(before.shape, "'s backward", lambda: parameter.grad)
        tool = self._optimizer_tool
        largest = np.abs(tool.numbers(before.shape, "'s step", lambda: parameter.data)).max()
        raise RanAway(
            f"The training ran away: a weight would be {largest:.0e}. A smaller learning rate, or other first "
            "weights, keep it."
        )

    def _penalize(self, weights: list[Any]) -> None:
        tool = self.tools("l2_penalty")
        arrays = [weight.data for weight in weights]
        result = tool.run("", tool.things[0], arrays, self.settings.l2)
        if not isinstance(result, tuple) or len(result) != 2 or len(result[1]) != len(arrays):
            raise PartFailed(f"{tool.who()} gave no pair of a loss and {len(arrays)} gradients.")
        for weight, grad in zip(weights, result[1], strict=True):
            weight.grad = weight.grad + tool.numbers(weight.data.shape, "", lambda grad=grad: grad)

    def place_of(self, layer: int) -> int:
        """Where a layer's weight stands among the parameters; its bias stands behind it."""
        return sum(len(one.parameters()) for one in self.network.layers[:layer])

    # ---- loss

    def loss(self, z: FloatArray, target: FloatArray) -> float:
        """Return the mean loss of the outputs z, (N,). A class's score is z for class 1 against 0 for class 0."""
        if self.settings.regression:
            return float(mse_loss(z, target))
        tool = self.tools("cross_entropy")
        return float(tool.numbers((), "", tool.things[0], _scores(z), target.astype(int)))

    def loss_gradient(self, z: FloatArray, target: FloatArray) -> FloatArray:
        """Return the gradient of the loss with respect to z, (N,)."""
        if self.settings.regression:
            return mse_loss_backward(z, target)
        tool = self.tools("cross_entropy")
        given = _scores(z), target.astype(int)
        return tool.numbers((len(z), 2), "_backward", tool.things[1], *given)[:, 1]

    def prediction(self, z: FloatArray) -> FloatArray:
        """Return what the outputs z mean: the probability of class 1, or the value."""
        return z if self.settings.regression else layerwise.sigmoid(z)

    def evaluate(self, passed: list[Passed] | None = None) -> tuple[float | None, float | None]:
        """Return the loss on the points for training and on those for testing; None where there are none."""
        z = (self.network.forward(self.inputs) if passed is None else passed)[-1].activation[:, 0]
        test, target = self.points.test, self.points.target
        losses = [self.loss(z[rows], target[rows]) if rows.any() else None for rows in (~test, test)]
        return losses[0], losses[1]

    def _note(self) -> None:
        train, test = self.evaluate()
        row = (float(self.epochs_done), np.nan if train is None else train, np.nan if test is None else test)
        self.history.append(row)
        if len(self.history) > MOST_HISTORY:
            self.history = self.history[::2]

    def copied(self) -> Run | None:
        """Return the same training once more, to go back to, or None if a part cannot be copied."""
        try:
            return copy.deepcopy(self)
        except Exception:  # a learner's optimizer may hold anything
            return None


def _scores(z: FloatArray) -> FloatArray:
    return np.stack([np.zeros_like(z), z], axis=1)
