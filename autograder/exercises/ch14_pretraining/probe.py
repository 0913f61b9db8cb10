"""What this chapter's records share: a Boltzmann machine and a batch for it, drawn anew in every run."""

import numpy as np

Inputs = dict[str, np.ndarray]


def machine(rng: np.random.Generator, H: int, V: int, spread: float = 1.0) -> Inputs:
    """W (H, V), a (V,) and b (H,), none of them small beside the others."""
    return {
        "W": rng.normal(0.0, spread, (H, V)),
        "a": rng.normal(0.4, 1.0, V),
        "b": rng.normal(-0.4, 1.0, H),
    }


def sizes(rng: np.random.Generator, count: int, low: int = 3, high: int = 8) -> list[int]:
    """So many sizes from low to high, no two of them equal."""
    return [int(size) for size in rng.permutation(np.arange(low, high + 1))[:count]]
