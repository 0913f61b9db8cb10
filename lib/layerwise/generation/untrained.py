"""A network that nobody has trained: random filters, in which textures can be told apart all the same.

(He, Wang and Hopcroft, A Powerful Generative Model Using Random Weights for the Deep Image Representation, 2016;
Ustyuzhaninov, Brendel, Gatys and Bethge, What Does It Take to Generate Natural Textures?, 2017.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, random_generator, whole_number
from ..nn.activation import ReLU
from ..nn.avg_pool import AvgPool2d
from ..nn.container import Sequential
from ..nn.conv import Conv2d
from ..nn.module import Module
from .gram import gram_matrix


def untrained_blocks(
    channels: Sequence[int] = (32, 32, 32), kernel_size: int = 5, in_channels: int = 3, rng: Any = None
) -> list[Module]:
    """Return blocks of a convolution and a ReLU, each after the first on half the size, float32, in a list.

    Weights are normal with std sqrt(2 / fan_in), so that the signal keeps its size (chapter 4), and each filter's
    weights have mean 0: a plain surface gives 0, and what is left is structure. Biases are 0.

    channels: of each block's output. kernel_size: odd, of all convolutions.

    >>> blocks = untrained_blocks((4, 8), rng=0)
    >>> x = np.zeros((1, 3, 16, 16), np.float32)
    >>> [x.shape for x in features(blocks, x)]
    [(1, 4, 16, 16), (1, 8, 8, 8)]
    """
    if whole_number(kernel_size, "kernel_size", at_least=1) % 2 == 0:
        raise ValueError(f"kernel_size must be odd, so that a pixel can be in the middle, got {kernel_size}")
    rng = random_generator(rng)
    blocks: list[Module] = []
    for i, out_channels in enumerate(channels):
        conv = Conv2d(in_channels, out_channels, kernel_size, padding=kernel_size // 2, bias=False, rng=0)
        weight = rng.normal(0.0, np.sqrt(2 / (in_channels * kernel_size**2)), conv.weight.shape)
        conv.weight.data = (weight - weight.mean(axis=(1, 2, 3), keepdims=True)).astype(np.float32)
        blocks.append(Sequential(*([AvgPool2d(2)] if i else []), conv, ReLU()))
        in_channels = out_channels
    return blocks


def features(layers: Sequence[Module], x: ArrayLike) -> list[FloatArray]:
    """Return what each of the layers makes of x, one after the other.

    >>> from layerwise.nn import ReLU, Tanh
    >>> [seen.round(2).tolist() for seen in features([ReLU(), Tanh()], [[-1.0, 1.0]])]
    [[[0.0, 1.0]], [[0.0, 0.76]]]
    """
    seen: list[Any] = [x]
    for layer in layers:
        seen.append(layer.forward(seen[-1]))
    return seen[1:]


def style_distance(x: ArrayLike, target: ArrayLike, layers: Sequence[Module]) -> float:
    """Return how far the styles of two pictures are apart, as a share: the mean over the layers of

        sum of (gram_x - gram_target)**2 / sum of gram_target**2

    It is 0 where all Gram matrices are equal, and 1 for a picture in which the layers see nothing. Measured by layers
    that had no part in making x, it cannot be flattered.

    x, target: (1, C, H, W), not necessarily of one size.

    >>> x = np.random.default_rng(0).random((1, 3, 16, 16), np.float32)
    >>> blocks = untrained_blocks((4, 8), rng=0)
    >>> style_distance(x, x, blocks), style_distance(0 * x, x, blocks)
    (0.0, 1.0)
    """
    pairs = zip(features(layers, x), features(layers, target), strict=True)
    grams = [(gram_matrix(ours).astype(float), gram_matrix(theirs).astype(float)) for ours, theirs in pairs]
    return float(np.mean([((ours - theirs) ** 2).sum() / (theirs**2).sum() for ours, theirs in grams]))
