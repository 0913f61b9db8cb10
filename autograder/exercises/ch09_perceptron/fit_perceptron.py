"""fit_perceptron: what is asked and what is right; the mistakes stand in the `.md` beside it.

A case trains on four sets of points, so that a count that happens to be right is not enough.
"""

import numpy as np

from layerwise.linear_model import fit_perceptron, perceptron_step

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone

SETS = 4
LINE = tuple(f"{what} of set {i}" for i in range(SETS) for what in ("w", "b"))
COUNTS = tuple(f"mistakes of set {i}" for i in range(SETS))


def train(fit_perceptron, X, y, epochs):
    """The probe: w, b and the mistakes of each set."""
    seen: dict[str, object] = {}
    for i, (points, sides) in enumerate(zip(X, y, strict=True)):
        w, b, mistakes = fit_perceptron(points, sides, epochs)
        seen |= {f"w of set {i}": w, f"b of set {i}": float(b), f"mistakes of set {i}": np.array(mistakes, dtype=float)}
    return seen


def sets(name, epochs, flipped=0, whole=False):
    """A case with sets of points around lines that are drawn, each of which takes long enough to show what goes wrong.

    epochs: a range. flipped: so many labels are changed, so that no line separates. whole: whole numbers, among which
    many lie on lines that come up
    """

    def draw(rng):
        D, most = int(rng.integers(2, 4)), int(rng.integers(*epochs))
        X: list[np.ndarray] = []
        y: list[np.ndarray] = []
        while len(X) < SETS:
            v, c = rng.normal(size=D), rng.uniform(-0.8, 0.8)
            points = rng.integers(-2, 3, (40, D)).astype(float) if whole else rng.uniform(-2, 2, (40, D))
            far = np.abs(points @ v + c) > 0.2 * np.linalg.norm(v)
            points = points[far][: int(rng.integers(9, 14))]
            sides = np.where(points @ v + c > 0, 1, -1)
            sides[rng.permutation(len(sides))[:flipped]] *= -1
            if len(points) > 8 and is_telling(points, sides, most, separable=not flipped):
                X.append(points)
                y.append(sides)
        return {"X": X, "y": y, "epochs": most}

    return Case(name, draw)


def is_telling(points, sides, epochs, separable):
    """Whether a set ends as it should and not too soon, and on the way a count rises and the last row is right."""
    w, b = np.zeros(points.shape[1]), 0.0
    counts: list[int] = []
    last: list[bool] = []
    while len(counts) < epochs and (not counts or counts[-1]):
        wrong = []
        for x, side in zip(points, sides, strict=True):
            wrong.append(side * (w @ x + b) <= 0)
            w, b = perceptron_step(w, b, x, float(side))
        counts.append(sum(wrong))
        last.append(wrong[-1])
    rises = (np.diff(counts) >= 0).any()
    return (counts[-1] == 0) == separable and len(counts) > 3 and rises and not all(last[:-1])


SEPARABLE = sets("a line separates", (200, 300))
CUT_SHORT = sets("no line separates", (6, 10), flipped=4)
WHOLE = sets("whole numbers, some on the line", (200, 300), whole=True)


def one_more_column(X, y, epochs):
    Z, v, mistakes = np.column_stack([X, np.ones(len(X))]), np.zeros(X.shape[1] + 1), []
    for _ in range(epochs):
        wrong = []
        for i in range(len(Z)):
            if np.sign(Z[i] @ v) != y[i]:
                v = v + y[i] * Z[i]
                wrong.append(i)
        mistakes.append(len(wrong))
        if not wrong:
            break
    return v[:-1], v[-1], mistakes


def until_clean(X, y, epochs):
    mistakes: list[int] = []
    w, b = np.zeros_like(X[0]), 0.0
    while len(mistakes) < epochs and (not mistakes or mistakes[-1] > 0):
        mistakes.append(0)
        for i in range(len(X)):
            if y[i] * (np.dot(X[i], w) + b) <= 0:
                w, b, mistakes[-1] = w + y[i] * X[i], b + y[i], mistakes[-1] + 1
    return w, b, np.array(mistakes)


EXERCISE = Exercise(
    reference=fit_perceptron,
    probe=train,
    aspects=(
        Aspect("the line that separates", 1, (SEPARABLE,), observations=LINE),
        Aspect("mistakes of each epoch until a clean one", 1, (SEPARABLE,), observations=COUNTS),
        Aspect("the line where none separates", 0.5, (CUT_SHORT,), observations=LINE),
        Aspect("mistakes where no line separates", 0.5, (CUT_SHORT,), observations=COUNTS),
        Aspect("points on the line", 0.5, (WHOLE,)),
        leaves_inputs_alone(0.5, (SEPARABLE,), requires="the line that separates"),
    ),
    accepted=(
        Accepted("one column more", one_more_column),
        Accepted("until an epoch is clean", until_clean),
    ),
)
