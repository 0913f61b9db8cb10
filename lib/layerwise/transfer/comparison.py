"""A fair comparison of a pretrained network with one that starts from scratch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..arguments import FloatArray, whole_number

Train = Callable[[bool, int, float, int, np.random.Generator], tuple[float, float]]


def compare_scratch(
    train: Train, labels: Sequence[int], lrs: Sequence[float], steps: int, seeds: Sequence[int]
) -> FloatArray:
    """Return the test accuracies of both networks for every number of labels, from every seed.

    train(pretrained, n, lr, steps, rng): draws n labelled examples a class and all else from rng, trains for `steps`
        updates, returns (validation accuracy, test accuracy).

    Both get the same: the same numbers of labels, the same `steps`, the same seeds (a new np.random.default_rng(seed)
    for each run, so that both draw the same examples), and the same choice of learning rates. For each network and each
    number of labels, the rate with the best mean *validation* accuracy over the seeds is chosen; what it reached on the
    test set is reported. A rate tuned for one network and handed to the other would be a budget of its own.

    Shape (len(labels), 2, len(seeds)); [:, 0] is from scratch and [:, 1] pretrained.

    >>> def train(pretrained, n, lr, steps, rng):
    ...     return lr, 100 * pretrained + 10 * n + lr  # as if more were always better
    >>> compare_scratch(train, labels=[1, 2], lrs=[0.1, 0.5], steps=3, seeds=[0])
    array([[[ 10.5],
            [110.5]],
    <BLANKLINE>
           [[ 20.5],
            [120.5]]])
    """
    steps = whole_number(steps, "steps", at_least=1)
    for name, given in (("labels", labels), ("lrs", lrs), ("seeds", seeds)):
        if len(given) == 0:
            raise ValueError(f"{name} must hold at least one number, got none")
    results = [
        [
            _chosen([[train(arm, n, lr, steps, np.random.default_rng(seed)) for seed in seeds] for lr in lrs])
            for arm in (False, True)
        ]
        for n in labels
    ]
    return np.array(results, dtype=float)


def _chosen(runs: list[list[tuple[float, float]]]) -> FloatArray:
    """The test accuracies of the rate whose validation accuracies are best on average; runs: (lrs, seeds, 2)."""
    validation, test = np.moveaxis(np.array(runs, dtype=float), -1, 0)
    return np.asarray(test[validation.mean(axis=1).argmax()])
