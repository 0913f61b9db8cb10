"""layerwise: the parts of neural networks, written in numpy to be read.

Each module holds one idea, with its formula in the docstring in the code's own names. No function writes into
its arguments, and everything random takes a seed.
"""

from . import data, datasets, init, landscapes, metrics, nn, optim, training, transfer
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
from .add_mul import Add, Mul
from .batch_norm_backward import batch_norm_backward, batch_norm_backward_steps
from .batch_norm_forward import batch_norm_forward
from .bce_with_logits import binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_backward
from .checkpoint import load, load_metadata, save
from .conv2d_naive import conv2d_naive, conv2d_naive_backward
from .conv_net import ConvNet
from .conv_output_size import conv_output_size
from .convolution import conv2d
from .convolution_backward import conv2d_backward
from .count_parameters import count_parameters
from .cross_entropy import cross_entropy, cross_entropy_backward
from .datasets import circles, moons, spiral, xor
from .fuse import fuse_conv_bn, fuse_linear_bn
from .gelu import gelu, gelu_backward
from .gradcheck import gradcheck
from .gradcheck_subject import GradientError
from .gradient_flow import dead_fraction, grad_norms
from .linear_collapse import collapse_linear
from .mlp2 import MLP2, fit_mlp2
from .mse_loss import mse_loss, mse_loss_backward
from .multi_margin_loss import multi_margin_loss, multi_margin_loss_backward
from .nll_loss import nll_loss, nll_loss_backward
from .numerical_gradient import numerical_gradient
from .pool_naive import (
    avg_pool2d_naive,
    avg_pool2d_naive_backward,
    max_pool2d_naive,
    max_pool2d_naive_backward,
)
from .receptive_field import receptive_field
from .shape_trace import shape_trace
from .softmax import log_softmax, softmax
from .softmax_classifier import SoftmaxClassifier
from .softmax_vjp import log_softmax_backward, softmax_backward, softmax_jacobian, softmax_vjp
from .softplus import softplus, softplus_backward
from .train_step import train_step
from .unbroadcast import unbroadcast
from .unfold import fold, unfold
from .value import Value

__all__ = [
    "ACTIVATIONS",
    "MLP2",
    "Activation",
    "Add",
    "ConvNet",
    "GradientError",
    "Mul",
    "SoftmaxClassifier",
    "Value",
    "avg_pool2d_naive",
    "avg_pool2d_naive_backward",
    "batch_norm_backward",
    "batch_norm_backward_steps",
    "batch_norm_forward",
    "binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits_backward",
    "circles",
    "collapse_linear",
    "conv2d",
    "conv2d_backward",
    "conv2d_naive",
    "conv2d_naive_backward",
    "conv_output_size",
    "count_parameters",
    "cross_entropy",
    "cross_entropy_backward",
    "data",
    "datasets",
    "dead_fraction",
    "elu",
    "elu_backward",
    "fit_mlp2",
    "fold",
    "fuse_conv_bn",
    "fuse_linear_bn",
    "gelu",
    "gelu_backward",
    "grad_norms",
    "gradcheck",
    "identity",
    "identity_backward",
    "init",
    "landscapes",
    "leaky_relu",
    "leaky_relu_backward",
    "load",
    "load_metadata",
    "log_softmax",
    "log_softmax_backward",
    "max_pool2d_naive",
    "max_pool2d_naive_backward",
    "metrics",
    "moons",
    "mse_loss",
    "mse_loss_backward",
    "multi_margin_loss",
    "multi_margin_loss_backward",
    "nll_loss",
    "nll_loss_backward",
    "nn",
    "numerical_gradient",
    "optim",
    "receptive_field",
    "relu",
    "relu_backward",
    "save",
    "shape_trace",
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
    "train_step",
    "training",
    "transfer",
    "unbroadcast",
    "unfold",
    "xor",
]
