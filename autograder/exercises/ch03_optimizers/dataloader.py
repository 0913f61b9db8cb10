"""DataLoader: what is asked and what is right; the mistakes stand in the `.md` beside it.

A shuffled order is the learner's own to draw, so the probe does not compare it. It looks at what any good order has.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def go_through(DataLoader, X, y, settings, generator=False):
    """The probe: what three epochs bring, and, where it is shuffled, the first epochs of two other loaders."""

    def loader(further=0):
        given = dict(settings)
        if "rng" in given:
            given["rng"] += further
            given["rng"] = np.random.default_rng(given["rng"]) if generator else given["rng"]
        return DataLoader(X, y, **given)

    def whole(epoch, which):
        return np.concatenate([np.array(batch[which]) for batch in epoch])

    one = loader()
    epochs = [[(np.array(a), np.array(b)) for a, b in one] for _ in range(3)]
    if not all(epochs):
        empty = [len(epoch) > 0 for epoch in epochs].index(False)
        return {"batches": len(epochs[0]), "empty": f"no batches in epoch {empty}"}
    sizes = [len(a) for a, _ in epochs[0]]
    seen = {"len": lambda: len(one), "batch sizes": sorted(sizes) if settings.get("shuffle") else sizes}
    for number, epoch in enumerate(epochs):
        seen[f"X of epoch {number}"] = whole(epoch, 0)
        seen[f"y of epoch {number}"] = lambda epoch=epoch: whole(epoch, 1)
    if not settings.get("shuffle"):
        return seen
    again, other = (whole(loader(further), 0) for further in (0, 1))
    return seen | {"batch sizes": sorted(sizes), "X again": again, "X with another seed": other}


def first_numbers(rows):
    """The first number of each row."""
    return np.reshape(rows, (len(rows), -1))[:, 0].tolist()


def numbers(inputs, rows):
    """Which rows of the data these are; -1: none of them."""
    known = {value: number for number, value in enumerate(first_numbers(inputs["X"]))}
    return np.array([known.get(value, -1) for value in first_numbers(rows)])


def unless_empty(derive):
    """What follows from three epochs; where one of them was empty, nothing does."""
    return lambda inputs, values: dict(values) if "empty" in values else derive(inputs, values)


def are_batches(values):
    """Whether the batches are more than one, and as long as all that came."""
    sizes = np.ravel(values["batch sizes"])
    return np.array(len(sizes) > 1 and sizes.sum() == len(values["X of epoch 0"]))


@unless_empty
def in_order(inputs, values):
    """All rows and labels, and whether they come in batches: to give the data back is no loader."""
    return {"X": values["X of epoch 1"], "y": values["y of epoch 1"], "in batches": are_batches(values)}


@unless_empty
def in_step(inputs, values):
    """Whether each row has its label."""
    right = True
    for rows, labels in ((values[x], values[y]) for x, y in zip(EPOCHS, LABELS, strict=True)):
        at = numbers(inputs, rows)
        right &= (
            bool((at >= 0).all()) and np.array_equal(rows, inputs["X"][at]) and np.array_equal(labels, inputs["y"][at])
        )
    return {"X and y in step": np.array(right), "in batches": are_batches(values)}


@unless_empty
def each_row_once(inputs, values):
    """What a shuffled epoch must not have."""
    rows = [numbers(inputs, values[name]) for name in EPOCHS]
    starts = [np.sort(of_epoch[: inputs["settings"]["batch_size"]]) for of_epoch in rows]
    found = {
        "some row twice": any(len(np.unique(r)) < len(r) for r in rows),
        "some row missing": any(not np.isin(np.arange(len(inputs["X"])), r).all() for r in rows),
        "the order of the data": any(np.array_equal(r, np.arange(len(r))) for r in rows),
        "a batch of neighbours": any(np.array_equal(b, b.min() + np.arange(len(b))) for b in starts),
    }
    return {name: np.array(value) for name, value in found.items()}


@unless_empty
def new_order(inputs, values):
    """Whether the order changes from epoch to epoch, and with the seed."""
    rows = [first_numbers(values[name]) for name in ORDERS]
    first, second, third, again, other = rows
    given = {*first_numbers(inputs["X"]), *first_numbers(inputs["y"])}  # labels too: their order tells as much
    found = {
        "what was given": given.issuperset(number for of_epoch in rows for number in of_epoch),
        "a new order in each epoch": first != second != third,
        "the same seed, the same order": again == first,
        "another seed, another order": other != first,
    }
    return {name: np.array(value) for name, value in found.items()}


EPOCHS = tuple(f"X of epoch {number}" for number in range(3))
LABELS = tuple(f"y of epoch {number}" for number in range(3))
ORDERS = (*EPOCHS, "X again", "X with another seed")


def table(name, batches, rest, batch_size=(3, 6), row=(2,), shuffle=None, seed=True, **options):
    """A case with some full batches and a smaller last one, rows and labels known by numbers of their own.

    batches, batch_size: ranges. rest: the rows of the last batch, or, if True, a number drawn below batch_size.
    """

    def draw(rng):
        size = int(rng.integers(*batch_size))
        N = int(rng.integers(*batches)) * size + (int(rng.integers(1, size)) if rest is True else rest)
        own = rng.permutation(10 * N)[: 2 * N]
        X = rng.normal(size=(N, *row))
        X.reshape(N, -1)[:, 0] = own[:N]
        settings = {"batch_size": size}
        if shuffle is not None:
            settings["shuffle"] = shuffle
        if shuffle and seed:
            settings["rng"] = int(rng.integers(1000))
        return {"X": X, "y": own[N:], "settings": settings, **options}

    return Case(name, draw)


def plain(N, **settings):
    """The inputs of a case that can be followed by hand: row i begins with i, and its label is N + i."""
    return {"X": np.arange(N)[:, None] + [0.0, 0.5], "y": N + np.arange(N), "settings": settings}


BY_HAND = Case("5 rows in batches of 2", plain(5, batch_size=2, shuffle=False))
EVEN = table("full batches", (3, 25), 0, batch_size=(2, 12), shuffle=False)
UNEVEN = table("full batches and a smaller one", (2, 25), True, batch_size=(3, 12), shuffle=False)
ONE_BATCH = Case("5 rows in batches of 10", plain(5, batch_size=10))
DEFAULTS = Case("70 rows, no settings", plain(70))
IMAGES = table("rows that are tables", (1, 4), True, row=(2, 3), shuffle=False)
TWELVE = (12, 13)
SHUFFLED = table("twelve full batches, shuffled", TWELVE, 0, batch_size=(8, 11), shuffle=True)
UNEVEN_SHUFFLED = table("twelve full batches and a smaller one, shuffled", TWELVE, True, (8, 11), shuffle=True)
GENERATOR = table("shuffled by a generator", TWELVE, 0, batch_size=(8, 11), shuffle=True, generator=True)
NO_SEED = table("shuffled without rng", TWELVE, 0, batch_size=(8, 11), shuffle=True, seed=False)
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
        Aspect("in order", 1, (*IN_ORDER, IMAGES), (EPOCHS[1], LABELS[1], "batch sizes"), derive=in_order),
        Aspect("the size of the batches", 0.5, (*IN_ORDER, UNEVEN_SHUFFLED), observations=("batch sizes",)),
        Aspect("how many batches", 0.5, IN_ORDER, observations=("len",)),
        Aspect(
            "shuffled: every row once",
            1,
            (SHUFFLED, UNEVEN_SHUFFLED, NO_SEED),
            observations=EPOCHS,
            derive=each_row_once,
        ),
        Aspect(
            "X and y in step",
            0.5,
            (EVEN, SHUFFLED, UNEVEN_SHUFFLED),
            observations=(*EPOCHS, *LABELS, "batch sizes"),
            derive=in_step,
        ),
        Aspect("a new order in each epoch", 0.5, (SHUFFLED, GENERATOR), ORDERS, derive=new_order),
        leaves_inputs_alone(0.5, (UNEVEN, SHUFFLED), requires="in order"),
    ),
    accepted=(
        Accepted("cut into a list", ListOfBatches),
        Accepted("row by row", RowByRow),
    ),
)
