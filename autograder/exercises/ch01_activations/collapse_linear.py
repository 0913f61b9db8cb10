"""collapse_linear: what is asked, what is right and what goes wrong."""

from itertools import pairwise

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, leaves_inputs_alone


def stack(name, sizes):
    """A case with random layers, from sizes[0] features to sizes[-1]."""

    def draw(rng):
        shapes = pairwise(sizes)
        return {"layers": [(rng.normal(0.0, 1.0, (i, o)), rng.normal(0.0, 1.0, o)) for i, o in shapes]}

    return Case(name, draw)


def both(collapse, layers):
    """The probe: the weights and the bias of the one layer."""
    W, b = collapse(layers)
    return {"W": W, "b": b}


BY_HAND = Case(
    "double, then add one",
    {"layers": [(np.array([[2.0]]), np.array([0.0])), (np.array([[1.0]]), np.array([1.0]))]},
)
ADD_FIRST = Case(
    "add one, then double",
    {"layers": [(np.array([[1.0]]), np.array([1.0])), (np.array([[2.0]]), np.array([0.0]))]},
)
SQUARE = stack("two square layers", (3, 3, 3))
TWO = stack("two layers", (3, 4, 2))
ONE = stack("a single layer", (3, 2))
FIVE = stack("five layers", (4, 6, 5, 5, 3, 2))


def by_probing(layers):
    def f(x):
        for W, b in layers:
            x = x @ W + b
        return x

    n = len(layers[0][0])
    b = f(np.zeros((1, n)))[0]
    return f(np.eye(n)) - b, b


def from_the_last(layers):
    W, b = layers[-1]
    for W1, b1 in layers[-2::-1]:
        W, b = W1 @ W, b1 @ W + b
    return W, b


def by_recursion(layers):
    if len(layers) == 1:
        return layers[0]
    (W1, b1), (W2, b2) = layers[:2]
    return by_recursion([(W1 @ W2, b1 @ W2 + b2), *layers[2:]])


def bias_as_a_row(layers):
    total = np.eye(len(layers[0][0]) + 1)
    for W, b in layers:
        bordered = np.zeros((len(W) + 1, len(b) + 1))
        bordered[:-1, :-1], bordered[-1, :-1], bordered[-1, -1] = W, b, 1
        total = total @ bordered
    return total[:-1, :-1], total[-1, :-1]


def reversed_order(layers):
    W, b = layers[0]
    for W2, b2 in layers[1:]:
        W, b = W2 @ W, W2 @ b + b2
    return W, b


def layers_reversed(layers):
    W, b = layers[-1]
    for W2, b2 in layers[-2::-1]:
        W, b = W @ W2, b @ W2 + b2
    return W, b


def biases_dropped(layers):
    W = layers[0][0]
    for W2, _ in layers[1:]:
        W = W @ W2
    return W, np.zeros(W.shape[1])


def last_bias_only(layers):
    W = layers[0][0]
    for W2, _ in layers[1:]:
        W = W @ W2
    return W, layers[-1][1]


def biases_added(layers):
    W, b = layers[0]
    for W2, b2 in layers[1:]:
        W, b = W @ W2, b + b2
    return W, b


def bias_through_all_weights(layers):
    W, b = layers[0]
    for W2, b2 in layers[1:]:
        W = W @ W2
        b = b @ W + b2
    return W, b


def two_layers_only(layers):
    (W1, b1), (W2, b2) = layers[0], layers[min(1, len(layers) - 1)]
    if len(layers) == 1:
        return W1, b1
    return W1 @ W2, b1 @ W2 + b2


def weights_added(layers):
    W, b = layers[0]
    for W2, b2 in layers[1:]:
        W, b = W + W2, b + b2
    return W, b


COLLAPSE_LINEAR = Exercise(
    reference=layerwise.collapse_linear,
    probe=both,
    aspects=(
        Aspect("weights", 1, (BY_HAND, SQUARE, TWO), observations=("W",)),
        Aspect("bias", 1, (BY_HAND, ADD_FIRST, SQUARE, TWO), observations=("b",)),
        Aspect("one layer, five layers", 0.5, (ONE, FIVE)),
        leaves_inputs_alone(0.5, (TWO,), requires="weights"),
    ),
    accepted=(
        Accepted("feed it the identity and zeros", by_probing),
        Accepted("from the last layer to the first", from_the_last),
        Accepted("by recursion", by_recursion),
        Accepted("the bias as one more row", bias_as_a_row),
    ),
    misconceptions=(
        Misconception(
            "reversed order",
            reversed_order,
            hint="You computed W2 @ W1. Here a row x is multiplied from the right: x @ W1 @ W2, the first "
            "layer first. For (3, 4) and (4, 2) your product has no shape; for square layers it is silently "
            "wrong.",
            second_hint="Write the shapes side by side: (N, 3) times (3, 4) times (4, 2). Books with columns, W x "
            "+ b, have the opposite order; which of the two does the docstring use?",
        ),
        Misconception(
            "the layers are taken last to first",
            layers_reversed,
            hint="You went through the list backwards: the last layer acts on x first. `double` after `add "
            "one` is not `add one` after `double`: 2 * (x + 1) is 2x + 2.",
            second_hint="layers[0] is the one that sees x. Which layer should your first product contain on its left?",
        ),
        Misconception(
            "dropped bias",
            biases_dropped,
            hint="Your W is right and your b is zero. Feed x = 0 through the layers: does 0 come out? What "
            "comes out is the bias of the one layer.",
            second_hint="Multiply out (x @ W1 + b1) @ W2 + b2. Which terms do not contain x?",
        ),
        Misconception(
            "only the last bias",
            last_bias_only,
            hint="Your b is the last layer's. The first layer's bias was lost, as if b1 were 0. Feed x = 0 "
            "through two layers: what does the second layer receive?",
            second_hint="Multiply out (x @ W1 + b1) @ W2 + b2. There are two terms without x, and one of them "
            "still has a matrix.",
        ),
        Misconception(
            "the biases are added",
            biases_added,
            hint="You added b1 and b2. They live in different spaces: b1 has one number for each feature "
            "between the layers, b2 one for each output. For square layers the sum exists and is wrong.",
            second_hint="b1 still has to pass through the second layer before it meets b2. In (x @ W1 + b1) @ W2 + "
            "b2, what is b1 multiplied by?",
        ),
        Misconception(
            "the bias passes through too many weights",
            bias_through_all_weights,
            hint="Your W is right. b was multiplied by the product of all weights so far; b1 enters after "
            "the first layer, so it never meets W1. Check two one-number layers by hand: 2x + 0, then x + "
            "1.",
            second_hint="In the loop, W has already been replaced when you compute b. Which matrix should b meet "
            "in this round?",
        ),
        Misconception(
            "only two layers",
            two_layers_only,
            hint="Two layers come out right, five do not: everything after the second is ignored. The shape "
            "of your W shows it: it ends with the second layer's outputs.",
            second_hint="Two layers become one. One layer and the next are again two layers. How often, for a list "
            "of five?",
        ),
        Misconception(
            "the weights are added",
            weights_added,
            hint="You added the matrices. One layer after the other means that the output of the first goes "
            "into the second: x @ W1 @ W2. Take two layers that double: together they multiply by 4. So do "
            "2 + 2, so try 3 and 3.",
            second_hint="Put x @ W1 + b1 in place of x in x @ W2 + b2, and multiply out.",
        ),
    ),
)
