"""Ensembles: several networks, trained apart, err in different places; their average errs less."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix
from ..functional.softmax import softmax


def ensemble_predict(models: Sequence[Callable[[ArrayLike], ArrayLike]], X: ArrayLike) -> FloatArray:
    """Return the mean of the models' probabilities: shape (N, C). Its argmax along axis 1 is the predicted class.

        probabilities = mean over the models of softmax(model(X))

    Not the mean of the labels, which are names and not amounts, and not of the logits, whose scale is each network's
    own: one that is ten times as loud would outvote all others. (An honest average of opinions counts every one alike.)

    models: functions from X to logits of shape (N, C), such as Modules in eval mode.

    >>> import numpy as np
    >>> calm, loud = (lambda X: np.array([[0.0, 1.0]])), (lambda X: np.array([[1000.0, 0.0]]))
    >>> ensemble_predict([calm, calm, loud], X=[[0.0]]).round(3)
    array([[0.513, 0.487]])
    """
    models = list(models)
    if not models:
        raise ValueError("models must hold at least one model, got none")
    total: FloatArray | None = None
    for i, model in enumerate(models):
        logits = float_matrix(model(X), f"the output of models[{i}]", "(N, C)")
        if total is not None and logits.shape != total.shape:
            raise ValueError(f"models[{i}] gives logits of shape {logits.shape}, the ones before {total.shape}")
        probabilities = softmax(logits, dim=1)
        total = probabilities if total is None else total + probabilities
    assert total is not None
    return total / len(models)
