"""sample_hidden: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.pretraining.sampling import sample_hidden

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import machine, sizes


def draw_once(sample, v, W, b, u):
    """The probe: probabilities and samples; True and False count as 1 and 0."""
    p, h = sample(v, W, b, u)
    return {"p": p, "h": lambda: np.asarray(h) * 1.0}


def drawn(name, square=False, spread=1.0, rows=None):
    """A case with everything drawn anew. square: H = V = N; rows: N, or None for a number that is drawn too."""

    def draw(rng):
        N, H, V = [sizes(rng, 1, 5)[0]] * 3 if square else sizes(rng, 3, 4, 9)
        N = rows or N
        parts = machine(rng, H, V, spread)
        return {"v": rng.random((N, V)), "W": parts["W"], "b": parts["b"], "u": rng.random((N, H))}

    return Case(name, draw)


BY_HAND = Case(
    "two units by hand",
    {
        "v": np.array([[1.0, 0.0]]),
        "W": np.array([[0.0, 5.0], [2.0, 0.0]]),
        "b": np.array([0.0, -1.0]),
        "u": np.array([[0.4, 0.8]]),
    },
)
SOME = drawn("some rows")
SQUARE = drawn("as many hidden as visible units", square=True)
MANY = drawn("two hundred rows", rows=200)
SURE = drawn("units that are sure", spread=300.0)


def with_where(v, W, b, u):
    z = np.einsum("nv,hv->nh", v, W) + b
    p = 0.5 * (1 + np.tanh(z / 2))
    return p, np.where(p > u, 1.0, 0.0)


def into_zeros(v, W, b, u):
    z = (W @ v.T).T + b
    p = np.exp(-np.logaddexp(0, -z))
    h = np.zeros(u.shape)
    h[u < p] = 1
    return p, h


EXERCISE = Exercise(
    reference=sample_hidden,
    probe=draw_once,
    aspects=(
        Aspect("probabilities", 1, (BY_HAND, SOME, SQUARE, SURE), observations=("p",)),
        Aspect("samples", 1, (BY_HAND, SOME, SQUARE, MANY), observations=("h",)),
        leaves_inputs_alone(0.5, (SOME, SQUARE), requires="samples"),
    ),
    accepted=(
        Accepted("p above u, by where", with_where),
        Accepted("into zeros", into_zeros),
    ),
)
