"""total_variation: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.generation.smoothness import total_variation

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import pictures


def parts(total_variation, x):
    """The probe: the value; the gradient inside the picture and on its border."""
    value, grad = total_variation(x)
    grad = np.asarray(grad)
    return {
        "value": float(value),
        "shape": list(grad.shape),
        "inside": lambda: grad[:, :, 1:-1, 1:-1],
        "border": lambda: np.concatenate([grad[:, :, [0, -1]].ravel(), grad[:, :, :, [0, -1]].ravel()]),
    }


def drawn(name, *sizes):
    """A case with random pictures; sizes: ranges for N, C, H and W."""
    return Case(name, lambda rng: {"x": pictures(rng, sizes)})


BY_HAND = Case("by hand", {"x": np.array([[[[1.0, 3.0]]]])})
ONE = drawn("one picture", 1, (3, 4), (4, 5), (6, 7))
SEVERAL = drawn("several pictures", (2, 3), (2, 3), (5, 6), (4, 5))
ROW = drawn("a picture of one row", 1, 2, 1, (4, 6))
COLUMN = drawn("a picture of one column", 1, 2, (4, 6), 1)


def by_padding(x):
    value = (np.square(np.diff(x, axis=2)).sum() + np.square(np.diff(x, axis=3)).sum()) / x.size
    grad = np.zeros(x.shape)
    for axis in (2, 3):
        width = [(0, 0)] * 4
        width[axis] = (1, 1)
        d = np.pad(np.diff(x, axis=axis), width)  # a zero before the first and behind the last
        grad -= np.diff(d, axis=axis)
    return value, 2 * grad / x.size


def pixel_by_pixel(x):
    H, W = x.shape[2:]
    value, grad = 0.0, np.zeros(x.shape)
    for h in range(H):
        for w in range(W):
            for below, right in ((1, 0), (0, 1)):
                if h + below < H and w + right < W:
                    off = x[:, :, h + below, w + right] - x[:, :, h, w]
                    value += (off**2).sum()
                    grad[:, :, h + below, w + right] += 2 * off
                    grad[:, :, h, w] -= 2 * off
    return value / x.size, grad / x.size


EXERCISE = Exercise(
    reference=total_variation,
    probe=parts,
    aspects=(
        Aspect("the value", 0.5, (BY_HAND, ONE, SEVERAL, ROW, COLUMN), observations=("value",)),
        Aspect("the gradient", 1, (ONE, SEVERAL), observations=("shape", "inside")),
        Aspect("its border", 0.5, (ONE, SEVERAL, ROW, COLUMN), observations=("border",)),
        leaves_inputs_alone(0.5, (ONE, SEVERAL), requires="the gradient"),
    ),
    accepted=(
        Accepted("differences with zeros at the ends", by_padding),
        Accepted("pixel by pixel", pixel_by_pixel),
    ),
)
