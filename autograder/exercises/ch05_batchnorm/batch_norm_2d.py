"""BatchNorm2d: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.batch_norm import BatchNorm2d

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import AFTER_EVALUATION, BACKWARD, BACKWARD_IN_EVALUATION, batches, train_then_eval

BY_HAND = Case(
    "one channel, two images of two pixels",
    {
        "batches": [np.array([[[[0.0, 4.0]]], [[[4.0, 8.0]]]])],
        "new": np.array([[[[1.0, 2.0]]], [[[3.0, 4.0]]]]),
        "grad_output": np.array([[[[1.0, 0.0]]], [[[0.0, 0.0]]]]),
        "weight": np.array([1.0]),
        "bias": np.array([0.0]),
        "momentum": 0.1,
        "eps": 0.0,
    },
)
IMAGES = batches("images, wider than high", 2, ((7, 9), 2, 3, (4, 6)))
CUBE = batches("as many images as channels as rows; eps 0.5, momentum 0.3", 2, (3, 3, 3, 3), eps=0.5, momentum=0.3)
ONE_PIXEL = batches("images of one pixel", 2, ((5, 8), (2, 4), 1, 1))


class ByHand:
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones(num_features)), Parameter(np.zeros(num_features))
        self.eps, self.momentum, self.training = eps, momentum, True
        self.running_mean, self.running_var = np.zeros(num_features), np.ones(num_features)

    def forward(self, x):
        M = x.shape[0] * x.shape[2] * x.shape[3]
        if self.training:
            mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
            m = self.momentum
            self.running_mean = (1 - m) * self.running_mean + m * mean
            self.running_var = (1 - m) * self.running_var + m * var * M / (M - 1)
        else:
            mean, var = self.running_mean, self.running_var
        self.std = np.sqrt(var + self.eps)[:, None, None]
        self.x_hat = (x - mean[:, None, None]) / self.std
        return self.weight.data[:, None, None] * self.x_hat + self.bias.data[:, None, None]

    def backward(self, grad_output):
        M = grad_output.shape[0] * grad_output.shape[2] * grad_output.shape[3]
        grad_bias = grad_output.sum(axis=(0, 2, 3))
        grad_weight = (grad_output * self.x_hat).sum(axis=(0, 2, 3))
        self.weight.accumulate_grad(grad_weight)
        self.bias.accumulate_grad(grad_bias)
        scale = self.weight.data[:, None, None] / self.std
        if not self.training:
            return scale * grad_output
        means = grad_bias[:, None, None] / M + self.x_hat * grad_weight[:, None, None] / M
        return scale * (grad_output - means)


class ByRows:
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones(num_features)), Parameter(np.zeros(num_features))
        self.eps, self.momentum, self.training = eps, momentum, True
        self.running_mean, self.running_var = np.zeros(num_features), np.ones(num_features)

    def forward(self, x):
        N, C, H, W = x.shape
        rows = np.moveaxis(x, 1, 3).reshape(-1, C)
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean, var = rows.mean(axis=0), rows.var(axis=0)
            self.running_mean = self.running_mean + self.momentum * (mean - self.running_mean)
            self.running_var = self.running_var + self.momentum * (rows.var(axis=0, ddof=1) - self.running_var)
        self.std = np.sqrt(var + self.eps)
        self.rows = (rows - mean) / self.std
        y = self.weight.data * self.rows + self.bias.data
        return np.moveaxis(y.reshape(N, H, W, C), 3, 1)

    def backward(self, grad_output):
        N, C, H, W = grad_output.shape
        g = grad_output.transpose(0, 2, 3, 1).reshape(-1, C)
        self.weight.accumulate_grad((g * self.rows).sum(axis=0))
        self.bias.accumulate_grad(g.sum(axis=0))
        if self.training:
            g = g - g.mean(axis=0) - self.rows * (g * self.rows).mean(axis=0)
        return (self.weight.data / self.std * g).reshape(N, H, W, C).transpose(0, 3, 1, 2)


EXERCISE = Exercise(
    reference=BatchNorm2d,
    probe=train_then_eval,
    aspects=(
        Aspect("training", 1, (BY_HAND, IMAGES, CUBE, ONE_PIXEL), observations=("training",)),
        Aspect("running statistics", 0.5, (BY_HAND, IMAGES, CUBE), observations=("running_mean", "running_var")),
        Aspect("evaluation", 0.5, (IMAGES, CUBE), observations=("evaluation", *AFTER_EVALUATION)),
        Aspect("backward", 1, (BY_HAND, IMAGES, CUBE), observations=(*BACKWARD, *BACKWARD_IN_EVALUATION)),
        leaves_inputs_alone(0.5, (IMAGES,), requires="training"),
    ),
    accepted=(
        Accepted("over three axes", ByHand),
        Accepted("pixels as rows", ByRows),
    ),
)
