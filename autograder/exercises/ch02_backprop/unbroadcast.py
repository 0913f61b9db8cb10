"""unbroadcast: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def back(name, before, after):
    """A case with a random gradient that goes back from one shape to another.

    before, after: axes by name, as in "ABC" and "B1"; each name stands for a length of its own, 1 for itself.
    """

    def draw(rng):
        length = {"1": 1, **dict(zip("ABC", rng.permutation(np.arange(2, 7))[:3].tolist(), strict=True))}
        shape = tuple(length[axis] for axis in after)
        return {"grad": rng.normal(0.0, 2.0, [length[axis] for axis in before]), "shape": shape}

    return Case(name, draw)


BIAS_BY_HAND = Case("a bias, (2, 3) to (3,)", {"grad": np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]), "shape": (3,)})
BIAS = back("a bias, (A, B) to (B,)", "AB", "B")
TWO_LEADING = back("two leading axes, (A, B, C) to (C,)", "ABC", "C")
MATRIX = back("one leading axis, (A, B, C) to (B, C)", "ABC", "BC")
COLUMN_BY_HAND = Case(
    "a column, (2, 3) to (2, 1)", {"grad": np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]), "shape": (2, 1)}
)
ROW = back("a row, (A, B) to (1, B)", "AB", "1B")
SQUARE = back("a column of a square, (A, A) to (A, 1)", "AA", "A1")
MIDDLE = back("an axis in the middle, (A, B, C) to (A, 1, C)", "ABC", "A1C")
LAST = back("the last of three axes, (A, B, C) to (A, B, 1)", "ABC", "AB1")
TWO_AXES = back("two axes, (A, B) to (1, 1)", "AB", "11")
BOTH = back("leading and stretched, (A, B, C) to (B, 1)", "ABC", "B1")
ONE = back("one number, (A, B) to (1,)", "AB", "1")
SCALAR = back("a plain number, (A, B) to ()", "AB", "")
NOTHING = back("nothing to do, (A, B) to (A, B)", "AB", "AB")
ONE_LEADING = back("nothing to add up, (1, A, B) to (A, B)", "1AB", "AB")
ONE_ROW = back("nothing to do, (1, B) to (1, B)", "1B", "1B")


def with_ones_in_front(grad, shape):
    padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    for axis in range(grad.ndim):
        if padded[axis] != grad.shape[axis]:
            grad = np.expand_dims(grad.sum(axis=axis), axis)
    return grad.reshape(shape)


def by_adding_at(grad, shape):
    out = np.zeros(shape)
    place = np.broadcast_to(np.arange(out.size).reshape(shape), grad.shape)
    return np.bincount(place.ravel(), grad.ravel(), minlength=out.size).reshape(shape)


EXERCISE = Exercise(
    reference=layerwise.unbroadcast,
    aspects=(
        Aspect("leading axes", 1, (BIAS_BY_HAND, BIAS, TWO_LEADING, MATRIX)),
        Aspect("stretched axes", 1, (COLUMN_BY_HAND, ROW, SQUARE, MIDDLE, LAST, TWO_AXES)),
        Aspect("both at once", 0.5, (BOTH, ONE, SCALAR)),
        Aspect("nothing to do", 0.5, (NOTHING, ONE_ROW, ONE_LEADING), requires="leading axes"),
        leaves_inputs_alone(0.5, (BIAS_BY_HAND, BIAS, MATRIX), requires="leading axes"),
    ),
    accepted=(
        Accepted("ones put in front of the shape", with_ones_in_front),
        Accepted("each number added to its place", by_adding_at),
    ),
)
