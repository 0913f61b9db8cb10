"""AlexNet (Krizhevsky, Sutskever and Hinton, 2012): what LeNet was, with 1000 times the parameters.

It was trained on two processors, each with half of the kernels, so that layers 2, 4 and 5 have two groups. (PyTorch's
`alexnet` is another: that of Krizhevsky, One Weird Trick for Parallelizing Convolutional Neural Networks, 2014.)
"""

from __future__ import annotations

import numpy as np

from ...analysis.blueprint import Blueprint
from ...arguments import random_generator
from ...nn.activation import ReLU
from ...nn.container import Sequential
from ...nn.conv import Conv2d
from ...nn.dropout import Dropout
from ...nn.flatten import Flatten
from ...nn.linear import Linear
from ...nn.max_pool import MaxPool2d
from ...nn.response_norm import LocalResponseNorm

SIDE = 227  # the paper says 224, with which its sizes do not come out


def make_alexnet(classes: int = 1000, rng: np.random.Generator | int | None = None) -> Sequential:
    """Return AlexNet for images (N, 3, 227, 227): 61 million parameters, so 490 MB of float64.

    Local response normalization is the paper's: size 5, k 2, beta 0.75, and its alpha of 1e-4 not divided by size.
    """
    rng = random_generator(rng)
    norms = [LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0) for _ in range(2)]
    return Sequential(
        *(Conv2d(3, 96, 11, stride=4, rng=rng), ReLU(), norms[0], MaxPool2d(3, 2)),
        *(Conv2d(96, 256, 5, padding=2, groups=2, rng=rng), ReLU(), norms[1], MaxPool2d(3, 2)),
        *(Conv2d(256, 384, 3, padding=1, rng=rng), ReLU()),
        *(Conv2d(384, 384, 3, padding=1, groups=2, rng=rng), ReLU()),
        *(Conv2d(384, 256, 3, padding=1, groups=2, rng=rng), ReLU(), MaxPool2d(3, 2)),
        *(Flatten(), Linear(256 * 6 * 6, 4096, rng=rng), ReLU(), Dropout(0.5, rng=rng)),
        *(Linear(4096, 4096, rng=rng), ReLU(), Dropout(0.5, rng=rng), Linear(4096, classes, rng=rng)),
    )


def alexnet_blueprint(classes: int = 1000) -> Blueprint:
    """Return AlexNet on paper.

    >>> alexnet_blueprint().parameters
    60965224
    """
    net = Blueprint(3, SIDE).conv(96, 11, 4).pool(3, 2).conv(256, 5, padding=2, groups=2).pool(3, 2)
    net.conv(384, 3, padding=1).conv(384, 3, padding=1, groups=2).conv(256, 3, padding=1, groups=2).pool(3, 2)
    return net.flatten().linear(4096).linear(4096).linear(classes)
