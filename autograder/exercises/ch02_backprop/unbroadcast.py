"""unbroadcast: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, leaves_inputs_alone


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


def axis_by_axis(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


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


def leading_axes_kept(grad, shape):
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis - len(shape), keepdims=True)
    return grad


def leading_axes_only(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    return grad


def lost_singleton(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return grad.sum(axis=stretched)


def mean(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.mean(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.mean(axis=axis, keepdims=True)
    return grad


def first_copy(grad, shape):
    while grad.ndim > len(shape):
        grad = grad[0]
    for axis, length in enumerate(shape):
        if length == 1:
            grad = np.take(grad, [0], axis=axis)
    return grad


def trailing_axes(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=-1)
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


def one_leading_axis(grad, shape):
    if grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


def first_numbers(grad, shape):
    return np.resize(grad, shape)


def stretched_before_leading(grad, shape):
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    return grad


UNBROADCAST = Exercise(
    reference=layerwise.unbroadcast,
    aspects=(
        Aspect("leading axes", 1, (BIAS_BY_HAND, BIAS, TWO_LEADING, MATRIX)),
        Aspect("stretched axes", 1, (COLUMN_BY_HAND, ROW, SQUARE, MIDDLE)),
        Aspect("both at once", 0.5, (BOTH, ONE, SCALAR)),
        Aspect("nothing to do", 0.5, (NOTHING, ONE_ROW)),
        leaves_inputs_alone(0.5, (BIAS_BY_HAND, BIAS, MATRIX), requires="leading axes"),
    ),
    accepted=(
        Accepted("axis by axis", axis_by_axis),
        Accepted("ones put in front of the shape", with_ones_in_front),
        Accepted("each number added to its place", by_adding_at),
    ),
    misconceptions=(
        Misconception(
            "leading axes left in place",
            leading_axes_kept,
            hint="For a bias of shape (3,) your gradient has shape (2, 3): one gradient for each row. All rows "
            "used the same bias, so their gradients add up. Axes that `shape` does not have are summed away.",
            second_hint="`grad.ndim - len(shape)` says how many axes broadcasting put in front.",
        ),
        Misconception(
            "stretched axes left in place",
            leading_axes_only,
            hint="Leading axes come out right; for shape (2, 1) you return (2, 3). Length 1 in `shape` and 3 in "
            "the gradient means that one number was used three times. Its three gradients add up.",
            second_hint="Sum over each axis where `shape` has a 1, and keep the axis: `keepdims=True`.",
        ),
        Misconception(
            "lost singleton",
            lost_singleton,
            hint="Your numbers are right, but an axis of length 1 is gone: for shape (2, 1) you return (2,). A "
            "parameter and its gradient have the same shape; (2, 1) minus (2,) is a (2, 2) array.",
            second_hint="`sum` drops the axis that it sums over, unless `keepdims=True`.",
        ),
        Misconception(
            "the mean in place of the sum",
            mean,
            hint="You averaged over the copies. If the bias moves by 0.01, *every* row moves by 0.01, and the "
            "changes of the loss add up. Nothing here divides by the number of rows; a mean in the loss has "
            "done that already.",
            second_hint="Each use of a number contributes its own gradient. What does the chain rule do with several "
            "contributions?",
        ),
        Misconception(
            "only the first copy",
            first_copy,
            hint="You kept the gradient of the first use and threw the others away: for the rows [1, 2, 3] and "
            "[10, 20, 30] you return [1, 2, 3]. The number was used in every row.",
            second_hint="Which function combines all rows into one?",
        ),
        Misconception(
            "the wrong end",
            trailing_axes,
            hint="You summed the last axes. numpy lines shapes up at their right ends: (3,) next to (2, 3) is one "
            "row, repeated downwards. The axis that was added stands in front.",
            second_hint="Write the two shapes below each other, flush right. Which axis has nothing below it?",
        ),
        Misconception(
            "only one leading axis",
            one_leading_axis,
            hint="From (4, 3) to (3,) is right; from (5, 4, 3) to (3,) leaves (4, 3). There can be more than one "
            "axis in front.",
            second_hint="An `if` looks once. What looks as often as needed?",
        ),
        Misconception(
            "cut to size",
            first_numbers,
            hint="The shape is right and the numbers are the first ones of the gradient, in order: you reshaped or "
            "resized. Broadcasting copied numbers; going back has to add the copies up.",
            second_hint="A `sum` is missing. Over which axes did one number reach several places?",
        ),
        Misconception(
            "axes counted before the leading ones are gone",
            stretched_before_leading,
            hint="Without leading axes you are right. From (5, 4, 3) to (4, 1) you sum axis 1 of the gradient, "
            "which is the one of length 4: as long as leading axes are there, the positions of `shape` and of "
            "the gradient differ.",
            second_hint="Do the leading axes first; then axis k of the gradient is axis k of `shape`.",
        ),
    ),
)
