"""The mean squared error: what regression pays."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array
from .reduction import LossValue, reduce, reduce_backward


def mse_loss(input: ArrayLike, target: ArrayLike, reduction: str = "mean") -> LossValue:
    """The mean over all entries of (input - target)**2, as in PyTorch.

    (Some books divide by 2 so that the gradient loses its 2, and some by N where the entries are N * D.)

    input: predictions, any shape. target: the values they should have, the same shape. A column (N, 1) against
        a row (N,) is refused: numpy would compare every prediction with every target.
    reduction: "mean", "sum", or "none" for one loss an entry.

    >>> mse_loss([1.0, 2.0], [1.0, 4.0])
    2.0
    """
    input, target = same_shape_as_target(input, target)
    return reduce((input - target) ** 2, reduction)


def mse_loss_backward(
    input: ArrayLike, target: ArrayLike, reduction: str = "mean", grad_output: ArrayLike | None = None
) -> FloatArray:
    """2 * (input - target), divided by the number of entries for "mean": the gradient with respect to input.

    grad_output: the gradient with respect to the loss; None stands for 1.

    >>> mse_loss_backward([1.0, 2.0], [1.0, 4.0])
    array([ 0., -2.])
    """
    input, target = same_shape_as_target(input, target)
    return reduce_backward(grad_output, input.shape, reduction, input.dtype) * 2 * (input - target)


def same_shape_as_target(input: ArrayLike, target: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return both as finite float arrays of input's dtype, refusing shapes that differ."""
    input, target = finite_array(input, "input"), finite_array(target, "target")
    if input.shape != target.shape:
        hint = ": numpy would compare each with all. Use reshape" if input.size == target.size else ""
        raise ValueError(
            f"input and target must have the same shape, got input {input.shape} and target {target.shape}{hint}"
        )
    return input, target.astype(input.dtype, copy=False)
