"""What the records of generation share: how pictures and logits are drawn."""

import numpy as np


def size(rng: np.random.Generator, between: int | tuple[int, int]) -> int:
    """A size, or one drawn from a range, both ends included."""
    return between if isinstance(between, int) else int(rng.integers(*between, endpoint=True))


def pictures(rng: np.random.Generator, sizes, mean: float = 0.7) -> np.ndarray:
    """Pictures of drawn sizes (N, C, H, W); not centred, each channel with a level and a spread of its own."""
    shape = tuple(size(rng, between) for between in sizes)
    level = mean * rng.uniform(0.5, 1.5, (*shape[:2], 1, 1))
    return level + rng.uniform(0.5, 1.5, (*shape[:2], 1, 1)) * rng.normal(0.0, 1.0, shape)
