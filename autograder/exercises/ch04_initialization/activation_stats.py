"""activation_stats: what is asked and what is right; the mistakes stand in the `.md` beside it."""

from itertools import pairwise

import numpy as np

from layerwise.nn.signal_stats import activation_stats

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def mean_and_spread(stats, x, weights, act):
    """The probe: the two columns, each by itself, where there are two columns."""
    out = np.asarray(stats(x, weights, act), dtype=float)
    if out.ndim != 2 or out.shape[1] != 2:
        return {"means": out, "spreads": out}
    return {"means": out[:, 0], "spreads": out[:, 1]}


def network(name, act, widths, scale=1.0):
    """A case with random inputs and weights of shape (out, in), from widths[0] features on, drawn a little wider."""

    def draw(rng):
        batch, more = rng.integers(10, 15), rng.integers(0, 3)
        sizes = [width + more for width in widths]
        weights = [scale * rng.normal(0.0, i**-0.5, (o, i)) for i, o in pairwise(sizes)]
        return {"x": rng.normal(0.3, 1.0, (batch, sizes[0])), "weights": weights, "act": act}

    return Case(name, draw)


BY_HAND = Case(
    "one unit, then one unit",
    {"x": np.array([[1.0], [3.0]]), "weights": [np.array([[2.0]]), np.array([[0.5]])], "act": "identity"},
)
ONE = network("one layer, tanh", "tanh", (4, 3))
SQUARE = network("four square layers, tanh", "tanh", (5, 5, 5, 5, 5), scale=1.5)
FUNNEL = network("layers of different widths, relu", "relu", (6, 9, 4, 3), scale=1.5)
SIGMOID = network("three layers, sigmoid", "sigmoid", (4, 6, 6, 6), scale=2.0)


def by_moments(x, weights, act):
    stats = np.zeros((len(weights), 2))
    for i, W in enumerate(weights):
        z = np.einsum("ni,oi->no", x, W)
        if act == "relu":
            z[z < 0] = 0
        elif act == "tanh":
            z = np.tanh(z)
        elif act == "sigmoid":
            z = 1 / (1 + np.exp(-z))
        mean = z.sum() / z.size
        stats[i, 0] = mean
        stats[i, 1] = np.sqrt(np.sum((z - mean) ** 2) / z.size)
        x = z
    return stats


def by_recursion(x, weights, act):
    if not weights:
        return []
    z = x @ weights[0].T
    h = {"identity": z, "relu": z * (z > 0), "tanh": np.tanh(z), "sigmoid": 0.5 + 0.5 * np.tanh(z / 2)}[act]
    return [[np.mean(h), np.std(h)], *by_recursion(h, weights[1:], act)]


EXERCISE = Exercise(
    reference=activation_stats,
    probe=mean_and_spread,
    aspects=(
        Aspect("means", 0.5, (BY_HAND, ONE, SQUARE), observations=("means",)),
        Aspect("spreads", 1, (BY_HAND, ONE, SQUARE), observations=("spreads",)),
        Aspect("layers of different widths", 0.5, (FUNNEL, SIGMOID)),
        leaves_inputs_alone(0.5, (ONE, FUNNEL), requires="spreads"),
    ),
    accepted=(
        Accepted("mean and variance by their formulas", by_moments),
        Accepted("by recursion", by_recursion),
    ),
)
