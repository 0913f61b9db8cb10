"""layerwise.nn: the layers, containers and losses under one name, as in PyTorch.

    from layerwise import nn
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10, rng=0))

A list of names and nothing else: each stands in a file of its own. To add one, import it here and put it in __all__;
tests/layerwise/test_public_api.py holds the list.
"""

from .activation import ELU, GELU, LeakyReLU, LogSoftmax, ReLU, Sigmoid, Softmax, Softplus, Tanh
from .attention.encoder_layer import TransformerEncoderLayer
from .attention.multihead import MultiheadAttention
from .avg_pool import AvgPool2d
from .batch_norm import BatchNorm1d, BatchNorm2d
from .container import ModuleList, Parallel, Residual, Sequential
from .conv import Conv2d
from .dropout import Dropout
from .embedding import Embedding
from .flatten import Flatten
from .global_avg_pool import GlobalAvgPool
from .layer_norm import LayerNorm
from .linear import Linear
from .loss import BCEWithLogitsLoss, CrossEntropyLoss, MSELoss, MultiMarginLoss, NLLLoss
from .lstm import LSTM, LSTMCell
from .max_pool import MaxPool2d
from .module import Module
from .padding import last_valid, last_valid_backward, pad_sequence
from .parameter import Parameter
from .pool_to_size import AdaptiveAvgPool2d
from .response_norm import LocalResponseNorm
from .rnn import RNN, RNNCell
from .upsampling.max_unpool import MaxUnpool2d
from .upsampling.pixel_criterion import PixelCrossEntropyLoss
from .upsampling.transposed_conv import ConvTranspose2d

__all__ = [
    "ELU",
    "GELU",
    "LSTM",
    "RNN",
    "AdaptiveAvgPool2d",
    "AvgPool2d",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "Conv2d",
    "ConvTranspose2d",
    "CrossEntropyLoss",
    "Dropout",
    "Embedding",
    "Flatten",
    "GlobalAvgPool",
    "LSTMCell",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "LogSoftmax",
    "MSELoss",
    "MaxPool2d",
    "MaxUnpool2d",
    "Module",
    "ModuleList",
    "MultiMarginLoss",
    "MultiheadAttention",
    "NLLLoss",
    "Parallel",
    "Parameter",
    "PixelCrossEntropyLoss",
    "RNNCell",
    "ReLU",
    "Residual",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
    "TransformerEncoderLayer",
    "last_valid",
    "last_valid_backward",
    "pad_sequence",
]
