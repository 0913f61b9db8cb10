"""count_regions and max_regions: what is asked and what is right; the mistakes stand in the `.md` beside it.

A count has few possible values, so a case asks for fourteen of them.
"""

import numpy as np

from layerwise.analysis.regions import count_regions, max_regions

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone

ASKED = 14


def count(count_regions, max_regions, W, b, X, n, d):
    """The probe: the regions of each layer, and the most there can be."""
    layers = list(zip(W, b, X, strict=True))
    return {
        "regions": lambda: np.array([count_regions(*layer) for layer in layers], dtype=float),
        "most": lambda: np.array(
            [max_regions(*pair) for pair in zip(n.tolist(), d.tolist(), strict=True)], dtype=float
        ),
    }


def case(name, layer, numbers):
    """A case with fourteen layers and fourteen pairs of numbers.

    layer: of a generator and sizes, W, b and X. numbers: of a generator, n and d
    """

    def draw(rng):
        H, D, N = int(rng.integers(3, 6)), int(rng.integers(2, 4)), int(rng.integers(20, 60))
        W, b, X = zip(*[layer(rng, H, D, N) for _ in range(ASKED)], strict=True)
        n, d = numbers(rng)
        return {"W": np.array(W), "b": np.array(b), "X": np.array(X), "n": n, "d": d}

    return Case(name, draw)


def scattered(rng, H, D, N):
    """Random units, random points."""
    return rng.normal(size=(H, D)), rng.normal(size=H), rng.normal(size=(N, D))


def square(rng, H, D, N):
    """As many units as inputs."""
    return rng.normal(size=(H, H)), rng.normal(size=H), rng.normal(size=(N, H))


def on_edges(rng, H, D, N):
    """Whole numbers, of which many lie on an edge; some patterns occur there and nowhere else."""
    W, X = rng.integers(-2, 3, (H, D)).astype(float), rng.integers(-3, 4, (N // 4, D)).astype(float)
    return W, rng.integers(-2, 3, H).astype(float), X


def few_dimensions(rng):
    return rng.integers(5, 30, ASKED), rng.integers(1, 5, ASKED)


def many_dimensions(rng):
    n = rng.integers(2, 14, ASKED)
    return n, n + rng.permutation(np.append([0, 0, 0], rng.integers(1, 6, ASKED - 3)))


SCATTERED = case("random units, more lines than dimensions", scattered, few_dimensions)
SQUARE = case("as many units as inputs, no fewer dimensions than lines", square, many_dimensions)
ON_EDGES = case("points on edges", on_edges, few_dimensions)


def as_words(W, b, X):
    return len({"".join("1" if on else "0" for on in row) for row in (X @ W.T + b > 0)})


def as_numbers(W, b, X):
    on = np.array([[float(w @ x + c) > 0 for w, c in zip(W, b, strict=True)] for x in X])
    return np.unique(on @ 2 ** np.arange(len(W))).size


def line_by_line(n, d):
    regions = np.ones(d + 1, dtype=int)  # without a hyperplane one region, in each number of dimensions
    for _ in range(n):
        regions[1:] = regions[1:] + regions[:-1]
    return regions[-1]


def term_by_term(n, d):
    total, term = 0, 1
    for k in range(d + 1):
        total += term
        term = term * (n - k) // (k + 1)
    return total


EXERCISE = Exercise(
    reference=(count_regions, max_regions),
    probe=count,
    aspects=(
        Aspect("counts the patterns", 1, (SCATTERED, SQUARE), observations=("regions",)),
        Aspect("points on an edge are off", 0.5, (ON_EDGES,), observations=("regions",)),
        Aspect("the most with few dimensions", 1, (SCATTERED,), observations=("most",)),
        Aspect("the most with many dimensions", 0.5, (SQUARE,), observations=("most",)),
        leaves_inputs_alone(0.5, (SCATTERED,), requires="counts the patterns"),
    ),
    accepted=(
        Accepted("patterns as words", {"count_regions": as_words, "max_regions": line_by_line}),
        Accepted("patterns as numbers", {"count_regions": as_numbers, "max_regions": term_by_term}),
    ),
)
