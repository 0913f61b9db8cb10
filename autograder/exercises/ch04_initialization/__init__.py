"""Chapter 4: what is asked, what is right and what goes wrong, one module for each exercise.

The exercises stand in the order in which the chapter asks them. What random weights are judged by, their spread and
shape and not their numbers, is in `filling`.
"""

from ...core.record import Chapter, Written
from .activation_stats import ACTIVATION_STATS
from .calculate_gain import CALCULATE_GAIN
from .expected_initial_loss import EXPECTED_INITIAL_LOSS
from .fan_in_and_fan_out import FAN_IN_AND_FAN_OUT
from .gradient_stats import GRADIENT_STATS
from .kaiming import KAIMING_NORMAL
from .symmetry_rank import SYMMETRY_RANK
from .xavier import XAVIER

CHAPTER = Chapter(
    stem="ch04_initialization",
    exercises=(
        SYMMETRY_RANK,
        ACTIVATION_STATS,
        FAN_IN_AND_FAN_OUT,
        XAVIER,
        CALCULATE_GAIN,
        KAIMING_NORMAL,
        GRADIENT_STATS,
        EXPECTED_INITIAL_LOSS,
    ),
    written=(Written("a_bad_start", points=4),),
)
