"""What the records of boxes share: how boxes and scores are drawn."""

import numpy as np


def boxes(rng: np.random.Generator, count: int, side: float = 20.0, sizes: tuple[float, float] = (2.0, 9.0)):
    """Boxes with corners anywhere in a square around 0, (count, 4): some have negative corners."""
    corner = rng.uniform(-side / 2, side / 2, (count, 2))
    return np.concatenate([corner, corner + rng.uniform(*sizes, (count, 2))], axis=1)


def scores(rng: np.random.Generator, count: int):
    """Different scores from -1.5 to 1.5, in any order, none close to another: a network's, before any softmax."""
    return rng.permutation(np.linspace(-1.4, 1.4, count)) + rng.uniform(-0.1, 0.1)
