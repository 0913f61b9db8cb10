"""Chapter 5: what is asked, what is right and what goes wrong, one module for each exercise.

The exercises stand in the order in which the chapter asks them. How the layers are driven is in `driving`.
"""

from ...core.record import Chapter, Written
from .batch_norm_1d import BATCH_NORM_1D
from .batch_norm_2d import BATCH_NORM_2D
from .batch_norm_backward import BATCH_NORM_BACKWARD
from .batch_norm_backward_steps import BATCH_NORM_BACKWARD_STEPS
from .batch_norm_forward import BATCH_NORM_FORWARD
from .batch_size_sweep import BATCH_SIZE_SWEEP
from .bn_scale_sweep import BN_SCALE_SWEEP
from .fuse_linear_bn import FUSE_LINEAR_BN
from .layer_norm import LAYER_NORM

CHAPTER = Chapter(
    stem="ch05_batchnorm",
    exercises=(
        BATCH_NORM_FORWARD,
        BATCH_NORM_BACKWARD_STEPS,
        BATCH_NORM_BACKWARD,
        BATCH_NORM_1D,
        BN_SCALE_SWEEP,
        BATCH_SIZE_SWEEP,
        LAYER_NORM,
        BATCH_NORM_2D,
        FUSE_LINEAR_BN,
    ),
    written=(Written("a_batch_of_two", points=4),),
)
