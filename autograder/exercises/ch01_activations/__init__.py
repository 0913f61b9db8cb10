"""Chapter 1: what is asked, what is right and what goes wrong, one module for each exercise.

To add an exercise, add a module here, write its statement in solutions/ch01_activations and its reference in layerwise.
"""

from ...core.record import Chapter, Written
from .collapse_linear import COLLAPSE_LINEAR
from .dead_fraction import DEAD_FRACTION
from .elu import ELU
from .fit_mlp2 import FIT_MLP2
from .grad_norms import GRAD_NORMS
from .leaky_relu import LEAKY_RELU
from .log_softmax import LOG_SOFTMAX
from .relu import RELU
from .sigmoid import SIGMOID
from .softmax import SOFTMAX
from .tanh import TANH

CHAPTER = Chapter(
    stem="ch01_activations",
    exercises=(
        SIGMOID,
        TANH,
        RELU,
        LEAKY_RELU,
        ELU,
        SOFTMAX,
        LOG_SOFTMAX,
        COLLAPSE_LINEAR,
        FIT_MLP2,
        GRAD_NORMS,
        DEAD_FRACTION,
    ),
    written=(Written("which_activation", points=4),),
)
