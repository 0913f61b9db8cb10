"""Two experiments that compare a network with and without batch normalization, and keep everything else equal.

What is trained, and for how long, is the business of `train`; these functions see to it that a pair of runs differs in
one thing only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, real_number, whole_number


def bn_scale_sweep(
    train: Callable[[float, bool, np.random.Generator], ArrayLike], stds: Sequence[float], seeds: Sequence[int]
) -> FloatArray:
    """Return what train gives for every std, without and with batch normalization, from every seed.

    train(std, batch_norm, rng): trains a network whose weights start with standard deviation std; returns a number,
        or an array such as an accuracy for each epoch. It draws the weights and the order of the data from rng.

    Both networks of a pair, and all stds, start from equal generators: np.random.default_rng(seed), made anew for each
    run. Shape (len(stds), 2, len(seeds), ...); [:, 0] is plain and [:, 1] with batch normalization.

    >>> def train(std, batch_norm, rng):
    ...     return 100 * std + 10 * batch_norm + rng.integers(2)
    >>> bn_scale_sweep(train, stds=[1.0, 2.0], seeds=[0, 1])
    array([[[101., 100.],
            [111., 110.]],
    <BLANKLINE>
           [[201., 200.],
            [211., 210.]]])
    """
    runs = [
        [[train(std, batch_norm, np.random.default_rng(seed)) for seed in seeds] for batch_norm in (False, True)]
        for std in stds
    ]
    return np.array(runs, dtype=float)


def batch_size_sweep(
    train: Callable[..., Any], batch_sizes: Sequence[int], lr: float, examples: int, seeds: Sequence[int]
) -> FloatArray:
    """Return what train gives for every batch size, without and with batch normalization, from every seed.

    train(batch_size, steps, lr, batch_norm, rng): trains for that many steps; returns a number.
    lr: the learning rate of every run: were it changed with the batch size, two causes would have one effect.
    examples: how many examples each run sees, so that it takes examples // batch_size steps.

    Equal generators for both networks of a pair and for all batch sizes. Shape (len(batch_sizes), 2, len(seeds)).

    >>> def train(batch_size, steps, lr, batch_norm, rng):
    ...     return steps
    >>> batch_size_sweep(train, [10, 25], lr=0.1, examples=100, seeds=[0])
    array([[[10.],
            [10.]],
    <BLANKLINE>
           [[ 4.],
            [ 4.]]])
    """
    lr, examples = real_number(lr, "lr", above=0), whole_number(examples, "examples", at_least=1)
    runs = [
        [
            [train(size, examples // size, lr, batch_norm, np.random.default_rng(seed)) for seed in seeds]
            for batch_norm in (False, True)
        ]
        for size in (whole_number(size, "batch_sizes", at_least=1) for size in batch_sizes)
    ]
    return np.array(runs, dtype=float)
