"""dead_fraction: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def relu_outputs(name, examples, units, dead):
    """A case with outputs of a ReLU in which some units never fire, in random order; each from a range of sizes.

    One example more is silent throughout: it counts along the wrong axis, and not for who asks about all at once.
    """

    def draw(rng):
        shape = rng.integers(*examples), rng.integers(*units)
        h = np.maximum(rng.normal(0.0, 1.0, shape), 0.0)
        h[0] = np.abs(h[0]) + 0.1  # every unit that is alive fires at least once
        h[:, : rng.integers(*dead)] = 0.0
        h = rng.permuted(h, axis=0)[:, rng.permutation(shape[1])]
        return {"h": np.insert(h, rng.integers(1, shape[0]), 0.0, axis=0)}  # an example that is silent throughout

    return Case(name, draw)


BY_HAND = Case("two examples, three units", {"h": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]])})
WIDE = relu_outputs("few examples, many units", (4, 7), (16, 25), dead=(7, 12))
TALL = relu_outputs("many examples, few units", (40, 60), (7, 11), dead=(2, 5))
ALL = Case("every unit dead", {"h": np.zeros((4, 5))})
NONE = relu_outputs("no unit dead", (5, 8), (8, 12), dead=(0, 1))
FAINT = Case("a unit that fires faintly", {"h": np.array([[0.0, 1e-5, 2.0, 0.0], [0.0, 0.0, 0.0, 0.7]])})


def faintly(rng):
    """So many units that nobody guesses how many are dead; the others fire in one of a few examples, and faintly."""
    h = np.zeros((rng.integers(2, 5), rng.integers(200, 400)))
    alive = rng.choice(h.shape[1], rng.integers(40, 160), replace=False)
    h[rng.integers(len(h), size=alive.size), alive] = rng.uniform(1e-6, 1e-5, alive.size)
    return {"h": h}


MANY_FAINT = Case("many units, some of which fire faintly", faintly)


def by_any(h):
    return 1 - np.any(h != 0, axis=0).mean()


def by_max(h):
    return np.mean(np.max(h, axis=0) == 0)


def by_counting(h):
    return np.count_nonzero(h.sum(axis=0) == 0) / h.shape[1]


def unit_by_unit(h):
    dead = 0
    for unit in range(h.shape[1]):
        if all(value == 0 for value in h[:, unit]):
            dead += 1
    return dead / h.shape[1]


EXERCISE = Exercise(
    reference=layerwise.dead_fraction,
    aspects=(
        Aspect("values", 1, (BY_HAND, WIDE, TALL)),
        Aspect("all dead, none dead, faint", 1, (ALL, NONE, FAINT, MANY_FAINT)),
        leaves_inputs_alone(0.5, (WIDE,), requires="values"),
    ),
    accepted=(
        Accepted("not any", by_any),
        Accepted("the largest output is 0", by_max),
        Accepted("the outputs sum to 0", by_counting),
        Accepted("unit by unit", unit_by_unit),
    ),
)
