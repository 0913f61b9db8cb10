"""RegionLoss: what a box holds, and how far it is off, in one number to train with."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix, real_number
from ..functional.cross_entropy import cross_entropy, cross_entropy_backward


class RegionLoss:
    """cross_entropy(scores, label) + box_weight * the mean over all regions of the box error, 0 for background.

        box error = sum over the four of 0.5 * d**2 where |d| < 1, else |d| - 0.5         d = output - target

    Called with output (N, C + 4), scores of C classes and four deltas, and target (N, 5), a label and four deltas.
    Class 0 is background: its deltas do not count. (Girshick, Fast R-CNN, 2015.)

    >>> loss = RegionLoss()
    >>> output = np.array([[0.0, 0.0, 0.5, 0.0, 0.0, 0.0], [0.0, 0.0, 9.0, 9.0, 9.0, 9.0]])
    >>> float(loss(output, [[1, 0, 0, 0, 0], [0, 0, 0, 0, 0]]) - np.log(2)).__round__(4)  # 0.5 * 0.5**2 / 2 regions
    0.0625
    """

    def __init__(self, box_weight: float = 1.0) -> None:
        self.box_weight = real_number(box_weight, "box_weight", at_least=0)

    def __call__(self, output: ArrayLike, target: ArrayLike) -> float:
        """Return the loss."""
        output, target = float_matrix(output, "output", "(N, C + 4)"), float_matrix(target, "target", "(N, 5)")
        if target.shape != (len(output), 5) or output.shape[1] < 6:
            raise ValueError(
                f"output must have shape (N, C + 4), C at least 2, and target (N, 5); got {output.shape} "
                f"and {target.shape}"
            )
        self.scores, self.labels = output[:, :-4], target[:, 0].astype(np.int64)
        self.apart = np.where(self.labels[:, None] > 0, output[:, -4:] - target[:, 1:], 0).astype(output.dtype)
        size = np.abs(self.apart)
        error = np.where(size < 1, 0.5 * size**2, size - 0.5).sum() / len(output)
        return float(cross_entropy(self.scores, self.labels) + self.box_weight * error)

    def backward(self) -> FloatArray:
        """Return the gradient with respect to output, (N, C + 4)."""
        grad_scores = cross_entropy_backward(self.scores, self.labels)
        grad_deltas = self.box_weight * np.clip(self.apart, -1, 1) / len(self.labels)
        return np.concatenate([grad_scores, grad_deltas], axis=1)
