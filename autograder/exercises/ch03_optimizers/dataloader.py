"""DataLoader: what is asked and what is right; the mistakes stand in the `.md` beside it.

A shuffled order is the learner's own to draw, so the probe does not compare it. It looks at what any good order has.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def go_through(DataLoader, X, y, settings, generator=False):
    """The probe: three epochs. The first number of each row of X says which row it was."""

    def loader(further=0):
        given = dict(settings)
        if "rng" in given:
            given["rng"] += further
            given["rng"] = np.random.default_rng(given["rng"]) if generator else given["rng"]
        return DataLoader(X, y, **given)

    def which(rows):
        return np.array([np.ravel(row)[0] for row in rows])

    def in_step(epoch):
        all_rows, labels = np.concatenate([a for a, _ in epoch]), np.concatenate([b for _, b in epoch])
        numbers = which(all_rows).astype(int) % len(X)
        return np.array_equal(all_rows, X[numbers]) and np.array_equal(labels, y[numbers])

    one = loader()
    epochs = [[(np.array(a), np.array(b)) for a, b in one] for _ in range(3)]
    if not all(epochs):
        empty = [len(epoch) > 0 for epoch in epochs].index(False)
        return {"batches": len(epochs[0]), "empty": f"no batches in epoch {empty}"}
    sizes = [len(a) for a, _ in epochs[0]]
    seen = {"len": lambda: len(one), "X and y in step": lambda: all(map(in_step, epochs))}
    if not settings.get("shuffle"):
        second = epochs[1]
        whole = {"X": np.concatenate([a for a, _ in second]), "y": np.concatenate([b for _, b in second])}
        return {"batch sizes": sizes, **seen, **whole}
    rows = [np.concatenate([which(a) for a, _ in epoch]) for epoch in epochs]
    batches = [which(epoch[0][0]) for epoch in epochs]
    again, other = (np.concatenate([which(a) for a, _ in loader(further)]) for further in (0, 1))
    return seen | {
        "batch sizes": sorted(sizes),
        "some row twice": any(len(np.unique(r)) < len(r) for r in rows),
        "some row missing": any(not np.isin(np.arange(len(X)), r).all() for r in rows),
        "the order of the data": any(np.array_equal(r, np.arange(len(r))) for r in rows),
        "a batch of neighbours": any(np.array_equal(np.sort(b), b.min() + np.arange(len(b))) for b in batches),
        "a new order in each epoch": not np.array_equal(rows[0], rows[1]) and not np.array_equal(rows[1], rows[2]),
        "the same seed, the same order": np.array_equal(again, rows[0]),
        "another seed, another order": not np.array_equal(other, rows[0]),
    }


def table(name, batches, rest, batch_size=(3, 6), row=(2,), shuffle=None, seed=True, **options):
    """A case with some full batches and a smaller last one, each row known by its number.

    rest: the rows of the last batch, or, if True, a number drawn below batch_size, which is drawn from a range too.
    """

    def draw(rng):
        size = int(rng.integers(*batch_size))
        N = batches * size + (int(rng.integers(1, size)) if rest is True else rest)
        X = rng.normal(size=(N, *row))
        X.reshape(N, -1)[:, 0] = np.arange(N)
        settings = {"batch_size": size}
        if shuffle is not None:
            settings["shuffle"] = shuffle
        if shuffle and seed:
            settings["rng"] = int(rng.integers(1000))
        return {"X": X, "y": N + np.arange(N), "settings": settings, **options}

    return Case(name, draw)


def plain(N, **settings):
    """The inputs of a case that can be followed by hand: row i begins with i, and its label is N + i."""
    return {"X": np.arange(N)[:, None] + [0.0, 0.5], "y": N + np.arange(N), "settings": settings}


BY_HAND = Case("5 rows in batches of 2", plain(5, batch_size=2, shuffle=False))
EVEN = table("three full batches", 3, 0, batch_size=(2, 5), shuffle=False)
UNEVEN = table("two full batches and a smaller one", 2, True, shuffle=False)
ONE_BATCH = Case("5 rows in batches of 10", plain(5, batch_size=10))
DEFAULTS = Case("70 rows, no settings", plain(70))
IMAGES = table("rows that are tables", 1, True, row=(2, 3), shuffle=False)
SHUFFLED = table("twelve full batches, shuffled", 12, 0, batch_size=(8, 11), shuffle=True)
UNEVEN_SHUFFLED = table("twelve full batches and a smaller one, shuffled", 12, True, batch_size=(8, 11), shuffle=True)
GENERATOR = table("shuffled by a generator", 12, 0, batch_size=(8, 11), shuffle=True, generator=True)
NO_SEED = table("shuffled without rng", 12, 0, batch_size=(8, 11), shuffle=True, seed=False)
IN_ORDER = (BY_HAND, EVEN, UNEVEN, ONE_BATCH, DEFAULTS)


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
        Aspect("in order", 1, (*IN_ORDER, IMAGES), observations=("X", "y")),
        Aspect("the size of the batches", 0.5, (*IN_ORDER, UNEVEN_SHUFFLED), observations=("batch sizes",)),
        Aspect("how many batches", 0.5, IN_ORDER, observations=("len",)),
        Aspect(
            "shuffled: every row once",
            1,
            (SHUFFLED, UNEVEN_SHUFFLED, NO_SEED),
            observations=("some row twice", "some row missing", "the order of the data", "a batch of neighbours"),
        ),
        Aspect("X and y in step", 0.5, (EVEN, SHUFFLED, UNEVEN_SHUFFLED), observations=("X and y in step",)),
        Aspect(
            "a new order in each epoch",
            0.5,
            (SHUFFLED, GENERATOR),
            observations=(
                "a new order in each epoch",
                "the same seed, the same order",
                "another seed, another order",
            ),
        ),
        leaves_inputs_alone(0.5, (UNEVEN, SHUFFLED), requires="in order"),
    ),
    accepted=(
        Accepted("cut into a list", ListOfBatches),
        Accepted("row by row", RowByRow),
    ),
)
