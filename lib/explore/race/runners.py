"""The optimizers of the race: whose they are, how each is made, and the way that it takes.

They are the learner's where those have passed, and the version that failed where that is asked for. What one of them
raises is kept and told; it ends nobody else's race.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray
from layerwise.nn.parameter import Parameter
from layerwise.optim import SGD, Adagrad, Adam, NesterovSGD, RMSprop

from .. import own
from ..time_limit import in_time
from .grounds import Landscape

STEPS = 100
LOW = 1e-6  # the height above the lowest point that the goal asks for


@dataclass(frozen=True)
class Runner:
    """One row of the race. part: the name of its class, as the exercise has it. library: what stands in for it.

    settings: the model's fields that it runs with. The decay of the weights comes last, and is the race's own unless
    the class has it: the penalty's gradient is added to the landscape's, which is what SGD does inside.
    """

    part: str
    library: type
    settings: tuple[str, ...]
    has_decay: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields of the model that its way depends on."""
        return (*self.settings, "weight_decay")

    def options(self, numbers: tuple[float, ...]) -> dict[str, Any]:
        """The arguments of the class. numbers: the values of `fields`."""
        named: dict[str, Any] = dict(zip((name.split("_")[-1] for name in self.settings), numbers, strict=False))
        if "beta1" in named:
            named["betas"] = (named.pop("beta1"), named.pop("beta2"))
        return {**named, "weight_decay": numbers[-1]} if self.has_decay else named


RUNNERS = {
    "SGD": Runner("SGD", SGD, ("sgd_lr",), has_decay=True),
    "Momentum": Runner("SGD", SGD, ("momentum_lr", "momentum"), has_decay=True),
    "Nesterov": Runner("NesterovSGD", NesterovSGD, ("nesterov_lr", "momentum")),
    "Adagrad": Runner("Adagrad", Adagrad, ("adagrad_lr", "eps")),
    "RMSprop": Runner("RMSprop", RMSprop, ("rmsprop_lr", "alpha", "eps")),
    "Adam": Runner("Adam", Adam, ("adam_lr", "beta1", "beta2", "eps")),
}


@dataclass(frozen=True, eq=False)
class Run:
    """One optimizer's way.

    path: (STEPS + 1, 2), the start first. values: (STEPS + 1,), above the lowest of the picture. Both are nan after it
    has run away. error: what the optimizer raised, in words, or "".
    """

    path: FloatArray
    values: FloatArray
    error: str = ""

    @property
    def low_at(self) -> int | None:
        """The step from which on the value stays below LOW, or None."""
        high = np.flatnonzero(~(self.values < LOW))  # nan is not low
        first = int(high[-1]) + 1 if len(high) else 0
        return first if first <= STEPS else None


def run(ground: Landscape, start: tuple[float, float], name: str, source: str, numbers: tuple[float, ...]) -> Run:
    """Return the way of one optimizer, the same one each time.

    source: whose it is, as `own.part` takes it. numbers: what the model has for the runner's fields.
    """
    runner = RUNNERS[name]
    found = own.part(runner.part, runner.library, source)
    if found.thing is NesterovSGD and dict(zip(runner.settings, numbers, strict=False))["momentum"] == 0:
        return _run(ground, start, SGD, found.whose, RUNNERS["SGD"], (numbers[0], numbers[-1]))  # it asks for momentum
    return _run(ground, start, found.thing, found.whose, runner, numbers)


@lru_cache(maxsize=256)
def _run(
    ground: Landscape, start: tuple[float, float], make: Any, whose: str, runner: Runner, numbers: tuple[float, ...]
) -> Run:
    path, values = np.full((STEPS + 1, 2), np.nan), np.full(STEPS + 1, np.nan)
    decay = 0.0 if runner.has_decay else numbers[-1]
    point = Parameter(list(start))
    with np.errstate(all="ignore"):
        try:
            with in_time():
                optimizer = make([point], **runner.options(numbers))
                for step in range(STEPS + 1):
                    value, gradient = ground.f(point.data)
                    if not np.isfinite(value):
                        break
                    path[step], values[step] = point.data, value - ground.lowest
                    point.grad = gradient + decay * point.data
                    optimizer.step()
                    if np.shape(point.data) != (2,):
                        raise ValueError(
                            f"the point had shape (2,), and has {np.shape(point.data)} after step {step + 1}"
                        )
        except Exception as error:
            nothing = np.full_like(values, np.nan)
            return Run(np.full_like(path, np.nan), nothing, f"{whose} raised {own.said(error)}")
    return Run(path, values)
