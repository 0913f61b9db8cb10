"""layerwise.training: what goes on around the network while it learns, under one name.

    from layerwise import training
    stopper = training.EarlyStopping(patience=5)

A list of names and nothing else: each stands in a file of its own.
"""

from .diagnosis import diagnose
from .early_stopping import EarlyStopping
from .ensemble import ensemble_predict
from .penalties import l1_step, l2_penalty

__all__ = ["EarlyStopping", "diagnose", "ensemble_predict", "l1_step", "l2_penalty"]
