"""Chapter 2: what is asked, what is right and what goes wrong, one module for each exercise.

To add an exercise, add a module here, write its statement in solutions/ch02_backprop and its reference in layerwise.
"""

from ...core.record import Chapter, Written
from .add import ADD
from .cross_entropy import CROSS_ENTROPY
from .gradcheck import GRADCHECK
from .linear import LINEAR
from .numerical_gradient import NUMERICAL_GRADIENT
from .softmax_vjp import SOFTMAX_VJP
from .train_step import TRAIN_STEP
from .unbroadcast import UNBROADCAST
from .value import VALUE

CHAPTER = Chapter(
    stem="ch02_backprop",
    exercises=(
        ADD,
        NUMERICAL_GRADIENT,
        GRADCHECK,
        LINEAR,
        CROSS_ENTROPY,
        VALUE,
        UNBROADCAST,
        SOFTMAX_VJP,
        TRAIN_STEP,
    ),
    written=(Written("wrong_gradient", points=4),),
)
