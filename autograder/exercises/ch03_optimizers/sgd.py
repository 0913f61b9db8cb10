"""SGD: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise
from .probe import PATH, drawn, given, leaves_gradients_alone, matrix, row, take_steps, twins, weight_and_bias


def first_waits(rng):
    """Two parameters, the first without a gradient in every other step: at the beginning, and once it has moved."""
    grads = [[None if step % 2 == 0 else rng.normal(size=3), rng.normal(size=2)] for step in range(4)]
    return {"start": [rng.normal(size=3), rng.normal(size=2)], "grads": grads, "lr": 0.1, "momentum": 0.9}


BY_HAND = given("two steps by hand", [1.0, -2.0], [[10.0, -20.0], [5.0, 0.0]], lr=0.1)
PLAIN = drawn("four steps", matrix, 4, lr=0.05)
DEFAULT_LR = drawn("lr as it is by default", row, 3, scale=100.0)
MOMENTUM_BY_HAND = given("three times the same gradient", [0.0], [[1.0], [1.0], [1.0]], lr=1.0, momentum=0.5)
MOMENTUM = drawn("five steps with momentum", matrix, 5, lr=0.05, momentum=0.9)
TWO = drawn("two parameters of one shape", twins, 3, lr=0.1, momentum=0.9)
SHAPES = drawn("a weight and a bias", weight_and_bias, 3, lr=0.1, momentum=0.9)
DECAY = drawn("weight decay", row, 3, lr=0.1, weight_decay=0.5)
DECAY_AND_MOMENTUM = drawn("weight decay and momentum", row, 4, lr=0.1, momentum=0.9, weight_decay=0.5)
NEW_LR = drawn("lr falls after two steps", row, 5, lr=[0.5, 0.5, 0.05, 0.05, 0.05], momentum=0.9)
WAITING = Case("one parameter waits", first_waits)


class ListOfVelocities:
    def __init__(self, params, lr=0.001, momentum=0.0, weight_decay=0.0):
        params = list(params)
        self.param_groups = [{"params": params, "lr": lr}]
        self.mu, self.wd = momentum, weight_decay
        self.v = [np.zeros(p.data.shape) for p in params]

    def step(self):
        [group] = self.param_groups
        for p, v in zip(group["params"], self.v, strict=True):
            if p.grad is not None:
                v *= self.mu
                v += p.grad + self.wd * p.data
                p.data -= group["lr"] * v


class KeptInTheParameter:
    def __init__(self, params, lr=0.001, momentum=0.0, weight_decay=0.0):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.momentum, self.weight_decay = momentum, weight_decay

    def step(self):
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is not None:
                    grad = param.grad + self.weight_decay * param.data
                    param.velocity = grad + self.momentum * getattr(param, "velocity", np.zeros_like(grad))
                    param.data = param.data - group["lr"] * param.velocity


class DividedByLr:
    def __init__(self, params, lr=0.001, momentum=0.0, weight_decay=0.0):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.momentum, self.weight_decay = momentum, weight_decay
        self.moved, self.last_lr = {}, lr

    def step(self):
        lr = self.param_groups[0]["lr"]
        for param in self.param_groups[0]["params"]:
            if param.grad is not None:
                moved = self.momentum * self.moved.get(id(param), 0.0) * lr / self.last_lr
                self.moved[id(param)] = moved - lr * (param.grad + self.weight_decay * param.data)
                param.data = param.data + self.moved[id(param)]
        self.last_lr = lr


EXERCISE = Exercise(
    reference=layerwise.optim.SGD,
    probe=take_steps,
    aspects=(
        Aspect("plain steps", 1, (BY_HAND, PLAIN, DEFAULT_LR), PATH),
        Aspect("momentum", 1, (MOMENTUM_BY_HAND, MOMENTUM), PATH),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("weight decay", 0.5, (DECAY, DECAY_AND_MOMENTUM), PATH),
        Aspect("a learning rate that changes", 0.5, (NEW_LR,), PATH),
        Aspect("no gradient yet", 0.5, (WAITING,)),
        leaves_gradients_alone(0.5, (BY_HAND, MOMENTUM, DECAY_AND_MOMENTUM), requires="plain steps"),
    ),
    accepted=(
        Accepted("a list of velocities, in place", ListOfVelocities),
        Accepted("the velocity kept in the parameter", KeptInTheParameter),
        Accepted("lr inside, and corrected when it changes", DividedByLr),
    ),
)
