"""multi_hot: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.keras.encoding import multi_hot

from ...core.record import Accepted, Aspect, Case, Exercise


def encode(multi_hot, numbers, lengths, dimension):
    """The probe: the rows of these sequences. numbers: all of them, one after the other; lengths: where each ends."""
    ends = np.cumsum(lengths)
    flat = [int(number) for number in numbers]
    sequences = [flat[end - length : end] for end, length in zip(ends, lengths, strict=True)]
    x = multi_hot(sequences, dimension)
    left = [int(number) for sequence in sequences for number in sequence]
    return {"output": x, "the reviews afterwards": left}


def texts(name, *, twice=False, large=False, empty=False, square=False):
    """A case with some sequences. twice: numbers that occur again; large: some beyond the dimension."""

    def draw(rng):
        dimension = int(rng.integers(9, 14))
        N = dimension if square else int(rng.integers(4, 8))
        sequences: list[list[int]] = []
        for _ in range(N):
            length = int(rng.integers(2, dimension - 2))
            sequence = [int(number) for number in rng.permutation(dimension)[:length]]
            if not sequences:
                # Under no seed is the last column that of no review, or, where it is mistaken for others, of all.
                sequence = [number for number in sequence if number != dimension - 1]
                sequence += [] if large else [dimension - 1]
            if twice:
                sequence = [*sequence, *sequence[: int(rng.integers(1, 3))], sequence[0]]
            if large:
                sequence = [*sequence, dimension, int(rng.integers(dimension, 3 * dimension))]
            sequences.append([int(number) for number in rng.permutation(sequence)])
        if empty:
            sequences.insert(int(rng.integers(N)), [])
        return {
            "numbers": np.array([number for sequence in sequences for number in sequence]),
            "lengths": np.array([len(sequence) for sequence in sequences]),
            "dimension": dimension,
        }

    return Case(name, draw)


ONCE = texts("every word once")
SQUARE = texts("as many reviews as columns", square=True)
EMPTY = texts("an empty review among them", empty=True)
TWICE = texts("words that occur again", twice=True)
LARGE = texts("numbers that are too large", large=True)
BOTH = texts("large numbers, and words that occur again", twice=True, large=True)


def isin(sequences, dimension):
    return np.array([np.isin(np.arange(dimension), sequence) for sequence in sequences]).astype(float)


def indexed(sequences, dimension):
    x = np.zeros((len(sequences), dimension))
    for row, sequence in zip(x, sequences, strict=True):
        row[[i for i in sequence if i < dimension]] = 1
    return x


def counted(sequences, dimension):
    rows = [np.bincount(np.array(s, dtype=int), minlength=dimension)[:dimension] for s in sequences]
    return np.minimum(rows, 1).astype(float)


EXERCISE = Exercise(
    reference=multi_hot,
    probe=encode,
    aspects=(
        Aspect("a 1 for each word", 1, (ONCE, SQUARE), observations=("output",)),
        Aspect("words that occur twice", 0.5, (TWICE,), observations=("output",)),
        Aspect("a row for each review", 0.5, (EMPTY, SQUARE), observations=("output",)),
        Aspect("word numbers that are too large", 1, (LARGE, BOTH), observations=("output",)),
        Aspect(
            "the reviews are left alone",
            0.5,
            (BOTH, ONCE),
            observations=("the reviews afterwards",),
            requires="a 1 for each word",
        ),
    ),
    accepted=(
        Accepted("asks for each column", isin),
        Accepted("a list of places", indexed),
        Accepted("counts, then at most 1", counted),
    ),
)
