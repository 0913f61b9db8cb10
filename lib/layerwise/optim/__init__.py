"""layerwise.optim: optimizers, schedulers and what goes with them under one name, as in PyTorch.

    from layerwise import optim
    optimizer = optim.Adam(model.parameters(), lr=0.001)

A list of names and nothing else: each stands in a file of its own.
"""

from .adagrad import Adagrad
from .adam import Adam
from .adamw import AdamW
from .clip_grad import clip_grad_norm_
from .lr_scheduler import CosineAnnealingLR, ExponentialLR, LinearLR, Scheduler, SequentialLR, StepLR
from .nesterov import NesterovSGD
from .optimizer import Optimizer
from .rmsprop import RMSprop
from .sgd import SGD, sgd_step
from .trajectory import random_restarts, trace

__all__ = [
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "CosineAnnealingLR",
    "ExponentialLR",
    "LinearLR",
    "NesterovSGD",
    "Optimizer",
    "RMSprop",
    "Scheduler",
    "SequentialLR",
    "StepLR",
    "clip_grad_norm_",
    "random_restarts",
    "sgd_step",
    "trace",
]
