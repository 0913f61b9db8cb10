"""What the sequential explorer knows: a stack of layers, its summary, and five epochs of training on digits.

The five lines are whoever's they are: the library's, or a learner's own. No drawing and no widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from layerwise import datasets
from layerwise.arguments import FloatArray, IntArray
from layerwise.keras import Dense, Sequential, compile_model, evaluate_model, fit_model

from ..own_parts import RunsParts

DEPTHS = (0, 1, 2, 3)
UNITS = (4, 8, 16, 32, 48, 64, 96, 128)
ACTIVATIONS = ("relu", "tanh", "sigmoid", "softmax", "linear")
OPTIMIZERS = ("sgd", "adam", "rmsprop")
BATCH_SIZES = (4, 8, 16, 32, 64, 128)
EPOCHS = 5
ENOUGH, FEW = 0.95, 5000  # what the goal asks for: accuracy, and numbers to learn
_LEARNED_FROM = 1437  # digits; the other 360 are new


class Parts(NamedTuple):
    """The five lines: two classes and three functions, with the names and arguments of layerwise.keras."""

    sequential: Callable[..., Any] = Sequential
    dense: Callable[..., Any] = Dense
    compile_model: Callable[..., Any] = compile_model
    fit_model: Callable[..., Any] = fit_model
    evaluate_model: Callable[..., Any] = evaluate_model


LIBRARY = Parts()
_NAMES = ("Sequential", "Dense", "compile_model", "fit_model", "evaluate_model")


class Run(NamedTuple):
    """rows: name and count of each layer. accuracies: on the digits learned from and on new ones, (EPOCHS, 2)."""

    rows: tuple[tuple[str, int], ...]
    accuracies: FloatArray


@lru_cache(maxsize=1)
def digits() -> tuple[FloatArray, IntArray, FloatArray, IntArray]:
    """Return X, y to learn from, X_new, y_new."""
    X, y = datasets.digits()
    order = np.random.default_rng(0).permutation(len(y))
    learned, new = order[:_LEARNED_FROM], order[_LEARNED_FROM:]
    return X[learned], y[learned], X[new], y[new]


@lru_cache(maxsize=400)
def run(parts: Parts, depth: int, units: int, activation: str, optimizer: str, batch_size: int) -> Run:
    """Stack the layers, compile, and fit for EPOCHS epochs; the same start every time."""
    X, y, X_new, y_new = digits()
    model = parts.sequential(X.shape[1], 0)
    for _ in range(depth):
        model.add(parts.dense(units, activation))
    model.add(parts.dense(10, "softmax"))
    rows, _ = model.summary()
    parts.compile_model(model, "sparse_categorical_crossentropy", optimizer, ["accuracy"])
    accuracies = np.zeros((EPOCHS, 2))
    for epoch in range(EPOCHS):
        parts.fit_model(model, X, y, batch_size=batch_size, rng=epoch)
        found = [parts.evaluate_model(model, *part, 256)["accuracy"] for part in ((X, y), (X_new, y_new))]
        accuracies[epoch] = [float(one) for one in found]
    return Run(tuple((str(name), int(count)) for name, _, count in rows), accuracies)


@dataclass(frozen=True)
class SequentialModel(RunsParts):
    """A setting: depth hidden layers of so many units with an activation, ten softmax outputs, an optimizer by name.

    parts: five lines to run; None for the learner's, where they have passed.

    >>> model = SequentialModel(depth=1, units=32)
    >>> model.total, model.reached
    (2410, False)
    """

    depth: int = 1
    units: int = 32
    activation: str = "relu"
    optimizer: str = "sgd"
    batch_size: int = 32
    parts: Parts | None = None

    goal = (
        f"Read {100 * ENOUGH:.0f} of 100 new digits after five epochs with fewer than {FEW} numbers to learn. "
        "Which of the defaults is in the way?"
    )

    def __post_init__(self) -> None:
        for name, possible in _STOPS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or value not in possible:
                raise ValueError(f"{name} must be one of {', '.join(map(str, possible))}; got {value!r}")

    @property
    def library(self) -> Mapping[str, Any]:
        """The five lines."""
        return dict(zip(_NAMES, LIBRARY, strict=True))

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return dict(zip(_NAMES, self.parts or LIBRARY, strict=True))

    @property
    def run(self) -> Run:
        """Its summary and its five epochs."""
        return run(Parts(*self.runs.values()), self.depth, self.units, self.activation, self.optimizer, self.batch_size)

    @property
    def total(self) -> int:
        """How many numbers it learns."""
        return sum(count for _, count in self.run.rows)

    @property
    def accuracy(self) -> float:
        """On new digits, after the last epoch."""
        return float(self.run.accuracies[-1, 1])

    @property
    def steps(self) -> int:
        """How many steps five epochs are."""
        return EPOCHS * -(-_LEARNED_FROM // self.batch_size)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.accuracy >= ENOUGH and self.total < FEW

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        counts = ", ".join(f"{name} {count:,}" for name, count in self.run.rows)
        train = self.run.accuracies[-1, 0]
        return (
            f"{self.total:,} numbers to learn ({counts}). After {EPOCHS} epochs, {self.steps:,} steps of "
            f"{self.optimizer}, {100 * train:.1f} % of the digits learned from are right, and "
            f"{100 * self.accuracy:.1f} % of new ones.{self.runs.said}"
        )


_STOPS: dict[str, tuple[Any, ...]] = {
    "depth": DEPTHS,
    "units": UNITS,
    "activation": ACTIVATIONS,
    "optimizer": OPTIMIZERS,
    "batch_size": BATCH_SIZES,
}
