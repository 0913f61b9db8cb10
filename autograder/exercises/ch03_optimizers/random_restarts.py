"""random_restarts: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe's searches draw a start from the generator that they are given and return a value from a list, so that what
is best is known, and the way in which the generators are made is the learner's own.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise


def search_again(random_restarts, values, seed):
    """The probe: as many searches as there are values. "which" is the number of the search that was returned."""
    starts = []

    def f(rng):
        starts.append(rng.normal(size=2))
        return starts[-1].copy(), values[(len(starts) - 1) % len(values)]

    x, value = random_restarts(f, len(values), seed)
    first = np.array(starts)
    found = np.flatnonzero((first == x).all(axis=1))
    starts.clear()
    random_restarts(f, len(values), seed)
    second = np.array(starts)
    starts.clear()
    random_restarts(f, len(values), seed + 1)
    return {
        "value": value,
        "which": found[0] if len(found) else -1,
        "searches": len(first),
        "every start is another": len(np.unique(first, axis=0)) == len(first),
        "the same seed, the same starts": np.array_equal(first, second),
        "another seed, other starts": not np.array_equal(first, np.array(starts)),
    }


def drawn(name, n):
    """A case with n random values, the best neither first nor last."""

    def draw(rng):
        values = rng.permutation(np.arange(1.0, n + 1)) - 3.5
        best = int(values.argmin())
        if best in (0, n - 1):
            values[[best, n // 2]] = values[[n // 2, best]]
        return {"values": values.tolist(), "seed": int(rng.integers(1000))}

    return Case(name, draw)


BY_HAND = Case("three searches", {"values": [5.0, 2.0, 3.0], "seed": 0})
SEVEN = drawn("seven searches", 7)
ONE = Case("a single search", {"values": [4.0], "seed": 3})
FIRST = Case("the first is the best", {"values": [-1.0, 0.0, 7.0], "seed": 1})
LAST = Case("the last is the best", {"values": [4.0, 2.0, -5.0], "seed": 2})
LOST = Case("searches that ran away", {"values": [np.nan, 3.0, np.inf, 1.0, np.nan], "seed": 4})


def sorted_at_the_end(f, n, seed=0):
    rng = np.random.default_rng(seed)
    found = [f(rng) for _ in range(n)]
    found = [pair for pair in found if not np.isnan(pair[1])]
    return min(found, key=lambda pair: pair[1])


def a_generator_for_each(f, n, seed=0):
    children = np.random.SeedSequence(seed).spawn(n)
    attempts = [f(np.random.default_rng(child)) for child in children]
    values = np.array([value for _, value in attempts])
    i = np.nanargmin(values)
    return attempts[i]


EXERCISE = Exercise(
    reference=layerwise.optim.random_restarts,
    probe=search_again,
    aspects=(
        Aspect("the best of all", 1, (BY_HAND, SEVEN, FIRST, LAST), observations=("value", "which")),
        Aspect("n searches", 0.5, (BY_HAND, SEVEN, ONE), observations=("searches",)),
        Aspect("different starts", 0.5, (BY_HAND, SEVEN), observations=("every start is another",)),
        Aspect(
            "the seed decides",
            0.5,
            (SEVEN,),
            observations=("the same seed, the same starts", "another seed, other starts"),
        ),
        Aspect("searches that ran away", 0.5, (LOST,), observations=("value", "which")),
    ),
    accepted=(
        Accepted("all of them, then the smallest", sorted_at_the_end),
        Accepted("a generator for each search", a_generator_for_each),
    ),
)
