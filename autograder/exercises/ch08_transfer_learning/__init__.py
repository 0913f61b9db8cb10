"""Chapter 8: what is asked, what is right and what goes wrong, one module for each exercise.

The exercises stand in the order in which the chapter asks them.
"""

from ...core.record import Chapter, Written
from .check_preprocessing import CHECK_PREPROCESSING
from .compare_scratch import COMPARE_SCRATCH
from .extract_features import EXTRACT_FEATURES
from .freeze import FREEZE
from .gradual_unfreeze import GRADUAL_UNFREEZE
from .param_groups import PARAM_GROUPS
from .replace_head import REPLACE_HEAD
from .state_dict import STATE_DICT

CHAPTER = Chapter(
    stem="ch08_transfer_learning",
    exercises=(
        STATE_DICT,
        CHECK_PREPROCESSING,
        EXTRACT_FEATURES,
        REPLACE_HEAD,
        FREEZE,
        PARAM_GROUPS,
        GRADUAL_UNFREEZE,
        COMPARE_SCRATCH,
    ),
    written=(Written("fifty_photographs", points=4),),
)
