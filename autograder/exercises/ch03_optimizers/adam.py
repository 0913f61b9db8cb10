"""Adam: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Exercise, Misconception, edited, leaves_inputs_alone
from .probe import TWINS, WEIGHT_AND_BIAS, drawn, given, take_steps

BY_HAND = given("the first step", [1.0, -2.0], [[10.0, -0.1]], lr=0.1)
TURN = given("the gradient turns round", [0.0], [[1.0], [-1.0], [-1.0]], lr=1.0, betas=(0.5, 0.5))
STEPS = drawn("five steps", [(3, 2)], 5, lr=0.1)
BETAS = drawn("other betas", [(3, 2)], 5, lr=0.1, betas=(0.5, 0.8))
TWO = drawn("two parameters of one shape", TWINS, 3, lr=0.1)
SHAPES = drawn("a weight and a bias", WEIGHT_AND_BIAS, 3, lr=0.1)
EPS = drawn("small gradients, large eps", [(4,)], 3, lr=0.1, scale=0.1, eps=0.1)
ZERO = given("a gradient of 0", [1.0, 1.0], [[0.0, 2.0], [0.0, 2.0], [3.0, 2.0]], lr=0.1)
NEW_LR = drawn("lr falls after two steps", [(4,)], 4, lr=[0.5, 0.5, 0.05, 0.05])


class ByHand:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.betas, self.eps, self.t = betas, eps, 0
        self.exp_avg, self.exp_avg_sq = {}, {}

    def step(self):
        self.t += 1
        t, (beta1, beta2) = self.t, self.betas
        for group in self.param_groups:
            for param in group["params"]:
                grad = param.grad
                m = beta1 * self.exp_avg.get(param, 0.0) + (1 - beta1) * grad
                s = beta2 * self.exp_avg_sq.get(param, 0.0) + (1 - beta2) * grad**2
                self.exp_avg[param], self.exp_avg_sq[param] = m, s
                mean, square = m / (1 - beta1**t), s / (1 - beta2**t)
                param.data = param.data - group["lr"] * mean / (np.sqrt(square) + self.eps)


class InPlace:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        params = list(params)
        self.param_groups = [{"params": params, "lr": lr}]
        self.b1, self.b2 = betas
        self.eps, self.n = eps, 1
        self.m = [np.zeros_like(p.data) for p in params]
        self.v = [np.zeros_like(p.data) for p in params]

    def step(self):
        group = self.param_groups[0]
        for p, m, v in zip(group["params"], self.m, self.v, strict=True):
            m += (1 - self.b1) * (p.grad - m)
            v += (1 - self.b2) * (p.grad * p.grad - v)
            m_hat, v_hat = m / (1 - self.b1**self.n), v / (1 - self.b2**self.n)
            p.data -= group["lr"] * m_hat / (v_hat**0.5 + self.eps)
        self.n += 1


class WeightedMeans:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.betas, self.eps, self.past = betas, eps, {}

    def step(self):
        for param in self.param_groups[0]["params"]:
            grads = self.past.setdefault(id(param), [])
            grads.insert(0, np.array(param.grad))
            mean, square = 0.0, 0.0
            for beta, power in zip(self.betas, (1, 2), strict=True):
                weights = beta ** np.arange(len(grads))
                total = sum(w * g**power for w, g in zip(weights, grads, strict=True)) / weights.sum()
                mean, square = (total, square) if power == 1 else (mean, total)
            param.data = param.data - self.param_groups[0]["lr"] * mean / (np.sqrt(square) + self.eps)


class CorrectedRate:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.betas, self.eps, self.state = betas, eps, {}

    def step(self):
        beta1, beta2 = self.betas
        for group in self.param_groups:
            for p in group["params"]:
                t, m, v = self.state.get(p, (0, 0.0, 0.0))
                t, m, v = t + 1, beta1 * m + (1 - beta1) * p.grad, beta2 * v + (1 - beta2) * p.grad**2
                self.state[p] = t, m, v
                root = np.sqrt(1 - beta2**t)
                p.data = p.data - group["lr"] * root / (1 - beta1**t) * m / (np.sqrt(v) + root * self.eps)


ADAM = Exercise(
    reference=layerwise.optim.Adam,
    probe=take_steps,
    aspects=(
        Aspect("the first step", 0.5, (BY_HAND,)),
        Aspect("steps", 1.5, (TURN, STEPS, BETAS)),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("eps, and gradients of 0", 0.5, (EPS, ZERO)),
        Aspect("a learning rate that changes", 0.5, (NEW_LR,)),
        leaves_inputs_alone(0.5, (BY_HAND, STEPS), requires="steps"),
    ),
    accepted=(
        Accepted("two dictionaries of means", ByHand),
        Accepted("lists, in place", InPlace),
        Accepted("weighted means of all gradients", WeightedMeans),
        Accepted("the correction in the rate, and eps to suit", CorrectedRate),
    ),
    misconceptions=(
        Misconception(
            "no bias correction",
            edited(ByHand, ("m / (1 - beta1**t), s / (1 - beta2**t)", "m, s")),
            hint="Your first step has the length 3.16 * lr, where it should be lr. Both means start at 0 and "
            "are too small at first: the mean by 0.1, the root of the square by 0.032, and the quotient is more "
            "than three times too large.",
            second_hint="After one step the mean is (1 - beta1) * grad. By what do you have to divide to get grad? And "
            "after t steps?",
        ),
        Misconception(
            "t from zero",
            edited(
                ByHand,
                ("self.t += 1\n        t, (beta1", "t, (beta1"),
                ("+ self.eps)", "+ self.eps)\n        self.t += 1"),
            ),
            hint="Everything is nan from the first step on: with t = 0 the correction `1 - beta**0` is 0, and you "
            "divide by it. The first step is step 1.",
            second_hint="Where in step does t go up, before it is used or after?",
        ),
        Misconception(
            "order of eps",
            edited(
                ByHand,
                ("mean / (np.sqrt(square) + self.eps)", "mean / ((np.sqrt(s) + self.eps) / np.sqrt(1 - beta2**t))"),
            ),
            hint="Your steps differ where gradients are near eps: you add eps to the root before the correction, "
            "which multiplies eps by `1 / sqrt(1 - beta2**t)`, 32 at the first step. The paper's short form and some "
            "books do; PyTorch adds eps at the very end.",
            second_hint="First both corrected means, then the root, then eps.",
        ),
        Misconception(
            "eps within the root",
            edited(ByHand, ("np.sqrt(square) + self.eps", "np.sqrt(square + self.eps)")),
            hint="With gradients far above eps nobody sees it; with small ones your steps differ: you take the root "
            "of square + eps, and the root of 1e-8 is 1e-4.",
            second_hint="Take the root first. What is added to it has the size of a gradient.",
        ),
        Misconception(
            "betas swapped",
            edited(ByHand, ("(beta1, beta2) = self", "(beta2, beta1) = self")),
            hint="Your first step is right, and then you remember the direction for 1000 steps and the size for "
            "10: the two betas have changed places. Where the gradient turns round you go on for a long time.",
            second_hint="betas[0] belongs to the mean of the gradients, betas[1] to the mean of their squares.",
        ),
        Misconception(
            "the square of the mean",
            edited(ByHand, ("(1 - beta2) * grad**2", "(1 - beta2) * m**2")),
            hint="You average the squares of the mean instead of the squares of the gradients. The second mean "
            "should know how large the gradients are, also where they cancel in the first.",
            second_hint="Both running means are fed with this step's gradient: one with grad, one with `grad**2`.",
        ),
        Misconception(
            "only the mean is corrected",
            edited(ByHand, ("s / (1 - beta2**t)", "s")),
            hint="Your first step is 32 times too long: the mean is corrected, the square is not, so you divide by "
            "a root that is far too small. Both means start at 0, and both need it.",
            second_hint="Which `1 - beta**t` belongs to the mean of the squares?",
        ),
        Misconception(
            "only the square is corrected",
            edited(ByHand, ("m / (1 - beta1**t)", "m")),
            hint="Your first step is a tenth of lr: the square is corrected, the mean is not. It starts at 0 and "
            "is still too small.",
            second_hint="After one step the mean is (1 - beta1) * grad. What brings it back to grad?",
        ),
        Misconception(
            "t counts parameters",
            edited(
                ByHand,
                ("self.t += 1\n        t, (beta1, beta2) = self.t, self.betas", "beta1, beta2 = self.betas"),
                ("grad = param.grad", "self.t += 1\n                t, grad = self.t, param.grad"),
            ),
            hint="With one parameter you are right, with two you are not: t goes up inside the loop, once for each "
            "parameter. The second parameter's first step thinks it is step 2.",
            second_hint="How often does t go up in one call of step? It should be once, or once for each parameter "
            "by itself.",
        ),
        Misconception(
            "t stands still",
            edited(ByHand, ("beta1**t", "beta1"), ("beta2**t", "beta2")),
            hint="The first step is right, the later ones are corrected as if they were the first: you divide by "
            "1 - beta. After t steps the means are filled to `1 - beta**t`, and in the long run nothing is left to "
            "correct.",
            second_hint="Which power of beta is still missing after t steps?",
        ),
        Misconception(
            "the corrected means are kept",
            edited(
                ByHand,
                ("self.exp_avg[param], self.exp_avg_sq[param] = m, s\n                ", ""),
                (
                    "s / (1 - beta2**t)",
                    "s / (1 - beta2**t)\n                self.exp_avg[param], self.exp_avg_sq[param] = mean, square",
                ),
            ),
            hint="The first step is right, the second is not: you keep the corrected means, and correct them again "
            "at the next step. What is remembered should be the running mean as it is.",
            second_hint="Use two names: one for what is kept, one for what is used in this step.",
        ),
        Misconception(
            "no root of the square",
            edited(ByHand, ("np.sqrt(square)", "square")),
            hint="You divide by the mean of the squares itself. A gradient of 10 gives a first step of lr / 10, a "
            "gradient of 0.1 one of 10 * lr; both should have the length lr.",
            second_hint="mean / square has the unit 1 / grad. What brings a square back?",
        ),
        Misconception(
            "one state for all parameters",
            edited(
                ByHand,
                (".get(param, 0.0)", ".get(0, 0.0)"),
                ("self.exp_avg[param], self.exp_avg_sq[param]", "self.exp_avg[0], self.exp_avg_sq[0]"),
            ),
            hint="With one parameter you are right, with two you are not: both share the running means. Where the "
            "shapes differ, numpy broadcasts or complains.",
            second_hint="Each parameter needs two means of its own, of its own shape.",
        ),
        Misconception(
            "the means are forgotten",
            edited(ByHand, ("self.exp_avg[param], self.exp_avg_sq[param] = m, s", "pass")),
            hint="Your means begin at 0 in every step. The first step is right; after that the correction shrinks "
            "while nothing has been remembered, and the steps go wrong.",
            second_hint="Three things outlive the call of step: two means, and the number of steps.",
        ),
    ),
)
