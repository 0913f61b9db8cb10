"""perceptron_step: what is asked and what is right; the mistakes stand in the `.md` beside it.

A case asks about a dozen examples, each with a line of its own.
"""

import numpy as np

from layerwise.linear_model import perceptron_step

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def one_by_one(perceptron_step, w, b, x, y):
    """The probe: each example, with the line that it meets."""
    moved = [perceptron_step(*one) for one in zip(w, b.tolist(), x, y.tolist(), strict=True)]
    return {"w": lambda: np.array([w for w, _ in moved]), "b": lambda: np.array([b for _, b in moved], dtype=float)}


def examples(name, side):
    """A case with a dozen examples on the wrong side (-1), the right one (1), or on the line itself (0)."""

    def draw(rng):
        D, n = int(rng.integers(2, 6)), 12
        y = rng.permutation(np.repeat([-1, 1], n // 2))
        if side == 0:  # whole numbers, so that a score of 0 is one
            w, x = rng.integers(-3, 4, (n, D)).astype(float), rng.integers(1, 5, (n, D)).astype(float)
            w[:4] = 0.0
            return {"w": w, "b": -(w * x).sum(axis=1), "x": x, "y": y}
        w, x = rng.normal(size=(n, D)), rng.normal(size=(n, D))
        far = rng.permutation(np.append([0.02, 0.05], rng.uniform(0.1, 2.0, n - 2)))
        b = side * y * far - (w * x).sum(axis=1)
        return {"w": w, "b": b, "x": x, "y": y}

    return Case(name, draw)


WRONG = examples("points on the wrong side", -1)
RIGHT = examples("points on the right side", 1)
ON_IT = examples("points on the line", 0)


def with_a_factor(w, b, x, y):
    wrong = float(np.sign(np.dot(w, x) + b) != y)
    return w + wrong * y * x, b + wrong * y


def in_one_more_dimension(w, b, x, y):
    v, z = np.append(w, b), np.append(x, 1.0)
    if y * (v @ z) > 0:
        return w, b
    v = v + y * z
    return v[:-1], v[-1]


EXERCISE = Exercise(
    reference=perceptron_step,
    probe=one_by_one,
    aspects=(
        Aspect("a wrong point moves w", 1, (WRONG,), observations=("w",)),
        Aspect("a wrong point moves the bias", 0.5, (WRONG,), observations=("b",)),
        Aspect("a right point moves nothing", 0.5, (RIGHT,), requires="a wrong point moves w"),
        Aspect("a point on the line is wrong", 0.5, (ON_IT,)),
        leaves_inputs_alone(0.5, (WRONG, ON_IT), requires="a wrong point moves w"),
    ),
    accepted=(
        Accepted("a factor of 0 or 1", with_a_factor),
        Accepted("the bias as one weight more", in_one_more_dimension),
    ),
)
