"""RingGame: a generator and a discriminator over the ring of eight clouds, step by step.

What the chapter's experiments, its table and its explorer have in common: the networks, the draws, and noise on what
the discriminator sees that fades while they train.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arguments import FloatArray, real_number, whole_number
from ..datasets import ring_centres
from ..models.mlp import mlp
from ..nn.activation import ReLU
from ..nn.container import Sequential
from ..nn.module import Module
from ..optim import Adam
from .competition import gan_step
from .gaussian_noise import GaussianNoise

STD, RADIUS = 0.05, 0.15  # of a cloud, and how far a sample may lie from its middle: three of them
_LOOKED_AT = 1000  # samples that are kept to look at


class RingGame:
    """G and D over the ring, both of two hidden layers, float32, trained by Adam with betas (0.5, 0.999).

    z: how many numbers of noise G gets. hidden: units of each hidden layer. lr_g, lr_d: learning rates. noise: std of
    the noise on D's inputs at the beginning; it falls in a straight line, to 0 after `fades` steps. batch: how many
    points of each kind a step sees. activation: makes the modules between. step: what trains both once, such as the
    learner's gan_step. seed: of weights and draws.

    G, D: the networks. losses: those of each step, pairs.

    >>> game = RingGame(hidden=8, batch=16, seed=0)
    >>> game.play(3).samples().shape, len(game.losses)
    ((1000, 2), 3)
    """

    def __init__(
        self,
        z: int = 16,
        hidden: int = 64,
        lr_g: float = 1e-3,
        lr_d: float = 1e-3,
        noise: float = 0.0,
        fades: int = 4000,
        batch: int = 128,
        activation: Callable[[], Module] = ReLU,
        step: Callable[..., Any] = gan_step,
        seed: int = 0,
    ) -> None:
        self.z, self.batch = whole_number(z, "z", at_least=1), whole_number(batch, "batch", at_least=1)
        self.noise, self.fades = real_number(noise, "noise", at_least=0), whole_number(fades, "fades", at_least=1)
        self._rng = rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
        self.G: Module = mlp((z, hidden, hidden, 2), activation, rng=rng).to(np.float32)
        self._blur = GaussianNoise(noise, rng=rng)
        self.D: Module = Sequential(self._blur, mlp((2, hidden, hidden, 1), activation, rng=rng).to(np.float32))
        self.opt_g = Adam(self.G.parameters(), lr=lr_g, betas=(0.5, 0.999))
        self.opt_d = Adam(self.D.parameters(), lr=lr_d, betas=(0.5, 0.999))
        self.losses: list[tuple[float, float]] = []
        self._step, self._centres = step, ring_centres().astype(np.float32)
        self._shown = np.random.default_rng([seed, 1]).standard_normal((_LOOKED_AT, z)).astype(np.float32)

    def play(self, steps: int) -> RingGame:
        """Train both networks for so many more steps; return the game itself."""
        for _ in range(whole_number(steps, "steps", at_least=0)):
            self._blur.std = self.noise * max(0.0, 1 - len(self.losses) / self.fades)
            places = self._rng.integers(0, len(self._centres), self.batch)
            real = self._centres[places] + np.float32(STD) * self._normal(2)
            self.losses.append(
                self._step(self.G, self.D, self.opt_g, self.opt_d, real, self._normal(self.z), self._normal(self.z))
            )
        return self

    def samples(self) -> FloatArray:
        """Return what G makes of a thousand noise vectors, always the same ones, (1000, 2)."""
        return self.G(self._shown)

    def judged(self, points: FloatArray) -> FloatArray:
        """Return D's logits for points (n, 2), without noise on them, (n,)."""
        self.D.eval()
        logits = self.D(points.astype(np.float32))[:, 0]
        self.D.train()
        return logits

    def _normal(self, width: int) -> FloatArray:
        return self._rng.standard_normal((self.batch, width), dtype=np.float32)
