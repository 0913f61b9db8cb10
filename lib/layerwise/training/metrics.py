"""Metrics: how good a network is, in numbers that people can read.

A loss is for the optimizer; these are for us. Of a classifier, `predicted` may always be the scores, of shape
(N, C), or the predicted classes, of shape (N,).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, IntArray, finite_array, float_matrix, whole_number

__all__ = ["accuracy", "confusion_matrix", "precision_recall_f1", "r2_score", "top_k_accuracy"]


def accuracy(predicted: ArrayLike, target: ArrayLike) -> float:
    """Return the fraction of examples whose predicted class is the right one.

    With 95 % of one class, always saying that class has an accuracy of 0.95: look at the confusion matrix too.

    >>> accuracy([[0.1, 0.9], [0.8, 0.2]], [1, 1])
    0.5
    """
    labels, target = _labels(predicted, target)
    return float((labels == target).mean())


def top_k_accuracy(scores: ArrayLike, target: ArrayLike, k: int = 5) -> float:
    """Return the fraction of examples whose right class is among the k with the highest scores.

    Of equal scores the first counts as higher, as in argmax.

    >>> top_k_accuracy([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]], [1, 2], k=2)
    0.5
    """
    scores = float_matrix(scores, "scores", "(N, C)")
    _, target = _labels(scores, target)
    k = whole_number(k, "k", at_least=1)
    if k > scores.shape[1]:
        raise ValueError(f"k must be at most the number of classes, {scores.shape[1]}, got {k}")
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return float((best == target[:, None]).any(axis=1).mean())


def confusion_matrix(predicted: ArrayLike, target: ArrayLike, classes: int | None = None) -> IntArray:
    """Return counts of shape (C, C): row = the right class, column = the predicted one. The diagonal is right.

    classes: C; if None, the largest label that occurs, plus 1.

    >>> confusion_matrix([0, 1, 1, 1], target=[0, 0, 1, 1])
    array([[1, 1],
           [0, 2]])
    """
    labels, target = _labels(predicted, target)
    largest = int(max(labels.max(), target.max()))
    if classes is None:
        classes = np.shape(predicted)[1] if np.ndim(predicted) == 2 else largest + 1
    C = whole_number(classes, "classes", at_least=1)
    if largest >= C:
        raise ValueError(f"classes must be more than the largest label, {largest}, got {C}")
    return np.bincount(target * C + labels, minlength=C * C).reshape(C, C)


class Scores(NamedTuple):
    """Precision, recall and their harmonic mean for each class, each of shape (C,)."""

    precision: FloatArray
    recall: FloatArray
    f1: FloatArray


def precision_recall_f1(predicted: ArrayLike, target: ArrayLike, classes: int | None = None) -> Scores:
    """Return how pure and how complete each predicted class is.

        precision = right / predicted as this class          of what I called a 3, how much is a 3?
        recall    = right / examples of this class           of all the 3s, how many did I find?
        f1        = 2 * precision * recall / (precision + recall)

    0 / 0 counts as 0: a class that is never predicted has precision 0.

    >>> precision_recall_f1([0, 1, 1, 1], target=[0, 0, 1, 1]).recall
    array([0.5, 1. ])
    """
    confusion = confusion_matrix(predicted, target, classes)
    right = confusion.diagonal().astype(float)
    precision, recall = _ratio(right, confusion.sum(axis=0)), _ratio(right, confusion.sum(axis=1))
    return Scores(precision, recall, _ratio(2 * precision * recall, precision + recall))


def r2_score(pred: ArrayLike, target: ArrayLike) -> float:
    """Return which part of the target's variation the predictions account for: 1 is perfect, 0 is as good as the mean.

        1 - sum of (target - pred)**2 / sum of (target - target.mean())**2

    Below 0, saying the target's mean for everybody would be better. A target that never varies: 1.0 if every
    prediction is right, otherwise 0.0, as in scikit-learn.
    pred, target: (N,) or (N, 1), each in either shape.

    >>> r2_score([[1.0], [2.0], [4.0]], [1.0, 3.0, 5.0])
    0.75
    """
    pred, target = finite_array(pred, "pred"), finite_array(target, "target")
    for name, array in (("pred", pred), ("target", target)):
        if array.size == 0 or array.shape not in {(array.size,), (array.size, 1)}:
            raise ValueError(f"{name} must have shape (N,) or (N, 1), N at least 1, got {array.shape}")
    if pred.size != target.size:
        raise ValueError(f"pred and target must be equally many, got {pred.size} and {target.size}")
    pred, target = pred.ravel(), target.ravel()
    missed, variation = ((target - pred) ** 2).sum(), ((target - target.mean()) ** 2).sum()
    if variation == 0:
        return float(missed == 0)
    return float(1 - missed / variation)


def _ratio(numerator: FloatArray, denominator: FloatArray | IntArray) -> FloatArray:
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator != 0)


def _labels(predicted: ArrayLike, target: ArrayLike) -> tuple[IntArray, IntArray]:
    """Predicted and right classes, both (N,) ints."""
    labels, classes = np.asarray(predicted), np.asarray(target)
    if labels.ndim == 2:
        if np.isnan(labels).any():
            raise ValueError("predicted holds nan: the largest of nans is no prediction")
        labels = labels.argmax(axis=1)
    for name, array in (("predicted", labels), ("target", classes)):
        if array.dtype.kind not in "iu":
            raise TypeError(f"{name} must hold integer classes, got dtype {array.dtype}")
    if labels.shape != classes.shape or labels.ndim != 1 or labels.size == 0:
        raise ValueError(
            f"predicted must have shape (N, C) or (N,) and target (N,), N at least 1; got {np.shape(predicted)} "
            f"and {classes.shape}"
        )
    if min(labels.min(), classes.min()) < 0:
        raise ValueError("classes must be 0 or more, got a negative one")
    return labels.astype(np.int64), classes.astype(np.int64)
