"""What the records of attention share: how sizes, queries, keys, values and masks are drawn."""

import numpy as np


def size(rng: np.random.Generator, between: int | tuple[int, int]) -> int:
    """A size, or one drawn from a range, both ends included."""
    return between if isinstance(between, int) else int(rng.integers(*between, endpoint=True))


def looks(rng: np.random.Generator, sizes, hide: bool = False) -> dict[str, np.ndarray]:
    """Queries, keys, values and a mask. sizes: of N, h, T, S, d and dv, or their ranges.

    hide: a mask that hides some keys from each query, never all of them; otherwise it lets everything through
    """
    N, h, T, S, d, dv = (size(rng, between) for between in sizes)
    mask = np.ones((N, 1, T, S), dtype=bool)
    if hide:
        mask = rng.random((N, 1, T, S)) < 0.6
        order = np.argsort(rng.random((N, 1, T, S)), axis=-1)
        mask[order == 0], mask[order == 1] = True, False  # of each row one is seen and one is hidden
    return {
        "q": rng.normal(0.0, 1.3, (N, h, T, d)),
        "k": rng.normal(0.0, 1.3, (N, h, S, d)),
        "v": rng.normal(0.0, 1.0, (N, h, S, dv)),
        "mask": mask,
    }
