"""halton: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.search import halton

from ...core.record import Accepted, Aspect, Case, Exercise


def points(function, n, bases):
    """The probe: the points, their coordinates one by one, and their shape."""
    found = np.asarray(function(n, bases), dtype=float)
    return {"points": found, "shape": found.shape}


def sequence(name, n, bases):
    """A case of between n[0] and n[1] points in these bases, in an order that is drawn."""

    def draw(rng):
        return {"n": int(rng.integers(*n)), "bases": tuple(int(b) for b in rng.permutation(bases))}

    return Case(name, draw)


def any_base(rng):
    return {"n": int(rng.integers(12, 40)), "bases": (int(rng.integers(3, 12)),)}


TWO = sequence("base 2", (9, 20), (2,))
ONE = Case("a base from 3 to 11", any_base)
PLANE = sequence("two of the bases 2, 3, 5", (12, 30), (2, 3))
SPACE = sequence("four coordinates", (30, 60), (2, 3, 5, 7))
LARGE = sequence("large bases", (20, 40), (11, 13, 17))
MANY = sequence("hundreds of points", (300, 400), (3, 5))


def by_recursion(n, bases):
    def mirrored(i, b):
        return 0.0 if i == 0 else (i % b + mirrored(i // b, b)) / b

    return np.array([[mirrored(i, b) for b in bases] for i in range(1, n + 1)]).reshape(n, len(bases))


def all_at_once(n, bases):
    columns = []
    for b in bases:
        left, place, column = np.arange(1, n + 1), 1 / b, np.zeros(n)
        while left.any():
            left, digit = np.divmod(left, b)
            column += digit * place
            place /= b
        columns.append(column)
    return np.stack(columns, axis=1)


def by_digits(n, bases):
    rows = []
    for i in range(1, n + 1):
        row = []
        for b in bases:
            digits, left = [], i
            while left:
                digits.append(left % b)
                left = left // b
            row.append(sum(digit / b ** (k + 1) for k, digit in enumerate(digits)))
        rows.append(row)
    return np.array(rows)


EXERCISE = Exercise(
    reference=halton,
    probe=points,
    aspects=(
        Aspect("one base", 1, (TWO, ONE), observations=("points",)),
        Aspect("several bases", 1, (PLANE, SPACE, LARGE), observations=("points",)),
        Aspect("many points", 0.5, (MANY,), observations=("points",)),
        Aspect("shape", 0.5, (PLANE, SPACE), observations=("shape",), requires="one base"),
    ),
    accepted=(
        Accepted("by recursion", by_recursion),
        Accepted("all points at once", all_at_once),
        Accepted("the digits first", by_digits),
    ),
)
