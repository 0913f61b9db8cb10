"""RMSprop: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Exercise, Misconception, edited, leaves_inputs_alone
from .probe import TWINS, WEIGHT_AND_BIAS, drawn, given, take_steps

BY_HAND = given("two steps by hand", [0.0], [[2.0], [0.0]], lr=1.0, alpha=0.75)
STEPS = drawn("five steps", [(3, 2)], 5, lr=0.1, alpha=0.9)
DEFAULT = drawn("alpha as it is by default", [(4,)], 3, lr=0.01)
SIZES = given(
    "a large and a small gradient", [1.0, 1.0], [[100.0, 0.01], [50.0, 0.02], [100.0, -0.01]], lr=0.1, alpha=0.8
)
TWO = drawn("two parameters of one shape", TWINS, 3, lr=0.1, alpha=0.9)
SHAPES = drawn("a weight and a bias", WEIGHT_AND_BIAS, 3, lr=0.1, alpha=0.9)
EPS = drawn("small gradients, large eps", [(4,)], 3, lr=0.1, scale=0.1, alpha=0.9, eps=0.1)
ZERO = given("a gradient of 0", [1.0, 1.0], [[0.0, 2.0], [0.0, 2.0], [3.0, 2.0]], lr=0.1, alpha=0.9)
NEW_LR = drawn("lr falls after two steps", [(4,)], 4, lr=[0.5, 0.5, 0.05, 0.05], alpha=0.9)


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


RMSPROP = Exercise(
    reference=layerwise.optim.RMSprop,
    probe=take_steps,
    aspects=(
        Aspect("steps", 1, (BY_HAND, STEPS, DEFAULT)),
        Aspect("each number has its own rate", 0.5, (SIZES,)),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("eps, and gradients of 0", 0.5, (EPS, ZERO)),
        Aspect("a learning rate that changes", 0.5, (NEW_LR,)),
        leaves_inputs_alone(0.5, (BY_HAND, STEPS), requires="steps"),
    ),
    accepted=(
        Accepted("a dictionary of means", ByHand),
        Accepted("a list of means, in place", InPlace),
        Accepted("part of the way to the new square", PartOfTheWay),
    ),
    misconceptions=(
        Misconception(
            "alpha swapped",
            edited(
                ByHand,
                (
                    "alpha * self.square_avg.get(param, 0.0) + (1 - alpha) * grad**2",
                    "(1 - alpha) * self.square_avg.get(param, 0.0) + alpha * grad**2",
                ),
            ),
            hint="alpha is how much is kept of the past. You keep 1 - alpha of it: with 0.99 your mean is nearly "
            "the newest square alone, and every step has nearly the length lr.",
            second_hint="With alpha = 0.75 and the squares 4 and 0 the mean should be 1, then 0.75. Yours is 3, "
            "then 0.75.",
        ),
        Misconception(
            "sum for mean",
            edited(ByHand, ("+ (1 - alpha) * grad**2", "+ grad**2")),
            hint="You add the whole square to alpha times the past. With the same gradient every time your number "
            "grows to 1 / (1 - alpha) squares, where a mean stays at one. The steps get ten times too short at 0.99.",
            second_hint="The two weights of a mean add up to 1: alpha for the past, and for the new square?",
        ),
        Misconception(
            "Adagrad's sum",
            edited(ByHand, ("alpha * self", "self"), ("(1 - alpha) * grad**2", "grad**2")),
            hint="You add up all squares and forget none: that is Adagrad, whose steps come to a halt. alpha plays no "
            "part in your steps; change it and see.",
            second_hint="The past counts alpha times in every step, and the new square 1 - alpha times.",
        ),
        Misconception(
            "the mean is not kept",
            edited(ByHand, ("self.square_avg[param] = square", "pass")),
            hint="Your mean begins at 0 in every step, so every step has the length lr / sqrt(1 - alpha). Print "
            "it after two steps with the gradients 2 and 0: it should not be 0.",
            second_hint="What outlives the call of step? Write the new mean there.",
        ),
        Misconception(
            "eps is inside the root",
            edited(ByHand, ("np.sqrt(square) + self.eps", "np.sqrt(square + self.eps)")),
            hint="With gradients far above eps nobody sees it; with small ones your steps differ: you take the root "
            "of mean + eps. The root of 1e-8 is 1e-4.",
            second_hint="Take the root first, then add eps. Some libraries do it your way; PyTorch does not.",
        ),
        Misconception(
            "the square root is missing",
            edited(ByHand, ("np.sqrt(square)", "square")),
            hint="You divide by the mean square itself: a gradient ten times as large gives a step a tenth as "
            "long. RMS means root of the mean of the squares.",
            second_hint="Which of the three letters is not in your last line?",
        ),
        Misconception(
            "the mean starts at the first square",
            edited(ByHand, (".get(param, 0.0)", ".get(param, grad**2)")),
            hint="Your first step has the length lr. RMSprop's mean starts at 0, so after the first step it is "
            "`(1 - alpha) * grad**2` and the step is lr / sqrt(1 - alpha) long. Yours is a fair idea, but no "
            "library's RMSprop.",
            second_hint="What stands in the state before the first step?",
        ),
        Misconception(
            "a mean of gradients",
            edited(ByHand, ("alpha) * grad**2", "alpha) * grad"), ("np.sqrt(square)", "np.abs(square)")),
            hint="You average the gradients and divide by the size of the mean. Gradients that change sign cancel, "
            "and the step becomes huge exactly where it should be careful.",
            second_hint="Square first, average then, take the root last: R, M and S from right to left.",
        ),
        Misconception(
            "corrected as in Adam",
            edited(
                ByHand,
                (
                    "self.square_avg[param] = square",
                    "self.square_avg[param] = square\n"
                    "                self.t = {**getattr(self, 't', {})}\n"
                    "                self.t[param] = self.t.get(param, 0) + 1\n"
                    "                square = square / (1 - alpha ** self.t[param])",
                ),
            ),
            hint="You divide the mean by `1 - alpha**t`. That bias correction came later, with Adam. RMSprop's first "
            "steps are too long without it, and that is how it is defined.",
            second_hint="With alpha = 0.75 and a first gradient of 2 the step is lr * 2 / sqrt(0.25 * 4): twice lr.",
        ),
        Misconception(
            "one mean for all parameters",
            edited(ByHand, (".get(param, 0.0)", ".get(0, 0.0)"), ("square_avg[param]", "square_avg[0]")),
            hint="With one parameter you are right, with two you are not: both share one mean of squares. Where "
            "the shapes differ, numpy broadcasts or complains.",
            second_hint="Each parameter needs a mean of its own, of its own shape.",
        ),
    ),
)
