"""What the capacity explorer knows: a network with one hidden layer that fits a curve through noisy points.

Its first layer stays as it was drawn and only the last layer is trained, so that every step of gradient descent is
known in closed form and a million of them cost as much as one: the learner's Dropout and penalties, which work on
networks step by step, have no place in that. When training stops, the learner's EarlyStopping says. No drawing and no
widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray, IntArray, whole_number
from layerwise.training.early_stopping import EarlyStopping

from ..own import LIBRARYS, OwnPartError, Part
from ..own_parts import RunsParts

UNITS = (1, 2, 3, 5, 8, 12, 20, 30, 60)
SAMPLES = (5, 10, 15, 20, 30, 50, 100, 200)
NOISES = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
WEIGHT_DECAYS = (0.0, 1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
DROPOUTS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
OFF = 0  # no early stopping
PATIENCES = (OFF, 1, 2, 3, 5, 10)
STEPS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
DRAWS = 5
VALIDATION, TEST = 20, 200  # examples beside the training examples
CHECKS: IntArray = np.unique(np.concatenate([np.geomspace(1, STEPS[-1], 61).round(), STEPS])).astype(np.int64)
GRID = np.linspace(-1, 1, 121)  # where the fit is drawn
_FREQUENCY = 4.0
ENOUGH = 0.15  # the test error that the goal asks for


def truth(x: FloatArray) -> FloatArray:
    """Return the curve without noise, sin(4 x)."""
    return np.sin(_FREQUENCY * x)


@dataclass(frozen=True)
class Draw:
    """One draw of everything random: points with standard noise, and the hidden layer.

    x, noise: (SAMPLES[-1] + VALIDATION + TEST,): training, validation and test examples in this order.
    features: what the hidden units say at x, after a column of ones for the bias, (len(x), 1 + UNITS[-1]).
    grid: the same at GRID.
    """

    x: FloatArray
    noise: FloatArray
    features: FloatArray
    grid: FloatArray


@lru_cache(maxsize=DRAWS)
def draw(number: int) -> Draw:
    """Return draw `number`, the same one each time: fewer samples or units are the first of the many."""
    rng = np.random.default_rng(number)
    x, noise = rng.uniform(-1, 1, SAMPLES[-1] + VALIDATION + TEST), rng.normal(size=SAMPLES[-1] + VALIDATION + TEST)
    centre = rng.uniform(-1.1, 1.1, UNITS[-1])
    slope = np.exp(rng.uniform(np.log(3), np.log(20), UNITS[-1])) * rng.choice([-1, 1], UNITS[-1])

    def features(x: FloatArray) -> FloatArray:
        return np.column_stack([np.ones(len(x)), np.tanh(slope * (x[:, None] - centre))])

    return Draw(x, noise, features(x), features(GRID))


_LIBRARYS_STOPPING = Part("EarlyStopping", EarlyStopping, LIBRARYS)


@dataclass(frozen=True)
class Run:
    """One training: mean squared errors at CHECKS, each of shape (len(CHECKS),), and the way of the weights.

    In the basis of `axes`, the eigenvectors of the curvature, each weight goes its own way: with a pull of `pull` and a
    curvature of `curvature` it has come to pull * (1 - (1 - lr * curvature)**step) / curvature.
    """

    train: FloatArray
    val: FloatArray
    test: FloatArray
    axes: FloatArray
    pull: FloatArray
    curvature: FloatArray

    def weights(self, check: int) -> FloatArray:
        """Return the weights of the last layer at one of CHECKS, the bias first."""
        return self.axes @ (self.pull * _gone(self.curvature, CHECKS[check : check + 1])[:, 0])

    def stop(self, last: int, patience: int, stopping: Part = _LIBRARYS_STOPPING) -> tuple[int, int]:
        """Return where training ends and whose weights are kept, as places in CHECKS.

        last: where it ends at most. stopping: EarlyStopping, which is asked at every check.
        """
        if patience == OFF:
            return last, last
        stopper = stopping(patience)
        for check in range(last + 1):
            if stopper.step(float(self.val[check]), _Weightless()):
                break
        best = stopper.best_epoch
        if stopping.own and not (isinstance(best, int | np.integer) and 0 <= best <= check):
            raise OwnPartError(f"{stopping.whose} has the best_epoch {best!r} after {check + 1} epochs")
        return check, last if best is None else int(best)


class _Weightless:
    """What a stopper gets for a model: the weights are known at every step, so that none have to be copied."""

    def state_dict(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Nothing."""


@lru_cache(maxsize=1000)
def run(units: int, samples: int, noise: float, weight_decay: float, dropout: float, number: int) -> Run:
    """Train the last layer on the first examples of a draw.

    The loss is the mean squared error / 2 + weight_decay / 2 * sum of squared weights. Dropout of the hidden units is
    averaged over all masks: for a linear layer that gives dropout / (1 - dropout) / 2 * sum over units of
    weight**2 * mean of the unit's square (Srivastava and others, 2014, section 9.1). The bias is left alone by both.
    The learning rate is one over the largest curvature.
    """
    drawn = draw(number)
    features, y = drawn.features[:, : 1 + units], truth(drawn.x) + noise * drawn.noise
    train, rest = slice(samples), SAMPLES[-1]
    curvature = features[train].T @ features[train] / samples
    penalty = weight_decay + dropout / (1 - dropout) * curvature.diagonal()
    curvature[np.diag_indices(1 + units)] += penalty * (np.arange(1 + units) > 0)
    sizes, axes = np.linalg.eigh(curvature)
    sizes = np.maximum(sizes, 1e-14 * sizes[-1])  # rounding may leave a flat direction below zero
    pull = axes.T @ (features[train].T @ y[train] / samples)
    weights = axes @ (pull[:, None] * _gone(sizes, CHECKS))  # (1 + units, len(CHECKS))
    train_error, val_error, test_error = (
        ((features[part] @ weights - y[part, None]) ** 2).mean(axis=0)
        for part in (train, slice(rest, rest + VALIDATION), slice(rest + VALIDATION, None))
    )
    return Run(train_error, val_error, test_error, axes, pull, sizes)


@lru_cache(maxsize=1000)
def errors_at_the_end(
    units: int,
    samples: int,
    noise: float,
    weight_decay: float,
    dropout: float,
    last: int,
    patience: int,
    stopping: Part = _LIBRARYS_STOPPING,
) -> FloatArray:
    """Return the training and the test error of each draw with the weights that are kept, shape (2, DRAWS)."""
    pairs = []
    for number in range(DRAWS):
        trained = run(units, samples, noise, weight_decay, dropout, number)
        _, kept = trained.stop(last, patience, stopping)
        pairs.append((trained.train[kept], trained.test[kept]))
    return np.array(pairs).T


def _gone(curvature: FloatArray, steps: IntArray) -> FloatArray:
    """Return (1 - (1 - lr * curvature)**steps) / curvature, shape (len(curvature), len(steps))."""
    rate = np.minimum(curvature / curvature[-1], 1 - 1e-12)  # of the last one nothing is left after one step
    return -np.expm1(np.log1p(-rate)[:, None] * steps) / curvature[:, None]


@dataclass(frozen=True)
class CapacityModel(RunsParts):
    """A setting of capacity, data and regularization; each field has the values of its list above.

    units: hidden units. samples: training examples. noise: its standard deviation. weight_decay: λ of L2.
    dropout: the probability of dropping a hidden unit. patience: of early stopping, in checks, 0 for none; there are
    about ten checks on the way from a number of steps to ten times it. steps: of training at most.
    number: which of the five draws is shown in full, 0 to 4.

    >>> model = CapacityModel()
    >>> model.verdict, model.reached
    ('overfits', False)
    >>> CapacityModel(weight_decay=0.03).verdict, CapacityModel(units=2).verdict
    ('fits well', 'underfits')
    """

    units: int = 60
    samples: int = 20
    noise: float = 0.3
    weight_decay: float = 0.0
    dropout: float = 0.0
    patience: int = OFF
    steps: int = 1_000_000
    number: int = 0

    goal = (
        "Leave 60 hidden units, 20 samples and noise 0.3 as they are, and bring the test error (median of five draws) "
        f"to {ENOUGH} or below. There are three ways."
    )

    def __post_init__(self) -> None:
        for name, possible in _STOPS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or value not in possible:
                raise ValueError(f"{name} must be one of {', '.join(map(str, possible))}; got {value!r}")
        for name in ("units", "samples", "patience", "steps"):
            whole_number(getattr(self, name), name, at_least=0)
        if whole_number(self.number, "number", at_least=0) >= DRAWS:
            raise ValueError(f"number must be at most {DRAWS - 1}, got {self.number}")

    @property
    def last(self) -> int:
        """Where in CHECKS training ends if nothing stops it."""
        return int(np.searchsorted(CHECKS, self.steps))

    @property
    def library(self) -> Mapping[str, Any]:
        """What watches the validation error, where something does."""
        return {} if self.patience == OFF else {"EarlyStopping": EarlyStopping}

    def stop(self, trained: Run) -> tuple[int, int]:
        """Return where a training ends and whose weights are kept, as places in CHECKS."""
        if self.patience == OFF:
            return self.last, self.last
        return trained.stop(self.last, self.patience, self.runs["EarlyStopping"])

    def run(self, number: int, units: int | None = None) -> Run:
        """Return the training on one draw, with this or another number of units."""
        units = self.units if units is None else units
        return run(units, self.samples, self.noise, self.weight_decay, self.dropout, number)

    def examples(self) -> tuple[FloatArray, FloatArray]:
        """Return x and y of the training examples of the draw that is shown."""
        drawn = draw(self.number)
        x = drawn.x[: self.samples]
        return x, truth(x) + self.noise * drawn.noise[: self.samples]

    def fits(self) -> FloatArray:
        """Return what the network of each draw says at GRID, shape (DRAWS, len(GRID))."""
        found = []
        for number in range(DRAWS):
            trained = self.run(number)
            _, kept = self.stop(trained)
            found.append(draw(number).grid[:, : 1 + self.units] @ trained.weights(kept))
        return np.array(found)

    def errors(self, units: int | None = None) -> FloatArray:
        """Return the training and the test error of each draw with the weights that are kept, shape (2, DRAWS)."""
        units = self.units if units is None else units
        setting = (units, self.samples, self.noise, self.weight_decay, self.dropout)
        stopping = _LIBRARYS_STOPPING if self.patience == OFF else self.runs["EarlyStopping"]
        return errors_at_the_end(*setting, self.last, self.patience, stopping)

    @property
    def floor(self) -> float:
        """The error of the true curve: what no network can get below on new examples, on average."""
        return self.noise**2

    @property
    def verdict(self) -> str:
        """Whether the medians of the five draws say that it underfits, overfits or fits well."""
        train, test = np.median(self.errors(), axis=1)
        if test - self.floor <= min(0.7 * self.floor, 0.15) + 0.01:
            return "fits well"
        return "underfits" if train > self.floor + 0.01 else "overfits"

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        as_asked = (self.units, self.samples, self.noise) == (60, 20, 0.3)
        return as_asked and float(np.median(self.errors()[1])) <= ENOUGH

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        errors = self.errors()
        train, test = np.median(errors, axis=1)
        reason = {
            "underfits": "it does not even do what it has seen",
            "overfits": "it has learned the noise of what it has seen",
            "fits well": "what it has learned holds for new examples too",
        }[self.verdict]
        text = (
            f"It {self.verdict}: {reason}. Over five draws the median training error is {train:.3f} and the median "
            f"test error {test:.3f} ({errors[1].min():.2f} to {errors[1].max():.2f}); "
            f"the noise alone makes {self.floor:.2f}."
        )
        if self.patience == OFF:
            return text
        text += self.runs.said
        end, kept = self.stop(self.run(self.number))
        if end == self.last:
            return f"{text} Training reached its last step; the weights kept are those of step {CHECKS[kept]:,}."
        return f"{text} Training stopped at step {CHECKS[end]:,}; the weights kept are those of step {CHECKS[kept]:,}."


_STOPS = {
    "units": UNITS,
    "samples": SAMPLES,
    "noise": NOISES,
    "weight_decay": WEIGHT_DECAYS,
    "dropout": DROPOUTS,
    "patience": PATIENCES,
    "steps": STEPS,
}
