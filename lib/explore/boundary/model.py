"""What the boundary explorer knows: small networks, trained on demand and remembered.

A training run is kept by its settings, and its weights at every stop on the way, so that going back to a setting
costs nothing. No drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

import layerwise
from layerwise.arguments import FloatArray, IntArray, one_of, whole_number
from layerwise.functional.activation_table import get_activation

from ..activation_parts import activation_pair, titled
from ..own_parts import Parts, RunsParts
from .two_layers import Network

DATASETS: dict[str, Callable[[], tuple[FloatArray, IntArray]]] = {
    "circles": lambda: layerwise.circles(100),
    "xor": lambda: layerwise.xor(100),
    "moons": lambda: layerwise.moons(100),
    "spiral": lambda: layerwise.spiral(70),
}
EPOCH_STOPS = (0, 10, 30, 100, 300, 1000)
MOST_UNITS = 20
LAST_SEED = 9
SEPARATED = 0.99  # the accuracy from which the classes count as separated
FEWEST_UNITS = 3  # two lines cannot close around a circle, three can


class TrainingRun:
    """One network on one data set, and its weights after each number of epochs that somebody asked for."""

    def __init__(self, dataset: str, hidden_features: int, activation: str, seed: int, parts: Parts) -> None:
        self.X, self.y = DATASETS[dataset]()
        self.net = Network(hidden_features, activation, seed, parts)
        self.net.initialize(in_features=2, classes=int(self.y.max()) + 1)
        self._weights = {0: self._current()}
        self._accuracy: dict[int, float] = {}

    def at(self, epochs: int) -> Network:
        """Return the network as it is after `epochs` steps, trained on from the last stop before."""
        start = max(stop for stop in self._weights if stop <= epochs)
        self.net.W1, self.net.b1, self.net.W2, self.net.b2 = self._weights[start]
        for epoch in range(start + 1, epochs + 1):
            self.net.step(self.X, self.y)  # makes new arrays, so the remembered ones stay as they are
            if epoch in EPOCH_STOPS or epoch == epochs:
                self._weights[epoch] = self._current()
        return self.net

    def accuracy(self, epochs: int) -> float:
        """Return the fraction of the data set that the network labels rightly after `epochs` steps."""
        if epochs not in self._accuracy:
            self._accuracy[epochs] = float((self.at(epochs).predict(self.X) == self.y).mean())
        return self._accuracy[epochs]

    def _current(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        return self.net.W1, self.net.b1, self.net.W2, self.net.b2


@lru_cache(maxsize=512)
def training_run(dataset: str, hidden_features: int, activation: str, seed: int, parts: Parts) -> TrainingRun:
    """Return the run with these settings, the same one each time."""
    return TrainingRun(dataset, hidden_features, activation, seed, parts)


@dataclass(frozen=True)
class BoundaryModel(RunsParts):
    """A two-layer network with `hidden_features` hidden units, trained on points in the plane.

    dataset: a name in DATASETS. hidden_features: 1 to MOST_UNITS. activation: a name in layerwise.ACTIVATIONS.
    epochs: steps of training, one of EPOCH_STOPS. seed: of the initial weights, 0 to LAST_SEED.

    >>> BoundaryModel("circles", hidden_features=6).reached
    False
    >>> BoundaryModel("circles", hidden_features=3).reached
    True
    """

    dataset: str = "circles"
    hidden_features: int = 2
    activation: str = "tanh"
    epochs: int = 1000
    seed: int = 0

    goal = "Separate the circles (accuracy 0.99 or more) with as few hidden units as you can."

    def __post_init__(self) -> None:
        one_of(self.dataset, "dataset", DATASETS)
        if whole_number(self.hidden_features, "hidden_features", at_least=1) > MOST_UNITS:
            raise ValueError(f"hidden_features must be at most {MOST_UNITS}, got {self.hidden_features}")
        get_activation(self.activation)
        if whole_number(self.epochs, "epochs", at_least=0) not in EPOCH_STOPS:
            raise ValueError(f"epochs must be one of {EPOCH_STOPS}, got {self.epochs}")
        if whole_number(self.seed, "seed", at_least=0) > LAST_SEED:
            raise ValueError(f"seed must be at most {LAST_SEED}, got {self.seed}")

    @property
    def run(self) -> TrainingRun:
        """The training run behind this setting."""
        return training_run(self.dataset, self.hidden_features, self.activation, self.seed, self.runs)

    @property
    def library(self) -> Mapping[str, Any]:
        """What the network is trained with."""
        softmax, backward = layerwise.softmax, layerwise.cross_entropy_backward
        return activation_pair(self.activation) | {"cross_entropy_backward": backward, "softmax": softmax}

    @property
    def units(self) -> str:
        """How many hidden units of which activation: `2 hidden tanh units`, `2 hidden units of your tanh`."""
        unit = "unit" if self.hidden_features == 1 else "units"
        named = titled(self.runs, self.activation)
        if named == self.activation:
            return f"{self.hidden_features} hidden {named} {unit}"
        return f"{self.hidden_features} hidden {unit} of {named}"

    @property
    def accuracy(self) -> float:
        """The fraction of the points that the trained network labels rightly."""
        return self.run.accuracy(self.epochs)

    def probabilities(self, x1: FloatArray, x2: FloatArray) -> FloatArray:
        """Return each class's probability on the grid with columns x1 and rows x2: (len(x2), len(x1), C)."""
        points = np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)
        logits = self.run.at(self.epochs).logits(points)
        p = self.runs["softmax"].numbers(logits.shape, logits)
        return p.reshape(len(x2), len(x1), -1)

    def unit_lines(self, radius: float) -> list[FloatArray]:
        """Return, for each hidden unit, two ends of the line on which its input X @ W1.T + b1 is zero.

        radius: the ends lie this far from the point of the line that is closest to the origin.
        Each end pair has shape (2, 2): rows are ends, columns are coordinates.
        """
        net = self.run.at(self.epochs)
        lines = []
        for w, b in zip(net.W1, net.b1, strict=True):
            size = float(np.hypot(*w))
            if size > 0:
                closest, along = -b * w / size**2, np.array([-w[1], w[0]]) / size
                lines.append(np.stack([closest - radius * along, closest + radius * along]))
        return lines

    @property
    def separated(self) -> bool:
        """Whether the network labels nearly every point rightly."""
        return self.accuracy >= SEPARATED

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.dataset == "circles" and self.separated and self.hidden_features <= FEWEST_UNITS

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        right = round(self.accuracy * len(self.run.y))
        text = (
            f"{self.dataset}, {self.units}, {self.epochs} epochs: "
            f"accuracy {self.accuracy:.3f} ({right} of {len(self.run.y)} points)."
        )
        text += self.runs.said
        if self.activation == "identity":
            return text + " Without a nonlinearity the boundary stays straight."
        if self.dataset == "circles" and self.separated and not self.reached:
            return text + " Separated; fewer units will do."
        return text
