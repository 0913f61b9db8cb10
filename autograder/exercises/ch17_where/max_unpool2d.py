"""MaxUnpool2d, and the pooling that remembers: what is asked and what is right; the mistakes stand in the `.md`.

The unpooling is driven with places that the case has worked out, so that each half is judged by itself.
"""

import numpy as np

from layerwise.functional.upsampling.remembered import max_pool2d_with_indices
from layerwise.nn.upsampling.max_unpool import MaxUnpool2d

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def down_and_up(make, pool, x, kernel_size, given, indices, grad_output, sized):
    """The probe: what pooling returns, what unpooling makes of given numbers and places, and what it sends back.

    sized: give the size of x, as one must where a rest was left over. What is sent back is that of a second pass.
    """
    more = ((x.shape[2], x.shape[3]),) if sized else ()
    pooled: list = []

    def part(i):
        if not pooled:
            came = pool(x, kernel_size)
            if isinstance(came, np.ndarray):  # its rows would pass for results
                raise RuntimeError(f"two results are asked for, and one came: an array of shape {came.shape}")
            pooled.extend(came)
        return pooled[i]

    def back():
        layer = make(kernel_size)
        layer.forward(-given, indices[::-1].copy(), *more)
        layer.forward(given, indices, *more)
        return layer.backward(grad_output)

    return {
        "the largest": lambda: part(0),
        "places": lambda: part(1),
        "unpooled": lambda: make(kernel_size).forward(given, indices, *more),
        "grad_x": back,
    }


def planes(name, shape, kernel_size, sized=False, levels=None, shift=0.0):
    """A case with random planes, numbers to unpool and gradients.

    shape: of x; in each run it may be higher by two windows, and it is never square: then a height would do for a
    width. levels: draw whole numbers below it, so that many are equal.
    """

    def draw(rng):
        k = kernel_size
        N, C, H, W = shape[0], shape[1], shape[2] + 2 * k * int(rng.integers(2)), shape[3]
        x = rng.normal(size=(N, C, H, W)) if levels is None else rng.integers(levels, size=(N, C, H, W)).astype(float)
        h, w = H // k, W // k
        offset = rng.integers(k, size=(2, N, C, h, w))
        indices = (np.arange(h)[:, None] * k + offset[0]) * W + np.arange(w) * k + offset[1]
        signs = rng.choice([-1.0, 1.0], (N, C, h, w))
        return {
            "x": x + shift,
            "kernel_size": k,
            "given": signs * rng.uniform(0.5, 2.0, signs.shape),
            "indices": indices,
            "grad_output": rng.normal(0.5, 1.0, (N, C, H, W)),
            "sized": sized,
        }

    return Case(name, draw)


BY_HAND = Case(
    "two windows",
    {
        "x": np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 1.0, 7.0]]]]),
        "kernel_size": 2,
        "given": np.array([[[[5.0, 7.0]]]]),
        "indices": np.array([[[[1, 7]]]]),
        "grad_output": np.arange(8.0).reshape(1, 1, 2, 4),
        "sized": False,
    },
)
PLAIN = planes("windows of 2 by 2", (3, 2, 4, 6), 2)
WIDE = planes("windows of 3 by 3", (2, 3, 3, 6), 3)
NEGATIVE = planes("negative numbers", (2, 2, 4, 6), 2, shift=-9.0)
ODD = planes("odd sides", (3, 2, 5, 7), 2, sized=True)
REST = planes("a rest of two", (2, 3, 5, 8), 3, sized=True)
TIES = planes("equal numbers", (3, 3, 6, 9), 3, levels=3)
EVEN = (BY_HAND, PLAIN, WIDE)


def by_loops(x, kernel_size):
    N, C, H, W = x.shape
    y = np.full((N, C, H // kernel_size, W // kernel_size), -np.inf)
    places = np.zeros(y.shape, dtype=int)
    for n, c, h, w in np.ndindex(y.shape):
        for i in range(h * kernel_size, h * kernel_size + kernel_size):
            for j in range(w * kernel_size, w * kernel_size + kernel_size):
                if x[n, c, i, j] > y[n, c, h, w]:
                    y[n, c, h, w], places[n, c, h, w] = x[n, c, i, j], i * W + j
    return y, places


def numbered(x, kernel_size):
    k, (H, W) = kernel_size, x.shape[2:]
    numbers = np.broadcast_to(np.arange(H * W).reshape(H, W), x.shape)

    def windows(plane):
        seen = np.lib.stride_tricks.sliding_window_view(plane, (k, k), axis=(2, 3))[:, :, ::k, ::k]
        return seen.reshape(*seen.shape[:4], k * k)

    best = windows(x).argmax(axis=4)[..., None]
    return np.take_along_axis(windows(x), best, 4)[..., 0], np.take_along_axis(windows(numbers), best, 4)[..., 0]


class PlaneByPlane:
    def __init__(self, kernel_size):
        self.kernel_size = kernel_size

    def forward(self, x, indices, output_size=None):
        sides = [side * self.kernel_size for side in x.shape[2:]] if output_size is None else list(output_size)
        y = np.zeros((*x.shape[:2], *sides))
        self.where = np.array(indices)
        for n in range(len(x)):
            for c in range(x.shape[1]):
                y[n, c].ravel()[indices[n, c].ravel()] = x[n, c].ravel()
        return y

    def backward(self, grad_output):
        planes = [[g.ravel()[i] for g, i in zip(*pair)] for pair in zip(grad_output, self.where)]  # noqa: B905
        return np.array(planes)


class RowsAndColumns:
    def __init__(self, kernel_size):
        self.kernel_size = kernel_size

    def forward(self, x, indices, output_size=None):
        N, C, h, w = x.shape
        H, W = (self.kernel_size * h, self.kernel_size * w) if output_size is None else output_size
        n, c = np.arange(N).reshape(N, 1, 1, 1), np.arange(C).reshape(C, 1, 1)
        self.where = n, c, indices // W, indices % W
        y = np.zeros((N, C, H, W))
        y[self.where] = x
        return y

    def backward(self, grad_output):
        return grad_output[self.where]


EXERCISE = Exercise(
    reference=(MaxUnpool2d, max_pool2d_with_indices),
    probe=down_and_up,
    aspects=(
        Aspect("the largest of each window", 0.5, (*EVEN, NEGATIVE), observations=("the largest",)),
        Aspect("their places in the plane", 1, (*EVEN, NEGATIVE), observations=("places",)),
        Aspect("of equal numbers the first", 0.5, (TIES,), observations=("places",)),
        Aspect("odd sides", 1, (ODD, REST), observations=("the largest", "places", "unpooled")),
        Aspect("numbers go back to their places", 1, EVEN, observations=("unpooled",)),
        Aspect("the gradient comes from there", 1, (*EVEN, ODD), observations=("grad_x",)),
        leaves_inputs_alone(0.5, (PLAIN, WIDE), requires="numbers go back to their places"),
    ),
    accepted=(
        Accepted("loops, and plane by plane", {"max_pool2d_with_indices": by_loops, "MaxUnpool2d": PlaneByPlane}),
        Accepted("numbered pixels, and rows and columns", {"max_pool2d_with_indices": numbered}),
        Accepted("rows and columns", RowsAndColumns),
    ),
)
