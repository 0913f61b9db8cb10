"""GoogLeNet: 22 layers with parameters, nine Inception blocks, and a twelfth of AlexNet's parameters.

(Szegedy and others, Going Deeper with Convolutions, 2015, table 1.) Without its auxiliary heads: training/auxiliary.py
has their loss. As in the paper there is no batch normalization, and convolutions have biases.
"""

from __future__ import annotations

import numpy as np

from ...analysis.blueprint import Blueprint
from ...arguments import random_generator
from ...nn.activation import ReLU
from ...nn.container import Sequential
from ...nn.conv import Conv2d
from ...nn.dropout import Dropout
from ...nn.global_avg_pool import GlobalAvgPool
from ...nn.linear import Linear
from ...nn.max_pool import MaxPool2d
from ...nn.module import Module
from ...nn.response_norm import LocalResponseNorm
from .inception_block import Inception

Widths = tuple[int, tuple[int, int], tuple[int, int], int]

# c1, (r3, c3), (r5, c5), pool of blocks 3a and 3b, 4a to 4e, 5a and 5b; a pooling stands between the three groups.
BLOCKS: tuple[tuple[Widths, ...], ...] = (
    ((64, (96, 128), (16, 32), 32), (128, (128, 192), (32, 96), 64)),
    (
        (192, (96, 208), (16, 48), 64),
        (160, (112, 224), (24, 64), 64),
        (128, (128, 256), (24, 64), 64),
        (112, (144, 288), (32, 64), 64),
        (256, (160, 320), (32, 128), 128),
    ),
    ((256, (160, 320), (32, 128), 128), (384, (192, 384), (48, 128), 128)),
)


def make_googlenet(
    in_channels: int = 3, classes: int = 1000, rng: np.random.Generator | int | None = None
) -> Sequential:
    """Return GoogLeNet for images (N, in_channels, 224, 224); others will do, from 32 on.

    The poolings have padding 1, where the paper's round up (`ceil_mode`): the same sizes.
    """
    rng = random_generator(rng)
    layers: list[Module] = [
        *(Conv2d(in_channels, 64, 7, stride=2, padding=3, rng=rng), ReLU(), MaxPool2d(3, 2, padding=1)),
        *(LocalResponseNorm(5), Conv2d(64, 64, 1, rng=rng), ReLU()),
        *(Conv2d(64, 192, 3, padding=1, rng=rng), ReLU(), LocalResponseNorm(5)),
    ]
    channels = 192
    for group in BLOCKS:
        layers.append(MaxPool2d(3, 2, padding=1))
        for c1, c3, c5, pool in group:
            layers.append(Inception(channels, c1, c3, c5, pool, rng=rng))
            channels = c1 + c3[1] + c5[1] + pool
    return Sequential(*layers, GlobalAvgPool(), Dropout(0.4, rng=rng), Linear(channels, classes, rng=rng))


def googlenet_blueprint(in_channels: int = 3, image_size: int = 224, classes: int = 1000) -> Blueprint:
    """Return GoogLeNet on paper. `field` follows the 5 × 5 branches.

    >>> googlenet_blueprint().parameters
    6998552
    """
    net = Blueprint(in_channels, image_size).conv(64, 7, 2, padding=3).pool(3, 2, padding=1).conv(64, 1)
    net.conv(192, 3, padding=1)
    for group in BLOCKS:
        net.pool(3, 2, padding=1)
        for c1, (r3, c3), (r5, c5), pool in group:
            inputs = net.channels
            net.beside(inputs, c1, 1).beside(inputs, r3, 1).beside(r3, c3, 3).beside(inputs, pool, 1)
            net.conv(r5, 1).conv(c5, 5, padding=2).joined(c1 + c3 + c5 + pool)
    return net.pool_to(1).linear(classes)
