"""mutual_information: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.information import mutual_information

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def table(name, lengths, counts=True):
    """A case of a table with so many rows and columns, from ranges; its rows and columns depend on each other."""

    def draw(rng):
        A, B = (int(rng.integers(*between)) for between in lengths)
        joint = rng.integers(1, 30, (A, B)).astype(float)
        return {"joint": joint if counts else joint / joint.sum()}

    return Case(name, draw)


def with_empty_cells(rng):
    """Half of the cells are empty, and a row and a column altogether."""
    A, B = rng.permutation(np.arange(4, 8))[:2]
    joint = rng.integers(1, 30, (A, B)) * rng.integers(0, 2, (A, B))
    joint[rng.integers(A)], joint[:, rng.integers(B)] = 0, 0
    free = np.argwhere(np.ones((A, B)))[rng.permutation(A * B)[:3]]
    joint[tuple(free.T)] += rng.integers(1, 30, 3)
    return {"joint": joint.astype(float)}


def given_away(rng):
    """Each row has a column of its own: the column gives the row away, and all of its entropy is shared."""
    n = int(rng.integers(4, 8))
    return {"joint": np.diag(rng.dirichlet(np.ones(n)))[:, rng.permutation(n)]}


BY_HAND = Case("two columns that agree three times of four", {"joint": np.array([[3.0, 1.0], [1.0, 3.0]])})
COUNTS = table("counts", ((3, 5), (5, 8)))
TALL = table("more rows than columns", ((6, 9), (2, 4)))
SQUARE = table("as many rows as columns", ((4, 5), (4, 5)))
PROBABILITIES = table("probabilities", ((3, 5), (5, 8)), counts=False)
WHOLE = Case("whole numbers", lambda rng: {"joint": rng.integers(1, 30, (3, 4))})
EMPTY = Case("empty cells", with_empty_cells)
AWAY = Case("one gives the other away", given_away)


def by_three_entropies(joint):
    p = joint / joint.sum()

    def H(x):
        x = x[x > 0]
        return -(x * np.log2(x)).sum()

    return H(p.sum(axis=0)) + H(p.sum(axis=1)) - H(p.ravel())


def cell_by_cell(joint):
    total, bits = joint.sum(), 0.0
    a, b = joint.sum(axis=1), joint.sum(axis=0)
    for i in range(joint.shape[0]):
        for j in range(joint.shape[1]):
            if joint[i, j] > 0:
                bits += joint[i, j] / total * np.log2(joint[i, j] * total / (a[i] * b[j]))
    return bits


def what_a_row_takes_away(joint):
    p = joint / joint.sum()
    rows = p[p.sum(axis=1) > 0]
    b = p.sum(axis=0)
    given = rows / rows.sum(axis=1, keepdims=True)

    def H(x):
        return -(x * np.log2(np.where(x > 0, x, 1))).sum(axis=-1)

    return H(b) - (rows.sum(axis=1) * H(given)).sum()


def by_outer(joint):
    p = joint / np.sum(joint)
    alone = np.outer(p.sum(axis=1), p.sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nansum(p * np.log2(p / alone))


EXERCISE = Exercise(
    reference=mutual_information,
    aspects=(
        Aspect("counts", 1, (BY_HAND, COUNTS, TALL, SQUARE, WHOLE)),
        Aspect("probabilities", 0.5, (PROBABILITIES,)),
        Aspect("empty cells", 1, (EMPTY, AWAY)),
        Aspect("no warning", 0.5, (EMPTY, AWAY), observations=(WARNINGS,), requires="empty cells"),
        leaves_inputs_alone(0.5, (COUNTS, EMPTY), requires="counts"),
    ),
    accepted=(
        Accepted("three entropies", by_three_entropies),
        Accepted("cell by cell", cell_by_cell),
        Accepted("what a row takes away", what_a_row_takes_away),
        Accepted("an outer product and nansum", by_outer),
    ),
)
