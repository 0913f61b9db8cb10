"""Chapter 7: what is asked, what is right and what goes wrong, one module for each exercise.

The exercises stand in the order in which the chapter asks them. How the pooling layers are driven is in `driving`.
"""

from ...core.record import Chapter, Written
from .avg_pool import AVG_POOL
from .conv2d import CONV2D
from .conv2d_naive import CONV2D_NAIVE
from .conv_net import CONV_NET
from .conv_output_size import CONV_OUTPUT_SIZE
from .count_parameters import COUNT_PARAMETERS
from .flatten import FLATTEN
from .max_pool import MAX_POOL
from .unfold import UNFOLD

CHAPTER = Chapter(
    stem="ch07_cnn",
    exercises=(
        CONV_OUTPUT_SIZE,
        CONV2D_NAIVE,
        UNFOLD,
        CONV2D,
        MAX_POOL,
        AVG_POOL,
        FLATTEN,
        COUNT_PARAMETERS,
        CONV_NET,
    ),
    written=(Written("a_network_that_does_not_fit", points=4),),
)
