"""AvgPool2d: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.avg_pool import AvgPool2d

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import images, there_and_back

BY_HAND = Case(
    "two windows",
    {
        "x": np.array([[[[1.0, 5.0, 2.0, 2.0], [3.0, 3.0, 2.0, 6.0]]]]),
        "grad_output": np.array([[[[4.0, 8.0]]]]),
        "kernel_size": 2,
        "stride": None,
    },
)
PLAIN = images("windows side by side", (3, 5, 6, 4), 2, shift=0.5)
REST = images("a rest is left over", (2, 3, 8, 7), 3, shift=0.5)
OVERLAP = images("overlapping windows", (3, 2, 7, 5), 3, stride=2, shift=0.5)
STEPS = images("steps of one pixel", (2, 2, 5, 4), 2, stride=1, shift=0.5)
GAPS = images("steps larger than the window", (2, 2, 8, 5), 2, stride=3, shift=0.5)


class ByHand:
    def __init__(self, kernel_size, stride=None):
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride

    def forward(self, x):
        k, s = self.kernel_size, self.stride
        self.shape = x.shape
        windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::s, ::s]
        return windows.sum(axis=(4, 5)) / k**2

    def backward(self, grad_output):
        k, s = self.kernel_size, self.stride
        grad_x = np.zeros(self.shape)
        for h, w in np.ndindex(grad_output.shape[2:]):
            share = grad_output[:, :, h, w] / k**2
            grad_x[:, :, h * s : h * s + k, w * s : w * s + k] += share[:, :, None, None]
        return grad_x


class ByElements:
    def __init__(self, kernel_size, stride=None):
        self.k, self.s = kernel_size, stride or kernel_size

    def forward(self, x):
        k, s, self.shape = self.k, self.s, x.shape
        self.sides = [(side - k) // s + 1 for side in x.shape[2:]]
        return sum(x[part] for part in self.parts()) / (k * k)

    def parts(self):
        (H, W), s = self.sides, self.s
        for i, j in np.ndindex(self.k, self.k):
            yield np.s_[:, :, i : i + s * (H - 1) + 1 : s, j : j + s * (W - 1) + 1 : s]

    def backward(self, grad_output):
        grad_x = np.zeros(self.shape)
        for part in self.parts():
            grad_x[part] += grad_output / (self.k * self.k)
        return grad_x


class RowsThenColumns:
    def __init__(self, kernel_size, stride=None):
        self.kernel_size, self.stride = kernel_size, stride if stride else kernel_size

    def forward(self, x):
        def matrix(side):
            starts = np.arange(0, side - self.kernel_size + 1, self.stride)
            inside = np.arange(side) - starts[:, None]
            return ((inside >= 0) & (inside < self.kernel_size)) / self.kernel_size

        self.rows, self.columns = matrix(x.shape[2]), matrix(x.shape[3])
        return self.rows @ x @ self.columns.T

    def backward(self, grad_output):
        return self.rows.T @ grad_output @ self.columns


EXERCISE = Exercise(
    reference=AvgPool2d,
    probe=there_and_back,
    aspects=(
        Aspect("the mean of each window", 0.5, (BY_HAND, PLAIN, REST), observations=("output",)),
        Aspect("a stride of its own", 0.5, (OVERLAP, STEPS, GAPS), observations=("output",)),
        Aspect("the gradient is shared", 1, (BY_HAND, PLAIN, REST, GAPS), observations=("grad_x",)),
        Aspect("shares add up where windows overlap", 0.5, (OVERLAP, STEPS), observations=("grad_x",)),
        leaves_inputs_alone(0.5, (PLAIN, OVERLAP), requires="the mean of each window"),
    ),
    accepted=(
        Accepted("window by window", ByHand),
        Accepted("element by element", ByElements),
        Accepted("two products with matrices", RowsThenColumns),
    ),
)
