"""MaxPool2d: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.max_pool import MaxPool2d

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import images, there_and_back

BY_HAND = Case(
    "two windows",
    {
        "x": np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 1.0, 7.0]]]]),
        "grad_output": np.array([[[[10.0, 20.0]]]]),
        "kernel_size": 2,
        "stride": None,
    },
)
PLAIN = images("windows side by side", (3, 5, 6, 4), 2)
REST = images("a rest is left over", (2, 3, 7, 5), 2)
NEGATIVE = images("negative numbers", (2, 2, 6, 3), 3, shift=-9.0)
TIES = images("equal numbers", (3, 2, 6, 6), 3, levels=3)
OVERLAP = images("overlapping windows", (3, 2, 7, 5), 3, stride=2)
STEPS = images("steps of one pixel", (2, 2, 5, 4), 2, stride=1)
GAPS = images("steps larger than the window", (2, 2, 8, 5), 2, stride=3)


class ByHand:
    def __init__(self, kernel_size, stride=None):
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride

    def forward(self, x):
        k, s = self.kernel_size, self.stride
        self.x = x.copy()
        windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::s, ::s]
        flat = windows.reshape(*windows.shape[:4], k * k)
        self.winner = flat.argmax(axis=-1)
        return flat.max(axis=-1)

    def backward(self, grad_output):
        k, s = self.kernel_size, self.stride
        grad_x = np.zeros(self.x.shape)
        for n, c, h, w in np.ndindex(grad_output.shape):
            rows, columns = slice(h * s, h * s + k), slice(w * s, w * s + k)
            won = np.arange(k * k).reshape(k, k) == self.winner[n, c, h, w]
            grad_x[n, c, rows, columns] += won * grad_output[n, c, h, w]
        return grad_x


class LoopsBothWays:
    def __init__(self, kernel_size, stride=None):
        self.k, self.s = kernel_size, stride or kernel_size

    def forward(self, x):
        N, C, H, W = self.shape = x.shape
        y = np.zeros((N, C, (H - self.k) // self.s + 1, (W - self.k) // self.s + 1))
        self.places = {}
        for n, c, h, w in np.ndindex(y.shape):
            best = (h * self.s, w * self.s)
            for i in range(h * self.s, h * self.s + self.k):
                for j in range(w * self.s, w * self.s + self.k):
                    if x[n, c, i, j] > x[n, c, best[0], best[1]]:
                        best = (i, j)
            self.places[n, c, h, w] = best
            y[n, c, h, w] = x[n, c, best[0], best[1]]
        return y

    def backward(self, grad_output):
        grad_x = np.zeros(self.shape)
        for (n, c, h, w), (i, j) in self.places.items():
            grad_x[n, c, i, j] += grad_output[n, c, h, w]
        return grad_x


class ElementsCompete:
    def __init__(self, kernel_size, stride=None):
        self.kernel_size, self.stride = kernel_size, stride if stride else kernel_size

    def parts(self, image):
        k, s = self.kernel_size, self.stride
        H, W = [(side - k) // s + 1 for side in image.shape[2:]]
        for i in range(k):
            for j in range(k):
                yield image[:, :, i : i + s * (H - 1) + 1 : s, j : j + s * (W - 1) + 1 : s]

    def forward(self, x):
        parts = np.array(list(self.parts(x)))
        self.winner, self.shape = parts.argmax(axis=0), x.shape
        return np.take_along_axis(parts, self.winner[None], axis=0)[0]

    def backward(self, grad_output):
        grad_x = np.zeros(self.shape)
        for number, part in enumerate(self.parts(grad_x)):
            part += np.where(self.winner == number, grad_output, 0.0)
        return grad_x


EXERCISE = Exercise(
    reference=MaxPool2d,
    probe=there_and_back,
    aspects=(
        Aspect("the largest of each window", 0.5, (BY_HAND, PLAIN, REST), observations=("output",)),
        Aspect("negative numbers", 0.5, (NEGATIVE,), observations=("output",)),
        Aspect("a stride of its own", 0.5, (OVERLAP, STEPS, GAPS), observations=("output",)),
        Aspect("the gradient goes to the winner", 1, (BY_HAND, PLAIN, REST, GAPS), observations=("grad_x",)),
        Aspect("of equal numbers the first wins", 0.5, (TIES,), observations=("grad_x",)),
        Aspect("who wins twice gets both gradients", 0.5, (OVERLAP, STEPS), observations=("grad_x",)),
        leaves_inputs_alone(0.5, (PLAIN, OVERLAP), requires="the largest of each window"),
    ),
    accepted=(
        Accepted("argmax of the windows", ByHand),
        Accepted("loops both ways", LoopsBothWays),
        Accepted("the elements compete", ElementsCompete),
    ),
)
