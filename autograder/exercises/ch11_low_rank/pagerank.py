"""pagerank: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.linalg.link_analysis import pagerank

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def surf(pagerank, links, **options):
    """The probe: the ranks, and what they sum to."""
    r = pagerank(links, **options)
    return {"ranks": r}


def total(inputs, values):
    """The sum of the ranks, beside the first of them."""
    r = np.asarray(values["ranks"], dtype=float)
    return {"the sum of the ranks": r.sum(), "the first rank": r.ravel()[:1]}


def web(name, dangling=0, own=False, **options):
    """A case with a drawn web. dangling: how many pages have no links. own: some link to themselves.

    options: damping and steps, numbers or functions that draw them
    """

    def draw(rng):
        n = int(rng.integers(6, 9))
        links = np.where(rng.random((n, n)) < 0.35, rng.integers(1, 4, (n, n)), 0)
        np.fill_diagonal(links, rng.integers(0, 3, n) if own else 0)
        for i in range(n):  # nobody is dangling by accident
            links[i, (i + 1 + rng.integers(0, n - 1)) % n] = rng.integers(1, 4)
        links[rng.permutation(n)[:dangling]] = 0
        drawn = {key: value(rng) if callable(value) else value for key, value in options.items()}
        return {"links": links, **drawn}

    return Case(name, draw)


def simple_web(rng):
    """Zeros and ones, as in the chapter."""
    inputs = PLAIN.draw(int(rng.integers(1000)))
    return {**inputs, "links": np.minimum(inputs["links"], 1)}


BY_HAND = Case("two pages, one step", {"links": np.array([[0, 1], [0, 0]]), "damping": 0.5, "steps": 1})
PLAIN = web("all pages have links")
SIMPLE = Case("no page links twice to another", simple_web)
OWN = web("pages that link to themselves", own=True)
FEW_STEPS = web("a few steps", steps=lambda rng: int(rng.integers(2, 5)))
ONE_STEP = web("one step", dangling=1, steps=1)
DANGLING = web("two dangling pages", dangling=2)
DAMPED = web("less damping", damping=lambda rng: float(rng.uniform(0.3, 0.7)))
UNDAMPED = web("hardly any damping", damping=lambda rng: float(rng.uniform(0.9, 0.97)), steps=5)
NO_STEP = web("no step", steps=0)


def transposed(links, damping=0.85, steps=100):
    n = links.shape[0]
    counts = links.sum(axis=1)
    M = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            M[j, i] = links[i, j] / counts[i] if counts[i] else 1 / n
    M = damping * M + (1 - damping) / n
    r = np.ones(n) / n
    for _ in range(steps):
        r = M @ r
    return r


def without_a_matrix(links, damping=0.85, steps=100):
    n, out = len(links), np.sum(links, 1)
    r = np.repeat(1 / n, n)
    for _ in range(steps):
        new = np.zeros(n)
        for page in range(n):
            if out[page] == 0:
                new += r[page] / n
            else:
                new += r[page] * links[page] / out[page]
        r = damping * new + (1 - damping) / n
    return r


def what_is_lost_is_spread(links, damping=0.85, steps=100):
    n = len(links)
    P = links / np.maximum(links.sum(axis=1), 1)[:, None]
    r = np.full(n, 1.0 / n)
    for _ in range(steps):
        r = damping * (r @ P)
        r += (1 - r.sum()) / n
    return r


EXERCISE = Exercise(
    reference=pagerank,
    probe=surf,
    aspects=(
        Aspect("ranks, where all pages have links", 1.5, (PLAIN, OWN, FEW_STEPS, SIMPLE)),
        Aspect("dangling pages", 1, (BY_HAND, DANGLING, ONE_STEP)),
        Aspect("ranks sum to 1", 0.5, (DANGLING, PLAIN), derive=total, requires="dangling pages"),
        Aspect("the damping", 0.5, (DAMPED, UNDAMPED)),
        Aspect("the steps that are given", 0.5, (FEW_STEPS, ONE_STEP, NO_STEP)),
        leaves_inputs_alone(0.5, (PLAIN, DANGLING), requires="ranks, where all pages have links"),
    ),
    accepted=(
        Accepted("columns that link to rows", transposed),
        Accepted("page by page", without_a_matrix),
        Accepted("what is lost is spread", what_is_lost_is_spread),
    ),
)
