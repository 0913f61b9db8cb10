"""Adagrad: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Exercise, Misconception, edited, leaves_inputs_alone
from .probe import TWINS, WEIGHT_AND_BIAS, drawn, given, take_steps

BY_HAND = given("two steps by hand", [0.0, 0.0], [[3.0, -0.1], [4.0, 0.0]], lr=1.0)
STEPS = drawn("five steps", [(3, 2)], 5, lr=0.5)
SIZES = given("a large and a small gradient", [1.0, 1.0], [[100.0, 0.01], [50.0, 0.02], [100.0, -0.01]], lr=0.1)
TWO = drawn("two parameters of one shape", TWINS, 3, lr=0.1)
SHAPES = drawn("a weight and a bias", WEIGHT_AND_BIAS, 3, lr=0.1)
EPS = drawn("small gradients, large eps", [(4,)], 3, lr=0.1, scale=0.1, eps=0.1)
ZERO = given("a gradient of 0", [1.0, 1.0], [[0.0, 2.0], [0.0, 2.0], [3.0, 2.0]], lr=0.1)
NEW_LR = drawn("lr falls after two steps", [(4,)], 4, lr=[0.5, 0.5, 0.05, 0.05])


class ByHand:
    def __init__(self, params, lr=0.01, eps=1e-10):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.eps, self.sum = eps, {}

    def step(self):
        for group in self.param_groups:
            for param in group["params"]:
                grad = param.grad
                total = self.sum.get(param, 0.0) + grad**2
                self.sum[param] = total
                param.data = param.data - group["lr"] * grad / (np.sqrt(total) + self.eps)


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


ADAGRAD = Exercise(
    reference=layerwise.optim.Adagrad,
    probe=take_steps,
    aspects=(
        Aspect("steps", 1, (BY_HAND, STEPS)),
        Aspect("each number has its own rate", 0.5, (SIZES,)),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("eps, and gradients of 0", 0.5, (EPS, ZERO)),
        Aspect("a learning rate that changes", 0.5, (NEW_LR,)),
        leaves_inputs_alone(0.5, (BY_HAND, STEPS), requires="steps"),
    ),
    accepted=(
        Accepted("a dictionary of sums", ByHand),
        Accepted("a list of sums, in place", InPlace),
        Accepted("all gradients kept", AllGradientsKept),
    ),
    misconceptions=(
        Misconception(
            "eps inside the root",
            edited(ByHand, ("np.sqrt(total) + self.eps", "np.sqrt(total + self.eps)")),
            hint="With gradients far above eps nobody sees it; with small ones your steps differ: you take the "
            "root of sum + eps. The root of 1e-10 is 1e-5, so a tiny eps becomes a large one.",
            second_hint="Take the root first. What is added after it has the size of a gradient, not of a square.",
        ),
        Misconception(
            "state reset",
            edited(ByHand, ("self.sum.get(param, 0.0) + grad**2", "grad**2")),
            hint="All your steps have the length lr: `grad / sqrt(grad**2)` is 1 or -1. The sum of squares begins "
            "anew in every step; it should go on growing.",
            second_hint="Print your sum after each of three steps with the gradient 1: it should be 1, 2, 3.",
        ),
        Misconception(
            "the root is missing",
            edited(ByHand, ("np.sqrt(total)", "total")),
            hint="You divide by the sum of squares itself. A gradient ten times as large then gives a step a tenth "
            "as long. With the root, the first step has the length lr whatever the gradient's size.",
            second_hint="grad / sum has the unit 1 / grad. Which function brings a sum of squares back to a "
            "gradient's unit?",
        ),
        Misconception(
            "a mean instead of a sum of squares",
            edited(
                ByHand,
                (
                    "self.sum[param] = total",
                    "self.sum[param] = total\n"
                    "                self.steps = {**getattr(self, 'steps', {})}\n"
                    "                self.steps[param] = self.steps.get(param, 0) + 1\n"
                    "                total = total / self.steps[param]",
                ),
            ),
            hint="Your first step is right and the later ones are too long: you divide the sum by the number of "
            "steps. Adagrad divides by the whole sum, and so its steps shrink as the sum grows.",
            second_hint="With the gradient 1 every time, the steps should be lr times 1, 1/sqrt(2), 1/sqrt(3). "
            "Yours do "
            "not shrink.",
        ),
        Misconception(
            "gradients are added, not squares",
            edited(ByHand, ("0.0) + grad**2", "0.0) + grad"), ("np.sqrt(total)", "np.abs(total)")),
            hint="You add up the gradients and take the size of the sum. Gradients of both signs cancel: after 3 "
            "and -3 you divide by eps, and the step is huge. Squares cannot cancel.",
            second_hint="Square each gradient before it goes into the sum; the root comes at the end.",
        ),
        Misconception(
            "one sum for a whole array",
            edited(ByHand, ("+ grad**2", "+ (grad**2).sum()")),
            hint="All numbers of one array share one rate: the large gradient beside it makes the small one's step "
            "small. In Adagrad each number divides by its own history.",
            second_hint="What shape has your sum? It should be the parameter's.",
        ),
        Misconception(
            "one sum for all parameters",
            edited(ByHand, (".get(param, 0.0)", ".get(0, 0.0)"), ("self.sum[param]", "self.sum[0]")),
            hint="With one parameter you are right, with two you are not: both add to the same sum. Where the "
            "shapes differ, numpy broadcasts or complains.",
            second_hint="Each parameter needs a sum of its own, of its own shape. How does your SGD keep "
            "velocities apart?",
        ),
        Misconception(
            "divides by the sum before this step",
            edited(ByHand, ("np.sqrt(total)", "np.sqrt(total - grad**2)")),
            hint="Your first step is huge: you divide by the sum as it was before this gradient, which is 0 at "
            "first, so only eps is left. The sum takes in this gradient before it is used.",
            second_hint="Which comes first in your loop, the line with the sum or the line with the step?",
        ),
        Misconception(
            "no eps",
            edited(ByHand, (" + self.eps)", ")")),
            hint="A gradient of exactly 0 at the first step gives 0 / 0, which is nan, and nan never goes away. "
            "Units that are silent have such gradients. eps is there for them.",
            second_hint="What has to stand under the fraction line so that 0 divided by it is 0?",
        ),
        Misconception(
            "an average that forgets",
            edited(ByHand, ("self.sum.get(param, 0.0) + grad**2", "0.9 * self.sum.get(param, 0.0) + 0.1 * grad**2")),
            hint="You keep a running mean of the squares: that is RMSprop, the next section. Adagrad forgets "
            "nothing; its sum only grows.",
            second_hint="With the gradient 1 in each of three steps the sum should be 1, 2, 3.",
        ),
    ),
)
