"""The parts that a network is made of and trained by: whose each is, and every call of one looked at.

A part of the learner's may be any right answer, or a wrong one that is to be seen training. So of each only what its
exercise asks for is used, and what it returns is held against what is due: the shape, and numbers that are numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import numpy as np

import layerwise
from layerwise import nn, optim
from layerwise.arguments import FloatArray
from layerwise.functional.activation_table import ACTIVATIONS
from layerwise.nn import init
from layerwise.training.penalties import l1_step, l2_penalty

from .. import own
from ..time_limit import in_time

# The library's, by the name of its exercise; a function with a gradient is one part with it.
PARTS: dict[str, tuple[Any, ...]] = {
    **{name: (pair.forward, pair.backward) for name, pair in ACTIVATIONS.items() if name != "identity"},
    "cross_entropy": (layerwise.cross_entropy, layerwise.cross_entropy_backward),
    "Linear": (nn.Linear,),
    "BatchNorm1d": (nn.BatchNorm1d,),
    "Dropout": (nn.Dropout,),
    "kaiming_normal_": (init.kaiming_normal_,),
    "xavier_normal_": (init.xavier_normal_,),
    "xavier_uniform_": (init.xavier_uniform_,),
    "SGD": (optim.SGD,),
    "NesterovSGD": (optim.NesterovSGD,),
    "Adagrad": (optim.Adagrad,),
    "RMSprop": (optim.RMSprop,),
    "Adam": (optim.Adam,),
    "l2_penalty": (l2_penalty,),
    "l1_step": (l1_step,),
}
# What a part does in the network; the rest are activations.
ROLES = {
    "cross_entropy": "loss", "Linear": "layer", "BatchNorm1d": "batch_norm", "Dropout": "dropout",
    **dict.fromkeys(("kaiming_normal_", "xavier_normal_", "xavier_uniform_"), "init"),
    **dict.fromkeys(("SGD", "NesterovSGD", "Adagrad", "RMSprop", "Adam"), "optimizer"),
    "l2_penalty": "l2", "l1_step": "l1",
}  # fmt: skip
HUGE = 1e100  # from numbers beyond this, inf may come out of a right part
A_SLICE = 0.01  # seconds that training takes between two looks at what the page asks


class PartFailed(ValueError):
    """A part raised, or returned what cannot be gone on with; says which, whose, and what came."""


class Tool:
    """One part, with a watch. things: a class; a function; or a function and its gradient.

    slowest: the seconds of its slowest call lately.
    """

    def __init__(self, name: str, source: str) -> None:
        names = (name,) if len(PARTS[name]) == 1 else (name, f"{name}_backward")
        found = [own.part(each, thing, source) for each, thing in zip(names, PARTS[name], strict=True)]
        if len({one.source for one in found}) > 1:  # half a pair fits to nothing
            found = [own.part(each, thing, own.LIBRARYS) for each, thing in zip(names, PARTS[name], strict=True)]
        self.name, self.source, self.whose = name, found[0].source, found[0].whose
        self.things = tuple(one.thing for one in found)
        self.slowest = 0.0

    def numbers(self, shape: tuple[int, ...], what: str, function: Callable[..., Any], *given: Any) -> FloatArray:
        """Return what a function of the part returns, as an array of that shape. what: as a complaint calls it."""
        result = self.run(what, function, *given)
        try:
            return own.numbers_of(self.who(what), result, shape, excused=lambda: _beyond(given))
        except own.OwnPartError as error:
            raise PartFailed(f"{error}.") from None

    def run(self, what: str, function: Callable[..., Any], *given: Any, **options: Any) -> Any:
        """Return what a function of the part returns, whatever that is."""
        began = perf_counter()
        try:
            with in_time():
                return function(*given, **options)
        except Exception as error:
            raise PartFailed(f"{self.who(what)} raised {own.said(error)}") from error
        finally:
            taken = perf_counter() - began
            self.slowest = taken if taken > self.slowest else 0.95 * self.slowest

    def who(self, what: str = "") -> str:
        """Whose it is, as a sentence begins. what: behind the name."""
        text = f"{self.whose}{what}"
        return text[0].upper() + text[1:]


class Toolbox:
    """The parts of one network, each fetched once. sources: (part, source) where it is not the usual one."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self.tools: dict[str, Tool] = {}

    def __call__(self, name: str) -> Tool:
        if name not in self.tools:
            self.tools[name] = Tool(name, self._sources.get(name, own.YOURS))
        return self.tools[name]

    def as_scene(self) -> dict[str, Any]:
        """Which source each part has, and which it could have."""
        return {
            name: {"chosen": tool.source, "of": list(own.sources(name)), "role": ROLES.get(name, "activation")}
            for name, tool in self.tools.items()
        }

    def whose(self) -> list[str]:
        """Say it in a sentence for each source there is."""
        by = {source: [tool.name for tool in self.tools.values() if tool.source == source] for source in _SAID}
        return [f"{said}: {', '.join(by[source])}." for source, said in _SAID.items() if by[source]]

    def slow(self) -> str:
        """Say which part takes longer than training should between two pictures, or nothing."""
        tool = max(self.tools.values(), key=lambda tool: tool.slowest, default=None)
        if tool is None or tool.slowest < A_SLICE or tool.source == own.LIBRARYS:
            return ""
        return f"{tool.who()} takes {1000 * tool.slowest:.0f} ms a call, so there are fewer and coarser pictures."


_SAID = {own.YOURS: "Yours", own.BROKEN: "Your broken ones", own.LIBRARYS: "The library's"}


def _beyond(given: tuple[Any, ...]) -> bool:
    """Whether a part was given numbers from which it may well overflow."""
    arrays = [array for array in given if isinstance(array, np.ndarray) and array.size]
    return any(not np.isfinite(array).all() or float(np.abs(array).max()) > HUGE for array in arrays)
