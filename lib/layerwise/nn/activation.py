"""The activations as modules, so that they can stand between layers in a Sequential.

Each keeps its input from forward; backward is the activation's own `*_backward(grad_output, x)`. None has anything
to learn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, grad_of_shape, one_of, real_number, whole_number
from ..functional import activations as a
from ..functional.gelu import gelu, gelu_backward
from ..functional.keep_where import keep_where
from ..functional.softmax import log_softmax, softmax
from ..functional.softmax_vjp import log_softmax_backward, softmax_backward
from ..functional.softplus import softplus, softplus_backward
from .module import Module


class _ActivationModule(Module):
    """function(x, **options) forward, gradient(grad_output, x, **options) backward."""

    function: ClassVar[Callable[..., FloatArray]]
    gradient: ClassVar[Callable[..., FloatArray]]

    def __init__(self, **options: Any) -> None:
        self.options = options

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the activation of x, with the shape of x."""
        x = float_array(x, "x")
        self.save_for_backward(x)
        return type(self).function(x, **self.options)

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x."""
        (x,) = self.saved
        return type(self).gradient(grad_output, x, **self.options)

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return ", ".join(f"{name}={option!r}" for name, option in self.options.items())


class ReLU(_ActivationModule):
    """max(x, 0).

    >>> ReLU()([-1.0, 2.0])
    array([0., 2.])
    """

    function, gradient = a.relu, a.relu_backward

    def __init__(self) -> None:
        super().__init__()

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return max(x, 0)."""
        y = a.relu(x)
        self.save_for_backward(y)  # y > 0 where x > 0; y is kept by the next layer anyway, and x can go
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x: relu_backward, faster."""
        (y,) = self.saved
        return keep_where(y > 0, grad_of_shape(grad_output, y.shape))


class LeakyReLU(_ActivationModule):
    """x where x > 0, negative_slope * x elsewhere.

    >>> LeakyReLU(0.1)([-1.0, 2.0])
    array([-0.1,  2. ])
    """

    function, gradient = a.leaky_relu, a.leaky_relu_backward

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__(negative_slope=real_number(negative_slope, "negative_slope"))


class ELU(_ActivationModule):
    """x where x > 0, alpha * (exp(x) - 1) elsewhere.

    >>> ELU(alpha=2.0)([-1000.0, 2.0])
    array([-2.,  2.])
    """

    function, gradient = a.elu, a.elu_backward

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__(alpha=real_number(alpha, "alpha"))


class Sigmoid(_ActivationModule):
    """1 / (1 + exp(-x)).

    >>> Sigmoid()([0.0])
    array([0.5])
    """

    function, gradient = a.sigmoid, a.sigmoid_backward

    def __init__(self) -> None:
        super().__init__()


class Tanh(_ActivationModule):
    """The hyperbolic tangent, between -1 and 1.

    >>> Tanh()([0.0])
    array([0.])
    """

    function, gradient = a.tanh, a.tanh_backward

    def __init__(self) -> None:
        super().__init__()


class Softplus(_ActivationModule):
    """log(1 + exp(beta * x)) / beta, and x itself where beta * x > threshold.

    >>> Softplus()([0.0]).round(4)
    array([0.6931])
    """

    function, gradient = softplus, softplus_backward

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__(beta=real_number(beta, "beta", above=0), threshold=real_number(threshold, "threshold"))


class GELU(_ActivationModule):
    """x times the probability that a standard normal number is below x; approximate="tanh" is faster.

    >>> GELU()([1.0]).round(4)
    array([0.8413])
    """

    function, gradient = gelu, gelu_backward

    def __init__(self, approximate: str = "none") -> None:
        super().__init__(approximate=one_of(approximate, "approximate", ["none", "tanh"]))


class Softmax(_ActivationModule):
    """Probabilities along dim. Not in front of CrossEntropyLoss, which takes the scores themselves.

    >>> Softmax()([[0.0, 0.0]])
    array([[0.5, 0.5]])
    """

    function, gradient = softmax, softmax_backward

    def __init__(self, dim: int = -1) -> None:
        super().__init__(dim=whole_number(dim, "dim", at_least=-32))


class LogSoftmax(_ActivationModule):
    """The logarithms of the probabilities along dim: what NLLLoss takes.

    >>> LogSoftmax()([[0.0, 0.0]]).round(4)
    array([[-0.6931, -0.6931]])
    """

    function, gradient = log_softmax, log_softmax_backward

    def __init__(self, dim: int = -1) -> None:
        super().__init__(dim=whole_number(dim, "dim", at_least=-32))
