"""Digits to learn and new ones to name, and how many of these were named rightly."""

from functools import lru_cache

import numpy as np

from layerwise import datasets

from ....core.record import Case

LEAST = 0.7  # whoever trains names 86 % and more, with one step an epoch half of them, with wrong labels a tenth


@lru_cache(maxsize=1)
def _digits():
    """All digits, and which are clear: the fifteen images most like them show the same digit."""
    X, y = datasets.digits(images=True)
    flat = X.reshape(len(X), -1)
    squares = (flat**2).sum(axis=1)
    distance = squares[:, None] + squares - 2 * flat @ flat.T
    np.fill_diagonal(distance, np.inf)
    likest = np.argsort(distance, axis=1, kind="stable")[:, :15]
    return X, y, (y[likest] == y[:, None]).all(axis=1)


def _which_digit(images):
    """The digit that each of these images shows: that of the image from which it was made."""
    X, y, _ = _digits()
    flat, given = X.reshape(len(X), -1), images.reshape(len(images), -1)
    return y[((flat**2).sum(axis=1) - 2 * given @ flat.T).argmin(axis=1)]


def new_digits(name):
    """A case with 1000 digits to learn under labels in a drawn order, and 300 others with a little noise.

    About one digit in five looks like some of another class; those are not among the 300, so that luck decides nothing.
    """

    def draw(rng):
        X, y, clear = _digits()
        order, label = rng.permutation(len(X)), rng.permutation(10)
        learn, new = order[:1000], order[1000:][clear[order[1000:]]][:300]
        settings = {"epochs": 4, "batch_size": 32, "lr": 0.03, "seed": int(rng.integers(1000)), "listen": False}
        X_new = X[new] + rng.normal(0.0, 0.03, (300, 1, 8, 8))
        return {"X": X[learn], "y": label[y[learn]], "X_new": X_new, "sizes": [1, 8, 10, 16, 0.25], **settings}

    return Case(name, draw)


def most_are_right(inputs, values):
    """How many of the new digits are named rightly."""
    digit = _which_digit(inputs["X"])
    label = np.array([inputs["y"][digit == d][0] for d in range(10)])
    truth, labels = label[_which_digit(inputs["X_new"])], np.asarray(values["labels"])
    if labels.shape != truth.shape:
        return f"labels of shape {labels.shape}, expected {truth.shape}: one for each image"
    right = float((labels == truth).mean())
    return "" if right >= LEAST else f"{right:.1%} of {len(truth)} new digits right, {LEAST:.0%} is asked"
