"""entropy: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.information import entropy

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def distributions(name, axes, **options):
    """A case of distributions along dim, the last unless options say otherwise; no two lengths are equal."""

    def draw(rng):
        shape = rng.permutation(np.arange(3, 7))[:axes]
        dim = options.get("dim", -1)
        p = rng.gamma(1.0, 1.0, shape) + 0.02
        return {"p": p / p.sum(axis=dim, keepdims=True), **options}

    return Case(name, draw)


def square(rng):
    """As many distributions as outcomes."""
    n = int(rng.integers(3, 6))
    return {"p": rng.dirichlet(np.ones(n), n)}


def with_zeros(rng):
    """Distributions of which some outcomes never come, and one that is certain."""
    p = rng.dirichlet(np.ones(6), int(rng.integers(4, 8)))
    for row in p:
        row[rng.permutation(6)[: rng.integers(1, 4)]] = 0.0
    p = p / p.sum(axis=1, keepdims=True)
    p[rng.integers(len(p))] = np.eye(6)[rng.integers(6)]
    return {"p": p}


def in_part(rng):
    """Some of the outcomes of a distribution: they sum to less than 1."""
    return {"p": rng.dirichlet(np.ones(8), 5)[:, :3]}


BY_HAND = Case("a half and two quarters", {"p": np.array([0.5, 0.25, 0.25])})
ONE = distributions("one distribution", 1)
BATCH = distributions("a batch", 2)
SQUARE = Case("as many rows as outcomes", square)
COLUMNS = distributions("columns, dim=0", 2, dim=0)
ROWS = distributions("rows, dim=1", 2, dim=1)
MIDDLE = distributions("three dimensions, dim=-2", 3, dim=-2)
ZEROS = Case("some outcomes never come", with_zeros)
PART = Case("a part of the outcomes", in_part)


def by_nansum(p, dim=-1):
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.nansum(p * np.log2(p), axis=dim)


def by_xlogy(p, dim=-1):
    terms = np.zeros(p.shape)
    np.log2(p, out=terms, where=p > 0)
    return -np.sum(p * terms, axis=dim)


def one_by_one(p, dim=-1):
    def of(outcomes):
        return sum(-x * np.log2(x) for x in outcomes if x > 0)

    return np.apply_along_axis(of, dim, p)


def surprise_averaged(p, dim=-1):
    with np.errstate(divide="ignore"):
        bits = -np.log(p) / np.log(2)
    bits[p == 0] = 0.0
    return np.einsum("...c,...c->...", np.moveaxis(p, dim, -1), np.moveaxis(bits, dim, -1))


EXERCISE = Exercise(
    reference=entropy,
    aspects=(
        Aspect("values", 1, (BY_HAND, ONE, BATCH, SQUARE)),
        Aspect("along dim", 0.5, (COLUMNS, ROWS, MIDDLE)),
        Aspect("outcomes that never come", 1, (ZEROS,)),
        Aspect("p taken as it is", 0.5, (PART,)),
        Aspect("no warning", 0.5, (ZEROS,), observations=(WARNINGS,), requires="outcomes that never come"),
        leaves_inputs_alone(0.5, (BATCH, ZEROS), requires="values"),
    ),
    accepted=(
        Accepted("nansum", by_nansum),
        Accepted("log2 only where p is not 0", by_xlogy),
        Accepted("outcome by outcome", one_by_one),
        Accepted("the surprise first, then its mean", surprise_averaged),
    ),
)
