"""successive_halving: what is asked and what is right; the mistakes stand in the `.md` beside it.

The loss is a stub of the probe's: it looks into a table, and notes who was asked with which budget.
"""

import numpy as np

from layerwise.search import successive_halving

from ...core.record import Accepted, Aspect, Case, Exercise


def run(halving, table, budgets, eta):
    """The probe: who is left after each budget, and what was asked.

    table: (n, budgets), the losses
    """
    asked = []

    def loss(i, budget):
        asked.append([int(i), int(budget)])
        return float(table[int(i), list(budgets).index(budget)])

    rounds = halving(loss, len(table), tuple(budgets), eta)
    return {
        "how many are left": [len(left) for left in rounds],
        "who is left": [int(i) for left in rounds for i in left],
        "asked": sorted(asked),
    }


def tournament(name, n, rounds, eta, diverged=0.0):
    """A case of n candidates (a range) and so many budgets; eta: a range.

    The losses of one budget say little about those of the next. diverged: the share of them that is nan; the others are
    enough to go on, because nobody is asked to put nan in order
    """

    def draw(rng):
        candidates, divisor = int(rng.integers(*n)), int(rng.integers(*eta))
        candidates += -(candidates + 1) % divisor  # so that the first cut has a remainder, and the largest there is
        table = rng.permutation(candidates)[:, None] / candidates + rng.uniform(0.0, 3.0, (candidates, rounds))
        table -= 0.7 * np.arange(rounds)  # every loss falls from one budget to the next
        if diverged:
            table[rng.permutation(candidates)[: int(diverged * candidates)]] = np.nan
        budgets = np.cumsum(rng.integers(1, 6, rounds))
        return {"table": table, "budgets": [int(b) for b in budgets], "eta": divisor}

    return Case(name, draw)


HALVES = tournament("halves", (40, 200), 3, (2, 3))
THIRDS = tournament("thirds", (60, 240), 3, (3, 4))
QUARTERS = tournament("a quarter goes on", (70, 240), 2, (4, 6))
ONE_LEFT = tournament("more budgets than candidates last for", (90, 150), 7, (3, 5))
FEW = tournament("one in so many that fewer are there", (12, 30), 3, (40, 60))
DIVERGED = tournament("half of the trainings diverged", (40, 60), 2, (3, 4), diverged=0.5)
MOST = tournament("two of three trainings diverged", (40, 60), 2, (4, 6), diverged=0.67)


def by_sorting_pairs(loss, n, budgets, eta=3):
    alive, rounds = list(range(n)), []
    for budget in budgets:
        pairs = [(float(loss(i, budget)), i) for i in alive]
        pairs = sorted((np.inf if value != value else value, i) for value, i in pairs)
        alive = [i for _, i in pairs][: max(len(pairs) // eta, 1)]
        rounds.append(list(alive))
    return rounds


def one_by_one(loss, n, budgets, eta=3):
    rounds, alive = [], set(range(n))
    for budget in budgets:
        losses = {i: loss(i, budget) for i in alive}
        numbers = [i for i in losses if not np.isnan(losses[i])]
        lost = [i for i in losses if np.isnan(losses[i])]
        ordered = sorted(numbers, key=lambda i: losses[i]) + sorted(lost)
        rounds.append(ordered[: len(alive) // eta or 1])
        alive = set(rounds[-1])
    return rounds


EXERCISE = Exercise(
    reference=successive_halving,
    probe=run,
    aspects=(
        Aspect("how many are left", 0.5, (HALVES, THIRDS, QUARTERS), observations=("how many are left",)),
        Aspect("who is left, the best first", 1, (HALVES, THIRDS, QUARTERS), observations=("who is left",)),
        Aspect("what was asked", 1, (HALVES, THIRDS, ONE_LEFT), observations=("asked",)),
        Aspect("one is always left", 0.5, (ONE_LEFT, FEW), observations=("how many are left", "who is left")),
        Aspect("diverged trainings", 0.5, (DIVERGED, MOST), observations=("who is left",)),
    ),
    accepted=(
        Accepted("pairs of loss and number, sorted", by_sorting_pairs),
        Accepted("a dict of losses", one_by_one),
    ),
)
