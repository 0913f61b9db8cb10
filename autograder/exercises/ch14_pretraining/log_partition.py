"""log_partition: what is asked and what is right; the mistakes stand in the `.md` beside it.

A machine with fifty visible units and three hidden ones tells who writes down the states of the wrong layer.
"""

import numpy as np

from layerwise.pretraining.energy import log_partition

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import machine


def drawn(name, hidden, visible, spread):
    """A case with a machine drawn anew. hidden, visible: between which numbers their counts lie.

    spread: of the weights, so small that every state counts: whoever leaves one out is found.
    """

    def draw(rng):
        H, V = (int(rng.integers(low, high, endpoint=True)) for low, high in (hidden, visible))
        return machine(rng, H, V, spread)

    return Case(name, draw)


def huge(name):
    """A case in which one state outweighs all others: two or more units on, at least one off."""

    def draw(rng):
        H = int(rng.integers(4, 5, endpoint=True))
        parts, on = machine(rng, H, 9, 500.0), rng.permutation(H) < rng.integers(2, H)
        parts["W"][:, 0] = np.abs(parts["W"][:, 0]) + 300  # with all units on, exp of it overflows
        b = np.where(on, 1, -1) * rng.uniform(9000.0, 11000.0, H)
        return {"W": parts["W"], "a": 50 * parts["a"], "b": b}

    return Case(name, draw)


BY_HAND = Case("three units without weights", {"W": np.zeros((1, 2)), "a": np.zeros(2), "b": np.zeros(1)})
FEW = drawn("a few units", (2, 3), (4, 5), 0.5)
MORE = drawn("more hidden than visible units", (6, 8), (3, 4), 0.3)
WIDE = drawn("fifty visible units", (2, 4), (45, 60), 0.1)
HUGE = huge("weights in the hundreds")


def state_by_state(W, a, b):
    import itertools

    total = -np.inf
    for state in itertools.product((0.0, 1.0), repeat=len(b)):
        h = np.array(state)
        total = np.logaddexp(total, h @ b + np.logaddexp(0, a + h @ W).sum())
    return total


def doubled_unit_by_unit(W, a, b):
    fields, energies = a[None, :], np.zeros(1)
    for weights, bias in zip(W, b, strict=True):
        fields = np.concatenate([fields, fields + weights])
        energies = np.concatenate([energies, energies + bias])
    terms = energies + np.logaddexp(0, fields).sum(axis=1)
    return np.logaddexp.reduce(terms)


EXERCISE = Exercise(
    reference=log_partition,
    aspects=(
        Aspect("a few units", 1, (BY_HAND, FEW)),
        Aspect("more hidden units", 0.5, (MORE,)),
        Aspect("fifty visible units", 1, (WIDE,)),
        Aspect("large weights", 1, (HUGE,)),
        leaves_inputs_alone(0.5, (FEW, MORE), requires="a few units"),
    ),
    accepted=(
        Accepted("one state after the other", state_by_state),
        Accepted("twice as many states for each unit", doubled_unit_by_unit),
    ),
)
