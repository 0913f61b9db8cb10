"""activation_stats: what is asked, what is right and what goes wrong."""

from itertools import pairwise

import numpy as np

from layerwise.nn.signal_stats import activation_stats

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def mean_and_spread(stats, x, weights, act):
    """The probe: the two columns, each by itself, where there are two columns."""
    out = np.asarray(stats(x, weights, act), dtype=float)
    if out.ndim != 2 or out.shape[1] != 2:
        return {"means": out, "spreads": out}
    return {"means": out[:, 0], "spreads": out[:, 1]}


def network(name, act, sizes, scale=1.0, batch=12):
    """A case with random inputs and weights of shape (out, in), from sizes[0] features on."""

    def draw(rng):
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


def by_hand(x, weights, act):
    stats = []
    h = x
    for W in weights:
        z = h @ W.T
        h = {
            "identity": z,
            "relu": np.maximum(z, 0),
            "tanh": np.tanh(z),
            "sigmoid": 0.5 * (1 + np.tanh(z / 2)),
        }[act]
        stats.append((h.mean(), h.std()))
    return np.array(stats)


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


ACTIVATION_STATS = Exercise(
    reference=activation_stats,
    probe=mean_and_spread,
    aspects=(
        Aspect("means", 0.5, (BY_HAND, ONE, SQUARE), observations=("means",)),
        Aspect("spreads", 1, (BY_HAND, ONE, SQUARE), observations=("spreads",)),
        Aspect("layers of different widths", 0.5, (FUNNEL, SIGMOID)),
        leaves_inputs_alone(0.5, (ONE, FUNNEL), requires="spreads"),
    ),
    accepted=(
        Accepted("a list of pairs", by_hand),
        Accepted(
            "a list turned into columns", edited(by_hand, ("np.array(stats)", "np.column_stack(tuple(zip(*stats)))"))
        ),
        Accepted("mean and variance by their formulas", by_moments),
        Accepted("by recursion", by_recursion),
    ),
    misconceptions=(
        Misconception(
            "pre-activations",
            edited(by_hand, ("h.mean(), h.std()", "z.mean(), z.std()")),
            hint="You measured z, what goes into the activation. Asked for is h, what comes out: that is what "
            "the next layer sees. With ReLU no mean can be negative.",
            second_hint="Two lines make a layer, z = h @ W.T and h = act(z). After which of them do you measure?",
        ),
        Misconception(
            "every layer is fed the input",
            edited(by_hand, ("z = h @ W.T", "z = x @ W.T")),
            hint="The first layer is right, the others are not: each of them was given x. A deep network is a "
            "chain: the second layer never sees x, only what the first made of it.",
            second_hint="Which name stands on the right of `@` in your loop, and does it change from round to round?",
        ),
        Misconception(
            "no activation",
            edited(by_hand, ("stats.append((h.mean(), h.std()))", "stats.append((z.mean(), z.std()))\n        h = z")),
            hint="With `identity` you are right, with the others you are not: the activation was never "
            "applied. Your layers are linear.",
            second_hint="`lw.ACTIVATIONS[act].forward` is the function. It belongs between the product and the "
            "measurement.",
        ),
        Misconception(
            "W is not transposed",
            edited(by_hand, ("h @ W.T", "h @ W")),
            hint="You multiplied by W as in chapter 1, where W was (in, out). From here on W is (out, in), as "
            "PyTorch stores it. Square layers hide the slip, the others raise an error.",
            second_hint="Write the shapes under the product: (N, in) times (in, out). Which of W and W.T is (in, out)?",
        ),
        Misconception(
            "variance for standard deviation",
            edited(by_hand, ("h.std()", "h.var()")),
            hint="Your means are right and your spreads are the squares of the right ones. A standard "
            "deviation has the same unit as the numbers, a variance that unit squared.",
            second_hint="Which of numpy's methods gives the root of the variance?",
        ),
        Misconception(
            "the spread of each unit, then averaged",
            edited(by_hand, ("h.std()", "h.std(axis=0).mean()")),
            hint="You took the spread over the examples for each unit, and then the mean over the units. That "
            "is a question worth asking, and the chapter asks it later. Here one number is wanted for all "
            "entries of h together.",
            second_hint="`std()` without an axis takes all N times `out` numbers as one heap.",
        ),
        Misconception(
            "divides by n - 1",
            edited(by_hand, ("h.std()", "h.std(ddof=1)")),
            hint="Your spreads are a little too large: you divided by the number of entries minus 1. Here the "
            "entries are all there is, so the plain mean of the squares is meant.",
            second_hint="`ddof` decides. What is its default in numpy?",
        ),
        Misconception(
            "shifted by one layer",
            edited(
                by_hand,
                ("stats.append((h.mean(), h.std()))", "pass"),
                ("z = h @ W.T", "stats.append((h.mean(), h.std()))\n        z = h @ W.T"),
            ),
            hint="Your first row describes the inputs, your second the first layer, and the last layer is "
            "missing. You measured before the layer did its work.",
            second_hint="Row 0 belongs to the first layer's output. Where in the loop is that output at hand?",
        ),
        Misconception(
            "spread first, mean second",
            edited(by_hand, ("h.mean(), h.std()", "h.std(), h.mean()")),
            hint="The numbers are right, the columns are swapped: column 0 is the mean, column 1 the standard "
            "deviation.",
            second_hint="The inputs 1 and 3 with a weight of 2 give 2 and 6. Which of 4 and 2 is their mean?",
        ),
    ),
)
