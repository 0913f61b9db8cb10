"""last_valid: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.padding import last_valid

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import size


def states(name, sizes, all_full=False):
    """A case with random states; sizes: ranges for T, N and H. all_full: every sequence has T words."""

    def draw(rng):
        T, N, H = (size(rng, between) for between in sizes)
        lengths = rng.integers(1, T, N)
        lengths[rng.permutation(N)[:2]] = T, 1
        return {"out": rng.normal(0.0, 1.0, (T, N, H)), "lengths": np.full(N, T) if all_full else lengths}

    return Case(name, draw)


FULL = states("all as long as the longest", ((4, 6), (5, 7), (2, 3)), all_full=True)
MIXED = states("different lengths", ((5, 8), (5, 8), (2, 3)))
SQUARE = states("as many steps as sequences and units", (5, 5, 5))
MANY = states("many sequences", ((6, 9), (20, 30), (2, 3)))


def in_a_loop(out, lengths):
    return np.stack([out[length - 1, n] for n, length in enumerate(lengths)])


def by_a_mask(out, lengths):
    steps = np.arange(len(out))[:, None]
    mask = (steps == lengths[None] - 1).astype(float)
    return (out * mask[:, :, None]).sum(axis=0)


def taken_along(out, lengths):
    return np.take_along_axis(out, (np.asarray(lengths) - 1)[None, :, None], axis=0)[0]


EXERCISE = Exercise(
    reference=last_valid,
    aspects=(
        Aspect("all of full length", 0.5, (FULL,)),
        Aspect("different lengths", 1, (MIXED, MANY)),
        Aspect("which axis is which", 0.5, (SQUARE,)),
        leaves_inputs_alone(0.5, (MIXED, SQUARE), requires="different lengths"),
    ),
    accepted=(
        Accepted("in a loop", in_a_loop),
        Accepted("by a mask", by_a_mask),
        Accepted("taken along an axis", taken_along),
    ),
)
