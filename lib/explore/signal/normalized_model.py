"""The signal explorer's network with one more switch: batch normalization before every activation.

Measured as in model.py, which does the work where the switch is off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray
from layerwise.nn.batch_norm import BatchNorm1d

from ..activation_parts import acting
from ..own_parts import Parts
from .model import (
    BINS,
    CEILING,
    EXAMPLES,
    FLOOR,
    RANGES,
    SignalModel,
    SignalRun,
    shares,
    signal_run,
    states,
)


@lru_cache(maxsize=512)
def normalized_run(activation: str, depth: int, width: int, gain: float, seed: int, parts: Parts) -> SignalRun:
    """Measure h = act(norm(h @ W.T)) as signal_run measures h = act(h @ W.T), from the same random numbers."""
    act, norm = acting(parts, activation), parts["BatchNorm1d"]
    rng = np.random.default_rng(seed)
    h: FloatArray = rng.standard_normal((EXAMPLES, width))
    grad_h: FloatArray = rng.standard_normal((EXAMPLES, width))
    weights, inputs, norms = [], [], [norm(width) for _ in range(depth)]
    values, sizes = np.zeros((depth, BINS)), np.zeros((depth, BINS))
    signal, gradient = np.zeros(depth), np.zeros(depth)
    for i in range(depth):
        weights.append(gain / np.sqrt(width) * rng.standard_normal((width, width)))  # (out, in)
        inputs.append(norm.finite(norms[i](h @ weights[i].T), h.shape))
        h = act.forward(inputs[i])
        signal[i] = np.sqrt(h.var(axis=0).mean())
        values[i] = shares(h, *RANGES[activation])
    for i in reversed(range(depth)):
        grad_z = norm.finite(norms[i].backward(act.backward(grad_h, inputs[i])), h.shape)
        gradient[i] = np.sqrt((grad_z**2).mean())
        sizes[i] = shares(np.log10(np.abs(grad_z[grad_z != 0])), np.log10(FLOOR), np.log10(CEILING))
        grad_h = grad_z @ weights[i]
    return SignalRun(values, sizes, signal, gradient)


@dataclass(frozen=True)
class NormSignalModel(SignalModel):
    """SignalModel with a switch: batch_norm puts a BatchNorm1d, in training, before every activation.

    >>> weak = NormSignalModel("relu", depth=12, gain=0.1)
    >>> states(weak.run.signal)[-1], states(NormSignalModel("relu", 12, gain=0.1, batch_norm=True).run.signal)[-1]
    ('dead', 'alive')
    """

    batch_norm: bool = False

    goal = "With a gain of 0.2 or less and 12 layers or more, keep the signal alive in every layer."

    @property
    def run(self) -> SignalRun:
        """What was measured at this setting."""
        measure = normalized_run if self.batch_norm else signal_run
        return measure(self.activation, self.depth, self.width, self.gain, self.seed, self.runs)

    @property
    def library(self) -> Mapping[str, Any]:
        """The activation and its gradient, and what normalizes, if it is on."""
        return {**super().library, "BatchNorm1d": BatchNorm1d} if self.batch_norm else super().library

    @property
    def reached(self) -> bool:
        """Whether a signal that would have died is alive in every layer."""
        return self.gain < 0.2001 and self.depth >= 12 and set(states(self.run.signal)) == {"alive"}

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        batch_norm = self.runs["BatchNorm1d"] if self.batch_norm else None
        norm = batch_norm.whose if batch_norm is not None and batch_norm.own else "batch normalization"
        return f"{'With' if self.batch_norm else 'Without'} {norm}: {super().sentence}"
