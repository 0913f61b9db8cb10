"""What the signal explorer knows: a deep network before its first step, and what becomes of signal and gradient.

A network is measured once and its histograms are kept by its settings, so that going back to a setting costs
nothing. No drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray, real_number, whole_number
from layerwise.functional.activation_table import get_activation

from ..activation_parts import acting, activation_pair, titled
from ..own_parts import Parts, RunsParts

MOST_LAYERS = 20
WIDTHS = (10, 25, 50, 100, 200)
LOWEST_GAIN, HIGHEST_GAIN = 0.1, 10.0
LAST_SEED = 9
EXAMPLES = 100
DEAD, EXPLODED = 0.01, 100.0  # a signal or a gradient between them is alive
FLOOR, CEILING = 1e-12, 1e8  # what the picture of sizes shows

# Where an activation's values are looked at; what lies beyond is counted at the ends.
RANGES = {
    "identity": (-4.0, 4.0),
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "relu": (0.0, 4.0),
    "leaky_relu": (-1.0, 4.0),
    "elu": (-1.0, 4.0),
}
BINS = 40


@dataclass(frozen=True)
class SignalRun:
    """One network, measured: one row or one number for each layer, first layer first.

    activations, gradients: (depth, BINS), shares of the numbers in each bin; exact zeros are left out.
    signal: the spread that the examples make: root mean square, over the units, of the std over the examples.
    gradient: root mean square of the gradient at z, for a gradient of size 1 at the last layer's output.
    """

    activations: FloatArray
    gradients: FloatArray
    signal: FloatArray
    gradient: FloatArray


@lru_cache(maxsize=512)
def signal_run(activation: str, depth: int, width: int, gain: float, seed: int, parts: Parts) -> SignalRun:
    """Send EXAMPLES standard normal inputs forward and a standard normal gradient back, and measure both."""
    act = acting(parts, activation)
    rng = np.random.default_rng(seed)
    h: FloatArray = rng.standard_normal((EXAMPLES, width))
    grad_h: FloatArray = rng.standard_normal((EXAMPLES, width))
    weights, zs, values = [], [], np.zeros((depth, BINS))
    signal, gradient = np.zeros(depth), np.zeros(depth)
    for i in range(depth):
        weights.append(gain / np.sqrt(width) * rng.standard_normal((width, width)))  # (out, in)
        zs.append(h @ weights[i].T)
        h = act.forward(zs[i])
        signal[i] = np.sqrt(h.var(axis=0).mean())
        values[i] = shares(h, *RANGES[activation])
    sizes = np.zeros((depth, BINS))
    for i in reversed(range(depth)):
        grad_z = act.backward(grad_h, zs[i])
        gradient[i] = np.sqrt((grad_z**2).mean())
        sizes[i] = shares(np.log10(np.abs(grad_z[grad_z != 0])), np.log10(FLOOR), np.log10(CEILING))
        grad_h = grad_z @ weights[i]
    return SignalRun(values, sizes, signal, gradient)


def shares(values: FloatArray, low: float, high: float) -> FloatArray:
    """Return which share of the numbers lies in each of BINS bins from low to high; zeros do not count.

    >>> shares(np.array([0.0, 0.1, 0.1, 7.0]), 0.0, 1.0)[[4, -1]].round(2)
    array([0.67, 0.33])
    """
    seen = values[values != 0]
    place = np.clip((seen - low) / (high - low) * BINS, 0, BINS - 1).astype(int)
    counts = np.bincount(place.ravel(), minlength=BINS)
    return counts / max(seen.size, 1)


def states(sizes: FloatArray) -> list[str]:
    """Return "dead" (below DEAD), "exploded" (above EXPLODED) or "alive" for each layer's signal or gradient.

    >>> states(np.array([1e-5, 0.3, 1e5]))
    ['dead', 'alive', 'exploded']
    """
    return ["dead" if size < DEAD else "exploded" if size > EXPLODED else "alive" for size in sizes]


def layer_status(sizes: FloatArray) -> str:
    """Return in words in how many layers a signal or a gradient lives.

    >>> layer_status(np.array([1e-5, 0.3, 1e5])), layer_status(np.array([0.3]))
    ('alive in 1 layer of 3', 'alive in every layer')
    """
    alive = states(sizes).count("alive")
    if alive == len(sizes):
        return "alive in every layer"
    return f"alive in {alive or 'no'} layer{'' if alive < 2 else 's'} of {len(sizes)}"


@dataclass(frozen=True)
class SignalModel(RunsParts):
    """A network of `depth` layers, h = act(h @ W.T), before its first step.

    activation: a name in layerwise.ACTIVATIONS. depth: 1 to MOST_LAYERS. width: units in every layer, one of WIDTHS.
    gain: the weights have standard deviation gain / sqrt(width). seed: of weights and inputs, 0 to LAST_SEED.

    >>> model = SignalModel("tanh", depth=4, gain=0.2)
    >>> states(model.run.signal)
    ['alive', 'alive', 'dead', 'dead']
    """

    activation: str = "tanh"
    depth: int = 5
    width: int = 100
    gain: float = 1.0
    seed: int = 0

    goal = "Look around."

    def __post_init__(self) -> None:
        get_activation(self.activation)
        if whole_number(self.depth, "depth", at_least=1) > MOST_LAYERS:
            raise ValueError(f"depth must be at most {MOST_LAYERS}, got {self.depth}")
        if whole_number(self.width, "width", at_least=1) not in WIDTHS:
            raise ValueError(f"width must be one of {WIDTHS}, got {self.width}")
        real_number(self.gain, "gain", at_least=LOWEST_GAIN, at_most=HIGHEST_GAIN)
        if whole_number(self.seed, "seed", at_least=0) > LAST_SEED:
            raise ValueError(f"seed must be at most {LAST_SEED}, got {self.seed}")

    @property
    def run(self) -> SignalRun:
        """What was measured at this setting."""
        return signal_run(self.activation, self.depth, self.width, self.gain, self.seed, self.runs)

    @property
    def library(self) -> Mapping[str, Any]:
        """The activation and its gradient."""
        return activation_pair(self.activation)

    @property
    def named(self) -> str:
        """The activation, and whose it is."""
        return titled(self.runs, self.activation)

    @property
    def std(self) -> float:
        """The standard deviation of the weights."""
        return self.gain / self.width**0.5

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return False

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        run = self.run
        layers = "1 layer" if self.depth == 1 else f"{self.depth} layers"
        text = (
            f"{self.named}, {layers} of {self.width} units, gain {self.gain:.3g} (weights of std {self.std:.2g}): "
            f"the signal is {run.signal[0]:.2g} in layer 1 and {run.signal[-1]:.2g} in layer {self.depth}; "
            f"the gradient at layer 1 is {run.gradient[0]:.2g}."
        )
        return f"{text} The signal is {layer_status(run.signal)}, the gradient {layer_status(run.gradient)}."


@dataclass(frozen=True)
class KillLayerThree(SignalModel):
    """The first task: choose a start that the signal does not survive for more than two layers."""

    goal = "Make layer 3 die: its signal below 0.01, while those of layers 1 and 2 stay above."

    @property
    def reached(self) -> bool:
        """Whether layer 3 is the first that the signal does not reach."""
        signal = self.run.signal
        return self.depth >= 3 and bool(signal[2] < DEAD <= signal[:2].min())


@dataclass(frozen=True)
class KeepTwentyAlive(SignalModel):
    """The second task: choose a start that twenty ReLU layers survive."""

    goal = "Keep all 20 layers of a ReLU network alive: every signal and every gradient between 0.01 and 100."

    @property
    def reached(self) -> bool:
        """Whether all of twenty ReLU layers are alive."""
        everything = np.concatenate([self.run.signal, self.run.gradient])
        return self.activation == "relu" and self.depth == 20 and set(states(everything)) == {"alive"}


TASKS: dict[str, type[SignalModel]] = {"kill layer 3": KillLayerThree, "keep 20 layers alive": KeepTwentyAlive}
