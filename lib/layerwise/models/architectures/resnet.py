"""ResNets: residual blocks, stage after stage, each stage with half the pixels and twice the channels.

(He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition, 2016: table 1 for ImageNet's, section 4.2 for the
small ones of CIFAR-10.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...analysis.blueprint import Blueprint
from ...arguments import one_of, random_generator, whole_number
from ...nn.activation import ReLU
from ...nn.batch_norm import BatchNorm2d
from ...nn.container import Sequential
from ...nn.conv import Conv2d
from ...nn.global_avg_pool import GlobalAvgPool
from ...nn.linear import Linear
from ...nn.max_pool import MaxPool2d
from ...nn.module import Module
from .residual_blocks import EXPANSION, BasicBlock, Bottleneck

# Whether the blocks are bottlenecks, and how many there are in each of the four stages.
STAGES = {
    18: (False, (2, 2, 2, 2)),
    34: (False, (3, 4, 6, 3)),
    50: (True, (3, 4, 6, 3)),
    101: (True, (3, 4, 23, 3)),
    152: (True, (3, 8, 36, 3)),
}


def make_resnet(
    depth: int, in_channels: int = 3, classes: int = 1000, rng: np.random.Generator | int | None = None
) -> Sequential:
    """Return ResNet-18, 34, 50, 101 or 152 for images (N, in_channels, 224, 224); others will do.

    A 7 × 7 convolution and a pooling quarter the image's sides, then come the blocks of four stages, the mean over
    what is left of the image, and a linear layer.
    """
    bottleneck, counts = _stages(depth)
    rng, channels = random_generator(rng), 64
    layers: list[Module] = [Conv2d(in_channels, 64, 7, stride=2, padding=3, bias=False, rng=rng), BatchNorm2d(64)]
    layers += [ReLU(), MaxPool2d(3, 2, padding=1)]
    for stage, count in enumerate(counts):
        for n in range(count):
            width, stride = 64 * 2**stage, 2 if stage and n == 0 else 1
            block = Bottleneck if bottleneck else BasicBlock
            layers.append(block(channels, width, stride, rng=rng))
            channels = width * (EXPANSION if bottleneck else 1)
    return Sequential(*layers, GlobalAvgPool(), Linear(channels, classes, rng=rng))


def resnet_blueprint(depth: int, in_channels: int = 3, image_size: int = 224, classes: int = 1000) -> Blueprint:
    """Return the same network on paper.

    >>> [resnet_blueprint(depth).parameters for depth in (18, 34, 50, 101, 152)]
    [11689512, 21797672, 25557032, 44549160, 60192808]
    """
    bottleneck, counts = _stages(depth)
    net = Blueprint(in_channels, image_size).conv(64, 7, 2, padding=3, norm=True).pool(3, 2, padding=1)
    for stage, count in enumerate(counts):
        for n in range(count):
            width, stride = 64 * 2**stage, 2 if stage and n == 0 else 1
            inputs, outputs = net.channels, width * (EXPANSION if bottleneck else 1)
            if bottleneck:
                net.conv(width, 1, norm=True).conv(width, 3, stride, 1, norm=True).conv(outputs, 1, norm=True)
            else:
                net.conv(width, 3, stride, 1, norm=True).conv(width, 3, padding=1, norm=True)
            if stride > 1 or inputs != outputs:
                net.beside(inputs, outputs, 1, norm=True)
    return net.pool_to(1).linear(classes)


def make_small_resnet(
    depth: int,
    block: Callable[..., Any] = BasicBlock,
    in_channels: int = 3,
    width: int = 16,
    classes: int = 10,
    rng: np.random.Generator | int | None = None,
) -> Sequential:
    """Return a network of `depth` = 6 n + 2 layers: a convolution, three stages of n blocks, a linear layer.

    x: small images (N, in_channels, H, W). The stages have width, 2 width and 4 width channels, and the second and
    the third begin with stride 2. The mean over the image stands before the linear layer.
    block: called as block(in_channels, out_channels, stride, rng=rng), such as BasicBlock, PlainBlock or one's own.

    In the paper the shortcuts of these networks have no parameters: see small_resnet_blueprint.

    >>> net = make_small_resnet(8, in_channels=1, width=4, rng=0)
    >>> net(np.zeros((2, 1, 8, 8))).shape, sum(parameter.size for parameter in net.parameters())
    ((2, 10), 5142)
    """
    n, rng = _blocks_in_a_stage(depth), random_generator(rng)
    channels = whole_number(width, "width", at_least=1)
    layers: list[Module] = [Conv2d(in_channels, width, 3, padding=1, bias=False, rng=rng), BatchNorm2d(width), ReLU()]
    for stage in range(3):
        for i in range(n):
            outputs = width * 2**stage
            layers.append(block(channels, outputs, 2 if stage and i == 0 else 1, rng=rng))
            channels = outputs
    return Sequential(*layers, GlobalAvgPool(), Linear(channels, classes, rng=rng))


def small_resnet_blueprint(
    depth: int,
    shortcut: str = "projection",
    in_channels: int = 3,
    image_size: int = 32,
    width: int = 16,
    classes: int = 10,
) -> Blueprint:
    """Return such a network on paper; the defaults are those of CIFAR-10.

    shortcut: where the shape changes, a "projection" as in BasicBlock; "padding", the paper's: every second pixel of x,
        and zeros for the channels that it lacks; or "none": blocks without any shortcut.

    >>> [small_resnet_blueprint(depth, "padding").parameters for depth in (20, 32, 44, 56, 110)]
    [269722, 464154, 658586, 853018, 1727962]
    """
    n = _blocks_in_a_stage(depth)
    projects = one_of(shortcut, "shortcut", ("projection", "padding", "none")) == "projection"
    net = Blueprint(in_channels, image_size).conv(width, 3, padding=1, norm=True)
    for stage in range(3):
        for i in range(n):
            inputs, outputs, stride = net.channels, width * 2**stage, 2 if stage and i == 0 else 1
            net.conv(outputs, 3, stride, 1, norm=True).conv(outputs, 3, padding=1, norm=True)
            if projects and inputs != outputs:
                net.beside(inputs, outputs, 1, norm=True)
    return net.pool_to(1).linear(classes)


def _stages(depth: int) -> tuple[bool, tuple[int, ...]]:
    if depth not in STAGES:
        raise ValueError(f"depth must be one of {', '.join(map(str, STAGES))}, got {depth!r}")
    return STAGES[depth]


def _blocks_in_a_stage(depth: int) -> int:
    n, rest = divmod(whole_number(depth, "depth", at_least=8) - 2, 6)
    if rest:
        raise ValueError(f"depth must be 6 n + 2, such as 8, 20, 32 or 56, got {depth}")
    return n
