"""cd1_gradient: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.pretraining.contrastive_divergence import cd1_gradient

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import machine, sizes


def three_gradients(cd1_gradient, v0, W, a, b, u_h, u_v=None):
    """The probe: the gradients, each by its name. u_v: None leaves it at its default."""
    draws = () if u_v is None else (u_v,)
    dW, da, db = cd1_gradient(v0, W, a, b, u_h, *draws)
    return {"dW": dW, "da": da, "db": db}


def drawn(name, square=False, sampled=False, rows=None):
    """A case with everything drawn anew. square: H = V; sampled: with draws for the visible units as well."""

    def draw(rng):
        N, H, V = sizes(rng, 3, 4, 9)
        N, V = rows or N, H if square else V
        draws = {"u_v": rng.random((N, V))} if sampled else {}
        return {"v0": rng.random((N, V)), **machine(rng, H, V), "u_h": rng.random((N, H)), **draws}

    return Case(name, draw)


BY_HAND = Case(
    "one picture by hand",
    {
        "v0": np.array([[1.0, 0.0]]),
        "W": np.array([[0.0, 0.0]]),
        "a": np.zeros(2),
        "b": np.zeros(1),
        "u_h": np.array([[0.3]]),
    },
)
SOME = drawn("some pictures")
MANY = drawn("forty pictures", rows=40)
SQUARE = drawn("as many hidden as visible units", square=True)
SAMPLED = drawn("visible units sampled", sampled=True)
SAMPLED_MANY = drawn("forty pictures, visible units sampled", sampled=True, rows=40)
DRAWN = (SOME, MANY, SQUARE)


def picture_by_picture(v0, W, a, b, u_h, u_v=None):
    def on(z):
        return 0.5 * (1 + np.tanh(z / 2))

    dW, da, db = np.zeros(W.shape), np.zeros(a.shape), np.zeros(b.shape)
    for n, v in enumerate(v0):
        p = on(W @ v + b)
        h = np.where(u_h[n] < p, 1.0, 0.0)
        dream = on(W.T @ h + a)
        if u_v is not None:
            dream = np.where(u_v[n] < dream, 1.0, 0.0)
        q = on(W @ dream + b)
        dW += np.outer(q, dream) - np.outer(p, v)
        da += dream - v
        db += q - p
    return dW / len(v0), da / len(v0), db / len(v0)


def two_phases(v0, W, a, b, u_h, u_v=None):
    def statistics(v):
        p = 1 / (1 + np.exp(-(v @ W.T + b)))
        return p, np.einsum("nh,nv->hv", p, v) / len(v), v.mean(0), p.mean(0)

    p, *positive = statistics(v0)
    q = 1 / (1 + np.exp(-((p > u_h) @ W + a)))
    _, *negative = statistics(q if u_v is None else 1.0 * (q > u_v))
    return [after - before for before, after in zip(positive, negative, strict=True)]


EXERCISE = Exercise(
    reference=cd1_gradient,
    probe=three_gradients,
    aspects=(
        Aspect("the gradient of the weights", 2, (BY_HAND, *DRAWN), observations=("dW",)),
        Aspect("the gradient of the visible bias", 0.5, (BY_HAND, *DRAWN), observations=("da",)),
        Aspect("the gradient of the hidden bias", 0.5, DRAWN, observations=("db",)),
        Aspect(
            "visible units sampled where draws are given",
            0.5,
            (SAMPLED, SAMPLED_MANY),
            observations=("dW", "da", "db"),
        ),
        leaves_inputs_alone(0.5, (*DRAWN, SAMPLED), requires="the gradient of the weights"),
    ),
    accepted=(
        Accepted("picture by picture", picture_by_picture),
        Accepted("one function for both phases", two_phases),
    ),
)
