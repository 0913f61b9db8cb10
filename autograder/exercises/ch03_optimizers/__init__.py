"""Chapter 3: what is asked, what is right and what goes wrong, one module for each exercise.

To add an exercise, add a module here, write its statement in solutions/ch03_optimizers and its reference in layerwise.
"""

from ...core.record import Chapter, Written
from .adagrad import ADAGRAD
from .adam import ADAM
from .dataloader import DATA_LOADER
from .nesterov_sgd import NESTEROV_SGD
from .random_restarts import RANDOM_RESTARTS
from .rmsprop import RMSPROP
from .schedulers import STEP_LR
from .sgd import SGD
from .trace import TRACE

CHAPTER = Chapter(
    stem="ch03_optimizers",
    exercises=(
        SGD,
        TRACE,
        NESTEROV_SGD,
        ADAGRAD,
        RMSPROP,
        ADAM,
        DATA_LOADER,
        STEP_LR,
        RANDOM_RESTARTS,
    ),
    written=(Written("which_optimizer", points=4),),
)
