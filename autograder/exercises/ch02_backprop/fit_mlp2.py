"""fit_mlp2: what is asked and what is right; the mistakes stand in the `.md` beside it.

A trained network is judged by the labels it gives to new points, whose true labels follow from a rule that never
leaves the judge's side, and by the kind of boundary it draws. Near the border it is luck what a network has learned, so
these points are the same in every run, the new ones in another order, and right and wrong lie far from the border.
Whoever starts from `random_weights` has our numbers: then the first updates, on data drawn anew, have to be the same.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone

SEED = 4
ONE_LABEL = "none: one label everywhere"


def train_and_look(fit, X, y, X_test, hidden_features, lr, epochs, seed, compared=False):
    """The probe: labels for new points, and for a grid that is symmetric about the origin.

    compared: whether the numbers of the training count; then also whether it starts from the given weights, and bends
        them by a tanh.
    """
    predict = fit(X, y, hidden_features, lr=lr, epochs=epochs, seed=seed)
    labels = np.asarray(predict(X_test))
    if compared:
        names: set[str] = set()
        codes = [getattr(fit, "__code__", None)]
        for code in codes:
            names.update(getattr(code, "co_names", ()))
            codes += [inner for inner in getattr(code, "co_consts", ()) if hasattr(inner, "co_names")]
        return {"labels": labels, "start": "given" if {"random_weights", "tanh"} <= names else "its own"}
    seen = {"labels": labels, "shape of the labels": labels.shape}
    if X.shape[1] != 2:
        return seen
    side = np.linspace(-1.5, 1.5, 20)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    return {**seen, "labels on a grid": lambda: predict(grid)}


def boundary(inputs, values):
    """The kind of boundary that the labels on the grid draw, and whether more than one unit has learned anything."""
    kind, alone = kind_of_boundary(np.asarray(values["labels on a grid"])), inputs["hidden_features"] == 1
    if alone:  # one unit may draw a straight boundary, or one far outside
        return {"boundary": "straight" if kind == ONE_LABEL else kind}
    truth, labels = above_the_parabola(inputs["X_test"]), np.asarray(values["labels"])
    learned = labels.shape == truth.shape and (labels == truth).mean() > 0.7
    return {"boundary": kind, "labels of new points": "learned" if learned else "as good as guessed"}


def kind_of_boundary(g):
    """In words, given the labels on the grid."""
    if g.shape != (400,):
        return "unknown"
    g = g.reshape(20, 20)
    if (g == g[0, 0]).all():
        return ONE_LABEL
    if (g != g[::-1, ::-1]).all():
        return "mirrored: x and -x always get different labels"
    # A boundary is straight when the point halfway between two points of one class is always of that class.
    place = np.stack(np.meshgrid(range(0, 20, 2), range(0, 20, 2)), axis=-1).reshape(-1, 2)
    (a, b), (c, d) = place.T[:, :, None], place.T[:, None, :]
    halfway = g[(a + c) // 2, (b + d) // 2]
    if (halfway == g[a, b])[g[a, b] == g[c, d]].all():
        return "straight"
    side = np.linspace(-1.5, 1.5, 20)
    truth = above_the_parabola(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)).reshape(20, 20)
    return "like the data's" if (g == truth).mean() >= 0.83 else "bent, and not as the data are"


def first_updates(inputs, values, reference):
    """The labels after a few updates of the given weights; "as ours" if they are, and for weights of its own."""
    ours, labels = np.asarray(reference["labels"]), np.asarray(values["labels"])
    as_ours = labels.shape == ours.shape and (labels == ours).mean() >= 0.997
    return {"labels after a few updates": "as ours" if as_ours or values["start"] == "its own" else labels}


def inside_the_ring(X):
    return (np.hypot(X[:, 0], X[:, 1]) < 0.75).astype(int)


def one_coordinate_positive(X):
    return ((X[:, 0] > 0) != (X[:, 1] > 0)).astype(int)


def right_of_the_line(X):
    return (X[:, 0] + 0.5 * X[:, 1] > 1.0).astype(int)


def nearest_of_three(X):
    corners = np.array([[0.0, 1.0], [0.9, -0.5], [-0.9, -0.5]])
    return (X @ corners.T).argmax(axis=1)


def above_the_parabola(X):
    return (X[:, 1] > 1.5 * X[:, 0] ** 2 - 0.2).astype(int)


def points(rng, rule, per_class):
    """Points of the square, `per_class` of each class, a little away from the border between the classes."""
    X = rng.uniform(-1.3, 1.3, (4000, 2))
    y = rule(X)
    nudges = 0.08 * np.array([[0, 1], [1, 0], [0, -1], [-1, 0]])
    clear = np.all([rule(X + nudge) == y for nudge in nudges], axis=0)
    rows = np.concatenate([np.flatnonzero(clear & (y == k))[:per_class] for k in range(y.max() + 1)])
    return X[rng.permutation(rows)]


def training(name, rule, epochs, hidden_features=10):
    """A case with training points and new points under a rule; the new points' labels are not among the inputs.

    epochs: as few as tell right from wrong by a margin of three points in a hundred
    """

    def draw(rng):
        fixed = np.random.default_rng(SEED)
        X, X_test = points(fixed, rule, 40), rng.permutation(points(fixed, rule, 50))
        settings = {"hidden_features": hidden_features, "lr": 1.0, "epochs": epochs, "seed": SEED}
        return {"X": X, "y": rule(X), "X_test": X_test, **settings}

    return Case(name, draw)


def updates(name, epochs, fewest_classes):
    """A case with a few large updates on data of any size, whose labels can be held against ours."""

    def draw(rng):
        D, C = int(rng.integers(2, 5)), int(rng.integers(fewest_classes, 5))
        y = rng.permutation(np.arange(rng.integers(20, 40)) % C)
        settings = {"hidden_features": int(rng.integers(4, 9)), "lr": rng.uniform(2.0, 4.0), "epochs": epochs}
        X, X_test = rng.normal(0.0, 1.5, (len(y), D)), rng.normal(0.0, 2.0, (1000, D))
        return {"X": X, "y": y, "X_test": X_test, **settings, "seed": int(rng.integers(1, 1000)), "compared": True}

    return Case(name, draw)


def gets_right(rule, at_least):
    """A verdict on labels: how many of the new points have to be right."""

    def verify(inputs, values):
        truth, labels = rule(inputs["X_test"]), np.asarray(values["labels"])
        if labels.shape != truth.shape:
            return f"labels of shape {labels.shape}, expected {truth.shape}"
        right = (labels == truth).mean()
        return "" if right >= at_least else f"{right:.0%} of {len(truth)} new points right, {at_least:.0%} is asked"

    return verify


CIRCLES = training("a disc in a ring", inside_the_ring, 90)
XOR = training("XOR", one_coordinate_positive, 90)
LINE = training("a line that misses the origin", right_of_the_line, 150)
THREE = training("three groups", nearest_of_three, 120)
PARABOLA = training("a parabola", above_the_parabola, 100)
ONE_UNIT = training("a disc in a ring, one hidden unit", inside_the_ring, 60, hidden_features=1)
ONE_UPDATE = updates("one update", 1, fewest_classes=3)
FIVE_UPDATES = updates("five updates", 5, fewest_classes=2)


def by_hand(X, y, hidden_features, lr=1.0, epochs=300, seed=0):
    rng = np.random.default_rng(seed)
    C = y.max() + 1
    one_hot = np.eye(C)[y]
    W1, b1 = rng.normal(0, 0.7, (X.shape[1], hidden_features)), np.zeros(hidden_features)
    W2, b2 = rng.normal(0, 0.3, (hidden_features, C)), np.zeros(C)
    for _ in range(epochs):
        h = np.tanh(X @ W1 + b1)
        e = np.exp(h @ W2 + b2)
        grad_logits = (e / e.sum(axis=1, keepdims=True) - one_hot) / len(X)
        grad_z = grad_logits @ W2.T * (1 - h**2)
        W2, b2 = W2 - lr * h.T @ grad_logits, b2 - lr * grad_logits.sum(axis=0)
        W1, b1 = W1 - lr * X.T @ grad_z, b1 - lr * grad_z.sum(axis=0)
    return lambda X: (np.tanh(X @ W1 + b1) @ W2 + b2).argmax(axis=1)


def bias_as_a_column(X, y, hidden_features, lr=1.0, epochs=300, seed=0):
    def with_ones(X):
        return np.hstack([X, np.ones((len(X), 1))])

    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, 1, (X.shape[1] + 1, hidden_features))
    W2 = rng.normal(0, 0.3, (hidden_features + 1, y.max() + 1))
    A = with_ones(X)
    for _ in range(epochs):
        h = np.tanh(A @ W1)
        e = np.exp(with_ones(h) @ W2)
        grad = e / e.sum(axis=1, keepdims=True)
        grad[np.arange(len(y)), y] -= 1
        grad /= len(y)
        grad_z = grad @ W2[:-1].T * (1 - h**2)
        W2 = W2 - lr * with_ones(h).T @ grad
        W1 = W1 - lr * A.T @ grad_z
    return lambda X: np.argmax(with_ones(np.tanh(with_ones(X) @ W1)) @ W2, axis=1)


def a_sigmoid_for_each_class(X, y, hidden_features, lr=1.0, epochs=300, seed=0):
    rng = np.random.default_rng(seed)
    C = len(np.unique(y))
    parameters = [rng.normal(0, 1, (X.shape[1], hidden_features)), rng.normal(0, 0.3, hidden_features)]
    parameters += [rng.normal(0, 0.3, (hidden_features, C)), np.zeros(C)]
    for _ in range(epochs):
        W1, b1, W2, b2 = parameters
        h = np.tanh(X @ W1 + b1)
        p = 0.5 * (1 + np.tanh(0.5 * (h @ W2 + b2)))
        grad = (p - (y[:, None] == np.arange(C))) / len(X)
        grad_z = grad @ W2.T * (1 - h**2)
        grads = [X.T @ grad_z, grad_z.sum(0), h.T @ grad, grad.sum(0)]
        parameters = [value - lr * g for value, g in zip(parameters, grads, strict=True)]

    def predict(X):
        W1, b1, W2, b2 = parameters
        return (np.tanh(X @ W1 + b1) @ W2 + b2).argmax(1)

    return predict


ENDS = {"X": np.array([[-2.0], [-1.0], [1.0], [2.0]]), "y": np.array([1, 0, 0, 1])}
ASKED = {"X_test": np.array([[-3.0], [0.0], [3.0]]), "hidden_features": 4, "lr": 1.0, "epochs": 100, "seed": 0}
EXAMPLE = Case("the docstring's example", {**ENDS, **ASKED})


EXERCISE = Exercise(
    reference=layerwise.fit_mlp2,
    probe=train_and_look,
    aspects=(
        Aspect("a disc in a ring", 0.5, (CIRCLES,), verify=gets_right(inside_the_ring, 0.8)),
        Aspect("XOR", 0.5, (XOR,), verify=gets_right(one_coordinate_positive, 0.8)),
        Aspect("a line that misses the origin", 0.5, (LINE,), verify=gets_right(right_of_the_line, 0.85)),
        Aspect("three classes", 0.5, (THREE,), verify=gets_right(nearest_of_three, 0.8)),
        Aspect("one label for each row", 0.5, (PARABOLA, EXAMPLE), ("shape of the labels",), requires="three classes"),
        Aspect("the boundary can bend", 0.5, (PARABOLA, ONE_UNIT), ("labels on a grid", "labels"), derive=boundary),
        Aspect(
            "the first updates",
            1,
            (ONE_UPDATE, FIVE_UPDATES),
            observations=("labels", "start"),
            requires="a disc in a ring",
            derive=first_updates,
            beside_reference=True,
        ),
        leaves_inputs_alone(0.5, (LINE,), requires="a line that misses the origin"),
    ),
    accepted=(
        Accepted("in one function, by hand", by_hand),
        Accepted("the bias as a column of ones", bias_as_a_column),
        Accepted("a sigmoid for each class", a_sigmoid_for_each_class),
    ),
)
