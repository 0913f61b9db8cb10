"""Adagrad: what is asked and what is right; the mistakes stand in the `.md` beside it."""

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

BY_HAND = given("two steps by hand", [0.0, 0.0], [[3.0, -0.1], [4.0, 0.0]], lr=1.0)
STEPS = drawn("five steps", matrix, 5, lr=0.2, scale=LARGE)
DEFAULT_LR = drawn("lr as it is by default", row, 3, scale=LARGE)
SIZES = given("a large and a small gradient", [1.0, 1.0], [[1000.0, 1.0], [500.0, 2.0], [1000.0, -1.0]], lr=0.1)
ANY_SIZES = drawn("large and small gradients", columns, 3, lr=0.1, scale=np.array([1000.0, 1.0]))
TWO = drawn("two parameters of one shape", twins, 3, lr=0.1, scale=LARGE)
SHAPES = drawn("a weight and a bias", weight_and_bias, 3, lr=0.1, scale=LARGE)
EPS = drawn("small gradients, large eps", row, 3, lr=0.1, scale=0.1, eps=0.1)
DEFAULT_EPS = drawn("tiny gradients, eps as it is by default", row, 3, lr=0.1, scale=1e-10)
ZERO = given("a gradient of 0", [1.0, 1.0], [[0.0, 2.0], [0.0, 2.0], [3.0, 2.0]], lr=0.1)
NEW_LR = drawn("lr falls after two steps", row, 4, lr=[0.2, 0.2, 0.02, 0.02], scale=LARGE)


class InPlace:
    def __init__(self, params, lr=0.01, eps=1e-10):
        params = list(params)
        self.param_groups = [{"params": params, "lr": lr}]
        self.eps, self.h = eps, [np.zeros_like(p.data) for p in params]

    def step(self):
        for p, h in zip(self.param_groups[0]["params"], self.h, strict=True):
            h += p.grad * p.grad
            rate = self.param_groups[0]["lr"] / (h**0.5 + self.eps)
            p.data -= rate * p.grad


class AllGradientsKept:
    def __init__(self, params, lr=0.01, eps=1e-10):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.eps, self.history = eps, {}

    def step(self):
        for param in self.param_groups[0]["params"]:
            past = self.history.setdefault(id(param), [])
            past.append(np.array(param.grad))
            size = np.linalg.norm(np.stack(past), axis=0)
            param.data = param.data - self.param_groups[0]["lr"] * param.grad / (size + self.eps)


EXERCISE = Exercise(
    reference=layerwise.optim.Adagrad,
    probe=take_steps,
    aspects=(
        Aspect("steps", 1, (BY_HAND, STEPS, DEFAULT_LR), PATH),
        Aspect("each number has its own rate", 0.5, (SIZES, ANY_SIZES), PATH),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("eps, and gradients of 0", 0.5, (EPS, DEFAULT_EPS, ZERO), PATH),
        Aspect("a learning rate that changes", 0.5, (NEW_LR,), PATH),
        leaves_gradients_alone(0.5, (BY_HAND, STEPS), requires="steps"),
    ),
    accepted=(
        Accepted("a list of sums, in place", InPlace),
        Accepted("all gradients kept", AllGradientsKept),
    ),
)
