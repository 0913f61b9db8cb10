"""adaptive_avg_pool2d: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.adaptive_avg_pool import adaptive_avg_pool2d, adaptive_avg_pool2d_backward

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def there_and_back(forward, backward, x, output_size, grad_output):
    """The probe: the means, and what comes back."""
    return {"output": lambda: forward(x, output_size), "grad_x": lambda: backward(grad_output, x)}


def images(name, draw_sizes):
    """A case with random images. draw_sizes: a function of a generator that gives H, W and output_size."""

    def draw(rng):
        H, W, size = (int(number) for number in draw_sizes(rng))
        N, C = int(rng.integers(2, 4)), int(rng.integers(2, 5))
        return {
            "x": rng.normal(0.5, 1.0, (N, C, H, W)),
            "output_size": size,
            "grad_output": rng.normal(0.5, 1.0, (N, C, size, size)),
        }

    return Case(name, draw)


BY_HAND = Case(
    "two rows of three",
    {
        "x": np.array([[[[1.0, 2.0, 6.0], [3.0, 4.0, 8.0]]]]),
        "output_size": 2,
        "grad_output": np.array([[[[6.0, 60.0], [600.0, 6000.0]]]]),
    },
)
ONE = images("one window", lambda rng: (rng.integers(3, 6), rng.integers(6, 9), 1))
EVEN = images("windows side by side", lambda rng: (6, 4, 2))
SHARED = images("windows that share rows", lambda rng: (rng.choice([5, 7, 8]), rng.choice([4, 5, 7]), 3))
MANY = images("more windows than rows", lambda rng: (rng.integers(2, 4), rng.integers(2, 4), rng.integers(4, 6)))


def by_matrices(x, output_size):
    def means(length):
        matrix = np.zeros((output_size, length))
        for i in range(output_size):
            first, end = int(np.floor(i * length / output_size)), int(np.ceil((i + 1) * length / output_size))
            matrix[i, first:end] = 1 / (end - first)
        return matrix

    return means(x.shape[2]) @ x @ means(x.shape[3]).T


def back_by_matrices(grad_output, x):
    size = grad_output.shape[2]

    def means(length):
        i, place = np.arange(size)[:, None], np.arange(length)[None, :]
        inside = (place >= i * length // size) & (place * size < (i + 1) * length)
        return inside / inside.sum(axis=1, keepdims=True)

    return means(x.shape[2]).T @ grad_output @ means(x.shape[3])


def window_by_window(x, output_size):
    N, C, H, W = x.shape
    ends = [
        [(i * n // output_size, ((i + 1) * n + output_size - 1) // output_size) for i in range(output_size)]
        for n in (H, W)
    ]
    cells = [[x[:, :, a:b, c:d].reshape(N, C, -1).mean(axis=2) for c, d in ends[1]] for a, b in ends[0]]
    return np.moveaxis(np.array(cells), (0, 1), (2, 3))


EXERCISE = Exercise(
    reference=(adaptive_avg_pool2d, adaptive_avg_pool2d_backward),
    probe=there_and_back,
    aspects=(
        Aspect("one window is the mean of all", 0.5, (ONE,), observations=("output",)),
        Aspect("the mean of each window", 1, (BY_HAND, EVEN, SHARED, MANY), observations=("output",)),
        Aspect("the gradient is shared", 1, (ONE, EVEN), observations=("grad_x",)),
        Aspect("gradients of windows that share rows", 0.5, (BY_HAND, SHARED, MANY), observations=("grad_x",)),
        leaves_inputs_alone(0.5, (ONE, SHARED), requires="the mean of each window"),
    ),
    accepted=(
        Accepted("two products with matrices", by_matrices),
        Accepted(
            "matrices both ways",
            {"adaptive_avg_pool2d": by_matrices, "adaptive_avg_pool2d_backward": back_by_matrices},
        ),
        Accepted("the ends of all windows first", window_by_window),
    ),
)
