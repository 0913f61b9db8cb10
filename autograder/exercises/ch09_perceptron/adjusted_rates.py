"""adjusted_rates: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.analysis.adjusted_rates import adjusted_rates

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def both(adjusted_rates, admitted, applied):
    """The probe: the rates as they are, and adjusted."""
    crude, adjusted = adjusted_rates(admitted, applied)
    return {"crude": crude, "adjusted": adjusted}


def table(name, groups, departments):
    """A case with such a table, whose groups prefer different departments; departments None: as many as groups."""

    def draw(rng):
        G = int(rng.integers(*groups, endpoint=True))
        K = int(rng.integers(*departments, endpoint=True)) if departments else G
        applied = rng.integers(20, 60, (G, K))
        applied[np.arange(G), rng.permutation(K)[np.arange(G) % K]] += rng.integers(200, 400, G)
        rate = np.linspace(0.1, 0.85, K)[rng.permutation(K)] + rng.uniform(-0.05, 0.05, (G, K))
        return {"admitted": (rate * applied).astype(int) + 1, "applied": applied}

    return Case(name, draw)


TWO = table("two groups", (2, 2), (4, 6))
MORE = table("three or four groups", (3, 4), (5, 7))
SQUARE = table("as many departments as groups", (3, 4), None)
ALL = (TWO, MORE)


def department_by_department(admitted, applied):
    everybody, adjusted = applied.sum(), np.zeros(len(applied))
    for k in range(applied.shape[1]):
        adjusted = adjusted + applied[:, k].sum() / everybody * (admitted[:, k] / applied[:, k])
    return admitted.sum(axis=1) / applied.sum(axis=1), adjusted


def by_averages(admitted, applied):
    rates = admitted / applied
    crude = [np.average(rates[g], weights=applied[g]) for g in range(len(rates))]
    return np.array(crude), np.average(rates, axis=1, weights=applied.sum(axis=0))


EXERCISE = Exercise(
    reference=adjusted_rates,
    probe=both,
    aspects=(
        Aspect("the rates as they are", 1, ALL, observations=("crude",)),
        Aspect("the adjusted rates", 1, ALL, observations=("adjusted",)),
        Aspect("as many departments as groups", 0.5, (SQUARE,)),
        leaves_inputs_alone(0.5, ALL, requires="the rates as they are"),
    ),
    accepted=(
        Accepted("department by department", department_by_department),
        Accepted("weighted averages", by_averages),
    ),
)
