"""unbroadcast: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def back(name, grad_shape, shape):
    """A case with a random gradient that goes back to `shape`."""
    return Case(name, lambda rng: {"grad": rng.normal(0.0, 2.0, grad_shape), "shape": shape})


BIAS_BY_HAND = Case("a bias, (2, 3) to (3,)", {"grad": np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]), "shape": (3,)})
BIAS = back("a bias, (4, 3) to (3,)", (4, 3), (3,))
TWO_LEADING = back("two leading axes, (5, 4, 3) to (3,)", (5, 4, 3), (3,))
MATRIX = back("one leading axis, (5, 4, 3) to (4, 3)", (5, 4, 3), (4, 3))
COLUMN_BY_HAND = Case(
    "a column, (2, 3) to (2, 1)", {"grad": np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]), "shape": (2, 1)}
)
ROW = back("a row, (4, 3) to (1, 3)", (4, 3), (1, 3))
SQUARE = back("a column of a square, (3, 3) to (3, 1)", (3, 3), (3, 1))
MIDDLE = back("an axis in the middle, (2, 4, 3) to (2, 1, 3)", (2, 4, 3), (2, 1, 3))
BOTH = back("leading and stretched, (5, 4, 3) to (4, 1)", (5, 4, 3), (4, 1))
ONE = back("one number, (4, 3) to (1,)", (4, 3), (1,))
SCALAR = back("a plain number, (4, 3) to ()", (4, 3), ())
NOTHING = back("nothing to do, (4, 3) to (4, 3)", (4, 3), (4, 3))
ONE_ROW = back("nothing to do, (1, 3) to (1, 3)", (1, 3), (1, 3))


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
        Aspect("stretched axes", 1, (COLUMN_BY_HAND, ROW, SQUARE, MIDDLE)),
        Aspect("both at once", 0.5, (BOTH, ONE, SCALAR)),
        Aspect("nothing to do", 0.5, (NOTHING, ONE_ROW)),
        leaves_inputs_alone(0.5, (BIAS_BY_HAND, BIAS, MATRIX), requires="leading axes"),
    ),
    accepted=(
        Accepted("ones put in front of the shape", with_ones_in_front),
        Accepted("each number added to its place", by_adding_at),
    ),
)
