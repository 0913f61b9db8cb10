"""Watch an optimizer walk over a function of a few variables, and try again from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, random_generator, whole_number
from ..nn.parameter import Parameter
from .optimizer import Optimizer

Point = TypeVar("Point")


def trace(
    opt: Callable[[list[Parameter]], Optimizer],
    f: Callable[[FloatArray], tuple[float, FloatArray]],
    x0: ArrayLike,
    steps: int,
) -> FloatArray:
    """Return every point that an optimizer visits on f, the start included: shape (steps + 1, *x0.shape).

    opt: makes the optimizer for a list of parameters, such as `lambda params: SGD(params, lr=0.1)`.
    f: takes x and returns (value, gradient), the gradient in the shape of x. x0: the start, any shape. steps: updates.

    path[0] is x0, path[i] the point after i updates. Each is a copy: the optimizer changes its parameter in
    place, and a list of the same array would show the last point only.

    >>> from layerwise.optim import SGD
    >>> trace(lambda params: SGD(params, lr=0.25), lambda x: (float(x @ x), 2 * x), [4.0, -8.0], steps=2)
    array([[ 4., -8.],
           [ 2., -4.],
           [ 1., -2.]])
    """
    steps = whole_number(steps, "steps", at_least=0)
    x = Parameter(x0)
    optimizer = opt([x])
    path = np.empty((steps + 1, *x.shape), x.dtype)
    path[0] = x.data
    for i in range(steps):
        _, gradient = f(x.data.copy())
        if np.shape(gradient) != x.shape:
            raise ValueError(f"f must return (value, gradient of x's shape {x.shape}), got shape {np.shape(gradient)}")
        x.grad = np.asarray(gradient, x.dtype)
        optimizer.step()
        path[i + 1] = x.data
    return path


def random_restarts(
    f: Callable[[np.random.Generator], tuple[Point, float]], n: int, seed: int = 0
) -> tuple[Point, float]:
    """Search n times from different random starts and return the best (x, value): the one of the smallest value.

    Going downhill ends in the nearest valley; only another start can find a deeper one.

    f: one search. It is given a random generator, draws its start from it, and returns (x, value).
    All n searches draw from one generator seeded with `seed`, so the starts differ and the result repeats.

    >>> values = [5.0, 2.0, 3.0]
    >>> def search(rng):
    ...     i = int(rng.integers(3))
    ...     return i, values[i]
    >>> random_restarts(search, n=20)
    (1, 2.0)
    """
    n, rng = whole_number(n, "n", at_least=1), random_generator(seed)
    attempts = [f(rng) for _ in range(n)]
    values = [float(value) for _, value in attempts]
    if np.isnan(values).all():
        raise ValueError(f"f must return (x, value), but all {n} values are nan")
    best = int(np.nanargmin(values))
    return attempts[best][0], values[best]
