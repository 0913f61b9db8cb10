"""Adam: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Exercise
from .probe import LARGE, PATH, drawn, given, leaves_gradients_alone, matrix, row, take_steps, twins, weight_and_bias

BY_HAND = given("the first step", [1.0, -2.0], [[10.0, -0.1]], lr=0.1)
ANY_FIRST = drawn("the first step of any numbers", row, 1, lr=0.1, scale=LARGE)
TURN = given("the gradient turns round", [0.0], [[1.0], [-1.0], [-1.0]], lr=1.0, betas=(0.5, 0.5))
STEPS = drawn("five steps", matrix, 5, lr=0.1, scale=LARGE)
BETAS = drawn("other betas", matrix, 5, lr=0.1, betas=(0.5, 0.8), scale=LARGE)
DEFAULT_LR = drawn("lr as it is by default", row, 3, scale=LARGE)
TWO = drawn("two parameters of one shape", twins, 3, lr=0.1, scale=LARGE)
SHAPES = drawn("a weight and a bias", weight_and_bias, 3, lr=0.1, scale=LARGE)
EPS = drawn("small gradients, large eps", row, 3, lr=0.1, scale=0.1, eps=0.1)
DEFAULT_EPS = drawn("tiny gradients, eps as it is by default", row, 3, lr=0.1, scale=1e-8)
ZERO = given("a gradient of 0", [1.0, 1.0], [[0.0, 2.0], [0.0, 2.0], [3.0, 2.0]], lr=0.1)
NEW_LR = drawn("lr falls after two steps", row, 4, lr=[0.2, 0.2, 0.02, 0.02], scale=LARGE)


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


EXERCISE = Exercise(
    reference=layerwise.optim.Adam,
    probe=take_steps,
    aspects=(
        Aspect("the first step", 0.5, (BY_HAND, ANY_FIRST), PATH),
        Aspect("steps", 1.5, (TURN, STEPS, BETAS, DEFAULT_LR), PATH),
        Aspect("several parameters", 0.5, (TWO, SHAPES)),
        Aspect("eps, and gradients of 0", 0.5, (EPS, DEFAULT_EPS, ZERO), PATH),
        Aspect("a learning rate that changes", 0.5, (NEW_LR,), PATH),
        leaves_gradients_alone(0.5, (BY_HAND, STEPS), requires="steps"),
    ),
    accepted=(
        Accepted("two dictionaries of means", ByHand),
        Accepted("lists, in place", InPlace),
        Accepted("weighted means of all gradients", WeightedMeans),
        Accepted("the correction in the rate, and eps to suit", CorrectedRate),
    ),
)
