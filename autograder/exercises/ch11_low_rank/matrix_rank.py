"""matrix_rank: what is asked and what is right; the mistakes stand in the `.md` beside it.

A rank has few possible values, so each case asks for those of more than a dozen tables.
"""

import numpy as np

from layerwise.linalg.rank import matrix_rank

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import basis, table


def of_each(matrix_rank, tables, **options):
    """The probe: the rank of each table."""
    return {"ranks": [matrix_rank(A, **options) for A in tables]}


def dozen(name, draw_one, **options):
    """A case with more than a dozen tables, each drawn by itself."""
    return Case(name, lambda rng: {"tables": [draw_one(rng) for _ in range(rng.integers(14, 18))], **options})


def sides(rng):
    return int(rng.integers(2, 8)), int(rng.integers(2, 8))


def exact(rng):
    """Whole numbers, a few rows and multiples and sums of them: the rank is exact, and small."""
    m, n = sides(rng)
    k = int(rng.integers(1, min(m, n) + 1))
    return rng.integers(-3, 4, (m, k)) @ rng.integers(-3, 4, (k, n))


def rounded(rng):
    """A product of two thin tables, and what much rounding leaves: about four eps of the first, well below 14."""
    m, n = (int(side) for side in rng.integers(14, 21, 2))
    k = int(rng.integers(3, 8))
    A = 100 * (rng.normal(0.0, 1.0, (m, k)) @ rng.normal(0.0, 1.0, (k, n)) + 1)
    return A + 4 * np.finfo(float).eps * np.linalg.norm(A, 2) * np.outer(basis(rng, m, 1), basis(rng, n, 1))


def in_any_unit(rng):
    return 10.0 ** rng.choice([-14, -11, 9, 13]) * rounded(rng)


def spread(rng):
    """A strong pattern, a faint one, 1e-9 of it, and some between: all of them count."""
    m, n = sides(rng)
    k = int(rng.integers(2, min(m, n) + 1))
    return table(rng, (m, n), [1.0, 1e-9, *10.0 ** -rng.uniform(0, 8, k - 2)])


def in_a_frame(rng, shape, factors):
    """A table of this shape or turned over; singular values: ten of 1, three such multiples of eps, and zeros."""
    A = np.zeros(shape)
    A[np.arange(13), np.arange(13)] = [*np.ones(10), *(rng.choice(factors, 3) * np.finfo(float).eps)]
    return rng.permutation(rng.permutation(A), axis=1) if rng.random() < 0.5 else rng.permutation(A).T


def near_the_limit(rng):
    """40 is the larger side, so 40 eps is the limit: 10 and 35 are below it, 55, 90 and 3000 above."""
    return in_a_frame(rng, (40, 30), (10, 35, 55, 90, 3000))


def zeros_or_not(rng):
    m, n = sides(rng)
    return np.zeros((m, n)) if rng.random() < 0.5 else rounded(rng)


def single(rng):
    """In float32 rounding leaves 1e-7 of the first, and a pattern of 1e-4 is none of it. All have a part in common."""
    m, n = (int(side) for side in rng.integers(6, 10, 2))
    k = int(rng.integers(1, 3))
    return (1000 * table(rng, (m, n), [1.0, *rng.uniform(1e-4, 5e-4, k)]) + 100).astype(np.float32)


def steps_of_two(rng):
    """A diagonal table of 1, 2, 4 …, so that a limit may be met exactly."""
    n = int(rng.integers(3, 7))
    return np.diag(rng.permutation(2.0 ** np.arange(n)))


def exactly_none(rng):
    """A diagonal table with zeros and a pattern so faint that only tol = 0 lets it count."""
    n = int(rng.integers(4, 8))
    values = rng.permutation([1.0, 1e-30, *rng.choice([0.0, 1.0, 1e-25], n - 2)])
    return np.diag(values)


BY_HAND = Case("multiples of one row", {"tables": [np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])]})
WHOLE = dozen("whole numbers", exact)
ROUNDED = dozen("products of thin tables", rounded)
UNITS = dozen("in any unit", in_any_unit)
FAINT = dozen("strong and faint patterns", spread)
LIMIT = dozen("a table with one long side", near_the_limit)
ZEROS = dozen("zeros among others", zeros_or_not)
SINGLE = dozen("single precision", single)
GIVEN = dozen("a tol that singular values meet", steps_of_two, tol=2.0)
SMALL = dozen("a small tol", steps_of_two, tol=0.75)
NONE = dozen("tol is 0", exactly_none, tol=0.0)


def by_numpy(A, tol=None):
    return np.linalg.matrix_rank(A, tol)


def by_loop(A, tol=None):
    values = np.linalg.svd(A)[1]
    if tol is None:
        m, n = A.shape
        tol = (m if m > n else n) * np.finfo(values.dtype).eps * max(values)
    count = 0
    while count < len(values) and values[count] > tol:
        count += 1
    return count


EXERCISE = Exercise(
    reference=matrix_rank,
    probe=of_each,
    aspects=(
        Aspect("ranks of tables of all shapes", 1, (BY_HAND, WHOLE, ZEROS)),
        Aspect("rounding does not count", 1, (ROUNDED, FAINT)),
        Aspect("the unit does not matter", 1, (UNITS,)),
        Aspect("the larger side is in the limit", 0.5, (LIMIT,)),
        Aspect("single precision", 0.5, (SINGLE,)),
        Aspect("a tol that is given", 0.5, (GIVEN, SMALL, NONE)),
        leaves_inputs_alone(0.5, (ROUNDED, WHOLE), requires="rounding does not count"),
    ),
    accepted=(
        Accepted("numpy's own", by_numpy),
        Accepted("counted one by one", by_loop),
    ),
)
