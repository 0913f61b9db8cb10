"""gram_matrix: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.generation.gram import gram_matrix

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import pictures


def drawn(name, *sizes):
    """A case with random pictures; sizes: ranges for N, C, H and W."""
    return Case(name, lambda rng: {"x": pictures(rng, sizes)})


BY_HAND = Case("by hand", {"x": np.array([[[[1.0, 0.0]], [[2.0, 4.0]]]])})
ONE = drawn("one picture", 1, (3, 4), 2, (5, 7))
SEVERAL = drawn("several pictures", (3, 4), (2, 3), (4, 5), (6, 7))
SQUARE = drawn("as many pictures as channels, rows and columns", 3, 3, 3, 3)
LARGE = drawn("more places", 1, 3, (8, 10), (11, 12))
FEW = drawn("fewer places than channels", 2, (5, 6), 1, (2, 3))


def by_einsum(x):
    return np.einsum("nchw,ndhw->ncd", x, x) / x.shape[2] / x.shape[3]


def pair_by_pair(x):
    N, C = x.shape[:2]
    gram = np.zeros((N, C, C))
    for n in range(N):
        for c in range(C):
            for d in range(c, C):
                gram[n, c, d] = gram[n, d, c] = np.mean(x[n, c] * x[n, d])
    return gram


def picture_by_picture(x):
    grams = []
    for picture in x:
        flat = np.array([channel.ravel() for channel in picture])
        grams.append(np.inner(flat, flat) / flat.shape[1])
    return np.stack(grams)


EXERCISE = Exercise(
    reference=gram_matrix,
    aspects=(
        Aspect("one picture", 1, (BY_HAND, ONE)),
        Aspect("pictures stay apart", 0.5, (SEVERAL, SQUARE)),
        Aspect("the number of places", 0.5, (LARGE, FEW)),
        leaves_inputs_alone(0.5, (SEVERAL, SQUARE), requires="pictures stay apart"),
    ),
    accepted=(
        Accepted("by einsum", by_einsum),
        Accepted("pair by pair", pair_by_pair),
        Accepted("picture by picture", picture_by_picture),
    ),
)
