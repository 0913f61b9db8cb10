"""kl_div: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def pair(name, rows=(3, 6), classes=(6, 9), **options):
    """A case of log q and p with so many rows and classes, from ranges. options: the reduction"""

    def draw(rng):
        N, C = int(rng.integers(*rows)), int(rng.integers(*classes))
        return {"input": np.log(rng.dirichlet(np.ones(C), N)), "target": rng.dirichlet(np.ones(C), N), **options}

    return Case(name, draw)


def square(rng):
    """As many rows as classes."""
    n = int(rng.integers(3, 6))
    return {"input": np.log(rng.dirichlet(np.ones(n), n)), "target": rng.dirichlet(np.ones(n), n)}


def never_comes(rng):
    """Classes that are never true; the model rules some of them out, and leaves others possible."""
    N = int(rng.integers(4, 7))
    q, p = rng.dirichlet(np.ones(7), N), rng.dirichlet(np.ones(7), N)
    for model, true in zip(q, p, strict=True):
        never = rng.permutation(7)[:4]
        true[never] = 0.0
        model[never[:2]] = 0.0
    with np.errstate(divide="ignore"):
        return {"input": np.log(q / q.sum(axis=1, keepdims=True)), "target": p / p.sum(axis=1, keepdims=True)}


BY_HAND = Case("a coin by hand", {"input": np.log([[0.5, 0.5]]), "target": np.array([[0.75, 0.25]])})
BATCH = pair("a batch")
SQUARE = Case("as many rows as classes", square)
BATCHMEAN = pair("batchmean, asked for", reduction="batchmean")
MEAN = pair("mean", reduction="mean")
SUM = pair("sum", reduction="sum")
NONE = pair("none", reduction="none")
NEVER = Case("some classes are never true", never_comes)


def by_two_averages(input, target, reduction="batchmean"):
    seen = target > 0
    terms = np.zeros(target.shape)
    terms[seen] = target[seen] * np.log(target[seen]) - target[seen] * input[seen]
    N, C = target.shape
    if reduction == "none":
        return terms
    return terms.sum() / {"sum": 1, "mean": N * C, "batchmean": N}[reduction]


def by_the_ratio(input, target, reduction="batchmean"):
    q = np.exp(input)
    ratio = np.ones(target.shape)
    np.divide(target, q, out=ratio, where=target > 0)
    terms = target * np.log(np.where(target > 0, ratio, 1))
    if reduction == "batchmean":
        return terms.sum(axis=1).mean()
    return terms if reduction == "none" else getattr(terms, reduction)()


EXERCISE = Exercise(
    reference=layerwise.kl_div,
    aspects=(
        Aspect("values", 1, (BY_HAND, BATCH, SQUARE, BATCHMEAN)),
        Aspect("the mean over all numbers", 0.5, (MEAN,)),
        Aspect("sum and none", 0.5, (SUM, NONE)),
        Aspect("classes that are never true", 1, (NEVER,)),
        Aspect("no warning", 0.5, (NEVER,), observations=(WARNINGS,), requires="classes that are never true"),
        leaves_inputs_alone(0.5, (BATCH, NEVER), requires="values"),
    ),
    accepted=(
        Accepted("two terms, where p is above 0", by_two_averages),
        Accepted("the log of the ratio", by_the_ratio),
    ),
)
