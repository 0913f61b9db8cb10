"""layerwise.transfer: what moves a trained network to another task, under one name.

    from layerwise import transfer
    transfer.freeze(model[0])

A list of names and nothing else: each stands in a file of its own, state_dict and load_state_dict in layerwise.nn.
"""

from ..nn.state_dict import load_state_dict, state_dict
from .comparison import compare_scratch
from .features import extract_features
from .freezing import freeze, unfreeze
from .groups import param_groups
from .heads import replace_head
from .preprocessing import check_preprocessing
from .unfreezing import gradual_unfreeze

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
