"""LeNet-5, which read the amounts on cheques (LeCun, Bottou, Bengio and Haffner, 1998), with today's layers.

In the paper the pooling had a weight and a bias for each map, and the second convolution saw some of the maps only:
60 000 parameters. Here it sees all, the means are plain, ReLU stands for the scaled tanh, and a linear layer for the
radial units at the end: 61 706.
"""

from __future__ import annotations

import numpy as np

from ...analysis.blueprint import Blueprint
from ...arguments import random_generator
from ...nn.activation import ReLU
from ...nn.avg_pool import AvgPool2d
from ...nn.container import Sequential
from ...nn.conv import Conv2d
from ...nn.flatten import Flatten
from ...nn.linear import Linear


def make_lenet(classes: int = 10, rng: np.random.Generator | int | None = None) -> Sequential:
    """Return LeNet-5 for images (N, 1, 32, 32).

    >>> make_lenet(rng=0)(np.zeros((2, 1, 32, 32))).shape
    (2, 10)
    """
    rng = random_generator(rng)
    return Sequential(
        Conv2d(1, 6, 5, rng=rng),
        ReLU(),
        AvgPool2d(2),
        Conv2d(6, 16, 5, rng=rng),
        ReLU(),
        AvgPool2d(2),
        Conv2d(16, 120, 5, rng=rng),
        ReLU(),
        Flatten(),
        Linear(120, 84, rng=rng),
        ReLU(),
        Linear(84, classes, rng=rng),
    )


def lenet_blueprint(classes: int = 10) -> Blueprint:
    """Return LeNet-5 on paper.

    >>> lenet_blueprint().parameters
    61706
    """
    net = Blueprint(1, 32).conv(6, 5).pool(2).conv(16, 5).pool(2).conv(120, 5)
    return net.flatten().linear(84).linear(classes)
