"""What the records of recurrent networks share: how sizes, weights and inputs are drawn."""

import numpy as np


def size(rng: np.random.Generator, between: int | tuple[int, int]) -> int:
    """A size, or one drawn from a range, both ends included."""
    return between if isinstance(between, int) else int(rng.integers(*between, endpoint=True))


def network(rng: np.random.Generator, sizes, zero_start: bool = False) -> dict[str, np.ndarray]:
    """Inputs, a first state and weights for T steps, N sequences, D features, H units: sizes or their ranges.

    zero_start: begin with zeros. The weights are so wide that a state tells for several steps.
    """
    T, N, D, H = (size(rng, between) for between in sizes)
    return {
        "x": rng.normal(0.0, 1.0, (T, N, D)),
        "h_0": np.zeros((N, H)) if zero_start else rng.uniform(-0.9, 0.9, (N, H)),
        "weight_ih": rng.normal(0.0, 0.6, (H, D)),
        "weight_hh": rng.normal(0.0, 1 / np.sqrt(H), (H, H)),
        "bias": rng.uniform(0.2, 0.6, H) * rng.choice([-1.0, 1.0], H),
    }


def step(rng: np.random.Generator, sizes) -> dict[str, np.ndarray]:
    """Inputs, a state and weights for one step of an LSTM: N sequences, D features, H units."""
    N, D, H = (size(rng, between) for between in sizes)
    return {
        "x": rng.normal(0.0, 1.0, (N, D)),
        "h": rng.uniform(-0.9, 0.9, (N, H)),
        "c": rng.choice([-1.0, 1.0], (N, H)) * rng.uniform(0.5, 2.0, (N, H)),
        "weight_ih": rng.normal(0.0, 0.7, (4 * H, D)),
        "weight_hh": rng.normal(0.0, 0.7, (4 * H, H)),
        "bias": rng.uniform(0.2, 0.8, 4 * H) * rng.choice([-1.0, 1.0], 4 * H),
    }
