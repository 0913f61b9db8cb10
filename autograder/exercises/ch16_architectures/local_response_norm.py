"""local_response_norm: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.local_response_norm import local_response_norm

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def normalize(local_response_norm, x, size, constants):
    """The probe: the output. constants: alpha, beta and k, or none, for the defaults."""
    return {"output": local_response_norm(x, size, *constants)}


def images(name, size, channels, scale=1.0, defaults=False):
    """A case with random images; size and channels: ranges, both ends included."""

    def draw(rng):
        n = int(rng.integers(*size, endpoint=True))
        shape = (int(rng.integers(2, 4)), int(rng.integers(*channels, endpoint=True)), 2, 3)
        constants = [float(rng.uniform(*between)) for between in ((0.5, 2.0), (0.4, 0.9), (1.3, 2.5))]
        x = scale * rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 2.0, shape)
        return {"x": x, "size": n, "constants": [] if defaults else constants}

    return Case(name, draw)


def odd_sizes(rng):
    """A window of three channels or five."""
    inputs = ODD_3.inputs(rng)
    return inputs | {"size": int(rng.choice([3, 5]))}


BY_HAND = Case(
    "three channels",
    {"x": np.array([3.0, 1.0, 2.0]).reshape(1, 3, 1, 1), "size": 3, "constants": [3.0, 1.0, 1.0]},
)
ODD_3 = images("of three", (3, 3), (7, 9))
ODD = Case("windows of an odd size", odd_sizes)
EVEN = images("windows of four channels", (4, 4), (7, 9))
# the first channel's window ends with the last channel: who leaves that out has another sum
WIDE = images("windows wider than all channels", (7, 8), (4, 4))
DEFAULTS = images("the constants by default, large numbers", (5, 5), (7, 9), scale=100.0, defaults=True)
SQUARE = Case(
    "as many channels as rows and columns", lambda rng: ODD_3.inputs(rng) | {"x": rng.uniform(1, 2, (4,) * 4)}
)


def with_a_band(x, size, alpha=1e-4, beta=0.75, k=1.0):
    C = np.shape(x)[1]
    apart = np.arange(C)[None, :] - np.arange(C)[:, None]
    band = (apart >= -(size // 2)) & (apart <= (size - 1) // 2)
    scale = k + alpha * np.einsum("cj,njhw->nchw", band / size, np.square(x))
    return x * scale**-beta


def padded(x, size, alpha=1e-4, beta=0.75, k=1.0):
    before = size // 2
    squares = np.pad(x * x, [(0, 0), (before, size - 1 - before), (0, 0), (0, 0)])
    means = np.lib.stride_tricks.sliding_window_view(squares, size, axis=1).mean(axis=-1)
    return x / np.exp(beta * np.log(k + alpha * means))


def running(x, size, alpha=1e-4, beta=0.75, k=1.0):
    C, total = x.shape[1], np.zeros(x.shape)
    for apart in range(-(size // 2), (size - 1) // 2 + 1):
        here = np.arange(max(0, -apart), min(C, C - apart))
        total[:, here] += x[:, here + apart] ** 2
    return x / np.power(k + total * alpha / size, beta)


EXERCISE = Exercise(
    reference=local_response_norm,
    probe=normalize,
    aspects=(
        Aspect("each number and its neighbours", 1, (BY_HAND, ODD, SQUARE), observations=("output",)),
        Aspect("windows of an even size", 0.5, (EVEN,), observations=("output",)),
        Aspect("windows beyond the last channel", 0.5, (WIDE,), observations=("output",)),
        Aspect("the constants by default", 0.5, (DEFAULTS,), observations=("output",)),
        leaves_inputs_alone(0.5, (ODD, EVEN), requires="each number and its neighbours"),
    ),
    accepted=(
        Accepted("a matrix of ones around the diagonal", with_a_band),
        Accepted("windows of padded squares", padded),
        Accepted("neighbour by neighbour", running),
    ),
)
