"""layerwise.transfer: what moves a trained network to another task, under one name.

    from layerwise import transfer
    transfer.freeze(model[0])

A list of names and nothing else: each stands in a file of its own.
"""

from .check_preprocessing import check_preprocessing
from .compare_scratch import compare_scratch
from .extract_features import extract_features
from .freeze import freeze, unfreeze
from .gradual_unfreeze import gradual_unfreeze
from .param_groups import param_groups
from .replace_head import replace_head
from .state_dict import load_state_dict, state_dict

__all__ = [
    "check_preprocessing",
    "compare_scratch",
    "extract_features",
    "freeze",
    "gradual_unfreeze",
    "load_state_dict",
    "param_groups",
    "replace_head",
    "state_dict",
    "unfreeze",
]
