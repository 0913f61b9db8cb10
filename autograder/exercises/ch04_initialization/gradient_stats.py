"""gradient_stats: what is asked and what is right; the mistakes stand in the `.md` beside it."""

from itertools import pairwise

import numpy as np

from layerwise.nn.signal_stats import gradient_stats

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def mean_and_spread(stats, x, weights, act, grad_output):
    """The probe: the two columns, each by itself, where there are two columns."""
    out = np.asarray(stats(x, weights, act, grad_output), dtype=float)
    if out.ndim != 2 or out.shape[1] != 2:
        return {"means": out, "spreads": out}
    return {"means": out[:, 0], "spreads": out[:, 1]}


def network(name, act, widths, scale=1.0):
    """A case with random inputs, weights of shape (out, in), and a random gradient at the last output.

    widths: of the features and the layers; all of them are drawn a little wider.
    """

    def draw(rng):
        batch, more = rng.integers(10, 15), rng.integers(0, 3)
        sizes = [width + more for width in widths]
        weights = [scale * rng.normal(0.0, i**-0.5, (o, i)) for i, o in pairwise(sizes)]
        x, grad_output = rng.normal(0.3, 1.0, (batch, sizes[0])), rng.normal(0.1, 1.0, (batch, sizes[-1]))
        return {"x": x, "weights": weights, "act": act, "grad_output": grad_output}

    return Case(name, draw)


BY_HAND = Case(
    "one unit, then one unit",
    {
        "x": np.array([[1.0], [3.0]]),
        "weights": [np.array([[2.0]]), np.array([[0.5]])],
        "act": "identity",
        "grad_output": np.array([[1.0], [-1.0]]),
    },
)
LINEAR = network("three square layers, identity", "identity", (5, 5, 5, 5), scale=1.5)
FUNNEL = network("layers of different widths, identity", "identity", (6, 9, 4, 3))
ONE = network("one layer, tanh", "tanh", (4, 3), scale=1.5)
TANH = network("four layers, tanh", "tanh", (5, 7, 6, 5, 4), scale=1.5)
SIGMOID = network("three layers, sigmoid", "sigmoid", (4, 6, 5, 3), scale=2.0)
RELU = network("five layers, relu", "relu", (8, 8, 8, 8, 8, 8), scale=1.5)


def by_hand(x, weights, act, grad_output):
    hs = [x]
    for W in weights:
        z = hs[-1] @ W.T
        s = 0.5 * (1 + np.tanh(z / 2))
        hs.append({"identity": z, "relu": np.maximum(z, 0), "tanh": np.tanh(z), "sigmoid": s}[act])
    depth = len(weights)
    stats = np.zeros((depth, 2))
    grad_h = grad_output
    for i in reversed(range(depth)):
        W, h = weights[i], hs[i + 1]
        slope = {"identity": np.ones(h.shape), "relu": h > 0, "tanh": 1 - h**2, "sigmoid": h * (1 - h)}[act]
        grad_z = grad_h * slope
        stats[i] = grad_z.mean(), grad_z.std()
        grad_h = grad_z @ W
    return stats


def by_recursion(x, weights, act, grad_output):
    stats: list = []

    def back(h, layers):
        """Go forward through the layers that are left; return the gradient with respect to h."""
        if not layers:
            return grad_output
        z = h @ layers[0].T
        s = 0.5 * (1 + np.tanh(z / 2))
        value, slope = {
            "identity": (z, 1),
            "relu": (z * (z > 0), z > 0),
            "tanh": (np.tanh(z), 1 - np.tanh(z) ** 2),
            "sigmoid": (s, s * (1 - s)),
        }[act]
        grad_z = back(value, layers[1:]) * slope
        stats.insert(0, [grad_z.mean(), grad_z.std()])
        return np.einsum("no,oi->ni", grad_z, layers[0])

    back(x, list(weights))
    return stats


EXERCISE = Exercise(
    reference=gradient_stats,
    probe=mean_and_spread,
    aspects=(
        Aspect("a chain of linear layers", 1, (BY_HAND, LINEAR, FUNNEL)),
        Aspect("through tanh and sigmoid", 1, (ONE, TANH, SIGMOID)),
        Aspect("through ReLU", 0.5, (RELU,)),
        leaves_inputs_alone(0.5, (LINEAR, TANH), requires="a chain of linear layers"),
    ),
    accepted=(
        Accepted("two loops, by hand", by_hand),
        Accepted("by recursion", by_recursion),
    ),
)
