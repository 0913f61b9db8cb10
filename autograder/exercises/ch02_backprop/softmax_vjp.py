"""softmax_vjp: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, leaves_inputs_alone


def upstream(name, shape, scale=1.5):
    """A case with the softmax of random scores, and a random upstream gradient."""

    def draw(rng):
        e = np.exp(rng.normal(0.0, scale, shape))
        return {"y": e / e.sum(axis=-1, keepdims=True), "g": rng.normal(0.0, 1.0, shape)}

    return Case(name, draw)


BY_HAND = Case("two classes", {"y": np.array([[0.25, 0.75]]), "g": np.array([[1.0, 0.0]])})
BATCH = upstream("a batch of four", (4, 3))
ONE_ROW = upstream("one example", (5,))
SQUARE = upstream("as many rows as classes", (3, 3))
BLOCK = upstream("three dimensions", (2, 3, 4))
CONSTANT = Case("the same upstream for all", lambda rng: {"y": rng.dirichlet(np.ones(4), 3), "g": np.full((3, 4), 2.0)})
CERTAIN = Case(
    "a certain row",
    {"y": np.array([[1.0, 0.0, 0.0], [0.2, 0.3, 0.5]]), "g": np.array([[3.0, -1.0, 2.0], [1.0, 2.0, 4.0]])},
)


def by_the_jacobian(y, g):
    rows, grads = y.reshape(-1, y.shape[-1]), g.reshape(-1, y.shape[-1])
    done = [(np.diag(row) - np.outer(row, row)) @ grad for row, grad in zip(rows, grads, strict=True)]
    return np.reshape(done, y.shape)


def by_einsum(y, g):
    C = y.shape[-1]
    J = y[..., :, None] * (np.eye(C) - y[..., None, :])
    return np.einsum("...ij,...i->...j", J, g)


def by_two_terms(y, g):
    gy = g * y
    return gy - y * gy.sum(axis=-1)[..., None]


def diagonal_only(y, g):
    return g * y * (1 - y)


def one_sum_for_all(y, g):
    return y * (g - (g * y).sum())


def keepdims_lost(y, g):
    return y * (g - (g * y).sum(axis=-1))


def along_axis_0(y, g):
    return y * (g - (g * y).sum(axis=0, keepdims=True))


def sum_of_the_gradient(y, g):
    return y * (g - g.sum(axis=-1, keepdims=True))


def mean_of_the_gradient(y, g):
    return y * (g - g.mean(axis=-1, keepdims=True))


def outer_factor_lost(y, g):
    return g - (g * y).sum(axis=-1, keepdims=True)


def softmax_once_more(y, g):
    e = np.exp(y - y.max(axis=-1, keepdims=True))
    y = e / e.sum(axis=-1, keepdims=True)
    return y * (g - (g * y).sum(axis=-1, keepdims=True))


def sign_of_the_sum(y, g):
    return y * (g + (g * y).sum(axis=-1, keepdims=True))


def off_the_diagonal_only(y, g):
    return -y * (g * y).sum(axis=-1, keepdims=True)


SOFTMAX_VJP = Exercise(
    reference=layerwise.softmax_vjp,
    aspects=(
        Aspect("values", 1, (BY_HAND, BATCH)),
        Aspect("each row by itself", 0.5, (SQUARE, CERTAIN)),
        Aspect("shapes", 0.5, (ONE_ROW, BLOCK)),
        Aspect("no gradient where nothing can change", 0.5, (CONSTANT,), requires="values"),
        leaves_inputs_alone(0.5, (BATCH, CERTAIN), requires="values"),
    ),
    accepted=(
        Accepted("with the Jacobian of each row", by_the_jacobian),
        Accepted("with all Jacobians at once", by_einsum),
        Accepted("as two terms", by_two_terms),
    ),
    misconceptions=(
        Misconception(
            "diagonal only",
            diagonal_only,
            hint="You used y * (1 - y), the slope of each class in its own score. But raising one score lowers all "
            "other probabilities: the Jacobian has entries off the diagonal too. Sum a row of your result: it "
            "should be 0.",
            second_hint="Add the other entries, -y[i] * y[j]. Together with the diagonal they are y * (g - something), "
            "and the something is one number for each row.",
        ),
        Misconception(
            "one sum for the whole batch",
            one_sum_for_all,
            hint="One row alone is right, a batch is not: `(g * y).sum()` adds up all examples. The probabilities "
            "of one example have no influence on another one's loss. Print the sum of each row of your "
            "result.",
            second_hint="Sum along the classes, the last axis, and keep the axis so that each row meets its own "
            "number.",
        ),
        Misconception(
            "lost keepdims",
            keepdims_lost,
            hint="`(g * y).sum(axis=-1)` has shape (N,) and meets g of shape (N, C): it does not fit, or, with as "
            "many rows as classes, it fits the wrong way and says nothing. Print both shapes.",
            second_hint="The sums have to stand as a column, (N, 1). One argument of `sum` keeps the axis.",
        ),
        Misconception(
            "summed over the examples",
            along_axis_0,
            hint="You summed over axis 0, so each class has one number for all examples. The classes of one "
            "example compete with each other: the sum runs along a row.",
            second_hint="In (N, C) the classes lie along the last axis.",
        ),
        Misconception(
            "the plain sum of the upstream gradient",
            sum_of_the_gradient,
            hint="You subtract the sum of g. Each entry of g has to be weighted by its probability first: a class "
            "that has nothing to give takes nothing away. If g is 2 everywhere, your result should be 0.",
            second_hint="Multiply out g @ (diag(y) - outer(y, y)): in the second term g meets y before the sum is "
            "taken.",
        ),
        Misconception(
            "the plain mean of the upstream gradient",
            mean_of_the_gradient,
            hint="You subtract the mean of g with equal weights. That is right only when all classes are equally "
            "likely. The mean that belongs here is taken under y: likely classes count more.",
            second_hint="The mean of g under the probabilities y is a sum of products.",
        ),
        Misconception(
            "the factor y is lost",
            outer_factor_lost,
            hint="You return g minus its mean, without the factor y in front. A class with probability 0 cannot "
            "change any more: its gradient has to be 0. Look at a row that is [1, 0, 0].",
            second_hint="Both terms of the product with the Jacobian carry y[j]. Take it out in front of the bracket.",
        ),
        Misconception(
            "softmax once more",
            softmax_once_more,
            hint="You applied softmax to y. y is the output of softmax already; the function gets it so that "
            "nothing has to be computed twice. Compare `y.sum(axis=-1)` with what you use.",
            second_hint="Use y as it comes. The name says: y is the output, x would be the input.",
        ),
        Misconception(
            "the second term added",
            sign_of_the_sum,
            hint="The two terms should work against each other: what one class gains the others lose. With g = 2 "
            "everywhere nothing can change, and you get 4 * y. Check the sign of the entries off the "
            "diagonal.",
            second_hint="d y[i] / d x[j] is -y[i] * y[j] for i != j.",
        ),
        Misconception(
            "off the diagonal only",
            off_the_diagonal_only,
            hint="You have the term with the sum and lost the one without: a class's own score raises its own "
            "probability, by the slope y[i] before the others take their share.",
            second_hint="The Jacobian is diag(y) minus outer(y, y). Where is diag(y) in yours?",
        ),
    ),
)
