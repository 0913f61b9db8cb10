"""The Kullback-Leibler divergence: what it costs to take q for the truth where p is.

It is no distance: KL(p, q) and KL(q, p) differ. With p fixed, making it smaller is making the cross-entropy smaller,
which is what training a classifier does. (Kullback and Leibler, On Information and Sufficiency, 1951.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, one_of
from .reduction import LossValue, reduce, reduce_backward

REDUCTIONS = ("batchmean", "mean", "sum", "none")


def kl_div(input: ArrayLike, target: ArrayLike, reduction: str = "batchmean") -> LossValue:
    """The sum over the classes of target * (log(target) - input), in nats; the mean over the batch.

    input: what the model says, as log-probabilities: log(q), (N, C). target: what is true, probabilities p, (N, C).
    This is KL(p, q): PyTorch's order, with the model first. Where p is 0 nothing is added, also where input is -inf.
    reduction: "batchmean" divides the sum by N; "mean" divides it by N * C, PyTorch's default; "sum"; or "none" for all
        N * C terms, (N, C).

    >>> round(kl_div(np.log([[0.5, 0.5]]), [[0.75, 0.25]]), 4)
    0.1308
    """
    input, target = _checked(input, target, reduction)
    log_target = np.log(np.where(target > 0, target, 1))
    terms = target * np.where(target > 0, log_target - input, 0)
    if reduction == "batchmean":
        return reduce(terms.sum(axis=1), "mean")
    return reduce(terms, reduction)


def kl_div_backward(
    input: ArrayLike, target: ArrayLike, reduction: str = "batchmean", grad_output: ArrayLike | None = None
) -> FloatArray:
    """-target, divided as `reduction` says: the gradient with respect to input, (N, C).

    grad_output: the gradient with respect to the loss; None stands for 1.

    >>> kl_div_backward(np.log([[0.5, 0.5]]), [[0.75, 0.25]])
    array([[-0.75, -0.25]])
    """
    input, target = _checked(input, target, reduction)
    if reduction == "batchmean":
        grad_rows = reduce_backward(grad_output, (len(input),), "mean", input.dtype)
        return -target * grad_rows[:, None]
    return -target * reduce_backward(grad_output, input.shape, reduction, input.dtype)


def _checked(input: ArrayLike, target: ArrayLike, reduction: str) -> tuple[FloatArray, FloatArray]:
    """Return input and target, both (N, C)."""
    one_of(reduction, "reduction", REDUCTIONS)
    log_q, p = float_array(input, "input"), float_array(target, "target")
    if log_q.ndim != 2 or log_q.shape != p.shape:
        raise ValueError(f"input and target must have the same shape (N, C), got {log_q.shape} and {p.shape}")
    if log_q.size and not log_q.max() <= 1e-3:  # more than rounding
        raise ValueError(f"input must hold log-probabilities, at most 0, got {log_q.max():g}: take the log of q")
    if p.size and not p.min() >= 0:
        raise ValueError(f"target must hold probabilities, at least 0, got {p.min():g}: no log is taken of p")
    return log_q, p
