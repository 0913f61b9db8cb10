"""The gradient, measured: perturb each number a little and see how far the result moves.

Slow (two evaluations a number) but without any calculus that could be wrong: what hand-written gradients are held
against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, real_number


def numerical_gradient(f: Callable[[FloatArray], ArrayLike], x: ArrayLike, eps: float = 1e-5) -> FloatArray:
    """(f(x + eps) - f(x - eps)) / (2 * eps) for each number of x: central differences.

    The error of central differences shrinks with eps**2, that of one-sided ones, (f(x + eps) - f(x)) / eps, only
    with eps. But the difference of two nearly equal numbers loses digits, about 1e-16 / eps of them: with eps near
    1e-5 the two errors are in balance, and some ten digits are right.

    f: takes x and returns a single number. x: where to measure, any shape. eps: the size of the perturbation, above 0.
    Returns the gradient, float64, in the shape of x.

    A float64 array is perturbed in place and every number put back exactly, so f may also look at x from outside:
    numerical_gradient(lambda _: loss(), weight.data) works. Anything else, such as integers, which would
    round the perturbation away, is copied to float64 first.

    >>> numerical_gradient(lambda x: (x**2).sum(), [3.0, -1.0]).round(6)
    array([ 6., -2.])
    """
    eps = real_number(eps, "eps", above=0)
    x = float_array(x, "x")
    if x.dtype != np.float64 or not x.flags.writeable:
        x = x.astype(np.float64)
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        with perturbed(x, index, eps):
            above = _number(f(x))
        with perturbed(x, index, -eps):
            below = _number(f(x))
        grad[index] = (above - below) / (2 * eps)
    return grad


@contextmanager
def perturbed(x: FloatArray, index: tuple[int, ...], step: float) -> Iterator[None]:
    """x with `step` added to one of its numbers; afterwards, whatever happens, the old number again.

    >>> x = np.array([1.0, 2.0])
    >>> with perturbed(x, (1,), 0.5):
    ...     print(x)
    [1.  2.5]
    >>> x
    array([1., 2.])
    """
    before = x[index]
    x[index] = before + step
    try:
        yield
    finally:
        x[index] = before


def _number(value: ArrayLike) -> float:
    """The single number that f returned."""
    value = np.asarray(value)
    if value.size != 1:
        raise ValueError(f"f must return a single number, got shape {value.shape}: sum it, or take the mean")
    return float(value.reshape(()))
