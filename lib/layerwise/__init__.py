"""layerwise: the parts of neural networks, written in numpy to be read.

Each module holds one idea, with its formula in the docstring in the code's own names. No function writes into
its arguments, and everything random takes a seed.

Arrays in, arrays out: functional. What comes before networks: linear_model, information, linalg, decomposition. What a
network is made of: nn, and whole ones: models, keras. What trains it: optim, data, training, search, pretraining; where
data comes from: datasets. What explains it: autograd, analysis. What is done with it: transfer, ops (boxes),
captioning, generation, rl (agents).
What learners call most, this module exports by itself: lw.relu, lw.conv2d, lw.gradcheck.
"""

from . import data, datasets, decomposition, linalg, nn, ops, optim, pretraining, rl, search, training, transfer
from .analysis.conv_cost import conv_cost
from .analysis.count_parameters import count_parameters
from .analysis.gradient_flow import dead_fraction, grad_norms
from .analysis.gradient_through_time import gradient_through_time
from .analysis.linear_collapse import collapse_linear
from .analysis.receptive_field import receptive_field
from .analysis.shape_trace import shape_trace
from .analysis.transformer_size import count_parameters_transformer
from .autograd.gradcheck import gradcheck
from .autograd.gradcheck_subject import GradientError
from .autograd.nodes import Add, Mul
from .autograd.numerical_gradient import numerical_gradient
from .autograd.unbroadcast import unbroadcast
from .autograd.value import Value
from .checkpoint import load, load_metadata, save
from .datasets import circles, moons, spiral, xor
from .functional.activation_table import ACTIVATIONS, Activation
from .functional.activations import (
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
from .functional.adaptive_avg_pool import adaptive_avg_pool2d, adaptive_avg_pool2d_backward
from .functional.attention.dot_product import scaled_dot_product_attention, scaled_dot_product_attention_backward
from .functional.attention.masks import causal_mask, padding_mask
from .functional.attention.next_token import next_token_loss
from .functional.attention.positions import positional_encoding
from .functional.batch_norm_backward import batch_norm_backward, batch_norm_backward_steps
from .functional.batch_norm_forward import batch_norm_forward
from .functional.bce_with_logits import binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_backward
from .functional.conv2d import conv2d
from .functional.conv2d_backward import conv2d_backward
from .functional.conv2d_naive import conv2d_naive, conv2d_naive_backward
from .functional.conv_output_size import conv_output_size
from .functional.cross_entropy import cross_entropy, cross_entropy_backward
from .functional.elman_rnn import rnn_backward, rnn_forward
from .functional.gelu import gelu, gelu_backward
from .functional.kl_div import kl_div, kl_div_backward
from .functional.local_response_norm import local_response_norm, local_response_norm_backward
from .functional.lstm_cell import lstm_cell, lstm_cell_backward
from .functional.mse_loss import mse_loss, mse_loss_backward
from .functional.multi_margin_loss import multi_margin_loss, multi_margin_loss_backward
from .functional.nll_loss import nll_loss, nll_loss_backward
from .functional.pool_naive import (
    avg_pool2d_naive,
    avg_pool2d_naive_backward,
    max_pool2d_naive,
    max_pool2d_naive_backward,
)
from .functional.segmentation.pixel_counts import mean_iou, pixel_confusion
from .functional.segmentation.pixel_loss import pixel_cross_entropy
from .functional.softmax import log_softmax, softmax
from .functional.softmax_vjp import log_softmax_backward, softmax_backward, softmax_jacobian, softmax_vjp
from .functional.softplus import softplus, softplus_backward
from .functional.unfold import fold, unfold
from .functional.upsampling.remembered import max_pool2d_with_indices, max_unpool2d, max_unpool2d_backward
from .functional.upsampling.transposed import conv_transpose2d, conv_transpose2d_backward
from .models.conv_net import ConvNet
from .models.kv_cache import generate
from .models.mlp2 import MLP2, fit_mlp2
from .models.softmax_classifier import SoftmaxClassifier
from .nn import init
from .nn.fusion import fuse_conv_bn, fuse_linear_bn
from .optim import landscapes
from .training import metrics
from .training.step import train_step

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
    "adaptive_avg_pool2d",
    "adaptive_avg_pool2d_backward",
    "avg_pool2d_naive",
    "avg_pool2d_naive_backward",
    "batch_norm_backward",
    "batch_norm_backward_steps",
    "batch_norm_forward",
    "binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits_backward",
    "causal_mask",
    "circles",
    "collapse_linear",
    "conv2d",
    "conv2d_backward",
    "conv2d_naive",
    "conv2d_naive_backward",
    "conv_cost",
    "conv_output_size",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "count_parameters",
    "count_parameters_transformer",
    "cross_entropy",
    "cross_entropy_backward",
    "data",
    "datasets",
    "dead_fraction",
    "decomposition",
    "elu",
    "elu_backward",
    "fit_mlp2",
    "fold",
    "fuse_conv_bn",
    "fuse_linear_bn",
    "gelu",
    "gelu_backward",
    "generate",
    "grad_norms",
    "gradcheck",
    "gradient_through_time",
    "identity",
    "identity_backward",
    "init",
    "kl_div",
    "kl_div_backward",
    "landscapes",
    "leaky_relu",
    "leaky_relu_backward",
    "linalg",
    "load",
    "load_metadata",
    "local_response_norm",
    "local_response_norm_backward",
    "log_softmax",
    "log_softmax_backward",
    "lstm_cell",
    "lstm_cell_backward",
    "max_pool2d_naive",
    "max_pool2d_naive_backward",
    "max_pool2d_with_indices",
    "max_unpool2d",
    "max_unpool2d_backward",
    "mean_iou",
    "metrics",
    "moons",
    "mse_loss",
    "mse_loss_backward",
    "multi_margin_loss",
    "multi_margin_loss_backward",
    "next_token_loss",
    "nll_loss",
    "nll_loss_backward",
    "nn",
    "numerical_gradient",
    "ops",
    "optim",
    "padding_mask",
    "pixel_confusion",
    "pixel_cross_entropy",
    "positional_encoding",
    "pretraining",
    "receptive_field",
    "relu",
    "relu_backward",
    "rl",
    "rnn_backward",
    "rnn_forward",
    "save",
    "scaled_dot_product_attention",
    "scaled_dot_product_attention_backward",
    "search",
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
