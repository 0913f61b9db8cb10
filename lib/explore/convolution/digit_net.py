"""A small convolutional network that reads digits of 8 × 8 pixels, trained beforehand. Its weights lie beside it.

`python -m explore.convolution.train_digit_net` trains it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from layerwise import nn
from layerwise.arguments import FloatArray
from layerwise.functional.softmax import softmax

from ..packaged import packaged_state

WEIGHTS = Path(__file__).with_name("digit_net.npz")
CHECKSUM = "e6385bfb1c04ba80a57d8e1be2ffad73899b892ca920c34aead27eda5bc18f09"
FILTERS, MAPS = 8, 16  # of the first and of the second convolution

Convolve = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]  # x, weight, bias; 3 × 3, padding 1
Pool = Callable[[FloatArray], FloatArray]  # windows of 2 × 2, side by side


def architecture(seed: int = 0) -> nn.Sequential:
    """Return the untrained network: (N, 1, 8, 8) to ten logits."""
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Conv2d(1, FILTERS, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(FILTERS, MAPS, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(4 * MAPS, 10, rng=rng),
    )


@lru_cache(maxsize=1)
def digit_net() -> nn.Sequential:
    """Return the trained network, after its weights have been held against their checksum."""
    net = architecture()
    net.load_state_dict(packaged_state(WEIGHTS, CHECKSUM))
    return net.eval()


@lru_cache(maxsize=1)
def weights() -> dict[str, FloatArray]:
    """Return the trained numbers: weight and bias of the layers 0, 3 (convolutions) and 7 (linear), as `0.weight`."""
    return {name: np.asarray(value, dtype=np.float64) for name, value in digit_net().state_dict().items()}


@dataclass(frozen=True)
class Reading:
    """What the network makes of an image of H × W pixels.

    first: the maps of the first convolution after ReLU, (FILTERS, H, W). pooled: the largest of each 2 × 2 of them.
    second: the maps of the second convolution, which sees the pooled ones, after ReLU, (MAPS, H // 2, W // 2).
    last: these, pooled again. probabilities: of the ten digits, or None where the image is not 8 × 8.
    """

    first: FloatArray
    pooled: FloatArray
    second: FloatArray
    last: FloatArray
    probabilities: FloatArray | None


def read(image: FloatArray, convolve: Convolve, pool: Pool) -> Reading:
    """Return what the trained network makes of `image`, (H, W) between 0 and 1, with these two functions inside."""
    w = weights()
    first = np.maximum(convolve(image[None, None], w["0.weight"], w["0.bias"]), 0)
    pooled = pool(first)
    second = np.maximum(convolve(pooled, w["3.weight"], w["3.bias"]), 0)
    last = pool(second)
    readable = image.shape == (8, 8)
    probabilities = softmax(last.reshape(1, -1) @ w["7.weight"].T + w["7.bias"])[0] if readable else None
    return Reading(first[0], pooled[0], second[0], last[0], probabilities)


def kernels() -> FloatArray:
    """Return the kernels of the first convolution, (FILTERS, 3, 3)."""
    return weights()["0.weight"][:, 0]
