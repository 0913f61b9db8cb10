"""VGG: 3 × 3 kernels and nothing else, many of them (Simonyan and Zisserman, 2015).

The networks differ in a list of numbers only: 64 stands for a convolution with 64 filters, "M" for a pooling.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...analysis.blueprint import Blueprint
from ...arguments import random_generator, whole_number
from ...nn.activation import ReLU
from ...nn.container import Sequential
from ...nn.conv import Conv2d
from ...nn.flatten import Flatten
from ...nn.linear import Linear
from ...nn.max_pool import MaxPool2d
from ...nn.module import Module

Cfg = Sequence[int | str]


def _cfg(*counts: int) -> list[int | str]:
    """So many convolutions before each of the five poolings."""
    cfg: list[int | str] = []
    for n, width in zip(counts, (64, 128, 256, 512, 512), strict=True):
        cfg += [*[width] * n, "M"]
    return cfg


VGG_CFGS: dict[int, list[int | str]] = {
    11: _cfg(1, 1, 2, 2, 2),
    13: _cfg(2, 2, 2, 2, 2),
    16: _cfg(2, 2, 3, 3, 3),
    19: _cfg(2, 2, 4, 4, 4),
}


def make_vgg(
    cfg: Cfg,
    in_channels: int,
    image_size: int,
    hidden: int,
    classes: int,
    rng: np.random.Generator | int | None = None,
) -> Sequential:
    """Return the network that a list describes, for images (N, in_channels, image_size, image_size).

    cfg: a number adds a convolution, 3 × 3 with padding 1 and so many filters, and a ReLU; "M" a MaxPool2d(2). Then
        come Flatten, and three linear layers with hidden, hidden and classes outputs and a ReLU between them.
    rng: a generator or a seed, for the starting weights. The dropout of the paper's head is left out.

    >>> net = make_vgg([4, "M", 8, 8, "M"], in_channels=1, image_size=8, hidden=16, classes=10, rng=0)
    >>> net(np.zeros((5, 1, 8, 8))).shape, sum(parameter.size for parameter in net.parameters())
    ((5, 10), 1890)
    """
    _checked(cfg)
    rng, layers = random_generator(rng), list[Module]()
    channels, side = in_channels, whole_number(image_size, "image_size", at_least=1)
    for entry in cfg:
        if isinstance(entry, str):
            layers.append(MaxPool2d(2))
            side //= 2
        else:
            layers += [Conv2d(channels, entry, 3, padding=1, rng=rng), ReLU()]
            channels = entry
    if side == 0:
        raise ValueError(f"image_size must be at least {2 ** cfg.count('M')} for so many poolings, got {image_size}")
    layers += [Flatten(), Linear(channels * side**2, hidden, rng=rng), ReLU()]
    layers += [Linear(hidden, hidden, rng=rng), ReLU(), Linear(hidden, classes, rng=rng)]
    return Sequential(*layers)


def vgg_blueprint(
    cfg: Cfg, in_channels: int = 3, image_size: int = 224, hidden: int = 4096, classes: int = 1000
) -> Blueprint:
    """Return the same network on paper; the defaults are those of ImageNet.

    >>> vgg_blueprint(VGG_CFGS[16]).parameters, vgg_blueprint(VGG_CFGS[19]).parameters
    (138357544, 143667240)
    """
    _checked(cfg)
    net = Blueprint(in_channels, image_size)
    for entry in cfg:
        net = net.pool(2) if isinstance(entry, str) else net.conv(entry, 3, padding=1)
    return net.flatten().linear(hidden).linear(hidden).linear(classes)


def _checked(cfg: Cfg) -> None:
    for entry in cfg:
        if isinstance(entry, str) and entry != "M":
            raise ValueError(f"cfg must hold numbers of filters and 'M', got {entry!r}")
        if not isinstance(entry, str):
            whole_number(entry, "a number of filters in cfg", at_least=1)
