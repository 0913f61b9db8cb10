"""collapse_linear: what is asked and what is right; the mistakes stand in the `.md` beside it."""

from itertools import pairwise

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def stack(name, depth):
    """A case with random layers, no two of their widths equal."""

    def draw(rng):
        shapes = pairwise(rng.permutation(np.arange(2, 9))[: depth + 1])
        return {"layers": [(rng.normal(0.0, 1.0, (o, i)), rng.normal(0.0, 1.0, o)) for i, o in shapes]}

    return Case(name, draw)


def both(collapse, layers):
    """The probe: the weights and the bias of the one layer."""
    came = collapse(layers)
    if isinstance(came, np.ndarray):  # its rows would pass for W and b
        raise RuntimeError(f"two results are asked for, and one came: an array of shape {came.shape}")
    W, b = came
    return {"W": W, "b": b}


BY_HAND = Case(
    "double, then add one",
    {"layers": [(np.array([[2.0]]), np.array([0.0])), (np.array([[1.0]]), np.array([1.0]))]},
)
ADD_FIRST = Case(
    "add one, then double",
    {"layers": [(np.array([[1.0]]), np.array([1.0])), (np.array([[2.0]]), np.array([0.0]))]},
)
TWO = stack("two layers", 2)
ONE = stack("a single layer", 1)
FIVE = stack("five layers", 5)


def square(rng):
    """Two random layers whose weights are square, so that no wrong order shows in the shapes."""
    n = rng.integers(3, 6)
    return {"layers": [(rng.normal(0.0, 1.0, (n, n)), rng.normal(0.0, 1.0, n)) for _ in range(2)]}


SQUARE = Case("two square layers", square)


def by_probing(layers):
    def f(x):
        for W, b in layers:
            x = x @ W.T + b
        return x

    n = layers[0][0].shape[1]
    b = f(np.zeros((1, n)))[0]
    return (f(np.eye(n)) - b).T, b


def from_the_last(layers):
    W, b = layers[-1]
    for W1, b1 in layers[-2::-1]:
        W, b = W @ W1, W @ b1 + b
    return W, b


def by_recursion(layers):
    if len(layers) == 1:
        return layers[0]
    (W1, b1), (W2, b2) = layers[:2]
    return by_recursion([(W2 @ W1, W2 @ b1 + b2), *layers[2:]])


def bias_as_a_column(layers):
    total = np.eye(layers[0][0].shape[1] + 1)
    for W, b in layers:
        bordered = np.zeros((len(b) + 1, W.shape[1] + 1))
        bordered[:-1, :-1], bordered[:-1, -1], bordered[-1, -1] = W, b, 1
        total = bordered @ total
    return total[:-1, :-1], total[:-1, -1]


EXERCISE = Exercise(
    reference=layerwise.collapse_linear,
    probe=both,
    aspects=(
        Aspect("weights", 1, (BY_HAND, SQUARE, TWO), observations=("W",)),
        Aspect("bias", 1, (BY_HAND, ADD_FIRST, SQUARE, TWO), observations=("b",)),
        Aspect("one layer, five layers", 0.5, (ONE, FIVE)),
        leaves_inputs_alone(0.5, (TWO, SQUARE), requires="weights"),
    ),
    accepted=(
        Accepted("feed it the identity and zeros", by_probing),
        Accepted("from the last layer to the first", from_the_last),
        Accepted("by recursion", by_recursion),
        Accepted("the bias as one more column", bias_as_a_column),
    ),
)
