"""NesterovSGD: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Exercise
from .probe import PATH, drawn, given, leaves_gradients_alone, matrix, row, take_steps, twins, weight_and_bias

BY_HAND = given("three times the same gradient", [0.0], [[1.0], [1.0], [1.0]], lr=1.0, momentum=0.5)
TURN = given("the gradient turns round", [0.0, 0.0], [[4.0, 1.0], [-4.0, 1.0]], lr=0.5, momentum=0.5)
STEPS = drawn("five steps", matrix, 5, lr=0.05, momentum=0.9)
DEFAULTS = drawn("lr and momentum as they are by default", row, 3, scale=100.0)
ONE_STEP = drawn("the first step", row, 1, lr=0.1, momentum=0.9)
TWO = drawn("two parameters of one shape", twins, 3, lr=0.1, momentum=0.9)
SHAPES = drawn("a weight and a bias", weight_and_bias, 3, lr=0.1, momentum=0.9)
NEW_LR = drawn("lr falls after two steps", row, 5, lr=[0.5, 0.5, 0.05, 0.05, 0.05], momentum=0.9)


class MultipliedOut:
    def __init__(self, params, lr=0.001, momentum=0.9):
        params = list(params)
        self.param_groups = [{"params": params, "lr": lr}]
        self.mu, self.old = momentum, [np.zeros_like(p.data) for p in params]

    def step(self):
        for i, p in enumerate(self.param_groups[0]["params"]):
            p.data -= self.param_groups[0]["lr"] * (self.mu**2 * self.old[i] + (1 + self.mu) * p.grad)
            self.old[i] = self.mu * self.old[i] + p.grad


class BackAndAhead:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.momentum, self.velocity = momentum, {}

    def step(self):
        for group in self.param_groups:
            lr = group["lr"]
            for param in group["params"]:
                old = self.velocity.get(id(param), np.zeros(param.data.shape))
                x = param.data + lr * self.momentum * old  # where Nesterov stands; param is where he looks
                self.velocity[id(param)] = self.momentum * old + param.grad
                x = x - lr * self.velocity[id(param)]
                param.data = x - lr * self.momentum * self.velocity[id(param)]


EXERCISE = Exercise(
    reference=layerwise.optim.NesterovSGD,
    probe=take_steps,
    aspects=(
        Aspect("the first step", 0.5, (ONE_STEP,), PATH),
        Aspect("steps", 1, (BY_HAND, TURN, STEPS, DEFAULTS), PATH),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("a learning rate that changes", 0.5, (NEW_LR,), PATH),
        leaves_gradients_alone(0.5, (TURN, STEPS), requires="steps"),
    ),
    accepted=(
        Accepted("multiplied out", MultipliedOut),
        Accepted("back to where Nesterov stands, and ahead again", BackAndAhead),
    ),
)
