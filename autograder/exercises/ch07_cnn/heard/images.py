"""Images to learn and new ones to name, drawn from the run's seed, and how many of these were named rightly."""

import numpy as np

from ....core.record import Case

# Whoever trains names 90 % and more, who trains on a quarter of each image 60 %; with one step an epoch it is a third,
# with wrong labels a tenth.
LEAST = 0.5
_NOISE = 0.8
_CLASSES, _SIZE = 10, 8


def _patterns(rng):
    """One image of eight by eight pixels for each class: tiles of two by two, and any two differ in half of them."""
    walsh = np.array([[(row & tile).bit_count() % 2 for tile in range(16)] for row in range(1, 16)], dtype=float)
    tiles = rng.permutation(rng.permutation(walsh)[:_CLASSES], axis=1)
    return tiles.reshape(_CLASSES, 4, 4).repeat(2, axis=1).repeat(2, axis=2)


def new_images(name):
    """A case with 320 noisy images of ten patterns to learn, under labels in a drawn order, and 60 others to name."""

    def draw(rng):
        patterns, label = _patterns(rng), rng.permutation(_CLASSES)
        shown = rng.permutation(np.arange(380) % _CLASSES)
        X = (patterns[shown] + rng.normal(0.0, _NOISE, (380, _SIZE, _SIZE)))[:, None]
        settings = {"epochs": 2, "batch_size": 16, "lr": 0.03, "seed": int(rng.integers(1000)), "listen": False}
        learn, y = X[:320], label[shown[:320]]
        return {"X": learn, "y": y, "X_new": X[320:], "sizes": [1, _SIZE, _CLASSES, 16, 0.25], **settings}

    return Case(name, draw)


def most_are_right(inputs, values):
    """How many of the new images are named rightly: as the nearest mean of those to learn."""
    X, y = inputs["X"], inputs["y"]
    means = np.array([X[y == label].mean(axis=0) for label in range(_CLASSES)])
    truth = ((inputs["X_new"][:, None] - means) ** 2).sum(axis=(2, 3, 4)).argmin(axis=1)
    labels = np.asarray(values["labels"])
    if labels.shape != truth.shape:
        return f"labels of shape {labels.shape}, expected {truth.shape}: one for each image"
    right = float((labels == truth).mean())
    return "" if right >= LEAST else f"{right:.1%} of {len(truth)} new images right, {LEAST:.0%} is asked"
