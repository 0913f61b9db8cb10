"""cross_entropy and cross_entropy_backward: what is asked and what is right; the mistakes stand in the `.md`."""

import numpy as np

import layerwise

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def value_and_gradient(cross_entropy, cross_entropy_backward, logits, target):
    """The probe: the loss, and its gradient with respect to the logits."""
    return {
        "loss": lambda: cross_entropy(logits, target),
        "grad_logits": lambda: cross_entropy_backward(logits, target),
    }


def scores(rng, target, classes):
    """Random scores, of which the first row is wrong: its class is far below the best, and yet not hopeless."""
    logits = rng.uniform(-3.0, 3.0, (len(target), classes))
    logits[0, target[0]] = np.delete(logits[0], target[0]).max() - 9.0
    return logits


def batch(name, rows, classes):
    """A case with random scores, from ranges of sizes; no two neighbours among the rows are of one class."""

    def draw(rng):
        N, C = int(rng.integers(*rows)), int(rng.integers(*classes))
        target = (rng.integers(C) + np.cumsum(rng.integers(1, C, N))) % C
        return {"logits": scores(rng, target, C), "target": target}

    return Case(name, draw)


def square(rng):
    """As many rows as classes, each row of a class of its own, and none on the diagonal."""
    n = int(rng.integers(3, 6))
    target = (np.arange(n) + rng.integers(1, n)) % n
    return {"logits": scores(rng, target, n), "target": target}


def far_apart(rng):
    """As many rows as classes; one score far above the others, or far below, and most rows are wrong or in doubt."""
    n = int(rng.integers(3, 6))
    odd = rng.integers(n, size=n)
    logits = (
        rng.uniform(-1.0, 1.0, (n, n))
        + np.eye(n)[odd] * (rng.uniform(800.0, 2000.0, n) * [1, -1, 1, 1, -1][:n])[:, None]
    )
    return {"logits": logits, "target": (odd + rng.integers(1, n)) % n}


BY_HAND = Case("two rows by hand", {"logits": np.array([[0.0, 0.0], [0.0, np.log(3.0)]]), "target": np.array([0, 1])})
EQUAL = Case("equal scores", {"logits": np.zeros((4, 10)), "target": np.array([3, 1, 4, 1])})
BATCH = batch("a batch", (6, 10), (3, 6))
SQUARE = Case("as many rows as classes", square)
ONE_ROW = batch("one row", (1, 2), (3, 6))
FAR_APART = Case(
    "scores far apart",
    {
        "logits": np.array([[1000.0, 0.0, -500.0], [0.0, 800.0, 800.0], [-1000.0, 0.0, 0.0]]),
        "target": np.array([1, 0, 0]),
    },
)
ANY_FAR_APART = Case("any scores far apart", far_apart)
ONE_CERTAIN = Case(
    "one certain and one in doubt", {"logits": np.array([[0.0, 0.0], [5000.0, 0.0]]), "target": np.array([0, 0])}
)
CERTAIN = Case("certain and right", {"logits": np.array([[900.0, 0.0], [0.0, 2000.0]]), "target": np.array([0, 1])})


def with_one_hot(logits, target):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -(np.eye(logits.shape[1])[target] * log_p).sum() / len(logits)


def slope_with_one_hot(logits, target):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[target]) / len(logits)


def example_by_example(logits, target):
    total = 0.0
    for row, k in zip(logits, target, strict=True):
        total += row.max() + np.log(np.exp(row - row.max()).sum()) - row[k]
    return total / len(target)


def slope_through_log_softmax(logits, target):
    grad_log_p = np.zeros(logits.shape)
    grad_log_p[np.arange(len(target)), target] = -1 / len(target)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return grad_log_p - e / e.sum(axis=1, keepdims=True) * grad_log_p.sum(axis=1, keepdims=True)


EXERCISE = Exercise(
    reference=(layerwise.cross_entropy, layerwise.cross_entropy_backward),
    probe=value_and_gradient,
    aspects=(
        Aspect("value", 1, (BY_HAND, EQUAL, BATCH, SQUARE), observations=("loss",)),
        Aspect("gradient", 1.5, (BY_HAND, EQUAL, BATCH, SQUARE), observations=("grad_logits",)),
        Aspect("one row", 0.5, (ONE_ROW,)),
        Aspect("scores far apart", 1, (FAR_APART, ANY_FAR_APART, CERTAIN, ONE_CERTAIN)),
        Aspect(
            "no warning", 0.5, (FAR_APART, CERTAIN, ONE_CERTAIN), observations=(WARNINGS,), requires="scores far apart"
        ),
        leaves_inputs_alone(0.5, (BATCH, SQUARE), requires="value"),
    ),
    accepted=(
        Accepted("one-hot rows", {"cross_entropy": with_one_hot, "cross_entropy_backward": slope_with_one_hot}),
        Accepted("example by example", example_by_example),
        Accepted("back through log_softmax", {"cross_entropy_backward": slope_through_log_softmax}),
    ),
)
