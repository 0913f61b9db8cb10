"""What the race explorer knows: six optimizers walking down one landscape from one start.

A run is kept by its settings, so that moving one control runs only the optimizers that it concerns. No drawing and
no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from layerwise import landscapes
from layerwise.arguments import FloatArray, one_of, real_number
from layerwise.nn.parameter import Parameter
from layerwise.optim import SGD, Adagrad, Adam, NesterovSGD, Optimizer, RMSprop

STEPS = 100
LOW = 1e-6  # the value that the goal asks for
ALL = "all"


@dataclass(frozen=True)
class Landscape:
    """A function to walk down, what part of it is shown, and the settings to begin with.

    f: returns (value, gradient). x_limits, y_limits: of the picture, and of the start. minima: its lowest points.
    usual: where the race starts, and the learning rates with which it does.
    """

    f: Callable[[FloatArray], tuple[float, FloatArray]]
    x_limits: tuple[float, float]
    y_limits: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    usual: dict[str, float]


def _usual(x: float, y: float, sgd: float, momentum: float, adagrad: float, rmsprop: float, adam: float) -> Any:
    rates = {"sgd_lr": sgd, "momentum_lr": momentum, "nesterov_lr": momentum}
    return {"x": x, "y": y, **rates, "adagrad_lr": adagrad, "rmsprop_lr": rmsprop, "adam_lr": adam}


LANDSCAPES = {
    "bowl": Landscape(
        landscapes.bowl, (-8, 8), (-4, 4), ((0, 0),), _usual(-7, 2, 0.95, 0.1, 1.5, 0.1, 0.3)
    ),  # the learning rates of "Deep Learning from Scratch", section 6.1
    "rosenbrock": Landscape(
        landscapes.rosenbrock, (-2, 2), (-1, 3), ((1, 1),), _usual(-1.2, 1, 0.01, 0.003, 0.3, 0.03, 0.05)
    ),
    "saddle": Landscape(
        landscapes.saddle, (-2, 2), (-2, 2), ((0, 1), (0, -1)), _usual(-1.5, 0.01, 0.1, 0.05, 0.2, 0.03, 0.1)
    ),
    "wells": Landscape(landscapes.wells, (-5, 5), (-5, 5), ((0, 0),), _usual(-4.2, 3.6, 0.3, 0.2, 0.5, 0.1, 0.2)),
}

MOMENTA = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99)
DECAYS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
EPSILONS = (1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1e-1, 1.0)
WEIGHT_DECAYS = (0.0, 0.01, 0.03, 0.1, 0.3)
# Learning rates: 1, 1.5, 2, 3, 5, 7 in each power of ten, and the book's 0.95.
RATES = tuple(sorted([0.95, 10.0] + [float(f"{m}e{k}") for k in range(-4, 1) for m in (1, 1.5, 2, 3, 5, 7)]))


STOPS = {
    **{f"{name}_lr": RATES for name in ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")},
    "momentum": MOMENTA,
    "beta1": MOMENTA,
    "alpha": DECAYS,
    "beta2": DECAYS,
    "eps": EPSILONS,
    "weight_decay": WEIGHT_DECAYS,
}


@dataclass(frozen=True)
class Run:
    """One optimizer's way. path: (STEPS + 1, 2), the start first. values: (STEPS + 1,). nan after it has run away."""

    path: FloatArray
    values: FloatArray

    @property
    def low_at(self) -> int | None:
        """The step from which on the value stays below LOW, or None."""
        high = np.flatnonzero(~(self.values < LOW))  # nan is not low
        first = int(high[-1]) + 1 if len(high) else 0
        return first if first <= STEPS else None


@dataclass(frozen=True)
class RaceModel:
    """A landscape, a start, and every hyper-parameter of six optimizers.

    landscape: a name in LANDSCAPES. x, y: the start, within its limits. show: "all", or one optimizer's name.
    *_lr: learning rates. momentum: of Momentum and Nesterov. alpha: of RMSprop. beta1, beta2: of Adam.
    eps: of Adagrad, RMSprop and Adam. weight_decay: of all but Nesterov. All of these have the values in STOPS.

    >>> RaceModel().run("SGD").path[30].round(3)
    array([-0.35 ,  0.085])
    """

    landscape: str = "bowl"
    x: float = -7.0
    y: float = 2.0
    show: str = ALL
    sgd_lr: float = 0.95
    momentum_lr: float = 0.1
    nesterov_lr: float = 0.1
    adagrad_lr: float = 1.5
    rmsprop_lr: float = 0.1
    adam_lr: float = 0.3
    momentum: float = 0.9
    alpha: float = 0.99
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.0

    goal = (
        "On Rosenbrock's valley, from its usual start (-1.2, 1), get one of them below 1e-6 within 100 steps, to stay."
    )

    def __post_init__(self) -> None:
        one_of(self.landscape, "landscape", LANDSCAPES)
        one_of(self.show, "show", (ALL, *RUNNERS))
        for name, (low, high) in (("x", self.ground.x_limits), ("y", self.ground.y_limits)):
            real_number(getattr(self, name), name, at_least=low, at_most=high)
        for name, possible in STOPS.items():
            if getattr(self, name) not in possible:
                raise ValueError(f"{name} must be one of {', '.join(map(str, possible))}; got {getattr(self, name)}")

    @property
    def ground(self) -> Landscape:
        """The landscape itself."""
        return LANDSCAPES[self.landscape]

    @property
    def shown(self) -> tuple[str, ...]:
        """The optimizers that are in the race."""
        return tuple(RUNNERS) if self.show == ALL else (self.show,)

    def run(self, name: str) -> Run:
        """Return the way of one optimizer."""
        _, settings = RUNNERS[name]
        return run(self.landscape, self.x, self.y, name, tuple(getattr(self, setting) for setting in settings))

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        usual = LANDSCAPES["rosenbrock"].usual
        if self.landscape != "rosenbrock" or np.hypot(self.x - usual["x"], self.y - usual["y"]) > 0.01:
            return False
        return any(self.run(name).low_at is not None for name in self.shown)

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        ends = ", ".join(f"{name} {result_text(self.run(name))}" for name in self.shown)
        return f"{self.landscape} from ({self.x:g}, {self.y:g}), after {STEPS} steps: {ends}."


def result_text(found: Run) -> str:
    """How a run ended: its last value, and since when it has been low enough for the goal."""
    if not np.isfinite(found.values[-1]):
        return "ran away"
    low = f" (below 1e-6 from step {found.low_at})" if found.low_at is not None else ""
    return f"{found.values[-1]:.1e}{low}"


def _sgd(params: list[Parameter], lr: float, weight_decay: float) -> Optimizer:
    return SGD(params, lr, weight_decay=weight_decay)


def _momentum(params: list[Parameter], lr: float, momentum: float, weight_decay: float) -> Optimizer:
    return SGD(params, lr, momentum, weight_decay=weight_decay)


def _nesterov(params: list[Parameter], lr: float, momentum: float) -> Optimizer:
    return NesterovSGD(params, lr, momentum) if momentum else SGD(params, lr)


def _adagrad(params: list[Parameter], lr: float, eps: float, weight_decay: float) -> Optimizer:
    return Adagrad(params, lr, eps=eps, weight_decay=weight_decay)


def _rmsprop(params: list[Parameter], lr: float, alpha: float, eps: float, weight_decay: float) -> Optimizer:
    return RMSprop(params, lr, alpha, eps, weight_decay)


def _adam(params: list[Parameter], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float) -> Optimizer:
    return Adam(params, lr, (beta1, beta2), eps, weight_decay)


# Each optimizer: how it is made, and which of the model's fields it is made with.
RUNNERS: dict[str, tuple[Callable[..., Optimizer], tuple[str, ...]]] = {
    "SGD": (_sgd, ("sgd_lr", "weight_decay")),
    "Momentum": (_momentum, ("momentum_lr", "momentum", "weight_decay")),
    "Nesterov": (_nesterov, ("nesterov_lr", "momentum")),
    "Adagrad": (_adagrad, ("adagrad_lr", "eps", "weight_decay")),
    "RMSprop": (_rmsprop, ("rmsprop_lr", "alpha", "eps", "weight_decay")),
    "Adam": (_adam, ("adam_lr", "beta1", "beta2", "eps", "weight_decay")),
}


@lru_cache(maxsize=4096)
def run(landscape: str, x: float, y: float, name: str, options: tuple[float, ...]) -> Run:
    """Return the way of the optimizer `name` with these options, the same one each time."""
    f, (make, _) = LANDSCAPES[landscape].f, RUNNERS[name]
    point = Parameter([x, y])
    optimizer = make([point], *options)
    path, values = np.full((STEPS + 1, 2), np.nan), np.full(STEPS + 1, np.nan)
    with np.errstate(all="ignore"):
        for step in range(STEPS + 1):
            value, gradient = f(point.data)
            if not np.isfinite(value):
                break
            path[step], values[step] = point.data, value
            point.grad = gradient
            optimizer.step()
    return Run(path, values)
