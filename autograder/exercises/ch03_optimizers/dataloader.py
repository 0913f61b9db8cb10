"""DataLoader: what is asked, what is right and what goes wrong.

A shuffled order is the learner's own to draw, so the probe does not compare it. It looks at what any good order has.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


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
ALL = (EVEN, UNEVEN, ONE_BATCH, SHUFFLED, UNEVEN_SHUFFLED)


class ByHand:
    def __init__(self, X, y, batch_size=32, shuffle=False, rng=None):
        self.X, self.y, self.batch_size, self.shuffle = X, y, batch_size, shuffle
        self.rng = np.random.default_rng(rng)

    def __len__(self):
        return -(-len(self.X) // self.batch_size)

    def __iter__(self):
        order = np.arange(len(self.X))
        if self.shuffle:
            order = self.rng.permutation(len(self.X))
        for start in range(0, len(self.X), self.batch_size):
            rows = order[start : start + self.batch_size]
            yield self.X[rows], self.y[rows]


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


class TwoOrders:
    def __init__(self, X, y, batch_size=32, shuffle=False, rng=None):
        self.X, self.y, self.batch_size, self.shuffle = X, y, batch_size, shuffle
        self.rng = np.random.default_rng(rng)

    def __len__(self):
        return -(-len(self.X) // self.batch_size)

    def __iter__(self):
        of_X = of_y = np.arange(len(self.X))
        if self.shuffle:
            of_X, of_y = self.rng.permutation(of_X), self.rng.permutation(of_y)
        for start in range(0, len(self.X), self.batch_size):
            stop = start + self.batch_size
            yield self.X[of_X[start:stop]], self.y[of_y[start:stop]]


class InTheCallersArrays:
    def __init__(self, X, y, batch_size=32, shuffle=False, rng=None):
        self.X, self.y, self.batch_size, self.shuffle = X, y, batch_size, shuffle
        self.rng = np.random.default_rng(rng)

    def __len__(self):
        return -(-len(self.X) // self.batch_size)

    def __iter__(self):
        if self.shuffle:
            order = self.rng.permutation(len(self.X))
            self.X[:], self.y[:] = self.X[order], self.y[order]
        for start in range(0, len(self.X), self.batch_size):
            stop = start + self.batch_size
            yield self.X[start:stop].copy(), self.y[start:stop].copy()


class ReadOnce:
    def __init__(self, X, y, batch_size=32, shuffle=False, rng=None):
        self.X, self.y, self.batch_size, self.shuffle = X, y, batch_size, shuffle
        self.rng = np.random.default_rng(rng)
        self.batches = self.all_batches()

    def __len__(self):
        return -(-len(self.X) // self.batch_size)

    def __iter__(self):
        return self.batches

    def all_batches(self):
        order = np.arange(len(self.X))
        if self.shuffle:
            order = self.rng.permutation(len(self.X))
        for start in range(0, len(self.X), self.batch_size):
            rows = order[start : start + self.batch_size]
            yield self.X[rows], self.y[rows]


DATA_LOADER = Exercise(
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
        Accepted("an order of rows", ByHand),
        Accepted("cut into a list", ListOfBatches),
        Accepted("row by row", RowByRow),
    ),
    misconceptions=(
        Misconception(
            "X and y out of step",
            TwoOrders,
            hint="You shuffle X and y separately, so each example gets somebody else's label. Shapes and sizes are "
            "right, and nothing can be learned.",
            second_hint="Draw one order of rows and use it twice.",
        ),
        Misconception(
            "drops the last batch",
            edited(
                ByHand,
                ("-(-len(self.X) // self.batch_size)", "len(self.X) // self.batch_size"),
                ("range(0, len(self.X), self.batch_size)", "range(0, len(self) * self.batch_size, self.batch_size)"),
            ),
            hint="7 rows in batches of 3 are 3 + 3 + 1; your last row never comes. `7 // 3` is 2 and forgets the rest.",
            second_hint="How many batches are needed so that nobody is left out? Slices that reach past the end "
            "are cut off "
            "by themselves.",
        ),
        Misconception(
            "with replacement",
            edited(ByHand, ("self.rng.permutation(len(self.X))", "self.rng.integers(0, len(self.X), len(self.X))")),
            hint="Some rows come twice in an epoch and others not at all: each row is drawn as if the ones before "
            "had been put back. An epoch is a pass over the data: every row once.",
            second_hint="Which method of a random generator puts the numbers 0 to N - 1 into a random order?",
        ),
        Misconception(
            "the same order in every epoch",
            edited(
                ByHand,
                ("self.rng = np.random.default_rng(rng)", "self.seed = rng"),
                ("self.rng.permutation", "np.random.default_rng(self.seed).permutation"),
            ),
            hint="Your first epoch is shuffled and the second has the same order: you draw once, or begin with the "
            "same seed each time. The same batches again and again make the same mistakes again and again.",
            second_hint="A generator that lives in `self` goes on where it stopped. Where does yours begin, and "
            "where should "
            "the order be drawn?",
        ),
        Misconception(
            "the seed is not used",
            edited(ByHand, ("np.random.default_rng(rng)", "np.random.default_rng()")),
            hint="Two loaders with the same seed give different orders: your generator is made without it. An "
            "experiment that cannot be repeated cannot be checked.",
            second_hint="`rng` may be a seed, a generator or None, and np.random.default_rng takes all three.",
        ),
        Misconception(
            "never shuffles",
            edited(ByHand, ("        if self.shuffle:\n            order = self.rng.permutation(len(self.X))\n", "")),
            hint="With shuffle=True your rows come in the order of the data. Where the data are sorted by class, "
            "each batch would hold one class only.",
            second_hint="Which argument have you not used yet?",
        ),
        Misconception(
            "always shuffles",
            edited(ByHand, ("if self.shuffle:", "if True:")),
            hint="With shuffle=False your rows come in a random order. For a test set one wants the order of the "
            "data, so that the answers can be held against it.",
            second_hint="What stands between `__init__`'s argument shuffle and your permutation?",
        ),
        Misconception(
            "shuffles the caller's data",
            InTheCallersArrays,
            hint="The batches are fine, but the arrays that you were given are now in another order. Whoever still "
            "holds them, or other arrays in the old order, does not know.",
            second_hint="Shuffle a list of row numbers, not the rows.",
        ),
        Misconception(
            "one epoch and no more",
            ReadOnce,
            hint="The first `for` loop works, the second finds nothing: a generator can be read once. `__iter__` is "
            "called at the beginning of every loop and should begin anew.",
            second_hint="Put the loop with `yield` into `__iter__` itself, or make a new list there.",
        ),
        Misconception(
            "batches that overlap",
            edited(ByHand, ("range(0, len(self.X), self.batch_size)", "range(len(self))")),
            hint="Your batches begin at rows 0, 1, 2, ...: they overlap, and most of the data never come. The second "
            "batch should begin where the first one ends.",
            second_hint="Batch i begins at row i * batch_size. What does the third argument of range do?",
        ),
        Misconception(
            "len counts rows",
            edited(ByHand, ("-(-len(self.X) // self.batch_size)", "len(self.X)")),
            hint="Your `len(loader)` is the number of rows. It should be the number of batches, which is the number "
            "of updates in an epoch.",
            second_hint="7 rows in batches of 3: how many times does the loop run?",
        ),
        Misconception(
            "len forgets the last batch",
            edited(ByHand, ("-(-len(self.X) // self.batch_size)", "len(self.X) // self.batch_size")),
            hint="The batches are right, and `len(loader)` is one too small where the last batch is a smaller one: "
            "7 // 3 is 2, and your loop runs 3 times.",
            second_hint="Round up, not down: what is -(-7 // 3)?",
        ),
    ),
)
