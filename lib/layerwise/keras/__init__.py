"""layerwise.keras: the five lines of every tutorial, with Keras's names and defaults.

    from layerwise.keras import Dense, Sequential
    model = Sequential(64, rng=0)
    model.add(Dense(10, "softmax"))

A list of names and nothing else: each stands in a file of its own.
"""

from . import losses
from .compiling import compile_model
from .dense import Dense
from .encoding import multi_hot
from .evaluating import evaluate_model
from .fitting import fit_model
from .named_activations import activation_layer
from .sequential import Sequential

__all__ = [
    "Dense",
    "Sequential",
    "activation_layer",
    "compile_model",
    "evaluate_model",
    "fit_model",
    "losses",
    "multi_hot",
]
