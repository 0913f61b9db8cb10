"""NesterovSGD: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Exercise, Misconception, edited, leaves_inputs_alone
from .probe import TWINS, WEIGHT_AND_BIAS, drawn, given, take_steps

BY_HAND = given("three times the same gradient", [0.0], [[1.0], [1.0], [1.0]], lr=1.0, momentum=0.5)
TURN = given("the gradient turns round", [0.0, 0.0], [[4.0, 1.0], [-4.0, 1.0]], lr=0.5, momentum=0.5)
STEPS = drawn("five steps", [(3, 2)], 5, lr=0.05, momentum=0.9)
ONE_STEP = drawn("the first step", [(4,)], 1, lr=0.1, momentum=0.9)
TWO = drawn("two parameters of one shape", TWINS, 3, lr=0.1, momentum=0.9)
SHAPES = drawn("a weight and a bias", WEIGHT_AND_BIAS, 3, lr=0.1, momentum=0.9)
NEW_LR = drawn("lr falls after two steps", [(4,)], 5, lr=[0.5, 0.5, 0.05, 0.05, 0.05], momentum=0.9)


class ByHand:
    def __init__(self, params, lr=0.001, momentum=0.9):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.momentum, self.velocity = momentum, {}

    def step(self):
        for group in self.param_groups:
            for param in group["params"]:
                velocity = self.momentum * self.velocity.get(param, 0.0) + param.grad
                self.velocity[param] = velocity
                param.data = param.data - group["lr"] * (param.grad + self.momentum * velocity)


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


NESTEROV_SGD = Exercise(
    reference=layerwise.optim.NesterovSGD,
    probe=take_steps,
    aspects=(
        Aspect("the first step", 0.5, (ONE_STEP,)),
        Aspect("steps", 1, (BY_HAND, TURN, STEPS)),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("a learning rate that changes", 0.5, (NEW_LR,)),
        leaves_inputs_alone(0.5, (TURN, STEPS), requires="steps"),
    ),
    accepted=(
        Accepted("a dictionary of velocities", ByHand),
        Accepted("multiplied out", MultipliedOut),
        Accepted("back to where Nesterov stands, and ahead again", BackAndAhead),
    ),
    misconceptions=(
        Misconception(
            "plain momentum",
            edited(ByHand, ("(param.grad + self.momentum * velocity)", "velocity")),
            hint="These are the steps of SGD with momentum: you move by the velocity. Nesterov looks ahead: it adds "
            "this gradient to the velocity's share of the next step. With momentum 0.5 and a gradient of 1 the "
            "first step should be 1.5, yours is 1.",
            second_hint="step = grad + momentum * velocity, with the velocity that already holds this gradient.",
        ),
        Misconception(
            "velocity first",
            edited(
                ByHand,
                (
                    "(param.grad + self.momentum * velocity)",
                    "((1 + self.momentum) * param.grad + self.momentum**2 * velocity)",
                ),
            ),
            hint="You use the rule that is multiplied out, `(1 + momentum) * grad + momentum**2 * velocity`, but bring "
            "the velocity up to date first. That rule wants the velocity of the step before; as it is, this gradient "
            "counts twice. At least one well-known book prints it so.",
            second_hint="Put velocity = momentum * old + grad into grad + momentum * velocity and multiply out. Which "
            "velocity is left on the right-hand side?",
        ),
        Misconception(
            "no look ahead at the first step",
            edited(
                ByHand,
                (
                    "self.velocity[param] = velocity",
                    "ahead = self.momentum * velocity if param in self.velocity else 0.0\n"
                    "                self.velocity[param] = velocity",
                ),
                ("param.grad + self.momentum * velocity)", "param.grad + ahead)"),
            ),
            hint="From the second step on you are right; the first is the gradient alone. The rule holds from the "
            "start: with a velocity of 0 before it, the first velocity is the gradient, and the step is "
            "(1 + momentum) times the gradient.",
            second_hint="The special case for the first step is one too many. A velocity that starts at 0 needs none.",
        ),
        Misconception(
            "the velocity in place of the gradient",
            edited(ByHand, ("(param.grad + self.momentum", "(velocity + self.momentum")),
            hint="Your step is velocity + momentum * velocity. That is plain momentum with a learning rate that is "
            "1 + momentum times as large. Where the gradient turns round, Nesterov's step turns sooner; yours "
            "does not.",
            second_hint="One of the two terms of the step is this gradient alone. The velocity brings the past, once.",
        ),
        Misconception(
            "the gradient is left out of the step",
            edited(ByHand, ("(param.grad + self.momentum * velocity)", "self.momentum * velocity")),
            hint="Your step is momentum * velocity: momentum times too short, and nothing of this gradient is "
            "added by itself. With momentum 0.5 and a gradient of 1 the first step should be 1.5, yours is 0.5.",
            second_hint="Two terms: what pulls now, and what the velocity will add next.",
        ),
        Misconception(
            "the look ahead is not damped",
            edited(ByHand, ("(param.grad + self.momentum * velocity)", "(param.grad + velocity)")),
            hint="You add the whole velocity to the gradient. What is left of a velocity one step later is only "
            "momentum times as much. With momentum 0.5 and a gradient of 1 the first step should be 1.5, yours "
            "is 2.",
            second_hint="The next step begins with momentum * velocity. That is the part one can look ahead to.",
        ),
        Misconception(
            "lr is inside the velocity",
            edited(
                ByHand,
                ("0.0) + param.grad", '0.0) + group["lr"] * param.grad'),
                (
                    'group["lr"] * (param.grad + self.momentum * velocity)',
                    '(group["lr"] * param.grad + self.momentum * velocity)',
                ),
            ),
            hint="You are right while lr stays the same. When it falls to a tenth, the old velocity, already "
            "multiplied by the old lr, still moves at the old pace.",
            second_hint="Keep the velocity a sum of gradients, and multiply by lr once, in the last line.",
        ),
        Misconception(
            "one velocity for all parameters",
            edited(ByHand, (".get(param, 0.0)", ".get(0, 0.0)"), ("self.velocity[param]", "self.velocity[0]")),
            hint="With one parameter you are right, with two you are not: both use the same velocity, so the "
            "weight's history pushes the bias.",
            second_hint="A velocity for each parameter, of its shape. How does your SGD find the right one again?",
        ),
    ),
)
