"""MaxPool2d: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.nn.max_pool import MaxPool2d

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone
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
PLAIN = images("windows side by side", (3, 2, 4, 6), 2)
REST = images("a rest is left over", (2, 3, 5, 7), 2)
NEGATIVE = images("negative numbers", (2, 2, 6, 3), 3, shift=-9.0)
TIES = images("equal numbers", (3, 2, 6, 6), 3, levels=3)
OVERLAP = images("overlapping windows", (3, 2, 5, 7), 3, stride=2)
STEPS = images("steps of one pixel", (2, 2, 4, 5), 2, stride=1)
GAPS = images("steps larger than the window", (2, 2, 5, 8), 2, stride=3)


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


WON = "won = np.arange(k * k).reshape(k, k) == self.winner[n, c, h, w]"
WINDOW = "self.x[n, c, rows, columns]"
DEFAULT = "kernel_size if stride is None else stride"
MAX_POOL = Exercise(
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
    misconceptions=(
        Misconception(
            "gradient to all",
            edited(ByHand, (WON, "won = np.ones((k, k))")),
            hint="Every pixel of a window gets your gradient. Move one that did not win by a little: the maximum "
            "stays. Its gradient is 0.",
            second_hint="Remember in forward who won. Only that pixel gets the gradient, and gets all of it.",
        ),
        Misconception(
            "shared as by a mean",
            edited(ByHand, (WON, "won = np.full((k, k), 1 / k**2)")),
            hint="You share the gradient equally among the pixels of a window. That is right for a mean. A maximum "
            "depends on one of them only.",
            second_hint="y = x[winner]. What is its slope with respect to the winner, and to the others?",
        ),
        Misconception(
            "gradient to all that are equal",
            edited(ByHand, (WON, f"won = {WINDOW} == {WINDOW}.max()")),
            hint="Where two numbers are equal you give the gradient to both: it counts twice. After a ReLU this is no "
            "rare case, whole windows are 0. As in PyTorch the first one gets it.",
            second_hint="argmax returns the first of equal numbers. Comparing with the maximum finds all of them.",
        ),
        Misconception(
            "equals share",
            edited(ByHand, (WON, f"won = {WINDOW} == {WINDOW}.max()\n            won = won / won.sum()")),
            hint="Equal numbers share your gradient. That is a fair rule, and another one: here, as in PyTorch, the "
            "first of them, row by row, gets all.",
            second_hint="np.argmax decides ties as asked.",
        ),
        Misconception(
            "the last of equals",
            edited(ByHand, ("flat.argmax(axis=-1)", "k * k - 1 - flat[..., ::-1].argmax(axis=-1)")),
            hint="Of equal numbers your last one wins. If you compare one after the other, you use >=; the convention "
            "is that the first keeps its place.",
            second_hint="A later pixel has to be strictly larger to take over.",
        ),
        Misconception(
            "overlap overwritten",
            edited(ByHand, ("+= won * grad_output[n, c, h, w]", "= won * grad_output[n, c, h, w]")),
            hint="With windows side by side you are right. Where they overlap, the last window overwrites what the "
            "others gave, and even writes 0 over it. A pixel that wins in two windows gets both gradients.",
            second_hint="Use steps of one pixel and one very large pixel: how many windows does it win?",
        ),
        Misconception(
            "starts from zero",
            edited(ByHand, ("return flat.max(axis=-1)", "return np.maximum(flat.max(axis=-1), 0)")),
            hint="A window with negative numbers only gives 0 in yours. Perhaps your search begins with 0 as the best "
            "so far, or you padded with zeros.",
            second_hint="Which number loses against every other? Or begin with the first pixel of the window.",
        ),
        Misconception(
            "the mean instead of the largest",
            edited(ByHand, ("return flat.max(axis=-1)", "return flat.mean(axis=-1)")),
            hint="Forward returns the mean of each window, backward treats it as a maximum. The mean is the next "
            "exercise.",
            second_hint="Which of numpy's reductions did you call?",
        ),
        Misconception(
            "stride 1 by default",
            edited(ByHand, (DEFAULT, "1 if stride is None else stride")),
            hint="Without a stride your windows step by one pixel, as in a convolution. Pooling's default is the "
            "window's own size: side by side. A 4 by 6 image and k = 2 give 2 by 3.",
            second_hint="What does stride=None stand for?",
        ),
        Misconception(
            "the stride ignored",
            edited(ByHand, (f"self.stride = {DEFAULT}", "self.stride = kernel_size")),
            hint="Your windows always lie side by side, whatever the stride. AlexNet pools 3 by 3 windows in steps of "
            "2.",
            second_hint="Only stride=None means kernel_size.",
        ),
        Misconception(
            "over the channels too",
            edited(ByHand, ("return flat.max(axis=-1)", "return flat.max(axis=(1, -1))[:, None]")),
            hint="Your output has one channel: you took the maximum over the channels too. Pooling looks at each "
            "channel by itself.",
            second_hint="(N, C, H, W) becomes (N, C, H_out, W_out).",
        ),
    ),
)
