"""What the dream explorer knows: a Boltzmann machine, a half of an image that is held, and a network that reads digits.

No drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from layerwise import datasets, nn
from layerwise.arguments import FloatArray, IntArray, one_of, whole_number
from layerwise.data import DataLoader
from layerwise.functional.activations import sigmoid
from layerwise.models.mlp import mlp
from layerwise.optim import Adam
from layerwise.pretraining import BernoulliRBM, sample_hidden
from layerwise.training import Trainer

from ..own_parts import Parts, RunsParts

SIDE = 8
DRAWN, DIGIT = "your drawing", "a digit"
SOURCES = (DIGIT, DRAWN)
HALVES = ("upper half", "lower half", "left half", "right half")
STEPS = (0, 1, 2, 5, 10, 20, 50, 100)
DREAMS = 8  # at a time
ENOUGH, LONG, FEWEST_PIXELS = 6, 20, 4  # what the goal asks for: dreams, steps, drawn pixels in the held half
_LEARNED = 1400  # digits that the machine and the reader have seen; the others are shown

Sampler = Callable[[FloatArray, FloatArray, FloatArray, FloatArray], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, eq=False)
class Machine:
    """A trained Boltzmann machine, W (H, 64), a (64,), b (H,). sample: draws the hidden units; None: sample_hidden."""

    W: FloatArray
    a: FloatArray
    b: FloatArray
    sample: Sampler | None = None

    def dream(self, image: FloatArray, held: FloatArray, steps: int, seed: int, parts: Parts) -> FloatArray:
        """Return what becomes of DREAMS copies of image, (DREAMS, 64), after so many steps.

        held: (64,), True where a pixel stays. The others begin as noise; in each step the hidden units are drawn, and
        the free pixels take the probabilities that these give them. parts: with sample_hidden and sigmoid.
        """
        draw, squash = parts["sample_hidden"], parts["sigmoid"]
        rng = np.random.default_rng(seed)
        v = np.where(held, image, rng.random((DREAMS, image.size)))
        for _ in range(steps):
            _, h = draw.apart(draw(v, self.W, self.b, rng.random((DREAMS, len(self.b)))), "probabilities", "draws")
            v = np.where(held, image, squash.numbers(v.shape, draw.finite(h, (DREAMS, len(self.b))) @ self.W + self.a))
        return v


@lru_cache(maxsize=1)
def _rows() -> tuple[IntArray, IntArray]:
    """Which digits have been learned from, and which have not."""
    order = np.random.default_rng(0).permutation(len(datasets.digits()[0]))
    return order[:_LEARNED], order[_LEARNED:]


@lru_cache(maxsize=1)
def trained_machine() -> Machine:
    """Return the machine that is there when nobody brings one: 100 hidden units, contrastive divergence."""
    X, _ = datasets.digits()
    rbm = BernoulliRBM(100, batch_size=20, n_iter=20, momentum=0.5, random_state=0).fit(X[_rows()[0]])
    return Machine(rbm.components_, rbm.intercept_visible_, rbm.intercept_hidden_)


@lru_cache(maxsize=1)
def _reader() -> nn.Sequential:
    X, y = datasets.digits()
    net, learned = mlp((SIDE * SIDE, 60, 10), rng=0), _rows()[0]
    loader = DataLoader(X[learned], y[learned], batch_size=50, shuffle=True, rng=0)
    Trainer(net, nn.CrossEntropyLoss(), Adam(net.parameters(), lr=0.005)).fit(loader, 15)
    return net


def read(images: FloatArray) -> IntArray:
    """Return which digit a network that knows labels sees in each row of images, (N, 64)."""
    return np.asarray(_reader()(images).argmax(axis=1), dtype=np.int64)


@lru_cache(maxsize=1)
def examples() -> FloatArray:
    """Return one image of each digit that nobody has learned from, (10, 64)."""
    X, y = datasets.digits()
    unseen = _rows()[1]
    return np.array([X[unseen[y[unseen] == digit][0]] for digit in range(10)])


def held_pixels(half: str) -> FloatArray:
    """Return which of the 64 pixels are held, (64,)."""
    row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
    middle = SIDE // 2
    masks = (row < middle, row >= middle, column < middle, column >= middle)
    return np.asarray(masks[HALVES.index(half)])


@dataclass(frozen=True, eq=False)
class DreamModel(RunsParts):
    """A half image that is held, and what the machine makes of the rest.

    source: one of SOURCES. digit: of the images that nobody learned from, 0 to 9. drawn: 64 pixels of 0 or 1, row by
    row. half: which one is held, one of HALVES. announced: the digit that it shall become. steps: of dreaming, one of
    STEPS. seed: of the draws, 0 to 9. machine: None for one trained here.

    >>> model = DreamModel(digit=0, steps=20)
    >>> model.dreams.shape, int(model.seen.sum())
    ((8, 64), 8)
    """

    source: str = DIGIT
    digit: int = 3
    drawn: tuple[int, ...] = (0,) * SIDE * SIDE
    half: str = HALVES[0]
    announced: int = 3
    steps: int = 1
    seed: int = 0
    machine: Machine = field(default_factory=trained_machine, repr=False)

    goal = (
        f"Draw one half of a digit yourself, announce which one it is, and let the machine dream the other half for "
        f"{LONG} steps or more, until {ENOUGH} of {DREAMS} dreams are read as you announced."
    )

    def __post_init__(self) -> None:
        one_of(self.source, "source", SOURCES)
        one_of(self.half, "half", HALVES)
        for name in ("digit", "announced", "seed"):
            if whole_number(getattr(self, name), name, at_least=0) > 9:
                raise ValueError(f"{name} must be at most 9, got {getattr(self, name)}")
        if len(self.drawn) != SIDE * SIDE or any(pixel not in (0, 1) for pixel in self.drawn):
            raise ValueError(f"drawn must be {SIDE * SIDE} pixels of 0 or 1, row by row, got {self.drawn!r}")
        if whole_number(self.steps, "steps", at_least=0) not in STEPS:
            raise ValueError(f"steps must be one of {', '.join(map(str, STEPS))}; got {self.steps}")
        if not isinstance(self.machine, Machine) or self.machine.W.shape[1:] != (SIDE * SIDE,):
            raise ValueError(f"machine must have {SIDE * SIDE} visible units, got {self.machine!r}")

    @property
    def library(self) -> Mapping[str, Any]:
        """How the hidden units are drawn, and what the free pixels become."""
        return {"sample_hidden": sample_hidden, "sigmoid": sigmoid}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"sample_hidden": self.machine.sample}

    @property
    def image(self) -> FloatArray:
        """The whole image, of which one half is held, (64,)."""
        return examples()[self.digit] if self.source == DIGIT else np.array(self.drawn, dtype=float)

    @property
    def held(self) -> FloatArray:
        """Which pixels are held, (64,)."""
        return held_pixels(self.half)

    @cached_property
    def dreams(self) -> FloatArray:
        """What the machine has made of the image, (DREAMS, 64)."""
        return self.machine.dream(self.image, self.held, self.steps, self.seed, self.runs)

    @cached_property
    def seen(self) -> IntArray:
        """In how many dreams each digit is read, (10,)."""
        return np.bincount(read(self.dreams), minlength=10)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        if self.source != DRAWN or self.steps < LONG or np.array(self.drawn)[self.held].sum() < FEWEST_PIXELS:
            return False
        return bool(self.seen[self.announced] >= ENOUGH)

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        what = f"of a {self.digit}" if self.source == DIGIT else "of your drawing"
        counted = Counter({digit: int(times) for digit, times in enumerate(self.seen) if times})
        read_as = ", ".join(f"{digit} ({times})" for digit, times in counted.most_common())
        steps = "1 step" if self.steps == 1 else f"{self.steps} steps"
        return (
            f"The {self.half} {what} is held; after {steps} the {DREAMS} dreams are read as {read_as}. "
            f"You announced {self.announced}: {int(self.seen[self.announced])} of {DREAMS}.{self.runs.said}"
        )
