"""Features: what a network has made of its input somewhere on the way, for something else to learn from."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, whole_number
from ..nn.container import Sequential
from ..training.evaluation import predict


def extract_features(model: Sequential, X: ArrayLike, depth: int | None = None, batch_size: int = 256) -> FloatArray:
    """Return the output of the first `depth` modules of `model` for every example of X, flattened to (N, D).

    X: (N, ...). depth: 0 to len(model); 0 gives X itself. None: everything but the last module, the head.
    batch_size: how many examples go through at a time; it limits the memory, and the result does not depend on it.

    In evaluation: an example's features do not depend on its batch, and no running statistics move. Afterwards every
    module is in the mode that it was in before.

    A frozen body gives an example the same features in every epoch. So they are computed once, and training the head
    on them costs what training one linear layer costs.

    >>> import numpy as np
    >>> from layerwise.nn import Flatten, Linear
    >>> model = Sequential(Flatten(), Linear(6, 4, rng=0), Linear(4, 2, rng=1))
    >>> extract_features(model, np.zeros((5, 2, 3))).shape
    (5, 4)
    """
    X, batch_size = float_array(X, "X"), whole_number(batch_size, "batch_size", at_least=1)
    if not isinstance(model, Sequential):
        raise TypeError(f"model must be a Sequential, whose modules can be counted, got a {type(model).__name__}")
    depth = len(model) - 1 if depth is None else whole_number(depth, "depth", at_least=0)
    if depth > len(model):
        raise ValueError(f"depth must be at most {len(model)}, the number of modules, got {depth}")
    if X.ndim == 0 or len(X) == 0:
        raise ValueError(f"X must hold at least one example, got shape {X.shape}")
    features = predict(Sequential(*model[:depth]), X, batch_size)
    return features.reshape(len(features), -1)
