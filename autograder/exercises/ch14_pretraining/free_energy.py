"""free_energy: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.pretraining.energy import free_energy

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import machine, sizes


def drawn(name, square=False, grey=False):
    """A case with a machine and pictures drawn anew. square: H = V = N; grey: pixels between 0 and 1."""

    def draw(rng):
        N, H, V = [sizes(rng, 1)[0]] * 3 if square else sizes(rng, 3)
        v = rng.random((N, V)) if grey else (rng.random((N, V)) < 0.5).astype(float)
        return {"v": v, **machine(rng, H, V)}

    return Case(name, draw)


def huge(name):
    """A case with weights in the hundreds.

    The first picture is black: its hidden units are in doubt. The second is white, and drives the first hidden unit
    beyond what exp can take.
    """

    def draw(rng):
        N, H, V = sizes(rng, 3)
        parts, v = machine(rng, H, V, 800.0), (rng.random((N, V)) < 0.5).astype(float)
        v[0], v[1] = 0, 1
        parts["W"][0] = np.abs(parts["W"][0]) + 300
        return {"v": v, **parts}

    return Case(name, draw)


BY_HAND = Case(
    "one hidden unit by hand",
    {
        "v": np.array([[1.0, 1.0], [0.0, 0.0]]),
        "W": np.array([[1.0, 1.0]]),
        "a": np.array([0.5, 0.0]),
        "b": np.array([-2.0]),
    },
)
BINARY = drawn("pixels of 0 and 1")
GREY = drawn("grey pixels", grey=True)
SQUARE = drawn("as many hidden as visible units", square=True, grey=True)
HUGE = huge("weights in the hundreds")


def with_the_larger_taken_out(v, W, a, b):
    x = b + (W @ v.T).T
    parts = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return -(parts.sum(axis=-1) + np.einsum("nv,v->n", v, a))


def unit_by_unit(v, W, a, b):
    energy = -np.dot(v, a)
    for weights, bias in zip(W, b, strict=True):
        energy = energy - np.logaddexp(0.0, v @ weights + bias)
    return energy


EXERCISE = Exercise(
    reference=free_energy,
    aspects=(
        Aspect("pixels of 0 and 1", 1, (BY_HAND, BINARY)),
        Aspect("grey pixels", 0.5, (GREY, SQUARE)),
        Aspect("large weights", 1, (HUGE,)),
        leaves_inputs_alone(0.5, (BINARY, GREY), requires="pixels of 0 and 1"),
    ),
    accepted=(
        Accepted("the larger part taken out", with_the_larger_taken_out),
        Accepted("one hidden unit after the other", unit_by_unit),
    ),
)
