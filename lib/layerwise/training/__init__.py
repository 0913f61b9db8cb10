"""layerwise.training: what goes on around the network while it learns, under one name.

    from layerwise import training
    stopper = training.EarlyStopping(patience=5)

A list of names and nothing else: each stands in a file of its own, the sweeps in layerwise.analysis.
"""

from ..analysis.norm_sweeps import batch_size_sweep, bn_scale_sweep
from .early_stopping import EarlyStopping, train_until_stopped
from .ensemble import ensemble_predict
from .evaluation import evaluate, predict
from .learning_curves import diagnose
from .penalties import l1_step, l2_penalty
from .search import Choice, LogUniform, Trial, Uniform, narrow, random_search
from .step import train_step
from .trainer import Trainer

__all__ = [
    "Choice",
    "EarlyStopping",
    "LogUniform",
    "Trainer",
    "Trial",
    "Uniform",
    "batch_size_sweep",
    "bn_scale_sweep",
    "diagnose",
    "ensemble_predict",
    "evaluate",
    "l1_step",
    "l2_penalty",
    "narrow",
    "predict",
    "random_search",
    "train_step",
    "train_until_stopped",
]
