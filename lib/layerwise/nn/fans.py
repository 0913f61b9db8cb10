"""How many numbers meet in one unit of a layer, and how much its activation shrinks them.

An initializer chooses the spread of a layer's weights from these two: from the fans, how many terms are summed,
and from the gain, what the activation takes away and the weights have to give back.
"""

from __future__ import annotations

import math

from numpy.typing import NDArray

from ..arguments import one_of, real_number
from .parameter import Parameter


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """Return the factor by which weights before `nonlinearity` should be wider than 1 / sqrt(fan).

    relu: half of the signal's square is cut off, so the gain is sqrt(2); leaky_relu with slope a lets a**2 of
    that half through: sqrt(2 / (1 + a**2)). tanh: 5/3, selu: 3/4, as in PyTorch. sigmoid and a linear layer: 1.

    nonlinearity: "linear", "conv1d", "conv2d", "conv3d", "sigmoid", "tanh", "relu", "leaky_relu" or "selu".
    param: the negative slope of leaky_relu (0.01 if None); the others have none.

    >>> calculate_gain("relu")
    1.4142135623730951
    >>> calculate_gain("leaky_relu", 1.0)  # slope 1: no bend, nothing to give back
    1.0
    """
    gains = dict.fromkeys(["linear", "conv1d", "conv2d", "conv3d", "sigmoid"], 1.0)
    gains |= {"tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}
    one_of(nonlinearity, "nonlinearity", [*gains, "leaky_relu"])
    if nonlinearity == "leaky_relu":
        negative_slope = 0.01 if param is None else real_number(param, "param")
        return math.sqrt(2 / (1 + negative_slope**2))
    if param is not None:
        raise ValueError(f"param is the negative slope of leaky_relu; {nonlinearity!r} has none, got param={param!r}")
    return gains[nonlinearity]


def fan_in_and_fan_out(weight: NDArray | Parameter) -> tuple[int, int]:
    """Return (fan_in, fan_out): how many inputs each output sums, and how many outputs each input feeds.

    weight: of a linear layer, shape (out, in); of a convolution, shape (out, in, *kernel): every output pixel sums
    `in` channels over the whole kernel (the receptive field), so both fans count the kernel's elements.

    >>> import numpy as np
    >>> fan_in_and_fan_out(np.zeros((10, 784)))
    (784, 10)
    >>> fan_in_and_fan_out(np.zeros((16, 3, 5, 5)))  # 3 channels of 5 × 5
    (75, 400)
    """
    shape = weight.shape
    if len(shape) < 2:
        raise ValueError(
            f"weight must have shape (out, in) or (out, in, *kernel), got shape {shape}: "
            "a bias has no fans, fill it with zeros_ or normal_"
        )
    receptive_field = math.prod(shape[2:])
    return shape[1] * receptive_field, shape[0] * receptive_field
