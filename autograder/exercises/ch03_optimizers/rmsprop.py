"""RMSprop: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Exercise
from .probe import (
    LARGE,
    PATH,
    columns,
    drawn,
    given,
    leaves_gradients_alone,
    matrix,
    row,
    take_steps,
    twins,
    weight_and_bias,
)

BY_HAND = given("two steps by hand", [0.0], [[2.0], [0.0]], lr=1.0, alpha=0.75)
STEPS = drawn("five steps", matrix, 5, lr=0.1, alpha=0.9, scale=LARGE)
DEFAULTS = drawn("lr and alpha as they are by default", row, 3, scale=LARGE)
APART = [[1000.0, 1.0], [500.0, 2.0], [1000.0, -1.0]]
SIZES = given("a large and a small gradient", [1.0, 1.0], APART, lr=0.1, alpha=0.8)
ANY_SIZES = drawn("large and small gradients", columns, 3, lr=0.1, alpha=0.8, scale=np.array([1000.0, 1.0]))
TWO = drawn("two parameters of one shape", twins, 3, lr=0.1, alpha=0.9, scale=LARGE)
SHAPES = drawn("a weight and a bias", weight_and_bias, 3, lr=0.1, alpha=0.9, scale=LARGE)
EPS = drawn("small gradients, large eps", row, 3, lr=0.1, scale=0.1, alpha=0.9, eps=0.1)
DEFAULT_EPS = drawn("tiny gradients, eps as it is by default", row, 3, lr=0.1, scale=1e-8, alpha=0.9)
ZERO = given("a gradient of 0", [1.0, 1.0], [[0.0, 2.0], [0.0, 2.0], [3.0, 2.0]], lr=0.1, alpha=0.9)
NEW_LR = drawn("lr falls after two steps", row, 4, lr=[0.1, 0.1, 0.01, 0.01], alpha=0.9, scale=LARGE)


class ByHand:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.alpha, self.eps, self.square_avg = alpha, eps, {}

    def step(self):
        for group in self.param_groups:
            for param in group["params"]:
                grad, alpha = param.grad, self.alpha
                square = alpha * self.square_avg.get(param, 0.0) + (1 - alpha) * grad**2
                self.square_avg[param] = square
                param.data = param.data - group["lr"] * grad / (np.sqrt(square) + self.eps)


class InPlace:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        params = list(params)
        self.param_groups = [{"params": params, "lr": lr}]
        self.alpha, self.eps, self.h = alpha, eps, [np.zeros_like(p.data) for p in params]

    def step(self):
        for p, h in zip(self.param_groups[0]["params"], self.h, strict=True):
            h *= self.alpha
            h += (1 - self.alpha) * p.grad * p.grad
            p.data -= self.param_groups[0]["lr"] * p.grad / (h**0.5 + self.eps)


class PartOfTheWay:
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.alpha, self.eps, self.state = alpha, eps, {}

    def step(self):
        for group in self.param_groups:
            for param in group["params"]:
                mean = self.state.setdefault(id(param), np.zeros(param.data.shape))
                mean += (1 - self.alpha) * (np.square(param.grad) - mean)
                param.data = param.data - group["lr"] / (np.sqrt(mean) + self.eps) * param.grad


EXERCISE = Exercise(
    reference=layerwise.optim.RMSprop,
    probe=take_steps,
    aspects=(
        Aspect("steps", 1, (BY_HAND, STEPS, DEFAULTS), PATH),
        Aspect("each number has its own rate", 0.5, (SIZES, ANY_SIZES), PATH),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("eps, and gradients of 0", 0.5, (EPS, DEFAULT_EPS, ZERO), PATH),
        Aspect("a learning rate that changes", 0.5, (NEW_LR,), PATH),
        leaves_gradients_alone(0.5, (BY_HAND, STEPS), requires="steps"),
    ),
    accepted=(
        Accepted("a dictionary of means", ByHand),
        Accepted("a list of means, in place", InPlace),
        Accepted("part of the way to the new square", PartOfTheWay),
    ),
)
