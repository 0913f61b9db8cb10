"""sgd_step: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise
from .probe import drawn, given, leaves_gradients_alone, matrix, twins, weight_and_bias


def step_by_step(sgd_step, start, grads, lr):
    """The probe: where every parameter is after each call, and what is left of the first one's gradient."""
    from layerwise.nn import Parameter

    params = [Parameter(values) for values in start]
    paths: list[list[np.ndarray]] = [[] for _ in params]
    left = []
    for of_this_step in grads:
        for param, grad in zip(params, of_this_step, strict=True):
            param.grad = grad
        sgd_step(params, lr)
        for param, path in zip(params, paths, strict=True):
            path.append(np.array(param.data))
        left.append(np.full(params[0].data.shape, np.nan) if params[0].grad is None else np.array(params[0].grad))
    if len(paths) == 1:
        return {"path": np.array(paths[0]), "gradients after each step": np.array(left)}
    return {f"path of parameter {i}": np.array(path) for i, path in enumerate(paths)}


def second_waits(rng):
    """Three parameters, the second without a gradient in the first step."""
    grads = [[rng.normal(size=3), None, rng.normal(size=2)], [rng.normal(size=3) for _ in range(2)]]
    grads[1].append(rng.normal(size=2))
    return {"start": [rng.normal(size=3), rng.normal(size=3), rng.normal(size=2)], "grads": grads, "lr": 0.1}


BY_HAND = given("two steps by hand", [1.0, -2.0], [[10.0, -20.0], [5.0, 0.0]], lr=0.1)
MATRIX = drawn("a table of numbers", matrix, 3, lr=0.05)
TWO = drawn("two parameters of one shape", twins, 2, lr=0.1)
SHAPES = drawn("a weight and a bias", weight_and_bias, 2, lr=0.1)
WAITING = Case("one parameter has no gradient", second_waits)


def in_place(params, lr):
    for param in params:
        if param.grad is not None:
            param.data -= lr * param.grad


def those_with_a_gradient_first(params, lr):
    moving = [param for param in params if param.grad is not None]
    steps = [-lr * param.grad for param in moving]
    for i in range(len(moving)):
        moving[i].data = np.add(moving[i].data, steps[i])


def number_by_number(params, lr):
    for param in params:
        if param.grad is None:
            continue
        new = param.data.copy()
        for place in np.ndindex(new.shape):
            new[place] = param.data[place] - lr * param.grad[place]
        param.data = new


EXERCISE = Exercise(
    reference=layerwise.optim.sgd_step,
    probe=step_by_step,
    aspects=(
        Aspect("the step", 0.5, (BY_HAND, MATRIX), ("path",)),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("a parameter without a gradient", 0.5, (WAITING,)),
        leaves_gradients_alone(0.5, (BY_HAND, MATRIX), requires="the step"),
    ),
    accepted=(
        Accepted("in place", in_place),
        Accepted("those with a gradient first", those_with_a_gradient_first),
        Accepted("number by number", number_by_number),
    ),
)
