"""The activation functions and their gradients.

Each function acts on every element of x alone, so x may have any shape and the result has the same shape.
Each `*_backward(grad_output, x)` is the chain rule for one activation: `grad_output` is the gradient of the
loss with respect to the activation's output, `x` is the forward *input*, and the result is the gradient with
respect to x. (Some books write dout or dL/dy for grad_output.) No function writes into its arguments.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, real_number, same_shape


def identity(x: ArrayLike) -> FloatArray:
    """x itself: what a layer computes when its activation is left out.

    >>> identity([-1.0, 2.0])
    array([-1.,  2.])
    """
    return float_array(x, "x").copy()


def identity_backward(grad_output: ArrayLike, x: ArrayLike) -> FloatArray:
    """grad_output * 1: the slope is 1 everywhere.

    >>> identity_backward([10.0, 20.0], [-1.0, 2.0])
    array([10., 20.])
    """
    grad_output, x = same_shape(grad_output, x)
    return grad_output.copy()


def sigmoid(x: ArrayLike) -> FloatArray:
    """1 / (1 + exp(-x)), between 0 and 1.

    exp(1000) is beyond float64, so exp is only ever given a number that is zero or negative: with
    e = exp(-|x|), the same value is 1 / (1 + e) where x >= 0 and e / (1 + e) where x < 0.

    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    x = float_array(x, "x")
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_backward(grad_output: ArrayLike, x: ArrayLike) -> FloatArray:
    """grad_output * s * (1 - s) with s = sigmoid(x). The slope is at most 1/4, at x = 0.

    >>> sigmoid_backward([1.0, 4.0], [0.0, 0.0])
    array([0.25, 1.  ])
    """
    grad_output, x = same_shape(grad_output, x)
    s = sigmoid(x)
    return grad_output * s * (1 - s)


def tanh(x: ArrayLike) -> FloatArray:
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 * sigmoid(2 * x) - 1, between -1 and 1.

    Centred on zero, which is why it trains better than the sigmoid in hidden layers
    (LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998).

    >>> tanh([-1000.0, 0.0, 1000.0])
    array([-1.,  0.,  1.])
    """
    return np.tanh(float_array(x, "x"))


def tanh_backward(grad_output: ArrayLike, x: ArrayLike) -> FloatArray:
    """grad_output * (1 - t**2) with t = tanh(x). The slope is at most 1, at x = 0.

    >>> tanh_backward([1.0, 4.0], [0.0, 0.0])
    array([1., 4.])
    """
    grad_output, x = same_shape(grad_output, x)
    t = np.tanh(x)
    return grad_output * (1 - t**2)


def relu(x: ArrayLike) -> FloatArray:
    """max(x, 0): x where it is positive, 0 elsewhere (Nair and Hinton, 2010).

    >>> relu([-2.0, 0.0, 3.0])
    array([0., 0., 3.])
    """
    return np.maximum(float_array(x, "x"), 0)


def relu_backward(grad_output: ArrayLike, x: ArrayLike) -> FloatArray:
    """grad_output where x > 0, and 0 elsewhere: the mask passes the gradient or stops it.

    The slope at x = 0 does not exist; like PyTorch, we take 0.

    >>> relu_backward([10.0, 20.0, 30.0], [-2.0, 0.0, 3.0])
    array([ 0.,  0., 30.])
    """
    grad_output, x = same_shape(grad_output, x)
    return np.where(x > 0, grad_output, 0)


def leaky_relu(x: ArrayLike, negative_slope: float = 0.01) -> FloatArray:
    """x where x > 0, negative_slope * x elsewhere: a ReLU that cannot die (Maas, Hannun and Ng, 2013).

    >>> leaky_relu([-2.0, 0.0, 3.0], negative_slope=0.1)
    array([-0.2,  0. ,  3. ])
    """
    x = float_array(x, "x")
    return np.where(x > 0, x, real_number(negative_slope, "negative_slope") * x)


def leaky_relu_backward(grad_output: ArrayLike, x: ArrayLike, negative_slope: float = 0.01) -> FloatArray:
    """grad_output where x > 0, negative_slope * grad_output elsewhere (at x = 0 too, like PyTorch).

    >>> leaky_relu_backward([10.0, 20.0, 30.0], [-2.0, 0.0, 3.0], negative_slope=0.1)
    array([ 1.,  2., 30.])
    """
    grad_output, x = same_shape(grad_output, x)
    return np.where(x > 0, grad_output, real_number(negative_slope, "negative_slope") * grad_output)


def elu(x: ArrayLike, alpha: float = 1.0) -> FloatArray:
    """x where x > 0, alpha * (exp(x) - 1) elsewhere (Clevert, Unterthiner and Hochreiter, 2016).

    It levels off at -alpha. np.where computes both sides for every element, so exp is given
    min(x, 0): otherwise the side that is thrown away would overflow. expm1(x) is exp(x) - 1
    without the rounding error near 0.

    >>> elu([-1000.0, 0.0, 3.0], alpha=2.0)
    array([-2.,  0.,  3.])
    """
    x = float_array(x, "x")
    return np.where(x > 0, x, real_number(alpha, "alpha") * np.expm1(np.minimum(x, 0)))


def elu_backward(grad_output: ArrayLike, x: ArrayLike, alpha: float = 1.0) -> FloatArray:
    """grad_output where x > 0, grad_output * alpha * exp(x) elsewhere (at x = 0 too, like PyTorch).

    >>> elu_backward([10.0, 20.0, 30.0], [-1000.0, 0.0, 3.0], alpha=2.0)
    array([ 0., 40., 30.])
    """
    grad_output, x = same_shape(grad_output, x)
    return np.where(x > 0, grad_output, grad_output * real_number(alpha, "alpha") * np.exp(np.minimum(x, 0)))
