"""Successive halving: many candidates get a little, the better ones more, the best one everything.

Whoever trains every candidate to the end spends most of the time on those that were hopeless after a few epochs.
(Karnin, Koren and Somekh, 2013; for hyper-parameters Jamieson and Talwalkar, 2016.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..arguments import whole_number


def successive_halving(
    loss: Callable[[int, int], float], n: int, budgets: Sequence[int], eta: int = 3
) -> list[list[int]]:
    """Ask all n candidates with the first budget, keep one in eta, ask those with the next budget, and so on.

    loss: called as loss(i, budget), i from 0 to n - 1; lower is better. nan, from a training that diverged, is worst.
    budgets: what each round may spend on a candidate, rising, such as epochs.
    eta: of k candidates the best k // eta go on, and always at least one.

    Returns who is left after each round, the best first: the winner is the first of the last round.

    >>> successive_halving(lambda i, budget: abs(i - 3.2), n=9, budgets=(1, 3, 9), eta=3)
    [[3, 4, 2], [3], [3]]
    """
    n, eta = whole_number(n, "n", at_least=1), whole_number(eta, "eta", at_least=2)
    budgets = [whole_number(budget, f"budgets[{k}]", at_least=1) for k, budget in enumerate(budgets)]
    if not budgets or sorted(set(budgets)) != budgets:
        raise ValueError(f"budgets must rise, and be at least one, got {budgets}")
    alive, rounds = list(range(n)), []
    for budget in budgets:
        losses = np.array([float(loss(i, budget)) for i in alive])
        best_first = np.argsort(losses, kind="stable")  # nan comes last
        alive = [alive[k] for k in best_first[: max(1, len(alive) // eta)]]
        rounds.append(alive)
    return rounds
