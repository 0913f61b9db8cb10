"""information: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.information import information

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def draw_p(rng, axes):
    """Probabilities in an array of so many axes, no two lengths equal, none near 0 or 1."""
    return rng.uniform(0.05, 0.95, rng.permutation(np.arange(3, 7))[:axes])


def chances(name, axes, **options):
    """A case of probabilities. options: base, or a range that it is drawn from"""

    def draw(rng):
        base = {"base": rng.uniform(*options["base"])} if isinstance(options.get("base"), tuple) else options
        return {"p": draw_p(rng, axes), **base}

    return Case(name, draw)


def impossible(rng):
    """Some outcomes that never come, among others; the first and the last are two of them or not."""
    p = draw_p(rng, 2)
    p.flat[rng.permutation(p.size)[: p.size // 3]] = 0.0
    return {"p": p}


def certain(rng):
    """Some outcomes that are sure, among others."""
    p = draw_p(rng, 2)
    p.flat[rng.permutation(p.size)[: p.size // 3]] = 1.0
    return {"p": p}


BY_HAND = Case("an eighth is three bits", {"p": np.array([0.5, 0.125])})
BATCH = chances("any probabilities", 2)
BLOCK = chances("three dimensions", 3)
NUMBER = Case("one number", lambda rng: {"p": float(rng.uniform(0.05, 0.95))})
NATS = chances("in nats", 1, base=float(np.e))
SMALL = chances("a small base", 2, base=(1.3, 1.9))
LARGE = chances("a large base", 2, base=(3.0, 12.0))
CERTAIN = Case("some outcomes are certain", certain)
IMPOSSIBLE = Case("some outcomes are impossible", impossible)
RARE = Case("very rare outcomes", lambda rng: {"p": 10.0 ** -rng.uniform(13.0, 300.0, 6)})


def by_log2(p, base=2):
    with np.errstate(divide="ignore"):
        return -np.log2(p) / np.log2(base)


def where_it_can_come(p, base=2):
    p = np.asarray(p)
    bits = np.full(p.shape, np.inf)
    seen = p > 0
    bits[seen] = -np.log(p[seen]) / np.log(base)
    return bits


def of_the_reciprocal(p, base=2):
    p = np.asarray(p)
    return np.where(p > 0, np.log(1 / np.where(p > 0, p, 1)) / np.log(base), np.inf)


EXERCISE = Exercise(
    reference=information,
    aspects=(
        Aspect("values", 1, (BY_HAND, BATCH, CERTAIN)),
        Aspect("shapes", 0.5, (NUMBER, BLOCK)),
        Aspect("any base", 0.5, (NATS, SMALL, LARGE)),
        Aspect("impossible outcomes", 0.5, (IMPOSSIBLE,)),
        Aspect("rare outcomes", 0.5, (RARE,)),
        Aspect("no warning", 0.5, (IMPOSSIBLE,), observations=(WARNINGS,), requires="impossible outcomes"),
        leaves_inputs_alone(0.5, (BATCH, IMPOSSIBLE), requires="values"),
    ),
    accepted=(
        Accepted("by log2", by_log2),
        Accepted("only where it can come", where_it_can_come),
        Accepted("the log of the reciprocal", of_the_reciprocal),
    ),
)
