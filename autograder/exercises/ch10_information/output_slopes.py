"""output_slopes: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.analysis.output_slopes import output_slopes

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def both(output_slopes, z, t):
    """The probe: the two slopes, by name."""
    slopes = output_slopes(z, t)
    return {"squared loss": lambda: slopes[0], "cross-entropy": lambda: slopes[1]}


def outputs(name, axes, soft=False):
    """A case of inputs to the sigmoid with targets of both kinds, or any between 0 and 1; no two lengths are equal."""

    def draw(rng):
        z = rng.normal(0.0, 2.0, rng.permutation(np.arange(4, 8))[:axes])
        t = rng.uniform(0.05, 0.95, z.shape) if soft else rng.permutation(np.arange(z.size) % 2.0).reshape(z.shape)
        return {"z": z, "t": t}

    return Case(name, draw)


def sure(rng):
    """Very sure of itself, right and wrong, both ways, among others that are not."""
    far = np.array([1.0, 1.0, -1.0, -1.0]) * rng.uniform(750.0, 2000.0, 4)
    t = np.array([0.0, 1.0, 0.0, 1.0])
    order = rng.permutation(7)
    return {
        "z": np.concatenate([far, rng.normal(0.0, 2.0, 3)])[order],
        "t": np.concatenate([t, rng.integers(0, 2, 3)])[order],
    }


BY_HAND = Case("undecided", {"z": np.array([0.0]), "t": np.array([1.0])})
ROW = outputs("a row of units", 1)
BATCH = outputs("a batch", 2)
SOFT = outputs("targets between 0 and 1", 2, soft=True)
SURE = Case("very sure, right or wrong", sure)

ALL = (BY_HAND, ROW, BATCH)


def by_the_slope_first(z, t):
    a = 0.5 * (1 + np.tanh(0.5 * z))
    slope = a - a**2
    return (a - t) * slope, a - t


def by_two_branches(z, t):
    e = np.exp(-np.abs(z))
    a = np.where(z >= 0, 1, e) / (1 + e)
    slope = e / (1 + e) ** 2
    error = a - t
    return error * slope, error.copy()


EXERCISE = Exercise(
    reference=output_slopes,
    probe=both,
    aspects=(
        Aspect("the squared loss", 1, ALL, observations=("squared loss",)),
        Aspect("the cross-entropy", 1, ALL, observations=("cross-entropy",)),
        Aspect("targets in between", 0.5, (SOFT,)),
        Aspect("units that are very sure", 0.5, (SURE,)),
        Aspect("no warning", 0.5, (SURE,), observations=(WARNINGS,), requires="units that are very sure"),
        leaves_inputs_alone(0.5, (BATCH, SOFT), requires="the cross-entropy"),
    ),
    accepted=(
        Accepted("the sigmoid by tanh", by_the_slope_first),
        Accepted("the sigmoid's slope without overflow", by_two_branches),
    ),
)
