"""The activations by name, each with its gradient.

A network is told which activation to use by a word ("tanh"); this table turns the word into the pair of
functions. "identity" is in it so that an experiment can leave the nonlinearity out.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from numpy.typing import ArrayLike

from ..arguments import FloatArray, one_of
from . import activations as a


class Forward(Protocol):
    """An activation, such as `relu`."""

    def __call__(self, x: ArrayLike, /) -> FloatArray: ...


class Backward(Protocol):
    """An activation's gradient, such as `relu_backward`."""

    def __call__(self, grad_output: ArrayLike, x: ArrayLike, /) -> FloatArray: ...


class Activation(NamedTuple):
    """An activation and its gradient: `forward(x)` and `backward(grad_output, x)`."""

    forward: Forward
    backward: Backward


ACTIVATIONS: dict[str, Activation] = {
    "identity": Activation(a.identity, a.identity_backward),
    "sigmoid": Activation(a.sigmoid, a.sigmoid_backward),
    "tanh": Activation(a.tanh, a.tanh_backward),
    "relu": Activation(a.relu, a.relu_backward),
    "leaky_relu": Activation(a.leaky_relu, a.leaky_relu_backward),
    "elu": Activation(a.elu, a.elu_backward),
}


def get_activation(name: str, argument: str = "activation") -> Activation:
    """Return the pair called `name`; `argument` is what the error calls it.

    >>> get_activation("relu").forward([-1.0, 2.0])
    array([0., 2.])
    """
    return ACTIVATIONS[one_of(name, argument, ACTIVATIONS)]
