"""Folding batch normalization into the layer before it, once training is over.

After eval() batch normalization multiplies by a constant and adds a constant, channel by channel. So do the weights
and the bias of the layer before: one layer can do the work of both, and gives the same output for less.
"""

from __future__ import annotations

import copy
from typing import TypeVar

import numpy as np

from ..arguments import FloatArray
from .batch_norm import BatchNorm1d, BatchNorm2d
from .conv import Conv2d
from .linear import Linear
from .parameter import Parameter

Layer = TypeVar("Layer", Linear, Conv2d)


def fuse_linear_bn(linear: Linear, bn: BatchNorm1d) -> Linear:
    """Return the Linear layer that equals `linear` followed by `bn` in evaluation; both are left as they are.

    With scale = bn.weight / sqrt(bn.running_var + bn.eps), one number for each output:

        weight = scale * linear.weight                                    row by row
        bias   = scale * (linear.bias - bn.running_mean) + bn.bias        the old bias is scaled too

    >>> linear, bn = Linear(3, 2, rng=0), BatchNorm1d(2).eval()
    >>> bn.running_mean, bn.running_var = np.array([1.0, 2.0]), np.array([4.0, 9.0])
    >>> x = np.array([[1.0, -2.0, 3.0]])
    >>> np.allclose(fuse_linear_bn(linear, bn)(x), bn(linear(x)))
    True
    """
    return _fused(linear, bn)


def fuse_conv_bn(conv: Conv2d, bn: BatchNorm2d) -> Conv2d:
    """Return the Conv2d that equals `conv` followed by `bn` in evaluation: as fuse_linear_bn, kernel by kernel.

    >>> conv, bn = Conv2d(1, 2, kernel_size=2, rng=0), BatchNorm2d(2).eval()
    >>> bn.running_mean, bn.running_var = np.array([1.0, 2.0]), np.array([4.0, 9.0])
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> np.allclose(fuse_conv_bn(conv, bn)(x), bn(conv(x)))
    True
    """
    return _fused(conv, bn)


def _fused(layer: Layer, bn: BatchNorm1d) -> Layer:
    weight = layer.weight.data  # (outputs, ...)
    if len(weight) != bn.num_features:
        raise ValueError(
            f"bn must have num_features {len(weight)}, the layer's number of outputs, got {bn.num_features}"
        )
    if not bn.track_running_stats:
        raise ValueError(
            "bn must have running statistics (track_running_stats=True): without them there is no constant"
        )
    scale: FloatArray = 1 / np.sqrt(bn.running_var + bn.eps)
    shift: FloatArray = np.zeros_like(scale)
    if bn.weight is not None and bn.bias is not None:
        scale, shift = bn.weight.data * scale, bn.bias.data
    bias = np.zeros_like(scale) if layer.bias is None else layer.bias.data
    fused = copy.copy(layer)
    fused.weight = Parameter(scale.reshape(-1, *[1] * (weight.ndim - 1)) * weight)
    fused.bias = Parameter(scale * (bias - bn.running_mean) + shift)
    fused._saved = None  # what the original keeps for its backward stays the original's
    return fused
