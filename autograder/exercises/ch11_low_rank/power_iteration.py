"""power_iteration: what is asked and what is right; the mistakes stand in the `.md` beside it.

A vector may have either sign: what is compared is the table v[i] * v[j], which has v's length in it and not its sign.
"""

import numpy as np

from layerwise.linalg.eigenvectors import power_iteration

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import symmetric


def iterate(power_iteration, A, v, steps):
    """The probe: the value and the vector."""
    value, vector = power_iteration(A, v, steps)
    return {"value": value, "vector": vector}


def without_sign(inputs, values):
    """The vector times itself: v[i] * v[j]."""
    v = np.asarray(values["vector"], dtype=float)
    return {"the vector times itself, v[i] * v[j]": np.multiply.outer(v, v)}


def both(inputs, values):
    """The value, and the vector without its sign."""
    return {"value": values["value"], **without_sign(inputs, values)}


def drawn(name, values, steps, scale=1.0):
    """A case with a symmetric matrix whose eigenvalues `values` draws, any start, and a number of steps.

    steps: from and to. scale: of the matrix
    """

    def draw(rng):
        A = scale * symmetric(rng, values(rng))
        return {"A": A, "v": rng.normal(0.0, 2.0, len(A)), "steps": int(rng.integers(*steps, endpoint=True))}

    return Case(name, draw)


def positive(rng):
    """The first is twice the second or more: after few steps it shows how many, after sixty nothing does."""
    return [rng.uniform(4, 5), *rng.uniform(0.5, 2, rng.integers(3, 7))]


def largest_below_zero(rng):
    n = rng.integers(3, 6)
    return [-rng.uniform(3, 5), *(rng.choice([-1, 1], n) * rng.uniform(1.2, 1.8, n))]


def no_symmetry(rng):
    """Numbers above 0: the first eigenvalue is real, and rows and columns say different things."""
    n = int(rng.integers(4, 7))
    return {"A": rng.uniform(0.1, 2.0, (n, n)), "v": rng.uniform(0.5, 3.0, n), "steps": int(rng.integers(2, 4))}


def on_the_second(rng):
    """The start has no part along the first eigenvector, and nothing is rounded: there it stays."""
    values = np.array([rng.uniform(-4, -1), *rng.permutation([rng.uniform(1, 4), rng.uniform(5, 9)])])
    start = np.where(values == values[1:].min(), rng.uniform(2, 9), 0.0)  # never the first entry
    return {"A": np.diag(values), "v": start, "steps": 2 * int(rng.integers(10, 20)) + 1}


def no_step(rng):
    n = int(rng.integers(3, 7))
    return {"A": symmetric(rng, rng.uniform(1, 4, n)), "v": rng.normal(0.0, 3.0, n), "steps": 0}


BY_HAND = Case("one step", {"A": np.array([[2.0, 1.0], [1.0, 2.0]]), "v": np.array([1.0, 0.0]), "steps": 1})
FEW = drawn("a few steps", positive, (2, 4))
MANY = drawn("many steps", positive, (151, 151))
NEGATIVE = drawn("the largest is below zero, an even number of steps", largest_below_zero, (60, 60))
ODD = drawn("the largest is below zero, a few steps", largest_below_zero, (2, 3))
NOT_SYMMETRIC = Case("a matrix that is not symmetric", no_symmetry)
SECOND = Case("a start on another eigenvector", on_the_second)
NONE = Case("no step", no_step)
ONE = drawn("a single step", positive, (1, 1))
HUGE = drawn("large numbers", positive, (61, 61), scale=1e20)
TINY = drawn("tiny numbers", positive, (61, 61), scale=1e-20)


def with_a_quotient(A, v, steps):
    v = np.array(v, dtype=float)
    while steps > 0:
        v = A.dot(v)
        v = v / np.sqrt((v**2).sum())
        steps -= 1
    return v.dot(A).dot(v) / v.dot(v), v / np.sqrt(v.dot(v))


def largest_entry_first(A, v, steps):
    for _ in range(steps):
        v = A @ v
        v = v / np.abs(v).max()
    unit = v / np.linalg.norm(v)
    if unit[np.abs(unit).argmax()] < 0:
        unit = -unit
    return float(np.einsum("i,ij,j", unit, A, unit)), unit


def recursive(A, v, steps):
    v = v / (v @ v) ** 0.5
    if steps == 0:
        return np.sum(v * (A @ v)), v
    w = A @ v

    def again(w, left):
        w = w / (w @ w) ** 0.5
        return w if left == 0 else again(A @ w, left - 1)

    w = again(w, steps - 1)
    return np.sum(w * (A @ w)), w


EXERCISE = Exercise(
    reference=power_iteration,
    probe=iterate,
    aspects=(
        Aspect("the value after a few steps", 1, (BY_HAND, FEW, ONE, NOT_SYMMETRIC), observations=("value",)),
        Aspect("the vector", 1, (BY_HAND, FEW, ONE, NOT_SYMMETRIC), observations=("vector",), derive=without_sign),
        Aspect("a negative eigenvalue", 0.5, (NEGATIVE, ODD), observations=("value",)),
        Aspect("the start that is given", 0.5, (SECOND,), observations=("value", "vector"), derive=both),
        Aspect("no step at all", 0.5, (NONE,), observations=("value", "vector"), derive=both),
        Aspect("large numbers, that overflow", 0.5, (HUGE, TINY, MANY), observations=("value",)),
        leaves_inputs_alone(0.5, (FEW, MANY), requires="the vector"),
    ),
    accepted=(
        Accepted("the quotient with its denominator", with_a_quotient),
        Accepted("divided by the largest entry, and turned to a sign", largest_entry_first),
        Accepted("calls itself", recursive),
    ),
)
