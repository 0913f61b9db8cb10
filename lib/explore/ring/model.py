"""What the ring explorer knows: games of a generator and a discriminator, and what has been found after some steps.

A game is played when its steps are asked for, kept by its settings, and goes on from where it was. The step that trains
both, and the count of what is found, are functions that are handed in, the learner's where there are any. No drawing
and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, ClassVar

import numpy as np

from layerwise.arguments import FloatArray, whole_number
from layerwise.datasets import ring_centres
from layerwise.generation import RingGame, gan_step, mode_coverage
from layerwise.generation.ring_game import RADIUS

from ..own import Part
from ..own_parts import RunsParts

STEPS = (0, 100, 200, 400, 800, 1600, 2400, 3200)
WIDTHS = (1, 2, 4, 16)
RATES = (0.0005, 0.001, 0.002, 0.004, 0.008)
NOISES = (0.0, 0.25, 0.5, 1.0)
SEEDS = 5
_HIDDEN, _FADES = 32, 1600
EDGE = 3.0  # of the picture
SIDE = 25  # places along each side of the verdict's map
GRID: FloatArray = np.stack(np.meshgrid(*[np.linspace(-EDGE, EDGE, SIDE)] * 2), axis=-1).reshape(-1, 2)


@dataclass(frozen=True)
class Moment:
    """What there is after some steps. samples: (1000, 2). logits: D's, at GRID. losses: means of the last 100 steps."""

    samples: FloatArray
    logits: FloatArray
    losses: tuple[float, float]


class _Play:
    """A game, and its moments so far."""

    def __init__(self, **settings: Any) -> None:
        self._game = RingGame(hidden=_HIDDEN, fades=_FADES, **settings)
        self._moments = {0: self._moment()}

    def after(self, steps: int) -> Moment:
        """Return the moment after so many steps, one of STEPS, and play on where it has not come yet."""
        for stop in STEPS:
            if stop <= steps and stop not in self._moments:
                self._game.play(stop - len(self._game.losses))
                self._moments[stop] = self._moment()
        return self._moments[steps]

    def _moment(self) -> Moment:
        losses = np.mean(self._game.losses[-100:], axis=0) if self._game.losses else (np.nan, np.nan)
        return Moment(self._game.samples(), self._game.judged(GRID), (float(losses[0]), float(losses[1])))


@lru_cache(maxsize=64)
def _play(z: int, lr_g: float, lr_d: float, noise: float, seed: int, part: Part) -> _Play:
    def step(*given: Any) -> tuple[float, float]:
        losses = part.apart(part(*given), "the loss of D", "the loss of G")
        return float(part.finite(losses[0], ())), float(part.finite(losses[1], ()))

    return _Play(z=z, lr_g=lr_g, lr_d=lr_d, noise=noise, seed=seed, step=step)


@dataclass(frozen=True)
class RingModel(RunsParts):
    """A game over the ring, and after how many steps it is looked at.

    z: how many numbers of noise G gets, one of WIDTHS. lr_g, lr_d: learning rates, of RATES. noise: on what D sees at
    first, of NOISES; it fades within 1600 steps. steps: one of STEPS. seed: of weights and draws, 0 to 4.
    step: what trains both, coverage: what counts; None for gan_step and mode_coverage, the learner's where they have
    passed.

    >>> model = RingModel(steps=0)
    >>> model.found
    (0, 0.008)
    """

    z: int = 16
    lr_g: float = 0.002
    lr_d: float = 0.002
    noise: float = 0.0
    steps: int = 800
    seed: int = 0
    step: Callable[..., Any] | None = field(default=None, repr=False)
    coverage: Callable[..., Any] | None = field(default=None, repr=False)

    goal: ClassVar[str] = "Let the generator find all eight clouds, with half of its samples or more near one."

    def __post_init__(self) -> None:
        for name, stops in (("z", WIDTHS), ("lr_g", RATES), ("lr_d", RATES), ("noise", NOISES), ("steps", STEPS)):
            if getattr(self, name) not in stops:
                raise ValueError(f"{name} must be one of {', '.join(map(str, stops))}; got {getattr(self, name)!r}")
        if whole_number(self.seed, "seed", at_least=0) >= SEEDS:
            raise ValueError(f"seed must be at most {SEEDS - 1}, got {self.seed}")

    @property
    def library(self) -> Mapping[str, Any]:
        """What trains both, and what counts what is found."""
        return {"gan_step": gan_step, "mode_coverage": mode_coverage}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"gan_step": self.step, "mode_coverage": self.coverage}

    @cached_property
    def moment(self) -> Moment:
        """What there is after so many steps."""
        settings = self.z, self.lr_g, self.lr_d, self.noise, self.seed
        return _play(*settings, self.runs["gan_step"]).after(self.steps)

    @cached_property
    def found(self) -> tuple[int, float]:
        """How many clouds are found, and which share of the samples lies near one."""
        part = self.runs["mode_coverage"]
        counted = part.apart(part(self.moment.samples, ring_centres(), RADIUS), "how many are found", "a share")
        return int(part.finite(counted[0], ())), round(float(part.finite(counted[1], ())), 3)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        modes, near = self.found
        return modes == len(ring_centres()) and near >= 0.5

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        modes, near = self.found
        numbers = "1 number" if self.z == 1 else f"{self.z} numbers"
        text = f"After {self.steps} steps with {numbers} of noise: {modes} of 8 clouds found, {near:.0%} of the "
        text += "samples near one. "
        if self.steps:
            d_loss, g_loss = self.moment.losses
            text += f"Loss of D {d_loss:.2f}, of G {g_loss:.2f}; who cannot tell pays 1.39 and 0.69."
        else:
            text += "Nothing has been learned yet."
        return text + self.runs.said
