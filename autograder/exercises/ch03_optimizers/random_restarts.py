"""random_restarts: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe's searches draw a start from the generator that they are given and return a value from a list, so that what
is best is known, and the way in which the generators are made is the learner's own.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise


def search_again(random_restarts, values, seed=None, place=0.0):
    """The probe: as many searches as there are values, which start around a place.

    "number of the search" is that of the one returned.
    """
    starts, lacking = [], []

    def f(rng):
        if not hasattr(rng, "normal"):
            lacking.append(rng)
            rng = np.random.default_rng(rng)
        starts.append(place + rng.normal(size=2))
        return starts[-1].copy(), values[(len(starts) - 1) % len(values)]

    def starts_of(*seed):
        starts.clear()
        random_restarts(f, len(values), *seed)
        return np.array(starts)

    given = [] if seed is None else [seed]
    x, value = random_restarts(f, len(values), *given)
    first = np.array(starts)
    found = [number for number, start in enumerate(first) if np.array_equal(start, x)]
    number = 0 if seed is None else seed
    return {
        "value": value,
        "number of the search": found[0] if found else -1,
        "searches": len(first),
        "starts": first,
        "f was given": "something else" if lacking else "a generator",
        "starts again": starts_of(number),
        "starts with another seed": starts_of(number + 1),
    }


def are_starts(inputs, *seen):
    """Whether all of these are what f draws: within ten standard deviations of its place."""
    return all(np.ndim(starts) == 2 and (np.abs(starts - inputs.get("place", 0.0)) < 10).all() for starts in seen)


def different(inputs, values):
    """Whether no two searches start at the same point."""
    starts = values["starts"]
    another = are_starts(inputs, starts) and len(np.unique(starts, axis=0)) == len(starts)
    return {"every start is another": np.array(another), "f was given": values["f was given"]}


def by_the_seed(inputs, values):
    """What the seed has to do with the starts."""
    first, again, other = (values[name] for name in SEEDS)
    drawn = are_starts(inputs, first, again, other)
    return {
        "the same seed, the same starts": np.array(drawn and np.array_equal(first, again)),
        "another seed, other starts": np.array(drawn and not np.array_equal(first, other)),
    }


SEEDS = ("starts", "starts again", "starts with another seed")


def drawn(name, least, most):
    """A case with so many random values, less than 1 apart and on both sides of 0, the best neither first nor last."""

    def draw(rng):
        n = int(rng.integers(least, most + 1))
        values = rng.permutation(np.arange(n) / n + rng.uniform(-0.4, -0.2))
        best = int(values.argmin())
        if best in (0, n - 1):
            values[[best, n // 2]] = values[[n // 2, best]]
        return {"values": values.tolist(), "seed": int(rng.integers(1000)), "place": rng.uniform(100.0, 1e6)}

    return Case(name, draw)


def lost(rng):
    """The first search and the last ran away for good, and one between them without an end."""
    between = rng.permutation([np.inf, *rng.uniform(1.0, 9.0, rng.integers(2, 6))])
    return {"values": [np.nan, *between.tolist(), np.nan], "seed": int(rng.integers(1000))}


BY_HAND = Case("three searches", {"values": [5.0, 2.0, 3.0], "seed": 0})
MANY = drawn("many searches", 6, 40)
MORE = drawn("more searches", 50, 90)
NO_SEED = Case("without a seed", {"values": [3.0, 1.0, 2.0]})
ONE = Case("a single search", {"values": [4.0], "seed": 3})
FIRST = Case("the first is the best", {"values": [-1.0, 0.0, 7.0], "seed": 1})
LAST = Case("the last is the best", {"values": [4.0, 2.0, -5.0], "seed": 2})
LOST = Case("searches that ran away", {"values": [np.nan, 3.0, np.inf, 2.0, np.nan], "seed": 4})
ANY_LOST = Case("some searches that ran away", lost)


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
        Aspect("the best of all", 1, (BY_HAND, MANY, FIRST, LAST), observations=("value", "number of the search")),
        Aspect("n searches", 0.5, (BY_HAND, MANY, MORE, ONE), observations=("searches",)),
        Aspect("different starts", 0.5, (BY_HAND, MANY), ("starts", "f was given"), derive=different),
        Aspect("the seed decides", 0.5, (MANY, NO_SEED), SEEDS, derive=by_the_seed),
        Aspect("searches that ran away", 0.5, (LOST, ANY_LOST), observations=("value", "number of the search")),
    ),
    accepted=(
        Accepted("all of them, then the smallest", sorted_at_the_end),
        Accepted("a generator for each search", a_generator_for_each),
    ),
)
