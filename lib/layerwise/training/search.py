"""Random search: try hyper-parameters drawn at random, then look closer where it went well.

A grid of 5 learning rates and 5 penalties tries each learning rate five times; 25 random points try 25 of them, and
where only one of the two matters that is five times as much to learn from (Bergstra and Bengio, 2012).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..arguments import random_generator, real_number, whole_number


class Uniform:
    """Any number between low and high is as likely as any other.

    >>> Uniform(0.0, 0.5).draw(np.random.default_rng(0)) < 0.5
    True
    """

    def __init__(self, low: float, high: float) -> None:
        self.low = real_number(low, "low")
        self.high = real_number(high, "high", above=self.low)

    def draw(self, rng: np.random.Generator) -> float:
        """Return one number."""
        return self._from(rng.uniform(self._to(self.low), self._to(self.high)))

    def narrowed(self, values: Sequence[float]) -> Uniform:
        """Return the part of the range where `values` lie, with a twentieth of the range more on each side."""
        low, high = self._to(self.low), self._to(self.high)
        margin, inside = (high - low) / 20, [self._to(value) for value in values]
        return type(self)(self._from(max(low, min(inside) - margin)), self._from(min(high, max(inside) + margin)))

    def _to(self, value: float) -> float:
        return value

    def _from(self, value: float) -> float:
        return float(value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.low:.3g}, {self.high:.3g})"


class LogUniform(Uniform):
    """Any order of magnitude between low and high is as likely as any other: for learning rates and penalties.

    10 ** (a uniform number between log10(low) and log10(high)). Between 1e-6 and 1, a uniform draw would be
    above 0.1 nine times out of ten; this one is below 1e-3 every other time.

    >>> rng = np.random.default_rng(0)
    >>> draws = [LogUniform(1e-6, 1.0).draw(rng) for _ in range(1000)]
    >>> round(sum(draw < 1e-3 for draw in draws) / 1000, 1)
    0.5
    """

    def __init__(self, low: float, high: float) -> None:
        real_number(low, "low", above=0)
        super().__init__(low, high)

    def _to(self, value: float) -> float:
        return math.log10(value)

    def _from(self, value: float) -> float:
        return float(10.0**value)


class Choice:
    """One of a few values, each as likely as the others.

    >>> Choice([32, 64, 128]).narrowed([64, 64, 32])  # those that are left, in their old order
    Choice([32, 64])
    """

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = list(values)
        if not self.values:
            raise ValueError("values must hold at least one value, got none")

    def draw(self, rng: np.random.Generator) -> Any:
        """Return one of the values."""
        return self.values[int(rng.integers(len(self.values)))]

    def narrowed(self, values: Sequence[Any]) -> Choice:
        """Return a choice among those of the values that are in `values`."""
        return Choice([value for value in self.values if value in values])

    def __repr__(self) -> str:
        return f"Choice({self.values!r})"


Space = Mapping[str, Uniform | Choice]


class Trial(NamedTuple):
    """What was tried, and how good it was.

    >>> Trial({"lr": 0.1}, 0.95).score
    0.95
    """

    params: dict[str, Any]
    score: float


def random_search(
    objective: Callable[..., float], space: Space, trials: int, rng: np.random.Generator | int | None = 0
) -> list[Trial]:
    """Try `trials` random points of the space; return them with their scores, the best first.

    objective: called as objective(lr=..., weight_decay=...), returns the score, such as the *validation* accuracy:
    higher is better. nan, from a training that diverged, is the worst. (The best of many scores is too good to be true:
    what won is judged once more, on the test set.)
    space: for each name a Uniform, LogUniform or Choice.

    >>> best, *_ = random_search(lambda lr: -abs(math.log10(lr) + 2), {"lr": LogUniform(1e-6, 1.0)}, trials=50)
    >>> 0.005 < best.params["lr"] < 0.02
    True
    """
    trials, rng = whole_number(trials, "trials", at_least=1), random_generator(rng)
    if not space:
        raise ValueError("space must name at least one hyper-parameter, got none")
    for name, values in space.items():
        if not isinstance(values, Uniform | Choice):
            raise TypeError(f"space[{name!r}] must be a Uniform, LogUniform or Choice, got {values!r}")
    drawn = [{name: values.draw(rng) for name, values in space.items()} for _ in range(trials)]
    results = [Trial(params, float(objective(**params))) for params in drawn]
    return sorted(results, key=lambda trial: -math.inf if math.isnan(trial.score) else trial.score, reverse=True)


def narrow(space: Space, results: Sequence[Trial], keep: int = 5) -> dict[str, Uniform | Choice]:
    """Return the part of the space in which the `keep` best trials lie: where the next search looks.

    results: what random_search returned for this space.

    >>> space = {"lr": LogUniform(1e-6, 1.0)}
    >>> narrow(space, random_search(lambda lr: -abs(math.log10(lr) + 2), space, trials=50))
    {'lr': LogUniform(0.00383, 0.027)}
    """
    best = list(results)[: whole_number(keep, "keep", at_least=1)]
    if not best:
        raise ValueError("results must hold at least one trial, got none")
    return {name: values.narrowed([trial.params[name] for trial in best]) for name, values in space.items()}
