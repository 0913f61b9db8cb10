"""symmetry_rank: what is asked and what is right; the mistakes stand in the `.md` beside it.

Some cases are the weights of a hidden layer after a little training, from zeros, from equal weights, from random ones.
"""

import numpy as np

from layerwise.nn.signal_stats import symmetry_rank

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def of_each(symmetry_rank, W=None, Ws=(), **options):
    """The probe: the rank of a matrix, or of each of several."""
    return {"output": symmetry_rank(W, **options) if W is not None else [symmetry_rank(each) for each in Ws]}


def trained(rng, W1, W2, b1):
    """The hidden layer's weights (out, in) after 60 steps on two random classes, sigmoid units."""
    # With as many examples of one class as of the other, weights of zeros would not move at all.
    X, y = rng.normal(0.0, 1.0, (40, W1.shape[1])), rng.permutation(np.arange(40) < rng.integers(26, 31)).astype(int)
    for _ in range(60):
        h = 1 / (1 + np.exp(-(X @ W1.T + b1)))
        e = np.exp(h @ W2.T)
        grad = (e / e.sum(axis=1, keepdims=True) - np.eye(2)[y]) / len(X)
        grad_z = grad @ W2 * h * (1 - h)
        W2, W1, b1 = W2 - grad.T @ h, W1 - grad_z.T @ X, b1 - grad_z.sum(axis=0)
    return W1


def after_training(name, start, bias=0.0):
    """A case with weights trained from `start`: a number for all of them."""

    def draw(rng):
        W1, W2 = np.full((6, 5), start), np.full((2, 6), start)
        return {"W": trained(rng, W1, W2, np.full(6, bias))}

    return Case(name, draw)


def random_weights(name, units, inputs, scale=1.0):
    """A case with random weights, all units different. units, inputs: the ranges from which their numbers are drawn."""
    return Case(name, lambda rng: {"W": scale * rng.normal(0.0, 1.0, (rng.integers(*units), rng.integers(*inputs)))})


def groups(rng):
    """Seven units of two kinds, and rounding noise between the twins."""
    kinds = rng.normal(0.0, 1.0, (2, 5))
    W = kinds[np.concatenate([[0, 1], rng.integers(0, 2, 5)])]
    return {"W": W * (1 + 1e-11 * rng.normal(0.0, 1.0, W.shape))}


def diagonal(name, values, tol):
    """A case whose singular values are known: `values` draws one for each of five to seven units, in any order."""

    def draw(rng):
        W = np.diag(values(rng, rng.integers(4, 7)))
        return {"W": rng.permutation(rng.permutation(W), axis=1), "tol": tol}

    return Case(name, draw)


def a_dozen(name, matrix):
    """A case with so many matrices that nobody guesses all of their ranks. matrix: draws one of them."""
    return Case(name, lambda rng: {"Ws": [matrix(rng) for _ in range(rng.integers(12, 16))]})


def of_few_kinds(rng, noise=0.0):
    """Units that are multiples of a few, each of these at least once, and what rounding would add."""
    kinds = rng.normal(0.0, 1.0, (rng.integers(1, 5), rng.integers(6, 9)))
    which = np.append(np.arange(len(kinds)), rng.integers(0, len(kinds), rng.integers(1, 4)))
    times = rng.choice([-1.0, 1.0], len(which)) * rng.uniform(0.5, 2.0, len(which))
    W = times[:, None] * kinds[which]
    return rng.permutation(W * (1 + noise * rng.normal(0.0, 1.0, W.shape)))


def of_any_shape(rng):
    """Units all of which are different."""
    return rng.normal(0.0, 1.0, rng.integers(2, 9, 2))


def moved_or_not(rng):
    """Many units with few inputs, all zeros or none."""
    return rng.integers(0, 2) * rng.normal(0.0, 1.0, (rng.integers(5, 9), 2))


def above_zero(inputs, values):
    """Which ranks are above 0: more is not asked of layers that may be all zeros."""
    return {"above 0": values["output"] > 0}


DOUBLES = Case("three units, one direction", {"W": np.array([[1.0, 2.0], [1.0, 2.0], [2.0, 4.0]])})
EQUAL = Case("three equal units", {"W": np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]])})
DIFFERENT = Case("three units, two inputs", {"W": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])})
ZEROS = Case("all zeros", {"W": np.zeros((4, 3))})
FROM_ZEROS = after_training("trained from zeros", 0.0)
FROM_EQUAL = after_training("trained from 0.1 everywhere, biases too", 0.1, bias=0.1)
MIRRORED = Case("two units that differ in a sign", {"W": np.array([[1.0, 2.0], [1.0, -2.0], [2.0, -4.0]])})
WIDE = random_weights("random, few units, many inputs", (3, 6), (8, 12))
TALL = random_weights("random, many units, few inputs", (8, 12), (3, 6))
FAINT = random_weights("random and tiny", (4, 7), (4, 7), scale=1e-9)
TWINS = Case("seven units of two kinds", groups)
MULTIPLES = Case("units that are multiples of one", lambda rng: {"W": np.outer([1.0, 2.0, -3.0], rng.normal(size=4))})
DEFAULT_TOL = Case("tol as it is by default", {"W": np.diag([7e-7, 1.0, 1.5e-6])})
LOOSE = Case("a coarser tol", {"W": np.diag([1.0, 0.1, 0.01]), "tol": 0.05})
MANY = diagonal("many strong units and a weaker one", lambda rng, n: [*rng.uniform(2.0, 3.0, n), 1.0], tol=0.3)
ONE_STRONG = diagonal("one strong unit and many weak ones", lambda rng, n: [10.0, *rng.uniform(0.8, 1.2, n)], tol=0.15)
SOME_KINDS = a_dozen("a dozen layers, units of some kinds", of_few_kinds)
ANY_SHAPES = a_dozen("a dozen layers, random", of_any_shape)
SOME_ZEROS = a_dozen("a dozen layers, some of them zeros", moved_or_not)
NOISY_KINDS = a_dozen("a dozen layers, kinds and rounding noise", lambda rng: of_few_kinds(rng, noise=1e-11))


def by_matrix_rank(W, tol=1e-6):
    return np.linalg.matrix_rank(W, rtol=tol)


def by_elimination(W, tol=1e-6):
    rest, rank, first = np.array(W, dtype=float), 0, 0.0
    while min(rest.shape) > rank:
        length = np.linalg.norm(rest, axis=1)
        largest = length.argmax()
        first = first or length[largest]
        if length[largest] <= tol * first:
            break
        direction = rest[largest] / length[largest]
        rest = rest - np.outer(rest @ direction, direction)
        rank += 1
    return rank


def by_loop(W, tol=1e-6):
    values = np.linalg.svd(W)[1]
    count = 0
    for value in values:
        if value > tol * max(values):
            count += 1
    return count


EXERCISE = Exercise(
    reference=symmetry_rank,
    probe=of_each,
    aspects=(
        Aspect("equal units count once", 1, (EQUAL, DOUBLES, FROM_ZEROS, FROM_EQUAL, MULTIPLES, SOME_KINDS)),
        Aspect("different units count", 1, (DIFFERENT, MIRRORED, WIDE, TALL, ANY_SHAPES)),
        Aspect(
            "nothing moved: rank 0",
            0.5,
            (ZEROS, SOME_ZEROS),
            requires="equal units count once",
            derive=above_zero,
        ),
        Aspect(
            "rounding noise does not count, small weights do",
            1,
            (TWINS, FAINT, DEFAULT_TOL, LOOSE, MANY, ONE_STRONG, NOISY_KINDS),
        ),
        Aspect("no warning", 0.5, (ZEROS, TALL), observations=(WARNINGS,), requires="nothing moved: rank 0"),
        leaves_inputs_alone(0.5, (WIDE, TALL), requires="different units count"),
    ),
    accepted=(
        Accepted("matrix_rank with a relative tolerance", by_matrix_rank),
        Accepted("a loop over the singular values", by_loop),
        Accepted("one direction after the other taken out", by_elimination),
    ),
)
