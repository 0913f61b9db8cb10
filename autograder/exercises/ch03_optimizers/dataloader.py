"""DataLoader: what is asked and what is right; the mistakes stand in the `.md` beside it.

A shuffled order is the learner's own to draw, so the probe does not compare it. It looks at what any good order has.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def go_through(DataLoader, X, y, batch_size, shuffle, rng):
    """The probe: three epochs. The first column of X and y both say which row it was."""
    loader = DataLoader(X, y, batch_size=batch_size, shuffle=shuffle, rng=rng)
    epochs = [[(np.array(a), np.array(b)) for a, b in loader] for _ in range(3)]
    if not all(epochs):
        return {
            "batches": len(epochs[0]),
            "empty": "no batches in epoch " + str([len(e) > 0 for e in epochs].index(False)),
        }
    rows = [np.concatenate([a[:, 0] for a, _ in epoch]) for epoch in epochs]
    labels = [np.concatenate([b for _, b in epoch]) for epoch in epochs]
    seen = {
        "len": lambda: len(loader),
        "batch sizes": [len(a) for a, _ in epochs[0]],
        "X and y in step": all(len(r) == len(k) and (r == k).all() for r, k in zip(rows, labels, strict=True)),
    }
    if not shuffle:
        return seen | {
            "X": np.concatenate([a for a, _ in epochs[1]]),
            "y": labels[1],
        }
    again = DataLoader(X, y, batch_size=batch_size, shuffle=True, rng=rng)
    first = np.concatenate([np.array(a)[:, 0] for a, _ in again])
    return seen | {
        "some row twice": any(len(np.unique(r)) < len(r) for r in rows),
        "some row missing": any(not np.isin(X[:, 0], r).all() for r in rows),
        "the order of the data": any(np.array_equal(r, X[: len(r), 0]) for r in rows),
        "a new order in each epoch": not np.array_equal(rows[0], rows[1]) and not np.array_equal(rows[1], rows[2]),
        "the same seed, the same order": np.array_equal(first, rows[0]),
    }


def table(name, N, batch_size, shuffle, columns=2):
    """A case with N rows, each known by its number."""

    def draw(rng):
        y = np.arange(N)
        X = np.column_stack([y.astype(float), rng.normal(size=(N, columns - 1))])
        return {"X": X, "y": y, "batch_size": batch_size, "shuffle": shuffle, "rng": int(rng.integers(1000))}

    return Case(name, draw)


EVEN = table("6 rows in batches of 2", 6, 2, shuffle=False)
UNEVEN = table("7 rows in batches of 3", 7, 3, shuffle=False)
ONE_BATCH = table("5 rows in batches of 10", 5, 10, shuffle=False)
SHUFFLED = table("40 rows in batches of 8, shuffled", 40, 8, shuffle=True)
UNEVEN_SHUFFLED = table("43 rows in batches of 8, shuffled", 43, 8, shuffle=True)


class ListOfBatches:
    def __init__(self, X, y, batch_size=32, shuffle=False, rng=None):
        self.X, self.y, self.batch_size, self.shuffle = X, y, batch_size, shuffle
        self.rng = np.random.default_rng(rng)

    def __len__(self):
        return int(np.ceil(len(self.y) / self.batch_size))

    def __iter__(self):
        X, y = self.X, self.y
        if self.shuffle:
            order = np.argsort(self.rng.random(len(y)))
            X, y = X[order], y[order]
        cuts = np.arange(self.batch_size, len(y), self.batch_size)
        return iter(list(zip(np.split(X, cuts), np.split(y, cuts), strict=True)))


class RowByRow:
    def __init__(self, X, y, batch_size=32, shuffle=False, rng=None):
        self.pairs, self.batch_size, self.shuffle = list(zip(X, y, strict=True)), batch_size, shuffle
        self.rng = np.random.default_rng(rng)

    def __len__(self):
        full, rest = divmod(len(self.pairs), self.batch_size)
        return full + (rest > 0)

    def __iter__(self):
        pairs = list(self.pairs)
        if self.shuffle:
            pairs = [pairs[i] for i in self.rng.permutation(len(pairs))]
        while pairs:
            batch, pairs = pairs[: self.batch_size], pairs[self.batch_size :]
            yield np.array([x for x, _ in batch]), np.array([label for _, label in batch])


EXERCISE = Exercise(
    reference=layerwise.data.DataLoader,
    probe=go_through,
    aspects=(
        Aspect("in order", 1, (EVEN, UNEVEN, ONE_BATCH), observations=("X", "y")),
        Aspect(
            "the size of the batches", 0.5, (EVEN, UNEVEN, ONE_BATCH, UNEVEN_SHUFFLED), observations=("batch sizes",)
        ),
        Aspect("how many batches", 0.5, (EVEN, UNEVEN, ONE_BATCH), observations=("len",)),
        Aspect(
            "shuffled: every row once",
            1,
            (SHUFFLED, UNEVEN_SHUFFLED),
            observations=("some row twice", "some row missing", "the order of the data"),
        ),
        Aspect("X and y in step", 0.5, (EVEN, SHUFFLED, UNEVEN_SHUFFLED), observations=("X and y in step",)),
        Aspect(
            "a new order in each epoch",
            0.5,
            (SHUFFLED,),
            observations=("a new order in each epoch", "the same seed, the same order"),
        ),
        leaves_inputs_alone(0.5, (UNEVEN, SHUFFLED), requires="in order"),
    ),
    accepted=(
        Accepted("cut into a list", ListOfBatches),
        Accepted("row by row", RowByRow),
    ),
)
