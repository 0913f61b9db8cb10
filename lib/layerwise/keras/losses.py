"""The losses by the names that compile takes. As in Keras they expect probabilities, not scores, unless told otherwise.

Called with predictions and targets, in this order (Keras has it the other way round); asked for the gradient after.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, float_matrix, one_of
from ..functional.bce_with_logits import binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_backward
from ..functional.class_targets import scores_and_classes
from ..functional.cross_entropy import cross_entropy, cross_entropy_backward
from ..functional.mse_loss import same_shape_as_target
from ..nn.loss import MSELoss

EPSILON = 1e-7  # probabilities are moved this far from 0 and 1, as in Keras, before the logarithm


class MeanSquaredError(MSELoss):
    """The mean of (pred - target)**2 over all entries, for pred and target of one shape.

    >>> MeanSquaredError()([[1.0], [2.0]], [[1.0], [4.0]])
    2.0
    """

    def __init__(self) -> None:
        super().__init__()


class _Crossentropy:
    """What the three cross-entropies share: from_logits, and the latest call for backward."""

    def __init__(self, from_logits: bool = False) -> None:
        self.from_logits = bool(from_logits)
        self._saved: tuple[FloatArray, Any] | None = None

    def __call__(self, pred: ArrayLike, target: ArrayLike) -> float:
        """Return the mean loss of the batch."""
        self._saved = pred, target = self._checked(pred, target)
        return float(self._loss(pred, target))

    def backward(self) -> FloatArray:
        """Return the gradient with respect to pred of the latest call."""
        if self._saved is None:
            raise RuntimeError(f"{type(self).__name__}.backward was called before the loss was")
        return self._gradient(*self._saved)

    def _checked(self, pred: ArrayLike, target: ArrayLike) -> tuple[FloatArray, Any]:
        raise NotImplementedError

    def _loss(self, pred: FloatArray, q: Any) -> Any:
        """The mean of -sum of q * log(p), with p the rows of pred, divided by their sums."""
        if self.from_logits:
            return cross_entropy(pred, q)
        p = pred / pred.sum(axis=1, keepdims=True)
        return -(q * np.log(np.clip(p, EPSILON, 1 - EPSILON))).sum() / len(p)

    def _gradient(self, pred: FloatArray, q: Any) -> FloatArray:
        if self.from_logits:
            return cross_entropy_backward(pred, q)
        total = pred.sum(axis=1, keepdims=True)
        p = pred / total
        inside = (p >= EPSILON) & (p <= 1 - EPSILON)  # beyond, the clipping lets nothing through
        grad_p = np.where(inside, -q / np.where(inside, p, 1), 0.0) / len(p)
        return (grad_p - (grad_p * p).sum(axis=1, keepdims=True)) / total

    def __repr__(self) -> str:
        return f"{type(self).__name__}(from_logits={self.from_logits})"


class CategoricalCrossentropy(_Crossentropy):
    """The mean of -log(p of the right class), for targets (N, C) that have a 1 at the right class and 0 elsewhere.

    pred: probabilities (N, C), or scores with from_logits=True. As Keras does, each row of probabilities is divided by
    its sum before.

    >>> round(CategoricalCrossentropy()([[0.25, 0.75]], [[0.0, 1.0]]), 4)
    0.2877
    """

    def _checked(self, pred: ArrayLike, target: ArrayLike) -> tuple[FloatArray, FloatArray]:
        pred, q = finite_array(float_matrix(pred, "pred", "(N, C)"), "pred"), finite_array(target, "target")
        if q.shape != pred.shape:
            raise ValueError(
                f"target must have the shape of pred, {pred.shape}, one column a class; got {q.shape}. Class numbers "
                "are for sparse_categorical_crossentropy"
            )
        return pred, q


class SparseCategoricalCrossentropy(_Crossentropy):
    """The same for targets (N,) that are the numbers of the right classes.

    >>> loss = SparseCategoricalCrossentropy()
    >>> round(loss([[0.25, 0.75]], [1]), 4), loss.backward().round(4)
    (0.2877, array([[ 1.    , -0.3333]]))
    """

    def _checked(self, pred: ArrayLike, target: ArrayLike) -> tuple[FloatArray, FloatArray]:
        pred, target = scores_and_classes(finite_array(pred, "pred"), target, "pred")
        return pred, np.eye(pred.shape[1])[target]


class BinaryCrossentropy(_Crossentropy):
    """The mean of -(target * log(pred) + (1 - target) * log(1 - pred)), for pred and target of one shape, (N, 1).

    >>> loss = BinaryCrossentropy()
    >>> round(loss([[0.25]], [[1.0]]), 4), loss.backward()
    (1.3863, array([[-4.]]))
    """

    def _checked(self, pred: ArrayLike, target: ArrayLike) -> tuple[FloatArray, FloatArray]:
        return same_shape_as_target(pred, target)

    def _loss(self, pred: FloatArray, q: FloatArray) -> Any:
        if self.from_logits:
            return binary_cross_entropy_with_logits(pred, q)
        p = np.clip(pred, EPSILON, 1 - EPSILON)
        return -(q * np.log(p) + (1 - q) * np.log(1 - p)).mean()

    def _gradient(self, pred: FloatArray, q: FloatArray) -> FloatArray:
        if self.from_logits:
            return binary_cross_entropy_with_logits_backward(pred, q)
        inside = (pred >= EPSILON) & (pred <= 1 - EPSILON)
        p = np.where(inside, pred, 0.5)
        return np.where(inside, (p - q) / (p * (1 - p)), 0.0) / pred.size


LOSSES: dict[str, Any] = {
    "mse": MeanSquaredError,
    "binary_crossentropy": BinaryCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
}


def get(name: Any) -> Any:
    """Return a new loss for a name; what is no name is a loss already.

    >>> get("categorical_crossentropy")
    CategoricalCrossentropy(from_logits=False)
    """
    return LOSSES[one_of(name, "loss", LOSSES)]() if isinstance(name, str) else name
