"""symmetry_rank: what is asked, what is right and what goes wrong.

Some cases are the weights of a hidden layer after a little training, from zeros, from equal weights, from random ones.
"""

import numpy as np

from layerwise.nn.signal_stats import symmetry_rank

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, Misconception, leaves_inputs_alone


def trained(rng, W1, W2, b1):
    """The hidden layer's weights (out, in) after 60 steps on two random classes, sigmoid units."""
    X, y = rng.normal(0.0, 1.0, (40, W1.shape[1])), rng.integers(0, 2, 40)
    for _ in range(60):
        h = 1 / (1 + np.exp(-(X @ W1.T + b1)))
        e = np.exp(h @ W2.T)
        grad = (e / e.sum(axis=1, keepdims=True) - np.eye(2)[y]) / len(X)
        grad_z = grad @ W2 * h * (1 - h)
        W2, W1, b1 = W2 - grad.T @ h, W1 - grad_z.T @ X, b1 - grad_z.sum(axis=0)
    return W1


def after_training(name, start, bias=0.0):
    """A case with weights trained from `start`: a number for all of them."""

    def draw(rng):
        W1, W2 = np.full((6, 5), start), np.full((2, 6), start)
        return {"W": trained(rng, W1, W2, np.full(6, bias))}

    return Case(name, draw)


def random_weights(name, shape, scale=1.0):
    """A case with random weights, all units different."""
    return Case(name, lambda rng: {"W": scale * rng.normal(0.0, 1.0, shape)})


def groups(rng):
    """Seven units of two kinds, and rounding noise between the twins."""
    kinds = rng.normal(0.0, 1.0, (2, 5))
    W = kinds[np.concatenate([[0, 1], rng.integers(0, 2, 5)])]
    return {"W": W * (1 + 1e-11 * rng.normal(0.0, 1.0, W.shape))}


EQUAL = Case("three equal units", {"W": np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]])})
DIFFERENT = Case("three units, two inputs", {"W": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])})
ZEROS = Case("all zeros", {"W": np.zeros((4, 3))})
FROM_ZEROS = after_training("trained from zeros", 0.0)
FROM_EQUAL = after_training("trained from 0.1 everywhere, biases too", 0.1, bias=0.1)
WIDE = random_weights("random, four units, nine inputs", (4, 9))
TALL = random_weights("random, nine units, four inputs", (9, 4))
FAINT = random_weights("random and tiny", (5, 5), scale=1e-9)
TWINS = Case("seven units of two kinds", groups)
MULTIPLES = Case("units that are multiples of one", lambda rng: {"W": np.outer([1.0, 2.0, -3.0], rng.normal(size=4))})
LOOSE = Case("a coarser tol", {"W": np.diag([1.0, 0.1, 0.01]), "tol": 0.05})


def by_matrix_rank(W, tol=1e-6):
    return np.linalg.matrix_rank(W, rtol=tol)


def by_elimination(W, tol=1e-6):
    rest, rank, first = np.array(W, dtype=float), 0, 0.0
    while min(rest.shape) > rank:
        length = np.linalg.norm(rest, axis=1)
        largest = length.argmax()
        first = first or length[largest]
        if length[largest] <= tol * first:
            break
        direction = rest[largest] / length[largest]
        rest = rest - np.outer(rest @ direction, direction)
        rank += 1
    return rank


def by_loop(W, tol=1e-6):
    values = np.linalg.svd(W)[1]
    count = 0
    for value in values:
        if value > tol * max(values):
            count += 1
    return count


def as_many_as_units(W, tol=1e-6):
    return min(W.shape)


def a_bias_as_a_column(W, tol=1e-6):
    s = np.linalg.svd(np.hstack([W, np.ones((len(W), 1))]), compute_uv=False)
    return int((s > tol * s[0]).sum())


def units_that_moved(W, tol=1e-6):
    return int((np.abs(W).max(axis=1) > 0).sum())


def every_rounding_error(W, tol=1e-6):
    return np.linalg.matrix_rank(W, tol=0.0)


def different_rows(W, tol=1e-6):
    return len(np.unique(W.round(6), axis=0))


def absolute_tol(W, tol=1e-6):
    return int((np.linalg.svd(W, compute_uv=False) > tol).sum())


def tol_ignored(W, tol=1e-6):
    s = np.linalg.svd(W, compute_uv=False)
    return int((s > 1e-6 * s[0]).sum())


def the_values_themselves(W, tol=1e-6):
    return np.linalg.svd(W, compute_uv=False)


def divided_by_the_largest(W, tol=1e-6):
    s = np.linalg.svd(W, compute_uv=False)
    return int((s / s[0] > tol).sum())


def mean_taken_out(W, tol=1e-6):
    s = np.linalg.svd(W - W.mean(axis=0), compute_uv=False)
    return int((s > tol * max(s[0], tol)).sum())


SYMMETRY_RANK = Exercise(
    reference=symmetry_rank,
    aspects=(
        Aspect("equal units count once", 1, (EQUAL, FROM_ZEROS, FROM_EQUAL, MULTIPLES)),
        Aspect("different units count", 1, (DIFFERENT, WIDE, TALL)),
        Aspect("nothing moved: rank 0", 0.5, (ZEROS,)),
        Aspect("rounding noise does not count, small weights do", 1, (TWINS, FAINT, LOOSE)),
        Aspect("no warning", 0.5, (ZEROS, TALL), observations=(WARNINGS,), requires="nothing moved: rank 0"),
        leaves_inputs_alone(0.5, (WIDE, TALL), requires="different units count"),
    ),
    accepted=(
        Accepted("matrix_rank with a relative tolerance", by_matrix_rank),
        Accepted("a loop over the singular values", by_loop),
        Accepted("one direction after the other taken out", by_elimination),
    ),
    misconceptions=(
        Misconception(
            "zeros are fine: every unit counts",
            as_many_as_units,
            hint="You returned what the shape allows, whatever the numbers are. Three units with the same row "
            "[1, 2] compute one thing, three times over. Trained from zeros, all units of a layer are such "
            "copies.",
            second_hint="How many of the rows can be written with the help of the others? The singular values of W "
            "know: print `np.linalg.svd(W, compute_uv=False)` for three equal rows.",
        ),
        Misconception(
            "broken by bias",
            a_bias_as_a_column,
            hint="You added a column, a bias for each unit. The same bias everywhere tells no unit from "
            "another: it moves them all alike. And a layer that is all zeros then gets rank 1, where it "
            "computes nothing at all.",
            second_hint="Only what stands in W was asked for. Look at the singular values of W itself.",
        ),
        Misconception(
            "counts units that moved",
            units_that_moved,
            hint="You counted the rows that are not zero. After training from zeros all of them have moved, "
            "and all to the same place. Three rows [1, 2] are three such units, and one direction.",
            second_hint="Having moved is not enough; the units have to differ. The number of directions among the "
            "rows is what a rank is.",
        ),
        Misconception(
            "counts different rows, not directions",
            different_rows,
            hint="You counted rows that differ. A row and its double see the same thing, one louder than the "
            "other: [1, 2] and [2, 4] make one direction. Three rows with two inputs cannot make three.",
            second_hint="Rows differ in direction when no one is a sum of multiples of the others. Singular values "
            "count exactly that.",
        ),
        Misconception(
            "rounding noise counts as a difference",
            every_rounding_error,
            hint="Twins that differ in the eleventh digit were counted as two. Training leaves such traces: "
            "sums are rounded differently. Print the singular values: some are a million million times smaller "
            "than the first.",
            second_hint="Compare each singular value with `tol` times the largest one.",
        ),
        Misconception(
            "tol as a fixed limit",
            absolute_tol,
            hint="You compared the singular values with tol itself. Random weights of size 1e-9 are as "
            "different from each other as any, and came out with rank 0.",
            second_hint="Small is a word that needs a comparison. With which singular value should the others be "
            "compared?",
        ),
        Misconception(
            "tol is ignored",
            tol_ignored,
            hint="With its default tol your function is right; with another tol it gives the same answer. The "
            "limit is written into the body as a number.",
            second_hint="The argument has a name. Use it where the number stands.",
        ),
        Misconception(
            "divides by zero for zeros",
            divided_by_the_largest,
            hint="For a layer of zeros the largest singular value is 0, and 0 / 0 gave a warning. The count "
            "came out right by luck: nan is larger than nothing.",
            second_hint="`s / s[0] > tol` and `s > tol * s[0]` ask the same question. One of them needs no division.",
        ),
        Misconception(
            "the mean of the units taken out",
            mean_taken_out,
            hint="You subtracted the mean row first. Three equal units then have rank 0; but they do compute "
            "something, one thing, so the answer is 1.",
            second_hint="Differences between the units is one way to look at it; here the units themselves are "
            "counted. Take W as it is.",
        ),
        Misconception(
            "the singular values instead of their number",
            the_values_themselves,
            hint="You returned the singular values, and the question is how many of them matter. For three "
            "equal units they are one large number and zeros: the answer is 1.",
            second_hint="A comparison gives an array of True and False. Its sum is a count.",
        ),
    ),
)
