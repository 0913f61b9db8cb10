"""gradient_stats: what is asked, what is right and what goes wrong."""

from itertools import pairwise

import numpy as np

from layerwise.nn.signal_stats import gradient_stats

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def mean_and_spread(stats, x, weights, act, grad_output):
    """The probe: the two columns, each by itself, where there are two columns."""
    out = np.asarray(stats(x, weights, act, grad_output), dtype=float)
    if out.ndim != 2 or out.shape[1] != 2:
        return {"means": out, "spreads": out}
    return {"means": out[:, 0], "spreads": out[:, 1]}


def network(name, act, sizes, scale=1.0, batch=12):
    """A case with random inputs, weights of shape (out, in), and a random gradient at the last output."""

    def draw(rng):
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


GRADIENT_STATS = Exercise(
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
        Accepted(
            "a list that is turned round at the end",
            edited(
                by_hand,
                ("stats = np.zeros((depth, 2))", "stats = []"),
                ("stats[i] = grad_z.mean(), grad_z.std()", "stats.append((grad_z.mean(), grad_z.std()))"),
                ("return stats", "return stats[::-1]"),
            ),
        ),
        Accepted("by recursion", by_recursion),
    ),
    misconceptions=(
        Misconception(
            "forward only",
            edited(by_hand, ("grad_z.mean(), grad_z.std()", "h.mean(), h.std()")),
            hint="These are the activations' means and spreads: `grad_output` was never used. A layer can have a "
            "lively signal and hardly any gradient; this function is there to see the difference.",
            second_hint="A second loop, from the last layer to the first, with grad_output as what arrives at the end.",
        ),
        Misconception(
            "the slope is dropped",
            edited(by_hand, ("grad_h * slope", "grad_h")),
            hint="With `identity` you are right, with the others you are not: the gradient went past the "
            "activation untouched. The rule is grad_h times the slope; notes often lose the second factor.",
            second_hint="`lw.ACTIVATIONS[act].backward(grad_h, z)` multiplies by the slope at z.",
        ),
        Misconception(
            "the transpose is wrong",
            edited(by_hand, ("grad_h = grad_z @ W", "grad_h = grad_z @ W.T")),
            hint="The last layer is right, the ones before it are not, and layers of different widths raise an "
            "error. Forward it was W.T; backward it is the other one. Square layers hide the slip.",
            second_hint="W is (out, in). grad_z is (N, out) and grad_h has to become (N, in). Which product has "
            "these shapes?",
        ),
        Misconception(
            "W is left out on the way back",
            edited(by_hand, ("grad_h = grad_z @ W", "grad_h = grad_z")),
            hint="Your gradient passes the activations and skips the weights: only the last layer is right. "
            "Forward, h went through W; the gradient comes back through it.",
            second_hint="One input feeds every output. Its gradient collects from all of them: grad_z times which "
            "matrix?",
        ),
        Misconception(
            "the slope at the output",
            edited(by_hand, ("1 - h**2", "1 - np.tanh(h) ** 2"), ("h * (1 - h)", "1 / (2 + 2 * np.cosh(h))")),
            hint="Identity and ReLU come out right, tanh and sigmoid do not: you took the slope at h = act(z). "
            "`backward` wants the forward input, z.",
            second_hint="Keep every layer's z on the way forward.",
        ),
        Misconception(
            "the slope of the wrong layer",
            edited(by_hand, ("weights[i], hs[i + 1]", "weights[i], hs[max(i, 1)]")),
            hint="You multiplied by the slope of the layer before: its z is one place too early in your list. "
            "With layers of different widths the shapes do not fit.",
            second_hint="Layer i made h from its own z. Its slope is the one that grad_h meets.",
        ),
        Misconception(
            "measured before the slope",
            edited(by_hand, ("grad_z.mean(), grad_z.std()", "grad_h.mean(), grad_h.std()")),
            hint="You measured grad_h, the gradient at the layer's output. Asked for is grad_z, after the slope: "
            "the weights' gradient is made of that one.",
            second_hint="grad_z = grad_h times the slope comes first, then the measurement, then the way through W.",
        ),
        Misconception(
            "the gradient of the weights",
            edited(by_hand, ("grad_z.mean(), grad_z.std()", "(grad_z.T @ hs[i]).mean(), (grad_z.T @ hs[i]).std()")),
            hint="You measured the gradient of W, as in `grad_norms` of chapter 1. Here it is the gradient at z, "
            "shape (N, out): it does not depend on how large the layer's input is.",
            second_hint="grad_z itself, before anything is multiplied by the layer's input.",
        ),
        Misconception(
            "last layer first",
            edited(by_hand, ("return stats", "return stats[::-1]")),
            hint="The right numbers in the wrong order: you went from the last layer to the first and "
            "appended. Row 0 belongs to the layer next to the input.",
            second_hint="Write to row i, or turn the list round at the end.",
        ),
        Misconception(
            "variance for standard deviation",
            edited(by_hand, ("grad_z.std()", "grad_z.var()")),
            hint="Your spreads are the squares of the right ones: a variance was returned for a standard deviation.",
            second_hint="Which of numpy's methods gives the root of the variance?",
        ),
    ),
)
