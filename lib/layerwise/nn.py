"""layerwise.nn: the layers, containers and losses under one name, as in PyTorch.

    from layerwise import nn
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10, rng=0))

A list of names and nothing else: each stands in a file of its own. To add one, import it here and put it in __all__;
tests/layerwise/test_public_api.py holds the list.
"""

from .activation_modules import ELU, GELU, LeakyReLU, LogSoftmax, ReLU, Sigmoid, Softmax, Softplus, Tanh
from .containers import ModuleList, Parallel, Residual, Sequential
from .dropout import Dropout
from .flatten import Flatten
from .linear import Linear
from .losses import BCEWithLogitsLoss, CrossEntropyLoss, MSELoss, MultiMarginLoss, NLLLoss
from .module import Module
from .parameter import Parameter

__all__ = [
    "ELU",
    "GELU",
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "Dropout",
    "Flatten",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "MSELoss",
    "Module",
    "ModuleList",
    "MultiMarginLoss",
    "NLLLoss",
    "Parallel",
    "Parameter",
    "ReLU",
    "Residual",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
]
