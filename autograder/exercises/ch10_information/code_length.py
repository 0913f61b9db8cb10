"""code_length: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.information import code_length

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def two_lists(name, axes):
    """A case of what is true and what the list takes it for, no two lengths equal."""

    def draw(rng):
        *rows, C = rng.permutation(np.arange(3, 7))[:axes]
        return {"p": rng.dirichlet(np.ones(C), rows), "q": rng.dirichlet(np.ones(C), rows)}

    return Case(name, draw)


def square(rng):
    """As many pairs as outcomes."""
    n = int(rng.integers(3, 6))
    return {"p": rng.dirichlet(np.ones(n), n), "q": rng.dirichlet(np.ones(n), n)}


def no_word(rng):
    """In some rows something comes that the list has no word for; in the others it never comes."""
    N = int(rng.integers(6, 10))
    p, q = rng.dirichlet(np.ones(4), N), rng.dirichlet(np.ones(4), N)
    spot = rng.integers(4, size=N)
    q[np.arange(N), spot] = 0.0
    never = rng.permutation(N)[: N // 2]
    p[never, spot[never]] = 0.0
    return {"p": p / p.sum(axis=1, keepdims=True), "q": q / q.sum(axis=1, keepdims=True)}


def never_comes(rng):
    """Outcomes that never come, with a word and without one."""
    N = int(rng.integers(4, 8))
    p, q = rng.dirichlet(np.ones(6), N), rng.dirichlet(np.ones(6), N)
    for true, list_ in zip(p, q, strict=True):
        never = rng.permutation(6)[:3]
        true[never] = 0.0
        list_[never[0]] = 0.0
    return {"p": p / p.sum(axis=1, keepdims=True), "q": q / q.sum(axis=1, keepdims=True)}


def hardly_a_word(rng):
    """The list holds something for nearly impossible, and it comes."""
    q = rng.dirichlet(np.ones(4), 5)
    q[np.arange(5), rng.integers(4, size=5)] = 10.0 ** -rng.uniform(20.0, 200.0, 5)
    return {"p": rng.dirichlet(np.ones(4), 5), "q": q / q.sum(axis=1, keepdims=True)}


def wasteful(rng):
    """A list of words that are longer than they need to be: their budget is not used up."""
    q = rng.dirichlet(np.ones(4), 5) * rng.uniform(0.3, 0.8, (5, 1))
    return {"p": rng.dirichlet(np.ones(4), 5), "q": q}


BY_HAND = Case("a half in the wrong place", {"p": np.array([0.5, 0.25, 0.25]), "q": np.array([0.25, 0.25, 0.5])})
ONE = two_lists("one pair", 1)
BATCH = two_lists("a batch", 2)
BLOCK = two_lists("three dimensions", 3)
SQUARE = Case("as many pairs as outcomes", square)
NO_WORD = Case("something comes that has no word", no_word)
NEVER = Case("some outcomes never come", never_comes)
WASTEFUL = Case("a list that wastes words", wasteful)
HARDLY = Case("words of hundreds of bits", hardly_a_word)


def only_what_comes(p, q):
    with np.errstate(divide="ignore"):
        return -(p * np.log2(np.where(p > 0, q, 1))).sum(axis=-1)


def outcome_by_outcome(p, q):
    def pair(p, q):
        total = 0.0
        for true, taken_for in zip(p, q, strict=True):
            if true > 0:
                total += true * -np.log2(taken_for) if taken_for > 0 else np.inf
        return total

    rows = [pair(a, b) for a, b in zip(p.reshape(-1, p.shape[-1]), q.reshape(-1, q.shape[-1]), strict=True)]
    return np.array(rows).reshape(p.shape[:-1])


def by_log_base(p, q):
    seen = p > 0
    bits = np.zeros(p.shape)
    with np.errstate(divide="ignore"):
        bits[seen] = -np.log(q[seen]) / np.log(2)
    return np.einsum("...c,...c->...", p, bits)


EXERCISE = Exercise(
    reference=code_length,
    aspects=(
        Aspect("values", 1, (BY_HAND, ONE, BATCH, SQUARE)),
        Aspect("shapes", 0.5, (BLOCK,)),
        Aspect("lists as they are", 0.5, (WASTEFUL,)),
        Aspect("what never comes", 0.5, (NEVER,)),
        Aspect("what has no word", 1, (NO_WORD, HARDLY)),
        Aspect("no warning", 0.5, (NEVER, NO_WORD), observations=(WARNINGS,), requires="what never comes"),
        leaves_inputs_alone(0.5, (BATCH, NEVER, NO_WORD), requires="values"),
    ),
    accepted=(
        Accepted("1 in place of what never comes", only_what_comes),
        Accepted("outcome by outcome", outcome_by_outcome),
        Accepted("by the natural logarithm", by_log_base),
    ),
)
