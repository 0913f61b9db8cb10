"""Chapter 6: what is asked, what is right and what goes wrong, one module for each exercise.

The exercises stand in the order in which the chapter asks them.
"""

from ...core.record import Chapter, Written
from .augment import AUGMENT
from .diagnose import DIAGNOSE
from .dropout import DROPOUT
from .early_stopping import EARLY_STOPPING
from .ensemble_predict import ENSEMBLE_PREDICT
from .l1_step import L1_STEP
from .l2_penalty import L2_PENALTY
from .split import SPLIT

CHAPTER = Chapter(
    stem="ch06_regularization",
    exercises=(
        SPLIT,
        DIAGNOSE,
        EARLY_STOPPING,
        L2_PENALTY,
        L1_STEP,
        DROPOUT,
        AUGMENT,
        ENSEMBLE_PREDICT,
    ),
    written=(Written("a_result_too_good", points=4),),
)
