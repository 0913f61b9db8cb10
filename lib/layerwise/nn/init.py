"""Initializers: what a layer's weights are before the first step.

Weights that are all equal never become different; weights too small let the signal die out from layer to layer, too
large blow it up. Each function fills `tensor`, an array or a Parameter, in place (the trailing underscore, as in
PyTorch) and returns it. Everything random takes `rng`: a generator, a seed, or None for a different result each time.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..arguments import FloatArray, one_of, random_generator, real_number
from .fans import calculate_gain, fan_in_and_fan_out
from .parameter import Parameter
from .signal_stats import activation_stats, expected_initial_loss, gradient_stats, symmetry_rank

__all__ = [
    "activation_stats",
    "calculate_gain",
    "constant_",
    "expected_initial_loss",
    "fan_in_and_fan_out",
    "gradient_stats",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "orthogonal_",
    "symmetry_rank",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]

Tensor = TypeVar("Tensor", bound=NDArray | Parameter)
Rng = np.random.Generator | int | None


def zeros_(tensor: Tensor) -> Tensor:
    """Fill with 0: right for biases; for weights, all units of a layer stay the same (see symmetry_rank).

    >>> zeros_(np.ones(3))
    array([0., 0., 0.])
    """
    return constant_(tensor, 0.0)


def constant_(tensor: Tensor, value: float) -> Tensor:
    """Fill with `value`.

    >>> constant_(np.ones(3), 0.1)  # a bias that starts ReLU units alive
    array([0.1, 0.1, 0.1])
    """
    _array_of(tensor)[...] = real_number(value, "value")
    return tensor


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, rng: Rng = None) -> Tensor:
    """Fill from the normal distribution with this mean and standard deviation.

    >>> w = normal_(np.empty((100, 100)), std=0.01, rng=0)
    >>> round(float(w.std()), 4)
    0.01
    """
    mean, std = real_number(mean, "mean"), real_number(std, "std", at_least=0)
    array = _array_of(tensor)
    array[...] = random_generator(rng).normal(mean, std, array.shape)
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, rng: Rng = None) -> Tensor:
    """Fill from the uniform distribution between a and b. Its standard deviation is (b - a) / sqrt(12).

    >>> w = uniform_(np.empty(1000), -1.0, 1.0, rng=0)
    >>> bool(-1 <= w.min() and w.max() < 1)
    True
    """
    a, b = real_number(a, "a"), real_number(b, "b")
    if b < a:
        raise ValueError(f"b, the upper end, must be at least a, the lower end: got a={a:g}, b={b:g}")
    array = _array_of(tensor)
    array[...] = random_generator(rng).uniform(a, b, array.shape)
    return tensor


def xavier_normal_(tensor: Tensor, gain: float = 1.0, rng: Rng = None) -> Tensor:
    """Fill from the normal distribution with std = gain * sqrt(2 / (fan_in + fan_out)).

    The mean of both fans is a compromise: 1 / sqrt(fan_in) keeps the signal's size on the way forward,
    1 / sqrt(fan_out) the gradient's on the way back. For layers whose activation is close to linear around 0, such as
    tanh (Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010).

    tensor: shape (out, in) or (out, in, *kernel).

    >>> w = xavier_normal_(np.empty((100, 100)), rng=0)
    >>> round(float(w.std()), 2)
    0.1
    """
    return normal_(tensor, 0.0, _xavier_std(tensor, gain), rng)


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, rng: Rng = None) -> Tensor:
    """Fill between -bound and bound, with bound = sqrt(3) * std and the std of xavier_normal_.

    A uniform distribution on (-bound, bound) has standard deviation bound / sqrt(3).

    >>> w = xavier_uniform_(np.empty((100, 200)), rng=0)
    >>> bool(np.abs(w).max() <= np.sqrt(6 / 300)), round(float(w.std() / np.sqrt(2 / 300)), 1)
    (True, 1.0)
    """
    bound = math.sqrt(3) * _xavier_std(tensor, gain)
    return uniform_(tensor, -bound, bound, rng)


def kaiming_normal_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", rng: Rng = None
) -> Tensor:
    """Fill from the normal distribution with std = gain / sqrt(fan).

    With a ReLU behind each layer half of the signal's square is lost, and the gain sqrt(2) brings it back
    (He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015).

    a: negative slope of the leaky_relu behind this layer; 0 is the plain ReLU. mode: "fan_in" keeps the size of the
    signal, "fan_out" that of the gradient. nonlinearity: what stands behind this layer, as in calculate_gain.

    >>> w = kaiming_normal_(np.empty((100, 200)), nonlinearity="relu", rng=0)
    >>> round(float(w.std()), 2)  # sqrt(2 / 200)
    0.1
    """
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity), rng)


def kaiming_uniform_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", rng: Rng = None
) -> Tensor:
    """Fill between -bound and bound, with bound = sqrt(3) * std and the std of kaiming_normal_.

    With a = sqrt(5) the bound is 1 / sqrt(fan_in): how PyTorch, and our Linear and Conv2d, start.

    >>> w = kaiming_uniform_(np.empty((100, 400)), a=5**0.5, rng=0)
    >>> bool(np.abs(w).max() <= 1 / np.sqrt(400))
    True
    """
    bound = math.sqrt(3) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, rng)


def orthogonal_(tensor: Tensor, gain: float = 1.0, rng: Rng = None) -> Tensor:
    """Fill with rows (or, if there are fewer, columns) that are orthogonal and of length `gain`.

    A square orthogonal matrix turns a vector without stretching it, so no depth makes the signal vanish or explode
    in a linear network (Saxe, McClelland and Ganguli, 2014). A convolution's weight counts as (out, in * kernel).

    >>> w = orthogonal_(np.empty((2, 3)), rng=0)
    >>> (w @ w.T).round(6) + 0.0
    array([[1., 0.],
           [0., 1.]])
    """
    array = _array_of(tensor)
    fan_in_and_fan_out(array)  # refuses what has fewer than two dimensions
    gain = real_number(gain, "gain", at_least=0)
    rows, columns = len(array), math.prod(array.shape[1:])
    gaussian = random_generator(rng).normal(0.0, 1.0, (rows, columns))
    tall = gaussian if rows >= columns else gaussian.T
    q, r = np.linalg.qr(tall)
    q *= np.sign(np.diag(r))  # without it, QR's choice of signs would prefer some rotations to others
    array[...] = gain * (q if rows >= columns else q.T).reshape(array.shape)
    return tensor


def _xavier_std(tensor: NDArray | Parameter, gain: float) -> float:
    fan_in, fan_out = fan_in_and_fan_out(tensor)
    gain = real_number(gain, "gain", at_least=0)
    return gain * math.sqrt(2 / _positive(fan_in + fan_out, tensor))


def _kaiming_std(tensor: NDArray | Parameter, a: float, mode: str, nonlinearity: str) -> float:
    fan_in, fan_out = fan_in_and_fan_out(tensor)
    fan = {"fan_in": fan_in, "fan_out": fan_out}[one_of(mode, "mode", ["fan_in", "fan_out"])]
    a = real_number(a, "a")
    gain = calculate_gain(nonlinearity, a if nonlinearity == "leaky_relu" else None)
    return gain / math.sqrt(_positive(fan, tensor))


def _positive(fan: int, tensor: NDArray | Parameter) -> int:
    if fan == 0:
        raise ValueError(f"tensor must have inputs and outputs, got shape {tensor.shape}")
    return fan


def _array_of(tensor: NDArray | Parameter) -> FloatArray:
    """The array to write into. A list or an array of ints cannot be filled in place with fractions."""
    array = tensor.data if isinstance(tensor, Parameter) else tensor
    if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
        kind = f"array of {array.dtype}" if isinstance(array, np.ndarray) else type(tensor).__name__
        raise TypeError(f"tensor must be a floating-point array or a Parameter, to be filled in place; got {kind}")
    return array
