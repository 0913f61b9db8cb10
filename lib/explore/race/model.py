"""What the race explorer knows: a landscape, a start, and optimizers that walk down from it with their settings.

No drawing and no widgets, so that it can be tested by itself. Runs and landscapes are kept by their settings, so that
moving one control runs only the optimizers that it concerns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layerwise.arguments import one_of, real_number

from .. import own
from .formula import EXAMPLE
from .grounds import LANDSCAPES, OWN, OWN_FIELDS, Landscape, ground_of
from .runners import LOW, RUNNERS, STEPS, Run, run

__all__ = ["ALL", "FIRST", "LANDSCAPES", "LIMITS", "LOW", "OWN", "RUNNERS", "STEPS", "RaceModel", "result_text"]

ALL = "all"
FIRST = ("SGD", "Momentum", "Adam")  # six ways from one start are a hairball
RATES = {f"{name.lower()}_lr": name for name in RUNNERS}

# What each number may be: (key of real_number, limit) pairs.
_FRACTION: dict[str, float] = {"at_least": 0, "below": 1}
LIMITS: dict[str, dict[str, float]] = {
    **{name: {"above": 0, "at_most": 1000} for name in RATES},
    "momentum": {"at_least": 0, "at_most": 1},
    "alpha": _FRACTION,
    "beta1": _FRACTION,
    "beta2": _FRACTION,
    "eps": {"at_least": 0, "at_most": 10},
    "weight_decay": {"at_least": 0, "at_most": 10},
}


@dataclass(frozen=True)
class RaceModel:
    """A landscape, a start, and every hyper-parameter of six optimizers.

    landscape: a name in LANDSCAPES, or "your own", which has a formula of x and y and the limits of its picture.
    x, y: the start, within its limits. show: "all", one optimizer's name, or several.
    *_lr: learning rates. momentum: of Momentum and Nesterov. alpha: of RMSprop. beta1, beta2: of Adam.
    eps: of Adagrad, RMSprop and Adam. weight_decay: of all. *_whose: "yours", "the library's" or "your broken one".

    >>> RaceModel("bowl", -7, 2, sgd_lr=0.95).run("SGD").path[30].round(3)
    array([-0.35 ,  0.085])
    """

    landscape: str = "rosenbrock"
    x: float = -1.2
    y: float = 1.0
    show: str | tuple[str, ...] = FIRST
    sgd_lr: float = 0.01
    momentum_lr: float = 0.003
    nesterov_lr: float = 0.003
    adagrad_lr: float = 0.3
    rmsprop_lr: float = 0.03
    adam_lr: float = 0.05
    momentum: float = 0.9
    alpha: float = 0.99
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.0
    formula: str = EXAMPLE
    x_low: float = -5.0
    x_high: float = 5.0
    y_low: float = -4.0
    y_high: float = 4.0
    sgd_whose: str = own.YOURS
    momentum_whose: str = own.YOURS
    nesterov_whose: str = own.YOURS
    adagrad_whose: str = own.YOURS
    rmsprop_whose: str = own.YOURS
    adam_whose: str = own.YOURS

    goal = (
        "In the valley of rosenbrock, from its usual start (-1.2, 1), bring one of them below 1e-6 within 100 steps, "
        "to stay there."
    )

    def __post_init__(self) -> None:
        for name in (self.show,) if isinstance(self.show, str) else self.show:
            one_of(name, "show", (ALL, *RUNNERS))
        for name, runner in RUNNERS.items():
            own.part(runner.part, runner.library, self.whose(name))  # refuses what is no source
        for name, (low, high) in (("x", self.ground.x_limits), ("y", self.ground.y_limits)):
            real_number(getattr(self, name), name, at_least=low, at_most=high)
        for name, limits in LIMITS.items():
            real_number(getattr(self, name), name, **limits)

    @property
    def ground(self) -> Landscape:
        """The landscape itself."""
        return ground_of(self.landscape, *(getattr(self, name) for name in OWN_FIELDS))

    @property
    def shown(self) -> tuple[str, ...]:
        """The optimizers that are in the race."""
        return tuple(name for name in RUNNERS if self.show == ALL or name == self.show or name in tuple(self.show))

    def whose(self, name: str) -> str:
        """Which version of an optimizer is asked for."""
        return str(getattr(self, f"{name.lower()}_whose"))

    def run(self, name: str) -> Run:
        """Return the way of one optimizer."""
        numbers = tuple(float(getattr(self, setting)) for setting in RUNNERS[name].fields)
        return run(self.ground, (float(self.x), float(self.y)), name, self.whose(name), numbers)

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
        ground = f"f = {self.formula.strip()}" if self.landscape == OWN else self.landscape
        if not self.shown:
            return f"{ground}: nobody runs. Tick an optimizer."
        broken = {name: f" ({own.BROKEN})" for name in self.shown if self.whose(name) == own.BROKEN}
        ends = ", ".join(f"{name}{broken.get(name, '')} {result_text(self.run(name))}" for name in self.shown)
        above = " above the picture's lowest point" if self.landscape == OWN else ""
        return f"{ground} from ({self.x:g}, {self.y:g}), after {STEPS} steps{above}: {ends}."


def result_text(found: Run) -> str:
    """How a run ended: its last value, and since when it has been low enough for the goal."""
    if found.error:
        return f"did not run ({found.error})"
    if not np.isfinite(found.values[-1]):
        return "ran away"
    low = f" (below 1e-6 from step {found.low_at})" if found.low_at is not None else ""
    return f"{found.values[-1]:.1e}{low}"
