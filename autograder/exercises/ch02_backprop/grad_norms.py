"""grad_norms: what is asked and what is right; the mistakes stand in the `.md` beside it.

Every variant draws the same network, in the order that the statement gives, so their numbers can be compared.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise


def network(name, act, std, depth=(4, 7)):
    """A case with a network of its own depth, width and weights, wider or narrower than its batch."""

    def draw(rng):
        width, batch = rng.permutation([rng.integers(6, 12), rng.integers(12, 20)]).tolist()
        sizes = {"depth": int(rng.integers(*depth)), "act": act, "std": std, "width": width, "batch": batch}
        return {**sizes, "seed": int(rng.integers(1000))}

    return Case(name, draw)


LINEAR = network("some layers, identity", "identity", 0.5)
ONE_LINEAR = network("one layer, identity", "identity", 1.0, depth=(1, 2))
RELU = network("some layers, relu", "relu", 0.6)
SIGMOID = network("some layers, sigmoid", "sigmoid", 0.7)
DEEP = Case(  # norms down to 1e-13, of which every digit counts
    "twenty layers, sigmoid", {"depth": 20, "act": "sigmoid", "std": 0.1}, atol=0.0
)


def by_hand(depth, act, std, width=100, batch=100, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((batch, width))
    Ws = [std * rng.standard_normal((width, width)) for _ in range(depth)]
    grad_h = rng.standard_normal((batch, width)) / batch
    hs = [x]
    for W in Ws:
        z = hs[-1] @ W.T
        hs.append({"identity": z, "relu": np.maximum(z, 0), "sigmoid": 0.5 * (1 + np.tanh(z / 2))}[act])
    norms = np.zeros(depth)
    for i in reversed(range(depth)):
        x, W, h = hs[i], Ws[i], hs[i + 1]
        slope = {"identity": np.ones(h.shape), "relu": h > 0, "sigmoid": h * (1 - h)}[act]
        grad_z = grad_h * slope
        norms[i] = np.linalg.norm(grad_z.T @ x)
        grad_h = grad_z @ W
    return norms


def by_recursion(depth, act, std, width=100, batch=100, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((batch, width))
    Ws = [std * rng.standard_normal((width, width)) for _ in range(depth)]
    grad_output = rng.standard_normal((batch, width)) / batch
    norms = np.zeros(depth)

    def back(x, i):
        """Go forward from layer i, and return the gradient with respect to its input."""
        if i == depth:
            return grad_output
        z = x @ Ws[i].T
        s = 0.5 * (1 + np.tanh(z / 2))
        h, slope = {"identity": (z, 1), "relu": (z * (z > 0), z > 0), "sigmoid": (s, s * (1 - s))}[act]
        grad_z = back(h, i + 1) * slope
        norms[i] = np.linalg.norm(np.einsum("ni,nj->ij", grad_z, x))
        return grad_z @ Ws[i]

    back(x, 0)
    return norms


EXERCISE = Exercise(
    reference=layerwise.grad_norms,
    aspects=(
        Aspect("a chain of linear layers", 1, (ONE_LINEAR, LINEAR)),
        Aspect("through ReLU", 1, (RELU,)),
        Aspect("through the sigmoid", 1, (SIGMOID, DEEP)),
    ),
    accepted=(
        Accepted("in one function, by hand", by_hand),
        Accepted("by recursion", by_recursion),
    ),
)
