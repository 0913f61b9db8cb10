"""BatchNorm2d: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.nn.batch_norm import BatchNorm2d

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone
from .probe import batches, train_then_eval

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
IMAGES = batches("images of 3 by 5", 2, (4, 2, 3, 5))
CUBE = batches("as many images as channels as rows", 2, (3, 3, 3, 3))
ONE_PIXEL = batches("images of one pixel", 2, (6, 3, 1, 1))


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


STATS = "mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))"
COUNT = "M = x.shape[0] * x.shape[2] * x.shape[3]"
GRAD_COUNT = "M = grad_output.shape[0] * grad_output.shape[2] * grad_output.shape[3]"
BATCH_NORM_2D = Exercise(
    reference=BatchNorm2d,
    probe=train_then_eval,
    aspects=(
        Aspect("training", 1, (BY_HAND, IMAGES, CUBE, ONE_PIXEL), observations=("training",)),
        Aspect("running statistics", 0.5, (BY_HAND, IMAGES, CUBE), observations=("running_mean", "running_var")),
        Aspect("evaluation", 0.5, (IMAGES, CUBE), observations=("evaluation",)),
        Aspect("backward", 1, (BY_HAND, IMAGES, CUBE), observations=("grad_x", "weight.grad", "bias.grad")),
        leaves_inputs_alone(0.5, (IMAGES,), requires="training"),
    ),
    accepted=(
        Accepted("over three axes", ByHand),
        Accepted("pixels as rows", ByRows),
    ),
    misconceptions=(
        Misconception(
            "per activation",
            edited(
                ByHand,
                (STATS, "mean, var = x.mean(axis=0), x.var(axis=0)"),
                (
                    "self.running_mean + m * mean",
                    "self.running_mean + m * mean.mean(axis=(1, 2))",
                ),
                ("+ m * var * M", "+ m * var.mean(axis=(1, 2)) * M"),
                ("std = np.sqrt(var + self.eps)[:, None, None]", "std = np.sqrt(var + self.eps)"),
                ("(x - mean[:, None, None])", "(x - mean)"),
                ("mean, var = self.running_mean,", "mean, var = self.running_mean[:, None, None],"),
                (", self.running_var\n", ", self.running_var[:, None, None]\n"),
            ),
            hint="Each place of the image has a mean of its own in yours. The same kernel made all places of a "
            "channel, so they share one mean and one variance: C of each, not C times H times W.",
            second_hint="`x.mean(axis=0)` leaves (C, H, W). Which axes have to go so that (C,) is left?",
        ),
        Misconception(
            "the pixels' axes only",
            edited(ByHand, (STATS, "mean, var = x.mean(axis=(2, 3)).mean(axis=0), x.var(axis=(2, 3)).mean(axis=0)")),
            hint="Your means are right and your variances too small: you took the variance within each image and "
            "averaged. What one image differs from another is lost. All N * H * W numbers are one heap.",
            second_hint="The variance over (0, 2, 3) in one call is not the mean of the variances over (2, 3).",
        ),
        Misconception(
            "each image by itself",
            edited(
                ByHand,
                (
                    "        self.std = np.sqrt(var + self.eps)[:, None, None]\n"
                    "        self.x_hat = (x - mean[:, None, None]) / self.std\n",
                    "        self.std = np.sqrt(var + self.eps)[:, None, None]\n"
                    "        self.x_hat = (x - mean[:, None, None]) / self.std\n"
                    "        if self.training:\n"
                    "            self.std = np.sqrt(x.var(axis=(2, 3), keepdims=True) + self.eps)\n"
                    "            self.x_hat = (x - x.mean(axis=(2, 3), keepdims=True)) / self.std\n",
                ),
            ),
            hint="You normalize every image by its own mean and variance. That is instance normalization: whether an "
            "image is bright or dark in this channel is gone. Here the batch is one heap for each channel.",
            second_hint="Print the mean of `y[0, 0]` and of `y[:, 0]`. Which of the two should be 0?",
        ),
        Misconception(
            "the channels are taken too",
            edited(
                ByHand,
                (
                    STATS,
                    "mean = np.full(x.shape[1], x.mean())\n            var = np.full(x.shape[1], x.var())",
                ),
            ),
            hint="One mean and one variance serve all channels in yours. Channels are different features, made by "
            "different kernels: each has its own.",
            second_hint="Over the batch, over the rows, over the columns, but not over axis 1.",
        ),
        Misconception(
            "along the wrong axis: the last is taken for the channels",
            edited(
                ByHand,
                (STATS, "mean, var = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))"),
            ),
            hint="You took one mean for each *column* of pixels. That is the order of Keras, (N, H, W, C). Here, as in "
            "PyTorch, the channels are axis 1: (N, C, H, W).",
            second_hint="Where as many columns as channels hide it, the numbers are off; elsewhere the shapes do "
            "not fit.",
        ),
        Misconception(
            "counts the images, not the pixels",
            edited(ByHand, (COUNT, "M = x.shape[0]")),
            hint="Your running variance is too large: you corrected it with N / (N - 1), where N counts images. A "
            "channel's variance is made of M = N * H * W numbers.",
            second_hint="For two images of two pixels, M is 4, and the factor 4/3.",
        ),
        Misconception(
            "backward divides by the number of images",
            edited(ByHand, (GRAD_COUNT, "M = grad_output.shape[0]")),
            hint="Forward is right; in backward you divide the two sums by N. They are sums over N * H * W numbers, "
            "and the formula wants means.",
            second_hint="M of backward is the same number as that of forward.",
        ),
        Misconception(
            "weight and bias meet the columns",
            edited(
                ByHand,
                (
                    "self.weight.data[:, None, None] * self.x_hat + self.bias.data[:, None, None]",
                    "self.weight.data * self.x_hat + self.bias.data",
                ),
            ),
            hint="weight has shape (C,), and numpy lines it up with the *last* axis, the columns. Where W is C nothing "
            "complains, and the wrong pixels are scaled.",
            second_hint="A weight of shape (C, 1, 1) meets axis 1 of (N, C, H, W).",
        ),
    ),
)
