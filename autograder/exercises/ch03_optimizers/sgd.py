"""SGD: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone
from .probe import TWINS, WEIGHT_AND_BIAS, drawn, given, take_steps


def second_waits(rng):
    """Two parameters, the second without a gradient in the first two steps."""
    grads = [[rng.normal(size=3), None] for _ in range(2)] + [[rng.normal(size=3), rng.normal(size=2)]]
    return {"start": [rng.normal(size=3), rng.normal(size=2)], "grads": grads, "lr": 0.1, "momentum": 0.9}


BY_HAND = given("two steps by hand", [1.0, -2.0], [[10.0, -20.0], [5.0, 0.0]], lr=0.1)
PLAIN = drawn("four steps", [(3, 2)], 4, lr=0.05)
MOMENTUM_BY_HAND = given("three times the same gradient", [0.0], [[1.0], [1.0], [1.0]], lr=1.0, momentum=0.5)
MOMENTUM = drawn("five steps with momentum", [(3, 2)], 5, lr=0.05, momentum=0.9)
TWO = drawn("two parameters of one shape", TWINS, 3, lr=0.1, momentum=0.9)
SHAPES = drawn("a weight and a bias", WEIGHT_AND_BIAS, 3, lr=0.1, momentum=0.9)
DECAY = drawn("weight decay", [(4,)], 3, lr=0.1, weight_decay=0.5)
DECAY_AND_MOMENTUM = drawn("weight decay and momentum", [(4,)], 4, lr=0.1, momentum=0.9, weight_decay=0.5)
NEW_LR = drawn("lr falls after two steps", [(4,)], 5, lr=[0.5, 0.5, 0.05, 0.05, 0.05], momentum=0.9)
WAITING = Case("one parameter waits", second_waits)


class ByHand:
    def __init__(self, params, lr=0.001, momentum=0.0, weight_decay=0.0):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.momentum, self.weight_decay = momentum, weight_decay
        self.velocity = {}

    def step(self):
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is None:
                    continue
                grad = param.grad + self.weight_decay * param.data
                velocity = self.momentum * self.velocity.get(param, 0.0) + grad
                self.velocity[param] = velocity
                param.data = param.data - group["lr"] * velocity


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


SGD = Exercise(
    reference=layerwise.optim.SGD,
    probe=take_steps,
    aspects=(
        Aspect("plain steps", 1, (BY_HAND, PLAIN)),
        Aspect("momentum", 1, (MOMENTUM_BY_HAND, MOMENTUM)),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("weight decay", 0.5, (DECAY, DECAY_AND_MOMENTUM)),
        Aspect("a learning rate that changes", 0.5, (NEW_LR,)),
        Aspect("no gradient yet", 0.5, (WAITING,)),
        leaves_inputs_alone(0.5, (BY_HAND, MOMENTUM, DECAY_AND_MOMENTUM), requires="plain steps"),
    ),
    accepted=(
        Accepted("a dictionary of velocities", ByHand),
        Accepted("a list of velocities, in place", ListOfVelocities),
        Accepted("the velocity kept in the parameter", KeptInTheParameter),
        Accepted("lr inside, and corrected when it changes", DividedByLr),
    ),
    misconceptions=(
        Misconception(
            "state shared between parameters",
            edited(ByHand, (".get(param, 0.0)", ".get(0, 0.0)"), ("self.velocity[param]", "self.velocity[0]")),
            hint="With one parameter you are right, with two you are not: both use the same velocity, so the "
            "weight's history pushes the bias. Where the shapes differ, numpy broadcasts or complains.",
            second_hint="Each parameter needs a velocity of its own, of its own shape. Under what name would you find "
            "it again at the next step?",
        ),
        Misconception(
            "lr inside the velocity",
            edited(ByHand, ("0.0) + grad", '0.0) + group["lr"] * grad'), ('- group["lr"] * velocity', "- velocity")),
            hint="You are right while lr stays the same. When it falls to a tenth, your old velocity, already "
            "multiplied by the old lr, still moves at the old pace. Books write it so; PyTorch does not.",
            second_hint="The velocity should be a sum of gradients and know nothing of lr. At which of your lines "
            "does lr come in, and at which should it?",
        ),
        Misconception(
            "ascent",
            edited(ByHand, ('- group["lr"]', '+ group["lr"]')),
            hint="You walk uphill. The gradient points to where the value grows. Start at x = 1 on `x**2`, "
            "where the gradient is 2: one of your steps leads away from 0.",
            second_hint="Which sign stands before the learning rate in your last line?",
        ),
        Misconception(
            "the velocity is forgotten",
            edited(ByHand, ("self.velocity[param] = velocity", "pass")),
            hint="With momentum you take the same steps as without: the velocity is 0 at the beginning of every "
            "step. Three times the gradient 1 with momentum 0.5 should give steps of 1, 1.5 and 1.75.",
            second_hint="A local variable ends with the call of step. What outlives it?",
        ),
        Misconception(
            "a mean instead of a sum",
            edited(ByHand, ("0.0) + grad", "0.0) + (1 - self.momentum) * grad")),
            hint="Your velocity is a running mean of the gradients: its first step is only 1 - momentum times "
            "as long. Some notes write momentum so. PyTorch adds the whole gradient, and the velocity grows up "
            "to 1 / (1 - momentum) times as large.",
            second_hint="Three times the gradient 1 with momentum 0.5: the velocity should be 1, then 1.5, then 1.75.",
        ),
        Misconception(
            "weight decay outside of the velocity",
            edited(
                ByHand,
                ("param.grad + self.weight_decay * param.data", "param.grad"),
                ("param.data - group", 'param.data - group["lr"] * self.weight_decay * param.data - group'),
            ),
            hint="Weight decay alone is right, with momentum it is not: you shrink the parameter beside the "
            "step. In SGD the penalty is part of the loss, so its gradient belongs to the gradient, and "
            "momentum remembers it too.",
            second_hint="First make one gradient of the two; everything after that sees only the sum.",
        ),
        Misconception(
            "weight decay makes weights grow",
            edited(ByHand, ("param.grad + self.weight_decay", "param.grad - self.weight_decay")),
            hint="With a gradient of 0 and weight decay your parameter moves away from 0. It should shrink: the "
            "penalty `0.5 * weight_decay * param**2` has the gradient `weight_decay * param`.",
            second_hint="The step subtracts the gradient. With which sign must the penalty's part go in, so that a "
            "positive parameter gets smaller?",
        ),
        Misconception(
            "the penalty instead of its gradient",
            edited(ByHand, ("self.weight_decay * param.data", "0.5 * self.weight_decay * param.data**2")),
            hint="You added `0.5 * weight_decay * param**2`, the penalty itself. Its value is never negative, so "
            "negative parameters are pushed away from 0. What a step needs is its slope.",
            second_hint="What is the derivative of `0.5 * c * w**2` with respect to w?",
        ),
        Misconception(
            "weight decay written into the gradient",
            edited(
                ByHand,
                (
                    "grad = param.grad + self.weight_decay * param.data",
                    "grad = param.grad\n                grad += self.weight_decay * param.data",
                ),
            ),
            hint="Your steps are right, but `param.grad` has changed after the step: `grad` is the same array "
            "under another name, and += writes into it. Whoever looks at the gradient next sees the penalty in it.",
            second_hint="Print `param.grad` before and after step. Which operator makes a new array?",
        ),
        Misconception(
            "the velocity is the gradient's own array",
            edited(
                ByHand,
                (
                    "velocity = self.momentum * self.velocity.get(param, 0.0) + grad",
                    "if param not in self.velocity:\n"
                    "                    self.velocity[param] = param.grad\n"
                    "                    self.velocity[param] += self.weight_decay * param.data\n"
                    "                else:\n"
                    "                    self.velocity[param] *= self.momentum\n"
                    "                    self.velocity[param] += grad\n"
                    "                velocity = self.velocity[param]",
                ),
            ),
            hint="At the first step you keep `param.grad` itself as the velocity, and later write into it with "
            "*= and +=. The gradient that somebody else holds changes with it.",
            second_hint="An array has one content and can have two names. At which step does the velocity need an "
            "array of its own?",
        ),
        Misconception(
            "nothing moves",
            edited(ByHand, ("param.data = param.data -", "param = param.data -")),
            hint="After the step every parameter is where it was. Your last line gives a local name a new array; "
            "the Parameter that the model holds is never touched.",
            second_hint="The numbers live in `param.data`. Which of your lines assigns to it?",
        ),
        Misconception(
            "only the first parameter moves",
            edited(
                ByHand,
                (
                    'param.data = param.data - group["lr"] * velocity',
                    'param.data = param.data - group["lr"] * velocity\n                break',
                ),
            ),
            hint="The first parameter moves, the others stay. A `return` or `break` inside the loop ends it after "
            "the first round.",
            second_hint="How far is the last line of step indented, and what is it part of?",
        ),
        Misconception(
            "None is taken for a gradient",
            edited(
                ByHand,
                ("                if param.grad is None:\n                    continue\n", ""),
            ),
            hint="A parameter that no backward pass has reached has `grad` None, and None + 1 is an error. A "
            "frozen layer is such a case. Leave it where it is, and its velocity too.",
            second_hint="What should the first line inside the loop ask?",
        ),
    ),
)
