"""pretrain_stack: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe brings a `train` of its own that trains nothing: what it returns follows from the data and from how often it
was called, so each layer's numbers tell which data it was given.
"""

import numpy as np

from layerwise.pretraining.stack import pretrain_stack

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import sizes


def train_and_listen(pretrain_stack, X, sizes, table):
    """The probe: what `train` was given in each call, and what came back. table: numbers to make layers of."""
    calls = []

    def train(data, hidden):
        data = np.array(data, dtype=float)
        calls.append((data, int(hidden)))
        H, V = int(hidden), data.shape[1]
        start, mean = 7 * len(calls), data.mean(axis=0)
        return (
            np.resize(table[start:], (H, V)) + np.outer(np.resize(table[start + 3 :], H), mean),
            np.resize(table[start + 1 :], V) - mean,
            np.resize(table[start + 2 :], H) + mean.sum(),
        )

    stack = pretrain_stack(X, sizes, train)
    layers = range(len(sizes))
    return {
        "hidden units asked for": [hidden for _, hidden in calls],
        "shapes of the data": lambda: str([data.shape for data, _ in calls]),
        **{f"data of layer {i + 1}": lambda i=i: calls[i][0] for i in layers},
        **{f"{name} of layer {i + 1}": lambda i=i, j=j: stack[i][j] for i in layers for j, name in enumerate("Wab")},
        "layers that came back": lambda: len(stack),
    }


def drawn(name, layers, equal=False):
    """A case with everything drawn anew. layers: how many; equal: all of the size of the data."""

    def draw(rng):
        N, V, *others = sizes(rng, 2 + layers, 3, 11)
        return {
            "X": rng.random((N, V)),
            "sizes": (V,) * layers if equal else tuple(others),
            "table": rng.normal(0.0, 1.0, 400),
        }

    return Case(name, draw)


ONE = drawn("one layer", 1)
TWO = drawn("two layers", 2)
THREE = drawn("three layers", 3)
EQUAL = drawn("three layers of one size", 3, equal=True)
DEEP = (THREE, EQUAL)


def by_recursion(X, sizes, train):
    def above(data, sizes):
        if len(sizes) == 0:
            return []
        W, a, b = train(data, sizes[0])
        return [(W, a, b), *above(0.5 * (1 + np.tanh((data @ W.T + b) / 2)), sizes[1:])]

    return above(X, sizes)


def each_from_the_bottom(X, sizes, train):
    stack: list[tuple] = []
    for size in sizes:
        data = X
        for W, _, b in stack:
            data = 1 / (1 + np.exp(-(data @ W.T + b)))
        stack.append(tuple(train(data, size)))
    return stack


EXERCISE = Exercise(
    reference=pretrain_stack,
    probe=train_and_listen,
    aspects=(
        Aspect("one layer", 0.5, (ONE,), observations=("data of layer 1", "W of layer 1", "hidden units asked for")),
        Aspect(
            "which sizes, in which order",
            0.5,
            (TWO, THREE),
            observations=("hidden units asked for", "shapes of the data"),
        ),
        Aspect("the second layer's data", 1, (TWO, *DEEP), observations=("data of layer 2",)),
        Aspect("the third layer's data", 1, DEEP, observations=("data of layer 3",)),
        Aspect(
            "the list that comes back",
            0.5,
            DEEP,
            observations=(
                "layers that came back",
                *(f"{name} of layer {i}" for i in (1, 2, 3) for name in "Wab"),
            ),
        ),
        leaves_inputs_alone(0.5, DEEP, requires="the second layer's data"),
    ),
    accepted=(
        Accepted("by recursion", by_recursion),
        Accepted("each time from the bottom", each_from_the_bottom),
    ),
)
