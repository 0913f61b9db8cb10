"""Layers whose backward pass is wrong, in the ways in which backward passes go wrong.

Each entry is (fn, inputs) for gradcheck. The forward passes are right.
"""

import numpy as np

import layerwise as lw
from layerwise import nn

rng = np.random.default_rng(0)
X, SQUARE = rng.standard_normal((4, 3)), rng.standard_normal((3, 3))
CLASSES = np.array([2, 0, 1, 1])


class Linear(nn.Linear):
    """A square one, so that a missing transpose keeps its shape."""

    def __init__(self):
        super().__init__(3, 3, rng=0)


class MissingTranspose(Linear):
    def backward(self, grad_output):
        super().backward(grad_output)
        return grad_output @ self.weight.data.T


class MissingTransposeOfTheWeight(Linear):
    def backward(self, grad_output):
        (x,) = self.saved
        self.weight.accumulate_grad(x.T @ grad_output)
        self.bias.accumulate_grad(grad_output.sum(axis=0))
        return grad_output @ self.weight.data


class BiasIsMean(Linear):
    def backward(self, grad_output):
        (x,) = self.saved
        self.weight.accumulate_grad(grad_output.T @ x)
        self.bias.accumulate_grad(grad_output.mean(axis=0))
        return grad_output @ self.weight.data


class BiasForgotten(Linear):
    def backward(self, grad_output):
        (x,) = self.saved
        self.weight.accumulate_grad(grad_output.T @ x)
        return grad_output @ self.weight.data


class DividesByTheBatchAgain(Linear):
    def backward(self, grad_output):
        return super().backward(grad_output / len(grad_output))


class IgnoresUpstream(Linear):
    def backward(self, grad_output):
        return super().backward(np.ones_like(grad_output))


class Assigns(Linear):
    """Right the first time; a second pass should add to grad, and replaces it."""

    def backward(self, grad_output):
        self.zero_grad()
        return super().backward(grad_output)


class WritesIntoUpstream(Linear):
    def backward(self, grad_output):
        grad_input = super().backward(grad_output)
        grad_output *= 0
        return grad_input


class OneEntryOff(Linear):
    def backward(self, grad_output):
        grad_input = super().backward(grad_output)
        grad_input[2, 1] *= 1.0001
        return grad_input


class LostShortcut(nn.Residual):
    def backward(self, grad_output):
        return self.body.backward(grad_output)


class SwappedBranches(nn.Parallel):
    def backward(self, grad_output):
        one, other = np.split(grad_output, 2, axis=1)
        return self.branches[0].backward(other) + self.branches[1].backward(one)


class FirstBranchOnly(nn.Parallel):
    def backward(self, grad_output):
        return self.branches[0].backward(np.split(grad_output, 2, axis=1)[0])


class BatchNorm(nn.Module):
    """Without weight and bias; `grad` is what a subclass makes of it."""

    eps = 1e-5

    def forward(self, x):
        mean, var = x.mean(axis=0), x.var(axis=0)
        self.save_for_backward((x - mean) / np.sqrt(var + self.eps), np.sqrt(var + self.eps))
        return self.saved[0]

    def backward(self, grad_output):
        normal, std = self.saved
        return (grad_output - grad_output.mean(axis=0) - normal * (grad_output * normal).mean(axis=0)) / std


class MeanIsConstant(BatchNorm):
    def backward(self, grad_output):
        normal, std = self.saved
        return (grad_output - normal * (grad_output * normal).mean(axis=0)) / std


class VarianceIsConstant(BatchNorm):
    def backward(self, grad_output):
        return (grad_output - grad_output.mean(axis=0)) / self.saved[1]


class StatisticsAreConstant(BatchNorm):
    def backward(self, grad_output):
        return grad_output / self.saved[1]


class EpsForgotten(BatchNorm):
    def backward(self, grad_output):
        return super().backward(grad_output) * self.saved[1] / np.sqrt(self.saved[1] ** 2 - self.eps)


def softmax_rows(x):
    return lw.softmax(x, dim=1)


def diagonal_only(grad_output, x):
    y = softmax_rows(x)
    return grad_output * y * (1 - y)


PLANTED = {
    "linear: missing transpose": (MissingTranspose(), X),
    "linear: missing transpose of the weight's gradient": (MissingTransposeOfTheWeight(), X),
    "linear: bias takes the mean": (BiasIsMean(), X),
    "linear: bias forgotten": (BiasForgotten(), X),
    "linear: divides by N again": (DividesByTheBatchAgain(), X),
    "linear: ignores upstream": (IgnoresUpstream(), X),
    "linear: assigns, not accumulates": (Assigns(), X),
    "linear: writes into grad_output": (WritesIntoUpstream(), X),
    "linear: one entry wrong by 1e-4": (OneEntryOff(), X),
    "residual: shortcut lost": (LostShortcut(Linear()), X),
    "parallel: branches swapped": (SwappedBranches(nn.Tanh(), nn.Sigmoid()), X),
    "parallel: first branch only": (FirstBranchOnly(nn.Tanh(), nn.Sigmoid()), X),
    "batchnorm: mean held constant": (MeanIsConstant(), X),
    "batchnorm: variance held constant": (VarianceIsConstant(), X),
    "batchnorm: both held constant": (StatisticsAreConstant(), X),
    "batchnorm: eps left out": (EpsForgotten(), X),
    "relu: gradient 1 everywhere": ((lw.relu, lambda g, x: g), X),
    "relu: mask from the gradient": ((lw.relu, lambda g, x: np.where(g > 0, g, 0)), X),
    "relu: mask from the wrong side": ((lw.relu, lambda g, x: np.where(x < 0, g, 0)), X),
    "leaky relu: slope of the other side forgotten": ((lw.leaky_relu, lw.relu_backward), X),
    "sigmoid: s * (1 - s) of the output again": (
        (lw.sigmoid, lambda g, x: lw.sigmoid_backward(g, lw.sigmoid(x))),
        X,
    ),
    "sigmoid: tails cut off": (
        (lw.sigmoid, lambda g, x: np.where(np.abs(x) > 12, 0, lw.sigmoid_backward(g, x))),
        6 * X + 9,
    ),
    "tanh: 1 - t, not squared": ((lw.tanh, lambda g, x: g * (1 - np.tanh(x))), X),
    "elu: alpha forgotten": ((lambda x: lw.elu(x, 1.5), lambda g, x: lw.elu_backward(g, x)), X),
    "softmax: diagonal only": ((softmax_rows, diagonal_only), X),
    "softmax: wrong axis": ((softmax_rows, lambda g, x: lw.softmax_backward(g, x, dim=0)), X),
    "log_softmax: upstream not summed": (
        (lambda x: lw.log_softmax(x, 1), lambda g, x: g - lw.softmax(x, 1)),
        X,
    ),
    "multiplication: factors not swapped": ((np.multiply, lambda g, x, y: (g * x, g * y)), (X, X[::-1] + 2)),
    "division: quotient rule without the square": (
        (np.divide, lambda g, x, y: (g / y, -g * x / y)),
        (X, X[::-1] + 5),
    ),
    "matrix product: one factor not transposed": (
        (np.matmul, lambda g, x, y: (g @ y, x.T @ g)),
        (X, SQUARE),
    ),
    "broadcast sum: not summed back": ((np.add, lambda g, x, y: (g, g)), (X, X[0])),
    "broadcast sum: mean for sum": ((np.add, lambda g, x, y: (g, g.mean(axis=0))), (X, X[0])),
    "cross entropy: missing mean": (
        (
            lambda x: lw.cross_entropy(x, CLASSES),
            lambda g, x: lw.cross_entropy_backward(x, CLASSES, reduction="sum", grad_output=g),
        ),
        X,
    ),
    "cross entropy: softmax twice": (
        (
            lambda x: lw.cross_entropy(x, CLASSES),
            lambda g, x: lw.cross_entropy_backward(lw.softmax(x), CLASSES, grad_output=g),
        ),
        X,
    ),
    "mse: factor 2 forgotten": ((lambda x: lw.mse_loss(x, SQUARE), lambda g, x: g * (x - SQUARE) / x.size), SQUARE.T),
    "zeros": ((lw.tanh, lambda g, x: np.zeros_like(g)), X),
    "nan": ((lw.tanh, lambda g, x: np.full_like(g, np.nan)), X),
    "negated": ((lw.tanh, lambda g, x: -lw.tanh_backward(g, x)), X),
    "tiny gradients: wrong by a factor": (
        (lambda x: 1e-9 * np.tanh(x), lambda g, x: 2e-9 * lw.tanh_backward(g, x)),
        X,
    ),
    "deep: one of three layers wrong": (
        nn.Sequential(nn.Linear(3, 3, rng=1), nn.Tanh(), MissingTranspose(), nn.Tanh(), nn.Linear(3, 2, rng=2)),
        X,
    ),
}
