"""A small convolutional network that reads digits of 8 × 8 pixels, trained beforehand. Its weights lie beside it.

`python -m explore.convolution.train_digit_net` trains it anew.
"""

from __future__ import annotations

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


@dataclass(frozen=True)
class Reading:
    """What the network makes of an image of H × W pixels.

    first: the maps of the first convolution after ReLU, (FILTERS, H, W). second: those of the second, which sees the
    pooled first ones, (MAPS, H // 2, W // 2). probabilities: of the ten digits, or None where the image is not 8 × 8.
    """

    first: FloatArray
    second: FloatArray
    probabilities: FloatArray | None


def read(image: FloatArray) -> Reading:
    """Return what the trained network makes of `image`, (H, W) between 0 and 1."""
    net = digit_net()
    first = net[1](net[0](image[None, None]))
    second = net[4](net[3](net[2](first)))
    probabilities = softmax(net[7](net[6](net[5](second))))[0] if image.shape == (8, 8) else None
    return Reading(first[0], second[0], probabilities)


def kernels() -> FloatArray:
    """Return the kernels of the first convolution, (FILTERS, 3, 3)."""
    return np.asarray(digit_net().state_dict()["0.weight"][:, 0], dtype=np.float64)
