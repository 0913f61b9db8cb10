"""layerwise: the parts of neural networks, written in numpy to be read.

Each module holds one idea, with its formula in the docstring in the code's own names. No function writes into
its arguments, and everything random takes a seed.
"""

from . import data, datasets, init, landscapes, nn, optim
from .activation_table import ACTIVATIONS, Activation
from .activations import (
    elu,
    elu_backward,
    identity,
    identity_backward,
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from .cross_entropy import cross_entropy, cross_entropy_backward
from .datasets import circles, moons, spiral, xor
from .gelu import gelu, gelu_backward
from .gradient_flow import dead_fraction, grad_norms
from .linear_collapse import collapse_linear
from .mlp2 import MLP2, fit_mlp2
from .softmax import log_softmax, softmax
from .softmax_classifier import SoftmaxClassifier
from .softmax_vjp import log_softmax_backward, softmax_backward, softmax_jacobian, softmax_vjp
from .softplus import softplus, softplus_backward

__all__ = [
    "ACTIVATIONS",
    "MLP2",
    "Activation",
    "SoftmaxClassifier",
    "circles",
    "collapse_linear",
    "cross_entropy",
    "cross_entropy_backward",
    "data",
    "datasets",
    "dead_fraction",
    "elu",
    "elu_backward",
    "fit_mlp2",
    "gelu",
    "gelu_backward",
    "grad_norms",
    "identity",
    "identity_backward",
    "init",
    "landscapes",
    "leaky_relu",
    "leaky_relu_backward",
    "log_softmax",
    "log_softmax_backward",
    "moons",
    "nn",
    "optim",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "softmax_jacobian",
    "softmax_vjp",
    "softplus",
    "softplus_backward",
    "spiral",
    "tanh",
    "tanh_backward",
    "xor",
]
