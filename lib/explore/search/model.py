"""What the search explorer knows: a hidden ground, the digs so far, and what a Gaussian process makes of them.

The process, the worth of a dig and the machine's own search are functions that are handed in, the learner's where there
are any. No drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from layerwise import search
from layerwise.arguments import FloatArray, one_of, whole_number
from layerwise.optim.landscapes import forrester

from ..own_parts import RunsParts

LINE: FloatArray = np.linspace(0.0, 1.0, 101)  # where one may dig
GROUNDS = 10
DIGS = 8  # how many there are
BEGUN = 2  # digs that the machine's search starts with: yours
CLOSE = 0.1  # how near to the lowest value is near enough
HELP = ("none", "guess and doubt", "and what a dig is worth")
_LENGTHSCALE, _NOISE = 0.15, 1e-3
_PARTS = ("gp_posterior", "expected_improvement", "bayes_opt")


def ground(number: int) -> FloatArray:
    """Return the height of a ground at LINE: Forrester's function, a part of it, some of them mirrored."""
    rng = np.random.default_rng([13, number])
    low, high = rng.uniform(0.0, 0.12), rng.uniform(0.86, 1.0)
    line = low + (high - low) * LINE
    heights = np.array([forrester(np.array([x]))[0] for x in line])
    return heights[::-1] if rng.random() < 0.5 else heights


@dataclass(frozen=True)
class SearchModel(RunsParts):
    """Where one is about to dig, where one has dug, and what is shown.

    x: the place, one of LINE. digs: the places dug so far, at most DIGS, each once. number: which ground, 0 to 9.
    help: one of HELP. The last three do what their names say in layerwise.search; None for
    the learner's, where they have passed.

    >>> model = SearchModel(digs=(0.0, 1.0))
    >>> model.left, model.reached
    (6, False)
    """

    x: float = 0.5
    digs: tuple[float, ...] = ()
    number: int = 0
    help: str = HELP[1]
    gp_posterior: Callable[..., Any] | None = field(default=None, repr=False)
    expected_improvement: Callable[..., Any] | None = field(default=None, repr=False)
    bayes_opt: Callable[..., Any] | None = field(default=None, repr=False)

    goal = f"Within {DIGS} digs, come to within {CLOSE} of the lowest place."

    def __post_init__(self) -> None:
        one_of(self.help, "help", HELP)
        if whole_number(self.number, "number", at_least=0) >= GROUNDS:
            raise ValueError(f"number must be at most {GROUNDS - 1}, got {self.number}")
        if not 0 <= self.x <= 1:
            raise ValueError(f"x must lie between 0 and 1, got {self.x}")
        digs = tuple(sorted(self.digs))
        if len(digs) > DIGS or len(set(digs)) < len(digs) or any(not 0 <= dig <= 1 for dig in digs):
            raise ValueError(f"digs must be at most {DIGS} different places between 0 and 1, got {self.digs}")

    @property
    def library(self) -> Mapping[str, Any]:
        """The process, the worth of a dig, and the machine's search."""
        return {name: getattr(search, name) for name in _PARTS}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {name: getattr(self, name) for name in _PARTS}

    @property
    def ground(self) -> FloatArray:
        """The heights at LINE, which nobody is shown before the end."""
        return ground(self.number)

    def depths(self) -> FloatArray:
        """Return the height found by each dig."""
        return self.ground[[_place(dig) for dig in self.digs]]

    @property
    def left(self) -> int:
        """How many digs are left."""
        return DIGS - len(self.digs)

    @property
    def reached(self) -> bool:
        """Whether a dig has come near enough to the lowest place."""
        return bool(self.digs) and bool(self.depths().min() <= self.ground.min() + CLOSE)

    @property
    def over(self) -> bool:
        """Whether the ground may be shown: all digs are used, or the goal is reached."""
        return self.reached or self.left == 0

    def guess(self) -> tuple[FloatArray, FloatArray] | None:
        """Return the process's mean and std at LINE, in the ground's unit; None before the second dig."""
        if len(self.digs) < 2:
            return None
        depths = self.depths()
        centre, spread = depths.mean(), depths.std() or 1.0
        X = np.array(self.digs)[:, None]
        process = self.runs["gp_posterior"]
        told = process(X, (depths - centre) / spread, LINE[:, None], _LENGTHSCALE, _NOISE)
        mean, std = (process.finite(one, LINE.shape) for one in process.apart(told, "mean", "std"))
        return centre + spread * mean, spread * std

    def worth(self) -> FloatArray | None:
        """Return the expected improvement at LINE, in the ground's unit; None before the second dig."""
        guessed = self.guess()
        if guessed is None:
            return None
        return self.runs["expected_improvement"].numbers(LINE.shape, *guessed, self.depths().min())

    def machine(self) -> tuple[FloatArray, FloatArray] | None:
        """Return places and heights of the machine's digs, from your first two; None before those are dug."""
        if len(self.digs) < BEGUN:
            return None
        heights = self.ground
        first = [_place(dig) for dig in self.digs[:BEGUN]]
        machine = self.runs["bayes_opt"]
        told = machine(lambda x: float(heights[_place(float(x[0]))]), LINE[:, None], first, DIGS, _LENGTHSCALE, _NOISE)
        tried, found = machine.apart(told, "places", "values")
        return LINE[machine.finite(tried).astype(int)], machine.finite(found)

    @property
    def sentence(self) -> str:
        """What is known, and at the end what the machine has found."""
        if not self.digs:
            start = f"Nothing is known of ground {self.number} yet. You stand at {self.x:.2f} and have {DIGS} digs"
            return f"{start}: the first two are yours alone, then the process has a guess.{self.runs.said}"
        depths = self.depths()
        best = f"{depths.min():.2f} at {self.digs[int(depths.argmin())]:.2f}"
        if not self.over:
            guessed = self.guess() if self.help != HELP[0] else None
            here = ""
            if guessed is not None:
                mean, std = (numbers[_place(self.x)] for numbers in guessed)
                here = f" At {self.x:.2f} the process expects {mean:.1f}, give or take {2 * std:.1f}."
            lowest = f"The lowest of {len(self.digs)} {_digs(len(self.digs))} is {best}; {self.left} left."
            return f"{lowest}{here}{self.runs.said}"
        lowest = f"The lowest place is {self.ground.min():.2f} at {LINE[self.ground.argmin()]:.2f}"
        machine = self.machine()
        other = ""
        if machine is not None:
            other = f" The machine, from your first two, has come to {machine[1].min():.2f} with {DIGS}."
        return (
            f"{lowest}. You have come to {best} with {len(self.digs)} {_digs(len(self.digs))}.{other}{self.runs.said}"
        )


def _place(x: float) -> int:
    """Return which place of LINE it is."""
    return round(100 * x)


def _digs(count: int) -> str:
    return "dig" if count == 1 else "digs"
