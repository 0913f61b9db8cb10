"""smoothed_cross_entropy: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.smoothed_cross_entropy import smoothed_cross_entropy

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def value_and_gradient(smoothed_cross_entropy, logits, target, **options):
    """The probe: the loss and its gradient, by name. options: label_smoothing, or nothing"""
    both = smoothed_cross_entropy(logits, target, **options)
    return {"loss": lambda: both[0], "grad": lambda: both[1]}


def batch(name, rows, classes, smoothing=None):
    """A case of scores and classes, from ranges of sizes; the first row is wrong. smoothing: a range, or nothing"""

    def draw(rng):
        N, C = int(rng.integers(*rows)), int(rng.integers(*classes))
        target = (rng.integers(C) + np.cumsum(rng.integers(1, C, N))) % C
        logits = rng.uniform(-3.0, 3.0, (N, C))
        logits[0, target[0]] = np.delete(logits[0], target[0]).max() - 4.0
        options = {"label_smoothing": rng.uniform(*smoothing)} if smoothing else {}
        return {"logits": logits, "target": target, **options}

    return Case(name, draw)


def square(rng):
    """As many rows as classes, each of a class of its own, and none on the diagonal."""
    n = int(rng.integers(4, 7))
    return {
        "logits": rng.uniform(-3.0, 3.0, (n, n)),
        "target": (np.arange(n) + rng.integers(1, n)) % n,
        "label_smoothing": rng.uniform(0.1, 0.4),
    }


def far_apart(rng):
    """One score far above the others, or far below; some rows are right and some wrong."""
    n = int(rng.integers(4, 6))
    odd, sign = rng.integers(n, size=n), np.array([1, -1, 1, -1, 1])[:n]
    far = np.eye(n)[odd] * (sign * rng.uniform(800.0, 2000.0, n))[:, None]
    return {
        "logits": rng.uniform(-1.0, 1.0, (n, n)) + far,
        "target": (odd + np.arange(n) // 2) % n,
        "label_smoothing": rng.uniform(0.1, 0.4),
    }


BY_HAND = Case("two equal scores", {"logits": np.zeros((1, 2)), "target": np.array([0]), "label_smoothing": 0.2})
BATCH = batch("a batch", (4, 7), (7, 10), (0.1, 0.4))
SQUARE = Case("as many rows as classes", square)
ONE_ROW = batch("one row", (1, 2), (3, 6), (0.1, 0.4))
DEFAULT = batch("the smoothing left as it is", (4, 7), (7, 10))
NONE = batch("no smoothing", (4, 7), (3, 6), (0.0, 0.0))
ALL = batch("nothing but smoothing", (4, 7), (3, 6), (1.0, 1.0))
FAR_APART = Case("scores far apart", far_apart)

USUAL = (BY_HAND, BATCH, SQUARE, ONE_ROW)


def two_losses(logits, target, label_smoothing=0.1):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    N, C = logits.shape
    hard, even = -log_p[np.arange(N), target], -log_p.mean(axis=1)
    loss = ((1 - label_smoothing) * hard + label_smoothing * even).mean()
    grad = np.exp(log_p) - label_smoothing / C
    grad[np.arange(N), target] -= 1 - label_smoothing
    return loss, grad / N


def row_by_row(logits, target, label_smoothing=0.1):
    N, C = logits.shape
    loss, grad = 0.0, np.empty((N, C))
    for i, k in enumerate(target):
        e = np.exp(logits[i] - logits[i].max())
        p = e / e.sum()
        q = [label_smoothing / C + (1 - label_smoothing) * (c == k) for c in range(C)]
        log_p = logits[i] - logits[i].max() - np.log(e.sum())
        loss -= sum(a * b for a, b in zip(q, log_p, strict=True)) / N
        grad[i] = (p - np.array(q)) / N
    return loss, grad


EXERCISE = Exercise(
    reference=smoothed_cross_entropy,
    probe=value_and_gradient,
    aspects=(
        Aspect("value", 1, USUAL, observations=("loss",)),
        Aspect("gradient", 1, USUAL, observations=("grad",)),
        Aspect("any smoothing", 0.5, (DEFAULT, NONE, ALL)),
        Aspect("scores far apart", 0.5, (FAR_APART,)),
        Aspect("no warning", 0.5, (FAR_APART,), observations=(WARNINGS,), requires="scores far apart"),
        leaves_inputs_alone(0.5, (BATCH, SQUARE), requires="value"),
    ),
    accepted=(
        Accepted("the two losses, mixed", two_losses),
        Accepted("row by row", row_by_row),
    ),
)
