"""symmetry_rank: what is asked and what is right; the mistakes stand in the `.md` beside it.

Some cases are the weights of a hidden layer after a little training, from zeros, from equal weights, from random ones.
"""

import numpy as np

from layerwise.nn.signal_stats import symmetry_rank

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


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
    aspects=(
        Aspect("equal units count once", 1, (EQUAL, DOUBLES, FROM_ZEROS, FROM_EQUAL, MULTIPLES)),
        Aspect("different units count", 1, (DIFFERENT, MIRRORED, WIDE, TALL)),
        Aspect("nothing moved: rank 0", 0.5, (ZEROS,)),
        Aspect(
            "rounding noise does not count, small weights do", 1, (TWINS, FAINT, DEFAULT_TOL, LOOSE, MANY, ONE_STRONG)
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
