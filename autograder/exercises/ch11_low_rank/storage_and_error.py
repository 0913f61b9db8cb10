"""storage_and_error: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.linalg.approximation import storage_and_error

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import falling


def ask(storage_and_error, s, shape, ks):
    """The probe: numbers and errors for each k."""
    found = [storage_and_error(s, shape, k) for k in ks]
    return {"numbers": [numbers for numbers, _ in found], "errors": [error for _, error in found]}


def drawn(name, ks):
    """A case with drawn singular values of a tall or a wide table. ks: which k to ask."""

    def draw(rng):
        side, more = int(rng.integers(6, 14)), int(rng.integers(2, 60))
        shape = (side, side + more) if rng.random() < 0.5 else (side + more, side)
        return {"s": falling(rng, side), "shape": shape, "ks": ks(rng, side)}

    return Case(name, draw)


BY_HAND = Case("two patterns", {"s": np.array([4.0, 3.0]), "shape": (2, 5), "ks": [1]})
SOME = drawn("some patterns", lambda rng, side: rng.choice(np.arange(1, side), 3, replace=False).tolist())
ENDS = drawn("none and all", lambda rng, side: [0, side])


def with_norms(s, shape, k):
    numbers = shape[0] * k + k + k * shape[1]
    return numbers, np.linalg.norm(s[k:]) / np.linalg.norm(s)


def with_loops(s, shape, k):
    lost = whole = 0.0
    for i, value in enumerate(s):
        whole += value**2
        if i >= k:
            lost += value**2
    return (1 + shape[0] + shape[1]) * k, (lost / whole) ** 0.5


EXERCISE = Exercise(
    reference=storage_and_error,
    probe=ask,
    aspects=(
        Aspect("the numbers to keep", 1, (BY_HAND, SOME), observations=("numbers",)),
        Aspect("the error", 1.5, (BY_HAND, SOME), observations=("errors",)),
        Aspect("no pattern at all, and every pattern", 0.5, (ENDS, SOME)),
        leaves_inputs_alone(0.5, (SOME, ENDS), requires="the error"),
    ),
    accepted=(
        Accepted("with norms", with_norms),
        Accepted("with a loop", with_loops),
    ),
)
