"""positional_encoding: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.attention.positions import positional_encoding

from ...core.record import Accepted, Aspect, Case, Exercise


def rows(positional_encoding, sizes):
    """The probe: encodings of several sizes, and their shapes."""
    made = [np.asarray(positional_encoding(int(T), int(d))) for T, d in sizes]
    return {
        "numbers": np.concatenate([encoding.ravel() for encoding in made]),
        "shapes": np.array([size for encoding in made for size in encoding.shape]),
        "first columns": np.concatenate([encoding[:, :2].ravel() for encoding in made]),
    }


def drawn(name, odd=False):
    """A case with six sizes; odd: of odd d."""

    def draw(rng):
        T = rng.integers(3, 40, 6)
        d = 2 * rng.integers(3, 16, 6) + odd
        return {"sizes": np.stack([T, d], axis=1)}

    return Case(name, draw)


EVEN = drawn("even numbers of columns")
ODD = drawn("odd numbers of columns", odd=True)


def column_by_column(T, d):
    encoding = np.empty((T, d))
    for column in range(d):
        wave = (np.sin, np.cos)[column % 2]
        angle = np.arange(T) / np.power(10000, (column - column % 2) / d)
        encoding[:, column] = wave(angle)
    return encoding


def by_logarithms(T, d):
    frequencies = np.exp(-np.log(10000.0) * np.arange(0, d, 2) / d)
    angles = np.outer(np.arange(T), frequencies)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(T, -1)[:, :d]


EXERCISE = Exercise(
    reference=positional_encoding,
    probe=rows,
    aspects=(
        Aspect("the first wavelength", 0.5, (EVEN,), observations=("first columns",)),
        Aspect("all wavelengths", 1, (EVEN,), observations=("numbers",)),
        Aspect("an odd d", 0.5, (ODD,), observations=("numbers", "shapes")),
    ),
    accepted=(
        Accepted("column by column", column_by_column),
        Accepted("by logarithms", by_logarithms),
    ),
)
